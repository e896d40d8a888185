extension ModelSequence {
  /// Judges a history from beginning to end, by several policies at once.
  ///
  /// Hosts go on as one monitor would have them: where one model follows on another, alerts that are open
  /// stay open, streaks and risen thresholds are kept, and the new model has seen its hosts' last days
  /// already.
  ///
  /// - Parameters:
  ///   - history: On the models' interval; see ``RoleModel/observations(of:)`` for metrics that a
  ///     model does not know or the history lacks.
  ///   - policies: At least one.
  ///   - body: Called with each verdict, as often as there are policies, with the number of the policy
  ///     that its status is by; verdicts come in order of time, hosts of one time by name.
  /// - Throws: Whatever the body throws.
  /// - Complexity: O(k·d²) a row for k components and d metrics.
  public func judge<Failure: Error>(
    _ history: RoleHistory, by policies: [AlertPolicy],
    _ body: (_ policy: Int, _ verdict: Verdict) throws(Failure) -> Void
  ) throws(Failure) {
    var hosts: [String: [SeverityCounters]] = [:]
    for (index, turn) in turns.enumerated() {
      let isLast = index == turns.count - 1
      let start = index == 0 ? Int.min : turn.start
      let end = isLast ? Int.max : turns[index + 1].start
      let model = turn.model
      let calm = policies.map { SeverityCounters($0, by: model) }
      hosts = hosts.mapValues { zip($0, calm).map { $0.continued(by: $1) } }
      var monitor = RoleMonitor(model: model, policy: policies[0])
      if index > 0 {
        monitor.warmUp(on: history.rows(from: start - HostDrift.memory, to: start))
      }
      let own = turns.count == 1 ? history : history.rows(from: start, to: end)
      try monitor.judge(own) { (verdict) throws(Failure) in
        var verdict = verdict
        guard verdict.status != .unknown else {
          for policy in policies.indices { try body(policy, verdict) }
          return
        }
        var reason: String?
        for policy in policies.indices {
          verdict.status = hosts[verdict.host, default: calm][policy]
            .add(verdict.score, at: verdict.time)
          if verdict.status != .ok, reason == nil {
            reason = model.sentence(about: verdict.contributions, at: verdict.time)
          }
          verdict.reason = verdict.status == .ok ? nil : reason
          try body(policy, verdict)
        }
      }
    }
  }
}

/// What counts a host's warnings and critical alerts by one policy.
private struct SeverityCounters {
  private var warning: AlertCounter
  private var critical: AlertCounter

  init(_ policy: AlertPolicy, by model: RoleModel) {
    func counter(_ sensitivity: Sensitivity?) -> AlertCounter {
      sensitivity.map { model.alertCounter(for: $0, attempts: policy.attempts) }
        ?? AlertCounter(threshold: .infinity, attempts: policy.attempts)
    }
    warning = counter(policy.warning)
    critical = counter(policy.critical)
  }

  func continued(by next: Self) -> Self {
    var continued = next
    continued.warning.resume(warning)
    continued.critical.resume(critical)
    return continued
  }

  mutating func add(_ score: Double, at time: Int) -> Verdict.Status {
    warning.add(score, at: time)
    critical.add(score, at: time)
    return critical.isAlerting ? .critical : warning.isAlerting ? .warning : .ok
  }
}

extension RoleHistory {
  /// The rows that begin in a stretch of time, from its start up to its end; hosts that have none are
  /// left out.
  fileprivate func rows(from start: Int, to end: Int) -> RoleHistory {
    RoleHistory(
      metrics: metrics, interval: interval,
      frames: frames.compactMap { frame in
        func row(at time: Int) -> Int {
          if time <= frame.start { return 0 }
          let last = frame.time(ofRow: frame.rowCount)
          return time >= last
            ? frame.rowCount : (time - frame.start + interval - 1) / interval
        }
        let range = row(at: start)..<row(at: end)
        guard !range.isEmpty else { return nil }
        return MetricFrame(
          host: frame.host, metrics: metrics, start: frame.time(ofRow: range.lowerBound),
          interval: interval, values: frame.values.rows(range))
      })
  }
}
