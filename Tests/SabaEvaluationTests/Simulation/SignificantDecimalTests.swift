import Saba
import Testing

@testable import SabaEvaluation

@Suite struct SignificantDecimalTests {
  @Test(arguments: [
    (0.0, 4, "0"), (1e-13, 4, "0"), (0.00012345, 3, "0.000123"), (0.5, 3, "0.5"),
    (1, 3, "1"), (9.996, 3, "10"), (45.649, 3, "45.6"), (123.4, 3, "123"), (1234, 3, "1230"),
    (120_000, 3, "12e4"), (6_148_499_999, 4, "6148e6"), (99_999, 4, "1e5"), (1000, 4, "1e3"),
  ])
  func isRoundedAndShort(x: Double, digits: Int, text: String) {
    #expect(SignificantDecimal(rounding: x, to: digits).text == text)
  }

  @Test func textAndValueAgreeAndStayWithinHalfAUnit() throws {
    var generator = RandomGenerator(seed: 3)
    for _ in 0..<20_000 {
      let x = exponential(generator.uniform() * 50 - 16)
      let rounded = SignificantDecimal(rounding: x, to: 4)
      #expect(Double(rounded.text) == rounded.value)
      // Half a unit of the last of four digits is at most 1/2000 of the number.
      #expect(abs(rounded.value - x) <= x * (0.0005 + 1e-12))
      #expect(SignificantDecimal(rounding: rounded.value, to: 4).text == rounded.text)
    }
  }
}
