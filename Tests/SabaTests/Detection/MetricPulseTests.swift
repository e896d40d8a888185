internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("Metrics that vanish or stand still")
struct MetricPulseTests {
  static let model = try? RoleModel.train(history: SyntheticRole.history())

  let model: RoleModel
  let end: Int

  init() throws {
    model = try #require(Self.model)
    end = model.summary.lastTime + model.interval
  }

  /// A monitor fed with the role's own noise, changed row by row.
  func verdicts(
    rowCount: Int, policy: AlertPolicy = .init(), explaining: Bool = true,
    _ change: (_ row: Int, inout [Double]) -> Void
  ) -> [Verdict] {
    var monitor = RoleMonitor(model: model, policy: policy)
    let history = SyntheticRole.history(
      hosts: 1, days: (rowCount + 287) / 288, start: end, seed: 21)
    let observations = model.observations(of: history.frames[0]).prefix(rowCount).enumerated().map {
      row, observation in
      var observation = observation
      change(row, &observation.values)
      return observation
    }
    return monitor.judge(observations, explaining: explaining)
  }

  func limits(_ values: [[Double]]) throws -> PulseLimits {
    let history = RoleHistory(
      metrics: ["a", "b"], interval: 300,
      frames: [
        MetricFrame(
          host: "h", metrics: ["a", "b"], start: 0, interval: 300, values: Matrix(rows: values))
      ])
    return PulseLimits(in: try TrainingRows(history, options: .init()), threadCount: 2)
  }

  @Test("A metric that is missing for a dozen samples is at fault until it is back")
  func vanished() throws {
    let memory = try #require(model.metrics.firstIndex(of: "memory"))
    let verdicts = verdicts(rowCount: 60) { row, values in
      if (20..<50).contains(row) { values[memory] = .nan }
    }
    for (row, verdict) in verdicts.enumerated() {
      #expect(verdict.faults.isEmpty == !(31..<50).contains(row), "row \(row)")
    }
    let first = verdicts[31]
    let since = end + 19 * model.interval
    #expect(first.faults == [MetricFault(metric: "memory", kind: .vanished, since: since)])
    #expect(first.status == .warning)
    #expect(first.contributions.first?.metric == "memory")
    #expect(first.contributions.map(\.share) == [1, 0, 0, 0])
    #expect(first.reason == "memory has not been seen since \(Timestamp.text(since))")
    #expect(first.score.isFinite && first.pValue > 1e-3)
    #expect(verdicts[51].status == .ok && verdicts[51].reason == nil)
    var recorder = AlertRecorder()
    let events = verdicts.compactMap { recorder.record($0) }
    #expect(events.map(\.kind) == [.opened, .closed])
    #expect(events[0].alert.culprits.first?.metric == "memory")
    #expect(events[0].alert.sentence(by: model) == first.reason)
  }

  @Test("A metric that stands still for two dozen samples is at fault until it moves")
  func stoodStill() throws {
    let cpu = try #require(model.metrics.firstIndex(of: "cpu"))
    let verdicts = verdicts(rowCount: 60) { row, values in
      if (20..<50).contains(row) { values[cpu] = 41 }
    }
    for (row, verdict) in verdicts.enumerated() {
      #expect(verdict.faults.isEmpty == !(43..<50).contains(row), "row \(row)")
    }
    let since = end + 20 * model.interval
    #expect(verdicts[43].faults == [MetricFault(metric: "cpu", kind: .stoodStill, since: since)])
    #expect(
      verdicts[43].reason == "cpu has stood still at 41 since \(Timestamp.text(since))")
    #expect(verdicts[43].contributions.first?.share == 1)
  }

  @Test("Two faults share the blame; what is not explained has the same status")
  func two() {
    let change = { (row: Int, values: inout [Double]) in
      if row >= 5 { values[2] = .nan }
      if row >= 5 { values[0] = 41 }
    }
    let explained = verdicts(rowCount: 60, change)
    #expect(explained[59].faults.map(\.kind) == [.stoodStill, .vanished])
    #expect(explained[59].contributions.map(\.share) == [0.5, 0.5, 0, 0])
    let plain = verdicts(rowCount: 60, explaining: false, change)
    #expect(plain.map(\.status) == explained.map(\.status))
    #expect(plain.map(\.faults) == explained.map(\.faults))
    let critical = verdicts(
      rowCount: 60, policy: AlertPolicy(warning: nil, critical: .normal), change)
    #expect(critical[59].status == .critical)
  }

  @Test("A day after it was first reported a fault is what the host is like")
  func gone() {
    let verdicts = verdicts(rowCount: 400) { _, values in values[1] = .nan }
    // It was never seen: nothing has vanished.
    #expect(verdicts.allSatisfy { $0.faults.isEmpty })
    let later = self.verdicts(rowCount: 400) { row, values in if row > 0 { values[1] = .nan } }
    let reported = later.indices.filter { !later[$0].faults.isEmpty }
    #expect(reported == Array(12..<12 + 288))
  }

  @Test("Samples in which the host is silent, and time without any, count for nothing")
  func silence() {
    let verdicts = verdicts(rowCount: 60) { row, values in
      if (20..<50).contains(row) { values = values.map { _ in .nan } }
    }
    #expect(verdicts.allSatisfy { $0.faults.isEmpty })
  }

  @Test("Limits follow the longest runs; coarse metrics may stand still")
  func limits() throws {
    var generator = RandomGenerator(seed: 2)
    func noise() -> Double { generator.normal() }
    let plain = (0..<2000).map { _ in [noise(), noise()] }
    #expect(try limits(plain) == PulseLimits(silence: [12, 12], standstill: [24, 24]))
    var gaps = plain
    for row in 100..<110 { gaps[row][0] = .nan }
    for row in 300..<309 { gaps[row][1] = gaps[300][1] }
    #expect(try limits(gaps) == PulseLimits(silence: [20, 12], standstill: [24, 27]))
    // Whole numbers about 100 of deviation 1, and one that rests every other hour.
    let coarse = plain.enumerated().map { row, values in
      [100 + values[0].rounded(), row / 12 % 2 == 0 ? 5 : values[1]]
    }
    #expect(try limits(coarse).standstill == [.max, .max])
  }
}
