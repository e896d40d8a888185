internal import SabaNumerics
internal import Testing

@testable internal import Saba

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

@Suite struct DecimalScannerTests {
  /// What is read of a text, and how many bytes of it.
  private func scan(_ text: String) -> (value: Double?, count: Int) {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      guard var position = bytes.baseAddress else { return (nil, 0) }
      let value = DecimalScanner.scan(&position, position + bytes.count)
      return (value, position - (bytes.baseAddress ?? position))
    }
  }

  private func expectAsStrtod(_ text: String) {
    let (value, count) = scan(text)
    #expect(count == text.utf8.count, "\(text)")
    #expect(value?.bitPattern == strtod(text, nil).bitPattern, "\(text)")
  }

  private static func digits(_ count: Int, _ generator: inout RandomGenerator) -> String {
    String((0..<count).map { _ in Character(String(Int.random(in: 0...9, using: &generator))) })
  }

  @Test func agreesWithStrtodOnRandomDigits() {
    var generator = RandomGenerator(seed: 1)
    for _ in 0..<60_000 {
      let whole = Self.digits(Int.random(in: 0...21, using: &generator), &generator)
      let fraction = Self.digits(Int.random(in: 0...24, using: &generator), &generator)
      var text = ["", "-", "+"][Int.random(in: 0...2, using: &generator)] + whole
      if whole.isEmpty || Bool.random(using: &generator) {
        text += "." + fraction
        if fraction.isEmpty, whole.isEmpty { text += "0" }
      }
      switch Int.random(in: 0...5, using: &generator) {
      case 0: text += "e\(Int.random(in: -30...30, using: &generator))"
      case 1: text += "E+\(Int.random(in: 0...330, using: &generator))"
      case 2: text += "e-\(Int.random(in: 0...350, using: &generator))"
      default: break
      }
      expectAsStrtod(text)
    }
  }

  @Test func agreesWithStrtodOnDoublesAsPrinted() {
    var generator = RandomGenerator(seed: 2)
    for _ in 0..<30_000 {
      let value = Double(bitPattern: generator.next())
      if value.isFinite { expectAsStrtod("\(value)") }
      // Metrics as programs print them: uniform, and many orders of magnitude small or large.
      expectAsStrtod("\(generator.uniform())")
      expectAsStrtod("\(generator.uniform() * generator.uniform() * 1e-6)")
      expectAsStrtod("\(generator.normal() * 1e12)")
    }
  }

  @Test func agreesWithStrtodBetweenTwoDoubles() {
    // Exact ties and their neighbours: 2⁵³ + odd numbers, also divided by powers of ten.
    for odd in stride(from: 1, to: 4001, by: 2) {
      let tie = 9_007_199_254_740_992 + odd
      for text in ["\(tie)", "\(tie)0", "\(tie).0", "\(tie).00001", "\(tie - 1).99999", "0.\(tie)"]
      {
        expectAsStrtod(text)
      }
    }
    for text in ["4503599627370496.5", "4503599627370497.5", "2251799813685248.25"] {
      expectAsStrtod(text)
    }
  }

  @Test(arguments: [
    "0", "-0", "0.0", "00000000000000000000000000000012", "0.000000000000000000000000001234567890",
    "5.", ".5", "18446744073709551615", "18446744073709551616", "1e22", "1e23", "1e308", "5e-324",
    "2.2250738585072014e-308", "1.7976931348623157e308", "0e999", "1e-999",
    "123456789012345678e-27",
    "5.e2", "0.00000000000000000000000000000000000000000",
  ])
  func agreesWithStrtodOnEdges(text: String) {
    expectAsStrtod(text)
  }

  @Test func stopsBehindTheNumber() {
    for (text, value, count) in [
      ("1,2", 1.0, 1), ("1.5e,", 1.5, 3), ("2e+", 2, 1), ("3 ", 3, 1), ("1.2.3", 1.2, 3),
      ("0x10", 0, 1), ("7-", 7, 1),
    ] {
      #expect(scan(text).value == value, "\(text)")
      #expect(scan(text).count == count, "\(text)")
    }
    for text in ["", "-", "+", ".", "-.", "e5", "nan", "inf", " 1", "--1", ",", ".e1"] {
      #expect(scan(text).value == nil, "\(text)")
      #expect(scan(text).count == 0, "\(text)")
    }
    #expect(scan("1e999").value == .infinity)
    #expect(scan("-1e999").value == -.infinity)
  }
}
