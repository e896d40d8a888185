public import Saba

/// Whether Saba finds what goes wrong in operation, names the right metric, and lets pass what is no
/// incident: on simulated roles, each with one thing that happens.
///
/// A model is trained on a simulated role's first days; a monitor that knows its hosts judges the days
/// that follow, with the default policy. A seed's cases share the role and the model.
public struct OperationCheck: Sendable, Hashable, Codable {
  /// The number of hosts of a role, where a case is not about that.
  public var hosts: Int
  /// The days to learn from.
  public var trainingDays: Int
  /// The days to judge, at least 2; what happens begins on one of them, by the seed.
  public var testDays: Int

  /// Sets up a check.
  public init(hosts: Int = 3, trainingDays: Int = 14, testDays: Int = 3) {
    precondition(testDays >= 2, "what happens on one day is judged into the next")
    self.hosts = hosts
    self.trainingDays = trainingDays
    self.testDays = testDays
  }

  /// Runs cases on the role of one seed.
  ///
  /// - Parameters:
  ///   - cases: Which.
  ///   - seed: The seed of the role, and of when, where and to which metric things happen.
  /// - Returns: What came of each case, in order.
  /// - Throws: ``TrainingError`` where the training part is too short.
  public func run(_ cases: [OperationCase], seed: UInt64) throws(TrainingError) -> [OperationResult]
  {
    var rehearsals: [Scenario: Rehearsal] = [:]
    func rehearsal(
      _ scenario: Scenario, zone: String = LocalZone.utc.identifier
    ) throws(TrainingError) -> Rehearsal {
      if zone != LocalZone.utc.identifier { return try Rehearsal(scenario, seed: seed, zone: zone) }
      if let known = rehearsals[scenario] { return known }
      let new = try Rehearsal(scenario, seed: seed, zone: zone)
      rehearsals[scenario] = new
      return new
    }
    var generator = RandomGenerator(seed: seed, purpose: "operation")
    let slot = Int(generator.uniform() * Double(2 * testDays))
    // What is judged into the next day does not begin on the last one.
    let day = Int(generator.uniform() * Double(testDays - 1))
    var results: [OperationResult] = []
    for name in cases {
      let base = Scenario(
        name: name.rawValue, hosts: name.hosts ?? hosts, trainingDays: trainingDays,
        testDays: testDays)
      if let kind = name.incident {
        results.append(try rehearsal(base.quiet).result(of: name, kind: kind, slot: slot))
        continue
      }
      var scenario = base
      let noon = scenario.testStart + day * 86_400 + 6 * 3600
      switch name {
      case .rollingDeploy: scenario.changes = [.rollingDeploy(at: noon)]
      case .maintenance: scenario.changes = [.maintenance(host: 1 + slot % hosts, at: noon)]
      case .biggerHost: scenario.changes = [.biggerHost]
      case .clockForward, .clockBack:
        let change = name == .clockForward ? ClockChange.forward : .back
        scenario = change.scenario(from: base, onTestDay: day)
        let twin = try rehearsal(scenario.quiet)
        scenario.changes = [.clock(at: change.time, by: change.step)]
        results.append(
          try rehearsal(scenario.quiet, zone: ClockChange.zone).result(
            of: name, scenario: scenario, from: change.time, twin: twin))
        continue
      default: continue
      }
      let role = try rehearsal(base.quiet)
      results.append(
        role.result(
          of: name, scenario: scenario, from: name == .biggerHost ? base.testStart : noon,
          twin: role))
    }
    return results
  }

  /// Runs cases on roles of several seeds, on all cores.
  ///
  /// - Parameters:
  ///   - cases: Which, in the order of the report.
  ///   - seeds: Each with every case.
  ///   - jobs: How many seeds run at once; by default one a processor.
  ///   - progress: Called after every seed, one call at a time, in no particular order.
  /// - Returns: The results; they do not depend on the number of jobs.
  /// - Throws: ``EvaluationError`` for the first role that cannot be learnt. Once the task is cancelled,
  ///   `CancellationError`, after the seeds that run at that time.
  public func run(
    cases: [OperationCase], seeds: ClosedRange<UInt64>, jobs: Int? = nil,
    progress: @escaping @Sendable (_ doneCount: Int, _ seed: UInt64) -> Void = { _, _ in }
  ) async throws -> OperationReport {
    let results = try await SimulatedRuns.results(of: Array(seeds), jobs: jobs) { seed in
      "seed \(seed)"
    } run: { seed throws(TrainingError) in
      try run(cases, seed: seed)
    } progress: { doneCount, seed, _ in
      progress(doneCount, seed)
    }
    return OperationReport(check: self, cases: cases, results: results.flatMap(\.self))
  }
}

extension Scenario {
  /// The twin under one name in which nothing happens.
  fileprivate var quiet: Scenario {
    var scenario = self
    scenario.name = Scenario.quietRole.name
    scenario.changes = []
    return scenario
  }
}

