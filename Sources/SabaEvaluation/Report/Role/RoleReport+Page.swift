internal import Saba

extension RoleReport {
  /// The page, as one file that needs no other.
  ///
  /// - Returns: HTML that is well-formed XML too; the same for the same report.
  /// - Complexity: O(verdicts × hosts + alerts × verdicts of a host).
  public func html() -> String {
    Page.html(title: "\(title): \(headline)", template: Self.template, content: Content(of: self))
  }

  /// What the template names.
  struct Content: Sendable {
    var title: String
    var headline: String
    var introduction: String
    var preview: PreviewTable?
    var table: AlertTable?
    var incidentSummary: String?
    var missed: Missed?
    var scores: Charts?
    var details: Details?
    var explanations: [Explained]
  }

  struct PreviewTable: Sendable {
    var suggestion: String
    var rows: [PreviewRow]
  }

  struct PreviewRow: Sendable {
    var name: String
    var isTaken: Bool
    var count: String
    var rate: String
    var promise: String
  }

  struct AlertTable: Sendable {
    var columns: [String]
    var alerts: [AlertRow]
  }

  struct AlertRow: Sendable {
    var number: Int
    var cells: [Cell]
  }

  struct Cell: Sendable {
    var column: String
    var text: String
    var swatch = Markup()
  }

  struct Missed: Sendable {
    var incidents: [String]
  }

  struct Charts: Sendable {
    var legend: [LegendEntry]
    var figures: [ChartFigure]
  }

  struct Details: Sendable {
    var legend: [LegendEntry]
    var articles: [Article]
  }

  struct Article: Sendable {
    var number: Int
    var swatch: Markup
    var heading: String
    var reason: String
    var figures: [ChartFigure]
  }

  struct Explained: Sendable {
    var term: String
    var text: String
  }
}

extension RoleReport.Content {
  init(of report: RoleReport) {
    title = report.title
    headline = report.headline
    introduction = report.introduction.joined(separator: " ")
    preview = report.previewTable
    table = report.alerts.isEmpty ? nil : report.alertTable
    incidentSummary = report.incidentSummary
    let missedIncidents = report.missedIncidents.map {
      "\(CalendarTime($0.start).dayAndTime), \(Words.duration($0.end - $0.start)): "
        + $0.description
    }
    missed = missedIncidents.isEmpty ? nil : .init(incidents: missedIncidents)
    scores = report.axis.map(report.scoreCharts)
    details = report.alerts.isEmpty ? nil : report.axis.map(report.details)
    explanations = report.explanations.map { .init(term: $0.term, text: $0.text) }
  }
}

extension RoleReport {
  fileprivate var previewTable: PreviewTable? {
    guard !preview.isEmpty else { return nil }
    let taken = choice.sensitivity
    return PreviewTable(
      suggestion: choice.advice,
      rows: preview.map {
        PreviewRow(
          name: $0.sensitivity.rawValue, isTaken: $0.sensitivity == taken,
          count: "\($0.alerts.count)", rate: FixedPoint.text($0.alertsPerHostWeek, digits: 2),
          promise: FixedPoint.text(7 * $0.sensitivity.falseAlertsPerHostDay, digits: 2))
      })
  }

  fileprivate var alertTable: AlertTable {
    var columns = ["When (UTC)", "Host", "How long", "Severity", "Why"]
    if !preview.isEmpty { columns.append("Raised at") }
    if !incidents.isEmpty { columns.append("Labelled incident") }
    return AlertTable(
      columns: ["No."] + columns,
      alerts: alerts.map { entry in
        let status = entry.alert.status.rawValue
        var texts = [
          CalendarTime(entry.alert.openedAt).dayAndTime, entry.alert.host, entry.length, status,
          entry.reason,
        ]
        if !preview.isEmpty {
          texts.append(entry.sensitivities.map(\.rawValue).joined(separator: ", "))
        }
        if !incidents.isEmpty {
          let descriptions = entry.incidents.map(\.description)
          texts.append(descriptions.isEmpty ? "none" : descriptions.joined(separator: "; "))
        }
        var cells = zip(columns, texts).map { Cell(column: $0, text: $1) }
        cells[3].swatch = Swatch.area("alert \(status)")
        return AlertRow(number: entry.number, cells: cells)
      })
  }

  fileprivate func scoreCharts(on axis: TimeAxis) -> Charts {
    let scale = scoreScale
    return Charts(
      legend: [.line("score", "score"), .line("threshold", "thresholds")] + severityLegend,
      figures: hosts.map { host in
        ChartFigure(
          host.host, style: "scores", chart: scoreChart(of: host, on: axis, scale: scale).svg)
      })
  }

  fileprivate func details(on axis: TimeAxis) -> Details {
    Details(
      legend: [.line("seen", "what was seen"), .area("expected", "expected band")]
        + severityLegend,
      articles: alerts.map { entry in
        let alert = entry.alert
        return Article(
          number: entry.number, swatch: Swatch.area("alert \(alert.status.rawValue)"),
          heading: "\(entry.number). \(alert.host), \(CalendarTime(alert.openedAt).dayAndTime), "
            + "\(entry.length), \(alert.status.rawValue)",
          reason: entry.reason + ".",
          figures: culpritCharts(of: entry, on: axis).map { culprit in
            let share = Int((100 * culprit.culprit.share).rounded())
            return ChartFigure(
              culprit.culprit.metric, note: "\(share) % of the blame", style: "metric",
              chart: culprit.chart.svg)
          })
      })
  }

  private var severityLegend: [LegendEntry] {
    let incident = LegendEntry.area("incident", "labelled incident")
    return [.area("alert warning", "warning"), .area("alert critical", "critical")]
      + (incidents.isEmpty ? [] : [incident])
  }
}
