// The volumes under the ROC and precision-recall surfaces, exactly and fast.
//
// The definition looks at every row for each of 250 thresholds and each buffer length. Here each
// row is reduced to one integer, its rank: the index of the first threshold that it reaches.
// Histograms of ranks, cumulated, then give every count for all thresholds at once. What differs
// from one buffer length to the next are only the soft labels of border rows near events and the
// padded segments, which grow by a row on either side with every second length.

/// The volumes under the ROC and the precision-recall surface: areas under curves with soft labels
/// around events, averaged over buffer lengths.
///
/// Range-based counterparts of ROC area and average precision which forgive labels that are off by
/// some samples. They rise with the largest buffer length, which therefore belongs beside every
/// figure.
///
/// Source: Paparrizos et al. (2022), doi:10.14778/3551793.3551830; the same figures as
/// `RangeAUC_volume_opt` of TSB-AD, with its 250 thresholds.
public struct VolumeUnderSurface: Sendable, Hashable {
  /// The volume under the ROC surface, VUS-ROC.
  public let roc: Double
  /// The volume under the precision-recall surface, VUS-PR.
  public let precisionRecall: Double
}

extension LabelledScores {
  /// The volumes under the ROC and precision-recall surfaces; `nil` where no or every row is
  /// labelled.
  ///
  /// For each ℓ = 0…L the labels fade out over ⌊ℓ/2⌋ rows on either side of an event, as
  /// √(1 − distance/ℓ); the true positive rate is weighted by the share of padded events that are
  /// hit at all. A run of labelled rows is one event.
  ///
  /// - Parameter buffer: L, the largest buffer length in rows; from the data set, never tuned.
  /// - Returns: The means over the L + 1 buffer lengths.
  /// - Complexity: O(n + L·(rows within L/2 of an event + thresholds)) on the sorted scores.
  ///
  /// Accuracy: agrees with the definition, term by term, to 1e-12.
  public func volumeUnderSurface(buffer: Int) -> VolumeUnderSurface? {
    precondition(buffer >= 0, "a buffer length is not negative")
    guard isMixed else { return nil }
    let ranks = thresholdRanks()
    var surface = RangeSurface(ranks: ranks, labels: labels)
    var roc = 0.0
    var precisionRecall = 0.0
    for length in 0...buffer {
      let areas = surface.areas(bufferLength: length)
      roc += areas.roc
      precisionRecall += areas.precisionRecall
    }
    let count = Double(buffer + 1)
    return VolumeUnderSurface(roc: roc / count, precisionRecall: precisionRecall / count)
  }

  /// For each row the index of the first, that is the highest, threshold that its score reaches.
  private func thresholdRanks() -> [Int] {
    let last = RangeSurface.thresholdCount - 1
    // Rounded as NumPy's linspace does it, lest a threshold lands on the neighbouring score.
    let step = Double(descending.count - 1) / Double(last)
    var thresholds = (0..<last).map { descending[Int(Double($0) * step)] }
    thresholds.append(descending[descending.count - 1])
    return scores.map { score in
      var low = 0
      var high = last
      while low < high {
        let middle = (low + high) / 2
        if thresholds[middle] <= score { high = middle } else { low = middle + 1 }
      }
      return low
    }
  }
}

/// The curves of one series for growing buffer lengths; lengths must come in turn from 0.
private struct RangeSurface {
  static let thresholdCount = 250

  let ranks: [Int]
  let labels: [Bool]
  let events: [ClosedRange<Int>]
  let eventRows: Double
  /// Rows that reach each threshold, and the labelled ones among them.
  let predicted: [Double]
  let predictedInEvents: [Double]
  /// The best rank within each event and its padding so far.
  var eventRanks: [Int]
  var padding = 0
  /// Soft labels under construction, all 0 between calls.
  var soft: [Double]

