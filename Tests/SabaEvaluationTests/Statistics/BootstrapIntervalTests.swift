import Saba
import SabaEvaluation
import SabaTestSupport
import Testing

@Suite struct BootstrapIntervalTests {
  func mean(_ values: [Double]) -> ([Int]) -> Double? {
    { indices in indices.reduce(0) { $0 + values[$1] } / Double(indices.count) }
  }

  @Test func twoEntities() {
    // Their means over draws are 0, 1/2 and 1, the outer ones in a quarter of the draws each.
    let all = BootstrapInterval.percentile(count: 2, statistic: mean([0, 1]))
    #expect(all == ConfidenceInterval(low: 0, high: 1))
    let half = BootstrapInterval.percentile(
      count: 2, confidence: 0.4, statistic: mean([0, 1]))
    #expect(half == ConfidenceInterval(low: 0.5, high: 0.5))
  }

  @Test func manyEntitiesAgreeWithTheNormalLaw() throws {
    var generator = RandomGenerator(seed: 21)
    let values = (0..<400).map { _ in 3 + 2 * generator.normal() }
    let center = values.reduce(0, +) / 400
    let deviation = (values.reduce(0) { $0 + ($1 - center) * ($1 - center) } / 400).squareRoot()
    for (confidence, quantile) in [(0.95, 1.960), (0.8, 1.2816)] {
      let interval = try #require(
        BootstrapInterval.percentile(
          count: 400, confidence: confidence, resamples: 4_000, statistic: mean(values)))
      // An end is a quantile of 4 000 draws: about 3 % of half the width, five times over.
      let half = quantile * deviation / 20
      #expect(abs(interval.low - (center - half)) < 0.15 * half)
      #expect(abs(interval.high - (center + half)) < 0.15 * half)
    }
  }

  /// What the documentation says of few entities, within five standard deviations.
  @Test(arguments: [(2, 0.5), (5, 0.84), (10, 0.9), (50, 0.94)])
  func coverage(count: Int, expected: Double) throws {
    let repetitions = 400
    var generator = RandomGenerator(seed: UInt64(count))
    var hits = 0
    for seed in 0..<repetitions {
      let values = (0..<count).map { _ in generator.normal() }
      let interval = try #require(
        BootstrapInterval.percentile(
          count: count, resamples: 200, seed: UInt64(seed), statistic: mean(values)))
      if interval.contains(0) { hits += 1 }
    }
    let share = Double(hits) / Double(repetitions)
    let deviation = (expected * (1 - expected) / Double(repetitions)).squareRoot()
    #expect(abs(share - expected) < 5 * deviation, "\(share)")
  }

  @Test func drawsAreSeededAndShared() {
    let values = (0..<9).map { Double($0 * $0) }
    func draws(seed: UInt64, of statistic: ([Int]) -> Double?) -> [[Int]] {
      var seen: [[Int]] = []
      _ = BootstrapInterval.percentile(count: 9, resamples: 50, seed: seed) {
        seen.append($0)
        return statistic($0)
      }
      return seen
    }
    let first = draws(seed: 1, of: mean(values))
    #expect(first == draws(seed: 1) { Double($0[0]) })
    #expect(first != draws(seed: 2, of: mean(values)))
    #expect(first.allSatisfy { $0.count == 9 && $0.allSatisfy((0..<9).contains) })
    #expect(Set(first.joined()) == Set(0..<9))
  }

  @Test func noIntervalWhereThereIsNone() {
    #expect(BootstrapInterval.percentile(count: 0) { _ in 1 } == nil)
    #expect(BootstrapInterval.percentile(count: 1) { _ in 1 } == nil)
    #expect(BootstrapInterval.percentile(count: 5) { _ in nil } == nil)
    #expect(BootstrapInterval.percentile(count: 5) { _ in .nan } == nil)
    // Entity 0 is not drawn in a third of the draws, and then there is no figure.
    #expect(BootstrapInterval.percentile(count: 5) { $0.contains(0) ? 1 : nil } == nil)
    // All six are the same in 1 of 7 776 draws.
    let rare = BootstrapInterval.percentile(count: 6) { Set($0).count > 1 ? 2 : nil }
    #expect(rare == ConfidenceInterval(low: 2, high: 2))
    let infinite = BootstrapInterval.percentile(count: 3) { _ in .infinity }
    #expect(infinite == ConfidenceInterval(low: .infinity, high: .infinity))
  }
}
