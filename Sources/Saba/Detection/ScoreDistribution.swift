internal import SabaNumerics

/// How scores of one kind are distributed on normal data.
package struct ScoreDistribution: Sendable, Hashable {
  /// Scores at the probabilities i/(count − 1) below the tail.
  let body: [Double]
  /// The upper tail.
  let tail: TailModel

  /// The share of scores that the tail leaves to the body; less where the tail would be too short.
  static let bodyShare = 0.95
  private static let knotCount = 96

  init(body: [Double], tail: TailModel) {
    self.body = body
    self.tail = tail
  }

  /// Learns from scores that no model saw in training.
  ///
  /// - Parameter scores: Finite, in any order.
  /// - Throws: ``FitError/tooFewSamples(count:needed:)``.
  /// - Complexity: O(n log n).
  package init(fitting scores: [Double]) throws(FitError) {
    let sorted = scores.sorted()
    let tailCount = TailModel.smallestExceedanceCount
    guard sorted.count > 2 * tailCount else {
      throw .tooFewSamples(count: sorted.count, needed: 2 * tailCount + 1)
    }
    let bodyShare = min(Self.bodyShare, 1 - Double(tailCount + 1) / Double(sorted.count))
    let bodyTop = bodyShare * Double(sorted.count - 1)
    self.init(
      body: (0..<Self.knotCount).map { knot in
        sorted[Int((bodyTop * Double(knot) / Double(Self.knotCount - 1)).rounded())]
      },
      tail: try TailModel(fitting: sorted, above: bodyShare))
  }

  /// The probability of a score at least as high, above 0.
  package func tailProbability(of score: Double) -> Double {
    if score > tail.threshold {
      return max(tail.tailProbability(of: score), .leastNormalMagnitude)
    }
    // Between two knots the probability is interpolated.
    var low = 0
    var high = body.count - 1
    while low < high {
      let middle = (low + high) / 2
      if body[middle] < score { low = middle + 1 } else { high = middle }
    }
    var position = Double(low)
    if low > 0, body[low] > body[low - 1], score < body[low] {
      position -= (body[low] - score) / (body[low] - body[low - 1])
    }
    let below = (1 - tail.exceedanceRate) * max(0, position) / Double(body.count - 1)
    return max(1 - below, tail.exceedanceRate)
  }

  /// How surprising a score is: −log of its tail probability, at least 0 and without a bound.
  package func surprise(of score: Double) -> Double {
    score > tail.threshold
      ? -tail.logTailProbability(of: score) : -logarithm(tailProbability(of: score))
  }

  /// The score with a given surprise, the lowest where there are several.
  package func score(ofSurprise surprise: Double) -> Double {
    let probability = max(exponential(-surprise), .leastNormalMagnitude)
    if probability <= tail.exceedanceRate { return tail.score(forTailProbability: probability) }
    let position =
      (1 - probability) / (1 - tail.exceedanceRate) * Double(body.count - 1)
    let low = min(Int(position), body.count - 2)
    return body[low] + (position - Double(low)) * (body[low + 1] - body[low])
  }
}
