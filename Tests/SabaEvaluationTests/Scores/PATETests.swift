import Saba
import SabaEvaluation
import SabaTestSupport
import Testing

/// Sums of at most a few hundred terms in another order.
private let closedFormTolerance = 1e-12
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

  @Test func agreesWithReferenceImplementation() throws {
    struct File: Decodable {
      struct Case: Decodable {
        var labels: String
        var scores: [Double]
        var early: Int
        var delay: Int
        var threshold: Double
        var pate: Double
        var f1: Double
      }
      var tolerance: Double
      var cases: [Case]
    }
    let file: File = try references("proximity", in: .module)
    #expect(file.cases.count == 20)
    for (index, reference) in file.cases.enumerated() {
      let scored = LabelledScores(
        scores: reference.scores, labels: reference.labels.map { $0 == "1" })
      let area = try #require(
        scored.pate(earlyBuffer: reference.early, delayBuffer: reference.delay))
      #expect(abs(area - reference.pate) <= file.tolerance, "case \(index)")
      let f1 = try #require(
        scored.pateF1(
          above: reference.threshold, earlyBuffer: reference.early, delayBuffer: reference.delay))
      #expect(abs(f1 - reference.f1) <= file.tolerance, "case \(index)")
    }
  }

  @Test(arguments: 0..<12)
  func agreesWithDefinition(seed: Int) throws {
    let (labels, scores) = LabelledScoresTests.randomSeries(seed: seed)
    let scored = LabelledScores(scores: scores, labels: labels)
    let (early, delay) = [(0, 0), (5, 9), (30, 2), (1_000, 1_000)][seed % 4]
    let area = try #require(scored.pate(earlyBuffer: early, delayBuffer: delay))
    let naive = NaivePATE.area(labels, scores, early: early, delay: delay)
    #expect(abs(area - naive) <= closedFormTolerance)
    for threshold in [-1, 0.5, 2, 9] {
      let f1 = try #require(
        scored.pateF1(above: threshold, earlyBuffer: early, delayBuffer: delay))
      let naive = NaivePATE.f1(labels, scores.map { $0 > threshold }, early: early, delay: delay)
      #expect(abs(f1 - naive) <= closedFormTolerance)
    }
  }

  @Test func everyPatternOfAShortEvent() throws {
    // All ways to predict an event of seven rows, with one row on either side.
    let labels = (0..<9).map { (1...7).contains($0) }
    for pattern in 0..<512 {
      let predicted = (0..<9).map { pattern >> $0 & 1 == 1 }
      let scored = LabelledScores(scores: predicted.map { $0 ? 1 : 0 }, labels: labels)
      let f1 = try #require(scored.pateF1(above: 0.5, earlyBuffer: 3, delayBuffer: 3))
      let naive = NaivePATE.f1(labels, predicted, early: 3, delay: 3)
      #expect(abs(f1 - naive) <= closedFormTolerance, "pattern \(pattern)")
    }
  }

  @Test func nearMissesAreWorthMoreThanFarOnes() throws {
    let labels = (0..<60).map { (30..<40).contains($0) }
    func f1(predicted rows: Set<Int>) throws -> Double {
      let scored = LabelledScores(
        scores: labels.indices.map { rows.contains($0) ? 1 : 0 }, labels: labels)
      return try #require(scored.pateF1(above: 0, earlyBuffer: 10, delayBuffer: 10))
    }
    #expect(try f1(predicted: [41]) > f1(predicted: [44]))
    #expect(try f1(predicted: [55]) == 0)
    // Ahead of an event that is not hit nothing is earned.
    #expect(try f1(predicted: [28]) == 0)
    #expect(try f1(predicted: [28, 30]) > f1(predicted: [24, 30]))
    // The beginning of an event is worth more than its end.
    #expect(try f1(predicted: Set(30..<35)) > f1(predicted: Set(35..<40)))
  }

  @Test func degenerateScores() throws {
    let labels = (0..<40).map { (10..<20).contains($0) }
    let constant = LabelledScores(scores: labels.map { _ in 3 }, labels: labels)
    let area = try #require(constant.pate(earlyBuffer: 0, delayBuffer: 0))
    // One point, recall 1 at the base rate, joined to recall 0 at precision 1.
    #expect(abs(area - (1 + 0.25) / 2) <= closedFormTolerance)
    #expect(constant.pateF1(above: 3, earlyBuffer: 5, delayBuffer: 5) == 0)

    // Nothing lies between infinite scores: all scores that are finite are the same set of rows.
    let scores = labels.indices.map { Double($0 * 7 % 5) }
    let infinite = scores.map { $0 == 4 ? .infinity : $0 == 0 ? -Double.infinity : $0 }
    let missing = scores.map { $0 == 4 ? .infinity : $0 == 0 ? Double.nan : $0 }
    let a = LabelledScores(scores: infinite, labels: labels)
    let b = LabelledScores(scores: missing, labels: labels)
    let plain = LabelledScores(scores: scores, labels: labels)
    let bounded = try #require(plain.pate(earlyBuffer: 4, delayBuffer: 4))
    #expect(a.pate(earlyBuffer: 4, delayBuffer: 4) == b.pate(earlyBuffer: 4, delayBuffer: 4))
    #expect(
      abs(try #require(a.pate(earlyBuffer: 4, delayBuffer: 4)) - bounded) <= closedFormTolerance)
  }
}
