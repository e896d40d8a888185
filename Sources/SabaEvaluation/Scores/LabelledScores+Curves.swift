extension LabelledScores {
  /// The area under the precision-recall curve as average precision, Σₖ (Rₖ − Rₖ₋₁)·Pₖ over the
  /// distinct scores, highest first.
  ///
  /// No interpolation; rows with one score are taken together, so their order does not matter.
  /// The same figure as scikit-learn's `average_precision_score`. O(n) on the sorted scores, and
  /// O(p log p) for the p labelled ones.
  public var averagePrecision: Double? {
    guard isMixed else { return nil }
    var area = 0.0
    forEachDistinctScore { taken, hits, newHits, _ in
      area += Double(newHits) * Double(hits) / Double(taken)
    }
    return area / Double(positiveCount)
  }

  /// The area under the receiver operating characteristic: the probability that a labelled row
  /// scores higher than an unlabelled one, where equal scores count half.
  ///
  /// O(n) on the sorted scores, and O(p log p) for the p labelled ones.
  public var rocArea: Double? {
    guard isMixed else { return nil }
    var area = 0.0
    forEachDistinctScore { _, hits, newHits, newMisses in
      area += Double(newMisses) * (Double(hits) - Double(newHits) / 2)
    }
    return area / (Double(positiveCount) * Double(labels.count - positiveCount))
  }

  /// Calls a closure at each distinct score, highest first, with the rows at or above it, the
  /// labelled ones among them, and the labelled and unlabelled rows at just this score.
  private func forEachDistinctScore(
    _ body: (_ taken: Int, _ hits: Int, _ newHits: Int, _ newMisses: Int) -> Void
  ) {
    var labelled: [Double] = []
    labelled.reserveCapacity(positiveCount)
    for (score, label) in zip(scores, labels) where label { labelled.append(score) }
    labelled.sort(by: >)
    var taken = 0
    var hits = 0
    while taken < descending.count {
      let score = descending[taken]
      let (takenBefore, hitsBefore) = (taken, hits)
      while taken < descending.count && descending[taken] == score { taken += 1 }
      while hits < labelled.count && labelled[hits] == score { hits += 1 }
      let newHits = hits - hitsBefore
      body(taken, hits, newHits, taken - takenBefore - newHits)
    }
  }
}
