import Foundation
import Saba
import SabaEvaluation
import SabaTestSupport
import Testing

@Suite struct PairedComparisonTests {
  /// Two-sided p-value over all signs, by recursion.
  static func exactPValue(_ differences: [Double]) -> Double {
    func sums(_ rest: ArraySlice<Double>) -> [Double] {
      guard let first = rest.first else { return [0] }
      return sums(rest.dropFirst()).flatMap { [$0 + first, $0 - first] }
    }
    let all = sums(differences[...])
    let observed = abs(differences.reduce(0, +))
    return Double(all.count { abs($0) >= observed - 1e-9 }) / Double(all.count)
  }

  @Test func countsAndMean() throws {
    let comparison = try #require(
      PairedComparison([0.5, 0.25, 1, 0.5, nil, 1], [0.25, 0.75, 0.5, 0.5, 1, .nan]))
    #expect(comparison.pairCount == 4)
    #expect(comparison.meanDifference == 0.0625)
    #expect(comparison.betterCount == 2)
    #expect(comparison.worseCount == 1)
    #expect(comparison.equalCount == 1)
    let interval = try #require(comparison.interval)
    #expect(interval.low < 0.0625 && interval.high > 0.0625)
    #expect(interval.low >= -0.5 && interval.high <= 0.5)
    // Of ± 1/4 ± 1/2 ± 1/2 the sums are 1/4 and more in size in all cases.
    #expect(comparison.pValue == 1)

    let lower = try #require(
      PairedComparison([1, 2, 3], [2, 2, 4], higherIsBetter: false))
    #expect(lower.betterCount == 2 && lower.worseCount == 0 && lower.equalCount == 1)
    #expect(isClose(lower.meanDifference, -2.0 / 3, Tolerance.closedForm))
  }

  @Test func exactPValues() throws {
    let zeros = [Double](repeating: 0, count: 16)
    for count in 1...16 {
      // All on one side: only all signs alike are as far.
      let one = try #require(
        PairedComparison((1...count).map { Double($0) / 10 }, Array(zeros[..<count])))
      #expect(one.pValue == min(1, 2 / power(2, Double(count))))
    }
    var generator = RandomGenerator(seed: 31)
    for count in 2...12 {
      // Tenths, so that ties differ by rounding alone.
      let differences = (0..<count).map { _ in (10 * generator.normal() + 4).rounded() / 10 }
      let comparison = try #require(
        PairedComparison(differences, Array(zeros[..<count])))
      #expect(
        isClose(comparison.pValue, Self.exactPValue(differences), Tolerance.closedForm),
        "\(differences)")
    }
  }

  @Test func drawnPValuesComeNearTheExactOnes() throws {
    var generator = RandomGenerator(seed: 32)
    // 18 differences, so that signs are drawn; the recursion still enumerates them.
    for shift in [0.0, 0.3, 0.6] {
      let differences = (0..<18).map { _ in generator.normal() + shift }
      let comparison = try #require(
        PairedComparison(differences, [Double](repeating: 0, count: 18)))
      let exact = Self.exactPValue(differences)
      let deviation = (exact * (1 - exact) / 65_536).squareRoot()
      #expect(abs(comparison.pValue - exact) < 5 * deviation + 2.0 / 65_536)
    }
    // So many on one side are never beaten by chance; the observed signs count.
    let all = try #require(
      PairedComparison(
        [Double](repeating: 1, count: 100), [Double](repeating: 0, count: 100)))
    #expect(all.pValue == 1.0 / 65_537)
  }

  @Test func chanceIsSignificantAsOftenAsPromised() throws {
    var generator = RandomGenerator(seed: 33)
    let repetitions = 200
    var count = 0
    for _ in 0..<repetitions {
      let first = (0..<10).map { _ in generator.normal() }
      let second = (0..<10).map { _ in generator.normal() }
      if try #require(PairedComparison(first, second)).pValue <= 0.05 { count += 1 }
    }
    // 51 of 1 024 signs are the most that fit under 5 %; two-sided, 50.
    let expected = 50.0 / 1_024 * Double(repetitions)
    #expect(abs(Double(count) - expected) < 5 * expected.squareRoot())
  }

  @Test func degenerateFigures() throws {
    #expect(PairedComparison([], []) == nil)
    #expect(PairedComparison([nil, 1, .nan, .infinity], [1, nil, 1, 1]) == nil)
    let one = try #require(PairedComparison([3], [1]))
    #expect(one.pairCount == 1 && one.interval == nil && one.pValue == 1)
    let equal = try #require(PairedComparison([1, 2, 3], [1, 2, 3]))
    #expect(equal.meanDifference == 0 && equal.pValue == 1 && equal.equalCount == 3)
    #expect(equal.interval == ConfidenceInterval(low: 0, high: 0))
  }

  @Test func resultsRepeatAndRoundTrip() throws {
    let first = (0..<20).map { sine(Double($0)) }
    let second = (0..<20).map { cosine(Double($0)) }
    let comparison = try #require(PairedComparison(first, second, seed: 5))
    #expect(comparison == PairedComparison(first, second, seed: 5))
    #expect(comparison != PairedComparison(first, second, seed: 6))
    let text = try JSONEncoder().encode(comparison)
    #expect(try JSONDecoder().decode(PairedComparison.self, from: text) == comparison)

    let one = try #require(PairedComparison([3], [1]))
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(one))
    #expect((object as? [String: Any])?["interval"] is NSNull)
    #expect(
      try JSONDecoder().decode(PairedComparison.self, from: JSONEncoder().encode(one)) == one)
  }
}
