internal import Foundation
internal import Saba
internal import SabaTestSupport
internal import Testing

/// The committed fixture role, and files made from it.
enum Fixture {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path(percentEncoded: false)
  static let role = root + "Fixtures/web-role"
  static let train = role + "/web/train.csv"
  static let test = role + "/web/test.csv"

  /// A small role whose normal behaviour is known: wide CSV with ISO times, hosts interleaved.
  static func history(days: Int = 5, seed: UInt64 = 1) -> String {
    let history = SyntheticRole.history(hosts: 2, days: days, seed: seed)
    var text = "timestamp,host," + history.metrics.joined(separator: ",") + "\n"
    for row in 0..<history.frames[0].rowCount {
      for frame in history.frames {
        let values = frame.values.row(row).map { "\($0)" }.joined(separator: ",")
        text += "\(frame.time(ofRow: row)),\(frame.host),\(values)\n"
      }
    }
    return text
  }

  /// Calls the body with a folder that holds `role.saba`, learnt from a small role.
  static func withModel(_ body: (String) throws -> Void) throws {
    try TemporaryFolder.with { folder in
      try Fixture.write(Fixture.history(), to: "\(folder)/history.csv")
      let trained = try SabaProcess.run(
        ["train", "--history", "history.csv", "--output", "role.saba"], in: folder)
      try #require(trained.status == 0, "\(trained.errors)")
      #expect(trained.output.isEmpty)
      try body(folder)
    }
  }

  /// Rows at the normal level, with one metric moved by standard deviations in some of them.
  static func rows(_ count: Int, moved metric: Int, by deviations: Double, in range: Range<Int>)
    -> String
  {
    var text = "timestamp,host," + SyntheticRole.metrics.joined(separator: ",") + "\n"
    for row in 0..<count {
      let values = SyntheticRole.metrics.indices.map { j in
        let shift = j == metric && range.contains(row) ? deviations : 0
        // Nothing stands still.
        let movement = 1e-6 * Double(row % 2)
        return "\(SyntheticRole.levels[j] + (shift + movement) * SyntheticRole.scales[j])"
      }
      text += "\(1_800_000_000 + 300 * row),host-0,\(values.joined(separator: ","))\n"
    }
    return text
  }

  static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }
}
