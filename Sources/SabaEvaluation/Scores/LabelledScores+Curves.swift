extension LabelledScores {
  /// The area under the precision-recall curve as average precision, Σₖ (Rₖ − Rₖ₋₁)·Pₖ over the
  /// distinct scores, highest first.
  ///
  /// No interpolation; rows with one score are taken together, so their order does not matter.
  /// The same figure as scikit-learn's `average_precision_score`. O(n) on the sorted scores.
  public var averagePrecision: Double? {
    guard isMixed else { return nil }
    var area = 0.0
    forEachLevel { level in
      area += Double(level.newHits) * Double(level.hits) / Double(level.taken)
    }
    return area / Double(positiveCount)
  }

  /// The area under the receiver operating characteristic: the probability that a labelled row
  /// scores higher than an unlabelled one, where equal scores count half.
  ///
  /// O(n) on the sorted scores.
  public var rocArea: Double? {
    guard isMixed else { return nil }
    var area = 0.0
    forEachLevel { level in
      area += Double(level.newMisses) * (Double(level.hits) - Double(level.newHits) / 2)
    }
    return area / (Double(positiveCount) * Double(labels.count - positiveCount))
  }

  /// The precision-recall curve for a chart.
  ///
  /// Of a curve of more points than asked for, recall is cut into pointCount / 4 equal columns,
  /// and in each the first and last point and those of lowest and highest precision stay: a chart
  /// of so many columns looks the same.
  ///
  /// - Parameter pointCount: The most points, at least 4.
  /// - Returns: Points by falling score, hence ascending recall, from the highest score to the
  ///   lowest; empty where no or every row is labelled.
  /// - Complexity: O(n) on the sorted scores.
  public func precisionRecallCurve(pointCount: Int) -> [PrecisionRecallPoint] {
    precondition(pointCount >= 4, "a curve is drawn with at least 4 points")
    guard isMixed else { return [] }
    var curve: [PrecisionRecallPoint] = []
    forEachLevel { level in
      curve.append(
        PrecisionRecallPoint(
          recall: Double(level.hits) / Double(positiveCount),
          precision: Double(level.hits) / Double(level.taken)))
    }
    guard curve.count > pointCount else { return curve }

    let columnCount = pointCount / 4
    let columns = curve.map { min(Int($0.recall * Double(columnCount)), columnCount - 1) }
    var kept: [PrecisionRecallPoint] = []
    var start = 0
    while start < curve.count {
      var (last, lowest, highest) = (start, start, start)
      while last + 1 < curve.count && columns[last + 1] == columns[start] {
        last += 1
        if curve[last].precision < curve[lowest].precision { lowest = last }
        if curve[last].precision > curve[highest].precision { highest = last }
      }
      for index in Set([start, lowest, highest, last]).sorted() { kept.append(curve[index]) }
      start = last + 1
    }
    return kept
  }
}

/// One point of a precision-recall curve.
public struct PrecisionRecallPoint: Sendable, Hashable {
  /// The share of labelled rows at or above some score.
  public let recall: Double
  /// The share of the rows at or above it that are labelled.
  public let precision: Double

  /// Takes both shares.
  public init(recall: Double, precision: Double) {
    self.recall = recall
    self.precision = precision
  }
}
