/// A non-negative number rounded to a few decimal digits, the same in memory and in a file.
///
/// `value` is the double nearest to the decimal, so that reading `text` gives it back exactly.
struct SignificantDecimal {
  /// The digits as an integer without trailing zeros, and the power of ten they stand for.
  private let digits: Int
  private let exponent: Int

  /// Rounds a finite number; what is below 1e-12 becomes 0.
  init(rounding x: Double, to count: Int) {
    precondition(x >= 0 && x < 1e18, "the number is non-negative and below 1e18")
    guard x >= 1e-12 else {
      digits = 0
      exponent = 0
      return
    }
    let limit = Self.integerPower(count)
    var exponent = 0
    while Self.scaled(x, by: -exponent) >= Double(limit) { exponent += 1 }
    while Self.scaled(x, by: -exponent) < Double(limit / 10) { exponent -= 1 }
    var digits = Int(Self.scaled(x, by: -exponent).rounded())
    while digits % 10 == 0 {
      digits /= 10
      exponent += 1
    }
    self.digits = digits
    self.exponent = exponent
  }

  /// The number.
  var value: Double { Self.scaled(Double(digits), by: exponent) }

  /// The number as short as it can be written: `45.6`, `120`, `6148e6`.
  var text: String {
    let figures = String(digits)
    if exponent < 0 {
      let whole = figures.count + exponent
      let padded = whole > 0 ? figures : String(repeating: "0", count: 1 - whole) + figures
      return "\(padded.dropLast(-exponent)).\(padded.suffix(-exponent))"
    }
    // As `6148e6` only where that is shorter, at three zeros.
    return exponent < 3
      ? figures + String(repeating: "0", count: exponent) : "\(figures)e\(exponent)"
  }

  // Powers of ten up to 22 are exact doubles, so one multiplication or division rounds once.
  private static func scaled(_ x: Double, by exponent: Int) -> Double {
    var power = 1.0
    for _ in 0..<abs(exponent) { power *= 10 }
    return exponent < 0 ? x / power : x * power
  }

  private static func integerPower(_ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { product, _ in product * 10 }
  }
}