/// A role whose training days are learnt, ready for any test days.
private struct Rehearsal {
  let scenario: Scenario
  let seed: UInt64
  let model: RoleModel
  /// Knows the hosts as they were in training.
  let monitor: RoleMonitor
  /// The alerts while nothing happens.
  let quietAlerts: [OpenedAlert]

  /// An alert as whoever is called sees it.
  struct OpenedAlert: Sendable {
    var host: String
    var time: Int
    var culprit: String?
  }

  init(_ scenario: Scenario, seed: UInt64, zone: String) throws(TrainingError) {
    let role = Simulator.run(scenario, seed: seed)
    var options = RoleModelOptions()
    do throws(FitError) {
      options.zone = try LocalZone(identifier: zone)
    } catch {
      throw .fit(error)
    }
    self.scenario = scenario
    self.seed = seed
    let (history, mapping) = role.train.canonical()
    options.mapping = mapping
    model = try RoleModel.train(history: history, options: options)
    var monitor = RoleMonitor(model: model)
    monitor.warmUp(on: history)
    self.monitor = monitor
    quietAlerts = Self.alerts(in: role, by: monitor)
  }

  /// The alerts of the test days; a host in maintenance is not judged, as an operator would have it.
  private static func alerts(in role: SimulatedRole, by monitor: RoleMonitor) -> [OpenedAlert] {
    var monitor = monitor
    var recorder = AlertRecorder()
    var alerts: [OpenedAlert] = []
    for (index, frame) in role.test.canonical(for: monitor.model).frames.enumerated() {
      let maintenance = role.scenario.maintenance(ofHost: index + 1).map {
        $0.lowerBound..<$0.upperBound + ScenarioChange.settlingLength
      }
      let observations = monitor.model.observations(of: frame).filter {
        maintenance?.contains($0.time) != true
      }
      for verdict in monitor.judge(observations) {
        guard let event = recorder.record(verdict), event.kind == .opened else { continue }
        alerts.append(
          OpenedAlert(
            host: verdict.host, time: verdict.time, culprit: event.alert.culprits.first?.metric))
      }
    }
    return alerts
  }

  /// What comes of one incident.
  func result(of name: OperationCase, kind: Incident.Kind, slot: Int) -> OperationResult {
    var scenario = scenario
    scenario.incidents = [kind]
    scenario.incidentSlots = slot..<slot + 1
    let role = Simulator.run(scenario, seed: seed)
    var result = OperationResult(name: name, seed: seed)
    guard let incident = role.incidents.first else { return result }
    let window = incident.start..<incident.end + model.attempts * model.interval
    let alerts = Self.alerts(in: role, by: monitor)
    let own = alerts.filter { window.contains($0.time) && incident.hosts.contains($0.host) }
    let alertingHosts = Set(alerts.filter { window.contains($0.time) }.map(\.host))
    result.alertCount = alerts.count
    result.quietAlertCount = quietAlerts.count
    result.isScopeRight =
      incident.hosts.count > 1
      ? 2 * alertingHosts.count >= scenario.hosts : alertingHosts == Set(incident.hosts)
    result.alertingHosts = alertingHosts.count
    if let first = own.min(by: { $0.time < $1.time }) {
      result.delaySeconds = first.time - incident.start
      result.durationSeconds = incident.end - incident.start
      result.firstCulprit = first.culprit
      result.isFirstCulpritRight = incident.culprits.contains {
        model.metric(for: $0) == first.culprit
      }
    }
    return result
  }

  /// What comes of test days on which nothing goes wrong.
  ///
  /// - Parameters:
  ///   - name: The case.
  ///   - scenario: With what happens.
  ///   - start: When it begins; alerts count for a day.
  ///   - twin: The same role, on which nothing happens.
  /// - Returns: The alerts of a day, beside those of the twin.
  func result(
    of name: OperationCase, scenario: Scenario, from start: Int, twin: Rehearsal
  ) -> OperationResult {
    let role = Simulator.run(scenario, seed: seed)
    let joined = role.test.frames.dropFirst(scenario.hosts).map(\.host)
    func count(_ alerts: [OpenedAlert]) -> Int {
      alerts.count { (start..<start + 86_400).contains($0.time) }
    }
    var result = OperationResult(name: name, seed: seed)
    let alerts = Self.alerts(in: role, by: monitor)
    if joined.isEmpty {
      result.alertCount = count(alerts)
      result.quietAlertCount = count(twin.quietAlerts)
    } else {
      // Who joins has no twin of its own: another host stands in.
      result.alertCount = count(alerts.filter { joined.contains($0.host) })
      result.quietAlertCount = count(
        twin.quietAlerts.filter { $0.host == role.test.frames[0].host })
    }
    result.firstCulprit = alerts.first { (start..<start + 86_400).contains($0.time) }?.culprit
    return result
  }
}
