internal import Saba
internal import SabaEvaluation

/// What a fleet's file comes to, in words.
struct FleetDescription {
  let fleet: FleetFile
  /// Downtimes are shown from this time on, in seconds since the epoch.
  let now: Int

  private var configuration: FleetConfiguration { fleet.configuration }

  var lines: [String] {
    var lines = [
      [
        Words.count(configuration.hosts.count, "host"),
        Words.count(configuration.monitors.count, "monitor"),
        Words.count(configuration.downtimes.count, "downtime"),
        Words.count(configuration.alertGroupSettings.count, "alert group"),
      ].joined(separator: ", ") + ", by the clock of \(configuration.zone)"
    ]
    for monitor in configuration.monitors {
      for role in monitor.scopes { lines += [""] + self.lines(of: role, by: monitor) }
    }
    for downtime in configuration.downtimes { lines += [""] + self.lines(of: downtime) }
    if !fleet.notes.isEmpty { lines += [""] + fleet.notes.map { "note: \($0)" } }
    return lines
  }

  private func lines(of role: RoleName, by monitor: AnomalyMonitor) -> [String] {
    let severities = [
      monitor.warningSensitivity.map { "warning at \($0.rawValue)" },
      monitor.criticalSensitivity.map { "critical at \($0.rawValue)" },
    ].compactMap(\.self).joined(separator: ", ")
    var rows: [(String, String)] = []
    if let model = fleet.models[role], let path = configuration.model(of: role)?.path {
      rows.append(
        (
          "model",
          "\(path), \(Words.count(model.metrics.count, "metric")) every "
            + DurationText.text(model.interval)
        ))
    } else {
      rows.append(("model", "none yet: its hosts are unknown"))
    }
    let hosts = configuration.hosts(of: role)
    func names(_ status: HostStatus) -> String {
      hosts.filter { $0.status == status }.map(\.name).joined(separator: ", ")
    }
    rows.append(("judged", names(.working)))
    rows.append(("judged, silent", names(.standby)))
    rows.append(("in maintenance, not judged", names(.maintenance)))
    rows.append(("switched off, not judged", names(.poweroff)))
    if monitor.isMute { rows.append(("mute", "nobody is notified")) }
    let setting = configuration.alertGroupSetting(of: role)
    rows.append(("incidents", setting?.name ?? "of the role"))
    let interval = setting == nil ? monitor.notificationInterval : setting?.notificationInterval
    rows.append(("told again", interval.map { "every \($0) min" } ?? "never"))
    rows.append(
      ("downtimes", configuration.downtimes(of: role).map(\.name).joined(separator: ", ")))
    let attempts = monitor.maxCheckAttempts
    return [
      "\(role), watched by \(monitor.name): \(severities), after \(Words.count(attempts, "unusual interval"))"
        + (attempts > 1 ? " in a row" : "")
    ] + rows.filter { !$0.1.isEmpty }.map { "  \($0.0): \($0.1)" }
  }

  private func lines(of downtime: Downtime) -> [String] {
    let zone = configuration.zone
    let roles = configuration.watchedRoles.filter { role in
      configuration.downtimes(of: role).contains(downtime)
    }
    var rows = [
      ("suppresses", roles.isEmpty ? "nothing" : roles.map(\.description).joined(separator: ", "))
    ]
    func text(_ window: Range<Int>) -> String {
      "\(Timestamp.text(window.lowerBound, offset: zone.offset(at: window.lowerBound))) to "
        + Timestamp.text(window.upperBound, offset: zone.offset(at: window.upperBound))
    }
    if let last = downtime.lastWindow(notAfter: now, in: zone), last.contains(now) {
      rows.append(("on", text(last)))
    }
    rows.append(("next", downtime.nextWindow(after: now, in: zone).map(text) ?? "never again"))
    return ["downtime \(downtime.name): \(recurrence(of: downtime))"]
      + rows.map { "  \($0.0): \($0.1)" }
  }

  /// How a downtime recurs: `every 2 weeks on Monday, Thursday, 1 h each time`.
  private func recurrence(of downtime: Downtime) -> String {
    let length = Words.duration(60 * downtime.duration)
    guard let recurrence = downtime.recurrence else { return "once, \(length)" }
    let unit =
      switch recurrence.unit {
      case .hourly: "hour"
      case .daily: "day"
      case .weekly: "week"
      case .monthly: "month"
      case .yearly: "year"
      }
    var text =
      recurrence.interval == 1 ? "every \(unit)" : "every \(recurrence.interval) \(unit)s"
    if !recurrence.weekdays.isEmpty {
      text += " on " + recurrence.weekdays.map(\.rawValue).joined(separator: ", ")
    }
    return "\(text), \(length) each time"
  }
}
