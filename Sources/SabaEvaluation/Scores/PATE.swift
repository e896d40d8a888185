// PATE without a pass over the rows for every threshold and buffer pair.
//
// A predicted row near an event is right by a weight and wrong by the rest, elsewhere it is all
// wrong, so that precision is TP over the number of predicted rows. A row's weight counts from the
// rank of its score on; ahead of an event, where it counts only once the event is hit, from the
// event's rank if that is later. What is missed does not depend on buffers: an event's predicted
// rows join in order of their ranks, and the few numbers that its misses need follow in O(1) each.

extension LabelledScores {
  /// PATE, the proximity-aware area under the precision-recall curve.
  ///
  /// Predicted rows within a buffer around an event count as right by a weight that falls with
  /// their mean distance to the event's rows, to 0 at the buffer's far end; those ahead of an event
  /// only if it is hit. Missed rows of an event that is hit count in full at its beginning, as many
  /// of them as the first predicted run of the event is long, and less and less after that. A
  /// threshold's precision and recall are of the sums of these weights; the curve begins at recall
  /// 0 and precision 1, leaves out points where recall falls back, and is joined by straight lines.
  ///
  /// Thresholds are the authors' 250 percentiles, interpolated, of those distinct scores around
  /// which the number of labelled rows changes. The figure therefore depends not only on the order
  /// of scores but slightly on their distances. Where a neighbouring score is infinite, the higher
  /// of the two is the threshold.
  ///
  /// - Parameters:
  ///   - earlyBuffer: The largest buffer ahead of an event, in rows. It ends where the buffer after
  ///     the event before ends.
  ///   - delayBuffer: The largest buffer after an event, in rows. It ends at the next event.
  /// - Returns: The mean over the four pairs of a buffer ahead, none or `earlyBuffer`, and a buffer
  ///   after, none or `delayBuffer`; `nil` where no or every row is labelled.
  /// - Complexity: O(n + rows in buffers + 250·log n) on the sorted scores, and O(p log p) for the
  ///   p labelled rows.
  ///
  /// Accuracy: agrees with the authors' implementation to 1e-12 (References/proximity.py). Source:
  /// Ghorbani, Reinders, Tax (2024), doi:10.1145/3637528.3671971.
  public func pate(earlyBuffer: Int, delayBuffer: Int) -> Double? {
    guard isMixed else { return nil }
    let thresholds = ThresholdRanks(thresholds: proximityThresholds())
    let predicted = thresholds.reached(by: descending)
    let proximity = Proximity(
      labels: labels, earlyBuffer: earlyBuffer, delayBuffer: delayBuffer,
      rankCount: thresholds.count
    ) { thresholds.rank(of: scores[$0]) }
    return proximity.meanOverBuffers { right, missed in
      var area = 0.0
      var (lastRecall, lastPrecision) = (0.0, 1.0)
      for j in predicted.indices {
        let recall = right[j] / (right[j] + missed[j])
        let precision = right[j] / predicted[j]
        guard recall >= lastRecall else { continue }
        area += (recall - lastRecall) * (precision + lastPrecision) / 2
        (lastRecall, lastPrecision) = (recall, precision)
      }
      return area
    }
  }

  /// PATE's F1 of the rows above a threshold: the harmonic mean of the precision and recall that
  /// ``pate(earlyBuffer:delayBuffer:)`` defines.
  ///
  /// - Parameters:
  ///   - threshold: Rows with higher scores are predicted.
  ///   - earlyBuffer: The largest buffer ahead of an event, in rows.
  ///   - delayBuffer: The largest buffer after an event, in rows.
  /// - Returns: The mean over the four pairs of buffers; 0 where nothing is predicted, `nil` where
  ///   no or every row is labelled.
  /// - Complexity: O(n + rows in buffers).
  public func pateF1(above threshold: Double, earlyBuffer: Int, delayBuffer: Int) -> Double? {
    guard isMixed else { return nil }
    let predicted = Double(scores.count { $0 > threshold })
    let proximity = Proximity(
      labels: labels, earlyBuffer: earlyBuffer, delayBuffer: delayBuffer, rankCount: 1
    ) { scores[$0] > threshold ? 0 : 1 }
    return proximity.meanOverBuffers { right, missed in
      2 * right[0] / (right[0] + missed[0] + predicted)
    }
  }

  /// The thresholds of PATE's curve, highest first.
  private func proximityThresholds() -> [Double] {
    var levels: [ScoreLevel] = []
    forEachLevel { levels.append($0) }
    let kept = levels.indices.filter { i in
      i == 0 || i == levels.count - 1 || levels[i].newHits > 0 || levels[i + 1].newHits > 0
    }
    let ascending = kept.reversed().map { levels[$0].score }

    // In NumPy's order of operations, lest a threshold lands on the other side of a score.
    let count = 250
    let step = -100.0 / Double(count - 1)
    return (0..<count).map { j in
      let share = j == count - 1 ? 0 : (Double(j) * step + 100) / 100
      let position = Double(ascending.count - 1) * share
      let index = min(Int(position), ascending.count - 1)
      guard index + 1 < ascending.count else { return ascending[index] }
      let (low, high) = (ascending[index], ascending[index + 1])
      let t = position - Double(index)
      guard (high - low).isFinite else { return t > 0 ? high : low }
      return t < 0.5 ? low + (high - low) * t : high - (high - low) * (1 - t)
    }
  }
}

