internal import Saba

extension EvaluationReport {
  /// The part of the page that is about one entity.
  struct EntitySection: Sendable {
    var name: String
    var anchor: String
    var facts: String
    var scores: FigureTable?
    var events: LinkedTable?
    var alerts: LinkedTable?
    var hosts: [HostSection]
  }

  /// A table whose first column leads to a stretch of time on the charts.
  struct LinkedTable: Sendable {
    var columns: [String]
    var rows: [LinkedRow]
    var more: String?
  }

  struct LinkedRow: Sendable {
    var name: String
    var from: Int
    var to: Int
    var cells: [TextCell]
  }

  struct TextCell: Sendable {
    var text: String
    /// Whether it may be broken anywhere, as lists of metrics may.
    var isList = false
  }

  struct HostSection: Sendable {
    var heading: String
    var metricsHeading: String
    var score: ChartFigure
    var hasLanes: Bool
    var lanes: [ChartFigure]
    var metrics: [ChartFigure]
    var hasStrips: Bool
    var strips: [ChartFigure]
    var hidden: String?
  }

  /// The most rows of the tables of events and of alerts.
  private static let mostRows = 100

  static let entityLegend: [LegendEntry] = [
    .line("score", "score"), .line("threshold", "thresholds"), .area("event", "labelled event"),
    .area("event named", "event that the publisher says this metric shows (★)"),
    .area("mark warning", "alert at sensitive"), .area("mark critical", "at normal"),
    .area("mark severe", "at insensitive"), .line("seen", "metric"),
    .area("expected", "expected band"),
    .area(
      "mark critical faint", "alert that blames other metrics; 1st, 2nd, 3rd: this one's place"),
  ]

  func section(_ index: Int) -> EntitySection {
    let picture = pictures[index]
    let hasHosts = picture.hosts.count > 1
    return EntitySection(
      name: picture.name, anchor: Self.anchor(index), facts: facts(of: picture) + refusals(index),
      scores: scoreTable(index), events: eventTable(of: picture, hasHosts: hasHosts),
      alerts: alertTable(of: picture, hasHosts: hasHosts),
      hosts: picture.hosts.map { host in
        HostSection(
          heading: hasHosts ? "Host \(host.name)" : "How unusual it was",
          metricsHeading: "The metrics most to blame", score: host.score,
          hasLanes: !host.lanes.isEmpty, lanes: host.lanes, metrics: host.metrics,
          hasStrips: !host.strips.isEmpty, strips: host.strips,
          hidden: host.hiddenCount == 0
            ? nil
            : "\(Words.count(host.hiddenCount, "other metric")) left out to keep the page small.")
      })
  }

  private func facts(of picture: EntityPicture) -> String {
    let facts = picture.facts
    let start = CalendarTime(facts.axis.start, clock: facts.axis.clock)
    let end = CalendarTime(facts.axis.end, clock: facts.axis.clock)
    let year = facts.axis.clock == .calendar ? " \(end.year) (UTC)" : ""
    let rate = facts.baseRate.map { ", \(FixedPoint.text(100 * $0, digits: 1)) % of rows" } ?? ""
    return "\(Words.count(picture.hosts.count, "host")), "
      + "\(Words.count(facts.metricCount, "metric")), \(facts.rowCount) rows from "
      + "\(start.dayAndTime) to \(end.dayAndTime)\(year), one every "
      + "\(Words.duration(facts.interval)). "
      + "\(Words.count(picture.events.count, "labelled event"))\(rate)."
  }

  /// Who could not judge an entity, and why.
  private func refusals(_ index: Int) -> String {
    result.detectors.filter { $0.entities.indices.contains(index) }.compactMap { detector in
      detector.entities[index].unjudged.map { " \(detector.name) could not judge it: \($0)." }
    }.joined()
  }

  private func scoreTable(_ index: Int) -> FigureTable? {
    let rows = result.detectors.filter { $0.entities.indices.contains(index) }.map {
      (name: $0.name, entity: $0.entities[index])
    }
    guard !rows.isEmpty else { return nil }
    let best = rows.compactMap(\.entity.vusPR).max()
    return FigureTable(
      columns: [
        "VUS-PR", "Events found, sensitive", "Events found, normal",
        "False alerts per host-day, sensitive", "False alerts per host-day, normal",
      ],
      rows: rows.map { name, entity in
        let vusPR = entity.vusPR
        return FigureRow(
          name: entity.unjudged == nil ? name : "\(name) (could not judge)",
          cells: [
            FigureCell(
              value: FigureText.text(vusPR), isBest: vusPR != nil && vusPR == best),
            FigureCell(value: FigureText.text(entity.eventRecall.sensitive, digits: 2)),
            FigureCell(value: FigureText.text(entity.eventRecall.normal, digits: 2)),
            FigureCell(value: FigureText.text(entity.falseAlertsPerHostDay.sensitive, digits: 3)),
            FigureCell(value: FigureText.text(entity.falseAlertsPerHostDay.normal, digits: 3)),
          ])
      })
  }

