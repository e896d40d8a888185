/// The power of two that brings the largest of values between 1 and 2; 1 where all are 0.
///
/// Division by it rounds nothing, and squares and sums of what it leaves neither overflow nor vanish.
///
/// - Parameter values: Finite.
/// - Returns: The power of two.
public func binaryUnit(of values: [Double]) -> Double {
  let largest = values.reduce(0) { max($0, abs($1)) }
  return largest > 0 ? Double(sign: .plus, exponent: largest.exponent, significand: 1) : 1
}
