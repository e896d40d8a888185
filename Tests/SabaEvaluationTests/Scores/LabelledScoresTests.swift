import Foundation
import Saba
import SabaEvaluation
import SabaTestSupport
import Testing

/// Sums of at most a few hundred terms in another order.
private let closedFormTolerance = 1e-12
/// The golden values are printed to ten digits.
private let printedTolerance = 0.5e-10

@Suite struct LabelledScoresTests {
  /// 200 rows with two events and two false peaks, whose figures the published references gave.
  static let golden: LabelledScores = {
    var scores = (0..<200).map { Double(37 * $0 % 101) / 101 * 0.6 }
    var labels = [Bool](repeating: false, count: 200)
    for (rows, addition) in [(53...62, 0.4), (128...133, 0.35), (90...92, 0.5), (115...118, 0.3)] {
      for row in rows { scores[row] += addition }
    }
    for row in [50...59, 120...139].joined() { labels[row] = true }
    return LabelledScores(scores: scores, labels: labels)
  }()

  @Test(arguments: [
    (0, 0.6671568627, 0.3366002844),
    (5, 0.7139319117, 0.3896194118),
    (10, 0.7599550554, 0.4491961401),
    (20, 0.8104147900, 0.5081647703),
  ])
  func goldenVolumes(buffer: Int, roc: Double, precisionRecall: Double) throws {
    let volume = try #require(Self.golden.volumeUnderSurface(buffer: buffer))
    #expect(abs(volume.roc - roc) <= printedTolerance)
    #expect(abs(volume.precisionRecall - precisionRecall) <= printedTolerance)
  }

  @Test func goldenAveragePrecision() throws {
    let value = try #require(Self.golden.averagePrecision)
    #expect(abs(value - 0.3338225066) <= printedTolerance)
    #expect(abs(Self.golden.scores.reduce(0, +) - 68.2594059406) <= printedTolerance)
    #expect(Self.golden.baseRate == 0.15)
  }

