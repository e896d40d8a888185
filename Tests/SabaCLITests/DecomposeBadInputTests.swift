internal import Foundation
internal import SabaTestSupport
internal import Testing

/// What `saba decompose` cannot do: one clear line, the documented status, and nothing left.
@Suite("Bad input of saba decompose")
struct DecomposeBadInputTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var content: String
    var arguments: [String] = ["--period", "1d"]
    var status: Int32 = 65
    var says: [String]
    var testDescription: String { name }
  }

  static func hours(_ count: Int, header: String = "timestamp,host,load", _ value: String = "1")
    -> String
  {
    "\(header)\n" + (0..<count).map { "\(1_767_571_200 + 3600 * $0),web01,\(value)\n" }.joined()
  }

  static let cases: [Case] = [
    Case(
      name: "a period longer than half the data", content: hours(47),
      says: [
        "load of web01", "47 points every 1 h", "period of 1d", "two cycles", "longer history",
      ]),
    Case(
      name: "one point", content: hours(1), says: ["load of web01", "1 point every", "two cycles"]),
    Case(name: "no rows", content: "timestamp,host,load\n", says: ["input.csv", "no rows"]),
    Case(name: "an empty file", content: "", says: ["input.csv", "empty"]),
    Case(
      name: "all missing", content: hours(72, ""), says: ["input.csv", "all values are missing"]),
    Case(
      name: "infinity, strict", content: hours(72) + "1767571200,web01,inf\n",
      arguments: ["--period", "1d", "--strict"], says: ["input.csv:74:3", "inf"]),
    Case(
      name: "infinities alone", content: hours(72, "inf"), says: ["input.csv:2:3", "inf"]),
    Case(
      name: "a period below two intervals", content: hours(72),
      arguments: ["--period", "90m"], says: ["period of 90m", "two intervals of 1h", "--interval"]),
    Case(
      name: "periods that are one when rounded", content: hours(72),
      arguments: ["--period", "1d,86401s"], says: ["24 points", "leave one out"]),
    Case(
      name: "the longest period that there is", content: hours(72),
      arguments: ["--period", "9223372036854775807s"], says: ["two cycles"]),
    Case(
      name: "a trend window longer than the data", content: hours(72),
      arguments: ["--period", "1d", "--trend-window", "4d"], says: ["4d", "--trend-window"]),
    Case(
      name: "an unknown metric", content: hours(72),
      arguments: ["--period", "1d", "--metric", "cpu"],
      says: ["input.csv", "no metric cpu", "choose from load"]),
    Case(
      name: "an unknown host", content: hours(72),
      arguments: ["--period", "1d", "--host", "web02"],
      says: ["input.csv", "no host web02", "choose from web01"]),
    Case(
      name: "several series", content: hours(72, header: "timestamp,host,load,disk", "1,2"),
      says: ["2 metrics (load, disk)", "choose with --metric"]),
    Case(
      name: "several hosts and metrics",
      content: hours(72, header: "timestamp,host,load,disk", "1,2")
        + "1767571200,web02,1,2\n",
      says: ["2 hosts (web01, web02) and 2 metrics (load, disk)", "--host and --metric"]),
    Case(
      name: "times far apart", content: hours(72) + "60000000000,web01,1\n",
      arguments: ["--period", "1d", "--interval", "1s"], says: ["web01", "intervals"]),
    Case(
      name: "a folder that does not exist", content: hours(72),
      arguments: ["--period", "1d", "--svg", "no/such/chart.svg"], status: 74,
      says: ["no/such/chart.svg", "cannot write"]),
    Case(
      name: "JSON into a folder that does not exist", content: hours(72),
      arguments: ["--period", "1d", "--json", "no/such/parts.json"], status: 74,
      says: ["no/such/parts.json", "cannot write"]),
  ]

  @Test("One line says where, what and what to do; nothing is written", arguments: cases)
  func refused(_ bad: Case) throws {
    try TemporaryFolder.with { folder in
      try Fixture.write(bad.content, to: "\(folder)/input.csv")
      let result = try SabaProcess.run(
        ["decompose", "--input", "input.csv"] + bad.arguments, in: folder)
      #expect(result.status == bad.status, "\(result.errors)")
      #expect(result.output.isEmpty)
      let last = result.errors.split(separator: "\n").last.map(String.init) ?? ""
      #expect(last.hasPrefix("saba: "))
      for words in bad.says { #expect(last.contains(words), "\(last)") }
      #expect(try TemporaryFolder.names(in: folder) == ["input.csv"])
    }
  }

  @Test("A file that is not there")
  func absent() throws {
    let result = try SabaProcess.run(
      ["decompose", "--input", "absent.csv", "--period", "1d"])
    #expect(result.status == 66)
    #expect(result.errors.contains("absent.csv"))
  }

  @Test(
    "Wrong usage exits with 64, says what to give and shows the usage",
    arguments: [
      (["--period", "1x"], "'1x' in --period"), (["--period", "1d,"], "'' in --period"),
      (["--period", "-1d"], "--period"), (["--period", "0d"], "'0d' in --period"),
      (["--period", "1d,24h"], "1d twice"), ([], "--period"),
      (["--period", "1d", "--zone", "Asia/Tokio"], "Asia/Tokio"),
      (["--period", "1d", "--seasonal-window", "8"], "odd number"),
      (["--period", "1d", "--seasonal-window", "1"], "odd number"),
      (["--period", "1d", "--trend-window", "long"], "--trend-window"),
      (["--period", "1d", "--interval", "32d"], "--interval"),
      (["--period", "1d", "--svg", "-", "--json", "-"], "standard output"),
    ])
  func usage(_ arguments: [String], says: String) throws {
    let result = try SabaProcess.run(["decompose", "--input", "absent.csv"] + arguments)
    #expect(result.status == 64, "\(result.errors)")
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(says), "\(result.errors)")
    #expect(result.errors.contains("Usage: saba decompose"))
  }
}
