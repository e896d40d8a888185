internal import Saba
internal import SabaEvaluation
internal import Testing

@Suite("Hosts of another size")
struct NewHostTests {
  /// The alerts on the host of eight cores by a model that knows hosts of four and six only.
  private func alerts(
    _ role: SimulatedRole, _ make: (RoleHistory) -> (RoleHistory, MetricMapping?)
  ) throws -> Int {
    func only(_ hosts: (String) -> Bool, _ history: RoleHistory) -> RoleHistory {
      RoleHistory(
        metrics: history.metrics, interval: history.interval,
        frames: history.frames.filter { hosts($0.host) })
    }
    let (history, mapping) = make(only({ $0 != "web04" }, role.train))
    var options = RoleModelOptions()
    options.mapping = mapping
    let model = try RoleModel.train(history: history, options: options)
    var monitor = RoleMonitor(model: model, policy: AlertPolicy(warning: .normal, critical: nil))
    var recorder = AlertRecorder()
    let big = only({ $0 == "web04" }, role.train).canonical(for: model)
    monitor.judge(big) { recorder.record($0) }
    return recorder.closed.count + recorder.stillOpen.count
  }

  @Test("A bigger host is as normal as the small ones", arguments: [3, 4])
  func bigger(seed: UInt64) throws {
    let role = Simulator.run(Scenario(name: "bigger", hosts: 4, testDays: 1), seed: seed)
    #expect(try alerts(role) { $0.canonical() } == 0)
  }
}
