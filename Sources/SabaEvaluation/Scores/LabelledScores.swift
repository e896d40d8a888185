/// One series' anomaly scores beside its labels, sorted once for all threshold-free accuracy
/// figures.
///
/// A score that is not a number counts as the lowest: a row that a detector could not judge is the
/// last that it would have named. Every figure is `nil` where there is nothing to tell apart: no
/// row is labelled, or all are.
///
/// A series of several hosts is scored as it stands, host after host.
public struct LabelledScores: Sendable {
  /// Whether each row belongs to an event.
  public let labels: [Bool]
  /// The scores, row by row, higher is worse; minus infinity where one was not a number.
  public let scores: [Double]
  /// The number of labelled rows.
  public let positiveCount: Int
  let descending: [Double]

  /// Takes scores and labels, one of each a row.
  ///
  /// - Parameters:
  ///   - scores: Higher is worse; any unit, infinities and NaN included.
  ///   - labels: True on the rows of events.
  /// - Complexity: O(n).
  public init(scores: [Double], labels: [Bool]) {
    precondition(scores.count == labels.count, "one label a score")
    self.labels = labels
    self.scores = scores.map { $0.isNaN ? -.infinity : $0 }
    self.descending = self.scores.sortedDescending()
    self.positiveCount = labels.count { $0 }
  }

  /// The share of labelled rows, which is what random scores reach in precision.
  public var baseRate: Double? {
    labels.isEmpty ? nil : Double(positiveCount) / Double(labels.count)
  }

  var isMixed: Bool { positiveCount > 0 && positiveCount < labels.count }
}
