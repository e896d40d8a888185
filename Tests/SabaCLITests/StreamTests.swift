internal import Foundation
internal import SabaTestSupport
internal import Testing

/// Following a stream, and output that cannot be written.
@Suite("Streams")
struct StreamTests {
  let judge = ["judge", "--model", "role.saba", "--input", "-"]
  let follow = ["judge", "--model", "role.saba", "--input", "-", "--follow"]

  /// A row at the normal level.
  func line(_ minutes: Int) -> String {
    let values = SyntheticRole.levels.map { "\($0)" }.joined(separator: ",")
    return "\(1_800_000_000 + 60 * minutes),host-0,\(values)\n"
  }

  let header = "timestamp,host," + SyntheticRole.metrics.joined(separator: ",") + "\n"

  @Test("What closed before an error is judged and printed")
  func error() throws {
    try Fixture.withModel { folder in
      let good = header + (0..<4).map { line(5 * $0) }.joined()
      let input = Data((good + "noon,host-0,1,2,3,4\n" + line(20)).utf8)
      let result = try SabaProcess.run(follow + ["--strict"], input: input, in: folder)
      #expect(result.status == 65)
      #expect(result.lines.count == 3)
      #expect(result.errors.contains("-:6:1: \"noon\" is not a time"))
    }
  }

  @Test("Late rows and bad lines are told of as they come: the first, the tenth, and the sum")
  func remarks() throws {
    try Fixture.withModel { folder in
      var text = header + line(0) + line(60)
      for _ in 0..<12 { text += line(5) + "noon,host-0,1,2,3,4\n" }
      let result = try SabaProcess.run(follow, input: Data(text.utf8), in: folder)
      let late = "host-0: dropped a row of 2027-01-15T08:05:00Z, too late: its interval has closed"
      #expect(result.errors.contains("\(late) (1 such row so far)\n"))
      #expect(result.errors.contains("\(late) (10 such rows so far)\n"))
      #expect(result.errors.components(separatedBy: late).count == 3)
      #expect(result.errors.contains("dropped 12 rows that came too late: host-0 12\n"))
      #expect(result.errors.contains("12 bad lines skipped so far, the first is -:5:1: \"noon\""))
    }
  }

  @Test("One row with a time far ahead harms no other")
  func jump() throws {
    try Fixture.withModel { folder in
      let rows = (0..<8).map { line(5 * $0) }
      let right = try SabaProcess.run(
        follow, input: Data((header + rows.joined()).utf8), in: folder)
      let wrong = rows[..<3] + [line(900_000)] + rows[3...]
      let result = try SabaProcess.run(
        follow, input: Data((header + wrong.joined()).utf8), in: folder)
      #expect(result.output == right.output)
      #expect(right.lines.count == 8)
      #expect(
        result.errors.contains(
          "host-0: dropped a row of 2028-10-01T08:00:00Z, more than a day ahead of all others"))
      #expect(
        result.errors.contains("dropped 1 row more than a day ahead of all others: host-0 1\n"))
    }
  }

  @Test(
    "Points that come twice are told from late ones, and as they were from those with another value"
  )
  func doubled() throws {
    try Fixture.withModel { folder in
      var other = line(5)
      other.replace("40.0", with: "41.0")
      let text = header + line(0) + line(5) + line(5) + other + line(10) + line(5)
      let result = try SabaProcess.run(follow, input: Data(text.utf8), in: folder)
      #expect(result.lines.count == 3)
      for remark in [
        "host-0: got again a row of 2027-01-15T08:05:00Z, as it had come before (4 such values so far)",
        "host-0: got again a row of 2027-01-15T08:05:00Z, with another value, which counts: "
          + "see whether two agents send as one host (1 such value so far)",
        "host-0: dropped a row of 2027-01-15T08:05:00Z, too late: its interval has closed",
        "dropped 1 row that came too late: host-0 1", "got 7 values twice, as they were: host-0 7",
        "got 1 value twice, with another value, which counts: host-0 1",
      ] {
        #expect(
          result.errors.contains(remark + "\n") || result.errors.contains(remark + " ("),
          "\(remark)")
      }
      // Nothing is said of what did not happen.
      let good = try SabaProcess.run(
        follow, input: Data((header + line(0) + line(5)).utf8), in: folder)
      #expect(!good.errors.contains("dropped") && !good.errors.contains("twice"))
    }
  }

  @Test("A stream and the same rows at once give the same verdicts, whatever the gaps")
  func gaps() throws {
    try Fixture.withModel { folder in
      let minutes = [
        0, 5, 10, 50, 55, 1490, 1495, 2940, 2945, 40_000, 40_005, 1_500_000, 1_500_005,
      ]
      let text = header + minutes.map { line($0) }.joined()
      let whole = try SabaProcess.run(judge, input: Data(text.utf8), in: folder)
      let followed = try SabaProcess.run(follow, input: Data(text.utf8), in: folder)
      #expect(followed.output == whole.output)
      // Seven and 286 intervals are missing in the short gaps, 288 are judged of each long one.
      #expect(whole.lines.count == 13 + 7 + 286 + 288 + 288 + 288)
      #expect(followed.status == 3)
    }
  }

  @Test("Standard input is named once")
  func standardInputTwice() throws {
    try Fixture.withModel { folder in
      let result = try SabaProcess.run(
        follow + ["--input", "-"], input: Data(header.utf8), in: folder)
      #expect(result.status == 66)
      #expect(result.errors.contains("standard input is named twice"))
    }
  }

  @Test("An interval finer than the data's own is warned of")
  func fineInterval() throws {
    try TemporaryFolder.with { folder in
      try Fixture.write(Fixture.history(days: 2), to: "\(folder)/history.csv")
      func errors(_ interval: String) throws -> String {
        try SabaProcess.run(
          ["train", "--history", "history.csv", "--output", "m", "--interval", interval],
          in: folder
        ).errors
      }
      #expect(
        try errors("30s").contains(
          "the data has a row every 300 s; with an interval of 30 s most intervals are empty: "
            + "use --interval 5m\n"))
      #expect(try errors("4m").contains("many intervals are empty"))
      #expect(!(try errors("5m").contains("empty")))
      #expect(!(try errors("1h").contains("empty")))
    }
  }

  static let fullDevice = "/dev/full"

  @Test(
    "Output that cannot be written ends with 74, whatever else would be",
    .enabled(if: FileManager.default.fileExists(atPath: fullDevice), "there is no full device"))
  func fullDisk() throws {
    try Fixture.withModel { folder in
      let rows = Data(Fixture.rows(12, moved: 3, by: 25, in: 4..<9).utf8)
      let help = ["inspect", "role.saba"]
      for arguments in [judge, follow, help, help + ["--json", "-"]] {
        let result = try SabaProcess.run(
          arguments, input: rows, output: Self.fullDevice, in: folder)
        #expect(result.status == 74)
        #expect(
          result.errors.contains("saba: standard output: cannot write: No space left on device"))
      }
    }
  }

  @Test("A file named by way of standard output goes there")
  func standardOutputByName() throws {
    try Fixture.withModel { folder in
      let named = try SabaProcess.run(
        ["inspect", "role.saba", "--json", "/dev/stdout"], in: folder)
      let plain = try SabaProcess.run(["inspect", "role.saba", "--json", "-"], in: folder)
      #expect(named.status == 0)
      #expect(named.output.hasPrefix(plain.output))
    }
  }
}
