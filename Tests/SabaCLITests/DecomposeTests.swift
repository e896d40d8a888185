internal import Foundation
internal import Saba
internal import SabaTestSupport
internal import Testing

/// `saba decompose` as a user runs it.
@Suite("saba decompose")
struct DecomposeTests {
  /// Values printed in the shortest form that reads back the same, summed in another order.
  static let sums = 1e-12

  /// 2026-01-05T00:00:00Z, a Monday.
  static let start = 1_767_571_200

  /// A load that follows the clock of UTC, with its own noise.
  static func load(at time: Int, offset: Int = 0) -> Double {
    let second = ((time + offset) % 86_400 + 86_400) % 86_400
    let hour = Double(second) / 3600
    let noise = Double((time / 300 * 7919) % 101) / 1000
    return 50 + 8 * abs(hour - 12) + (second / 3600 == 9 ? 40 : 0) + noise
  }

  /// Rows of wide CSV of one host.
  static func rows(
    days: Int, interval: Int = 3600, start: Int = start, _ value: (Int) -> String
  ) -> String {
    var text = "timestamp,host,load\n"
    for time in stride(from: start, to: start + days * 86_400, by: interval) {
      text += "\(time),web01,\(value(time))\n"
    }
    return text
  }

  struct Table {
    var header: [String]
    var rows: [[String]]

    init(_ result: SabaProcess.Result) {
      let lines = result.lines.map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      header = lines.first ?? []
      rows = Array(lines.dropFirst())
    }

    /// A column's numbers, nil where empty.
    func numbers(_ name: String) -> [Double?] {
      guard let column = header.firstIndex(of: name) else { return [] }
      return rows.map { Double($0[column]) }
    }
  }

  /// Decomposes text, and gives what was printed.
  static func decompose(
    _ content: String, _ arguments: [String]
  ) throws -> SabaProcess.Result {
    try TemporaryFolder.with { folder in
      try Fixture.write(content, to: "\(folder)/input.csv")
      return try SabaProcess.run(["decompose", "--input", "input.csv"] + arguments, in: folder)
    }
  }

