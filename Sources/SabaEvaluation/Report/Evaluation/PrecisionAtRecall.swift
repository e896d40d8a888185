/// Precision at round values of recall, so that curves of several entities have a mean.
enum PrecisionAtRecall {
  /// The number of steps from recall 0 to 1.
  static let stepCount = 50

  /// The precision of the highest threshold that reaches each recall 1/``stepCount`` … 1.
  ///
  /// - Parameter labelled: Scores and labels.
  /// - Returns: ``stepCount`` values; nil where not both rows with and without a label exist.
  /// - Complexity: As ``LabelledScores/precisionRecallCurve(pointCount:)``.
  static func curve(of labelled: LabelledScores) -> [Double]? {
    guard labelled.isMixed else { return nil }
    var precisions: [Double] = []
    for point in labelled.precisionRecallCurve(pointCount: .max) {
      // Recall is a quotient of whole numbers, and so is the step; rounding must not part them.
      let reached = Int((point.recall * Double(stepCount) + 1e-9).rounded(.down))
      while precisions.count < min(reached, stepCount) { precisions.append(point.precision) }
    }
    return precisions
  }
}
