internal import SabaNumerics

/// The likelihood of a generalised Pareto distribution along the ratio θ = ξ/σ of shape and scale.
///
/// With A(θ) the mean of log(1 + θx) and B(θ) that of θx/(1 + θx), the likeliest shape for a given
/// θ is ξ = A(θ), or the largest allowed. The mean log-likelihood is then −log(ξ/θ) − (1 +
/// 1/ξ)·A(θ), and its slope along log θ is 1 − (1 + 1/ξ)·B(θ).
///
/// Excesses are in units of their (upper) median. At least half of them are then no smaller than 1,
/// so at θ = ``largestRatio`` both A and B are so large that the slope is below 0 from there on,
/// for every largest shape up to 0.8: maxima lie at smaller θ.
///
/// Source: Grimshaw (1993), doi:10.1080/00401706.1993.10485040.
struct ParetoLikelihood {
  /// In units of their median, above 0 and at most ``largestExcess``.
  let excesses: [Double]
  let largestShape: Double

  struct Point {
    var ratio: Double
    /// The likeliest shape at the ratio.
    var shape: Double
    /// The mean log-likelihood.
    var height: Double
    /// The derivative of the height by the ratio's logarithm.
    var slope: Double
    /// The derivative of the slope by the ratio's logarithm.
    var curvature: Double
  }

  /// Larger excesses would overflow, and say no more than this one.
  static let largestExcess = 0x1p1000
  private static let largestRatio = 16.0
  /// The search begins on ratios halved this often: the least is that of a shape of about 1e-6.
  private static let halvingCount = 24

  func point(at ratio: Double) -> Point {
    var logSum = 0.0
    var shareSum = 0.0
    var spreadSum = 0.0
    for excess in excesses {
      let product = ratio * excess
      let share = product / (1 + product)
      logSum += logarithmOnePlus(product)
      shareSum += share
      spreadSum += share / (1 + product)
    }
    let count = Double(excesses.count)
    let (mean, share, spread) = (logSum / count, shareSum / count, spreadSum / count)
    let shape = min(mean, largestShape)
    let weight = 1 + 1 / shape
    return Point(
      ratio: ratio, shape: shape, height: -logarithm(shape / ratio) - weight * mean,
      slope: 1 - weight * share,
      curvature: (mean < largestShape ? share * share / (shape * shape) : 0) - weight * spread)
  }

  /// The highest point; at a ratio next to 0 where the exponential distribution is likeliest.
  ///
  /// The profile may have several maxima: the highest of points at halved ratios tells between
  /// which two the highest lies, and Newton's method finds it, halving the bracket where it would
  /// leave it.
  var maximum: Point {
    var best = point(at: Self.largestRatio)
    for halvings in 1...Self.halvingCount {
      let next = point(at: Self.largestRatio * power(2, -Double(halvings)))
      if next.height > best.height { best = next }
    }
    let smallest = Self.largestRatio * power(2, -Double(Self.halvingCount))
    var low = best.ratio > smallest ? 0.5 * best.ratio : 0
    var high = 2 * best.ratio
    for _ in 0..<100 where best.shape >= TailModel.exponentialShape {
      if best.slope > 0 { low = best.ratio } else { high = best.ratio }
      var next = best.ratio * exponential(-best.slope / best.curvature)
      if abs(next - best.ratio) <= 1e-15 * best.ratio { break }
      if !(next > low && next < high) { next = 0.5 * (low + high) }
      best = point(at: next)
    }
    return best
  }
}
