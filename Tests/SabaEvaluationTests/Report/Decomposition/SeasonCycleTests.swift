import Saba
import Testing

@testable import SabaEvaluation

@Suite struct SeasonCycleTests {
  /// 2026-01-19 00:00 UTC, a Monday.
  static let monday = 1_768_780_800

  /// The cycle of a season that is the number of the hour by the clock, in a week.
  static func hours(
    from start: Int, count: Int, length: Int, offset: Int = 0
  ) -> SeasonCycle {
    let grid = TimeGrid(start: start, interval: 3600, count: count)
    let values = (0..<count).map { index in
      Double(((grid.time(at: index) + offset - monday) / 3600 % 168 + 168) % 168)
    }
    let clock = LocalClockGrid(grid) { _ in offset }
    return SeasonCycle(
      .init(period: length / 3600, values: values), length: length, clock: clock,
      localStart: start + offset)
  }

  @Test("Weeks begin on Monday wherever the series does", arguments: [0, 5, 77, -1000])
  func weeks(shift: Int) {
    let cycle = Self.hours(from: Self.monday + 3600 * shift, count: 400, length: 604_800)
    #expect(cycle.followsClock && cycle.isSteady)
    #expect(cycle.means.map(\.low) == (0..<168).map(Double.init))
    #expect(cycle.means.map(\.time) == (0..<168).map { 3600 * (Double($0) + 0.5) })
    #expect(
      cycle.ticks.filter { !$0.label.isEmpty }.map(\.label)
        == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
  }

  @Test("Days begin at midnight by the local clock", arguments: [0, 32_400, -18_000, 19_800])
  func days(offset: Int) {
    let cycle = Self.hours(
      from: Self.monday + 5 * 3600, count: 240, length: 86_400, offset: offset)
    // The means over days of hours of the week rise by one an hour.
    let lows = cycle.ranges.map(\.low)
    #expect(lows == (0..<24).map(Double.init))
    #expect(cycle.means[0].time == (offset == 19_800 ? 3600 : 1800))
    #expect(!cycle.isSteady)
    #expect(cycle.ticks.map(\.label) == ["00:00", "06:00", "12:00", "18:00", "24:00"])
  }

  @Test("A cycle that is no part of a week begins with the series")
  func others() {
    let cycle = Self.hours(from: Self.monday + 5 * 3600, count: 30, length: 5 * 3600)
    #expect(!cycle.followsClock)
    #expect(cycle.means.map(\.low) == [17.5, 18.5, 19.5, 20.5, 21.5])
    #expect(cycle.ticks.map(\.label) == ["0", "1 h", "2 h", "3 h", "4 h", "5 h"])
  }

  @Test(
    "Lengths of cycles have a few round labels",
    arguments: [2, 7, 90, 3600, 7200, 50_000, 864_000, 31_536_000])
  func ticks(length: Int) {
    let grid = TimeGrid(start: 0, interval: 1, count: 4)
    let cycle = SeasonCycle(
      .init(period: length, values: [1, 2, 1, 2]), length: length,
      clock: LocalClockGrid(grid) { _ in 0 }, localStart: 0)
    #expect((2...6).contains(cycle.ticks.count), "\(cycle.ticks.map(\.label))")
    #expect(cycle.ticks.allSatisfy { (0...length).contains($0.time) })
  }
}