  init(ranks: [Int], labels: [Bool]) {
    self.ranks = ranks
    self.labels = labels
    events = labels.runs
    var all = [Double](repeating: 0, count: Self.thresholdCount)
    var inEvents = all
    for (rank, label) in zip(ranks, labels) {
      all[rank] += 1
      if label { inEvents[rank] += 1 }
    }
    predicted = cumulated(all)
    predictedInEvents = cumulated(inEvents)
    eventRows = predictedInEvents[Self.thresholdCount - 1]
    eventRanks = events.map { event in event.reduce(Self.thresholdCount) { min($0, ranks[$1]) } }
    soft = [Double](repeating: 0, count: labels.count)
  }

  /// The areas under the ROC and the precision-recall curve for one buffer length.
  mutating func areas(bufferLength: Int) -> (roc: Double, precisionRecall: Double) {
    if bufferLength / 2 > padding { growPadding() }
    let border = borderMass(bufferLength: bufferLength)
    let hitShare = segmentHitShare()
    let rows = Double(ranks.count)
    var roc = 0.0
    var precisionRecall = 0.0
    var (lastTruePositiveRate, lastFalsePositiveRate) = (0.0, 0.0)
    for j in 0..<Self.thresholdCount {
      let truePositives = predictedInEvents[j] + border[j]
      let positives = eventRows + border[j] / 2
      let truePositiveRate = min(truePositives / positives, 1) * hitShare[j]
      let falsePositiveRate = (predicted[j] - truePositives) / (rows - positives)
      roc +=
        (falsePositiveRate - lastFalsePositiveRate) * (truePositiveRate + lastTruePositiveRate) / 2
      precisionRecall += (truePositiveRate - lastTruePositiveRate) * truePositives / predicted[j]
      lastTruePositiveRate = truePositiveRate
      lastFalsePositiveRate = falsePositiveRate
    }
    roc += (1 - lastFalsePositiveRate) * (1 + lastTruePositiveRate) / 2
    return (roc, precisionRecall)
  }

  /// Pads every event by one more row on either side.
  private mutating func growPadding() {
    padding += 1
    for (i, event) in events.enumerated() {
      let before = event.lowerBound - padding
      let after = event.upperBound + padding
      if before >= 0 { eventRanks[i] = min(eventRanks[i], ranks[before]) }
      if after < ranks.count { eventRanks[i] = min(eventRanks[i], ranks[after]) }
    }
  }

  /// The soft labels outside events, summed over the rows that reach each threshold.
  private mutating func borderMass(bufferLength: Int) -> [Double] {
    var mass = [Double](repeating: 0, count: Self.thresholdCount)
    guard padding > 0 else { return mass }
    let weights = (1...padding).map { (1 - Double($0) / Double(bufferLength)).squareRoot() }
    var touched: [Int] = []
    for event in events {
      for (edge, direction) in [(event.lowerBound, -1), (event.upperBound, 1)] {
        var row = edge
        for weight in weights {
          row += direction
          guard row >= 0 && row < soft.count else { break }
          if labels[row] { continue }
          if soft[row] == 0 { touched.append(row) }
          soft[row] += weight
        }
      }
    }
    for row in touched {
      mass[ranks[row]] += min(soft[row], 1)
      soft[row] = 0
    }
    return cumulated(mass)
  }

  /// The share of segments, padded events merged where they meet, that reach each threshold.
  private func segmentHitShare() -> [Double] {
    var segmentRanks: [Int] = []
    for (i, event) in events.enumerated() {
      if i > 0 && events[i - 1].upperBound + padding >= event.lowerBound - padding {
        let last = segmentRanks.count - 1
        segmentRanks[last] = min(segmentRanks[last], eventRanks[i])
      } else {
        segmentRanks.append(eventRanks[i])
      }
    }
    var hits = [Double](repeating: 0, count: Self.thresholdCount)
    for rank in segmentRanks { hits[rank] += 1 }
    return cumulated(hits).map { $0 / Double(segmentRanks.count) }
  }
}

private func cumulated(_ histogram: [Double]) -> [Double] {
  var sum = 0.0
  return histogram.map { count in
    sum += count
    return sum
  }
}
