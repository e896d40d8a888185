internal import Foundation
internal import Saba
internal import SabaNumerics
internal import SabaTestSupport
internal import Testing

@Suite("judge tells of a change of the role")
struct RoleChangeNoticeTests {
  /// Two days of both hosts, with one metric moved for good from a row on.
  static func rows(movedFrom first: Int) -> String {
    let history = SyntheticRole.history(hosts: 2, days: 2, start: 1_800_000_000, seed: 8)
    var text = "timestamp,host," + history.metrics.joined(separator: ",") + "\n"
    for row in 0..<history.frames[0].rowCount {
      for frame in history.frames {
        var values = frame.values.row(row)
        if row >= first { values[2] += 6 * SyntheticRole.scales[2] }
        let cells = values.map { "\($0)" }.joined(separator: ",")
        text += "\(frame.time(ofRow: row)),\(frame.host),\(cells)\n"
      }
    }
    return text
  }

  @Test("Once, with its evidence and what to do, on standard error and to the command")
  func told() throws {
    try Fixture.withModel { folder in
      for more in [[], ["--follow"], ["--follow", "--state", "state"]] {
        let result = try SabaProcess.run(
          [
            "judge", "--model", "role.saba", "--input", "-", "--hide-ok", "--on-alert",
            "grep roleChanged >> told; true",
          ] + more, input: Data(Self.rows(movedFrom: 200).utf8), in: folder)
        let lines = result.errors.split(separator: "\n").filter { $0.contains("has changed") }
        #expect(lines.count == 1, "\(more)")
        #expect(lines.first?.contains("requests is ") == true)
        #expect(lines.first?.contains("on 2 of 2 hosts; once ") == true)
        #expect(lines.first?.contains("--training-from 2027-01-1") == true)
      }
      let told = try String(contentsOfFile: "\(folder)/told", encoding: .utf8)
      #expect(told.split(separator: "\n").count == 3)
      let quiet = try SabaProcess.run(
        ["judge", "--model", "role.saba", "--input", "-"],
        input: Data(Self.rows(movedFrom: .max).utf8), in: folder)
      #expect(!quiet.errors.contains("has changed"))
    }
  }
}
