internal import Foundation
internal import SabaTestSupport
internal import Testing

/// `saba judge --follow --state`, ended in good order or by errors; `KillTests` has the rest.
@Suite("State of a stream", .timeLimit(.minutes(5)))
struct StateTests {
  let header = "timestamp,host," + SyntheticRole.metrics.joined(separator: ",") + "\n"

  /// Rows of one host at five-minute intervals, with an alert over some of them.
  func lines(_ rows: Range<Int>, moved: Range<Int> = 8..<14) -> String {
    rows.map { row in
      let values = SyntheticRole.levels.enumerated().map { j, level in
        // Nothing stands still.
        let deviation = 1e-6 * Double(row % 2) + (j == 3 && moved.contains(row) ? 25 : 0)
        return "\(level + deviation * SyntheticRole.scales[j])"
      }
      return "\(1_800_000_000 + 300 * row),host-0,\(values.joined(separator: ","))\n"
    }.joined()
  }

  func follow(
    _ input: String, _ options: [String] = [], state: String = "state", in folder: String
  ) throws -> SabaProcess.Result {
    try SabaProcess.run(
      ["judge", "--model", "role.saba", "--input", "-", "--follow", "--state", state] + options,
      input: Data(input.utf8), in: folder)
  }

  /// Begins to follow a pipe that stays open; the pipe takes what is to be judged.
  func begin(
    _ options: [String] = [], output: Any?, errors: String, in folder: String
  ) throws -> (process: Process, input: FileHandle) {
    signal(SIGPIPE, SIG_IGN)
    let process = Process()
    process.executableURL = SabaProcess.products.appending(path: "saba")
    process.currentDirectoryURL = URL(filePath: folder)
    process.arguments =
      ["judge", "--model", "role.saba", "--input", "-", "--follow", "--state", "state"] + options
    let input = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try Fixture.write("", to: "\(folder)/\(errors)")
    process.standardError = try FileHandle(forWritingTo: URL(filePath: "\(folder)/\(errors)"))
    try process.run()
    return (process, input.fileHandleForWriting)
  }

  /// Waits for the end of a process, no longer than a minute.
  func end(_ process: Process) throws {
    wait { !process.isRunning }
    defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
    try #require(!process.isRunning)
  }

  /// Waits no longer than a minute: a test that never ends tells nothing.
  func wait(until holds: () throws -> Bool) rethrows {
    let deadline = ContinuousClock.now + .seconds(60)
    while try !holds(), ContinuousClock.now < deadline { Thread.sleep(forTimeInterval: 0.005) }
  }

  @Test("A stream in pieces gives what it gives as one; the open interval waits")
  func pieces() throws {
    try Fixture.withModel { folder in
      let whole = try follow(header + lines(0..<30), state: "whole", in: folder)
      #expect(whole.lines.count == 29)
      #expect(whole.status == 2)
      let plain = try SabaProcess.run(
        ["judge", "--model", "role.saba", "--input", "-", "--follow"],
        input: Data((header + lines(0..<30)).utf8), in: folder)
      #expect(plain.output.hasPrefix(whole.output))
      #expect(plain.lines.count == 30)
      // Without its header, again from the beginning, again from the middle, cut in a line.
      let last = lines(20..<30)
      let pieces = [
        header + lines(0..<6), lines(6..<10), header + lines(0..<15), lines(12..<20),
        String(last.prefix(333)), String(last.dropFirst(333)), "", lines(3..<30),
      ]
      let results = try pieces.map { try follow($0, in: folder) }
      #expect(results.map(\.output).joined() == whole.output)
      // The worst of what each run saw.
      for result in results {
        #expect(result.status == (result.output.contains("\"status\":\"critical\"") ? 2 : 0))
      }
      #expect(Set(results.map(\.status)) == [0, 2])
      #expect(results[7].errors.contains("dropped 26 rows that came too late"))
    }
  }

