internal import SabaNumerics

extension TailModel {
  /// How the scale and the shape of a tail are fitted.
  public enum Estimator: String, Sendable, Hashable, CaseIterable {
    /// The distribution whose probability-weighted moments are those of the excesses.
    ///
    /// Its asymptotic variance is the larger one, by a third for a shape of 0, but its authors
    /// found it more reliable than maximum likelihood up to 500 excesses.
    ///
    /// Source: Hosking, Wallis (1987), doi:10.1080/00401706.1987.10488243.
    case probabilityWeightedMoments
    /// The distribution under which the excesses are likeliest.
    ///
    /// Source: Grimshaw (1993), doi:10.1080/00401706.1993.10485040, whose profile over ξ/σ is
    /// searched here between the shapes 0 and ``TailModel/largestShape`` alone.
    case maximumLikelihood
  }

  /// The fewest values above the threshold from which a tail is fitted.
  public static let smallestExceedanceCount = 10

  /// The heaviest shape that a fit yields; beyond it probability-weighted moments lose their sense.
  public static let largestShape = 0.8

  /// Fits the tail above a quantile.
  ///
  /// The shape stays within 0…``largestShape``. Where the estimate lies below, the tail becomes
  /// exponential, with the mean excess as its scale; where it lies above, the scale is fitted to
  /// the largest shape. The scale is at least a billionth of the threshold's magnitude, or of 1 if
  /// that is more: equal values leave no tail to fit.
  ///
  /// Values equal to the threshold count as excesses of 0 to the moments. A density has no place
  /// for them: maximum likelihood counts them as not above the threshold, in ``exceedanceRate`` and
  /// ``exceedanceCount`` too. Where that leaves fewer than ``smallestExceedanceCount`` values, it
  /// yields the fit by moments.
  ///
  /// - Parameters:
  ///   - values: Finite, in any order, best without dependence between neighbours.
  ///   - quantile: The share of the values up to the threshold, above 0 and below 1.
  ///   - estimator: How the scale and the shape are fitted.
  /// - Throws: ``FitError/tooFewSamples(count:needed:)`` where fewer than
  ///   ``smallestExceedanceCount`` values would lie above the threshold, or
  ///   ``FitError/nonFiniteSample(row:column:)`` with the value's index as the row.
  /// - Complexity: O(n log n).
  ///
  /// Accuracy: scales and shapes agree to 1e-10 relative with exact fractions (moments) and with
  /// the likelihood equations solved with 50 digits (References/tail.py).
  public init(
    fitting values: [Double], above quantile: Double,
    by estimator: Estimator = .probabilityWeightedMoments
  ) throws(FitError) {
    precondition(quantile > 0 && quantile < 1, "a share above 0 and below 1")
    if let row = values.firstIndex(where: { !$0.isFinite }) {
      throw .nonFiniteSample(row: row, column: 0)
    }
    let sorted = values.sorted()
    let first = Int((quantile * Double(sorted.count)).rounded(.up))
    let count = sorted.count - first
    guard count >= Self.smallestExceedanceCount else {
      let share = Double(Self.smallestExceedanceCount) / (1 - quantile)
      throw .tooFewSamples(count: sorted.count, needed: Int(share.rounded(.up)) + 1)
    }
    let threshold = sorted[first - 1]
    // Excesses whose products would overflow are taken in a larger unit, exact as a power of 2.
    let largest = max(abs(threshold), abs(sorted[sorted.count - 1]))
    let unit = largest > 0x1p400 ? 0x1p600 : 1
    var excesses = sorted[first...].map { $0 / unit - threshold / unit }
    let smallestScale = max(abs(threshold), 1) * 1e-9 / unit
    let fit: (scale: Double, shape: Double)
    let firstAbove = excesses.firstIndex { $0 > 0 } ?? count
    switch estimator {
    case .maximumLikelihood where count - firstAbove >= Self.smallestExceedanceCount:
      excesses.removeFirst(firstAbove)
      fit = Self.likeliest(excesses, smallestScale: smallestScale)
    case .maximumLikelihood, .probabilityWeightedMoments:
      fit = Self.matchingMoments(excesses, smallestScale: smallestScale)
    }
    self.init(
      threshold: threshold, exceedanceRate: Double(excesses.count) / Double(sorted.count),
      scale: min(fit.scale * unit, .greatestFiniteMagnitude), shape: fit.shape,
      exceedanceCount: excesses.count)
  }

  /// The fit by probability-weighted moments, to excesses in ascending order.
  private static func matchingMoments(
    _ excesses: [Double], smallestScale: Double
  ) -> (scale: Double, shape: Double) {
    let count = Double(excesses.count)
    var mean = 0.0
    var weighted = 0.0
    for (rank, excess) in excesses.enumerated() {
      mean += excess
      weighted += (1 - (Double(rank) + 0.65) / count) * excess
    }
    mean /= count
    weighted /= count
    let difference = mean - 2 * weighted
    guard mean > smallestScale, difference > 0 else { return (max(mean, smallestScale), 0) }
    let shape = 2 - mean / difference
    let scale = 2 * mean * weighted / difference
    if shape > largestShape { return (mean * (1 - largestShape), largestShape) }
    return shape < 0 || !scale.isFinite || scale <= 0 ? (mean, 0) : (scale, shape)
  }

  /// The likeliest scale and shape, to excesses above 0 in ascending order.
  private static func likeliest(
    _ excesses: [Double], smallestScale: Double
  ) -> (scale: Double, shape: Double) {
    let mean = excesses.reduce(0, +) / Double(excesses.count)
    guard mean > smallestScale else { return (smallestScale, 0) }
    let median = excesses[excesses.count / 2]
    let likelihood = ParetoLikelihood(
      excesses: excesses.map { min($0 / median, ParetoLikelihood.largestExcess) },
      largestShape: largestShape)
    let top = likelihood.maximum
    let exponentialHeight = -logarithm(mean / median) - 1
    guard top.shape >= exponentialShape, top.height > exponentialHeight else { return (mean, 0) }
    return (max(top.shape / top.ratio * median, smallestScale), top.shape)
  }
}
