import Testing

@testable import SabaEvaluation

@Suite struct TimeAxisTests {
  /// 2026-01-19 00:00 UTC.
  static let midnight = 1_768_780_800

  @Test func daysAreNamedAndHoursToldBetweenThem() {
    let axis = TimeAxis(from: Self.midnight, to: Self.midnight + 3 * 86_400)
    #expect(
      axis.ticks.map(\.label) == ["19 Jan", "12:00", "20 Jan", "12:00", "21 Jan", "12:00"])
    #expect(axis.ticks.map(\.isMidnight) == [true, false, true, false, true, false])
    #expect(axis.ticks.allSatisfy { $0.date == nil })
  }

  @Test func theFirstTickHasTheDateWhereNoDayBegins() {
    let axis = TimeAxis(from: Self.midnight + 2000, to: Self.midnight + 5 * 3600)
    #expect(axis.ticks.map(\.label) == ["01:00", "02:00", "03:00", "04:00"])
    #expect(axis.ticks.map(\.date) == ["19 Jan", nil, nil, nil])
  }

  @Test func weeksBeginOnMondays() {
    // 2026-01-22 is a Thursday.
    let axis = TimeAxis(from: Self.midnight + 3 * 86_400, to: Self.midnight + 40 * 86_400)
    #expect(axis.ticks.map(\.label) == ["26 Jan", "2 Feb", "9 Feb", "16 Feb", "23 Feb"])
    let before1970 = TimeAxis(from: -30 * 86_400, to: 0)
    #expect(before1970.ticks.map(\.label) == ["8 Dec", "15 Dec", "22 Dec", "29 Dec"])
  }

  @Test func longSpansAreToldInMonthsWithTheYearBelowTheFirstAndJanuary() {
    let year = TimeAxis(from: Self.midnight, to: Self.midnight + 365 * 86_400)
    #expect(year.ticks.map(\.label) == ["Mar", "May", "Jul", "Sep", "Nov", "Jan"])
    #expect(year.ticks.map(\.date) == ["2026", nil, nil, nil, nil, "2027"])
    // 2026-03-01 00:00 UTC.
    #expect(year.ticks[0].time == 1_772_323_200)
    let years = TimeAxis(from: Self.midnight, to: Self.midnight + 4000 * 86_400)
    #expect(years.ticks.map(\.label) == ["Jan", "Jan", "Jan", "Jan", "Jan"])
    #expect(years.ticks.map(\.date) == ["2028", "2030", "2032", "2034", "2036"])
  }

  @Test(arguments: [100, 200, 400, 700, 1500, 20_000, 700_000])
  func ticksOfLongSpansAreFewAndOnTheAxis(days: Int) {
    for start in [Self.midnight, Self.midnight - 300 * 86_400 + 5, -40_000 * 86_400] {
      let axis = TimeAxis(from: start, to: start + days * 86_400)
      #expect((2...8).contains(axis.ticks.count), "\(axis.ticks.count)")
      #expect(axis.ticks.allSatisfy { (start..<axis.end).contains($0.time) && $0.isMidnight })
    }
  }

  @Test(arguments: [1, 59, 300, 86_400, 40 * 86_400, 4000 * 86_400])
  func ticksAreFewAndOnTheAxis(length: Int) {
    for start in [Self.midnight + 17, -1_000_001] {
      let axis = TimeAxis(from: start, to: start + length)
      #expect(axis.ticks.count <= 8)
      #expect(axis.ticks.allSatisfy { (start..<start + length).contains($0.time) })
    }
  }

  @Test func anAxisIsNeverWithoutLength() {
    let axis = TimeAxis(from: 5, to: 5)
    #expect(axis.position(of: 5) == 0)
    #expect(axis.position(of: 9) == 1)
  }

  @Test func daysAreCountedWhereThereIsNoCalendar() {
    let axis = TimeAxis(from: 2 * 86_400 + 3600, to: 5 * 86_400, clock: .dayCount)
    #expect(axis.ticks.map(\.label) == ["12:00", "day 4", "12:00", "day 5", "12:00"])
    let hours = TimeAxis(from: 3600, to: 4 * 3600, clock: .dayCount)
    #expect(hours.ticks.first?.date == "day 1")
    let weeks = TimeAxis(from: 16 * 86_400, to: 32 * 86_400, clock: .dayCount)
    #expect(weeks.ticks.map(\.label) == ["day 20", "day 25", "day 30"])
    for days in [40, 300, 4000, 90_000] {
      let long = TimeAxis(from: 0, to: days * 86_400, clock: .dayCount)
      #expect((3...8).contains(long.ticks.count), "\(days)")
      #expect(long.ticks.allSatisfy { $0.label.hasSuffix("0") || $0.label.hasSuffix("5") })
    }
  }
}
