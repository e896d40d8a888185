internal import Saba
internal import SabaTestSupport
internal import Testing

@Suite("Role monitor")
struct RoleMonitorTests {
  static let model = try? RoleModel.train(history: SyntheticRole.history())

  let model: RoleModel
  let end: Int

  init() throws {
    model = try #require(Self.model)
    end = model.summary.lastTime + model.interval
  }

  /// The normal level, with some metrics moved by standard deviations.
  func observation(
    _ moved: [String: Double] = [:], missing: Set<String> = [], step: Int, host: String = "host-0"
  ) -> Observation {
    let values = model.metrics.enumerated().map { j, metric in
      missing.contains(metric)
        ? .nan : SyntheticRole.levels[j] + (moved[metric] ?? 0) * SyntheticRole.scales[j]
    }
    return Observation(host: host, time: end + step * model.interval, values: values)
  }

  @Test("A third unusual sample in a row raises the alert, a good one ends it")
  func attempts() {
    var monitor = RoleMonitor(model: model)
    let moved = ["latency": 30.0]
    let calm = monitor.judge(observation(step: 0))
    #expect(calm.status == .ok)
    #expect(calm.grade >= 0 && calm.grade.sign == .plus)
    #expect(monitor.judge(observation(moved, step: 1)).status == .ok)
    #expect(monitor.judge(observation(moved, step: 2)).status == .ok)
    let third = monitor.judge(observation(moved, step: 3))
    #expect(third.status == .critical)
    #expect(third.pValue < 1e-4)
    #expect(third.grade > 40)
    #expect(third.reason?.contains("latency") == true)
    // The level looks back over an hour, and the score over another quarter of one.
    let after = (4..<20).map { monitor.judge(observation(step: $0)) }
    #expect(after.last?.status == .ok)
  }

  @Test("A spike that is over is still what a high score blames")
  func spike() {
    var monitor = RoleMonitor(model: model)
    _ = monitor.judge(observation(step: 0))
    _ = monitor.judge(observation(["latency": 60], step: 1))
    let during = monitor.judge(observation(["cpu": 2.5], step: 2))
    let after = monitor.judge(observation(["cpu": 2.5], step: 3))
    for verdict in [during, after] {
      #expect(verdict.score > model.threshold(for: .insensitive))
      #expect(verdict.contributions.first?.metric == "latency")
      #expect(verdict.contributions.first?.value == SyntheticRole.levels[3])
    }
    #expect(after.status == .critical)
    #expect(after.reason?.contains("times what this role shows (0.68; usually") == true)
  }

  @Test("The moved metric is blamed first, shares sum to 1, and every metric is there")
  func blame() {
    for metric in model.metrics {
      var monitor = RoleMonitor(model: model)
      let verdict = monitor.judge(observation([metric: -8], step: 0))
      #expect(verdict.contributions.first?.metric == metric)
      #expect(Set(verdict.contributions.map(\.metric)) == Set(model.metrics))
      let sum = verdict.contributions.reduce(0) { $0 + $1.share }
      #expect(abs(sum - 1) < 1e-12)
      let first = verdict.contributions[0]
      #expect(first.low < first.expected && first.expected < first.high)
      #expect(first.value < first.low)
      #expect(first.sentence.contains("below"))
    }
  }

  @Test("Scores grow with the distance from normal")
  func monotone() {
    var last = -Double.infinity
    for distance in stride(from: 4.0, through: 4000, by: 37) {
      var monitor = RoleMonitor(model: model)
      let score = monitor.judge(observation(["cpu": distance], step: 0)).score
      #expect(score > last)
      last = score
    }
  }

  @Test("Values beyond all bounds still give a finite score")
  func enormous() {
    var monitor = RoleMonitor(model: model)
    let verdict = monitor.judge(observation(["cpu": 1e300, "memory": -1e299], step: 0))
    #expect(verdict.score.isFinite)
    #expect(verdict.pValue > 0)
    #expect(verdict.contributions.allSatisfy { $0.expected.isFinite })
  }

  @Test("An infinite value counts as missing")
  func infinite() {
    var first = RoleMonitor(model: model)
    var second = RoleMonitor(model: model)
    let infinite = first.judge(observation(["memory": .infinity], step: 0))
    #expect(infinite.score == second.judge(observation(missing: ["memory"], step: 0)).score)
  }

