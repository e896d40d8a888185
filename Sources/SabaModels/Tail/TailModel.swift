/// A generalised Pareto tail over a threshold: from score to tail probability, and back.
///
/// P(X > x) = φ·(1 + ξ·(x − u)/σ)^(−1/ξ)  for x ≥ u, with φ the share of values above the threshold
/// u; ξ = 0 means φ·e^(−(x − u)/σ). The shape is never taken below 0: a tail that ends would call a
/// score just past the largest one seen impossible.
///
/// Source: Pickands (1975), doi:10.1214/aos/1176343003.
public struct TailModel: Sendable, Hashable {
  /// Where the tail begins, u.
  public let threshold: Double
  /// The share of values above the threshold, φ, in 0…1.
  public let exceedanceRate: Double
  /// The scale σ > 0, in units of the values.
  public let scale: Double
  /// The shape ξ in 0..<1: 0 is an exponential tail, larger is heavier.
  public let shape: Double
  /// The number of values above the threshold that the tail was fitted to.
  public let exceedanceCount: Int

  /// Makes a tail from its parameters.
  public init(
    threshold: Double, exceedanceRate: Double, scale: Double, shape: Double, exceedanceCount: Int
  ) {
    precondition(scale > 0 && shape >= 0 && shape < 1, "a scale above 0 and a shape in 0..<1")
    precondition(exceedanceRate >= 0 && exceedanceRate <= 1, "a share lies in 0…1")
    self.threshold = threshold
    self.exceedanceRate = exceedanceRate
    self.scale = scale
    self.shape = shape
    self.exceedanceCount = exceedanceCount
  }

  /// The fewest values above the threshold from which a tail is fitted.
  public static let smallestExceedanceCount = 10

  /// Fits the tail above a quantile by probability-weighted moments.
  ///
  /// - Parameters:
  ///   - values: Finite, in any order, best without dependence between neighbours.
  ///   - quantile: The share of the values up to the threshold, above 0 and below 1.
  /// - Throws: ``FitError/tooFewSamples(count:needed:)`` where fewer than
  ///   ``smallestExceedanceCount`` values would lie above the threshold, or
  ///   ``FitError/nonFiniteSample(row:column:)`` with the value's index as the row.
  /// - Complexity: O(n log n).
  ///
  /// Source: Hosking, Wallis (1987), doi:10.1080/00401706.1987.10488243.
  public init(fitting values: [Double], above quantile: Double) throws(FitError) {
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
    var mean = 0.0
    var weighted = 0.0
    for (rank, value) in sorted[first...].enumerated() {
      let excess = value - threshold
      mean += excess
      weighted += (1 - (Double(rank) + 0.65) / Double(count)) * excess
    }
    mean /= Double(count)
    weighted /= Double(count)
    // Equal values leave no tail to fit: the shortest one that is still one.
    let smallestScale = max(abs(threshold), 1) * 1e-9
    var shape = 0.0
    var scale = max(mean, smallestScale)
    let difference = mean - 2 * weighted
    if mean > smallestScale, difference > 0 {
      shape = 2 - mean / difference
      scale = 2 * mean * weighted / difference
      if shape < 0 || !scale.isFinite || scale <= 0 {
        shape = 0
        scale = mean
      } else if shape > Self.largestShape {
        shape = Self.largestShape
        scale = mean * (1 - shape)
      }
    }
    self.init(
      threshold: threshold, exceedanceRate: Double(count) / Double(sorted.count), scale: scale,
      shape: shape, exceedanceCount: count)
  }

  /// The heaviest shape that a fit yields; beyond it probability-weighted moments lose their sense.
  public static let largestShape = 0.8

  /// The probability that a value exceeds a score; the exceedance rate at or below the threshold,
  /// NaN for NaN.
  public func tailProbability(of score: Double) -> Double {
    if score <= threshold { return exceedanceRate }
    let excess = (score - threshold) / scale
    if shape < 1e-9 { return exceedanceRate * exponential(-excess) }
    return exceedanceRate * exponential(-logarithmOnePlus(shape * excess) / shape)
  }

  /// The score that a value exceeds with a given probability.
  ///
  /// - Parameter probability: Above 0; at or above the exceedance rate the result is the threshold,
  ///   since the tail says nothing below it.
  /// - Returns: A score at or above the threshold.
  public func score(forTailProbability probability: Double) -> Double {
    precondition(probability > 0, "no score has tail probability 0")
    guard probability < exceedanceRate else { return threshold }
    let logRatio = logarithm(exceedanceRate / probability)
    if shape < 1e-9 { return threshold + scale * logRatio }
    return threshold + scale * exponentialMinusOne(shape * logRatio) / shape
  }
}
