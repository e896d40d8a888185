internal import Saba

extension EvaluationReport {
  /// What the template names.
  struct Content: Sendable {
    var dataset: String
    var headline: String
    var introduction: String
    var firstDetector: String
    var hasSummaries: Bool
    var summaries: [FigureTable]
    var promises: FigureTable?
    var curves: Panels?
    var reliabilities: Panels?
    var disputed: Disputed?
    var heat: FigureTable
    var legend: [LegendEntry]
    var entities: [EntitySection]
    var explanations: [Explained]
  }

  /// Figures, a row a detector or an entity.
  struct FigureTable: Sendable {
    /// What the table is about; nil where the page says it around it.
    var about: String?
    var columns: [String]
    var rows: [FigureRow]
  }

  struct FigureRow: Sendable {
    var name: String
    /// Where the name leads; empty for nowhere.
    var anchor = ""
    var cells: [FigureCell]
  }

  struct FigureCell: Sendable {
    var value: String
    var isBest = false
    /// What is written below it.
    var range: String?
    /// A bar as long as the figure is high.
    var bar = Markup()
  }

  struct Panels: Sendable {
    var figures: [ChartFigure]
  }

  struct Disputed: Sendable {
    var names: [String]
    var rows: [DisputedRow]
    var more: String?
  }

  struct DisputedRow: Sendable {
    var name: String
    var anchor: String
    var when: String
    var marks: [Mark]
  }

  struct Mark: Sendable {
    var sign: String
    var meaning: String
  }

  struct Explained: Sendable {
    var term: String
    var text: String
  }
}

extension EvaluationReport.Content {
  init(of report: EvaluationReport) {
    dataset = report.result.dataset
    headline = report.headline
    introduction = report.introduction.joined(separator: " ")
    firstDetector = report.first?.name ?? ""
    summaries = report.summaries
    hasSummaries = !summaries.isEmpty
    promises = report.promises
    curves = report.curves
    reliabilities = report.reliabilities
    disputed = report.disputed
    heat = report.heat
    legend = EvaluationReport.entityLegend
    entities = report.pictures.indices.map(report.section)
    explanations = EvaluationReport.explanations.map { .init(term: $0.term, text: $0.text) }
  }
}

extension EvaluationReport {
  /// The place of an entity on the page.
  static func anchor(_ index: Int) -> String { "entity-\(index + 1)" }

  // MARK: All detectors

  /// A column of the summary.
  private struct SummaryColumn {
    var title: String
    var digits: Int
    /// Whether the greatest is the best.
    ///
    /// Where less is better, none is: few false alerts are no merit of a detector that never alerts.
    var isBetterHigh: Bool
    var value: (DetectorResult) -> Double?
    var interval: (DetectorResult) -> ConfidenceInterval? = { _ in nil }

    /// A figure by its name in files.
    init?(_ name: String, _ title: String, digits: Int) {
      guard let figure = Figures.named(name) else { return nil }
      self.init(title, digits: digits, isBetterHigh: figure.isBetterHigh) {
        figure.value($0.mean.figures)
      }
      interval = { $0.intervals[name] }
    }

    init(
      _ title: String, digits: Int, isBetterHigh: Bool, value: @escaping (DetectorResult) -> Double?
    ) {
      self.title = title
      self.digits = digits
      self.isBetterHigh = isBetterHigh
      self.value = value
    }
  }

  private var scoreColumns: [SummaryColumn?] {
    var difference = SummaryColumn(
      "VUS-PR less \(first?.name ?? "")'s", digits: 3, isBetterHigh: false
    ) { $0.againstFirst["vusPR"]?.meanDifference }
    difference.interval = { $0.againstFirst["vusPR"]?.interval }
    return [
      SummaryColumn("vusPR", "VUS-PR", digits: 3), difference,
      SummaryColumn("aucPR", "AUC-PR", digits: 3), SummaryColumn("vusROC", "VUS-ROC", digits: 3),
      SummaryColumn("pate", "PATE", digits: 3),
      SummaryColumn("NAB standard", digits: 1, isBetterHigh: true) { $0.nab?.standard },
    ]
  }

