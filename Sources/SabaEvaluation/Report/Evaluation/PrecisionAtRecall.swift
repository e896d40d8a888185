/// Precision at round values of recall.
enum PrecisionAtRecall {
  /// The number of steps from recall 0 to 1.
  static let stepCount = 50

  /// The precision of the highest threshold that reaches each recall 1/``stepCount`` … 1.
  ///
  /// - Parameter labelled: Scores and labels.
  /// - Returns: ``stepCount`` values; nil where not both rows with and without a label exist.
  /// - Complexity: O(n log n).
  static func curve(of labelled: LabelledScores) -> [Double]? {
    guard labelled.isMixed else { return nil }
    let order = labelled.scores.indices.sorted { labelled.scores[$0] > labelled.scores[$1] }
    var precisions: [Double] = []
    var hits = 0
    for (place, row) in order.enumerated() {
      if labelled.labels[row] { hits += 1 }
      let isLastOfScore =
        place == order.count - 1 || labelled.scores[order[place + 1]] < labelled.scores[row]
      guard isLastOfScore else { continue }
      while precisions.count < stepCount,
        hits * stepCount >= labelled.positiveCount * (precisions.count + 1)
      {
        precisions.append(Double(hits) / Double(place + 1))
      }
    }
    return precisions
  }
}
