internal import Saba

/// How many rare, independent happenings there are when so many are expected.
///
/// Agrees with SciPy (References/poisson.py).
struct PoissonDistribution: Sendable {
  /// The expected count, above 0.
  let expectation: Double

  /// The distribution of a count that is so large on average.
  init(expecting expectation: Double) {
    precondition(expectation > 0 && expectation.isFinite, "an expectation is positive and finite")
    self.expectation = expectation
  }

  /// The least count that is not exceeded with at least the given probability.
  ///
  /// Exact, but where the probability is within some 1e-13 of that of a count.
  ///
  /// - Parameter probability: Between 0 and 1.
  /// - Returns: k such that P(X ≤ k) ≥ probability > P(X ≤ k − 1).
  /// - Complexity: O(√expectation · log expectation).
  func quantile(_ probability: Double) -> Int {
    precondition(probability > 0 && probability < 1, "a probability between 0 and 1")
    func isEnough(_ k: Int) -> Bool {
      // The smaller tail has the more digits.
      Double(k) < expectation
        ? self.probability(upTo: k) >= probability
        : self.probability(from: k + 1) <= 1 - probability
    }
    var low = -1
    var high = 1
    while !isEnough(high) { (low, high) = (high, 2 * high) }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if isEnough(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// P(X ≤ k).
  func probability(upTo k: Int) -> Double {
    if Double(k) >= expectation { return 1 - probability(from: k + 1) }
    // Terms fall from k downwards.
    var term = probability(of: k)
    var sum = 0.0
    var i = k
    while term > sum * Double.ulpOfOne / 4, i >= 0 {
      sum += term
      term *= Double(i) / expectation
      i -= 1
    }
    return sum
  }

  /// P(X ≥ k).
  func probability(from k: Int) -> Double {
    if Double(k) <= expectation { return k == 0 ? 1 : 1 - probability(upTo: k - 1) }
    // Terms fall from k upwards.
    var term = probability(of: k)
    var sum = 0.0
    var i = k
    while term > sum * Double.ulpOfOne / 4 {
      sum += term
      i += 1
      term *= expectation / Double(i)
    }
    return sum
  }

  /// P(X = k).
  private func probability(of k: Int) -> Double {
    exponential(Double(k) * logarithm(expectation) - expectation - logGamma(Double(k) + 1))
  }
}