  private var alertColumns: [SummaryColumn?] {
    [
      SummaryColumn("eventRecall.normal", "Events found", digits: 2),
      SummaryColumn("medianDelay.normal", "Delay, rows", digits: 1),
      SummaryColumn("falseAlertsPerHostDay.normal", "False alerts per host-day", digits: 3),
      SummaryColumn(
        "alertHoursOutsideEventsPerHostDay.normal", "Alert hours per host-day", digits: 2),
      SummaryColumn("hitRate100", "HitRate@100 %", digits: 2),
      SummaryColumn("hitRate150", "HitRate@150 %", digits: 2),
      SummaryColumn("firstCulprit", "First culprit right", digits: 2),
    ]
  }

  fileprivate var summaries: [FigureTable] {
    let tables = [
      (
        "What the scores are worth, without any threshold: means over the entities. Below each figure "
          + "its 95 % interval over entities, where there are several. The best of a column is bold.",
        scoreColumns
      ),
      (
        "What alerts at the normal sensitivity would have done, over all events; and whether the right "
          + "metrics were blamed, where the publisher names them.",
        alertColumns
      ),
    ]
    return tables.map { about, columns in
      var table = summary(columns.compactMap { $0 })
      table.about = about
      return table
    }.filter { !$0.columns.isEmpty }
  }

  private func summary(_ columns: [SummaryColumn]) -> FigureTable {
    let columns = columns.filter { column in
      result.detectors.contains { column.value($0) != nil }
    }
    var rows = result.detectors.map { detector in
      FigureRow(
        name: detector.name,
        cells: columns.map { column in
          let best = column.isBetterHigh ? result.detectors.compactMap(column.value).max() : nil
          let value = column.value(detector)
          return FigureCell(
            value: FigureText.text(value, digits: column.digits),
            isBest: value != nil && value == best,
            range: column.interval(detector).map { Self.text($0, digits: column.digits) })
        })
    }
    let precisions = columns.map { ["VUS-PR", "AUC-PR"].contains($0.title) }
    if let baseRate = first?.mean.baseRate, precisions.contains(true) {
      rows.append(
        FigureRow(
          name: "base rate",
          cells: precisions.map { FigureCell(value: $0 ? FigureText.text(baseRate) : "") }))
    }
    return FigureTable(columns: columns.map(\.title), rows: rows)
  }

  private static func text(_ interval: ConfidenceInterval, digits: Int) -> String {
    FixedPoint.text(interval.low, digits: digits) + " to "
      + FixedPoint.text(interval.high, digits: digits)
  }

  fileprivate var promises: FigureTable? {
    let settings = PerSensitivity<Sensitivity>.all.values
    let rows = result.detectors.compactMap { detector in
      detector.falseAlerts.map { reliability in
        FigureRow(name: detector.name, cells: reliability.values.map(Self.cell))
      }
    }
    guard !rows.isEmpty else { return nil }
    let promise = FigureRow(
      name: "promised",
      cells: settings.map {
        FigureCell(value: FigureText.text($0.falseAlertsPerHostDay), range: $0.promise)
      })
    return FigureTable(columns: settings.map(\.rawValue), rows: [promise] + rows)
  }

  private static func cell(_ reliability: FalseAlertReliability) -> FigureCell {
    guard let rate = reliability.realizedPerHostDay else { return FigureCell(value: "-") }
    let times = FixedPoint.text(rate / reliability.promisedPerHostDay, digits: 1)
    let verdict =
      switch reliability.isPromiseInside {
      case nil: ""
      case true?: isTelling(reliability) ? ", kept" : ", too few days to tell"
      case false?: rate > reliability.promisedPerHostDay ? ", too many" : ", too few"
      }
    let interval = reliability.interval.map { text($0, digits: 3) + "; " } ?? ""
    return FigureCell(
      value: FigureText.text(rate), range: "\(interval)\(times) ×\(verdict)")
  }

  /// Whether there was time enough to tell a promise that is kept from one missed by twice as many.
  private static func isTelling(_ reliability: FalseAlertReliability) -> Bool {
    reliability.interval?.contains(2 * reliability.promisedPerHostDay) == false
  }

  // MARK: Curves

