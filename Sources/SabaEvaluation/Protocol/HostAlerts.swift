internal import Saba

/// The alerts of one host at every sensitivity, as a ``RoleMonitor`` would raise them.
struct HostAlerts: Sendable {
  private var insensitive: Alerts
  private var normal: Alerts
  private var sensitive: Alerts

  private struct Alerts: Sendable {
    var counter: AlertCounter
    var rows = AlertRows()
  }

  /// Makes the alerts of a host that no model has seen.
  init(model: RoleModel) {
    func alerts(_ sensitivity: Sensitivity) -> Alerts {
      Alerts(counter: model.alertCounter(for: sensitivity, attempts: ScoreAlarm.attempts))
    }
    insensitive = alerts(.insensitive)
    normal = alerts(.normal)
    sensitive = alerts(.sensitive)
  }

  /// Goes on by another model, which has not seen the host yet.
  mutating func judge(by model: RoleModel) {
    let new = HostAlerts(model: model)
    insensitive.counter = new.insensitive.counter
    normal.counter = new.normal.counter
    sensitive.counter = new.sensitive.counter
  }

  /// Takes a score.
  ///
  /// - Parameters:
  ///   - score: NaN where there is none.
  ///   - time: In seconds since the epoch, later than any before.
  ///   - row: Its row; rows left out are not in alert.
  ///   - isFaulty: Whether a metric is itself at fault, which alerts at every sensitivity.
  mutating func add(_ score: Double, at time: Int, row: Int, isFaulty: Bool) {
    func take(_ alerts: inout Alerts) {
      alerts.counter.add(score, at: time)
      alerts.rows.skip(to: row)
      alerts.rows.add(isAlerting: alerts.counter.isAlerting || isFaulty)
    }
    take(&insensitive)
    take(&normal)
    take(&sensitive)
  }

  /// Each alert from the row that raised it up to, not including, the row that ended it.
  var ranges: PerSensitivity<[Range<Int>]> {
    PerSensitivity(
      insensitive: insensitive.rows.ranges, normal: normal.rows.ranges,
      sensitive: sensitive.rows.ranges)
  }
}
