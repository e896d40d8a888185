// The surfaces of range-based ROC and precision-recall curves, exactly and fast.
//
// The definition looks at every row for each of 250 thresholds and each buffer length. Here a row is
// reduced to its rank among the thresholds, and histograms of ranks, cumulated, give every count for
// all thresholds at once. What differs from one buffer length ℓ to the next is only:
//
// - The soft labels of rows near events. A row d ≤ ⌊ℓ/2⌋ from an event has √(1 − d/ℓ) ≥ √½ from it,
//   so that a row within reach of two events has 1 and a row within reach of one has the weight of
//   its distance: one histogram a distance, and one for all rows between events, will do.
// - The padded events, which grow by a row on either side with every second length.

/// The curves of one series for growing buffer lengths.
struct RangeSurface {
  private static let thresholdCount = 250

  private let ranks: ThresholdRanks
  private let scores: [Double]
  private let labels: [Bool]
  private let events: [ClosedRange<Int>]
  /// Rows that reach each threshold, and the labelled ones among them.
  private let predicted: [Double]
  private let predictedInEvents: [Double]
  /// The rows by which events are padded so far.
  private var padding = 0
  /// The best rank within each event and its padding.
  private var eventRanks: [Int]
  /// The share of segments, padded events merged where they meet, that reach each threshold.
  private var hitShare: [Double] = []
  /// The distance to the only event within reach, 0 if there is none, -1 if there are several.
  private var reach: [Int32]
  /// Histograms of the rows within reach of one event, by distance from 1.
  private var single: [[Double]] = []
  /// The histogram of the rows within reach of several events.
  private var several: [Double]

  /// Prepares the curves of a series that is mixed.
  init(_ scored: LabelledScores, largestBuffer: Int) {
    // Rounded as NumPy's linspace does it, lest a threshold lands on the neighbouring score.
    let last = Self.thresholdCount - 1
    let step = Double(scored.descending.count - 1) / Double(last)
    var thresholds = (0..<last).map { scored.descending[Int(Double($0) * step)] }
    thresholds.append(scored.descending[scored.descending.count - 1])
    let ranks = ThresholdRanks(thresholds: thresholds)

    self.ranks = ranks
    scores = scored.scores
    labels = scored.labels
    events = labels.runs
    predicted = ranks.reached(by: scored.descending)
    let none = [Double](repeating: 0, count: Self.thresholdCount)
    var inEvents = none
    eventRanks = []
    for event in events {
      var best = Self.thresholdCount
      for row in event {
        let rank = ranks.rank(of: scored.scores[row])
        inEvents[rank] += 1
        best = min(best, rank)
      }
      eventRanks.append(best)
    }
    predictedInEvents = inEvents.cumulated
    reach = [Int32](repeating: 0, count: largestBuffer < 2 ? 0 : scores.count)
    several = none
    hitShare = segmentHitShare()
  }

  /// The areas under both curves for one buffer length, no shorter than those asked for before.
  mutating func areas(bufferLength: Int) -> RangeAreas {
    while padding < min(bufferLength / 2, labels.count) { growPadding() }
    let border = borderMass(bufferLength: bufferLength)
    let rows = Double(labels.count)
    let eventRows = predictedInEvents[Self.thresholdCount - 1]
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
    return RangeAreas(roc: roc, precisionRecall: precisionRecall)
  }

  /// Pads every event by one more row on either side.
  private mutating func growPadding() {
    padding += 1
    single.append([Double](repeating: 0, count: Self.thresholdCount))
    for (i, event) in events.enumerated() {
      for row in [event.lowerBound - padding, event.upperBound + padding]
      where labels.indices.contains(row) {
        let rank = ranks.rank(of: scores[row])
        eventRanks[i] = min(eventRanks[i], rank)
        if labels[row] { continue }
        switch reach[row] {
        case 0:
          single[padding - 1][rank] += 1
          reach[row] = Int32(padding)
        case let distance where distance > 0:
          single[Int(distance) - 1][rank] -= 1
          several[rank] += 1
          reach[row] = -1
        default: break
        }
      }
    }
    hitShare = segmentHitShare()
  }

  /// The soft labels outside events, summed over the rows that reach each threshold.
  private func borderMass(bufferLength: Int) -> [Double] {
    var mass = several
    for (index, histogram) in single.enumerated() {
      let weight = (1 - Double(index + 1) / Double(bufferLength)).squareRoot()
      for j in mass.indices { mass[j] += weight * histogram[j] }
    }
    return mass.cumulated
  }

  private func segmentHitShare() -> [Double] {
    var hits = [Double](repeating: 0, count: Self.thresholdCount)
    var segmentCount = 0
    var best = 0
    for (i, event) in events.enumerated() {
      if i > 0 && events[i - 1].upperBound + padding >= event.lowerBound - padding {
        best = min(best, eventRanks[i])
      } else {
        if i > 0 { hits[best] += 1 }
        best = eventRanks[i]
        segmentCount += 1
      }
    }
    hits[best] += 1
    return hits.cumulated.map { $0 / Double(segmentCount) }
  }
}
