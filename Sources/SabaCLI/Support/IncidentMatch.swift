internal import Saba
internal import SabaEvaluation

/// Which alerts found which labelled incidents, and whether they blamed the right metric.
struct IncidentMatch {
  private let model: RoleModel
  private let pairs: [(alert: Alert, incident: Incident?)]
  private let incidents: [Incident]

  init(alerts: [Alert], incidents: [Incident], model: RoleModel) {
    self.model = model
    self.incidents = incidents
    pairs = alerts.map { alert in
      (
        alert,
        incidents.first { incident in
          incident.hosts.contains(alert.host) && alert.openedAt >= incident.start - 3600
            && alert.openedAt < incident.end + model.attempts * model.interval
        }
      )
    }
  }

  private func isRight(_ alert: Alert, _ incident: Incident) -> Bool {
    guard let culprit = alert.culprits.first?.metric else { return false }
    return incident.culprits.contains { model.metric(for: $0) == culprit }
  }

  var lines: [String] {
    var lines: [String] = []
    for (alert, incident) in pairs {
      lines.append("\(AlertPreview.line(alert, by: model)) [\(alert.status.rawValue)]")
      if let incident {
        let culprits = incident.culprits.joined(separator: ", ")
        let verdict = isRight(alert, incident) ? "right, it shows in" : "wrong, it shows in"
        lines.append("    what happened: \(incident.description)")
        lines.append("    \(verdict) \(culprits)")
      } else {
        lines.append("    a false alert: nothing was wrong then")
      }
    }
    let found = incidents.filter { incident in pairs.contains { $0.incident == incident } }
    let named = found.filter { incident in
      pairs.contains { $0.incident == incident && isRight($0.alert, incident) }
    }
    lines.append("")
    lines.append(
      "Saba found \(found.count) of \(Words.count(incidents.count, "incident")) and named the right "
        + "metric in \(named.count) of them, with "
        + "\(Words.count(pairs.count { $0.incident == nil }, "false alert")).")
    for incident in incidents where !found.contains(incident) {
      lines.append("Missed: \(incident.description).")
    }
    return lines
  }
}