  @Test func agreesWithReferenceImplementations() throws {
    struct File: Decodable {
      struct Case: Decodable {
        var labels: String
        var scores: [Double]
        var buffer: Int
        var averagePrecision: Double
        var rocArea: Double
        var vusROC: Double
        var vusPR: Double
        var rangeROC: Double
        var rangePR: Double
        var bestF1: Double
        var bestPointAdjustedF1: Double
      }
      var tolerance: Double
      var cases: [Case]
    }
    let file: File = try references("scores", in: .module)
    #expect(file.cases.count == 20)
    for (index, reference) in file.cases.enumerated() {
      let scored = LabelledScores(
        scores: reference.scores, labels: reference.labels.map { $0 == "1" })
      let volume = try #require(scored.volumeUnderSurface(buffer: reference.buffer))
      let slice = try #require(scored.areaUnderRange(buffer: reference.buffer))
      let pairs = try [
        (#require(scored.averagePrecision), reference.averagePrecision),
        (#require(scored.rocArea), reference.rocArea),
        (volume.roc, reference.vusROC),
        (volume.precisionRecall, reference.vusPR),
        (slice.roc, reference.rangeROC),
        (slice.precisionRecall, reference.rangePR),
        (#require(scored.bestF1).f1, reference.bestF1),
        (#require(scored.bestPointAdjustedF1).f1, reference.bestPointAdjustedF1),
      ]
      for (value, expected) in pairs {
        #expect(abs(value - expected) <= file.tolerance, "case \(index)")
      }
    }
  }

  @Test(arguments: 0..<24)
  func agreesWithDefinition(seed: Int) throws {
    let (labels, scores) = Self.randomSeries(seed: seed)
    let scored = LabelledScores(scores: scores, labels: labels)
    let naive = NaiveScores.volumes(labels, scores, buffer: 3 * (seed % 8))
    let volume = try #require(scored.volumeUnderSurface(buffer: 3 * (seed % 8)))
    #expect(abs(volume.roc - naive.roc) <= closedFormTolerance)
    #expect(abs(volume.precisionRecall - naive.precisionRecall) <= closedFormTolerance)
    let naiveSlice = NaiveScores.areas(labels, scores, length: 3 * (seed % 8))
    let slice = try #require(scored.areaUnderRange(buffer: 3 * (seed % 8)))
    #expect(abs(slice.roc - naiveSlice.roc) <= closedFormTolerance)
    #expect(abs(slice.precisionRecall - naiveSlice.precisionRecall) <= closedFormTolerance)
    let averagePrecision = try #require(scored.averagePrecision)
    let rocArea = try #require(scored.rocArea)
    #expect(
      abs(averagePrecision - NaiveScores.averagePrecision(labels, scores)) <= closedFormTolerance)
    #expect(abs(rocArea - NaiveScores.rocArea(labels, scores)) <= closedFormTolerance)
  }

  @Test func eventsAtTheEdgesWithBuffersBeyondThem() throws {
    // Buffers that overlap between events, reach over both ends, and exceed the whole series.
    let labels = (0..<40).map { [0, 1, 5, 8, 30, 39].contains($0) }
    var generator = RandomGenerator(seed: 5)
    let scores = labels.map { _ in generator.uniform() }
    for buffer in [1, 2, 7, 20, 100] {
      let naive = NaiveScores.volumes(labels, scores, buffer: buffer)
      let volume = try #require(
        LabelledScores(scores: scores, labels: labels).volumeUnderSurface(buffer: buffer))
      #expect(abs(volume.roc - naive.roc) <= closedFormTolerance)
      #expect(abs(volume.precisionRecall - naive.precisionRecall) <= closedFormTolerance)
    }
  }

  @Test func rowsNearManyEventsAreCountedOnce() throws {
    // Single rows one to six apart: nearly all others are within reach of several events.
    let labels = (0..<240).map { [0, 2, 5, 9, 14, 20].contains($0 % 21) }
    var generator = RandomGenerator(seed: 8)
    let scores = labels.map { _ in (3 * generator.normal()).rounded() }
    for buffer in [2, 3, 5, 12, 31] {
      let naive = NaiveScores.volumes(labels, scores, buffer: buffer)
      let volume = try #require(
        LabelledScores(scores: scores, labels: labels).volumeUnderSurface(buffer: buffer))
      #expect(abs(volume.roc - naive.roc) <= closedFormTolerance)
      #expect(abs(volume.precisionRecall - naive.precisionRecall) <= closedFormTolerance)
    }
  }

  @Test func theVolumeIsTheMeanOfItsSlices() throws {
    let scored = Self.golden
    let slices = try (0...30).map { try #require(scored.areaUnderRange(buffer: $0)) }
    let volume = try #require(scored.volumeUnderSurface(buffer: 30))
    #expect(abs(slices.map(\.roc).reduce(0, +) / 31 - volume.roc) <= closedFormTolerance)
    #expect(
      abs(slices.map(\.precisionRecall).reduce(0, +) / 31 - volume.precisionRecall)
        <= closedFormTolerance)
  }

  @Test func infiniteScoresAreTheHighestAndTheLowest() throws {
    let (labels, scores) = Self.randomSeries(seed: 7)
    let unbounded = scores.map { $0 > 1 ? Double.infinity : $0 < -1 ? -.infinity : $0 }
    let bounded = scores.map { $0 > 1 ? 1e300 : $0 < -1 ? -1e300 : $0 }
    let a = LabelledScores(scores: unbounded, labels: labels)
    let b = LabelledScores(scores: bounded, labels: labels)
    #expect(a.volumeUnderSurface(buffer: 12) == b.volumeUnderSurface(buffer: 12))
    #expect(a.averagePrecision == b.averagePrecision)
    #expect(a.rocArea == b.rocArea)
    #expect(a.precisionRecallCurve(pointCount: 99) == b.precisionRecallCurve(pointCount: 99))
  }

  @Test func aMillionRowsAreCountedExactly() throws {
    #if DEBUG
      let rowCount = 50_000
    #else
      let rowCount = 1_000_000
    #endif
    // Events of 100 rows in every thousand, whose scores are all above all others.
    let labels = (0..<rowCount).map { $0 % 1_000 < 100 }
    let scores = labels.indices.map { Double($0 * 7919 % 1_000_003) + (labels[$0] ? 2e6 : 0) }
    let scored = LabelledScores(scores: scores, labels: labels)
    #expect(scored.averagePrecision == 1)
    #expect(scored.rocArea == 1)
    #expect(scored.bestF1?.f1 == 1)
    #expect(scored.bestPointAdjustedF1?.f1 == 1)
    // Among 250 thresholds none lies just between the two; the areas miss 1 by less than that step.
    let area = try #require(scored.areaUnderRange(buffer: 0))
    #expect(area.roc > 1 - 1.0 / 249 && area.roc <= 1)
    let proximity = try #require(scored.pate(earlyBuffer: 0, delayBuffer: 0))
    #expect(abs(proximity - 1) <= 0.02)
    #expect(try #require(scored.volumeUnderSurface(buffer: 100)).roc > 0.95)
  }

  @Test(arguments: 0..<12)
  func theCurveOfAChartIsTheCurve(seed: Int) {
    let (labels, scores) = Self.randomSeries(seed: seed)
    let scored = LabelledScores(scores: scores, labels: labels)
    let naive = NaiveScores.precisionRecallCurve(labels, scores)
    #expect(
      scored.precisionRecallCurve(pointCount: labels.count)
        == naive.map { PrecisionRecallPoint(recall: $0.recall, precision: $0.precision) })

    for pointCount in [4, 5, 12, 40] {
      let points = scored.precisionRecallCurve(pointCount: pointCount)
      #expect(points.count <= pointCount)
      #expect(points.first?.precision == naive.first?.precision)
      #expect(points.last?.recall == 1)
      #expect(zip(points, points.dropFirst()).allSatisfy { $0.recall <= $1.recall })
      guard naive.count > pointCount else { continue }
      // Each column of the chart reaches from its lowest to its highest point.
      let columns = pointCount / 4
      for column in 0..<columns {
        func precisions(_ points: [(recall: Double, precision: Double)]) -> [Double] {
          points.filter { min(Int($0.recall * Double(columns)), columns - 1) == column }
            .map(\.precision)
        }
        let all = precisions(naive)
        let kept = precisions(points.map { ($0.recall, $0.precision) })
        #expect(kept.min() == all.min() && kept.max() == all.max())
      }
    }
  }

