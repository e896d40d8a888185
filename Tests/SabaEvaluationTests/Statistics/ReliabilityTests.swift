import Foundation
import Saba
import SabaTestSupport
import Testing

@testable import SabaEvaluation

@Suite struct ReliabilityTests {
  /// P-values of an autocorrelated Gaussian series, uniform each by itself.
  static func pValues(_ count: Int, memory: Double, seed: UInt64) -> [Double] {
    var generator = RandomGenerator(seed: seed)
    var x = generator.normal()
    return (0..<count).map { _ in
      x = memory * x + (1 - memory * memory).squareRoot() * generator.normal()
      return 0.5 * erfc(x / 2.0.squareRoot())
    }
  }

  func share(_ reliability: Reliability, at level: Double) throws -> ReliabilityShare {
    try #require(reliability.shares().first { $0.level == level })
  }

  @Test func countsRowsOutsideEventsAlone() throws {
    // Hours; 3...5 with an hour on both sides are the event, rows 8 and 9 were not seen, and row 10
    // has no p-value.
    let rows = Array(0..<8) + Array(10..<16)
    let reliability = Reliability(
      pValues: [0.5, 0.3, 0, 0, 0, 0, 0, 1e-4] + [.nan, 0.05, 0.06, 0.2, 0.9, 0.01],
      events: [3...5], rows: rows, interval: 3_600)
    let shares = reliability.shares()
    #expect(shares.map(\.level) == Reliability.levels)
    #expect(shares.allSatisfy { $0.rowCount == 8 })
    let expected = [7, 5, 4, 3, 2, 2, 1, 1, 1, 1, 1].map { Double($0) / 8 }
    #expect(shares.map(\.observed) == expected)
  }

  @Test func anEventAtTheEdgeOfTheHour() throws {
    // Twenty minutes: three rows on either side of row 10.
    let reliability = Reliability(
      pValues: [Double](repeating: 0, count: 20), events: [10...10], rows: Array(0..<20),
      interval: 1_200)
    #expect(try share(reliability, at: 0.5).rowCount == 13)
    // The same rows count in the days of an event score.
    let score = EventScore(alerts: [], events: [10...10], rows: Array(0..<20), interval: 1_200)
    #expect(isClose(score.hostDaysOutsideEvents * 72, 13, Tolerance.closedForm))
  }

  @Test func poolingAddsUp() throws {
    let parts = (0..<3).map { seed in
      Reliability(
        pValues: Self.pValues(500, memory: 0.5, seed: UInt64(seed)), events: [],
        rows: Array(0..<500), interval: 3_600)
    }
    var pooled = Reliability()
    for part in parts { pooled += part }
    #expect(pooled == parts[0] + parts[1] + parts[2])
    let shares = parts.map { $0.shares() }
    for (index, share) in pooled.shares().enumerated() {
      #expect(share.rowCount == 1_500)
      let sum = shares.reduce(0) { $0 + ($1[index].observed ?? .nan) }
      #expect(isClose(share.observed ?? .nan, sum / 3, Tolerance.closedForm))
    }
  }

  @Test func everyHostOfAnEntity() throws {
    let values = Matrix(rowCount: 30, columnCount: 1)
    let entity = BaselineFixture.entity(
      train: [("a", 0, values)], test: [("a", 9_000, values), ("b", 9_000, values)])
    let pValues = (0..<60).map { $0 < 30 ? 0.04 : 0.4 }
    let reliability = Reliability(pValues: pValues, on: entity)
    #expect(try share(reliability, at: 0.05).observed == 0.5)
    #expect(try share(reliability, at: 0.5).observed == 1)
    #expect(try share(reliability, at: 0.5).rowCount == 60)
  }

  /// Days of rows that come in fits: the interval holds the level nearly as often as promised, where
  /// one of independent rows does so in less than half the repetitions.
  @Test func coverageUnderAutocorrelation() throws {
    let repetitions = 100
    let rowCount = 30 * 288
    var covered = 0
    var naive = 0
    for seed in 0..<repetitions {
      let reliability = Reliability(
        pValues: Self.pValues(rowCount, memory: 0.95, seed: UInt64(seed)), events: [],
        rows: Array(0..<rowCount), interval: 300)
      let shares = reliability.shares(resamples: 300, seed: UInt64(seed))
      let share = try #require(shares.first { $0.level == 0.1 })
      let (low, high) = try (#require(share.low), #require(share.high))
      if low <= 0.1 && 0.1 <= high { covered += 1 }
      let deviation = (0.1 * 0.9 / Double(rowCount)).squareRoot()
      if abs(try #require(share.observed) - 0.1) <= 1.96 * deviation { naive += 1 }
    }
    // With 30 days the bootstrap falls short of 95 % by some percent, see BootstrapInterval.
    #expect(covered >= 85 && covered < 100, "\(covered)")
    #expect(naive < 50, "\(naive)")
  }

  @Test func wrongPValuesAreFoundOut() throws {
    // Ten times too small.
    let reliability = Reliability(
      pValues: Self.pValues(8_640, memory: 0.9, seed: 1).map { $0 / 10 }, events: [],
      rows: Array(0..<8_640), interval: 300)
    let share = try share(reliability, at: 0.01)
    #expect(try #require(share.low) > 0.05)
    #expect(try #require(share.observed) > 0.08)
  }

  @Test func nothingToCount() throws {
    let empty = Reliability().shares()
    #expect(empty.count == Reliability.levels.count)
    for share in empty {
      #expect(share.rowCount == 0 && share.observed == nil)
      #expect(share.low == nil && share.high == nil)
    }
    let unjudged = Reliability(
      pValues: [.nan, .nan], events: [], rows: [0, 1], interval: 3_600)
    #expect(unjudged == Reliability())
    let onlyEvents = Reliability(
      pValues: [0.5, 0.5], events: [0...1], rows: [0, 1], interval: 3_600)
    #expect(onlyEvents == Reliability())

    let oneDay = Reliability(
      pValues: [0.01, 0.9], events: [], rows: [0, 1], interval: 3_600)
    #expect(try share(oneDay, at: 0.5).observed == 0.5)
    #expect(try share(oneDay, at: 0.5).low == nil)
    // Two days, but no small p-value in either.
    let calm = Reliability(
      pValues: [0.9, 0.9], events: [], rows: [0, 30], interval: 3_600)
    #expect(try share(calm, at: 0.1).observed == 0)
    #expect(try share(calm, at: 0.1).high == nil)
    #expect(calm.shares().allSatisfy { $0.rowCount == 2 })
  }

  @Test func sharesRepeatAndRoundTrip() throws {
    let reliability = Reliability(
      pValues: Self.pValues(2_000, memory: 0.5, seed: 2), events: [], rows: Array(0..<2_000),
      interval: 300)
    let shares = reliability.shares(seed: 3)
    #expect(shares == reliability.shares(seed: 3))
    #expect(shares != reliability.shares(seed: 4))
    let text = try JSONEncoder().encode(shares)
    #expect(try JSONDecoder().decode([ReliabilityShare].self, from: text) == shares)
    let none = try JSONSerialization.jsonObject(with: JSONEncoder().encode(Reliability().shares()))
    let first = try #require((none as? [[String: Any]])?.first)
    #expect(Set(first.keys) == ["level", "observed", "low", "high", "rows"])
  }
}
