internal import Saba

extension EvaluationReport {
  /// What the template names.
  struct Content: Sendable {
    var dataset: String
    var headline: String
    var introduction: String
    var firstDetector: String
    var summary: FigureTable
    var promises: FigureTable?
    var curves: Panels?
    var disputed: Disputed?
    var heat: FigureTable
    var legend: [LegendEntry]
    var entities: [EntitySection]
    var explanations: [Explained]
  }

  /// Figures, a row a detector or an entity.
  struct FigureTable: Sendable {
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
    summary = report.summary
    promises = report.promises
    curves = report.curves
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

  /// The figures of the summary: their names in files, their titles, and how many decimals they have.
  private static let summaryFigures: [(name: String, title: String, digits: Int)] = [
    ("vusPR", "VUS-PR", 3), ("aucPR", "AUC-PR", 3), ("vusROC", "VUS-ROC", 3),
    ("eventRecall.normal", "Events found", 2),
    ("falseAlertsPerHostDay.normal", "False alerts per host-day", 3),
    ("alertHoursOutsideEventsPerHostDay.normal", "Alert hours per host-day", 2),
    ("medianDelay.normal", "Delay, rows", 1), ("hitRate100", "HitRate@100 %", 2),
    ("hitRate150", "HitRate@150 %", 2), ("firstCulprit", "First culprit right", 2),
  ]

  fileprivate var summary: FigureTable {
    let figures = Self.summaryFigures.compactMap { name, title, digits in
      Figures.named(name).map { (figure: $0, title: title, digits: digits) }
    }.filter { entry in result.detectors.contains { entry.figure.value($0.mean.figures) != nil } }
    var rows = result.detectors.map { detector in
      FigureRow(
        name: detector.name,
        cells: figures.map { entry in
          let values = result.detectors.compactMap { entry.figure.value($0.mean.figures) }
          // Few false alerts are no merit of a detector that never alerts.
          let best = entry.figure.isBetterHigh ? values.max() : nil
          let value = entry.figure.value(detector.mean.figures)
          return FigureCell(
            value: Self.text(value, digits: entry.digits), isBest: value != nil && value == best)
        })
    }
    if let baseRate = first?.mean.baseRate {
      rows.append(
        FigureRow(
          name: "base rate",
          cells: figures.map {
            let isPrecision = ["vusPR", "aucPR"].contains($0.figure.name)
            return FigureCell(value: isPrecision ? Self.text(baseRate, digits: 3) : "")
          }))
    }
    return FigureTable(columns: figures.map(\.title), rows: rows)
  }

  static func text(_ value: Double?, digits: Int) -> String {
    value.map { FixedPoint.text($0, digits: digits) } ?? "–"
  }

  fileprivate var promises: FigureTable? {
    let settings = PerSensitivity<Sensitivity>.all.values
    let rows = result.detectors.compactMap { detector -> FigureRow? in
      let realised = detector.mean.falseAlertsPerHostDay.values
      guard realised.contains(where: { $0 != nil }) else { return nil }
      return FigureRow(
        name: detector.name,
        cells: zip(settings, realised).map { setting, rate in
          FigureCell(
            value: Self.text(rate, digits: 3),
            range: rate.map {
              "\(FixedPoint.text($0 / setting.falseAlertsPerHostDay, digits: 1)) ×"
            })
        })
    }
    guard !rows.isEmpty else { return nil }
    let promise = FigureRow(
      name: "promised",
      cells: settings.map {
        FigureCell(
          value: FixedPoint.text($0.falseAlertsPerHostDay, digits: 3), range: $0.promise)
      })
    return FigureTable(columns: settings.map(\.rawValue), rows: [promise] + rows)
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

  // MARK: Disagreement

  /// The most rows of the table of disputed events.
  private static let mostDisputed = 200

  fileprivate var disputed: Disputed? {
    var rows: [DisputedRow] = []
    for (index, picture) in pictures.enumerated() {
      for event in picture.events {
        let found = event.finders.count { $0.leastSensitive != nil }
        guard found > 0, found < event.finders.count else { continue }
        rows.append(
          DisputedRow(
            name: "\(picture.name) E\(event.number)", anchor: Self.anchor(index),
            when: CalendarTime(event.range.lowerBound, clock: event.clock).dayAndTime,
            marks: event.finders.map(Self.mark)))
      }
    }
    guard !rows.isEmpty else { return nil }
    let hidden = rows.count - Self.mostDisputed
    return Disputed(
      names: result.detectors.map(\.name), rows: Array(rows.prefix(Self.mostDisputed)),
      more: hidden > 0 ? "\(Words.count(hidden, "more event")) are on the entities' pages." : nil)
  }

  private static func mark(_ finder: PerSensitivity<Bool>) -> Mark {
    Mark(
      sign: finder.values.map { $0 ? "●" : "○" }.joined(),
      meaning: finder.leastSensitive.map { "found \($0.settings)" } ?? "not found")
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
              value: Self.text(value, digits: 2), isBest: value != nil && value == best,
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
