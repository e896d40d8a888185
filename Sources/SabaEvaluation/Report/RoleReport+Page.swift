internal import Saba

extension RoleReport {
  /// The page, as one file that needs no other.
  ///
  /// - Returns: HTML that is well-formed XML too; the same for the same report.
  /// - Complexity: O(verdicts × hosts + alerts × verdicts of a host).
  public func html() -> String {
    let head = Markup([
      Markup("meta", ["charset": "utf-8"], nil),
      Markup(
        "meta",
        [
          "http-equiv": "Content-Security-Policy",
          "content": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
        ], nil),
      Markup("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"], nil),
      Markup("meta", ["name": "color-scheme", "content": "light dark"], nil),
      Markup("title", "\(title): \(headline)"),
      Markup("style", Markup(trusted: ReportStyle.sheet)),
    ])
    let body = Markup([
      header, alertSection, scoreSection, detailSection, explanationSection,
      Markup("script", Markup(trusted: ReportStyle.script)),
    ])
    let page = Markup(
      "html", ["lang": "en", "xmlns": "http://www.w3.org/1999/xhtml"],
      Markup("head", head) + Markup("body", Markup("main", body)))
    return "<!DOCTYPE html>\n" + page.source + "\n"
  }

  private var header: Markup {
    Markup(
      "header",
      Markup([
        Markup("p", ["class": "title"], title),
        Markup("h1", headline),
        Markup("p", introduction.joined(separator: " ")),
      ]))
  }

  private static func section(_ heading: String, _ content: Markup) -> Markup {
    Markup("section", Markup("h2", heading) + content)
  }

  // MARK: Alerts

  private var alertSection: Markup {
    var content = Markup()
    if alerts.isEmpty {
      content += Markup("p", "Nothing was unusual for long enough to raise an alert.")
    } else {
      content += alertTable
    }
    if let incidentSummary { content += Markup("p", incidentSummary) }
    if !missedIncidents.isEmpty {
      content += Markup("p", "Labelled incidents without an alert:")
      content += Markup(
        "ul",
        Markup(
          missedIncidents.map {
            let length = Words.duration($0.end - $0.start)
            return Markup(
              "li", "\(CalendarTime($0.start).dayAndTime), \(length): \($0.description)")
          }))
    }
    return Self.section("Alerts", content)
  }

  private var alertTable: Markup {
    var titles = ["No.", "When (UTC)", "Host", "How long", "Severity", "Why"]
    if !incidents.isEmpty { titles.append("Labelled incident") }
    let head = Markup(
      titles.map { Markup("th", ["scope": "col", "role": "columnheader"], $0) })
    let rows = alerts.map { entry in
      let status = entry.alert.status.rawValue
      var cells = [
        Markup("a", ["href": "#alert-\(entry.number)"], "\(entry.number)"),
        Markup(CalendarTime(entry.alert.openedAt).dayAndTime),
        Markup(entry.alert.host),
        Markup(entry.length),
        Self.swatch("alert \(status)") + Markup(status),
        Markup(entry.reason),
      ]
      if !incidents.isEmpty {
        let descriptions = entry.incidents.map(\.description)
        cells.append(Markup(descriptions.isEmpty ? "none" : descriptions.joined(separator: "; ")))
      }
      return Markup(
        "tr", ["role": "row"],
        Markup(
          zip(titles, cells).enumerated().map { column, cell in
            column == 0
              ? Markup(
                "th", ["scope": "row", "role": "rowheader", "data-title": cell.0], cell.1)
              : Markup("td", ["role": "cell", "data-title": cell.0], cell.1)
          }))
    }
    return Markup(
      "table", ["role": "table"],
      Markup([
        Markup("caption", "Alerts in order of time; the numbers are those on the charts."),
        Markup("thead", ["role": "rowgroup"], Markup("tr", ["role": "row"], head)),
        Markup("tbody", ["role": "rowgroup"], Markup(rows)),
      ]))
  }

  // MARK: Charts

  private var scoreSection: Markup {
    guard let axis else { return Markup() }
    let scale = scoreScale
    let charts = hosts.map { host in
      Self.figure(
        Markup("strong", host.host), chart: scoreChart(of: host, on: axis, scale: scale),
        style: "scores")
    }
    var legend = [
      Self.key("line score", "score"),
      Self.key("line threshold", "thresholds"),
      Self.key("alert warning", "warning"),
      Self.key("alert critical", "critical"),
    ]
    if !incidents.isEmpty { legend.append(Self.key("incident", "labelled incident")) }
    return Self.section(
      "How unusual each host was",
      Markup("p", "The score over time (UTC): about 1 is ordinary, higher is stranger.")
        + Markup("ul", ["class": "legend"], Markup(legend)) + Markup(charts))
  }

  private var detailSection: Markup {
    guard let axis, !alerts.isEmpty else { return Markup() }
    var legend = [
      Self.key("line seen", "what was seen"),
      Self.key("expected", "expected band"),
      Self.key("alert warning", "warning"),
      Self.key("alert critical", "critical"),
    ]
    if !incidents.isEmpty { legend.append(Self.key("incident", "labelled incident")) }
    return Self.section(
      "What each alert looked like",
      Markup("p", "The metrics most to blame, from six hours before to six hours after (UTC).")
        + Markup("ul", ["class": "legend"], Markup(legend))
        + Markup(alerts.map { detail(of: $0, on: axis) }))
  }

  private func detail(of entry: NumberedAlert, on axis: TimeAxis) -> Markup {
    let alert = entry.alert
    let charts = culpritCharts(of: entry, on: axis).map { culprit in
      let share = Int((100 * culprit.culprit.share).rounded())
      return Self.figure(
        Markup("strong", culprit.culprit.metric) + Markup(" \(share) % of the blame"),
        chart: culprit.chart, style: "metric")
    }
    let heading = Markup([
      Self.swatch("alert \(alert.status.rawValue)"),
      Markup("\(entry.number). \(alert.host), \(CalendarTime(alert.openedAt).dayAndTime), "),
      Markup("\(entry.length), \(alert.status.rawValue)"),
    ])
    return Markup(
      "article", ["id": "alert-\(entry.number)"],
      Markup([
        Markup("h3", heading),
        Markup("p", entry.reason + "."),
        Markup("div", ["class": "pair"], Markup(charts)),
      ]))
  }

  private static func figure(_ caption: Markup, chart: TimeChart, style: String) -> Markup {
    Markup("figure", ["class": style], Markup("figcaption", caption) + chart.svg)
  }

  // MARK: Legend and explanation

  private static func swatch(_ style: String) -> Markup {
    Markup(
      "svg", ["class": "swatch", "aria-hidden": "true", "width": "18", "height": "12"],
      style.hasPrefix("line ")
        ? Markup("line", ["class": style, "x2": "18", "y1": "6", "y2": "6"], nil)
        : Markup("rect", ["class": style, "width": "18", "height": "12"], nil))
  }

  private static func key(_ style: String, _ text: String) -> Markup {
    Markup("li", swatch(style) + Markup(text))
  }

  private var explanationSection: Markup {
    Self.section(
      "How to read this page",
      Markup(
        "dl",
        Markup(
          explanations.map { Markup("dt", $0.term) + Markup("dd", $0.text) })))
  }
}
