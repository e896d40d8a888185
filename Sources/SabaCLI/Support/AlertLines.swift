internal import Saba
internal import SabaEvaluation

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Alerts on standard input, as `saba judge --on-alert` tells of them.
enum AlertLines {
  /// How long before an alert opened what led to it began, in seconds: a quarter of an hour, to which
  /// scores look back.
  static let usualLead = 900

  /// What an alert's line has for us.
  private struct Line: Decodable {
    var event: String
    var host: String
    var openedAt: Int
    var closedAt: Int?
  }

  /// Reads all lines.
  ///
  /// - Parameter lead: How long before an alert the stretch begins, in seconds.
  /// - Returns: The stretches of the alerts that have closed, in their order.
  /// - Throws: ``InputError`` of kind `badData` at a line that is no alert, or where none has closed.
  static func read(lead: Int) throws(InputError) -> [Exclusion] {
    let path = ByteSource.standardInput
    func failure(_ line: Int?, _ problem: String, _ cure: String) -> InputError {
      InputError(.badData, at: .init(path: path, line: line), problem, cure: cure)
    }
    let lines = try ByteSource.contents(of: path)
      .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var exclusions: [Exclusion] = []
    var openCount = 0
    for (index, bytes) in lines.enumerated()
    where bytes.contains(where: { $0 > UInt8(ascii: " ") }) {
      guard let line = try? JSONDecoder().decode(Line.self, from: Data(bytes)) else {
        throw failure(
          index + 1, "the line is no alert",
          "give the lines that saba judge --on-alert gives to its command, or --from and --to")
      }
      guard line.event == AlertEvent.Kind.closed.rawValue, let end = line.closedAt else {
        openCount += 1
        continue
      }
      exclusions.append(
        Exclusion(line.openedAt - lead..<max(end, line.openedAt + 1), host: line.host))
    }
    guard !exclusions.isEmpty else {
      throw failure(
        nil,
        openCount > 0
          ? "no alert has closed, so that nothing says when it ended" : "there is no alert",
        "wait until it has closed, or give --host, --from and --to")
    }
    if openCount > 0 {
      StandardError.print(
        "passed over \(Words.count(openCount, "line")) of alerts that had not closed yet")
    }
    return exclusions
  }
}
