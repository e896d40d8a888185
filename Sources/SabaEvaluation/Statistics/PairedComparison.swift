internal import Saba

/// One figure of two detectors, or of two runs, compared entity by entity.
///
/// Entities differ more among themselves than detectors do on one of them; only the differences on
/// the same entity tell which is better.
public struct PairedComparison: Codable, Sendable, Hashable {
  /// The number of entities that have both figures.
  public var pairCount: Int
  /// The mean of first − second.
  public var meanDifference: Double
  /// The bootstrap interval of the mean difference; nil with one entity.
  ///
  /// See ``BootstrapInterval`` for what it is worth with few.
  @OrNull public var interval: ConfidenceInterval?
  /// The probability of a mean difference at least as large, either way, if it were chance which of
  /// the two figures of an entity is whose.
  ///
  /// It cannot be less than 2/2ⁿ for n entities that differ: below 6 of them nothing is
  /// significant at 5 %.
  public var pValue: Double
  /// The number of entities on which the first is better.
  public var betterCount: Int
  /// The number of entities on which the first is worse.
  public var worseCount: Int
  /// The number of entities on which both are the same.
  public var equalCount: Int

  /// Up to so many differences all signs are enumerated.
  private static let largestExactCount = 16
  /// How many signs are drawn beyond.
  private static let drawCount = 1 << 16
  /// Sums closer than this, as a share of the sum of sizes, are equal but for rounding.
  private static let rounding = 1e-12

  /// Compares the figures of entities in one order; nil where no entity has both figures.
  ///
  /// - Parameters:
  ///   - first: A figure an entity; nil, or not finite, where there is none.
  ///   - second: Those of the other, of the same entities.
  ///   - higherIsBetter: Whether a high figure is a good one.
  ///   - confidence: That of the interval.
  ///   - seed: The source of all draws.
  /// - Complexity: O(n·65 536).
  ///
  /// The p-value is that of the two-sided sign-flip permutation test of the mean: exact up to 16
  /// entities that differ, by 65 536 seeded draws beyond, the observed signs counted among them
  /// (Phipson, Smyth 2010, doi:10.2202/1544-6115.1585).
  /// Source: Fisher (1935), "The Design of Experiments", section 21.
  public init?(
    _ first: [Double?], _ second: [Double?], higherIsBetter: Bool = true,
    confidence: Double = 0.95, seed: UInt64 = 1
  ) {
    precondition(first.count == second.count, "figures of the same entities")
    let differences = zip(first, second).compactMap { first, second -> Double? in
      guard let first, let second, first.isFinite, second.isFinite else { return nil }
      return first - second
    }
    guard !differences.isEmpty else { return nil }
    pairCount = differences.count
    meanDifference = differences.reduce(0, +) / Double(pairCount)
    interval = BootstrapInterval.percentile(
      count: pairCount, confidence: confidence, seed: seed
    ) { indices in
      indices.reduce(0) { $0 + differences[$1] } / Double(indices.count)
    }
    pValue = Self.signFlipPValue(differences.filter { $0 != 0 }, seed: seed)
    let higher = differences.count { $0 > 0 }
    let lower = differences.count { $0 < 0 }
    betterCount = higherIsBetter ? higher : lower
    worseCount = higherIsBetter ? lower : higher
    equalCount = pairCount - higher - lower
  }

  /// The share of signs with a sum at least as far from 0 as the observed one.
  private static func signFlipPValue(_ differences: [Double], seed: UInt64) -> Double {
    let sizes = differences.map(abs)
    let least = abs(differences.reduce(0, +)) - rounding * sizes.reduce(0, +)
    func isAsFar(_ isNegative: (Int) -> Bool) -> Bool {
      var sum = 0.0
      for index in sizes.indices { sum += isNegative(index) ? -sizes[index] : sizes[index] }
      return abs(sum) >= least
    }
    if sizes.count <= largestExactCount {
      // Turning all signs changes nothing: the last one stays as it is.
      let all = 1 << max(sizes.count - 1, 0)
      let count = (0..<all).count { signs in isAsFar { signs & 1 << $0 != 0 } }
      return Double(count) / Double(all)
    }
    var generator = RandomGenerator(seed: seed)
    let count = (0..<drawCount).count { _ in
      var bits: UInt64 = 0
      return isAsFar { index in
        if index % 64 == 0 { bits = generator.next() }
        return bits & 1 << UInt64(index % 64) != 0
      }
    }
    return Double(count + 1) / Double(drawCount + 1)
  }
}
