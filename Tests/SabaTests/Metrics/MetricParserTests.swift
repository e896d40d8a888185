internal import SabaNumerics
internal import Testing

@testable internal import Saba

@Suite struct MetricParserTests {
  /// A row with names for numbers; missing values are left out.
  private struct NamedRow: Hashable {
    var host: String
    var time: Double
    var values: [String: Double]
  }

  private struct Parsed {
    var rows: [NamedRow]
    var parser: MetricParser
  }

  /// Parses a text, handed over in pieces.
  private func parse(
    _ text: some Collection<UInt8>, pieceLength: Int = .max, metrics: [String]? = nil,
    strict: Bool = false, path: String = "in.csv", defaultHost: String? = nil
  ) throws(InputError) -> Parsed {
    var parser = MetricParser(metrics: metrics, strict: strict)
    var rows: [MetricRow] = []
    parser.begin(path: path, defaultHost: defaultHost)
    var rest = Array(text)[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(pieceLength))
      rest = rest.dropFirst(pieceLength)
      try piece.withUnsafeBufferPointer { (bytes) throws(InputError) in
        try parser.feed(UnsafeRawBufferPointer(bytes)) { rows.append($0) }
      }
    }
    try parser.finish { rows.append($0) }
    let named = rows.map { row in
      let pairs = zip(row.metrics, row.values).filter { !$0.1.isNaN }
      return NamedRow(
        host: parser.hosts[row.host], time: row.time,
        values: Dictionary(uniqueKeysWithValues: pairs.map { (parser.metrics[$0.0], $0.1) }))
    }
    return Parsed(rows: named, parser: parser)
  }

  private func parse(_ text: String, strict: Bool = false) throws(InputError) -> Parsed {
    try parse(text.utf8, strict: strict)
  }

  private let expected = [
    NamedRow(host: "web1", time: 100, values: ["cpu": 1, "memory": 2.5]),
    NamedRow(host: "web2", time: 100, values: ["cpu": -3]),
    NamedRow(host: "web1", time: 160, values: ["memory": 4]),
  ]
  private let wide =
    "timestamp,host,cpu,memory\n100,web1,1,2.5\n100,web2,-3,nan\n160,web1,,4e0\n"
  private let wideJSON = """
    {"time":100,"host":"web1","metrics":{"cpu":1,"memory":2.5}}
    {"metrics":{"cpu":-3, "memory":null},"region":{"a":[1,{"b":"}"}]},"host":"web2","time":100}
    {"timestamp":"1970-01-01T00:02:40Z","host":"web1","metrics":{"memory":4}}
    """

  @Test func readsWideCSV() throws {
    let parsed = try parse(wide)
    #expect(parsed.rows == expected)
    #expect(parsed.parser.metrics == ["cpu", "memory"])
    #expect(parsed.parser.hosts == ["web1", "web2"])
    let report = parsed.parser.report
    #expect(report.lines == 4 && report.rows == 3 && report.badLines == 0 && report.files == 1)
    #expect(report.metrics == 2 && report.hosts == 2 && report.times == 100...160)
    #expect(report.description == "read 3 rows of 2 hosts and 2 metrics from 1 file")
  }

  @Test func readsVariantsOfWideCSVAlike() throws {
    for text in [
      "\u{FEFF}" + wide, wide.replacing("\n", with: "\r\n"), String(wide.dropLast()),
      wide.replacing("timestamp,host", with: " TS ,\"HostID\""),
      wide.replacing("web1", with: "\"web1\"").replacing("2.5", with: "\" 2.5\""),
      "\n\n" + wide.replacing("\n", with: "\n\n"),
      "cpu,date,memory,Instance\n1,100,2.5,web1\n-3,100,null,web2\n,1970-01-01 00:02:40Z,4,web1",
    ] {
      #expect(try parse(text).rows == expected, "\(text)")
    }
  }

  @Test func readsLongCSV() throws {
    let text = """
      metric,value,time,hostname
      cpu,1,100,web1
      memory,2.5,100,web1
      cpu,-3,100,web2
      memory,,100,web2
      memory,4,160,web1
      """
    let parsed = try parse(text)
    #expect(
      parsed.rows == [
        NamedRow(host: "web1", time: 100, values: ["cpu": 1]),
        NamedRow(host: "web1", time: 100, values: ["memory": 2.5]),
        NamedRow(host: "web2", time: 100, values: ["cpu": -3]),
        NamedRow(host: "web2", time: 100, values: [:]),
        NamedRow(host: "web1", time: 160, values: ["memory": 4]),
      ])
  }

  @Test func readsJSONLines() throws {
    #expect(try parse(wideJSON).rows == expected)
    let single = """

      {"time":100,"host":"web1","metric":"cpu","value":1}
        { "ts" : "100" , "hostId" : "web1" , "metric" : "memory" , "value" : 2.5 , "x" : true }\r
      {"time":100,"host":"web2","metric":"cpu","value":-3}
      {"time":100,"host":"web2","metric":"memory","value":null}

      {"time":160,"host":"web1","metric":"memory","value":4.0e0}
      """
    let rows = try parse(single).rows
    #expect(rows.map(\.host) == ["web1", "web1", "web2", "web2", "web1"])
    #expect(rows.map(\.values) == [["cpu": 1], ["memory": 2.5], ["cpu": -3], [:], ["memory": 4]])
  }

  @Test func undoesEscapesInJSON() throws {
    let text =
      #"{"ti\u006de":1,"host":"\"\\\/\b\f\n\r\t\u00e9\uD83D\uDC1F é","metrics":{"a\tb":1,"é":2}}"#
    let row = try parse(text).rows[0]
    #expect(row.host == "\"\\/\u{8}\u{c}\n\r\té\u{1F41F} é")
    #expect(row.values == ["a\tb": 1, "é": 2])
  }

  @Test func namesTheHostByTheFileWhereTheInputDoesNot() throws {
    let csv = "time,cpu\n1,2\n"
    for (path, host) in [
      ("/data/db7.csv.gz", "db7"), ("db7.csv", "db7"), ("a.b/db7", "db7"), ("-", "stdin"),
      (".hidden", ".hidden"), ("x/db.7.jsonl", "db.7"),
    ] {
      #expect(try parse(csv.utf8, path: path).rows[0].host == host)
    }
    #expect(try parse(csv.utf8, defaultHost: "mail").rows[0].host == "mail")
    #expect(try parse(#"{"time":1,"metrics":{"a":1}}"#).rows[0].host == "in")
    #expect(try parse(#"{"time":1,"host":null,"metrics":{"a":1}}"#).rows[0].host == "in")
  }

  @Test(arguments: 1...9)
  func doesNotDependOnHowBytesArrive(pieceLength: Int) throws {
    for text in [wide, wideJSON, "\u{FEFF}" + wide.replacing("\n", with: "\r\n")] {
      #expect(try parse(text.utf8, pieceLength: pieceLength).rows == expected)
    }
  }

  @Test func takesOnlyWantedMetrics() throws {
    let csv = try parse(
      "time,host,text,memory\n1,a,words,2\n2,a,\"x,y\",3\n".utf8, metrics: ["cpu", "memory"])
    #expect(csv.rows.map(\.values) == [["memory": 2], ["memory": 3]])
    #expect(csv.parser.metrics == ["cpu", "memory"])
    #expect(csv.parser.report.ignoredValues == 2)
    #expect(csv.parser.report.firstIgnoredMetric == "text")
    let json = try parse(
      (wideJSON + "\n" + #"{"time":1,"metric":"disk","value":7}"#).utf8, metrics: ["memory"])
    #expect(json.rows.map(\.values) == [["memory": 2.5], [:], ["memory": 4], [:]])
    #expect(json.parser.report.ignoredValues == 3)
    #expect(
      json.parser.report.description
        == "read 4 rows of 3 hosts and 1 metric from 1 file; "
        + "3 values of unknown metrics ignored (the first is cpu)")
    #expect(throws: InputError.self) { try parse(wide.utf8, metrics: ["disk"]) }
    #expect(throws: InputError.self) { try parse(wideJSON.utf8, metrics: ["disk"]) }
  }

  @Test(arguments: [
    ("100,web1,1,2", 5, "4 fields where the header has 5"),
    ("100,web1,1,2,3,4", 6, "6 fields where the header has 5"),
    ("100,web1,1,x,3", 4, "\"x\" is not a number"),
    ("100,web1,1,2 3,3", 4, "\"2 3\" is not a number"),
    ("100,web1,Inf,2,3", 3, "the value is infinite"),
    ("100,web1,1,2,-infinity", 5, "the value is infinite"),
    ("100,web1,1,2,1e150", 5, "\"1e150\" is too large for a number"),
    ("100,web1,1,2,\"-1e150\"", 5, "\"-1e150\" is too large for a number"),
    (",web1,1,2,3", 1, "the time is missing"),
    ("noon,web1,1,2,3", 1, "\"noon\" is not a time"),
    ("1700000000000,web1,1,2,3", 1, "the time 1700000000000.0 is out of range for epoch seconds"),
    ("2026-01-31T10:20:30,web1,1,2,3", 1, "the time \"2026-01-31T10:20:30\" has no zone"),
    (
      "2026-02-30T10:20:30Z,web1,1,2,3", 1,
      "\"2026-02-30T10:20:30Z\" is not a time of the calendar"
    ),
    ("100,,1,2,3", 2, "the host is empty"),
    ("100,\"web1,1,2,3", 2, "a quoted field does not end in its line"),
    ("100,web\"1,1,2,3", 2, "a quote inside an unquoted field"),
  ])
  func skipsAndReportsBadLinesOfWideCSV(line: String, column: Int, problem: String) throws {
    try expectSkipped(
      line, between: "time,host,a,b,c\n50,web0,1,2,3\n", "\n200,web2,,2,3\n", line: 3,
      column: column, problem: problem)
  }

  @Test(arguments: [
    ("100,web1,cpu", 4, "3 fields where the header has 4"),
    ("100,web1,,1", 3, "the metric is empty"),
    ("100,,cpu,1", 2, "the host is empty"),
    ("100,web1,cpu,one", 4, "\"one\" is not a number"),
    ("yesterday,web1,cpu,1", 1, "\"yesterday\" is not a time"),
  ])
  func skipsAndReportsBadLinesOfLongCSV(line: String, column: Int, problem: String) throws {
    try expectSkipped(
      line, between: "time,host,metric,value\n50,web0,a,1\n", "\n200,web2,a,3\n", line: 3,
      column: column, problem: problem)
  }

  @Test(arguments: [
    (#"{"time":1,"metrics":{"a":1}"#, "the line is not valid JSON at its end (byte 28)"),
    (#"{"time":1,"metrics":{"a":1}} x"#, "the line is not valid JSON at \"x\" (byte 30)"),
    (#"{"time":1,"metrics":{"a":1,}}"#, "the line is not valid JSON at \"}}\" (byte 28)"),
    (
      #"{"time":1 "metrics":{"a":1}}"#,
      "the line is not valid JSON at \"\"metrics\":{\"a\":1}}\" (byte 11)"
    ),
    ("time,host", "the line is not valid JSON at \"time,host\" (byte 1)"),
    (#"{"time":1,"metrics":{"a":"1"}}"#, "\"\"1\"}}\" where a number is wanted"),
    (#"{"time":1,"metrics":{"new":1,"a":true}}"#, "\"true}}\" where a number is wanted"),
    (#"{"time":1,"metrics":{"a":-Infinity}}"#, "a value is infinite"),
    (#"{"time":1,"metrics":{"a":1e999}}"#, "\"1e999}}\" is too large for a number"),
    (#"{"time":1,"metrics":{"a":-1e150}}"#, "\"-1e150}}\" is too large for a number"),
    (#"{"metrics":{"a":1}}"#, "the object has no time"),
    (#"{"time":null,"metrics":{"a":1}}"#, "the time is missing"),
    (#"{"time":"noon","metrics":{"a":1}}"#, "\"noon\" is not a time"),
    (
      #"{"time":1.7e12,"metrics":{"a":1}}"#,
      "the time 1700000000000.0 is out of range for epoch seconds"
    ),
    (#"{"time":1,"host":"","metrics":{"a":1}}"#, "the host is empty"),
    (#"{"time":1,"host":"web1"}"#, "the object has no metric"),
    (
      #"{"time":1,"metric":"a","metrics":{"a":1}}"#,
      "the object has both \"metric\" and \"metrics\""
    ),
    (#"{"time":1,"host":"web1","metric":"a"}"#, "the metric has no value"),
    (#"{"time":1,"host":"web1","metric":"a","value":}"#, "\"}\" where a number is wanted"),
    (#"{"time":1,"host":"a\x","metrics":{"a":1}}"#, "a string has an invalid escape"),
    (#"{"time":1,"host":"\ud83d","metrics":{"a":1}}"#, "a string has an invalid escape"),
    (#"{"time":1,"host":"a"#, "a string does not end in its line"),
    (#"{"time":1,"x":"# + String(repeating: "[", count: 100), "values are nested too deep"),
    (
      #"{"time":1,"x":tru,"metrics":{"a":1}}"#,
      "the line is not valid JSON at \"tru,\"metrics\":{\"a\":1}}\" (byte 15)"
    ),
  ])
  func skipsAndReportsBadLinesOfJSON(line: String, problem: String) throws {
    try expectSkipped(
      line, between: #"{"time":50,"metrics":{"a":1}}"# + "\n",
      "\n" + #"{"time":60,"metrics":{"a":2}}"#,
      line: 2, column: nil, problem: problem)
  }

  /// Checks that a line alone is skipped, counted and reported, or thrown by a strict parser.
  private func expectSkipped(
    _ bad: String, between head: String, _ tail: String, line: Int, column: Int?, problem: String
  ) throws {
    let good = try parse(head + tail)
    let parsed = try parse(head + bad + tail)
    #expect(parsed.rows == good.rows)
    #expect(parsed.parser.hosts == good.parser.hosts)
    #expect(parsed.parser.metrics == good.parser.metrics)
    let report = parsed.parser.report
    #expect(report.badLines == 1)
    #expect(report.rows == 2)
    #expect(report.firstBadLine?.kind == .badData)
    #expect(report.firstBadLine?.place == .init(path: "in.csv", line: line, column: column))
    #expect(report.firstBadLine?.problem == problem)
    #expect(report.firstBadLine?.cure.isEmpty == false)
    #expect(report.description.contains("; 1 bad line skipped, the first is in.csv:\(line)"))
    let thrown = inputError { () throws(InputError) in
      try parse(head + bad + tail, strict: true)
    }
    #expect(thrown == report.firstBadLine)
  }

  @Test(
    arguments: [
      ("", nil, nil, "the file is empty"),
      ("\n \n", nil, nil, "the file is empty"),
      ("time,host,cpu\n", nil, nil, "the file has a header and no rows"),
      ("host,cpu\nweb1,1\n", 1, nil, "no column is the time"),
      ("time;host;cpu\n1;a;2\n", 1, nil, "no column is the time"),
      ("time,host\n1,web1\n", 1, nil, "no column is a metric"),
      ("time,cpu,mem,cpu\n", 1, 4, "the column is called \"cpu\", as column 2 is"),
      ("time,host,Timestamp,cpu\n", 1, 3, "\"Timestamp\" is a second time column beside \"time\""),
      ("time,host,hostname,cpu\n", 1, 3, "\"hostname\" is a second host column beside \"host\""),
      ("time,,cpu\n", 1, 2, "the column has no name"),
      (
        "\ntime,host,metric,value,unit\n", 2, 5,
        "a long CSV has a time, a host, a metric and a value, and no column \"unit\""
      ),
      ("[{\"time\":1}]\n", 1, nil, "the file is a JSON array"),
      (
        "time,cpu\n1,x\n2\n3,y\n", 2, 2,
        "no line is good; the first of 3 bad ones: \"x\" is not a number"
      ),
      (
        "{\"time\":1}\n", 1, nil,
        "no line is good; the first of 1 bad ones: the object has no metric"
      ),
    ] as [(String, Int?, Int?, String)])
  func refusesFilesThatCannotBeUnderstood(
    text: String, line: Int?, column: Int?, problem: String
  ) {
    let error = inputError { () throws(InputError) in try parse(text) }
    #expect(error?.kind == .badData)
    #expect(error?.place == .init(path: "in.csv", line: line, column: column))
    #expect(error?.problem == problem)
    #expect(error?.cure.isEmpty == false)
  }

  @Test func refusesBytesThatAreNotUTF8() throws {
    let header = inputError { () throws(InputError) in
      try parse(Array("time,cp".utf8) + [0xff] + Array("\n1,2\n".utf8))
    }
    #expect(header?.description == "in.csv:1:2: the header is not UTF-8; convert the file to UTF-8")
    let parsed = try parse(Array("time,host,cpu\n1,a,2\n1,".utf8) + [0xc3] + Array(",2\n".utf8))
    #expect(parsed.parser.report.firstBadLine?.problem == "the host is not UTF-8")
    #expect(parsed.parser.hosts == ["a"])
  }

  @Test func keepsNumbersAcrossFilesOfAllFormats() throws {
    try withFile(Array(wide.utf8), name: "a.csv") { csv in
      try withFile(gzipStored(Array(wideJSON.utf8)), name: "b.jsonl") { json in
        var parser = MetricParser()
        var hosts: [Int] = []
        for path in [csv, json, csv] { try parser.read(path: path) { hosts.append($0.host) } }
        #expect(hosts == [0, 1, 0, 0, 1, 0, 0, 1, 0])
        #expect(parser.hosts == ["web1", "web2"])
        #expect(parser.metrics == ["cpu", "memory"])
        #expect(parser.report.files == 3 && parser.report.rows == 9)
      }
    }
  }

  @Test func takesValuesBelowTheLimit() throws {
    #expect(try parse("time,a\n1,9e149\n").rows[0].values == ["a": 9e149])
    #expect(try parse(#"{"time":1,"metrics":{"a":-9e149}}"#).rows[0].values == ["a": -9e149])
  }

  /// é and É in one character and in two, and K as the Kelvin sign, whose equivalent is ASCII.
  @Test func takesEquivalentNamesForOne() throws {
    let text = """
      time,host,metric,value
      1,caf\u{e9},\u{c9}tat,1
      2,cafe\u{301},E\u{301}tat,2
      3,caf\u{e9},\u{212a},3
      4,cafe\u{301},K,4
      5,cafe\u{301},\u{212a},5
      """
    for metrics in [nil, ["E\u{301}tat", "K"], ["\u{c9}tat", "\u{212a}"]] as [[String]?] {
      let parsed = try parse(text.utf8, metrics: metrics)
      #expect(parsed.parser.hosts == ["caf\u{e9}"])
      #expect(parsed.parser.metrics == ["\u{c9}tat", "K"])
      #expect(parsed.parser.report.ignoredValues == 0)
      #expect(
        parsed.rows.map(\.values) == [
          ["\u{c9}tat": 1], ["\u{c9}tat": 2], ["K": 3], ["K": 4], ["K": 5],
        ])
    }
    let json = try parse("{\"time\":1,\"metrics\":{\"\u{e9}\":1,\"e\u{301}\":2}}")
    #expect(json.rows[0].values == ["\u{e9}": 2])
    let header = inputError { () throws(InputError) in try parse("time,\u{e9},e\u{301}\n1,2,3\n") }
    #expect(header?.problem == "the column is called \"e\u{301}\", as column 2 is")
  }

  @Test func forgetsTheNamesOfBadLines() throws {
    var text = ""
    for i in 0..<200 {
      text += "{\"time\":\(i),\"host\":\"h\(i / 4)\",\"metrics\":{\"m\(i / 4)\":1,"
      text += i % 4 == 3 ? "\"e\u{301}\":1}}\n" : "\"n\(i)\":1,\"\u{e9}\(i)\":x}}\n"
    }
    let parsed = try parse(text)
    #expect(parsed.parser.report.badLines == 150)
    #expect(parsed.parser.hosts == (0..<50).map { "h\($0)" })
    #expect(Set(parsed.parser.metrics) == Set((0..<50).map { "m\($0)" } + ["\u{e9}"]))
    for (i, row) in parsed.rows.enumerated() {
      #expect(row.values == ["m\(i)": 1, "\u{e9}": 1])
    }
  }

  @Test func givesManyNamesTheirNumbers() throws {
    var text = "time,host,metric,value\n"
    for i in 0..<3000 { text += "\(i),host-\(i % 1000),metric \(i * 7 % 500),\(i)\n" }
    let parsed = try parse(text)
    #expect(parsed.parser.hosts == (0..<1000).map { "host-\($0)" })
    #expect(parsed.parser.metrics.count == 500)
    for (i, row) in parsed.rows.enumerated() {
      #expect(row.host == "host-\(i % 1000)")
      #expect(row.values == ["metric \(i * 7 % 500)": Double(i)])
    }
  }
}
