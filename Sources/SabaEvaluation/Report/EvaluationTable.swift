internal import Saba

extension EvaluationResult {
  /// The result as plain text tables: what the scores are worth, what alerts would have done, whom
  /// they would have blamed; a line a detector in each.
  ///
  /// Figures of alerts come three at a time, from the least sensitive to the most; `-` stands for
  /// a figure that does not exist. A table of which no figure exists is left out.
  ///
  /// - Parameter perEntity: Whether another table follows, with a line an entity and detector.
  /// - Returns: Lines of text without line feeds.
  public func lines(perEntity: Bool = false) -> [String] {
    var lines = [heading, ""]
    lines += table(FigureColumn.scores, leading: "detector") + [""]
    for (title, columns) in [(alertTitle, FigureColumn.alerts), ("Blame", FigureColumn.blame)]
    where hasFigures(columns) {
      lines += [title] + table(columns, leading: "detector") + [""]
    }
    lines.append("base rate \(FigureColumn.text(detectors.first?.mean.baseRate))")
    lines += unjudged
    if perEntity { lines += [""] + entityTable }
    return lines
  }

  private var heading: String {
    let count = detectors.first?.entities.count ?? 0
    let interval = intervalSeconds.map { "a row every \($0) s, " } ?? ""
    let buffer = vusBuffer.map { "VUS buffer \($0) rows" } ?? "VUS buffers by the series' periods"
    return "\(dataset): \(count) \(count == 1 ? "entity" : "entities"), \(interval)\(buffer)"
  }

  private var alertTitle: String {
    let promised = PerSensitivity<Sensitivity>.all.map { Optional($0.falseAlertsPerHostDay) }
    return "Alerts at insensitive / normal / sensitive (false alerts per host-day promised: "
      + "\(FigureColumn.text(promised, digits: 3)))"
  }

  private func hasFigures(_ columns: [FigureColumn]) -> Bool {
    detectors.contains { detector in
      columns.contains { $0.exists(detector.mean.figures) }
    }
  }

  private func table(_ columns: [FigureColumn], leading: String) -> [String] {
    let shown = columns.filter { column in
      detectors.contains { column.exists($0.mean.figures) }
    }
    let rows = detectors.map { detector in
      [detector.name] + shown.map { $0.field(detector.mean.figures) }
    }
    return AlignedColumns.lines([[leading] + shown.map(\.title)] + rows)
  }

  /// Which entities a detector could not judge, and why the first of them.
  private var unjudged: [String] {
    detectors.compactMap { detector in
      let refused = detector.entities.filter { $0.unjudged != nil }
      guard let first = refused.first, let reason = first.unjudged else { return nil }
      return "\(detector.name) could not judge \(refused.count) of "
        + "\(detector.entities.count) entities; \(first.name): \(reason)"
    }
  }

  private var entityTable: [String] {
    let columns = FigureColumn.entities
    var rows = [["entity", "detector"] + columns.map(\.title) + ["events"]]
    for index in detectors.first?.entities.indices ?? 0..<0 {
      for detector in detectors {
        let entity = detector.entities[index]
        rows.append(
          [entity.name, detector.name] + columns.map { $0.field(entity.figures) }
            + ["\(entity.events)"])
      }
    }
    return AlignedColumns.lines(rows, leading: 2)
  }
}

/// One column of a table of figures.
struct FigureColumn: Sendable {
  let title: String
  /// What stands in a line; `-` where there is no figure.
  let field: @Sendable (Figures) -> String
  /// Whether there is a figure.
  let exists: @Sendable (Figures) -> Bool

  private init(_ title: String, _ figure: @escaping @Sendable (Figures) -> Double?) {
    self.title = title
    field = { Self.text(figure($0)) }
    exists = { figure($0) != nil }
  }

  private init(
    _ title: String, digits: Int,
    _ figures: @escaping @Sendable (Figures) -> PerSensitivity<Double?>
  ) {
    self.title = title
    field = { Self.text(figures($0), digits: digits) }
    exists = { figures($0).values.contains { $0 != nil } }
  }

  static let scores: [FigureColumn] = [
    .init("VUS-PR") { $0.vusPR }, .init("AUC-PR") { $0.aucPR }, .init("VUS-ROC") { $0.vusROC },
    .init("AUC-ROC") { $0.aucROC }, .init("R-AUC-PR") { $0.rangePR },
    .init("R-AUC-ROC") { $0.rangeROC }, .init("PATE") { $0.pate }, .init("best F1") { $0.bestF1 },
    .init("point-adjusted F1 (for comparison only)") { $0.pointAdjustedF1 },
  ]

  static let alerts: [FigureColumn] = [
    .init("events found", digits: 2) { $0.eventRecall },
    .init("median delay", digits: 1) { $0.medianDelay },
    .init("false/host-day", digits: 3) { $0.falseAlertsPerHostDay },
    .init("alert h/host-day", digits: 2) { $0.alertHoursOutsideEventsPerHostDay },
    .init("affiliation precision", digits: 2) { $0.affiliationPrecision },
    .init("affiliation recall", digits: 2) { $0.affiliationRecall },
  ]

  static let blame: [FigureColumn] = [
    .init("HitRate@100 %") { $0.hitRate100 }, .init("HitRate@150 %") { $0.hitRate150 },
    .init("first culprit") { $0.firstCulprit }, .init("NDCG@5") { $0.ndcg5 },
  ]

  static let entities: [FigureColumn] =
    Array(scores.prefix(3)) + [.init("base rate") { $0.baseRate }] + Array(alerts.prefix(4))

  static func text(_ value: Double?, digits: Int = 3) -> String {
    value.map { FixedPoint.text($0, digits: digits) } ?? "-"
  }

  static func text(_ values: PerSensitivity<Double?>, digits: Int) -> String {
    values.values.map { text($0, digits: digits) }.joined(separator: " / ")
  }
}
