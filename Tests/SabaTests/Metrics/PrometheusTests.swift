import SabaTestSupport
import Testing

@testable internal import Saba

@Suite("Answers of Prometheus")
struct PrometheusTests {
  static let matrix = #"""
    {"status":"success","isPartial":false,"data":{"resultType":"matrix","result":[
      {"metric":{"__name__":"node_load5","instance":"web01:9100","job":"node","env":"prod"},
       "values":[[1700000000,"0.5"],[1700000300.5,"NaN"],[1700000600,"1e-1"]]},
      {"metric":{"__name__":"cpu","instance":"web01:9100","job":"node","env":"prod","mode":"us\"er"},
       "values":[[1700000000,"+Inf"],[1700000300,"3"]]},
      {"metric":{"__name__":"cpu","instance":"web01:9100","job":"node","env":"prod","mode":"idle"},
       "histograms":[[1,{"count":"2","buckets":[[0,"1"]]}]],
       "values":[[1700000000,"7"],[1700000300,null]]},
      {"metric":{"__name__":"node_load5","instance":"web02:9100","job":"node","env":"prod"},
       "values":[[1700000000,"-2"]]}
    ],"stats":{"a":[1,{"b":2}]}},"warnings":["[none]"]}
    """#

  /// The same in CSV.
  static let csv = """
    time,host,metric,value
    1700000000,web01,node_load5,0.5
    1700000300.5,web01,node_load5,
    1700000600,web01,node_load5,1e-1
    1700000000,web01,"cpu{mode=""us\\""er""}",
    1700000300,web01,"cpu{mode=""us\\""er""}",3
    1700000000,web01,"cpu{mode=""idle""}",7
    1700000300,web01,"cpu{mode=""idle""}",
    1700000000,web02,node_load5,-2

