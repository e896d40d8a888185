/// Precision, recall and F1 of the rows whose scores lie above one threshold.
public struct ThresholdScore: Sendable, Hashable {
  /// The threshold; rows with higher scores are predicted.
  public let threshold: Double
  /// The share of predicted rows that are labelled; 0 where nothing is predicted.
  public let precision: Double
  /// The share of labelled rows that are predicted.
  public let recall: Double
  /// The harmonic mean of precision and recall; 0 where no labelled row is predicted.
  public let f1: Double

  /// Takes counts of rows: right predictions, all predictions, and labelled rows, at least one.
  init(threshold: Double, truePositives: Int, predicted: Int, positives: Int) {
    self.threshold = threshold
    precision = predicted == 0 ? 0 : Double(truePositives) / Double(predicted)
    recall = Double(truePositives) / Double(positives)
    f1 = 2 * Double(truePositives) / Double(predicted + positives)
  }
}

extension LabelledScores {
  /// Precision, recall and F1 at a threshold, row by row.
  ///
  /// - Parameter threshold: Rows with higher scores are predicted, so that a score that is not a
  ///   number never is; a threshold that is not a number predicts nothing.
  /// - Returns: The score; `nil` where no or every row is labelled.
  /// - Complexity: O(n).
  public func f1(above threshold: Double) -> ThresholdScore? {
    guard isMixed else { return nil }
    var predicted = 0
    var truePositives = 0
    for (score, label) in zip(scores, labels) where score > threshold {
      predicted += 1
      if label { truePositives += 1 }
    }
    return ThresholdScore(
      threshold: threshold, truePositives: truePositives, predicted: predicted,
      positives: positiveCount)
  }

  /// The best F1 over all thresholds: an oracle's, since it takes labels to find the threshold.
  ///
  /// Of equally good thresholds it is the highest. It is the score next below those predicted,
  /// minus infinity if there is none, and infinity where no threshold finds a labelled row. `nil`
  /// where no or every row is labelled.
  ///
  /// - Complexity: O(n) on the sorted scores.
  public var bestF1: ThresholdScore? {
    best { ($0.hits, $0.taken) }
  }

  /// Point-adjusted precision, recall and F1 at a threshold, for comparison only.
  ///
  /// An event of which any row is predicted counts as predicted from end to end. This rewards
  /// chance: random scores reach high figures where events are long, which is why it is not to be
  /// used for judging detectors (Kim et al. 2022, doi:10.1609/aaai.v36i7.20680).
  ///
  /// - Parameter threshold: Rows with higher scores are predicted.
  /// - Returns: The score; `nil` where no or every row is labelled.
  /// - Complexity: O(n).
  public func pointAdjustedF1(above threshold: Double) -> ThresholdScore? {
    guard isMixed else { return nil }
    var truePositives = 0
    for event in labels.runs where event.contains(where: { scores[$0] > threshold }) {
      truePositives += event.count
    }
    let falsePositives = labels.indices.count { !labels[$0] && scores[$0] > threshold }
    return ThresholdScore(
      threshold: threshold, truePositives: truePositives,
      predicted: truePositives + falsePositives, positives: positiveCount)
  }

  /// The best point-adjusted F1 over all thresholds, for comparison only.
  ///
  /// See ``pointAdjustedF1(above:)`` for why, and ``bestF1`` for which threshold it is.
  ///
  /// - Complexity: O(n + events·log events) on the sorted scores.
  public var bestPointAdjustedF1: ThresholdScore? {
    let peaks = labels.runs
      .map { event in (score: event.reduce(-.infinity) { max($0, scores[$1]) }, rows: event.count) }
      .sorted { $0.score > $1.score }
    var next = 0
    var truePositives = 0
    return best { level in
      while next < peaks.count && peaks[next].score >= level.score {
        truePositives += peaks[next].rows
        next += 1
      }
      return (truePositives, truePositives + level.taken - level.hits)
    }
  }

  /// The best F1, where a closure gives the right and all predictions at or above each level.
  private func best(_ counts: (ScoreLevel) -> (truePositives: Int, predicted: Int))
    -> ThresholdScore?
  {
    guard isMixed else { return nil }
    var best = ThresholdScore(
      threshold: .infinity, truePositives: 0, predicted: 0, positives: positiveCount)
    forEachLevel { level in
      // No threshold lies below a score that was not a number.
      guard level.score > -.infinity else { return }
      let (truePositives, predicted) = counts(level)
      let score = ThresholdScore(
        threshold: level.next, truePositives: truePositives, predicted: predicted,
        positives: positiveCount)
      if score.f1 > best.f1 { best = score }
    }
    return best
  }
}
