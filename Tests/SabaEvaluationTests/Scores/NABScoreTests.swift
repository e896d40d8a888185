import SabaEvaluation
import Testing

/// The golden values are printed to six digits.
private let printedTolerance = 0.5e-6
@Suite struct NABScoreTests {
  @Test func golden() throws {
    let scores = LabelledScoresTests.golden.scores.map { min(max($0, 0), 1) }
    let score = try #require(
      NABScore(files: [NABFile(scores: scores, windows: [50...59, 120...139])]))
    #expect(abs(score.standard - 89.626604) <= printedTolerance)
    #expect(abs(score.lowFalsePositives - 83.381775) <= printedTolerance)
    #expect(abs(score.lowFalseNegatives - 93.084403) <= printedTolerance)
  }
}