    """

  static func points(
    _ texts: String..., name: String = "input.json", metrics: [String]? = nil, strict: Bool = false
  ) throws -> MetricPoints {
    func read(_ texts: ArraySlice<String>, _ paths: [String]) throws -> MetricPoints {
      guard let text = texts.first else {
        return try MetricPoints.read(paths: paths, metrics: metrics, strict: strict)
      }
      return try withFile(text.utf8, name: name) { try read(texts.dropFirst(), paths + [$0]) }
    }
    return try read(texts[...], [])
  }

  static func error(_ text: String) throws -> InputError? {
    try inputError(reading: text.utf8) { (path) throws(InputError) in
      try MetricPoints.read(paths: [path])
    }.error
  }

  static func series(_ metric: String, _ values: String) -> String {
    #"{"metric":{\#(metric)},"values":[\#(values)]}"#
  }

  static func document(_ series: String...) -> String {
    #"{"status":"success","data":{"resultType":"matrix","result":[\#(series.joined(separator: ","))]}}"#
  }

  /// Two histories with the same names and values; missing ones are alike.
  static func areEqual(_ left: RoleHistory, _ right: RoleHistory) -> Bool {
    func bits(_ history: RoleHistory) -> [[UInt64]] {
      history.frames.map { frame in
        (0..<frame.rowCount).flatMap { row in
          frame.values.row(row).map { $0.isNaN ? .max : $0.bitPattern }
        }
      }
    }
    return left.metrics == right.metrics && left.interval == right.interval
      && left.frames.map(\.host) == right.frames.map(\.host)
      && left.frames.map(\.start) == right.frames.map(\.start) && bits(left) == bits(right)
  }

  @Test("The same data as in CSV, plain and gzip")
  func equality() throws {
    let expected = try Self.points(Self.csv)
    let points = try Self.points(Self.matrix)
    #expect(points.metrics == ["node_load5", #"cpu{mode="us\"er"}"#, #"cpu{mode="idle"}"#])
    #expect(points.report.infiniteValues == 1)
    #expect(points.report.description.contains("1 infinite value taken for missing"))
    #expect(points.report.badLines == 0 && points.report.metrics == 3)
    #expect(Self.areEqual(try points.history(), try expected.history()))
    let zipped = try withFile(gzipStored(Array(Self.matrix.utf8))) {
      try MetricPoints.read(paths: [$0])
    }
    #expect(Self.areEqual(try zipped.history(), try expected.history()))
  }

  /// The rows of a text handed over in pieces.
  static func rows(_ pieces: [ArraySlice<UInt8>]) throws -> ([MetricRow], [String], [String]) {
    var parser = MetricParser()
    var rows: [MetricRow] = []
    parser.begin(path: "in.json")
    for piece in pieces {
      try Array(piece).withUnsafeBufferPointer { (bytes) throws(InputError) in
        try parser.feed(UnsafeRawBufferPointer(bytes)) { rows.append($0) }
      }
    }
    try parser.finish { rows.append($0) }
    return (rows, parser.hosts, parser.metrics)
  }

  @Test("Chunks may end anywhere")
  func chunks() throws {
    let bytes = Array(Self.matrix.utf8)
    func described(_ pieces: [ArraySlice<UInt8>]) throws -> [String] {
      let (rows, hosts, metrics) = try Self.rows(pieces)
      return rows.map { "\($0.time) \(hosts[$0.host]) \(metrics[$0.metrics[0]]) \($0.values[0])" }
    }
    let expected = try described([bytes[...]])
    #expect(expected.count == 8)
    #expect(expected[0] == #"1700000000.0 web01 node_load5{env="prod",job="node",port="9100"} 0.5"#)
    for cut in 1..<bytes.count {
      #expect(try described([bytes[..<cut], bytes[cut...]]) == expected, "cut at \(cut)")
    }
    for length in [1, 2, 3, 7] {
      let pieces = stride(from: 0, to: bytes.count, by: length).map {
        bytes[$0..<min($0 + length, bytes.count)]
      }
      #expect(try described(pieces) == expected, "pieces of \(length)")
    }
  }

  @Test("A document that is cut short anywhere is an error, never fewer values")
  func cutShort() throws {
    let bytes = Array(Self.matrix.utf8)
    for end in 80..<bytes.count - 1 {
      #expect(throws: InputError.self, "up to \(end)") { try Self.rows([bytes[..<end]]) }
    }
    let error = try #require(try Self.error(String(Self.matrix.prefix(300))))
    #expect(error.kind == .badData && error.problem == "the document is cut short after byte 300")
    #expect(error.cure == "fetch the whole of it again")
  }

  @Test("A vector gives one value a series, wherever members stand")
  func vector() throws {
    let points = try Self.points(
      #"{"data":{"result":[{"metric":{"instance":"[::1]:9100","__name__":"up"},"value":[1700000000.123,"1"]}],"resultType":"vector"},"status":"success"}"#
    )
    #expect(points.hosts == ["[::1]"] && points.metrics == ["up"])
    #expect(points.report.rows == 1 && points.report.times == 1700000000.123...1700000000.123)
  }

  @Test("Labels are in a name only where they tell two series of one host apart")
  func names() throws {
    let first = Self.document(
      // An address of its own on each host, and what is alike everywhere.
      Self.series(#""__name__":"load","instance":"a:1","ip":"10.0.0.1","dc":"x""#, #"[0,"1"]"#),
      Self.series(#""__name__":"load","instance":"b:1","ip":"10.0.0.2","dc":"x""#, #"[0,"2"]"#),
      // One device on one host, two on the other.
      Self.series(#""__name__":"net","instance":"a:1","device":"eth0""#, #"[0,"3"]"#),
      Self.series(#""__name__":"net","instance":"b:1","device":"eth0""#, #"[0,"4"]"#),
      // Two exporters of one host.
      Self.series(#""__name__":"up","instance":"a:1","job":"x""#, #"[0,"5"]"#),
      Self.series(#""__name__":"up","instance":"a:2","job":"x""#, #"[0,"6"]"#))
    let second = Self.document(
      Self.series(#""__name__":"net","instance":"b:1","device":"eth1""#, #"[0,"7"]"#),
      Self.series(#""__name__":"load","instance":"b:1","ip":"10.0.0.2","dc":"x""#, #"[300,"8"]"#))
    let points = try Self.points(first, second)
    #expect(points.hosts == ["a", "b"])
    #expect(
      points.metrics == [
        "load", #"net{device="eth0"}"#, #"up{port="1"}"#, #"up{port="2"}"#, #"net{device="eth1"}"#,
      ])
    #expect(points.report.duplicatePoints == 0 && points.report.metrics == 5)
    let history = try points.history()
    #expect(history.frames[0].values[0, 0] == 1)
    #expect(history.frames[1].values.row(1)[0] == 8)
  }

  @Test(
    "Without a name a series has the file's, without an instance its host is the file or a label")
  func expressions() throws {
    let text = Self.document(
      Self.series(#""mode":"user""#, #"[0,"1"]"#), Self.series(#""mode":"idle""#, #"[0,"2"]"#),
      Self.series(#""hostname":"web01""#, #"[0,"3"]"#))
    let points = try Self.points(text, name: "busy.json")
    #expect(points.hosts == ["busy", "web01"])
    #expect(points.metrics == [#"busy{mode="user"}"#, #"busy{mode="idle"}"#, "busy"])
  }

  @Test("Wanted metrics are found by their labels, and nothing is mixed up")
  func wanted() throws {
    let text = Self.document(
      Self.series(#""__name__":"net","instance":"a:1","device":"eth0","job":"n""#, #"[0,"1"]"#),
      Self.series(#""__name__":"net","instance":"a:1","device":"eth1","job":"n""#, #"[0,"2"]"#),
      Self.series(#""__name__":"load","instance":"a:1","dc":"x""#, #"[0,"3"]"#),
      Self.series(#""__name__":"load","instance":"a:1","dc":"y""#, #"[0,"4"],[300,"5"]"#),
      Self.series(#""__name__":"other","instance":"a:1""#, #"[0,"6"]"#))
    let points = try Self.points(text, metrics: ["load", #"net{device="eth1"}"#])
    #expect(points.report.ignoredValues == 4)
    #expect(points.report.firstIgnoredMetric == #"net{device="eth0",job="n",port="1"}"#)
    let values = try points.history().frames[0].values
    #expect(values.row(0) == [3, 2])
    let none = #expect(throws: InputError.self) { try Self.points(text, metrics: ["absent"]) }
    #expect(none?.problem.contains("none of the metrics is a wanted one") == true)
  }

  @Test("A sample that cannot be read is skipped and counted, or ends a strict reading")
  func badSamples() throws {
    let text = Self.document(
      Self.series(
        #""__name__":"load","instance":"a""#,
        #"[0,"1"],[300,"many"],[1700000000000,"2"],[600],[900,"3",4],[1200,"1e200"],[1500,"5"]"#))
    let points = try Self.points(text)
    #expect(points.report.rows == 2 && points.report.badLines == 5)
    let first = try #require(points.report.firstBadLine)
    #expect(first.place.line == 1 && first.problem == #""many" where a number is wanted"#)
    #expect(throws: InputError.self) { try Self.points(text, strict: true) }
  }

  @Test(
    "What is no such answer is told with place and cure",
    arguments: [
      (
        #"{"status":"error","errorType":"bad_data","error":"parse error: \"x\""}"#, 1,
        #"Prometheus answered with an error ("bad_data: parse error: "x"")"#, "correct the query"
      ),
      (#"{"error":"late","status":"error"}"# + "\n{}", 1, "", ""),
      (
        #"{"status":"success","data":{"resultType":"scalar","result":[1,"2"]}}"#, 1,
        "the result is a scalar, which has no series", "query_range"
      ),
      (
        "{\"status\":\"success\",\n\"data\":{\"result\":[{\n\"values\":[[1,\"2\"]]}]}}", 3,
        "a series gives values before its labels", "\"metric\" before \"values\""
      ),
      (
        "{\"status\":\"success\",\"data\":\n{\"result\":[{\"metric\":{}},}]}}", 2,
        "the document is not valid JSON at \"}]}}\" (byte 54)", "fetch it again"
      ),
      (
        #"{"status":"success","data":{"result":[7]}}"#, 1,
        "the document is not an answer of Prometheus: \"7\" in \"result\"", "query_range"
      ),
      (
        #"{"status":"success","data":{"resultType":"matrix","result":[]}}"#, nil,
        "the answer has no sample", "check the query"
      ),
      (
        "{\"status\":\"success\",\"data\":{\"result\":\(String(repeating: "[", count: 80))", 1,
        "the document is not an answer of Prometheus: an array in a series' values", ""
      ),
    ])
  func badDocuments(text: String, line: Int?, problem: String, cure: String) throws {
    let error = try #require(try Self.error(text))
    #expect(error.kind == .badData)
    if problem.isEmpty || cure.isEmpty { return }
    #expect(error.place.line == line)
    #expect(error.problem == problem)
    #expect(error.cure.contains(cure))
  }

  @Test("Lines of metrics with members of such names stay lines")
  func lines() throws {
    let points = try Self.points(
      """
      {"status":"success","time":0,"host":"a","metric":"load","value":1}
      {"data":{"x":1},"time":300,"host":"a","metric":"load","value":2}

      """)
    #expect(points.report.rows == 2)
    let other = try Self.points(#"{"data":{"x":1},"time":300,"host":"a","metric":"m","value":2}"#)
    #expect(other.metrics == ["m"])
  }

  @Test("A name is what it is taken apart into")
  func text() {
    for series in [
      PrometheusSeries(name: "up", labels: []),
      PrometheusSeries(name: "", labels: [.init(name: "a", value: "b,c=\"{}\"\\\n")]),
      PrometheusSeries(
        name: "n", labels: [.init(name: "a", value: ""), .init(name: "b", value: "1")]),
    ] {
      #expect(PrometheusSeries(series.text) == series)
    }
    for text in ["cpu{", "cpu{a}", "cpu{a=\"b}", "{x", "a}", "cpu{a=\"b\"c=\"d\"}"] {
      #expect(PrometheusSeries(text) == PrometheusSeries(name: text, labels: []))
    }
  }
}
