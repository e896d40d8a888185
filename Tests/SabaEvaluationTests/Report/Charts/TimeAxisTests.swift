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
}
