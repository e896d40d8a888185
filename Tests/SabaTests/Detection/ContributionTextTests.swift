internal import Testing

@testable internal import Saba

@Suite("Numbers in sentences")
struct ContributionTextTests {
  @Test(
    "Three significant digits or so, and a prefix",
    arguments: [
      (0.0, "0"), (1, "1"), (-1.5, "-1.5"), (0.25, "0.25"), (0.0123, "0.012"), (9.999, "10"),
      (12.34, "12.3"), (123.4, "123"), (999.4, "999"), (1000, "1k"), (1234, "1.23k"),
      (-5_412_000_000, "-5.41G"), (999_999, "1M"), (1.23e-5, "1.23e-5"), (-4e-9, "-4e-9"),
      (3e-300, "3e-300"), (1e300, "1e+300"), (.nan, "missing"),
    ])
  func text(value: Double, expected: String) {
    #expect(Verdict.Contribution.text(value) == expected)
  }
}
