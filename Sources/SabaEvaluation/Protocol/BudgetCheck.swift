public import Saba

/// Whether Saba keeps its promises of false alerts, on simulated roles in which nothing goes wrong.
///
/// A model is trained on the first days of a ``NoiseRole``; a monitor runs through these and then judges
/// the days that follow, on the same hosts. Every alert that opens in them is false.
public struct BudgetCheck: Sendable, Hashable, Codable {
  /// The number of hosts of each role.
  public var hosts: Int
  /// The days to learn from.
  public var trainingDays: Int
  /// The days to judge, straight after the training.
  public var testDays: Int
  /// The length of an interval, in seconds, a divisor of a day.
  public var intervalSeconds: Int

  /// Sets up a check; by default of 200 host-weeks, so that `insensitive` promises 15.6 alerts.
  ///
  /// - Parameters:
  ///   - hosts: The number of hosts, at least 1.
  ///   - trainingDays: The days to learn from, at least 1.
  ///   - testDays: The days to judge, at least 1.
  ///   - intervalSeconds: The length of an interval.
  public init(
    hosts: Int = 10, trainingDays: Int = 28, testDays: Int = 140, intervalSeconds: Int = 300
  ) {
    self.hosts = hosts
    self.trainingDays = trainingDays
    self.testDays = testDays
    self.intervalSeconds = intervalSeconds
  }

  /// The time that is judged, in days of one host.
  public var hostDays: Int { hosts * testDays }

  /// What is promised, and how far off counts may be.
  public var budgets: PerSensitivity<FalseAlertBudget> {
    PerSensitivity<Sensitivity>.all.map { FalseAlertBudget($0, hostDays: Double(hostDays)) }
  }

  /// Trains on a role, judges what follows, and counts the alerts.
  ///
  /// - Parameters:
  ///   - role: The kind of role.
  ///   - seed: The seed of the role.
  /// - Returns: The alerts at each sensitivity, beside their budgets.
  /// - Throws: ``TrainingError`` where the training part is too short.
  public func run(_ role: NoiseRole, seed: UInt64) throws(TrainingError) -> BudgetResult {
    let history = role.history(
      hosts: hosts, days: trainingDays + testDays, interval: intervalSeconds, seed: seed)
    let start = history.frames.map(\.start).min() ?? 0
    let testStart = start + trainingDays * 86_400
    let model = try RoleModel.train(history: history.restricted(until: testStart))
    return BudgetResult(
      kind: role, seed: seed, alerts: Self.alerts(of: model, in: history, from: testStart),
      budgets: budgets)
  }

  /// Counts the alerts that a model raises.
  ///
  /// - Parameters:
  ///   - model: A model of the history's role.
  ///   - history: Judged from its beginning, so that the monitor knows each host.
  ///   - testStart: Alerts that opened earlier do not count; in seconds since the epoch.
  /// - Returns: What the alerts of all hosts are worth, every one of them false.
  /// - Complexity: That of judging the history once.
  public static func alerts(
    of model: RoleModel, in history: RoleHistory, from testStart: Int
  ) -> PerSensitivity<EventScore> {
    var monitor = RoleMonitor(model: model)
    var total = PerSensitivity<Sensitivity>.all.map { _ in EventScore() }
    for frame in history.frames {
      var alerts = HostAlerts(model: model)
      let verdicts = monitor.judge(model.observations(of: frame), explaining: false)
      for (row, verdict) in verdicts.enumerated() where verdict.time >= testStart {
        alerts.add(
          verdict.score, at: verdict.time, row: row, isFaulty: !verdict.faults.isEmpty)
      }
      let scores = verdicts.map(\.score)
      let firstRow = max(0, (testStart - frame.start + frame.interval - 1) / frame.interval)
      let rows = scores.indices.filter { $0 >= firstRow && !scores[$0].isNaN }
      total = alerts.ranges.zipped(with: total).map { ranges, total in
        total
          + EventScore(
            alerts: ranges, events: [], rows: rows,
            interval: frame.interval, attempts: ScoreAlarm.attempts)
      }
    }
    return total
  }

  /// Runs the check on roles of several kinds and seeds, on all cores.
  ///
  /// - Parameters:
  ///   - kinds: In the order of the report.
  ///   - seeds: Each with every kind.
  ///   - jobs: How many roles are in memory at once; by default one a processor.
  ///   - progress: Called after every role, one call at a time, in no particular order.
  /// - Returns: The results, by kind, then seed; they do not depend on the number of jobs.
  /// - Throws: ``EvaluationError`` for the first role that cannot be learnt. Once the task is cancelled,
  ///   `CancellationError`, after the roles that run at that time.
  public func run(
    kinds: [NoiseRole], seeds: ClosedRange<UInt64>, jobs: Int? = nil,
    progress: @escaping @Sendable (_ doneCount: Int, _ last: BudgetResult) -> Void = { _, _ in }
  ) async throws -> BudgetReport {
    let roles = kinds.flatMap { kind in seeds.map { (kind: kind, seed: $0) } }
    let results = try await SimulatedRuns.results(of: roles, jobs: jobs) { role in
      "\(role.kind.rawValue), seed \(role.seed)"
    } run: { role throws(TrainingError) in
      try run(role.kind, seed: role.seed)
    } progress: { doneCount, _, result in
      progress(doneCount, result)
    }
    return BudgetReport(check: self, results: results)
  }
}