  @Test("A missing metric is left out; too many make the verdict unknown and change nothing else")
  func missing() {
    var monitor = RoleMonitor(model: model)
    let partial = monitor.judge(observation(missing: ["cpu"], step: 0))
    #expect(partial.status == .ok)
    let gone = partial.contributions.first { $0.metric == "cpu" }
    #expect(gone?.value.isNaN == true)
    #expect(gone?.share == 0)
    _ = monitor.judge(observation(["latency": 30], step: 1))
    _ = monitor.judge(observation(["latency": 30], step: 2))
    let none = monitor.judge(observation(missing: ["cpu", "memory", "requests"], step: 3))
    #expect(none.status == .unknown)
    #expect(none.score.isNaN)
    #expect(none.reason == "3 of 4 metrics are missing: cpu, memory, requests")
    #expect(monitor.judge(observation(["latency": 30], step: 4)).status == .critical)
  }

  @Test("A sample that is not later than the last one is not judged")
  func outOfOrder() {
    var monitor = RoleMonitor(model: model)
    _ = monitor.judge(observation(step: 5))
    let duplicate = monitor.judge(observation(step: 5))
    #expect(duplicate.status == .unknown && duplicate.reason?.contains("duplicate") == true)
    let late = monitor.judge(observation(step: 4))
    #expect(late.status == .unknown && late.reason?.hasPrefix("the sample is late") == true)
    #expect(monitor.judge(observation(step: 4, host: "host-1")).status == .ok)
    #expect(monitor.judge(observation(step: 6)).status == .ok)
  }

  @Test("Hosts do not share state: interleaved verdicts equal those of each host alone")
  func interleaving() {
    let history = SyntheticRole.history(hosts: 3, days: 1, start: end, seed: 9)
    var together: [String: [Verdict]] = [:]
    var monitor = RoleMonitor(model: model)
    monitor.judge(history) { together[$0.host, default: []].append($0) }
    for frame in history.frames {
      var alone = RoleMonitor(model: model)
      let verdicts = model.observations(of: frame).map { alone.judge($0) }
      #expect(verdicts == together[frame.host])
    }
  }

  @Test("A batch gives the verdicts of its rows one by one, in their order")
  func batch() {
    var generator = RandomGenerator(seed: 12)
    let history = SyntheticRole.history(hosts: 3, days: 1, start: end, seed: 10)
    var rows: [Observation] = []
    for frame in history.frames { rows += model.observations(of: frame) }
    // By time for the most part, so that hosts take turns; some late, twice, or with values missing, and
    // some far off.
    rows.sort { ($0.time, $0.host) < ($1.time, $1.host) }
    for index in rows.indices {
      let chance = generator.uniform()
      if chance < 0.01 { rows[index].time -= 7 * model.interval }
      if chance > 0.95 { rows[index].values[index % 4] = index % 3 == 0 ? .nan : 1e12 }
      if chance > 0.99 { rows[index].values = [.nan, .infinity, .nan, 1] }
    }
    rows.insert(contentsOf: rows[300..<400], at: 500)
    for explaining in [true, false] {
      var alone = RoleMonitor(model: model)
      let expected = rows.map { alone.judge($0, explaining: explaining) }
      #expect(Set(expected.map(\.status)).isSuperset(of: [.ok, .critical, .unknown]))
      for size in [7, 240, 241, rows.count] {
        var monitor = RoleMonitor(model: model)
        var verdicts: [Verdict] = []
        for start in stride(from: 0, to: rows.count, by: size) {
          verdicts += monitor.judge(
            Array(rows[start..<min(start + size, rows.count)]), explaining: explaining)
        }
        #expect(verdicts.map(\.jsonLine) == expected.map(\.jsonLine), "batches of \(size)")
      }
    }
    var monitor = RoleMonitor(model: model)
    #expect(monitor.judge([]).isEmpty)
  }

