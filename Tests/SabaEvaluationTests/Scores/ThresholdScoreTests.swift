import SabaEvaluation
import Testing

/// Quotients of counts, by another formula.
private let closedFormTolerance = 1e-12
/// The golden values are printed to ten digits.
private let printedTolerance = 0.5e-10

@Suite struct ThresholdScoreTests {
  @Test func golden() throws {
    let scored = LabelledScoresTests.golden
    let plain = try #require(scored.f1(above: 0.55))
    #expect(abs(plain.f1 - 0.3934426230) <= printedTolerance)
    let adjusted = try #require(scored.pointAdjustedF1(above: 0.55))
    #expect(abs(adjusted.f1 - 0.7594936709) <= printedTolerance)
  }

  @Test(arguments: 0..<24)
  func agreesWithDefinition(seed: Int) throws {
    let (labels, scores) = LabelledScoresTests.randomSeries(seed: seed)
    let scored = LabelledScores(scores: scores, labels: labels)
    var best = 0.0
    var bestAdjusted = 0.0
    for threshold in Set(scores).union([-.infinity, 0.123]) {
      let predicted = scores.map { $0 > threshold }
      for (value, predictions) in [
        (scored.f1(above: threshold), predicted),
        (
          scored.pointAdjustedF1(above: threshold), NaiveScores.pointAdjusted(labels, predicted)
        ),
      ] {
        let value = try #require(value)
        let naive = NaiveScores.f1(labels, predictions)
        #expect(value.threshold == threshold)
        #expect(abs(value.precision - naive.precision) <= closedFormTolerance)
        #expect(abs(value.recall - naive.recall) <= closedFormTolerance)
        #expect(abs(value.f1 - naive.f1) <= closedFormTolerance)
      }
      best = max(best, NaiveScores.f1(labels, predicted).f1)
      bestAdjusted = max(
        bestAdjusted, NaiveScores.f1(labels, NaiveScores.pointAdjusted(labels, predicted)).f1)
    }
    let found = try #require(scored.bestF1)
    #expect(abs(found.f1 - best) <= closedFormTolerance)
    #expect(found == scored.f1(above: found.threshold))
    let foundAdjusted = try #require(scored.bestPointAdjustedF1)
    #expect(abs(foundAdjusted.f1 - bestAdjusted) <= closedFormTolerance)
    #expect(foundAdjusted == scored.pointAdjustedF1(above: foundAdjusted.threshold))
  }

  @Test func ofEquallyGoodThresholdsTheHighestIsTheBest() throws {
    // The first row alone has precision 1 and recall 1/2, all four the reverse.
    let scored = LabelledScores(scores: [4, 3, 2, 1], labels: [true, false, false, true])
    let best = try #require(scored.bestF1)
    #expect(best.threshold == 3)
    #expect(best.precision == 1 && best.recall == 0.5)
    #expect(best.f1 == scored.f1(above: 0)?.f1)
  }

  @Test func constantScoresAreAllPredictedOrNone() throws {
    let scored = LabelledScores(scores: [7, 7, 7, 7], labels: [true, false, false, false])
    let best = try #require(scored.bestF1)
    #expect(best.threshold == -.infinity)
    #expect(best.precision == 0.25 && best.recall == 1)
    let none = try #require(scored.f1(above: 7))
    #expect(none.precision == 0 && none.recall == 0 && none.f1 == 0)
  }

  @Test func aScoreThatIsNotANumberIsNeverPredicted() throws {
    let labels = [true, false, true, false]
    let scored = LabelledScores(scores: [.nan, .nan, 1, .infinity], labels: labels)
    let all = try #require(scored.f1(above: -.infinity))
    #expect(all.precision == 0.5 && all.recall == 0.5)
    #expect(scored.bestF1 == all)
    #expect(scored.f1(above: .nan)?.f1 == 0)
    let silent = LabelledScores(scores: labels.map { _ in .nan }, labels: labels)
    #expect(silent.bestF1?.f1 == 0)
    #expect(silent.bestF1 == silent.f1(above: .infinity))
    #expect(silent.bestPointAdjustedF1 == silent.pointAdjustedF1(above: .infinity))
  }
}
