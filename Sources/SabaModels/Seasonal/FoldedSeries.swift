internal import SabaNumerics

/// A series cut into cycles, as an analysis of variance with the points of the cycle as groups.
struct FoldedSeries {
  /// The number of points of a cycle.
  let period: Int
  /// What was folded; 0 where missing.
  let values: [Double]
  /// The mean of each point of the cycle; 0 where nothing was observed.
  let means: [Double]
  /// The observed values of a cycle's worth.
  let cycleCount: Double
  /// The variance of means beyond that of noise, as a share of the variance: the mean correlation of
  /// cycles, from 0 to 1.
  let correlation: Double
  private let ratio: Double

  /// Folds a series.
  ///
  /// - Parameters:
  ///   - values: About 0; 0 where missing.
  ///   - mask: 1 where observed, 0 where missing.
  ///   - period: The number of points of a cycle.
  init(_ values: [Double], mask: [Double], period: Int) {
    self.period = period
    self.values = values
    var sums = [Double](repeating: 0, count: period)
    var counts = sums
    var squares = 0.0
    var phase = 0
    for index in values.indices {
      sums[phase] += values[index]
      counts[phase] += mask[index]
      squares += values[index] * values[index]
      phase = phase + 1 == period ? 0 : phase + 1
    }
    means = zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
    let groups = counts.reduce(0.0) { $0 + ($1 > 0 ? 1 : 0) }
    let within = counts.reduce(0.0) { $0 + max(0, $1 - 1) }
    cycleCount = groups > 0 ? counts.reduce(0, +) / groups : 0
    let between = zip(sums, means).reduce(0.0) { $0 + $1.0 * $1.1 }
    // What cycles agree in to rounding they agree in.
    let left = max(squares - between, 1e-14 * squares)
    ratio = left > 0 && within > 0 ? between / groups / (left / within) : 0
    correlation = ratio > 1 ? (ratio - 1) / (ratio - 1 + cycleCount) : 0
  }

  /// The logarithm of the probability that noise agrees as well.
  ///
  /// - Parameter degreesOfFreedom: The independent points that a cycle is worth.
  /// - Returns: At most 0.
  func logP(degreesOfFreedom: Double) -> Double {
    guard cycleCount > 1 else { return 0 }
    return logFTail(
      ratio, numerator: degreesOfFreedom, denominator: degreesOfFreedom * (cycleCount - 1))
  }
}
