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
