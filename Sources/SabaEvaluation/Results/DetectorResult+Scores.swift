internal import Saba

extension DetectorResult {
  /// Figures compared with those of the first detector: one value an entity, which is what a paired
  /// comparison needs.
  private static let comparedFigures = ["vusPR", "vusROC", "aucPR", "aucROC", "pate"]

  /// Gathers a detector's scores over a set.
  ///
  /// - Parameters:
  ///   - name: The detector's name.
  ///   - scores: One an entity.
  ///   - first: Those of the first detector; nil for the first itself.
  init(name: String, scores: [EntityScore], first: [EntityScore]?) {
    self.init(
      name: name, entities: scores.map(\.result),
      mean: MeanResult(
        figures: Figures(of: scores), fitSeconds: scores.map(\.fitSeconds).mean,
        scoreSeconds: scores.map(\.scoreSeconds).mean))
    intervals = Self.intervals(of: scores)
    if let first { againstFirst = Self.comparisons(scores, first) }
    falseAlerts = scores.pooledEvents.map { FalseAlertReliability.comparing($0) }
    let reliabilities = scores.compactMap(\.reliability)
    if !reliabilities.isEmpty {
      reliability = reliabilities.reduce(into: Reliability()) { $0 += $1 }.shares()
    }
    nab = NABScore(files: scores.compactMap(\.nabFile))
  }

  private static func intervals(of scores: [EntityScore]) -> [String: ConfidenceInterval] {
    // All figures of a draw at once: pooling is most of the work.
    let found = BootstrapInterval.percentiles(count: scores.count) { indices in
      let figures = Figures(of: indices.map { scores[$0] })
      return Figures.named.map { $0.value(figures) }
    }
    var intervals: [String: ConfidenceInterval] = [:]
    for (figure, interval) in zip(Figures.named, found) { intervals[figure.name] = interval }
    return intervals
  }

  private static func comparisons(
    _ scores: [EntityScore], _ first: [EntityScore]
  ) -> [String: PairedComparison] {
    var comparisons: [String: PairedComparison] = [:]
    for name in comparedFigures {
      guard let figure = Figures.named(name) else { continue }
      comparisons[name] = PairedComparison(
        scores.map { figure.value($0.rowFigures) }, first.map { figure.value($0.rowFigures) },
        higherIsBetter: figure.isBetterHigh)
    }
    return comparisons
  }
}
