internal import SabaNumerics
internal import Testing

@testable internal import Saba

/// Input for models that want different metrics: some as they are, some canonical, some both.
@Suite("Input of several models")
struct SeveralModelsTests {
  static let raw = model(["loadavg5", "custom.queue", "custom.own"], isCanonical: false)
  static let canonical = model(
    ["loadavg5.percore", "custom.queue", "cpu.user.percentage"], isCanonical: true)

  let raw: RoleModel
  let canonical: RoleModel

  init() throws {
    raw = try #require(Self.raw)
    canonical = try #require(Self.canonical)
  }

  /// A model of some metrics; what their values are does not matter here.
  private static func model(_ metrics: [String], isCanonical: Bool) -> RoleModel? {
    var generator = RandomGenerator(seed: 1)
    let values = Matrix(
      rowCount: 3000, columnCount: metrics.count,
      elements: (0..<3000 * metrics.count).map { _ in 10 + generator.normal() })
    let frame = MetricFrame(
      host: "h", metrics: metrics, start: 0, interval: 300, values: values)
    var options = RoleModelOptions()
    if isCanonical { options.mapping = MetricMapping(of: [], chosen: [], counts: [:]) }
    return try? RoleModel.train(
      history: RoleHistory(metrics: metrics, interval: 300, frames: [frame]), options: options)
  }

  /// What hosts of one, four and six cores give, in order of time.
  private static let points: [(time: Int, host: String, metrics: [(String, Double)])] = {
    var generator = RandomGenerator(seed: 3)
    return (0..<400).flatMap { row in
      [1.0, 4, 6].enumerated().map { host, cores in
        let metrics = [
          ("junk", 1), ("loadavg5", cores * generator.uniform()),
          ("cpu.user.percentage", 30 * cores), ("cpu.idle.percentage", 70 * cores),
          ("custom.queue", generator.uniform()), ("custom.own", generator.uniform()),
        ].filter { $0.0.hasPrefix("cpu") || generator.uniform() > 0.1 }
        return (time: 1000 + 100 * row, host: "h\(host)", metrics: metrics)
      }
    }
  }()

