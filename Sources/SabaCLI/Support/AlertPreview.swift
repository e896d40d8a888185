internal import Saba
internal import SabaEvaluation

/// What sensitivities would have raised over a history, as text and JSON.
struct AlertPreview {
  let preview: HistoryPreview

  /// A table, which sensitivity to take and why, what to beware of, and the alerts themselves.
  var lines: [String] {
    let hosts = Double(preview.hostCount)
    var rows = [
      [
        "sensitivity", "alerts", "per host and week", "promised false ones",
        "per week on the whole role",
      ]
    ]
    for level in preview.levels {
      rows.append([
        level.sensitivity.rawValue, "\(level.alerts.count)", Text.number(level.alertsPerHostWeek),
        Text.number(7 * level.sensitivity.falseAlertsPerHostDay),
        Text.number(level.alertsPerHostWeek * hosts),
      ])
    }
    var lines = AlignedColumns.lines(rows)
    lines.append(preview.choice.advice)
    lines += notes.map { "note: \($0)" }
    for level in preview.levels where !level.alerts.isEmpty {
      lines += ["", "\(level.sensitivity.rawValue):"]
      lines += level.alerts.map {
        "  " + Self.line($0, by: preview.models.model(at: $0.worstAt))
      }
    }
    return lines
  }

  private var notes: [String] {
    var notes = preview.basis.map { [$0] } ?? []
    if !preview.isCrossFitted, let model = preview.models.turns.first?.model {
      notes += preview.levels.compactMap { model.doubt(about: $0.sensitivity) }
    }
    return notes
  }

  /// When, where, how long, and why.
  static func line(_ alert: Alert, by model: RoleModel) -> String {
    let length = alert.closedAt.map { "for \(Words.duration($0 - alert.openedAt))" } ?? "still open"
    return "\(Text.time(alert.openedAt))  \(alert.host)  \(length): \(alert.sentence(by: model))"
  }

  var documents: [Document] {
    let suggested = preview.choice.sensitivity
    return preview.levels.map { level in
      Document(
        sensitivity: level.sensitivity.rawValue, alertsPerHostWeek: level.alertsPerHostWeek,
        promisedPerHostWeek: 7 * level.sensitivity.falseAlertsPerHostDay,
        hostWeeks: level.hostWeeks, isSuggested: level.sensitivity == suggested,
        isCrossFitted: preview.isCrossFitted, seenShare: preview.seenShare,
        alerts: level.alerts.map(entry))
    }
  }

  private func entry(of alert: Alert) -> Document.Entry {
    let model = preview.models.model(at: alert.worstAt)
    return Document.Entry(
      host: alert.host, openedAt: alert.openedAt,
      closedAt: OrNull(wrappedValue: alert.closedAt), peakScore: alert.peakScore,
      pValue: alert.leastPValue, culprit: OrNull(wrappedValue: alert.culprits.first?.metric),
      reason: OrNull(wrappedValue: model.sentence(about: alert.culprits, at: alert.worstAt)))
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
    var promisedPerHostWeek: Double
    var hostWeeks: Double
    /// Whether this is the one to take.
    var isSuggested: Bool
    /// Whether every sample was judged by a model that had not seen it.
    var isCrossFitted: Bool
    /// The share of samples that had taught the model which judged them.
    var seenShare: Double
    var alerts: [Entry]
  }
}