  @Test("A file is gone on with where it had been read up to, another one begun")
  func file() throws {
    try Fixture.withModel { folder in
      func run() throws -> SabaProcess.Result {
        try SabaProcess.run(
          ["judge", "--model", "role.saba", "--input", "in.csv", "--follow", "--state", "state"],
          in: folder)
      }
      let text = header + lines(0..<30)
      let whole = try follow(text, state: "whole", in: folder)
      var output = ""
      for length in [10, 200, 1111, 1112, text.utf8.count] {
        try Fixture.write(String(text.prefix(length)), to: "\(folder)/in.csv")
        output += try run().output
      }
      #expect(output == whole.output)
      let nothing = try run()
      #expect(nothing.status == 0)
      #expect(nothing.output.isEmpty)
      #expect(nothing.errors.contains("read 0 rows"))
      // Rotated: new rows at the beginning of a file.
      try Fixture.write(header + lines(30..<33), to: "\(folder)/in.csv")
      #expect(try run().lines.count == 3)
    }
  }

  @Test(
    "A signal ends in good order, with the status of what was seen", arguments: [SIGTERM, SIGINT])
  func signals(number: Int32) throws {
    try Fixture.withModel { folder in
      let whole = try follow(header + lines(0..<30), state: "whole", in: folder)
      try Fixture.write("", to: "\(folder)/out")
      let output = try FileHandle(forWritingTo: URL(filePath: "\(folder)/out"))
      let (process, input) = try begin(output: output, errors: "errors", in: folder)
      try input.write(contentsOf: Data((header + lines(0..<20)).utf8))
      func written() throws -> String {
        try String(contentsOfFile: "\(folder)/out", encoding: .utf8)
      }
      try wait { try written().split(separator: "\n").count == 19 }
      #expect(process.isRunning)
      kill(process.processIdentifier, number)
      try end(process)
      #expect(process.terminationReason == .exit)
      #expect(process.terminationStatus == 2)
      let errors = try String(contentsOfFile: "\(folder)/errors", encoding: .utf8)
      #expect(errors.contains("judged 19 intervals: "))
      let rest = try follow(lines(20..<30), in: folder)
      #expect(try written() + rest.output == whole.output)
    }
  }

  @Test("Reading waits for a reader that does not read; a signal does not wait for it")
  func backPressure() throws {
    try Fixture.withModel { folder in
      let count = 4000
      let whole = try follow(header + lines(0..<count), state: "whole", in: folder)
      let output = Pipe()
      let (process, input) = try begin(output: output, errors: "errors", in: folder)
      let fed = Thread {
        try? input.write(contentsOf: Data((header + lines(0..<count)).utf8))
        try? input.close()
      }
      fed.start()
      // So much that neither pipe holds it.
      Thread.sleep(forTimeInterval: 0.5)
      #expect(!fed.isFinished)
      #expect(process.isRunning)
      process.terminate()
      try end(process)
      #expect(process.terminationReason == .exit)
      try? output.fileHandleForWriting.close()
      let first = try #require(try output.fileHandleForReading.readToEnd())
      let rest = try follow(header + lines(0..<count), in: folder)
      // Another output begins the line anew that was cut by the end.
      let lineEnd = try #require(first.lastIndex(of: UInt8(ascii: "\n")))
      let delivered = String(decoding: first[...lineEnd], as: UTF8.self)
      #expect(delivered + rest.output == whole.output)
    }
  }

