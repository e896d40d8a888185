internal import SabaTestSupport
internal import Testing

@testable internal import Saba

/// A monitor that goes by another policy in the middle of a stream.
@Suite("A changed policy")
struct MonitorPolicyTests {
  static let model = try? RoleModel.train(history: SyntheticRole.history())

  let model: RoleModel

  init() throws { model = try #require(Self.model) }

  /// A row at the normal level, with one metric moved by standard deviations.
  private func observation(_ step: Int, moved: Double = 0, host: String = "a") -> Observation {
    var values = SyntheticRole.levels
    values[3] += moved * SyntheticRole.scales[3]
    let end = model.summary.lastTime + model.interval
    return Observation(host: host, time: end + step * model.interval, values: values)
  }

  /// The statuses of rows that are ill, one after the other.
  private func statuses(_ steps: Range<Int>, _ monitor: inout RoleMonitor) -> [Verdict.Status] {
    steps.map { monitor.judge(observation($0, moved: 30)).status }
  }

  @Test("Alerts are raised by the new policy, and unusual samples are counted anew")
  func takesOver() {
    var monitor = RoleMonitor(
      model: model, policy: AlertPolicy(warning: .sensitive, critical: .normal, attempts: 3))
    #expect(statuses(0..<4, &monitor) == [.ok, .ok, .critical, .critical])
    // No severity but warning, after five samples: the alert ends, and another one comes.
    let policy = AlertPolicy(warning: .sensitive, critical: nil, attempts: 5)
    monitor.use(policy)
    #expect(monitor.policy == policy)
    #expect(statuses(4..<10, &monitor) == [.ok, .ok, .ok, .ok, .warning, .warning])
    // A single sample is enough.
    monitor.use(AlertPolicy(warning: nil, critical: .normal, attempts: 1))
    #expect(statuses(10..<12, &monitor) == [.critical, .critical])
  }

  @Test("The alert that was open closes with the next sample, as the recorder has it")
  func alerts() throws {
    var monitor = RoleMonitor(model: model)
    var recorder = AlertRecorder()
    for step in 0..<4 { recorder.record(monitor.judge(observation(step, moved: 30))) }
    #expect(recorder.isOpen("a"))
    monitor.use(AlertPolicy(attempts: 2))
    let events = (4..<8).map { recorder.record(monitor.judge(observation($0, moved: 30))) }
    #expect(events.map { $0?.kind } == [.closed, .opened, nil, nil])
    #expect(events[0]?.alert.closeReason == .recovered)
    #expect(events[1]?.alert.openedAt == observation(5).time)
  }

  @Test("The same policy as before changes nothing, not even a streak")
  func same() {
    let policy = AlertPolicy(warning: .insensitive, critical: .insensitive, attempts: 3)
    var monitor = RoleMonitor(model: model, policy: policy)
    _ = statuses(0..<2, &monitor)
    monitor.use(policy)
    #expect(statuses(2..<3, &monitor) == [.critical])
  }

  @Test("What is known of the hosts stays: scores are those of a monitor that had it all along")
  func scores() {
    let policy = AlertPolicy(warning: nil, critical: .insensitive, attempts: 2)
    var changed = RoleMonitor(model: model)
    var always = RoleMonitor(model: model, policy: policy)
    let history = SyntheticRole.history(
      hosts: 2, days: 1, start: model.summary.lastTime + model.interval, seed: 5)
    let rows = history.frames.flatMap { Array(model.observations(of: $0)) }
    for (index, row) in rows.enumerated() {
      if index == rows.count / 3 { changed.use(policy) }
      let (verdict, expected) = (changed.judge(row), always.judge(row))
      #expect(verdict.score == expected.score && verdict.pValue == expected.pValue)
    }
    // From the first new streak on the two are one.
    var (first, second) = (StateWriter(), StateWriter())
    for host in ["a", "host-0", "host-1"] {
      for step in 2000..<2004 {
        #expect(
          changed.judge(observation(step, moved: 30, host: host)).status
            == always.judge(observation(step, moved: 30, host: host)).status)
      }
    }
    changed.write(to: &first)
    always.write(to: &second)
    #expect(first.bytes.count == second.bytes.count)
  }

  @Test("A state goes with the policy that it was written under")
  func state() throws {
    let policy = AlertPolicy(warning: .sensitive, critical: nil, attempts: 2)
    var monitor = RoleMonitor(model: model)
    _ = statuses(0..<4, &monitor)
    monitor.use(policy)
    _ = statuses(4..<5, &monitor)
    var writer = StateWriter()
    monitor.write(to: &writer)
    var other = RoleMonitor(model: model)
    var reader = StateReader(writer.bytes[...])
    #expect(throws: StateError.otherPolicy) { try other.restore(from: &reader) }
    var same = RoleMonitor(model: model, policy: policy)
    reader = StateReader(writer.bytes[...])
    try same.restore(from: &reader)
    // The streak of one goes on.
    #expect(statuses(5..<6, &same) == [.warning])
  }
}