  private static var json: String {
    points.map { point in
      let metrics = point.metrics.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",")
      return "{\"time\":\(point.time),\"host\":\"\(point.host)\",\"metrics\":{\(metrics)}}\n"
    }.joined()
  }

  private static var long: String {
    "time,host,metric,value\n"
      + points.flatMap { point in
        point.metrics.map { "\(point.time),\(point.host),\($0.0),\($0.1)\n" }
      }.joined()
  }

  private static var wide: String {
    let names = [
      "cpu.idle.percentage", "junk", "custom.own", "custom.queue", "cpu.user.percentage",
      "loadavg5",
    ]
    return "time,host,\(names.joined(separator: ","))\n"
      + points.map { point in
        let values = names.map { name in
          point.metrics.first { $0.0 == name }.map { "\($0.1)" } ?? ""
        }
        return "\(point.time),\(point.host),\(values.joined(separator: ","))\n"
      }.joined()
  }

  /// The bits of a model's metrics in a history, by host.
  private func bits(_ history: RoleHistory, of model: RoleModel) throws -> [[UInt64]] {
    let columns = try model.metrics.map { try #require(history.metrics.firstIndex(of: $0)) }
    return history.frames.map { frame in
      [UInt64(frame.start)]
        + (0..<frame.rowCount).flatMap { row in
          columns.map { frame.values[row, $0].bitPattern }
        }
    }
  }

  @Test(
    "Each model gets what it gets when it reads alone, whatever else is wanted",
    arguments: [json, long, wide])
  func batch(text: String) throws {
    try withFile(Array(text.utf8)) { path in
      for models in [[raw, canonical], [canonical, raw], [raw, canonical, raw]] {
        let points = try MetricPoints.read(paths: [path], for: models)
        #expect(points.metrics.prefix(3) == raw.metrics[...])
        #expect(!points.metrics.contains("junk") && points.report.firstIgnoredMetric == "junk")
        for model in [raw, canonical] {
          let alone = try MetricPoints.read(paths: [path], for: model).history(for: model)
          let expected = try bits(alone, of: model)
          #expect(expected.count == 3 && expected.allSatisfy { $0.count > 300 })
          #expect(try bits(points.history(for: model), of: model) == expected)
        }
      }
    }
  }

  @Test(
    "Live rows of one parser give each model's grid the values of the batch",
    arguments: [json, long, wide])
  func live(text: String) throws {
    try withFile(Array(text.utf8)) { path in
      for models in [[raw, canonical], [canonical, raw]] {
        var parser = MetricParser(for: models)
        var rows: [MetricRow] = []
        try parser.read(path: path) { rows.append($0) }
        for model in models {
          var grid = RoleGrid(for: model)
          var closed = rows.flatMap { grid.push($0, names: parser.metrics) }
          closed += grid.finish()
          let history = try MetricPoints.read(paths: [path], for: model).history(for: model)
          let live = history.frames.map { frame in
            [UInt64(frame.start)]
              + closed.filter { parser.hosts[$0.host] == frame.host }.flatMap {
                $0.values.map(\.bitPattern)
              }
          }
          #expect(try live == bits(history, of: model))
        }
      }
    }
  }

  @Test("The same name means the load as it is to one model, and the load of a core to another")
  func meaning() throws {
    let text =
      #"{"time":0,"host":"a","metrics":{"loadavg5":8,"cpu.user.percentage":120,"cpu.idle.percentage":280}}"#
    try withFile(Array(text.utf8)) { path in
      let points = try MetricPoints.read(paths: [path], for: [canonical, raw])
      func value(_ metric: String, _ model: RoleModel) throws -> Double {
        let history = try points.history(for: model)
        let column = try #require(history.metrics.firstIndex(of: metric))
        return history.frames[0].values[0, column]
      }
      #expect(try value("loadavg5", raw) == 8)
      #expect(try value("loadavg5.percore", canonical) == 2)
      #expect(try value("cpu.user.percentage", canonical) == 30)
    }
  }

  @Test("Input of the one is no error for want of the other's, but input of none is")
  func wanted() throws {
    for text in [
      "time,host,custom.own\n0,a,1\n", #"{"time":0,"host":"a","metrics":{"loadavg5":1}}"#,
      "time,host,cpu.user.percentage\n0,a,1\n",
    ] {
      try withFile(Array(text.utf8)) { path in
        let points = try MetricPoints.read(paths: [path], for: [raw, canonical])
        #expect(points.hosts == ["a"])
      }
    }
    let (error, _) = try inputError(reading: "time,host,junk\n0,a,1\n".utf8) {
      (path) throws(InputError) in
      try MetricPoints.read(paths: [path], for: [canonical, raw])
    }
    #expect(error?.kind == .badData)
    #expect(error?.problem.contains("(loadavg5.percore…)") == true, "\(error?.problem ?? "none")")
  }

  @Test("Other models may be wanted in the middle of a stream")
  func want() throws {
    var parser = MetricParser(for: [raw])
    parser.expectsLines = true
    parser.begin(path: "-")
    /// The values of the last row.
    var values: [Int: Double] = [:]
    func feed(_ text: String) throws {
      try Array(text.utf8).withUnsafeBytes { bytes in
        try parser.feed(bytes) { row in
          values = Dictionary(uniqueKeysWithValues: zip(row.metrics, row.values))
          values = values.filter { !$0.value.isNaN }
        }
      }
    }
    let line = #"{"time":0,"host":"a","metrics":{"cpu.user.percentage":1,"custom.own":2}}"# + "\n"
    try feed(line)
    #expect(values == [2: 2])
    let takesAll = parser.want([canonical, raw])
    #expect(takesAll)
    try feed(line)
    #expect(values == [2: 2, 3: 1] && parser.metrics[3] == "cpu.user.percentage")
  }
}