  fileprivate var curves: Panels? {
    let curves = result.detectors.indices.map(meanCurve)
    guard curves.contains(where: { !$0.isEmpty }) else { return nil }
    return Panels(
      figures: curves.indices.map { index in
        let detector = result.detectors[index]
        let others = curves.indices.filter { $0 != index }.map { curves[$0] }
        let note = detector.mean.aucPR.map { "AUC-PR \(FixedPoint.text($0, digits: 3))" } ?? ""
        return ChartFigure(
          detector.name, note: note, style: "panel",
          chart: PlaneChart.precisionRecall(
            of: detector.name, curve: curves[index], others: others,
            baseRate: detector.mean.baseRate
          ).svg)
      })
  }

  /// A detector's precision at each recall, the mean over the entities.
  private func meanCurve(of detector: Int) -> [PlaneChart.Point] {
    let curves = pictures.compactMap { picture in
      picture.detectors.indices.contains(detector) ? picture.detectors[detector].precisions : nil
    }
    guard !curves.isEmpty else { return [] }
    let count = PrecisionAtRecall.stepCount
    return (0..<count).map { step in
      let sum = curves.reduce(0) { $0 + $1[step] }
      return PlaneChart.Point(x: Double(step + 1) / Double(count), y: sum / Double(curves.count))
    }
  }

  fileprivate var reliabilities: Panels? {
    let figures = result.detectors.compactMap { detector in
      detector.reliability.flatMap { shares -> ChartFigure? in
        let levels = shares.compactMap { share in
          share.observed.map { observed in
            (
              promised: share.level, observed: observed,
              interval: share.low.flatMap { low in share.high.map { low...max(low, $0) } }
            )
          }
        }
        // Without a row outside events there is nothing to draw.
        if levels.isEmpty { return nil }
        return ChartFigure(
          detector.name, style: "panel",
          chart: PlaneChart.reliability(of: detector.name, levels: levels).svg)
      }
    }
    return figures.isEmpty ? nil : Panels(figures: figures)
  }

  // MARK: Disagreement

  /// The most rows of the table of disputed events.
  private static let mostDisputed = 200

  fileprivate var disputed: Disputed? {
    var rows: [DisputedRow] = []
    for (index, picture) in pictures.enumerated() {
      for event in picture.events {
        let found = event.finders.count { $0?.isAnywhere == true }
        guard found > 0, found < event.finders.count(where: { $0 != nil }) else { continue }
        rows.append(
          DisputedRow(
            name: "\(picture.name)\u{A0}E\(event.number)", anchor: Self.anchor(index),
            when: Self.unbroken(
              CalendarTime(event.range.lowerBound, clock: event.clock).dayAndTime),
            marks: event.finders.map(Self.mark)))
      }
    }
    guard !rows.isEmpty else { return nil }
    let hidden = rows.count - Self.mostDisputed
    return Disputed(
      names: result.detectors.map(\.name), rows: Array(rows.prefix(Self.mostDisputed)),
      more: hidden > 0 ? "\(Words.count(hidden, "more event")) are on the entities' pages." : nil)
  }

  private static func mark(_ finder: PerSensitivity<Bool>?) -> Mark {
    guard let finder else { return Mark(sign: "\u{2013}", meaning: "raises no alerts") }
    return Mark(
      sign: finder.values.map { $0 ? "●" : "○" }.joined(),
      meaning: finder.settings.map { "found \($0)" } ?? "not found")
  }

  fileprivate var heat: FigureTable {
    let entities = first?.entities.indices ?? 0..<0
    let rows = entities.map { index -> (spread: Double, row: FigureRow) in
      let values = result.detectors.map { $0.entities[index].vusPR }
      let known = values.compactMap { $0 }
      let best = known.max()
      return (
        (best ?? 0) - (known.min() ?? 0),
        FigureRow(
          name: first?.entities[index].name ?? "", anchor: Self.anchor(index),
          cells: values.map { value in
            FigureCell(
              value: FigureText.text(value, digits: 2), isBest: value != nil && value == best,
              bar: value.map(Self.bar) ?? Markup())
          })
      )
    }
    return FigureTable(
      columns: result.detectors.map(\.name),
      rows: rows.enumerated().sorted {
        ($0.element.spread, $1.offset) > ($1.element.spread, $0.offset)
      }.map(\.element.row))
  }

  private static func bar(_ value: Double) -> Markup {
    Markup(
      "svg", ["width": "44", "height": "4", "aria-hidden": "true"],
      Markup(
        "rect", ["width": FixedPoint.coordinate(44 * min(1, max(0, value))), "height": "4"], nil))
  }
}
