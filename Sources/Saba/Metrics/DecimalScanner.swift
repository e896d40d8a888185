/// Reads decimal numbers from bytes, rounded as `strtod` rounds them, to the last bit.
///
/// Up to 19 significant digits with an exponent of −27 … 22 (which is what programs write) are
/// converted exactly by one floating-point operation or one integer division; the rest goes through
/// the standard library, whose result is the same.
enum DecimalScanner {
  /// Values of this magnitude and more are no measurements, but too large: the squares of those that
  /// are taken, and sums of 10⁸ of these, stay finite.
  static let valueLimit = 1e150

  /// Reads the longest decimal number that begins at a position, and moves the position behind it.
  ///
  /// A number is a sign if there is one, digits with at most one point, and an exponent if there is
  /// one. There is no white space, infinity, nan or hexadecimal.
  ///
  /// - Returns: the number, infinite if it is too large for a double; nil if there is none, and the
  ///   position then stays.
  @inline(__always)
  static func scan(
    _ position: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Double? {
    var p = position
    guard p < end else { return nil }
    let isNegative = p.pointee == UInt8(ascii: "-")
    if isNegative || p.pointee == UInt8(ascii: "+") { p += 1 }
    var mantissa: UInt64 = 0
    let integerStart = p
    while p < end {
      let digit = p.pointee &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      mantissa = mantissa &* 10 &+ UInt64(digit)
      p += 1
    }
    var digitCount = p - integerStart
    var exponent = 0
    if p < end, p.pointee == UInt8(ascii: ".") {
      p += 1
      let fractionStart = p
      while p < end {
        let digit = p.pointee &- UInt8(ascii: "0")
        guard digit <= 9 else { break }
        mantissa = mantissa &* 10 &+ UInt64(digit)
        p += 1
      }
      exponent = fractionStart - p
      digitCount -= exponent
    }
    guard digitCount > 0 else { return nil }
    if p < end, p.pointee | 0x20 == UInt8(ascii: "e") { exponent += scanExponent(&p, end) }
    let magnitude: Double
    if digitCount <= 19, mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
      // Both operands are exact, so the one operation rounds right (Clinger 1990).
      magnitude =
        exponent < 0
        ? Double(mantissa) / powersOfTen[-exponent] : Double(mantissa) * powersOfTen[exponent]
    } else {
      magnitude = longDecimal(
        mantissa, digitCount: digitCount, exponent: exponent, integerStart, p)
    }
    position = p
    return isNegative ? -magnitude : magnitude
  }

  /// Reads `e`, a sign if there is one, and digits; the position stays if there are no digits.
  private static func scanExponent(
    _ position: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Int {
    var p = position + 1
    guard p < end else { return 0 }
    let isNegative = p.pointee == UInt8(ascii: "-")
    if isNegative || p.pointee == UInt8(ascii: "+") { p += 1 }
    let digitsStart = p
    var exponent = 0
    while p < end {
      let digit = p.pointee &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      exponent = min(exponent * 10 + Int(digit), 1_000_000)
      p += 1
    }
    guard p > digitsStart else { return 0 }
    position = p
    return isNegative ? -exponent : exponent
  }

  /// The number between two positions, unsigned, when the short way is not exact.
  @inline(never)
  private static func longDecimal(
    _ mantissa: UInt64, digitCount: Int, exponent: Int, _ start: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>
  ) -> Double {
    var significantCount = digitCount
    var p = start
    while significantCount > 19, p.pointee == UInt8(ascii: "0") || p.pointee == UInt8(ascii: ".") {
      if p.pointee == UInt8(ascii: "0") { significantCount -= 1 }
      p += 1
    }
    if significantCount <= 19, mantissa > 0, exponent < 0, exponent >= -27 {
      return quotient(mantissa, byTenToThe: -exponent)
    }
    let text = String(decoding: Bytes(start: start, count: end - start), as: UTF8.self)
    return Double(text) ?? .nan
  }

  /// m / 10^q, rounded to nearest even, for m > 0 and 0 ≤ q ≤ 27.
  ///
  /// With 10^q = 5^q · 2^q only a division by 5^q < 2^63 is needed. Both sides are shifted to fill 64
  /// bits, so that the quotient has at least 63; a lowest bit that says whether anything is left
  /// over makes the rounding of the conversion right.
  private static func quotient(_ m: UInt64, byTenToThe q: Int) -> Double {
    let divisor = powersOfFive[q]
    let dividendShift = m.leadingZeroBitCount
    let divisorShift = divisor.leadingZeroBitCount
    let dividend = m << UInt64(dividendShift)
    let (quotient, remainder) = (divisor << UInt64(divisorShift)).dividingFullWidth(
      (high: dividend >> 1, low: dividend << 63))
    let scale = divisorShift - dividendShift - q - 63
    return Double(quotient | (remainder == 0 ? 0 : 1))
      * Double(bitPattern: UInt64(1023 + scale) << 52)
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  private static let powersOfFive: [UInt64] = {
    var powers: [UInt64] = [1]
    for q in 0..<27 { powers.append(powers[q] * 5) }
    return powers
  }()
}
