/// What a count of rare, independent happenings says about how many were to be expected.
///
/// The exact central interval: its ends are the expectations under which so many or more, or so many
/// or fewer, happen with half the probability left. It holds the truth at least as often as promised,
/// more often for small counts.
///
/// Source: Garwood (1936), doi:10.1093/biomet/28.3-4.437. Agrees with SciPy's χ² quantiles to 1e-10
/// (References/poisson.py).
public struct PoissonInterval: Codable, Sendable, Hashable {
  /// What was counted.
  public var count: Int
  /// How long, or over how much, it was counted.
  public var exposure: Double
  /// The interval of the expected count.
  public var expectedCount: ConfidenceInterval

  /// Finds the interval of a count.
  ///
  /// - Parameters:
  ///   - count: At least 0.
  ///   - exposure: At least 0, finite, such as host-days.
  ///   - confidence: The share of repetitions in which the interval holds the expectation, between 0
  ///     and 1.
  /// - Complexity: O(√count).
  public init(count: Int, exposure: Double, confidence: Double = 0.95) {
    precondition(count >= 0, "a count is at least 0")
    precondition(exposure >= 0 && exposure.isFinite, "an exposure is finite, at least 0")
    precondition(confidence > 0 && confidence < 1, "a confidence between 0 and 1")
    self.count = count
    self.exposure = exposure
    let outside = (1 - confidence) / 2
    expectedCount = ConfidenceInterval(
      low: count == 0
        ? 0
        : Self.expectation {
          PoissonDistribution(expecting: $0).probability(from: count) >= outside
        },
      high: Self.expectation {
        PoissonDistribution(expecting: $0).probability(upTo: count) <= outside
      })
  }

  /// The count over the exposure; nil without exposure.
  public var rate: Double? { exposure > 0 ? Double(count) / exposure : nil }

  /// The interval of the rate; nil without exposure.
  public var rateInterval: ConfidenceInterval? {
    exposure > 0
      ? ConfidenceInterval(low: expectedCount.low / exposure, high: expectedCount.high / exposure)
      : nil
  }

  /// The least expectation that is large enough, by bisection to the last digit.
  private static func expectation(isLargeEnough: (Double) -> Bool) -> Double {
    var low = 0.0
    var high = 1.0
    while !isLargeEnough(high) { (low, high) = (high, 2 * high) }
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { return high }
      if isLargeEnough(middle) { high = middle } else { low = middle }
    }
  }
}
