internal import Saba

extension EvaluationResult {
  /// The result as plain text tables: what the scores are worth, what alerts would have done, whether
  /// probabilities keep their promise, whom the alerts would have blamed; a line a detector in each.
  ///
  /// Figures of alerts come three at a time, from the least sensitive to the most; `-` stands for
  /// a figure that does not exist. Columns and tables without any figure are left out.
  ///
  /// - Parameter perEntity: Whether another table follows, with a line an entity and detector.
  /// - Returns: Lines of text without line feeds.
  public func lines(perEntity: Bool = false) -> [String] {
    var lines = [heading]
    for (title, columns) in [
      (nil, scoreColumns), (alertTitle, Column.alerts), (Self.calibrationTitle, Column.calibration),
      ("Blame", Column.blame), ("NAB", Column.nab),
    ] {
      let shown = columns.filter { column in detectors.contains { column.text($0) != nil } }
      if shown.isEmpty { continue }
      let rows = detectors.map { detector in
        [detector.name] + shown.map { $0.text(detector) ?? "-" }
      }
      lines += [""] + (title.map { [$0] } ?? [])
      lines += AlignedColumns.lines([["detector"] + shown.map(\.title)] + rows)
    }
    lines += ["", "base rate \(FigureText.text(detectors.first?.mean.baseRate))"]
    lines += unjudged
    if perEntity { lines += [""] + entityTable }
    return lines
  }

  private var heading: String {
    let count = detectors.first?.entities.count ?? 0
    let interval = intervalSeconds.map { "a row every \($0) s, " } ?? ""
    let buffer = vusBuffer.map { "VUS buffer \($0) rows" } ?? "VUS buffers by the series' periods"
    let intervals = count > 1 ? "; [95 % intervals over entities]" : ""
    return "\(dataset): \(count) \(count == 1 ? "entity" : "entities"), \(interval)\(buffer)"
      + intervals
  }

  private var scoreColumns: [Column] {
    guard let first = detectors.first?.name else { return [] }
    let difference = Column("VUS-PR less \(first)'s") { detector in
      detector.againstFirst["vusPR"].map { FigureText.text($0.meanDifference, in: $0.interval) }
    }
    return Column.scores.prefix(1) + [difference] + Column.scores.dropFirst()
  }

  private var alertTitle: String {
    let promised = PerSensitivity<Sensitivity>.all.map { Optional($0.falseAlertsPerHostDay) }
    return "Alerts at insensitive / normal / sensitive (false alerts per host-day promised: "
      + "\(FigureText.text(promised, digits: 3)))"
  }

  private static let calibrationTitle =
    "Calibration: share of rows outside events with so low a p-value, and false alerts at sensitive"

  /// Which entities a detector could not judge, and why the first of them.
  var unjudged: [String] {
    detectors.compactMap { detector in
      let refused = detector.entities.filter { $0.unjudged != nil }
      guard let first = refused.first, let reason = first.unjudged else { return nil }
      return "\(detector.name) could not judge \(refused.count) of "
        + "\(detector.entities.count) entities; \(first.name): \(reason)"
    }
  }

  private var entityTable: [String] {
    let columns = ResultColumn<Figures>.entities
    var rows = [["entity", "detector"] + columns.map(\.title) + ["events"]]
    for index in detectors.first?.entities.indices ?? 0..<0 {
      for detector in detectors {
        let entity = detector.entities[index]
        rows.append(
          [entity.name, detector.name] + columns.map { $0.text(entity.figures) ?? "-" }
            + ["\(entity.events)"])
      }
    }
    return AlignedColumns.lines(rows, leading: 2)
  }
}

/// One column of a table: what it says of a detector, or of figures.
private struct ResultColumn<Source>: Sendable {
  let title: String
  /// What stands in a line; nil where there is no figure.
  let text: @Sendable (Source) -> String?

  init(_ title: String, _ text: @escaping @Sendable (Source) -> String?) {
    self.title = title
    self.text = text
  }
}

