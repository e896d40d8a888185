import Saba
import SabaEvaluation
import SabaTestSupport
import Testing

/// Sums of at most a few hundred terms in another order.
private let closedFormTolerance = 1e-12
/// The golden values are the references' ten digits.
private let printedTolerance = 0.5e-10

@Suite struct AffiliationScoreTests {
  @Test func golden() throws {
    let scored = LabelledScoresTests.golden
    let predicted = scored.scores.map { $0 > 0.55 }
    let score = AffiliationScore(
      predictions: Self.runs(predicted), events: [50...59, 120...139], rowCount: 200)
    #expect(abs(try #require(score.precision) - 0.7020817418) <= printedTolerance)
    #expect(abs(try #require(score.recall) - 0.9884217172) <= printedTolerance)
  }

  @Test func agreesWithReferenceImplementation() throws {
    struct File: Decodable {
      struct Case: Decodable {
        var labels: String
        var predicted: String
        var precision: Double?
        var recall: Double
      }
      var tolerance: Double
      var cases: [Case]
    }
    let file: File = try references("affiliation", in: .module)
    #expect(file.cases.count == 60)
    for (index, reference) in file.cases.enumerated() {
      let score = AffiliationScore(
        predictions: Self.runs(reference.predicted.map { $0 == "1" }),
        events: Self.runs(reference.labels.map { $0 == "1" }).map { ClosedRange($0) },
        rowCount: reference.labels.count)
      #expect((score.precision == nil) == (reference.precision == nil), "case \(index)")
      if let precision = score.precision, let expected = reference.precision {
        #expect(abs(precision - expected) <= file.tolerance, "case \(index)")
      }
      #expect(abs(try #require(score.recall) - reference.recall) <= file.tolerance, "case \(index)")
    }
  }

  @Test(arguments: 0..<40)
  func agreesWithDefinition(seed: Int) throws {
    let (labels, scores) = LabelledScoresTests.randomSeries(seed: seed)
    let threshold = [2.5, 1, 0, -1, -9][seed % 5]
    let predictions = Self.runs(scores.map { $0 > threshold })
    let events = Self.runs(labels)
    let naive = NaiveAffiliation.score(
      predictions: predictions, events: events, rowCount: labels.count)
    let score = AffiliationScore(
      predictions: predictions, events: events.map { ClosedRange($0) }, rowCount: labels.count)
    #expect((score.precision == nil) == (naive.precision == nil))
    if let precision = score.precision, let expected = naive.precision {
      #expect(abs(precision - expected) <= closedFormTolerance)
    }
    #expect(
      abs(try #require(score.recall) - #require(naive.recall)) <= closedFormTolerance)
  }

  @Test func runsThatOverlapOrTouchAreOne() {
    let whole = AffiliationScore(
      predictions: [3..<9, 20..<26], events: [5...14, 22...24], rowCount: 30)
    let pieces = AffiliationScore(
      predictions: [3..<5, 3..<8, 5..<5, 6..<9, 20..<22, 22..<26],
      events: [5...9, 7...12, 10...14, 22...22, 23...24], rowCount: 30)
    #expect(whole == pieces)
  }

  @Test func predictionsBeyondTheSeriesAreCutOff() {
    let cut = AffiliationScore(predictions: [0..<2, 25..<30], events: [5...9], rowCount: 30)
    let beyond = AffiliationScore(
      predictions: [-4..<2, 25..<1_000, 2_000..<2_001], events: [5...9], rowCount: 30)
    #expect(cut == beyond)
    let outside = AffiliationScore(predictions: [-4..<0, 30..<40], events: [5...9], rowCount: 30)
    #expect(outside.precision == nil)
  }

  @Test func nothingPredictedIsNoPrecisionAndNoRecall() {
    let score = AffiliationScore(predictions: [], events: [5...9], rowCount: 30)
    #expect(score.precision == nil)
    #expect(score.recall == 0)
    #expect(score.f1 == 0)
  }

  @Test(arguments: [0, 1, 30]) func withoutEventsThereIsNoScore(rowCount: Int) {
    let score = AffiliationScore(predictions: [0..<rowCount], events: [], rowCount: rowCount)
    #expect(score.precision == nil)
    #expect(score.recall == nil)
    #expect(score.f1 == nil)
  }

  @Test func perfectPredictionsScoreOne() {
    for (events, rowCount) in [
      ([0...0], 1), ([0...29], 30), ([0...3, 26...29], 30), ([5...5, 7...7], 30),
    ] {
      let score = AffiliationScore(
        predictions: events.map { Range($0) }, events: events, rowCount: rowCount)
      #expect(score.precision == 1 && score.recall == 1 && score.f1 == 1)
    }
  }

  @Test func mirroredSeriesScoreAlike() throws {
    let (labels, scores) = LabelledScoresTests.randomSeries(seed: 13)
    let predicted = scores.map { $0 > 0.5 }
    let score = AffiliationScore(
      predictions: Self.runs(predicted), events: Self.runs(labels).map { ClosedRange($0) },
      rowCount: labels.count)
    let mirrored = AffiliationScore(
      predictions: Self.runs(predicted.reversed()),
      events: Self.runs(labels.reversed()).map { ClosedRange($0) }, rowCount: labels.count)
    #expect(
      abs(try #require(score.precision) - #require(mirrored.precision)) <= closedFormTolerance)
    #expect(abs(try #require(score.recall) - #require(mirrored.recall)) <= closedFormTolerance)
  }

  @Test func longSeriesKeepTheirDigits() throws {
    // A hundred times a shape of ten thousand rows: means over zones that are alike but for edges.
    let count = 100
    let score = AffiliationScore(
      predictions: (0..<count).map { $0 * 10_000 + 4_000..<$0 * 10_000 + 4_500 },
      events: (0..<count).map { $0 * 10_000 + 5_000...$0 * 10_000 + 5_999 },
      rowCount: count * 10_000 + 1_000)
    // Zones of 10 000 rows, 4 500 to either side: d runs from 500 to 1 000, below the margin, and
    // the event's rows lie 500 to 1 500 behind the prediction.
    let precision = 1 - (1_000 + 2 * 750) / 10_000.0
    let recall = 1 - 2 * 1_000 / 10_000.0
    // The first and the last zone are longer.
    let edges = 0.01
    #expect(abs(try #require(score.precision) - precision) <= edges)
    #expect(abs(try #require(score.recall) - recall) <= edges)
  }

  @Test func eventsBeyondTheSeriesAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = AffiliationScore(predictions: [], events: [5...30], rowCount: 30)
    }
  }

  static func runs(_ predicted: [Bool]) -> [Range<Int>] {
    NaiveScores.events(predicted).map { $0.0..<$0.1 + 1 }
  }
}
