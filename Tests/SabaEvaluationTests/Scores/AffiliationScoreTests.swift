import SabaEvaluation
import Testing

/// The golden values are the references' ten digits.
private let printedTolerance = 0.5e-10
@Suite struct AffiliationScoreTests {
  @Test func golden() throws {
    let scored = LabelledScoresTests.golden
    let predictions = scored.scores.indices.filter { scored.scores[$0] > 0.55 }.map { $0..<$0 + 1 }
    let score = AffiliationScore(
      predictions: predictions, events: [50...59, 120...139], rowCount: 200)
    #expect(abs(try #require(score.precision) - 0.7020817418) <= printedTolerance)
    #expect(abs(try #require(score.recall) - 0.9884217172) <= printedTolerance)
  }
}
