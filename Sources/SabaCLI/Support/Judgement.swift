internal import Saba

/// A history judged from beginning to end.
struct Judgement {
  let policy: AlertPolicy
  let verdicts: [Verdict]
  let alerts: [Alert]

  /// Judges a history by a monitor that has seen what came before it.
  init(of history: RoleHistory, after past: RoleHistory, by model: RoleModel) {
    policy = AlertPolicy(attempts: model.attempts)
    var monitor = RoleMonitor(model: model, policy: policy)
    monitor.warmUp(on: past)
    var recorder = AlertRecorder()
    var verdicts: [Verdict] = []
    monitor.judge(history) { verdict in
      verdicts.append(verdict)
      recorder.record(verdict)
    }
    self.verdicts = verdicts
    alerts = (recorder.closed + recorder.stillOpen).sorted {
      ($0.openedAt, $0.host) < ($1.openedAt, $1.host)
    }
  }
}