  @Test(
    "The columns add up; missing values leave value and remainder empty",
    arguments: [[], ["--robust"]])
  func columns(options: [String]) throws {
    let content = Self.rows(days: 21) { time in
      (time / 3600) % 50 == 3 ? "" : "\(Self.load(at: time) + Double(time - Self.start) / 1e5)"
    }
    let result = try Self.decompose(content, ["--period", "1d,1w"] + options)
    #expect(result.status == 0)
    let table = Table(result)
    #expect(
      table.header
        == [
          "timestamp", "value", "trend", "seasonal_1d", "seasonal_1w", "remainder", "weight",
        ])
    #expect(table.rows.count == 21 * 24)
    #expect(table.rows[0][0] == "2026-01-05T00:00:00Z")
    #expect(table.rows[25][0] == "2026-01-06T01:00:00Z")
    let values = table.numbers("value")
    let parts = ["trend", "seasonal_1d", "seasonal_1w", "remainder"].map { table.numbers($0) }
    let weights = table.numbers("weight")
    for row in table.rows.indices {
      if (Self.start / 3600 + row) % 50 == 3 {
        #expect(values[row] == nil && parts[3][row] == nil && weights[row] == 0)
        #expect(parts[0][row] != nil && parts[1][row] != nil && parts[2][row] != nil)
      } else {
        let sum = parts.reduce(0) { $0 + ($1[row] ?? .nan) }
        #expect(isClose(sum, values[row] ?? .nan, Self.sums), "\(table.rows[row])")
        #expect((0...1).contains(weights[row] ?? .nan))
      }
    }
    #expect(options.isEmpty == weights.allSatisfy { $0 == 0 || $0 == 1 })
    #expect(result.errors.contains("load of web01: 504 points every 1 h"))
    #expect(result.errors.contains("10 of them missing"))
    #expect(result.errors.contains("daily season strong"))
    // Outliers are told of only where weights can be lost.
    #expect(result.errors.contains("without weight") == !options.isEmpty)
  }

  struct Zone: Sendable, CustomTestStringConvertible {
    var name: String
    /// The offsets before and after the first switch after the start.
    var offsets: (before: Int, after: Int)
    var switchTime: Int
    /// The beginning of the first stamp, and of that of the first interval after the switch.
    var stamps: [String]
    var testDescription: String { name }
  }

  static let zones = [
    Zone(
      name: "Europe/Berlin", offsets: (3600, 7200), switchTime: 1_774_746_000,
      stamps: ["2026-03-19T01:00:00+01:00", "2026-03-29T03:00:00+02:00"]),
    Zone(
      name: "America/New_York", offsets: (-14_400, -18_000), switchTime: 1_793_512_800,
      stamps: ["2026-10-22T01:00:00-04:00", "2026-11-01T01:00:00-05:00"]),
    Zone(
      name: "Australia/Lord_Howe", offsets: (39_600, 37_800), switchTime: 1_775_314_800,
      stamps: ["2026-03-26T01:00:00+11:00", "2026-04-05T01:30:00+10:30"]),
    Zone(
      name: "Asia/Tokyo", offsets: (32_400, 32_400), switchTime: 1_775_314_800,
      stamps: ["2026-03-25T23:00:00+09:00", "2026-04-05T00:00:00+09:00"]),
  ]

  @Test("Seasons follow the local clock over a switch, in the built command", arguments: zones)
  func localClocks(zone: Zone) throws {
    // Ten days before and after, from 01:00 on the clock before.
    let start = zone.switchTime - 10 * 86_400 - 3600
    func offset(_ time: Int) -> Int {
      time < zone.switchTime ? zone.offsets.before : zone.offsets.after
    }
    let content = Self.rows(days: 20, interval: 1800, start: start) { time in
      "\(Self.load(at: time, offset: offset(time)))"
    }
    let result = try Self.decompose(content, ["--period", "1d", "--zone", zone.name])
    #expect(result.status == 0, "\(result.errors)")
    let table = Table(result)
    #expect(table.rows[0][0] == zone.stamps[0])
    #expect(table.rows[482][0] == zone.stamps[1])
    let worst = table.numbers("remainder").map { abs($0 ?? .nan) }.max() ?? .nan
    // The noise alone, which is at most 0.1.
    #expect(worst < 0.2, "\(worst)")
    let inUTC = Table(try Self.decompose(content, ["--period", "1d"]))
    #expect(inUTC.rows[0][0].hasSuffix("Z"))
    let burst = inUTC.numbers("remainder").map { abs($0 ?? .nan) }.max() ?? .nan
    #expect(zone.name == "Asia/Tokyo" ? burst < 0.2 : burst > 5, "\(burst)")
  }

  @Test("The same series from wide and long CSV, JSON Lines and standard input")
  func formats() throws {
    try TemporaryFolder.with { folder in
      var wide = "timestamp,host,load,disk\n"
      var long = "timestamp,host,metric,value\n"
      var lines = ""
      for time in stride(from: Self.start, to: Self.start + 7 * 86_400, by: 3600) {
        let value = Self.load(at: time)
        for host in ["web01", "web02"] {
          let shifted = host == "web01" ? value : -value
          wide += "\(time),\(host),\(shifted),5\n"
          long += "\(time),\(host),load,\(shifted)\n\(time),\(host),disk,5\n"
          lines += #"{"time":\#(time),"host":"\#(host)","metrics":{"load":\#(shifted),"disk":5}}"#
          lines += "\n"
        }
      }
      try Fixture.write(wide, to: "\(folder)/wide.csv")
      try Fixture.write(long, to: "\(folder)/long.csv")
      try Fixture.write(lines, to: "\(folder)/lines.jsonl")
      let rest = ["--period", "1d", "--host", "web01", "--metric", "load"]
      func run(_ path: String, _ input: String = "") throws -> SabaProcess.Result {
        try SabaProcess.run(
          ["decompose", "--input", path] + rest, input: Data(input.utf8), in: folder)
      }
      let expected = try run("wide.csv")
      #expect(expected.status == 0, "\(expected.errors)")
      #expect(expected.lines.count == 1 + 7 * 24)
      for path in ["long.csv", "lines.jsonl"] {
        #expect(try run(path).output == expected.output, "\(path)")
      }
      #expect(try run("-", lines).output == expected.output)
    }
  }

  @Test("JSON has the table's numbers, null where they are missing, and the strengths")
  func json() throws {
    let content = Self.rows(days: 15) { $0 == Self.start ? "" : "\(Self.load(at: $0))" }
    let result = try Self.decompose(content, ["--period", "1w,24h", "--json", "-"])
    #expect(result.status == 0)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(document["host"] as? String == "web01" && document["metric"] as? String == "load")
    #expect(document["zone"] as? String == "UTC")
    #expect(document["intervalSeconds"] as? Int == 3600)
    let seasons = try #require(document["seasons"] as? [[String: Any]])
    #expect(seasons.map { $0["name"] as? String } == ["seasonal_1d", "seasonal_1w"])
    #expect(seasons.map { $0["periodPoints"] as? Int } == [24, 168])
    #expect((seasons[0]["strength"] as? Double ?? 0) > 0.9)
    let rows = try #require(document["rows"] as? [[String: Any]])
    #expect(rows.count == 15 * 24)
    #expect(rows[0]["value"] is NSNull && rows[0]["remainder"] is NSNull)
    let table = Table(try Self.decompose(content, ["--period", "1d,1w"]))
    for name in table.header.dropFirst() {
      for (row, number) in zip(rows, table.numbers(name)).dropFirst() {
        #expect(isClose(row[name] as? Double ?? .nan, number ?? .nan, Self.sums), "\(name)")
      }
    }
  }

  @Test("The chart goes to a file beside the table, or to standard output in its place")
  func chart() throws {
    try TemporaryFolder.with { folder in
      try Fixture.write(Self.rows(days: 5) { "\(Self.load(at: $0))" }, to: "\(folder)/input.csv")
      let rest = ["decompose", "--input", "input.csv", "--period", "1d", "--zone", "Asia/Tokyo"]
      let file = try SabaProcess.run(rest + ["--svg", "chart.svg"], in: folder)
      #expect(file.status == 0 && file.lines.count == 1 + 5 * 24)
      let svg = try String(contentsOfFile: "\(folder)/chart.svg", encoding: .utf8)
      #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
      #expect(svg.contains("load of web01") && svg.contains("Asia/Tokyo"))
      let printed = try SabaProcess.run(rest + ["--svg", "-"], in: folder)
      #expect(printed.output.hasPrefix("<svg ") && !printed.output.contains("timestamp"))
      #expect(try TemporaryFolder.names(in: folder) == ["chart.svg", "input.csv"])
    }
  }

  @Test("Windows do what they say")
  func windows() throws {
    let content = Self.rows(days: 28) { time in
      "\(Self.load(at: time) * Double(time - Self.start) / 1e6)"
    }
    let free = Table(try Self.decompose(content, ["--period", "1d"]))
    let periodic = Table(
      try Self.decompose(content, ["--period", "1d", "--seasonal-window", "periodic"]))
    let season = periodic.numbers("seasonal_1d")
    #expect(Array(season.prefix(24)) == Array(season.suffix(24)))
    #expect(free.numbers("seasonal_1d").prefix(24) != free.numbers("seasonal_1d").suffix(24))
    func roughness(_ table: Table) -> Double {
      let trend = table.numbers("trend").map { $0 ?? .nan }
      return zip(trend.dropFirst(2), zip(trend.dropFirst(), trend)).reduce(0) {
        $0 + abs($1.0 - 2 * $1.1.0 + $1.1.1)
      }
    }
    let smooth = Table(
      try Self.decompose(content, ["--period", "1d", "--trend-window", "2w"]))
    #expect(roughness(smooth) < 0.5 * roughness(free))
  }

  @Test("A season with few cycles stays the same, so that normal values are no outliers")
  func fewCycles() throws {
    let content = Self.rows(days: 28) { "\(Self.load(at: $0))" }
    let result = try Self.decompose(content, ["--period", "1d,1w", "--robust"])
    let week = Table(result).numbers("seasonal_1w")
    #expect(Array(week.prefix(168)) == Array(week.suffix(168)))
  }

  @Test("A period that does not fit the grid is rounded and told of")
  func rounding() throws {
    let content = Self.rows(days: 4, interval: 420) { "\(Self.load(at: $0))" }
    let result = try Self.decompose(content, ["--period", "1d"])
    #expect(result.status == 0)
    #expect(
      result.errors.contains(
        "the period 1d is no multiple of the interval: rounded to 206 points, 2 min too long"))
    #expect(Table(result).header.contains("seasonal_1d"))
  }

  @Test("Periods are found where there are some, and not where there are none")
  func auto() throws {
    let content = Self.rows(days: 28) { time in
      "\(Self.load(at: time) - ((time - Self.start) / 86_400 % 7 > 4 ? 30 : 0))"
    }
    let result = try Self.decompose(content, ["--period", "auto"])
    #expect(result.status == 0)
    #expect(result.errors.contains("periods found: 1d, 1w"))
    #expect(result.output == (try Self.decompose(content, ["--period", "1d,1w"])).output)
    var generator = RandomGenerator(seed: 5)
    for value in [{ _ in "7" }, { _ in "\(generator.normal())" }] as [(Int) -> String] {
      let none = try Self.decompose(Self.rows(days: 28, value), ["--period", "auto"])
      #expect(none.status == 65 && none.output.isEmpty)
      #expect(
        none.errors.contains("load of web01: no period shows in the data; give one with --period"))
    }
    let short = try Self.decompose(
      "timestamp,host,load\n\(Self.start),web01,1\n", ["--period", "auto"])
    #expect(short.status == 65 && short.errors.contains("at least 8 values are needed"))
  }

  @Test("A constant is its own trend, and irregular stamps go by the reader's grid")
  func defined() throws {
    let constant = try Self.decompose(Self.rows(days: 3) { _ in "7.25" }, ["--period", "1d"])
    #expect(constant.status == 0)
    #expect(constant.errors.contains("the series is constant: the trend is 7.25"))
    let table = Table(constant)
    #expect(table.numbers("trend").allSatisfy { $0 == 7.25 })
    for name in ["seasonal_1d", "remainder"] {
      #expect(table.numbers(name).allSatisfy { $0 == 0 }, "\(name)")
    }
    // Two rows of an interval are averaged, a row late by some seconds stays in its interval.
    var irregular = "timestamp,host,load\n"
    for (index, time) in stride(from: Self.start, to: Self.start + 4 * 86_400, by: 3600)
      .enumerated()
    {
      irregular += "\(time + index * 37 % 50),web01,\(Self.load(at: time))\n"
    }
    irregular += "\(Self.start + 1800),web01,\(Self.load(at: Self.start) + 2)\n"
    let averaged = Table(try Self.decompose(irregular, ["--period", "1d"]))
    #expect(averaged.rows.count == 96)
    #expect(isClose(averaged.numbers("value")[0] ?? 0, Self.load(at: Self.start) + 1, Self.sums))
    #expect(averaged.numbers("value")[1] == Self.load(at: Self.start + 3600))
  }

  @Test("Output that nobody takes is an error")
  func lostOutput() throws {
    try TemporaryFolder.with { folder in
      try Fixture.write(Self.rows(days: 5) { "\(Self.load(at: $0))" }, to: "\(folder)/input.csv")
      let result = try SabaProcess.run(
        ["decompose", "--input", "input.csv", "--period", "1d"], output: "/dev/full", in: folder)
      #expect(result.status == 74)
      #expect(result.errors.contains("standard output"))
    }
  }

  #if os(Linux)
    @Test("A terminal is told that the work goes on, and then the result")
    func terminal() throws {
      try TemporaryFolder.with { folder in
        try Fixture.write(Self.rows(days: 5) { "\(Self.load(at: $0))" }, to: "\(folder)/input.csv")
        let result = try SabaProcess.runOnTerminal(
          ["decompose", "--input", "input.csv", "--period", "1d"], in: folder)
        #expect(result.status == 0)
        #expect(result.errors.contains("decomposing 120 points\r\u{1B}[K"))
        #expect(result.errors.contains("daily season strong"))
      }
    }
  #endif
}
