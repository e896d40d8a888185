import SabaTestSupport
import Testing

@testable import Saba
@testable import SabaEvaluation

@Suite struct CurveTests {
  static let tolerance = 1e-12

  /// By definition: of all thresholds that reach the recall, the highest.
  static func naive(_ scores: [Double], _ labels: [Bool], recall: (Int, Int)) -> Double {
    let positives = labels.count { $0 }
    for threshold in Set(scores).sorted(by: >) {
      let taken = scores.indices.filter { scores[$0] >= threshold }
      let hits = taken.count { labels[$0] }
      if hits * recall.1 >= recall.0 * positives { return Double(hits) / Double(taken.count) }
    }
    return .nan
  }

  @Test(arguments: 1...6)
  func precisionAtRecallIsThatOfTheHighestThreshold(seed: UInt64) throws {
    var generator = RandomGenerator(seed: seed)
    // Few distinct scores, so that many rows are equal.
    let scores = (0..<150).map { _ in (10 * generator.uniform()).rounded() }
    let labels = scores.map { $0 + 8 * generator.uniform() > 12 }
    let curve = try #require(
      PrecisionAtRecall.curve(of: LabelledScores(scores: scores, labels: labels)))
    #expect(curve.count == PrecisionAtRecall.stepCount)
    for (step, precision) in curve.enumerated() {
      let expected = Self.naive(
        scores, labels, recall: (step + 1, PrecisionAtRecall.stepCount))
      #expect(abs(precision - expected) < Self.tolerance)
    }
  }

  @Test func thereIsNoCurveWithoutBothKindsOfRows() {
    #expect(PrecisionAtRecall.curve(of: LabelledScores(scores: [1], labels: [true])) == nil)
    #expect(PrecisionAtRecall.curve(of: LabelledScores(scores: [], labels: [])) == nil)
  }

  @Test func reliabilityIsDrawnWithItsIntervals() throws {
    let chart = PlaneChart.reliability(
      of: "a<b",
      levels: [
        (promised: 1e-4, observed: 0, interval: 0...3e-4),
        (promised: 1e-2, observed: 2e-2, interval: 1e-2...3e-2),
        (promised: 0.1, observed: 0.1, interval: nil),
      ])
    let page = try #require(ParsedPage(chart.svg.source))
    #expect(page.ofClass("dot").count == 3)
    #expect(page.ofClass("whisker").count == 2)
    #expect(page.named("title").map(\.text).contains("promised 0.01, observed 0.02"))
    #expect(page.ofClass("plane").first?.attributes["aria-label"]?.contains("a<b") == true)
    // The middle dot lies above the line of kept promises.
    let dot = page.ofClass("dot")[1].attributes
    let ideal = try #require(page.ofClass("ideal").first?.attributes["d"])
    let ends = ideal.split { "ML ".contains($0) }.compactMap { Double($0) }
    let x = try #require(Double(dot["cx"] ?? ""))
    let y = try #require(Double(dot["cy"] ?? ""))
    let share = (x - ends[0]) / (ends[2] - ends[0])
    #expect(y < ends[1] + share * (ends[3] - ends[1]) - 1)
    #expect(!chart.svg.source.contains("nan"))
  }
}