private typealias Column = ResultColumn<DetectorResult>

extension ResultColumn<Figures> {
  init(figure title: String, _ figure: @escaping @Sendable (Figures) -> Double?) {
    self.init(title) { figure($0).map { FigureText.text($0) } }
  }

  init(
    figures title: String, digits: Int,
    _ figures: @escaping @Sendable (Figures) -> PerSensitivity<Double?>
  ) {
    self.init(title) {
      let values = figures($0)
      return values.values.contains { $0 != nil } ? FigureText.text(values, digits: digits) : nil
    }
  }

  static var alerts: [Self] {
    [
      .init(figures: "events found", digits: 2) { $0.eventRecall },
      .init(figures: "median delay, rows", digits: 1) { $0.medianDelay },
      .init(figures: "false/host-day", digits: 3) { $0.falseAlertsPerHostDay },
      .init(figures: "alert h/host-day", digits: 2) { $0.alertHoursOutsideEventsPerHostDay },
      .init(figures: "affiliation precision", digits: 2) { $0.affiliationPrecision },
      .init(figures: "affiliation recall", digits: 2) { $0.affiliationRecall },
    ]
  }

  static var scores: [Self] {
    [
      .init(figure: "VUS-PR") { $0.vusPR }, .init(figure: "AUC-PR") { $0.aucPR },
      .init(figure: "VUS-ROC") { $0.vusROC }, .init(figure: "AUC-ROC") { $0.aucROC },
      .init(figure: "R-AUC-PR") { $0.rangePR }, .init(figure: "R-AUC-ROC") { $0.rangeROC },
      .init(figure: "PATE") { $0.pate }, .init(figure: "best F1") { $0.bestF1 },
      .init(figure: "point-adjusted F1 (for comparison only)") { $0.pointAdjustedF1 },
    ]
  }

  static var blame: [Self] {
    [
      .init(figure: "HitRate@100 %") { $0.hitRate100 },
      .init(figure: "HitRate@150 %") { $0.hitRate150 },
      .init(figure: "first culprit") { $0.firstCulprit }, .init(figure: "NDCG@5") { $0.ndcg5 },
    ]
  }

  static var entities: [Self] {
    scores.prefix(3) + [.init(figure: "base rate") { $0.baseRate }] + alerts.prefix(4)
  }
}

extension ResultColumn<DetectorResult> {
  /// A column of the set's figures.
  private init(_ column: ResultColumn<Figures>) {
    self.init(column.title) { column.text($0.mean.figures) }
  }

  static var scores: [Self] {
    let volume = Self("VUS-PR") { detector in
      detector.mean.vusPR.map { FigureText.text($0, in: detector.intervals["vusPR"]) }
    }
    return [volume] + ResultColumn<Figures>.scores.dropFirst().map { Self($0) }
  }

  static var alerts: [Self] { ResultColumn<Figures>.alerts.map { Self($0) } }

  static var blame: [Self] { ResultColumn<Figures>.blame.map { Self($0) } }

  /// The levels of p-values that a table shows.
  private static var shownLevels: [Double] { [0.05, 0.01, 0.001] }

  static var calibration: [Self] {
    shownLevels.map { level in
      Self("p \u{2264} \(level)") { detector in
        guard let share = detector.reliability?.first(where: { $0.level == level }) else {
          return nil
        }
        return FigureText.text(share.observed, digits: 4)
      }
    } + [
      Self("false/host-day") { detector in
        detector.falseAlerts?.sensitive.realizedPerHostDay.map {
          FigureText.text($0, in: detector.falseAlerts?.sensitive.interval)
        }
      }
    ]
  }

  static var nab: [Self] {
    func column(_ title: String, _ score: @escaping @Sendable (NABScore) -> Double) -> Self {
      Self(title) { $0.nab.map { FigureText.text(score($0), digits: 1) } }
    }
    return [
      column("standard") { $0.standard }, column("low FP") { $0.lowFalsePositives },
      column("low FN") { $0.lowFalseNegatives },
    ]
  }
}
