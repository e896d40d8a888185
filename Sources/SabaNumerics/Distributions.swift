// Distributions of test statistics, in logarithms where probabilities are too small for doubles.

/// The logarithm of the regularised incomplete beta function I_x(a, b).
///
/// Lentz' continued fraction, on the side where it converges fast; about 1e-13 relative in I, in
/// the logarithm where I is below 1e-300, or 1e-16 of the larger parameter if that is more.
///
/// - Parameters:
///   - x: Between 0 and 1.
///   - a: Positive.
///   - b: Positive.
/// - Returns: At most 0; −∞ at x = 0.
public func logRegularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
  precondition(x >= 0 && x <= 1 && a > 0 && b > 0, "x in 0...1, a and b positive")
  if x == 0 { return -.infinity }
  if x == 1 { return 0 }
  let isSwapped = x > (a + 1) / (a + b + 2)
  let (x, a, b) = isSwapped ? (1 - x, b, a) : (x, a, b)
  let logFront = a * logarithm(x) + b * logarithmOnePlus(-x) - logarithm(a) - logBeta(a, b)
  let result = logFront + logarithm(betaFraction(x, a, b))
  return isSwapped ? logarithmOnePlus(-exponential(min(result, 0))) : min(result, 0)
}

/// The logarithm of the beta function Γ(a)·Γ(b) / Γ(a + b).
///
/// Beyond 10 the large parameter's gamma functions are divided before they are taken: their logarithms
/// would leave few digits.
private func logBeta(_ a: Double, _ b: Double) -> Double {
  let (small, large) = (min(a, b), max(a, b))
  if large < 10 { return logGamma(a) + logGamma(b) - logGamma(a + b) }
  let sum = small + large
  return logGamma(small) - (large - 0.5) * logarithmOnePlus(small / large) - small
    * (logarithm(sum) - 1)
    + stirlingSeries(large) - stirlingSeries(sum)
}

/// The continued fraction of I_x(a, b).
private func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
  let tiny = 1e-300
  var c = 1.0
  var d = 1 - (a + b) * x / (a + 1)
  if abs(d) < tiny { d = tiny }
  d = 1 / d
  var fraction = d
  for index in 1...10_000 {
    let m = Double(index)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    var change = 1.0
    for term in [even, odd] {
      d = 1 + term * d
      if abs(d) < tiny { d = tiny }
      c = 1 + term / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      change = c * d
      fraction *= change
    }
    if abs(change - 1) < 1e-15 { break }
  }
  return fraction
}

/// The logarithm of the probability that a variable of Snedecor's F distribution exceeds a value.
///
/// - Parameters:
///   - value: At least 0.
///   - numerator: The numerator's degrees of freedom, positive.
///   - denominator: The denominator's degrees of freedom, positive.
/// - Returns: At most 0.
public func logFTail(_ value: Double, numerator: Double, denominator: Double) -> Double {
  precondition(value >= 0, "an F statistic is not negative")
  let share = denominator / (denominator + numerator * value)
  return logRegularizedBeta(share, 0.5 * denominator, 0.5 * numerator)
}

/// The value that a variable of Student's t distribution exceeds with a probability.
///
/// Newton's method on the logarithm of the tail from the normal quantile; about 1e-13, relative above 1 and
/// absolute below.
///
/// - Parameters:
///   - tail: The probability, above 0 and at most a half.
///   - degreesOfFreedom: Positive.
/// - Returns: At least 0.
public func studentQuantile(tail: Double, degreesOfFreedom: Double) -> Double {
  let nu = degreesOfFreedom
  precondition(
    tail > 0 && tail <= 0.5 && nu > 0, "a tail up to a half, positive degrees of freedom")
  if tail == 0.5 { return 0 }
  let target = logarithm(tail)
  // ln P(T > t) falls in t; a bracket in ln t, halved where Newton's step leaves it.
  func logTail(_ t: Double) -> Double {
    logarithm(0.5) + logRegularizedBeta(nu / (nu + t * t), 0.5 * nu, 0.5)
  }
  let logConstant = logGamma(0.5 * (nu + 1)) - logGamma(0.5 * nu) - 0.5 * logarithm(nu * Double.pi)
  var t = max(-normalQuantile(tail), 1e-8)
  var low = 0.0
  var high = Double.infinity
  for _ in 0..<200 {
    let logP = logTail(t)
    if logP > target { low = t } else { high = t }
    // d ln P / d ln t = −t·density / P.
    let logDensity = logConstant - 0.5 * (nu + 1) * logarithmOnePlus(t * t / nu)
    let slope = -exponential(logarithm(t) + logDensity - logP)
    var next = t * exponential(max(-3, min(3, (target - logP) / slope)))
    if !(next > low && next < high) { next = high.isFinite ? 0.5 * (low + high) : 2 * t }
    if abs(next - t) <= 4e-16 * t { return next }
    t = next
  }
  return t
}
