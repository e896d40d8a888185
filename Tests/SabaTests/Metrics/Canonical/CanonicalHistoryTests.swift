internal import Foundation
internal import SabaNumerics
internal import Testing

@testable internal import Saba

@Suite("Canonical histories")
struct CanonicalHistoryTests {
  private func canonical(
    _ text: String, interval: Int = 60
  ) throws -> (history: RoleHistory, mapping: MetricMapping?) {
    try withFile(Array(text.utf8)) { path in
      try MetricPoints.read(paths: [path]).canonicalHistory(interval: interval)
    }
  }

  /// A metric's values on all hosts, by host; -1 for NaN.
  private func values(_ history: RoleHistory, _ metric: String) throws -> [[Double]] {
    let column = try #require(history.metrics.firstIndex(of: metric))
    return history.frames.map { frame in
      (0..<frame.rowCount).map { frame.values[$0, column].isNaN ? -1 : frame.values[$0, column] }
    }
  }

  @Test("Names that no rule knows leave the history and everything else as it is")
  func unknownNames() throws {
    let text = "time,host,m1,custom.queue\n0,a,1,2\n60,a,3,\n"
    let (history, mapping) = try canonical(text)
    #expect(mapping == nil)
    #expect(
      try withFile(Array(text.utf8)) {
        let plain = try MetricPoints.read(paths: [$0]).history(interval: 60)
        return plain.metrics == history.metrics && plain.frames.count == history.frames.count
          && plain.frames[0].values.elements.map(\.bitPattern)
            == history.frames[0].values.elements.map(\.bitPattern)
      })
  }

  @Test("Counters become rates point by point, of which intervals hold the mean")
  func counters() throws {
    var text = "time,host,metric,value\n"
    // 2/s and 3/s on two disks, the second of which restarts at 120.
    for second in stride(from: 0, through: 300, by: 15) {
      text += "\(second),a,\"node_disk_reads_completed_total{device=\"\"sda\"\"}\",\(2 * second)\n"
      let restarted = second >= 120 ? 3 * (second - 120) : 3 * second
      text += "\(second),a,\"node_disk_reads_completed_total{device=\"\"sdb\"\"}\",\(restarted)\n"
      text += "\(second),a,jobs_total,\(4 * second)\n"
    }
    let (history, mapping) = try canonical(text)
    #expect(try values(history, "disk.reads.delta") == [[5, 5, 5, 5, 5, 5]])
    #expect(try values(history, "rate(jobs_total)") == [[4, 4, 4, 4, 4, 4]])
    let inputs = try #require(mapping).inputs
    #expect(inputs.map(\.input) == ["node_disk_reads_completed_total{…}", "jobs_total"])
    #expect(inputs.map(\.seriesCount) == [2, 1])
    #expect(inputs.map(\.steps) == [[.rate, .sum, .logarithm], [.rate, .logarithm]])
  }

  @Test("Where every interval has one value of a counter, a restart is a gap in the sum")
  func restart() throws {
    var text = "time,host,node_network_receive_bytes_total\n"
    for (minute, value) in [0, 600, 1200, 60, 660].enumerated() {
      text += "\(60 * minute),a,\(value)\n"
    }
    let (history, _) = try canonical(text)
    #expect(try values(history, "interface.rxBytes.delta") == [[-1, 10, 10, -1, 10]])
  }

  @Test("What is called as a counter is and falls as none does keeps its values, live too")
  func falseCounters() throws {
    var text = "time,host,jobs_total,done_total\n"
    for minute in 0..<60 { text += "\(60 * minute),a,\(minute % 7),\(minute)\n" }
    let (history, _) = try canonical(text)
    #expect(history.metrics == ["jobs_total", "rate(done_total)"])
    #expect(try values(history, "jobs_total")[0].suffix(3) == [1, 2, 3])
    let selection = CanonicalSelection(for: history.metrics)
    #expect(selection.identity(of: "jobs_total").quantity == .other("jobs_total"))
    #expect(selection.identity(of: "done_total").isCounter)
    #expect(selection.takes("jobs_total") && selection.takes("done_total"))
    #expect(!selection.takes("other_total") && !selection.takes("rate(jobs_total)"))
  }

  @Test("What depends on the size is divided by it where that is known, and stays where it is not")
  func choice() throws {
    let (known, _) = try canonical(
      "time,host,memory.total,memory.used\n0,a,16,4\n0,b,64,16\n60,b,64,\n")
    #expect(known.metrics == ["memory.used.percentage"])
    #expect(try values(known, "memory.used.percentage") == [[25], [25, -1]])
    let (unknown, mapping) = try canonical("time,host,memory.used,memory.cached\n0,a,4,1\n")
    #expect(unknown.metrics == ["memory.used", "memory.cached"])
    #expect(try #require(mapping).inputs.allSatisfy(\.steps.isEmpty))
    // One of three hosts tells its size.
    let (mixed, _) = try canonical(
      "time,host,memory.total,memory.used\n0,a,16,4\n0,b,,16\n0,c,,9\n")
    #expect(mixed.metrics == ["memory.used"])
    #expect(try values(mixed, "memory.used") == [[4], [16], [9]])
    // A size alone is nothing to judge.
    let (_, sizes) = try canonical("time,host,filesystem.a.size,loadavg5\n0,a,16,4\n")
    #expect(try #require(sizes).inputs[0].exclusion == .nothingToDivide)
  }

  /// A role of Linux hosts of 4 and 16 cores, one of macOS and one watched by node_exporter.
  private static func mixedRole(minutes: Int = 3) -> String {
    var lines: [String] = []
    func add(_ minute: Int, _ host: String, _ metrics: [(String, Double)]) {
      let text = metrics.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",")
      lines.append(#"{"time":\#(60 * minute),"host":"\#(host)","metrics":{\#(text)}}"#)
    }
    for minute in 0..<minutes {
      for (host, cores) in [("linux-4", 4.0), ("linux-16", 16)] {
        add(
          minute, host,
          [
            ("cpu.user.percentage", 30 * cores), ("cpu.system.percentage", 10 * cores),
            ("cpu.idle.percentage", 60 * cores), ("cpu.iowait.percentage", 0),
            ("loadavg5", 0.4 * cores), ("memory.total", 4e9 * cores),
            ("memory.used", 1e9 * cores), ("memory.mem_available", 3e9 * cores),
            ("interface.eth0.rxBytes.delta", 1000 * cores), ("interface.lo.rxBytes.delta", 7),
          ])
      }
      add(
        minute, "mac",
        [
          ("cpu.user.percentage", 30), ("cpu.system.percentage", 10), ("cpu.idle.percentage", 60),
          ("loadavg5", 3), ("memory.total", 8e9), ("memory.used", 2e9), ("memory.cached", 1e9),
          ("memory.free", 5e9), ("interface.en0.rxBytes.delta", 5000),
        ])
      let seconds = Double(60 * minute)
      add(
        minute, "node",
        [
          (#"node_cpu_seconds_total{cpu=\"0\",mode=\"user\"}"#, 0.3 * seconds),
          (#"node_cpu_seconds_total{cpu=\"0\",mode=\"system\"}"#, 0.1 * seconds),
          (#"node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"}"#, 0.6 * seconds),
          ("node_load5", 0.4), ("node_memory_MemTotal_bytes", 2e9),
          ("node_memory_MemAvailable_bytes", 1.5e9),
          (#"node_network_receive_bytes_total{device=\"ens5\"}"#, 3000 * seconds),
        ])
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test("Hosts of different size, system and agent become alike")
  func mixedRole() throws {
    let (history, mapping) = try canonical(Self.mixedRole())
    #expect(history.frames.map(\.host) == ["linux-16", "linux-4", "mac", "node"])
    func last(_ metric: String) throws -> [Double] {
      try values(history, metric).map { ($0[2] * 1e6).rounded() / 1e6 }
    }
    #expect(try last("cpu.user.percentage") == [30, 30, 30, 30])
    #expect(try last("cpu.idle.percentage") == [60, 60, 60, 60])
    #expect(try last("memory.used.percentage") == [25, 25, 25, 25])
    #expect(try last("interface.rxBytes.delta") == [16000, 4000, 5000, 3000])
    // How many cores a Mac has its percentages do not tell.
    #expect(try last("loadavg5.percore") == [0.4, 0.4, -1, 0.4])
    #expect(try last("memory.cached.percentage") == [-1, -1, 12.5, -1])
    let became = try #require(mapping).inputs
    let interfaces = became.filter { $0.input == "interface.*.rxBytes.delta" }
    #expect(interfaces.map(\.metric) == ["interface.rxBytes.delta", nil])
    #expect(interfaces.map(\.exclusion) == [nil, .virtualInterface])
    #expect(interfaces.map(\.seriesCount) == [1, 1])
    #expect(
      became.first { $0.input == "memory.total" }?.steps == [.ingredient]
        && became.first { $0.input == "memory.total" }?.metric == "memory.used.percentage")
  }

  @Test("Of a mixed role what is comparable is learnt, and the rest is named with the reason")
  func training() throws {
    let names = [
      "cpu.user.percentage", "cpu.idle.percentage", "cpu.iowait.percentage", "memory.total",
      "memory.used", "memory.cached", "interface.eth0.rxBytes.delta",
      "interface.en0.rxBytes.delta",
    ]
    var generator = RandomGenerator(seed: 1)
    func row(cores: Double?) -> [Double] {
      let user = 30 + 2 * generator.normal()
      let scale = cores ?? 1
      let memory = 4e9 * scale
      let traffic = 1e5 * scale * exponential(0.3 * generator.normal())
      return [
        user * scale, (99 - user) * scale, cores ?? .nan, memory,
        memory * (0.5 + 0.02 * generator.normal()), cores == nil ? 1e9 : .nan,
        cores == nil ? .nan : traffic, cores == nil ? traffic : .nan,
      ]
    }
    let frames = [("linux-16", 16.0), ("linux-4", 4), ("mac", nil)].map { host, cores in
      MetricFrame(
        host: host, metrics: names, start: 1_767_571_200, interval: 300,
        values: Matrix(
          rowCount: 864, columnCount: names.count,
          elements: (0..<864).flatMap { _ in row(cores: cores) }))
    }
    let raw = RoleHistory(metrics: names, interval: 300, frames: frames)
    var options = RoleModelOptions()
    let (history, mapping) = raw.canonical()
    options.mapping = mapping
    let model = try RoleModel.train(history: history, options: options)
    #expect(
      model.metrics == [
        "cpu.user.percentage", "cpu.idle.percentage", "cpu.iowait.percentage",
        "memory.used.percentage", "interface.rxBytes.delta",
      ])
    #expect(
      model.summary.droppedMetrics == [
        .init(metric: "memory.cached.percentage", reason: "missing in 66 % of the rows")
      ])
    #expect((28...32).contains(model.centres[0]) && (48...52).contains(model.centres[3]))
    #expect(model.metric(for: "memory.mem_available") == "memory.used.percentage")
    #expect(model.metric(for: "interface.wlan0.rxBytes.delta") == "interface.rxBytes.delta")
    #expect(model.metric(for: "interface.lo.rxBytes.delta") == nil)
    #expect(model.metric(for: "memory.cached") == nil)
    // The host of another system is judged by what it has.
    var monitor = RoleMonitor(model: model)
    var counts: [Verdict.Status: Int] = [:]
    monitor.judge(raw.canonical(for: model)) { counts[$0.status, default: 0] += 1 }
    #expect(counts[.ok, default: 0] > 2560 && counts[.unknown] == nil)
  }

  @Test("A history on its grid becomes the same as the points that it is of")
  func fromGrid() throws {
    try withFile(Array(Self.mixedRole(minutes: 30).utf8)) { path in
      let points = try MetricPoints.read(paths: [path])
      let (history, mapping) = try points.canonicalHistory(interval: 60)
      let grid = try points.history(interval: 60).canonical()
      #expect(grid.mapping == mapping)
      #expect(grid.history.metrics == history.metrics)
      for (one, other) in zip(grid.history.frames, history.frames) {
        #expect(one.host == other.host && one.start == other.start)
        #expect(
          one.values.elements.map(\.bitPattern) == other.values.elements.map(\.bitPattern))
      }
    }
  }

  @Test("A mapping reads back from JSON as it was written, and is small")
  func compactness() throws {
    let mapping = try #require(try canonical(Self.mixedRole()).mapping)
    let json = try JSONEncoder().encode(mapping)
    #expect(try JSONDecoder().decode(MetricMapping.self, from: json) == mapping)
    // Of 100 kB that a whole model may take.
    #expect(json.count < 5000)
  }
}