  @Test func constantScoresAreWorthTheBaseRate() throws {
    let labels = (0..<300).map { (100..<130).contains($0) }
    let scored = LabelledScores(scores: Array(repeating: 7, count: 300), labels: labels)
    #expect(abs(try #require(scored.averagePrecision) - 0.1) <= closedFormTolerance)
    #expect(abs(try #require(scored.rocArea) - 0.5) <= closedFormTolerance)
    let naive = NaiveScores.volumes(labels, scored.scores, buffer: 10)
    let volume = try #require(scored.volumeUnderSurface(buffer: 10))
    #expect(abs(volume.precisionRecall - naive.precisionRecall) <= closedFormTolerance)
    #expect(abs(volume.roc - naive.roc) <= closedFormTolerance)
  }

  @Test func perfectScoresReachOne() throws {
    let labels = (0..<1_000).map { (400..<480).contains($0) }
    let scored = LabelledScores(scores: labels.map { $0 ? 1 : 0 }, labels: labels)
    #expect(abs(try #require(scored.averagePrecision) - 1) <= closedFormTolerance)
    #expect(abs(try #require(scored.rocArea) - 1) <= closedFormTolerance)
    let volume = try #require(scored.volumeUnderSurface(buffer: 0))
    #expect(abs(volume.precisionRecall - 1) <= closedFormTolerance)
  }

  @Test func figuresDependOnTheOrderOfScoresOnly() throws {
    let (labels, scores) = Self.randomSeries(seed: 3)
    let plain = LabelledScores(scores: scores, labels: labels)
    let stretched = LabelledScores(scores: scores.map { 1e9 + 8 * $0 }, labels: labels)
    #expect(plain.volumeUnderSurface(buffer: 9) == stretched.volumeUnderSurface(buffer: 9))
    #expect(plain.averagePrecision == stretched.averagePrecision)
    #expect(plain.rocArea == stretched.rocArea)
  }

  @Test func aScoreThatIsNotANumberIsTheLowest() {
    let (labels, scores) = Self.randomSeries(seed: 11)
    var missing = scores
    var lowest = scores
    for row in stride(from: 0, to: scores.count, by: 7) {
      missing[row] = .nan
      lowest[row] = -1e300
    }
    let a = LabelledScores(scores: missing, labels: labels)
    let b = LabelledScores(scores: lowest, labels: labels)
    #expect(a.volumeUnderSurface(buffer: 12) == b.volumeUnderSurface(buffer: 12))
    #expect(a.averagePrecision == b.averagePrecision)
    #expect(a.rocArea == b.rocArea)
  }

  @Test(arguments: [[], [false], [true], [false, false, false], [true, true, true]])
  func nothingToTellApart(labels: [Bool]) {
    let scored = LabelledScores(scores: labels.map { _ in 1 }, labels: labels)
    #expect(scored.volumeUnderSurface(buffer: 5) == nil)
    #expect(scored.averagePrecision == nil)
    #expect(scored.rocArea == nil)
    #expect(scored.areaUnderRange(buffer: 5) == nil)
    #expect(scored.f1(above: 0) == nil)
    #expect(scored.bestF1 == nil)
    #expect(scored.pointAdjustedF1(above: 0) == nil)
    #expect(scored.bestPointAdjustedF1 == nil)
    #expect(scored.pate(earlyBuffer: 2, delayBuffer: 2) == nil)
    #expect(scored.pateF1(above: 0, earlyBuffer: 2, delayBuffer: 2) == nil)
    #expect(scored.precisionRecallCurve(pointCount: 10).isEmpty)
  }

  /// Up to 320 rows, several events, some of them adjacent or at an edge, and in every second
  /// series many ties.
  static func randomSeries(seed: Int) -> (labels: [Bool], scores: [Double]) {
    var generator = RandomGenerator(seed: UInt64(seed))
    let count = 20 + Int(generator.uniform() * 300)
    var labels = [Bool](repeating: false, count: count)
    for _ in 0...Int(generator.uniform() * 6) {
      let start = Int(generator.uniform() * Double(count))
      for row in start..<min(count, start + 1 + Int(generator.uniform() * 12)) {
        labels[row] = true
      }
    }
    if seed % 3 == 0 { labels[0] = true }
    if seed % 5 == 0 { labels[count - 1] = true }
    labels[count / 2] = true
    labels[count / 2 + 1] = false
    labels[count / 2 + 2] = true
    let scores = labels.map { label in
      let score = generator.normal() + (label ? generator.uniform() : 0)
      return seed % 2 == 0 ? (2 * score).rounded() : score
    }
    return (labels, scores)
  }
}
