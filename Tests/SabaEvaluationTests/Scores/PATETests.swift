import SabaEvaluation
import Testing

/// The golden values are printed to ten digits.
private let printedTolerance = 0.5e-10
@Suite struct PATETests {
  @Test func golden() throws {
    let scored = LabelledScoresTests.golden
    let area = try #require(scored.pate(earlyBuffer: 10, delayBuffer: 10))
    #expect(abs(area - 0.3762851454) <= printedTolerance)
    let f1 = try #require(scored.pateF1(above: 0.55, earlyBuffer: 10, delayBuffer: 10))
    #expect(abs(f1 - 0.4442765958) <= printedTolerance)
  }
}
