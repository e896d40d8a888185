internal import SabaNumerics

/// What a model expects along a grid, and the band that observations keep to: the one form in which
/// seasonal models give fitted values and forecasts, ready for charts.
public struct ExpectedBand: Sendable, Hashable {
  /// The expected values, in the series' unit.
  public let expected: [Double]
  /// The band's lower limits.
  public let lower: [Double]
  /// The band's upper limits.
  public let upper: [Double]
  /// The share of observations that the band should hold, between 0 and 1.
  public let coverage: Double

  /// Makes a band from its limits; as many lower and upper ones as expected values.
  public init(expected: [Double], lower: [Double], upper: [Double], coverage: Double) {
    precondition(
      expected.count == lower.count && expected.count == upper.count, "one limit a value")
    precondition(coverage > 0 && coverage < 1, "a coverage lies between 0 and 1")
    self.expected = expected
    self.lower = lower
    self.upper = upper
    self.coverage = coverage
  }

  /// Makes the band of normal errors.
  ///
  /// - Parameters:
  ///   - expected: In the series' unit.
  ///   - deviations: The standard deviation of each error, at least 0.
  ///   - coverage: Between 0 and 1.
  public init(expected: [Double], deviations: [Double], coverage: Double) {
    precondition(coverage > 0 && coverage < 1, "a coverage lies between 0 and 1")
    // From the tail, which has digits where the coverage is next to 1.
    let width = -normalQuantile(0.5 * (1 - coverage))
    self.init(
      expected: expected, lower: zip(expected, deviations).map { $0 - width * $1 },
      upper: zip(expected, deviations).map { $0 + width * $1 }, coverage: coverage)
  }

  /// The number of points.
  public var count: Int { expected.count }
}