  private func eventTable(of picture: EntityPicture, hasHosts: Bool) -> LinkedTable? {
    guard !picture.events.isEmpty else { return nil }
    let hasNames = picture.events.contains { !$0.named.isEmpty }
    let hasBlame = picture.events.contains { !$0.blamed.isEmpty }
    let firstName = picture.detectors.first?.name ?? ""
    var columns = ["Event", "Start", "Length"]
    if hasHosts { columns.append("Host") }
    if hasNames { columns.append("Metrics that the publisher names") }
    if hasBlame { columns.append("Blamed most by \(firstName)") }
    columns.append("Found by \(firstName)")
    if picture.detectors.count > 1 { columns.append("Found by others") }
    let rows = picture.events.map { event in
      var cells = [
        Self.moment(event.range.lowerBound, clock: event.clock), Self.length(of: event.range),
      ]
      if hasHosts { cells.append(TextCell(text: event.host)) }
      if hasNames { cells.append(TextCell(text: Self.shortened(event.named), isList: true)) }
      if hasBlame { cells.append(Self.list(event.blamed)) }
      cells.append(TextCell(text: event.finders.first??.settings ?? "no"))
      if picture.detectors.count > 1 {
        let others = zip(picture.detectors, event.finders).dropFirst()
          .filter { $0.1?.isAnywhere == true }.map(\.0.name)
        cells.append(TextCell(text: others.isEmpty ? "none" : others.joined(separator: ", ")))
      }
      return LinkedRow(
        name: "E\(event.number)", from: event.range.lowerBound, to: event.range.upperBound,
        cells: cells)
    }
    return Self.table(columns: columns, rows: rows, noun: "event")
  }

  private func alertTable(of picture: EntityPicture, hasHosts: Bool) -> LinkedTable? {
    guard !picture.alerts.isEmpty else { return nil }
    let hasBlame = picture.alerts.contains { !$0.blamed.isEmpty }
    var columns = ["Alert", "Opened", "Length"]
    if hasHosts { columns.append("Host") }
    columns.append("Raised")
    if hasBlame { columns.append("Blamed most") }
    columns.append("Event found")
    let rows = picture.alerts.map { alert in
      var cells = [
        Self.moment(alert.range.lowerBound, clock: picture.facts.axis.clock),
        Self.length(of: alert.range),
      ]
      if hasHosts { cells.append(TextCell(text: alert.host)) }
      cells.append(TextCell(text: alert.sensitivity.settings))
      if hasBlame { cells.append(Self.list(alert.blamed)) }
      let found = alert.events.map { "E\($0)" }.joined(separator: ", ")
      cells.append(TextCell(text: found.isEmpty ? "none, false alert" : found))
      return LinkedRow(
        name: "A\(alert.number)", from: alert.range.lowerBound, to: alert.range.upperBound,
        cells: cells)
    }
    return Self.table(columns: columns, rows: rows, noun: "alert")
  }

  private static func table(columns: [String], rows: [LinkedRow], noun: String) -> LinkedTable {
    let hidden = rows.count - mostRows
    return LinkedTable(
      columns: columns, rows: Array(rows.prefix(mostRows)),
      more: hidden > 0 ? "\(Words.count(hidden, "later \(noun)")) are on the charts alone." : nil)
  }

  private static func moment(_ time: Int, clock: CalendarTime.Clock) -> TextCell {
    TextCell(text: unbroken(CalendarTime(time, clock: clock).dayAndTime))
  }

  private static func length(of range: Range<Int>) -> TextCell {
    TextCell(text: unbroken(Words.duration(range.upperBound - range.lowerBound)))
  }

  private static func list(_ culprits: [EntityPicture.Culprit]) -> TextCell {
    let parts = culprits.map { (name: $0.metric, percent: Int((100 * $0.share).rounded())) }
      .filter { $0.percent > 0 }.map { unbroken("\($0.name) \($0.percent) %") }
    return TextCell(text: parts.joined(separator: ", "), isList: true)
  }

  /// Text that stays on one line.
  static func unbroken(_ text: String) -> String {
    String(text.map { $0 == " " ? "\u{A0}" : $0 })
  }

  /// The first few names, and how many more there are.
  private static func shortened(_ names: [String]) -> String {
    let most = 6
    guard names.count > most else { return names.joined(separator: ", ") }
    return names.prefix(most).joined(separator: ", ") + " and \(names.count - most) more"
  }
}

extension Sensitivity {
  /// The settings that are at least as sensitive, in words.
  var settings: String {
    let names = Sensitivity.named.filter { $0.falseAlertsPerHostDay >= falseAlertsPerHostDay }
      .map(\.rawValue)
    switch names.count {
    case Sensitivity.named.count: return "at every sensitivity"
    case 1: return "at \(names[0]) only"
    default: return "at \(Words.list(names))"
    }
  }
}
