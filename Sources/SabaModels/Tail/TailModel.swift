/// A generalised Pareto tail over a threshold: from score to tail probability, and back.
///
/// P(X > x) = φ·(1 + ξ·(x − u)/σ)^(−1/ξ)  for x ≥ u, with φ the share of values above the threshold
/// u; ξ = 0 means φ·e^(−(x − u)/σ). The shape is never taken below 0: a tail that ends would call a
/// score just past the largest one seen impossible.
///
/// A threshold for a rare event lies past most of the values, or past all;
/// ``supports(tailProbability:)`` tells where, and ``score(forTailProbability:confidence:)`` how
/// high it must lie to be safe.
///
/// Source: Pickands (1975), doi:10.1214/aos/1176343003; Coles (2001), An Introduction to
/// Statistical Modeling of Extreme Values, chapter 4, doi:10.1007/978-1-4471-3675-0.
public struct TailModel: Sendable, Hashable {
  /// Where the tail begins, u.
  public let threshold: Double
  /// The share of values above the threshold, φ, above 0 and at most 1.
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
    precondition(exceedanceRate > 0 && exceedanceRate <= 1, "a share above 0 and at most 1")
    precondition(exceedanceCount > 0, "a tail is fitted to at least one value")
    self.threshold = threshold
    self.exceedanceRate = exceedanceRate
    self.scale = scale
    self.shape = shape
    self.exceedanceCount = exceedanceCount
  }

  /// Shapes below this are taken as 0: the tail is then exponential to rounding.
  static let exponentialShape = 1e-9

  /// The probability that a value exceeds a score; the exceedance rate at or below the threshold,
  /// NaN for NaN.
  public func tailProbability(of score: Double) -> Double {
    if score <= threshold { return exceedanceRate }
    return exceedanceRate * exponential(-logDecay(at: score))
  }

  /// The logarithm of ``tailProbability(of:)``, which does not underflow.
  public func logTailProbability(of score: Double) -> Double {
    let rate = logarithm(exceedanceRate)
    return score <= threshold ? rate : rate - logDecay(at: score)
  }

  /// By what power of 1/e the probability has fallen since the threshold.
  private func logDecay(at score: Double) -> Double {
    let excess = (score - threshold) / scale
    return shape < Self.exponentialShape ? excess : logarithmOnePlus(shape * excess) / shape
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
    if shape < Self.exponentialShape { return threshold + scale * logRatio }
    return threshold + scale * exponentialMinusOne(shape * logRatio) / shape
  }
}
