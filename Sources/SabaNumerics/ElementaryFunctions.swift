internal import CSabaKernels

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

// The C library's functions under names of their own, so that nothing above SabaNumerics imports
// the C library for arithmetic. One call an element: kernels have their own vectorised forms.

/// The natural logarithm.
public func logarithm(_ x: Double) -> Double { log(x) }

/// The natural logarithm of 1 + x, exact for small x.
public func logarithmOnePlus(_ x: Double) -> Double { log1p(x) }

/// e to the power of x.
public func exponential(_ x: Double) -> Double { exp(x) }

/// e to the power of x, less 1, exact for small x.
public func exponentialMinusOne(_ x: Double) -> Double { expm1(x) }

/// Base to the power of an exponent.
public func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// The sine of an angle in radians.
public func sine(_ x: Double) -> Double { sin(x) }

/// The cosine of an angle in radians.
public func cosine(_ x: Double) -> Double { cos(x) }

/// Replaces each value by e to its power, vectorised; largest error 2 ulp, 0 below −708.
public func exponentiate(_ values: inout [Double]) {
  values.withUnsafeMutableBufferPointer { saba_exp($0.baseAddress, $0.count) }
}

/// The logarithm of the gamma function, for x > 0.
///
/// Stirling's series above 10, where its error is below 1e-16 relative; below, by the recurrence
/// Γ(x + 1) = x·Γ(x). The C library's function is not safe to call from several threads.
public func logGamma(_ x: Double) -> Double {
  precondition(x > 0, "the gamma function's argument is positive here")
  var x = x
  var shift = 0.0
  while x < 10 {
    shift += log(x)
    x += 1
  }
  return (x - 0.5) * log(x) - x + 0.9189385332046727418 + stirlingSeries(x) - shift
}

/// What Stirling's formula leaves of the logarithm of the gamma function, from x = 10 on.
func stirlingSeries(_ x: Double) -> Double {
  let inverse = 1 / x
  let square = inverse * inverse
  return inverse
    * (1.0 / 12
      + square
      * (-1.0 / 360
        + square
        * (1.0 / 1260
          + square * (-1.0 / 1680 + square * (1.0 / 1188 + square * (-691.0 / 360_360))))))
}

/// The derivative of the logarithm of the gamma function, for x > 0, to about 1e-14 relative.
///
/// The asymptotic series above 10, below it the recurrence ψ(x + 1) = ψ(x) + 1/x.
public func digamma(_ x: Double) -> Double {
  precondition(x > 0, "the digamma function's argument is positive here")
  var x = x
  var shift = 0.0
  while x < 10 {
    shift += 1 / x
    x += 1
  }
  let square = 1 / (x * x)
  let series =
    square
    * (1.0 / 12
      - square
      * (1.0 / 120
        - square
        * (1.0 / 252 - square * (1.0 / 240 - square * (1.0 / 132 - square * (691.0 / 32_760))))))
  return log(x) - 0.5 / x - series - shift
}

/// The value that a standard normal variable stays below with a probability; ±∞ at 1 and 0.
///
/// Hastings' rational start, refined by Halley's method on the C library's erfc; about 1e-15
/// relative, 1e-16 absolute near 0.
public func normalQuantile(_ probability: Double) -> Double {
  precondition(probability >= 0 && probability <= 1, "a probability lies between 0 and 1")
  let tail = min(probability, 1 - probability)
  if tail == 0 { return probability == 0 ? -.infinity : .infinity }
  if tail == 0.5 { return 0 }
  let t = (-2 * log(tail)).squareRoot()
  // The distance from 0: x with the tail's probability above it.
  var x = t - (2.30753 + 0.27061 * t) / (1 + t * (0.99229 + t * 0.04481))
  for _ in 0..<3 {
    let density = exp(-0.5 * x * x) * 0.3989422804014327
    let step = (0.5 * erfc(x * 0.7071067811865476) - tail) / density
    x += step / (1 - 0.5 * x * step)
  }
  return probability < 0.5 ? -x : x
}
