internal import SabaNumerics
internal import Testing

@testable internal import Saba

@Suite("Live canonical metrics")
struct RoleGridTests {
  private static let metrics = [
    "cpu.user.percentage", "loadavg5.percore", "memory.used.percentage", "disk.reads.delta",
    "interface.rxBytes.delta", "filesystem.used.percentage", "rate(jobs_total)", "custom.queue",
    "container.cpu.usage.percentage",
  ]

  /// Some of a host's metrics at a time: devices come and go, values are missing, counters restart.
  private static func values(
    of host: Int, at time: Double, using generator: inout RandomGenerator
  ) -> [(String, Double)] {
    let cores = Double([1, 4, 6][host])
    var values: [(String, Double)] = [
      ("cpu.user.percentage", 30 * cores), ("cpu.idle.percentage", 70 * cores),
      ("cpu.iowait.percentage", 0), ("loadavg5", generator.uniform()),
      ("memory.total", 16e9), ("memory.used", 16e9 * generator.uniform()),
      ("disk.sd\(host).reads.delta", generator.uniform()),
      ("disk.loop0.reads.delta", generator.uniform()), ("junk", generator.uniform()),
      ("filesystem.root.size", 100), ("filesystem.root.used", 100 * generator.uniform()),
      ("filesystem.data.size", 10), ("filesystem.data.used", 10 * generator.uniform()),
      ("jobs_total", (time * 3).truncatingRemainder(dividingBy: 2000)),
      ("custom.queue", generator.uniform()),
      ("container.cpu.web.usage", 3), ("container.cpu.web.limit", 10),
    ]
    for (index, device) in ["eth0", "eth1", "wlan0"].enumerated() {
      // Each there for some hours of its own.
      guard Int(time / 7200) % (index + 2) != index else { continue }
      values.append(
        (
          "node_network_receive_bytes_total{device=\\\"\(device)\\\"}",
          (time * Double(index + 1)).truncatingRemainder(dividingBy: 30_000)
        ))
    }
    return values.filter { _ in generator.uniform() > 0.05 }
  }

  private func points(_ seed: UInt64, interval: Int) -> String {
    var generator = RandomGenerator(seed: seed)
    var text = ""
    var times = [1000.0, 2000, 3000]
    for _ in 0..<900 {
      let host = Int.random(in: 0..<3, using: &generator)
      switch Int.random(in: 0...19, using: &generator) {
      case 0: break
      case 1: times[host] += Double(interval * Int.random(in: 2...30, using: &generator))
      default: times[host] += 60 * generator.uniform() + 20
      }
      let values = Self.values(of: host, at: times[host], using: &generator)
      if seed.isMultiple(of: 2) {
        let metrics = values.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",")
        text += #"{"time":\#(times[host]),"host":"h\#(host)","metrics":{\#(metrics)}}"# + "\n"
      } else {
        for (metric, value) in values {
          text +=
            #"{"time":\#(times[host]),"host":"h\#(host)","metric":"\#(metric)","value":\#(value)}"#
            + "\n"
        }
      }
    }
    return text
  }

  /// A model of some metrics, which stand for canonical ones.
  private static let model: RoleModel? = {
    var generator = RandomGenerator(seed: 1)
    let metrics = Self.metrics
    let values = Matrix(
      rowCount: 3000, columnCount: metrics.count,
      elements: (0..<3000 * metrics.count).map { _ in 10 + generator.normal() })
    let history = RoleHistory(
      metrics: metrics, interval: 300,
      frames: [MetricFrame(host: "h", metrics: metrics, start: 0, interval: 300, values: values)])
    var options = RoleModelOptions()
    options.mapping = MetricMapping(of: [], chosen: [], counts: [:])
    return try? RoleModel.train(history: history, options: options)
  }()

  @Test("Live values are those of the batch, to the last bit", arguments: 1...12)
  func equalsTheBatchPath(seed: UInt64) throws {
    let model = try #require(Self.model)
    try withFile(Array(points(seed, interval: model.interval).utf8)) { path in
      let history = try MetricPoints.read(paths: [path], for: model).history(for: model)
      #expect(history.metrics == model.metrics)
      var parser = MetricParser(for: model)
      var rows: [MetricRow] = []
      try parser.read(path: path) { rows.append($0) }
      #expect(!parser.metrics.contains("junk") && parser.report.firstIgnoredMetric != nil)
      var grid = RoleGrid(for: model)
      var closed: [LiveGrid.ClosedInterval] = []
      for row in rows { closed += grid.push(row, names: parser.metrics) }
      closed += grid.finish()
      #expect(grid.lateRows == 0)
      // A clock that shows what the next row of a host will say closes the same.
      var clocked = RoleGrid(for: model)
      var early: [LiveGrid.ClosedInterval] = []
      var byClock = 0
      for (index, row) in rows.enumerated() {
        let now = Int(row.time)
        while index % 3 == 0,
          case let due = clocked.close(through: now, where: { $0 == row.host }), !due.isEmpty
        {
          early += due
          byClock += due.count
        }
        early += clocked.push(row, names: parser.metrics)
      }
      early += clocked.finish()
      #expect(clocked.lateRows == 0 && byClock > 20)
      for host in parser.hosts.indices {
        let (live, own) = (closed.filter { $0.host == host }, early.filter { $0.host == host })
        #expect(own.map(\.start) == live.map(\.start))
        #expect(
          own.flatMap(\.values).map(\.bitPattern) == live.flatMap(\.values).map(\.bitPattern))
      }
      var known = [Int](repeating: 0, count: model.metrics.count)
      for frame in history.frames {
        let live = closed.filter { parser.hosts[$0.host] == frame.host }
        #expect(live.map(\.start) == (0..<frame.rowCount).map(frame.time(ofRow:)))
        #expect(
          live.flatMap(\.values).map(\.bitPattern) == frame.values.elements.map(\.bitPattern))
        for interval in live {
          for j in known.indices where interval.values[j].isFinite { known[j] += 1 }
        }
      }
      // Each metric is there in some intervals, and missing in others.
      #expect(known.allSatisfy { $0 > 20 && $0 < closed.count })
    }
  }

  @Test("A stream without any of the model's metrics is an error that names one")
  func nothingWanted() throws {
    let model = try #require(Self.model)
    for text in [
      "time,host,junk,interface.lo.rxBytes.delta\n0,a,1,2\n",
      #"{"time":0,"host":"a","metrics":{"junk":1}}"#,
    ] {
      let (error, _) = try inputError(reading: text.utf8) { (path) throws(InputError) in
        try MetricPoints.read(paths: [path], for: model)
      }
      #expect(error?.kind == .badData)
      #expect(error?.problem.contains("(cpu.user.percentage…)") == true)
    }
  }

  @Test("Rows after their interval are late")
  func lateRows() throws {
    let model = try #require(Self.model)
    var grid = RoleGrid(for: model)
    func push(_ time: Double) -> [LiveGrid.ClosedInterval] {
      grid.push(
        MetricRow(host: 0, time: time, metrics: [0], values: [time]), names: ["custom.queue"])
    }
    #expect(push(0).isEmpty)
    #expect(push(300).map { $0.values[7] } == [0])
    #expect(push(299).isEmpty)
    #expect(grid.lateRows == 1)
    #expect(grid.finish().map(\.start) == [300])
  }
}
