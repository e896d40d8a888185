import SabaModels
import SabaTestSupport
import Testing

@Suite("Decompositions")
struct DecompositionTests {
  private static func decomposition(
    trend: [Double], season: [Double], remainder: [Double]
  ) -> Decomposition {
    Decomposition(
      observed: trend.indices.map { trend[$0] + season[$0] + remainder[$0] }, trend: trend,
      seasons: [.init(period: 2, values: season)],
      weights: remainder.map { $0.isNaN ? 0 : 1 })
  }

  private static func variance(_ values: [Double]) -> Double {
    let deviation = STLSeries.deviation(values)
    return deviation * deviation
  }

  @Test("strengths are what a part explains", arguments: [false, true])
  func strengths(hasGaps: Bool) {
    var generator = RandomGenerator(seed: 5)
    let trend = (0..<100).map { 0.05 * Double($0) }
    let season = (0..<100).map { $0 % 2 == 0 ? 1.5 : -1.5 }
    var remainder = (0..<100).map { _ in generator.normal() }
    if hasGaps { for i in [0, 7, 8, 9, 99] { remainder[i] = .nan } }
    let result = Self.decomposition(trend: trend, season: season, remainder: remainder)
    func strength(_ part: [Double]) -> Double {
      1 - Self.variance(remainder) / Self.variance(zip(part, remainder).map { $0 + $1 })
    }
    #expect(isClose(result.trendStrength, strength(trend), Tolerance.closedForm))
    #expect(isClose(result.seasonalStrength(at: 0), strength(season), Tolerance.closedForm))
    #expect((0.3...1).contains(result.trendStrength))
    #expect((0.3...1).contains(result.seasonalStrength(at: 0)))
  }

  @Test("a part that fights the remainder has no strength, and a constant has none")
  func noStrength() {
    let remainder = (0..<10).map { Double($0 % 3) }
    let against = Self.decomposition(
      trend: Array(repeating: 1, count: 10), season: remainder.map { -0.5 * $0 },
      remainder: remainder)
    #expect(against.seasonalStrength(at: 0) == 0)
    #expect(against.trendStrength == 0)
    let zeros = [Double](repeating: 0, count: 10)
    let constant = Self.decomposition(
      trend: Array(repeating: 4, count: 10), season: zeros, remainder: zeros)
    #expect(constant.trendStrength == 0)
    #expect(constant.seasonalStrength(at: 0) == 0)
    let missing = Self.decomposition(
      trend: zeros, season: zeros, remainder: Array(repeating: .nan, count: 10))
    #expect(missing.trendStrength == 0)
  }

  @Test("what was expected, and what is left")
  func sums() {
    let result = Decomposition(
      observed: [10, .nan, 12], trend: [1, 2, 3],
      seasons: [
        .init(period: 2, values: [10, 20, 30]), .init(period: 3, values: [100, 200, 300]),
      ], weights: [1, 0, 1])
    #expect(result.expected == [111, 222, 333])
    #expect(result.remainder[0] == -101)
    #expect(result.remainder[1].isNaN)
    #expect(result.remainder[2] == -321)
  }

  @Test("the band holds its share of normal remainders, whatever anomalies there are")
  func band() {
    var generator = RandomGenerator(seed: 6)
    let n = 20_000
    let season = (0..<n).map { $0 % 2 == 0 ? 1.0 : -1.0 }
    let trend = (0..<n).map { 0.001 * Double($0) }
    var remainder = (0..<n).map { _ in 3 * generator.normal() }
    for i in stride(from: 0, to: n, by: 1_000) { remainder[i] = 1e6 }
    remainder[3] = .nan
    let result = Self.decomposition(trend: trend, season: season, remainder: remainder)
    for coverage in [0.5, 0.9, 0.99] {
      let band = result.band(coverage: coverage)
      #expect(band.expected == result.expected)
      #expect(band.coverage == coverage)
      let inside = (0..<n).filter {
        band.lower[$0] <= result.observed[$0] && result.observed[$0] <= band.upper[$0]
      }
      // Statistical: a standard error of the share is at most 0.0035.
      #expect(isClose(Double(inside.count) / Double(n), coverage, 0.012))
      #expect(isClose(band.upper[0] - band.expected[0], band.expected[0] - band.lower[0], 1e-12))
    }
    #expect(result.band().coverage == 0.99)
  }

  @Test("no remainder, no width")
  func narrowBand() {
    let zeros = [Double](repeating: 0, count: 4)
    let band = Self.decomposition(trend: [1, 2, 3, 4], season: zeros, remainder: zeros).band()
    #expect(band.lower == [1, 2, 3, 4])
    #expect(band.upper == [1, 2, 3, 4])
    let whole = ExpectedBand(expected: [1], deviations: [0], coverage: 1.0.nextDown)
    #expect(whole.lower == [1] && whole.upper == [1])
  }

  @Test("missing values are the same as each other, and nothing else is")
  func equality() {
    func parts(_ observed: [Double]) -> Decomposition {
      Decomposition(observed: observed, trend: [1, 2], seasons: [], weights: [1, 0])
    }
    #expect(parts([1, .nan]) == parts([1, .nan]))
    #expect(Set([parts([1, .nan]), parts([1, .nan])]).count == 1)
    #expect(parts([1, .nan]) != parts([1, 2]) && parts([.nan, 2]) != parts([2, .nan]))
  }
}
