/// One distinct score, and what lies at or above it.
struct ScoreLevel {
  let score: Double
  /// The next lower score; minus infinity below the lowest.
  let next: Double
  /// The rows at or above it, and the labelled ones among them.
  let taken: Int
  let hits: Int
  /// The labelled and unlabelled rows at just this score.
  let newHits: Int
  let newMisses: Int
}

extension LabelledScores {
  /// Calls a closure at each distinct score, highest first.
  ///
  /// O(n) on the sorted scores.
  func forEachLevel(_ body: (ScoreLevel) -> Void) {
    var labelled: [Double] = []
    labelled.reserveCapacity(positiveCount)
    for (score, label) in zip(scores, labels) where label { labelled.append(score) }
    labelled = labelled.sortedDescending()
    var taken = 0
    var hits = 0
    while taken < descending.count {
      let score = descending[taken]
      let (takenBefore, hitsBefore) = (taken, hits)
      while taken < descending.count && descending[taken] == score { taken += 1 }
      while hits < labelled.count && labelled[hits] == score { hits += 1 }
      let newHits = hits - hitsBefore
      body(
        ScoreLevel(
          score: score, next: taken < descending.count ? descending[taken] : -.infinity,
          taken: taken, hits: hits, newHits: newHits, newMisses: taken - takenBefore - newHits))
    }
  }
}