  /// A history of one host with values in some rows only.
  func history(rows: Int, values present: Set<Int>) -> RoleHistory {
    let values = (0..<rows).map { row in
      present.contains(row) ? SyntheticRole.levels : SyntheticRole.levels.map { _ in Double.nan }
    }
    let frame = MetricFrame(
      host: "a", metrics: SyntheticRole.metrics, start: end, interval: model.interval,
      values: Matrix(rows: values))
    return RoleHistory(
      metrics: SyntheticRole.metrics, interval: model.interval, frames: [frame])
  }

  @Test("A gap is judged for a day; the rest of four years is not")
  func longGap() {
    let day = 288
    let rowCount = 4 * 365 * day
    var judged: [Verdict] = []
    var monitor = RoleMonitor(model: model)
    monitor.judge(history(rows: rowCount, values: [0, 1, rowCount - 1])) { judged.append($0) }
    let times = Array(0...day + 1) + [rowCount - 1]
    #expect(judged.map(\.time) == times.map { end + $0 * model.interval })
    #expect(judged.filter { $0.status == .unknown }.count == day)
  }

  @Test("A live stream and its history, with gaps of any length, give the same verdicts")
  func liveEqualsHistory() {
    var generator = RandomGenerator(seed: 4)
    for _ in 0..<5 {
      var present: Set<Int> = []
      var row = 0
      while row < 4000 {
        row += [1, 1, 1, 2, 50, 287, 288, 289, 290, 700].randomElement(using: &generator) ?? 1
        present.insert(row)
      }
      let history = history(rows: row + 1, values: present)
      var batch = RoleMonitor(model: model)
      var expected: [Verdict] = []
      batch.judge(history) { expected.append($0) }
      var grid = LiveGrid(metricCount: model.metrics.count, interval: model.interval)
      var closed: [LiveGrid.ClosedInterval] = []
      // A host's first row counts even without values, and so may any other.
      for row in 0...row where row == 0 || present.contains(row) || row % 7 == 0 {
        let frame = history.frames[0]
        closed += grid.push(
          MetricRow(
            host: 0, time: Double(frame.time(ofRow: row)), metrics: Array(0..<4),
            values: Array(frame.values.row(row))))
      }
      closed += grid.finish()
      var live = RoleMonitor(model: model)
      let verdicts = closed.map {
        live.judge(Observation(host: "a", time: $0.start, values: $0.values))
      }
      #expect(verdicts.map(\.jsonLine) == expected.map(\.jsonLine))
    }
  }

  @Test("Alerts of the history that a monitor warms up on do not count against its host")
  func warmUp() throws {
    // An hour and a half of disturbance every half day: far more alerts than are promised.
    let rows = (0..<20 * 144).map { row in
      var values = SyntheticRole.levels
      // Nothing stands still.
      for j in values.indices { values[j] += 0.01 * Double(row % 2) * SyntheticRole.scales[j] }
      if row % 144 < 18 { values[3] += 30 * SyntheticRole.scales[3] }
      return values
    }
    let frame = MetricFrame(
      host: "host-0", metrics: SyntheticRole.metrics, start: end, interval: model.interval,
      values: Matrix(rows: rows))
    let history = RoleHistory(
      metrics: SyntheticRole.metrics, interval: model.interval, frames: [frame])
    var warm = RoleMonitor(model: model)
    warm.warmUp(on: history)
    var judged = RoleMonitor(model: model)
    judged.judge(history, explaining: false) { _ in }
    /// The least deviation that raises an alert.
    func smallestAlert(_ monitor: RoleMonitor) -> Int? {
      (1..<200).first { deviation in
        var monitor = monitor
        let verdicts = (0..<3).map { step in
          monitor.judge(observation(["cpu": Double(deviation)], step: rows.count + step))
        }
        return verdicts[2].status != .ok
      }
    }
    let least = try #require(smallestAlert(warm))
    let raised = try #require(smallestAlert(judged))
    #expect(least < raised)
  }

  @Test("The warning of one sensitivity comes no later than the critical one of a lower")
  func severities() {
    var monitor = RoleMonitor(
      model: model, policy: AlertPolicy(warning: .sensitive, critical: nil))
    let moved = ["requests": 30.0]
    for step in 0..<5 { _ = monitor.judge(observation(moved, step: step)) }
    #expect(monitor.judge(observation(moved, step: 5)).status == .warning)
  }
}
