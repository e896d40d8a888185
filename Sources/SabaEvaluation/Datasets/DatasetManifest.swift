internal import Saba

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// What a data set says about itself in its `dataset.json`; other keys there are passed over.
public struct DatasetManifest: Codable, Sendable, Hashable {
  /// The name in results; nothing is ever decided by it.
  public var name: String
  /// How the files lie, for example `entities`.
  public var layout: String
  /// The length of a row, in seconds.
  public var intervalSeconds: Int
  /// L of the volumes under the surfaces, in rows.
  public var vusBuffer: Int
  /// Whether the first row of test comes right after the last one of train, where files have no
  /// times; otherwise both begin at 00:00.
  public var testContinuesTrain: Bool?

  /// Reads and checks a manifest.
  static func read(path: String) throws(InputError) -> DatasetManifest {
    let bytes = try ByteSource.contents(of: path)
    let manifest: DatasetManifest
    do {
      manifest = try JSONDecoder().decode(DatasetManifest.self, from: Data(bytes))
    } catch {
      throw InputError(
        .badData, at: .init(path: path), problem(of: error),
        cure: "give an object with name, layout, intervalSeconds, vusBuffer and, as needed, "
          + "testContinuesTrain")
    }
    guard manifest.intervalSeconds > 0 else {
      throw InputError(
        .badData, at: .init(path: path), "intervalSeconds is \(manifest.intervalSeconds)",
        cure: "give the length of a row in seconds, at least 1")
    }
    guard manifest.vusBuffer >= 0 else {
      throw InputError(
        .badData, at: .init(path: path), "vusBuffer is \(manifest.vusBuffer)",
        cure: "give a number of rows, at least 0")
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
      "this is not JSON"
    }
  }
}
