internal import Saba
internal import SabaEvaluation
internal import Testing

@Suite("Hosts of another size")
struct NewHostTests {
  /// The alerts on the host of eight cores by a model that knows hosts of four and six only.
  private func alerts(
    in role: SimulatedRole, canonical: Bool
  ) throws -> Int {
    func only(_ hosts: (String) -> Bool, _ history: RoleHistory) -> RoleHistory {
      RoleHistory(
        metrics: history.metrics, interval: history.interval,
        frames: history.frames.filter { hosts($0.host) })
    }
    var history = only({ $0 != "web04" }, role.train)
    var options = RoleModelOptions()
    if canonical { (history, options.mapping) = history.canonical() }
    let model = try RoleModel.train(history: history, options: options)
    var monitor = RoleMonitor(
      model: model, policy: AlertPolicy(warning: .sensitive, critical: nil))
    var recorder = AlertRecorder()
    let big = only({ $0 == "web04" }, role.train).canonical(for: model)
    monitor.judge(big) { recorder.record($0) }
    return recorder.closed.count + recorder.stillOpen.count
  }

  @Test("By canonical metrics a bigger host is as normal as the small ones")
  func bigger() throws {
    let role = Simulator.run(Scenario(name: "bigger", hosts: 4, testDays: 1), seed: 3)
    // One false alert a week is promised, and these are two.
    #expect(try alerts(in: role, canonical: true) <= 2)
    #expect(try alerts(in: role, canonical: false) > 2)
  }
}
