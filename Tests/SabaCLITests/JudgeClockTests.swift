internal import Foundation
internal import SabaTestSupport
internal import Testing

/// `saba judge --follow --clock`, with points of about now: what takes minutes is in `StreamClockTests`.
@Suite("judge --clock", .timeLimit(.minutes(10)))
struct JudgeClockTests {
  let header = "timestamp,host," + SyntheticRole.metrics.joined(separator: ",") + "\n"
  /// Two hours ago, at the beginning of an interval.
  let start = Int(Date().timeIntervalSince1970) / 300 * 300 - 7200

  /// Rows of one host every five minutes, ill in some of them.
  func lines(_ rows: Range<Int>) -> String {
    rows.map { row in
      let values = SyntheticRole.levels.enumerated().map { j, level in
        let deviation = 1e-6 * Double(row % 2) + (j == 3 && (8..<14).contains(row) ? 25 : 0)
        return "\(level + deviation * SyntheticRole.scales[j])"
      }
      return "\(start + 300 * row),host-0,\(values.joined(separator: ","))\n"
    }.joined()
  }

  func follow(
    _ input: String, _ options: [String], in folder: String
  ) throws -> SabaProcess.Result {
    try SabaProcess.run(
      ["judge", "--model", "role.saba", "--input", "-", "--follow"] + options,
      input: Data(input.utf8), in: folder)
  }

  @Test("Points of the future are dropped and told of; without a clock they count")
  func future() throws {
    try Fixture.withModel { folder in
      let row = lines(12..<13)
      // An hour from now, in the middle of those of the last two hours.
      let future = row.replacing("\(start + 3600)", with: "\(start + 10_800)")
      let input = header + lines(0..<12) + future + lines(12..<20)
      let right = try follow(header + lines(0..<20), [], in: folder)
      #expect(right.lines.count == 20)
      for more in [[], ["--state", "state"]] {
        let result = try follow(input, ["--clock"] + more, in: folder)
        // With a state the last interval waits.
        #expect(result.lines == right.lines.dropLast(more.isEmpty ? 0 : 1))
        #expect(result.errors.contains("host-0: dropped a row of "), "\(result.errors)")
        #expect(result.errors.contains(", in the future, as the clock shows "))
        #expect(result.errors.contains("dropped 1 row in the future by the clock: host-0 1\n"))
      }
      let without = try follow(input, [], in: folder)
      #expect(without.lines != right.lines)
      #expect(without.errors.contains("dropped 8 rows that came too late: host-0 8\n"))
    }
  }

  @Test("A clock is for points as they come")
  func usage() throws {
    let result = try SabaProcess.run(
      ["judge", "--model", "role.saba", "--input", "-", "--clock"])
    #expect(result.status == 64)
    #expect(result.errors.contains("--clock is for points as they come; add --follow"))
  }

  @Test("Killed at any moment, what follows from points is the same, with a clock or without")
  func killed() throws {
    try Fixture.withModel { folder in
      let text = header + lines(0..<24)
      let expected = try follow(text, ["--state", "whole"], in: folder).output
      try Fixture.write(text, to: "\(folder)/in.csv")
      try Fixture.write("", to: "\(folder)/out")
      for run in 0..<16 {
        let process = Process()
        process.executableURL = SabaProcess.products.appending(path: "saba")
        process.currentDirectoryURL = URL(filePath: folder)
        process.arguments =
          [
            "judge", "--model", "role.saba", "--input", "in.csv", "--follow", "--state", "state",
            "--journal-limit", "300",
          ] + (run % 3 == 2 ? [] : ["--clock"])
        let output = try FileHandle(forWritingTo: URL(filePath: "\(folder)/out"))
        try output.seekToEnd()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        if run < 15 {
          usleep(15_000 + 3000 * UInt32(run))
          kill(process.processIdentifier, SIGKILL)
        }
        process.waitUntilExit()
      }
      #expect(try String(contentsOfFile: "\(folder)/out", encoding: .utf8) == expected)
    }
  }

  @Test("Readings that a killed run has left are taken again between the same bytes")
  func replay() throws {
    try Fixture.withModel { folder in
      let first = try follow(header + lines(0..<4), ["--state", "state"], in: folder)
      #expect(first.lines.count == 3)
      // As if it had gone on with four more rows, two of them after half an hour in which nothing came.
      try Fixture.write(lines(4..<8), to: "\(folder)/state/journal-2")
      var readings = Data()
      for time in stride(from: start + 1500, to: start + 3300, by: 10) {
        for word in [Int64(lines(4..<6).utf8.count), Int64(time)] {
          withUnsafeBytes(of: word) { readings.append(contentsOf: $0) }
        }
      }
      try readings.write(to: URL(filePath: "\(folder)/state/clock-2"))
      let second = try follow(lines(10..<12), ["--state", "state"], in: folder)
      let verdicts = try second.lines.map { line in
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      }
      // The clock has closed three intervals by then, so that the two rows were late.
      #expect(verdicts.map { $0["time"] as? Int } == (3...10).map { start + 300 * $0 })
      let unknown = verdicts.map { $0["status"] as? String == "unknown" }
      #expect(unknown == [false, false, false, true, true, true, true, false])
    }
  }

  @Test("Readings are put down before anything is made of them, and taken again after a kill")
  func journal() throws {
    try Fixture.withModel { folder in
      let states = StateTests()
      let expected = try follow(header + lines(0..<24), ["--state", "whole"], in: folder).output
      try Fixture.write("", to: "\(folder)/out")
      func written() throws -> String {
        try String(contentsOfFile: "\(folder)/out", encoding: .utf8)
      }
      let output = try FileHandle(forWritingTo: URL(filePath: "\(folder)/out"))
      let (process, input) = try states.begin(
        ["--clock"], output: output, errors: "errors", in: folder)
      try input.write(contentsOf: Data((header + lines(0..<20)).utf8))
      try states.wait { try written().split(separator: "\n").count == 19 }
      kill(process.processIdentifier, SIGKILL)
      try states.end(process)
      #expect(
        try TemporaryFolder.names(in: "\(folder)/state")
          == ["clock-1", "journal-1", "lock", "marks", "snapshot-1"])
      let readings = try Data(contentsOf: URL(filePath: "\(folder)/state/clock-1"))
      #expect(readings.count >= 16 && readings.count % 16 == 0)
      let rest = try follow(lines(20..<24), ["--state", "state", "--clock"], in: folder)
      #expect(try written() + rest.output == expected)
    }
  }
}