  @Test("A reader that goes away is an error, after which the state is kept")
  func brokenPipe() throws {
    try Fixture.withModel { folder in
      let whole = try follow(header + lines(0..<30), state: "whole", in: folder)
      let output = Pipe()
      let (process, input) = try begin(output: output, errors: "errors", in: folder)
      try output.fileHandleForReading.close()
      try input.write(contentsOf: Data((header + lines(0..<20)).utf8))
      try end(process)
      #expect(process.terminationReason == .exit)
      #expect(process.terminationStatus == 74)
      let errors = try String(contentsOfFile: "\(folder)/errors", encoding: .utf8)
      #expect(
        errors.contains("saba: standard output: cannot write: Broken pipe; the state is kept"))
      // Nobody got anything: it all comes.
      #expect(try follow(lines(20..<30), in: folder).output == whole.output)
    }
  }

  @Test("A second process with the same state is refused")
  func lock() throws {
    try Fixture.withModel { folder in
      let (process, input) = try begin(
        output: FileHandle.nullDevice, errors: "errors", in: folder)
      wait { FileManager.default.fileExists(atPath: "\(folder)/state/snapshot-1") }
      let second = try follow(header, in: folder)
      #expect(second.status == 74)
      #expect(
        second.errors == "saba: state: another process uses this state; end it first, or give each "
          + "its own folder\n")
      try input.close()
      try end(process)
      #expect(try follow(header + lines(0..<3), in: folder).lines.count == 2)
    }
  }

  @Test("A state of another model, of other sensitivities, or damaged is refused; nothing changes")
  func mismatch() throws {
    try Fixture.withModel { folder in
      _ = try follow(header + lines(0..<10), in: folder)
      let other = try follow(lines(10..<20), ["--warning", "none"], in: folder)
      #expect(other.status == 65)
      #expect(other.errors.contains("saba: state: the state was begun with other sensitivities; "))
      try Fixture.write(Fixture.history(seed: 2), to: "\(folder)/history.csv")
      _ = try SabaProcess.run(
        ["train", "--history", "history.csv", "--output", "other.saba"], in: folder)
      let model = try SabaProcess.run(
        ["judge", "--model", "other.saba", "--input", "-", "--follow", "--state", "state"],
        input: Data(lines(10..<20).utf8), in: folder)
      #expect(model.status == 65)
      #expect(model.errors.contains("saba: state: the state belongs to another model; "))
      #expect(other.output.isEmpty && model.output.isEmpty)
      #expect(try follow(lines(10..<12), in: folder).lines.count == 2)

      let name = try #require(
        try TemporaryFolder.names(in: "\(folder)/state").first { $0.hasPrefix("snapshot") })
      let path = "\(folder)/state/\(name)"
      var bytes = try Data(contentsOf: URL(filePath: path))
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(filePath: path))
      let damaged = try follow(lines(12..<20), in: folder)
      #expect(damaged.status == 65)
      #expect(
        damaged.errors == "saba: state/\(name): the state is damaged; begin anew without it\n")
      #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
    }
  }

  @Test("A snapshot that cannot be read gives way to the one before, as long as that is there")
  func olderSnapshot() throws {
    try Fixture.withModel { folder in
      let whole = try follow(header + lines(0..<20), state: "whole", in: folder)
      let first = try follow(header + lines(0..<10), in: folder)
      try Fixture.write("saba-state 1 5 0\nabc", to: "\(folder)/state/snapshot-9")
      try Fixture.write("what,is,this\n", to: "\(folder)/state/journal-9")
      try Fixture.write("abc", to: "\(folder)/state/.snapshot-3.1.tmp")
      let second = try follow(lines(10..<20), in: folder)
      #expect(first.output + second.output == whole.output)
      // Another generation at the beginning and at the end; the one that cannot be read is gone.
      #expect(
        try TemporaryFolder.names(in: "\(folder)/state")
          == ["journal-4", "lock", "marks", "snapshot-4"])
    }
  }

  @Test("A journal with nonsense in it is no obstacle")
  func damagedJournal() throws {
    try Fixture.withModel { folder in
      let whole = try follow(header + lines(0..<20), state: "whole", in: folder)
      let first = try follow(header + lines(0..<10), in: folder)
      var nonsense = Data((0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
      nonsense += Data(repeating: 0, count: 4096)
      let name = try #require(
        try TemporaryFolder.names(in: "\(folder)/state").first { $0.hasPrefix("journal") })
      try nonsense.write(to: URL(filePath: "\(folder)/state/\(name)"))
      let second = try follow(header + lines(0..<20), in: folder)
      #expect(second.status == 2)
      #expect(first.output + second.output == whole.output)
    }
  }

  @Test("A bad line ends a strict run, and the next one goes on behind it")
  func strict() throws {
    try Fixture.withModel { folder in
      let whole = try follow(header + lines(0..<20), state: "whole", in: folder)
      let bad = header + lines(0..<10) + "noon,host-0,1,2,3,4\n" + lines(10..<12)
      let first = try follow(bad, ["--strict"], in: folder)
      #expect(first.status == 65)
      #expect(first.errors.contains("saba: -:12:1: \"noon\" is not a time"))
      let second = try follow(lines(12..<20), ["--strict"], in: folder)
      #expect(first.output + second.output == whole.output)
      // So is a beginning that cannot be understood.
      let wrong = try follow("a,b\n1,2\n", state: "wrong", in: folder)
      #expect(wrong.status == 65)
      let right = try follow(header + lines(0..<20), state: "wrong", in: folder)
      #expect(right.output == whole.output)
    }
  }

  @Test("An answer of Prometheus is no stream whose state could be kept")
  func document() throws {
    try Fixture.withModel { folder in
      let answer = #"{"status":"success","data":{"resultType":"matrix","result":[]}}"#
      let result = try follow(answer + "\n", in: folder)
      #expect(result.status == 65 && result.errors.contains("saba: -:1"), "\(result.errors)")
    }
  }

  @Test("What to leave out may change from run to run")
  func hideOk() throws {
    try Fixture.withModel { folder in
      let whole = try follow(header + lines(0..<20), state: "whole", in: folder)
      let first = try follow(header + lines(0..<12), ["--hide-ok"], in: folder)
      let second = try follow(lines(12..<20), in: folder)
      let early = whole.lines[..<11].filter { !$0.contains("\"status\":\"ok\"") }
      #expect(first.lines + second.lines == early + whole.lines[11...])
      #expect(!first.lines.isEmpty)
    }
  }

  @Test("An alert is told of once, though it opens in one run and closes in another")
  func onAlert() throws {
    try Fixture.withModel { folder in
      let tell = ["--on-alert", "cat >> told"]
      _ = try follow(header + lines(0..<40), tell, state: "whole", in: folder)
      let path = "\(folder)/told"
      let expected = try String(contentsOfFile: path, encoding: .utf8)
      #expect(expected.split(separator: "\n").count >= 2)
      try FileManager.default.removeItem(atPath: path)
      for piece in [header + lines(0..<9), lines(9..<12), lines(0..<12), lines(12..<40)] {
        _ = try follow(piece, tell, in: folder)
      }
      func events(_ text: String) throws -> [String] {
        try text.split(separator: "\n").map { line in
          let event = try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
          return "\(event["event"] ?? "") \(event["openedAt"] ?? "") \(event["peakScore"] ?? "")"
        }
      }
      #expect(try events(String(contentsOfFile: path, encoding: .utf8)) == events(expected))
    }
  }

  @Test("Wrong usage, compressed input, a missing file and a bad folder end with their status")
  func usage() throws {
    try Fixture.withModel { folder in
      let judge = ["judge", "--model", "role.saba", "--input"]
      func status(_ arguments: [String]) throws -> Int32 {
        try SabaProcess.run(judge + arguments, in: folder).status
      }
      #expect(try status(["-", "--state", "s"]) == 64)
      #expect(try status(["-", "--follow", "--state", ""]) == 64)
      #expect(try status(["a", "b", "--follow", "--state", "s"]) == 64)
      #expect(try status(["none.csv", "--follow", "--state", "s"]) == 66)
      #expect(try status(["-", "--follow", "--state", "role.saba"]) == 74)
      #expect(try status(["-", "--follow", "--state", "role.saba/s"]) == 74)
      let gzip = Data([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
      let compressed = try SabaProcess.run(
        judge + ["-", "--follow", "--state", "s"], input: gzip, in: folder)
      #expect(compressed.status == 65)
      #expect(compressed.errors.contains("is not decompressed; give it through gunzip -c"))
      #expect(try follow(header + lines(0..<5), state: "s", in: folder).lines.count == 4)
    }
  }
}