/// How near the rows of each rank and better are to events.
private struct Proximity {
  private let labels: [Bool]
  private let events: [ClosedRange<Int>]
  private let earlyBuffer: Int
  private let delayBuffer: Int
  private let rankCount: Int
  /// The ranks of the rows in events and buffers; `rankCount` for those that are never predicted.
  private var ranks: [Int32]
  /// The first rank to hit each event.
  private var eventRanks: [Int] = []
  /// Labelled rows by rank, and after them those that are never predicted.
  private var hits: [Double]
  /// The weights of missed rows, up to and including each rank.
  private var missed: [Double] = []

  /// Takes a function that gives a row's rank, `rankCount` for rows that are never predicted.
  init(
    labels: [Bool], earlyBuffer: Int, delayBuffer: Int, rankCount: Int, rank: (Int) -> Int
  ) {
    precondition(earlyBuffer >= 0 && delayBuffer >= 0, "a buffer length is not negative")
    self.labels = labels
    self.earlyBuffer = min(earlyBuffer, labels.count)
    self.delayBuffer = min(delayBuffer, labels.count)
    self.rankCount = rankCount
    events = labels.runs
    ranks = [Int32](repeating: -1, count: labels.count)
    hits = [Double](repeating: 0, count: rankCount + 1)
    var found = hits
    for event in events {
      let near = event.lowerBound - self.earlyBuffer...event.upperBound + self.delayBuffer
      for row in near.clamped(to: 0...labels.count - 1) where ranks[row] < 0 {
        ranks[row] = Int32(rank(row))
      }
      var misses = Misses(rowCount: event.count)
      var weight = misses.weight
      let rows = event.map { (rank: Int(ranks[$0]), row: $0 - event.lowerBound) }
        .sorted { $0.rank < $1.rank }
      eventRanks.append(rows[0].rank)
      for (i, (rank, row)) in rows.enumerated() {
        hits[rank] += 1
        misses.predict(row)
        if i + 1 == rows.count || rows[i + 1].rank > rank {
          found[rank] += weight - misses.weight
          weight = misses.weight
        }
      }
    }
    let labelled = Double(labels.count { $0 })
    missed = found.cumulated.map { max(labelled - $0, 0) }
  }

  /// The mean of a figure, made of the right and the missed weight by rank, over buffer pairs.
  func meanOverBuffers(_ figure: (_ right: [Double], _ missed: [Double]) -> Double) -> Double {
    var sum = 0.0
    for early in [0, earlyBuffer] {
      for delay in [0, delayBuffer] { sum += figure(right(early, delay), missed) }
    }
    return sum / 4
  }

  /// The weight of right predictions, up to and including each rank.
  private func right(_ early: Int, _ delay: Int) -> [Double] {
    var weights = hits
    // The first row that no buffer has taken yet.
    var free = 0
    for (i, event) in events.enumerated() {
      let middle = Double(event.lowerBound + event.upperBound) / 2
      let start = max(free, event.lowerBound - early)
      for row in start..<event.lowerBound {
        weights[max(Int(ranks[row]), eventRanks[i])] +=
          1 - (middle - Double(row)) / (middle - Double(start))
      }
      let next = i + 1 < events.count ? events[i + 1].lowerBound : labels.count
      free = min(event.upperBound + 1 + delay, next)
      for row in event.upperBound + 1..<free {
        weights[Int(ranks[row])] += 1 - (Double(row) - middle) / (Double(free - 1) - middle)
      }
    }
    return weights.cumulated
  }
}

/// The missed rows of one event while more and more of its rows are predicted.
private struct Misses {
  private let rowCount: Int
  /// At both ends of each predicted run its length.
  private var runLengths: [Int]
  private var first: Int
  private var count = 0
  private var positions = 0

  init(rowCount: Int) {
    self.rowCount = rowCount
    runLengths = [Int](repeating: 0, count: rowCount)
    first = rowCount
  }

  /// Joins a row, counted from the event's beginning, to the predicted ones.
  mutating func predict(_ row: Int) {
    let before = row > 0 ? runLengths[row - 1] : 0
    let after = row + 1 < rowCount ? runLengths[row + 1] : 0
    let length = before + 1 + after
    runLengths[row] = length
    runLengths[row - before] = length
    runLengths[row + after] = length
    first = min(first, row - before)
    count += 1
    positions += row
  }

  /// The weight of all rows that are not predicted.
  var weight: Double {
    guard count > 0 && count < rowCount else { return Double(rowCount - count) }
    // Rows 0…d are missed in full, where d is the length of the first run; all rows predicted
    // among them belong to that run, since the run ends no earlier than row d - 1.
    let d = runLengths[first]
    let end = min(d, rowCount - 1)
    let predictedEarly = max(min(end, first + d - 1) - first + 1, 0)
    let early = end + 1 - predictedEarly
    let late = rowCount - count - early
    guard late > 0 else { return Double(early) }
    // A row x > d weighs 1 − Σ_{y = 0…d} (x − y) / Σ_{y < rowCount} y, which is linear in x.
    let earlyPositions =
      end * (end + 1) / 2 - predictedEarly * first - predictedEarly * (predictedEarly - 1) / 2
    let latePositions = rowCount * (rowCount - 1) / 2 - positions - earlyPositions
    let distances = Double(d + 1) * (Double(latePositions) - Double(late) * Double(d) / 2)
    return Double(early + late) - distances / (Double(rowCount) * Double(rowCount - 1) / 2)
  }
}
