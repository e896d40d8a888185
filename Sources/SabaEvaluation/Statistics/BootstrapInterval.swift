internal import Saba

/// Intervals of any figure by drawing from what was observed, again and again.
///
/// What it cannot do with few entities: the spread of n draws is too small by √((n − 1)/n), and the
/// normal law's quantiles stand in for Student's. A 95 % interval of a mean holds the truth in 94 % of
/// repetitions with 50 entities, in 90 % with 10, in 84 % with 5, and in half with 2. No
/// number of resamples helps; neither does it see what no entity shows. Entities count as
/// independent draws from one population.
///
/// Source: Efron, Tibshirani (1993), "An Introduction to the Bootstrap", chapter 13.
public enum BootstrapInterval {
  /// The largest share of resamples without a figure; with more there is no interval.
  static let largestUndefinedShare = 0.05

  /// The percentile interval of a statistic of entities drawn with replacement.
  ///
  /// - Parameters:
  ///   - count: The number of entities.
  ///   - confidence: The share of repetitions in which the interval is meant to hold the true value,
  ///     between 0 and 1.
  ///   - resamples: How many times to draw, at least 1.
  ///   - seed: The source of the draws; the same seed gives the same interval, and other statistics
  ///     of as many entities the same draws.
  ///   - statistic: The figure of the entities at these indices, each in 0..<count, some of them more
  ///     than once; nil where they have none.
  /// - Returns: nil with fewer than two entities, or where more than 5 % of the draws have no figure;
  ///   the others are then left out.
  /// - Complexity: One call of the statistic a resample.
  public static func percentile(
    count: Int, confidence: Double = 0.95, resamples: Int = 2_000, seed: UInt64 = 1,
    statistic: ([Int]) -> Double?
  ) -> ConfidenceInterval? {
    percentiles(count: count, confidence: confidence, resamples: resamples, seed: seed) {
      [statistic($0)]
    }.first ?? nil
  }

  /// The percentile intervals of several statistics, which share their draws.
  ///
  /// - Parameters:
  ///   - count: As for ``percentile(count:confidence:resamples:seed:statistic:)``, like the others.
  ///   - confidence: Likewise.
  ///   - resamples: Likewise.
  ///   - seed: Likewise.
  ///   - statistics: The figures of the entities at these indices, always as many.
  /// - Returns: An interval for each of them; empty with fewer than two entities.
  /// - Complexity: One call of the statistics a resample.
  public static func percentiles(
    count: Int, confidence: Double = 0.95, resamples: Int = 2_000, seed: UInt64 = 1,
    statistics: ([Int]) -> [Double?]
  ) -> [ConfidenceInterval?] {
    precondition(confidence > 0 && confidence < 1, "a confidence between 0 and 1")
    precondition(resamples > 0, "at least one resample")
    guard count >= 2 else { return [] }
    var generator = RandomGenerator(seed: seed)
    var indices = [Int](repeating: 0, count: count)
    let draws = (0..<resamples).map { _ in
      for i in indices.indices { indices[i] = Int(generator.uniform() * Double(count)) }
      return statistics(indices)
    }
    return draws[0].indices.map { statistic in
      var figures = draws.compactMap { $0[statistic] }.filter { !$0.isNaN }
      let undefined = Double(resamples - figures.count)
      guard undefined <= largestUndefinedShare * Double(resamples), !figures.isEmpty else {
        return nil
      }
      figures.sort()
      return ConfidenceInterval(
        low: quantile((1 - confidence) / 2, of: figures),
        high: quantile((1 + confidence) / 2, of: figures))
    }
  }

  /// A quantile of ascending values, interpolated.
  private static func quantile(_ share: Double, of values: [Double]) -> Double {
    let position = share * Double(values.count - 1)
    let index = min(Int(position), values.count - 1)
    let part = position - Double(index)
    // Equal neighbours, infinite ones too, need no arithmetic.
    guard part > 0, index + 1 < values.count, values[index] < values[index + 1] else {
      return values[index]
    }
    return values[index] + part * (values[index + 1] - values[index])
  }
}
