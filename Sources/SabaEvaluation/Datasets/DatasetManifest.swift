internal import Saba

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// What a data set says about itself in its `dataset.json`; other keys there are passed over.
struct DatasetManifest: Codable {
  /// The name in results; nothing is ever decided by it.
  var name: String
  /// How the files lie, one of ``Dataset/layouts``.
  var layout: String
  /// The length of a row, in seconds, at most 31 days.
  var intervalSeconds: Int?
  /// L of the volumes under the surfaces, in rows, 0…10 000.
  var vusBuffer: Int?
  /// Whether the first row of test comes right after the last one of train, where files have no
  /// times; otherwise both begin at 00:00.
  var testContinuesTrain: Bool?

  private static let intervalRange = 1...31 * 86_400
  private static let vusBufferRange = 0...10_000

  /// Reads and checks a manifest.
  static func read(path: String) throws(InputError) -> DatasetManifest {
    let bytes = try ByteSource.contents(of: path)
    let manifest: DatasetManifest
    do {
      manifest = try JSONDecoder().decode(DatasetManifest.self, from: Data(bytes))
    } catch {
      throw InputError(
        .badData, at: .init(path: path), problem(of: error),
        cure: "give an object with name, layout and, as the layout needs, intervalSeconds, "
          + "vusBuffer and testContinuesTrain")
    }
    for (key, value, range, what) in [
      ("intervalSeconds", manifest.intervalSeconds, intervalRange, "a row's length in seconds"),
      ("vusBuffer", manifest.vusBuffer, vusBufferRange, "a number of rows"),
    ] {
      if let value, !range.contains(value) {
        throw InputError(
          .badData, at: .init(path: path), "\(key) is \(value)",
          cure: "give \(what), \(range.lowerBound) to \(range.upperBound)")
      }
    }
    return manifest
  }

  private static func problem(of error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _):
      "\(key.stringValue) is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "\(context.codingPath.last?.stringValue ?? "the content") is of the wrong type"
    default:
      "this is not JSON, or a number in it is not whole or too large"
    }
  }
}
