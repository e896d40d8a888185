public import SabaNumerics

/// How far results may lie from what is expected, for reasons that the names tell.
public enum Tolerance {
  /// Sums of at most a few thousand terms in another order.
  public static let closedForm = 1e-12
  /// Log densities of well-conditioned components, by other factorizations.
  public static let density = 1e-11
  /// Moments of data after other orders of summation and other reference points.
  public static let moments = 1e-9
  /// Parameters after some iterations, each of which hands its rounding on to the next.
  public static let iterated = 1e-8
  /// The factor c in c·d·ε·‖A‖ of backward stable factorizations.
  public static let factorization = 8.0
}

/// Whether two numbers agree to a tolerance relative to the larger of them, or of a scale.
///
/// - Parameters:
///   - a: A number; equal infinities agree, NaN agrees with nothing.
///   - b: Another.
///   - tolerance: The largest difference, in units of the largest of |a|, |b| and the scale.
///   - scale: The size below which differences are absolute.
/// - Returns: Whether they agree.
public func isClose(_ a: Double, _ b: Double, _ tolerance: Double, scale: Double = 1) -> Bool {
  a == b || abs(a - b) <= tolerance * max(abs(a), abs(b), scale)
}

/// The largest difference between elements, relative to the largest element or a scale.
///
/// - Parameters:
///   - a: Numbers.
///   - b: As many others.
///   - scale: The size below which differences are absolute.
/// - Returns: Infinity where the counts differ or any difference is not a number.
public func relativeDifference(_ a: [Double], _ b: [Double], scale: Double = 0) -> Double {
  guard a.count == b.count else { return .infinity }
  var size = scale
  var largest = 0.0
  for (x, y) in zip(a, b) where x != y {
    let difference = abs(x - y)
    if difference.isNaN { return .infinity }
    largest = max(largest, difference)
  }
  for x in a + b where x.isFinite { size = max(size, abs(x)) }
  return largest == 0 ? 0 : largest / size
}

/// The largest difference between elements, relative to the largest element or a scale.
///
/// - Parameters:
///   - a: A matrix.
///   - b: Another of the same shape.
///   - scale: The size below which differences are absolute.
/// - Returns: Infinity where the shapes differ or any difference is not a number.
public func relativeDifference(_ a: Matrix, _ b: Matrix, scale: Double = 0) -> Double {
  guard a.rowCount == b.rowCount, a.columnCount == b.columnCount else { return .infinity }
  return relativeDifference(a.elements, b.elements, scale: scale)
}

/// The square root of the sum of squares of all elements.
public func frobeniusNorm(_ a: Matrix) -> Double {
  a.elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
}
