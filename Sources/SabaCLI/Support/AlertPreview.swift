internal import Saba
internal import SabaEvaluation

/// The alerts that one sensitivity would have raised over a history, as text and JSON.
struct AlertPreview {
  let outcome: RoleReport.Preview
  private let model: RoleModel

  static func all(
    _ sensitivities: [Sensitivity] = Sensitivity.named, of model: RoleModel,
    over history: RoleHistory
  ) -> [AlertPreview] {
    sensitivities.map { AlertPreview($0, of: model, over: history) }
  }

  init(_ sensitivity: Sensitivity, of model: RoleModel, over history: RoleHistory) {
    self.model = model
    var monitor = RoleMonitor(
      model: model,
      policy: AlertPolicy(warning: sensitivity, critical: nil, attempts: model.attempts))
    var recorder = AlertRecorder()
    var judged = 0
    monitor.judge(history) { verdict in
      recorder.record(verdict)
      if verdict.status != .unknown { judged += 1 }
    }
    outcome = RoleReport.Preview(
      sensitivity: sensitivity,
      alerts: (recorder.closed + recorder.stillOpen).sorted {
        ($0.openedAt, $0.host) < ($1.openedAt, $1.host)
      }, hostWeeks: Double(judged * model.interval) / 604_800)
  }

  static func lines(_ previews: [AlertPreview]) -> [String] {
    var rows = [["sensitivity", "alerts", "per host and week", "promised false ones"]]
    for preview in previews.map(\.outcome) {
      rows.append([
        preview.sensitivity.rawValue, "\(preview.alerts.count)",
        Text.number(preview.alertsPerHostWeek),
        Text.number(7 * preview.sensitivity.falseAlertsPerHostDay),
      ])
    }
    var lines = AlignedColumns.lines(rows)
    lines += previews.compactMap { $0.model.doubt(about: $0.outcome.sensitivity) }
      .map { "note: \($0)" }
    for preview in previews where !preview.outcome.alerts.isEmpty {
      lines += ["", "\(preview.outcome.sensitivity.rawValue):"]
      lines += preview.outcome.alerts.map { "  " + line($0, by: preview.model) }
    }
    return lines
  }

  /// When, where, how long, and why.
  static func line(_ alert: Alert, by model: RoleModel) -> String {
    let length = alert.closedAt.map { "for \(Words.duration($0 - alert.openedAt))" } ?? "still open"
    return "\(Text.time(alert.openedAt))  \(alert.host)  \(length): \(alert.sentence(by: model))"
  }

  var document: Document {
    Document(
      sensitivity: outcome.sensitivity.rawValue, alertsPerHostWeek: outcome.alertsPerHostWeek,
      hostWeeks: outcome.hostWeeks,
      alerts: outcome.alerts.map {
        .init(
          host: $0.host, openedAt: $0.openedAt, closedAt: OrNull(wrappedValue: $0.closedAt),
          peakScore: $0.peakScore, pValue: $0.leastPValue,
          culprit: OrNull(wrappedValue: $0.culprits.first?.metric),
          reason: OrNull(wrappedValue: model.sentence(about: $0.culprits, at: $0.worstAt)))
      })
  }

  struct Document: Encodable {
    struct Entry: Encodable {
      var host: String
      var openedAt: Int
      @OrNull var closedAt: Int?
      var peakScore: Double
      var pValue: Double
      @OrNull var culprit: String?
      @OrNull var reason: String?
    }
    var sensitivity: String
    var alertsPerHostWeek: Double
    var hostWeeks: Double
    var alerts: [Entry]
  }
}
