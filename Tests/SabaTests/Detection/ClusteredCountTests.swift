internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("Counts of cases that come in clusters")
struct ClusteredCountTests {
  /// Byar's interval and Student's quantile of 10 000 days against Garwood's exact interval.
  static let intervalTolerance = 0.03

  @Test(
    "Independent cases have the Poisson interval",
    arguments: [(0, 0.0, 2.996), (1, 0.051, 4.744), (5, 1.970, 10.513), (50, 38.965, 63.287)])
  func independent(count: Int, low: Double, high: Double) throws {
    // One case a day at most: as even as can be.
    let days = (0..<10_000).map { (count: $0 < count ? 1 : 0, exposure: 1.0) }
    let interval = try #require(ClusteredCount(days: days).interval(confidence: 0.9))
    #expect(abs(interval.lowerBound - low) < Self.intervalTolerance)
    #expect(abs(interval.upperBound - high) < Self.intervalTolerance)
  }

  @Test("Dispersion is the variance of the days' counts over their mean, exposures regarded")
  func dispersion() {
    let days = [(count: 8, exposure: 2.0), (0, 1), (1, 1), (3, 4)]
    let rate = 12.0 / 8
    let squares = [8 - 2 * rate, 0 - rate, 1 - rate, 3 - 4 * rate].map { $0 * $0 }
    let expected = squares.reduce(0, +) * 4 / 3 / 12
    #expect(isClose(ClusteredCount(days: days).dispersion, expected, Tolerance.closedForm))
    #expect(ClusteredCount(days: days, leastDispersion: 9).dispersion == 9)
    #expect(ClusteredCount(days: [(2, 1), (2, 1)]).dispersion == 1)
  }

  @Test("Clusters widen the interval by their size, none seen too; a single day has no interval")
  func clusters() throws {
    func interval(_ count: Int, size: Int) throws -> ClosedRange<Double> {
      let days = (0..<1000).map { (count: $0 < count ? size : 0, exposure: 1.0) }
      return try #require(
        ClusteredCount(days: days, leastDispersion: Double(size)).interval(confidence: 0.9))
    }
    let single = try interval(4, size: 1)
    let clustered = try interval(4, size: 6)
    #expect(isClose(clustered.upperBound, 6 * single.upperBound, 0.01))
    #expect(isClose(clustered.lowerBound, 6 * single.lowerBound, 0.03))
    #expect(isClose(try interval(0, size: 6).upperBound, 6 * 2.97, 0.01))
    #expect(ClusteredCount(days: [(3, 1)]).interval(confidence: 0.9) == nil)
  }

  /// Of 400 intervals of 90 %; what a cluster's own size adds to the variance costs some of it.
  static let leastCoverage = 0.85

  @Test("Of cases in clusters of random size, intervals hold the truth as often as they say")
  func coverage() throws {
    var generator = RandomGenerator(seed: 5)
    var held = 0
    let trials = 400
    for _ in 0..<trials {
      // On every third day of thirty a cluster of 1…9 cases.
      let days = (0..<30).map { _ in
        let size = generator.uniform() < 1.0 / 3 ? 1 + Int(9 * generator.uniform()) : 0
        return (count: size, exposure: 1.0)
      }
      let interval = try #require(ClusteredCount(days: days).interval(confidence: 0.9))
      if interval.contains(50) { held += 1 }
    }
    #expect(Double(held) >= Self.leastCoverage * Double(trials), "\(held)")
  }
}
