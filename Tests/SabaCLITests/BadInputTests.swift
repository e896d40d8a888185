internal import Foundation
internal import SabaTestSupport
internal import Testing

/// Bad input: one clear line with place and cure, the documented exit status, and nothing left.
@Suite("Bad input")
struct BadInputTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var content: String
    var status: Int32 = 65
    var says: [String]
    var arguments: [String] = []
    var testDescription: String { name }
  }

  static let header = "timestamp,host,cpu,memory\n"

  static let histories: [Case] = [
    Case(name: "empty", content: "", says: ["history.csv", "empty"]),
    Case(name: "header only", content: header, says: ["history.csv", "no"]),
    Case(
      name: "ragged rows only", content: header + "1,a,2\n2,a,3\n",
      says: ["history.csv:2", "bad"]),
    Case(
      name: "text in a number, strict", content: header + "1,a,2,3\n300,a,two,3\n",
      says: ["history.csv:3:3", "two"], arguments: ["--strict"]),
    Case(
      name: "infinity, strict", content: header + "1,a,inf,3\n", says: ["history.csv:2:3", "inf"],
      arguments: ["--strict"]),
    Case(
      name: "a column twice", content: "timestamp,host,cpu,cpu\n1,a,2,3\n",
      says: ["history.csv:1:4", "cpu"]),
    Case(name: "no time", content: "host,cpu\na,2\n", says: ["history.csv:1", "time"]),
    Case(
      name: "a time without a zone, strict", content: header + "2026-01-01T00:00:00,a,1,2\n",
      says: ["history.csv:2:1", "zone", "add Z"], arguments: ["--strict"]),
    Case(
      name: "milliseconds, strict", content: header + "1767571200000,a,1,2\n",
      says: ["history.csv:2:1", "milliseconds"], arguments: ["--strict"]),
    Case(name: "one row", content: header + "1,a,2,3\n", says: ["1 complete row", "at least 100"]),
    Case(
      name: "5 rows", content: header + (0..<5).map { "\($0 * 300),a,2,3\n" }.joined(),
      says: ["5 complete rows", "longer history"]),
    Case(
      name: "all missing", content: header + (0..<500).map { "\($0 * 300),a,,\n" }.joined(),
      says: ["none of the 2 metrics"]),
    Case(
      name: "all excluded", content: Fixture.history(),
      says: ["none of the 4 metrics"], arguments: ["--training-from", "2030-01-01T00:00:00Z"]),
  ]

  @Test("train refuses what it cannot learn from and writes nothing", arguments: histories)
  func train(_ bad: Case) throws {
    try TemporaryFolder.with { folder in
      try Fixture.write(bad.content, to: "\(folder)/history.csv")
      let result = try SabaProcess.run(
        ["train", "--history", "history.csv", "--output", "role.saba"] + bad.arguments,
        in: folder)
      #expect(result.status == bad.status, "\(result.errors)")
      #expect(result.output.isEmpty)
      let last = result.errors.split(separator: "\n").last.map(String.init) ?? ""
      #expect(last.hasPrefix("saba: "))
      for words in bad.says { #expect(last.contains(words), "\(last)") }
      #expect(try TemporaryFolder.names(in: folder) == ["history.csv"])
    }
  }

  @Test("Rows that can be told right are used; what is skipped is counted")
  func tolerance() throws {
    try TemporaryFolder.with { folder in
      var lines = Fixture.history().split(separator: "\n").map(String.init)
      lines.swapAt(10, 2000)
      lines.insert("1767571200,host-0,nonsense,1,2,3", at: 5)
      lines.append(lines[50])
      try Fixture.write(lines.joined(separator: "\n"), to: "\(folder)/history.csv")
      let result = try SabaProcess.run(
        ["train", "--history", "history.csv", "--output", "role.saba"], in: folder)
      #expect(result.status == 0)
      #expect(result.errors.contains("1 bad line skipped, the first is history.csv:6:3"))
      #expect(result.errors.contains("out of order"))
      #expect(result.errors.contains("4 values overwritten"))
    }
  }

  @Test("A file that is not there, a folder, a gzip cut short")
  func files() throws {
    try TemporaryFolder.with { folder in
      func train(_ path: String) throws -> SabaProcess.Result {
        try SabaProcess.run(
          ["train", "--history", path, "--output", "role.saba"], in: folder)
      }
      let absent = try train("absent.csv")
      #expect(absent.status == 66)
      #expect(absent.errors.contains("absent.csv"))
      let directory = try train(".")
      #expect(directory.status == 66)
      #expect(directory.errors.contains("directory"))
      // The first bytes of what gzip makes of some text.
      let cut: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x2b, 0xc9, 0xcc, 0x4d]
      try Data(cut).write(to: URL(filePath: "\(folder)/cut.csv"))
      let gzip = try train("cut.csv")
      #expect(gzip.status == 65)
      #expect(gzip.errors.contains("ends early"))
      try Fixture.write(Fixture.history(), to: "\(folder)/history.csv")
      let nowhere = try SabaProcess.run(
        ["train", "--history", "history.csv", "--output", "no/such/role.saba"], in: folder)
      #expect(nowhere.status == 74)
      #expect(nowhere.errors.contains("no/such/role.saba"))
    }
  }

  @Test("A model that is cut, flipped, of the future or no model, and metrics of another role")
  func models() throws {
    try TemporaryFolder.with { folder in
      try Fixture.write(Fixture.history(), to: "\(folder)/history.csv")
      _ = try SabaProcess.run(
        ["train", "--history", "history.csv", "--output", "role.saba"], in: folder)
      let good = try Data(contentsOf: URL(filePath: "\(folder)/role.saba"))
      var flipped = good
      flipped[good.count / 2] ^= 4
      let later = String(decoding: good, as: UTF8.self)
        .replacing("saba-role-model 3", with: "saba-role-model 7")
      let cases: [(content: Data, says: String)] = [
        (good.prefix(good.count / 2), "cut short"), (Data(), "cut short"), (flipped, "checksum"),
        (Data(later.utf8), "later version"), (Data(Fixture.history().utf8), "not a model"),
      ]
      for bad in cases {
        try bad.content.write(to: URL(filePath: "\(folder)/bad.saba"))
        for command in [
          ["inspect", "bad.saba"],
          ["judge", "--model", "bad.saba", "--input", "history.csv"],
          ["preview", "--model", "bad.saba", "--history", "history.csv"],
        ] {
          let result = try SabaProcess.run(command, in: folder)
          #expect(result.status == 65)
          #expect(result.output.isEmpty)
          #expect(result.errors.contains("bad.saba: "))
          #expect(result.errors.contains(bad.says), "\(result.errors)")
        }
      }
      let absent = try SabaProcess.run(["inspect", "absent.saba"], in: folder)
      #expect(absent.status == 66)
      try Fixture.write("timestamp,host,other\n1,a,2\n", to: "\(folder)/other.csv")
      let other = try SabaProcess.run(
        ["judge", "--model", "role.saba", "--input", "other.csv"], in: folder)
      #expect(other.status == 65)
      #expect(other.errors.contains("other.csv"))
    }
  }

  @Test(
    "Wrong usage exits with 64 and shows the usage",
    arguments: [
      ["train"], ["judge", "--model", "m"], ["nonsense"], ["inspect"],
      ["train", "--history", "a", "--output", "b", "--interval", "fast"],
      ["train", "--history", "a", "--output", "b", "--exclude", "yesterday"],
      ["judge", "--model", "m", "--input", "i", "--warning", "none", "--critical", "none"],
      ["judge", "--model", "m", "--input", "i", "--warning", "much"],
      ["evaluate", "d", "--detector", "magic"], ["simulate", "--scenario", "x", "--output", "o"],
      ["evaluate", "d", "--jobs", "0"],
    ])
  func usage(_ arguments: [String]) throws {
    let result = try SabaProcess.run(arguments)
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("Usage: saba"))
  }

  @Test(
    "Every command explains itself",
    arguments: [
      "", "demo", "simulate", "train", "preview", "judge", "inspect", "decompose", "evaluate",
    ])
  func help(_ command: String) throws {
    let result = try SabaProcess.run(command.isEmpty ? ["--help"] : [command, "--help"])
    #expect(result.status == 0)
    #expect(result.output.contains("OVERVIEW"))
    #expect(result.output.contains("USAGE: saba"))
  }
}
