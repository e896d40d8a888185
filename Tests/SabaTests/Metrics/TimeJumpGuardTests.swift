internal import SabaNumerics
internal import Testing

@testable internal import Saba

@Suite struct TimeJumpGuardTests {
  private let day = TimeJumpGuard.longestJump

  /// The times of the rows taken, in order, and the number of those dropped.
  private func pass(_ rows: [(host: Int, time: Double)]) -> (taken: [Double], dropped: Int) {
    var jumpGuard = TimeJumpGuard()
    var taken: [Double] = []
    for row in rows {
      let row = MetricRow(host: row.host, time: row.time, metrics: [0], values: [1])
      taken += jumpGuard.pass(row).map(\.time)
    }
    jumpGuard.finish()
    return (taken, jumpGuard.droppedRows)
  }

  @Test func takesRowsUpToADayAheadOrLate() {
    let (taken, dropped) = pass([(0, 0), (1, day), (0, 2 * day), (1, -9), (0, 2 * day + 1)])
    #expect(taken == [0, day, 2 * day, -9, 2 * day + 1])
    #expect(dropped == 0)
  }

  @Test func dropsOneRowFarAhead() {
    let (taken, dropped) = pass([(0, 0), (0, 9 * day), (0, 60), (1, 5 * day), (1, 60), (0, 120)])
    #expect(taken == [0, 60, 60, 120])
    #expect(dropped == 2)
  }

  @Test func takesAJumpThatTheNextRowConfirms() {
    for host in 0...1 {
      let (taken, dropped) = pass([(0, 0), (0, 3 * day), (host, 3 * day + 60), (0, 3 * day + 99)])
      #expect(taken == [0, 3 * day, 3 * day + 60, 3 * day + 99])
      #expect(dropped == 0)
    }
    // The earlier of two that confirm each other goes first.
    #expect(pass([(0, 0), (0, 3 * day + 60), (1, 3 * day)]).taken == [0, 3 * day, 3 * day + 60])
  }

  @Test func doesNotTakeAWrongRowAlongWithAJump() {
    let right = [(0, 0.0), (1, 2 * day), (0, 2 * day + 60), (1, 2 * day + 120)]
    for place in 1...3 {
      var rows = right
      rows.insert((2, 900 * day), at: place)
      let (taken, dropped) = pass(rows)
      #expect(taken == right.map(\.1))
      #expect(dropped == 1)
    }
  }

  @Test func aMeasurementOfSeveralRowsDoesNotConfirmItself() {
    let (taken, dropped) = pass([(0, 0), (1, 9 * day), (1, 9 * day), (1, 9 * day), (0, 60)])
    #expect(taken == [0, 60])
    #expect(dropped == 3)
    // Another host at the same time does.
    #expect(pass([(0, 0), (1, 9 * day), (1, 9 * day), (0, 9 * day)]).taken.count == 4)
  }

  @Test func dropsRowsOfTheFutureByTheClockAlone() {
    var jumpGuard = TimeJumpGuard(interval: 60)
    func taken(_ time: Double, now: Double?) -> [Double] {
      jumpGuard.pass(MetricRow(host: 0, time: time, metrics: [0], values: [1]), now: now)
        .map(\.time)
    }
    #expect(taken(1000, now: 1000) == [1000])
    // Clocks differ by a little.
    #expect(taken(1060, now: 1000) == [1060])
    #expect(taken(1061, now: 1000).isEmpty && taken(1062, now: 1000).isEmpty)
    #expect(jumpGuard.futureRows == 2 && jumpGuard.droppedRows == 0)
    #expect(taken(1061, now: nil) == [1061])
    // They confirm no jump.
    #expect(taken(9 * day, now: 1100).isEmpty && taken(9 * day + 1, now: 1100).isEmpty)
    #expect(jumpGuard.futureRows == 4)
    jumpGuard.finish()
    #expect(jumpGuard.droppedRows == 0)
  }

  @Test func dropsWhatTheEndLeavesUnconfirmed() {
    let (taken, dropped) = pass([(0, 0), (0, 9 * day)])
    #expect(taken == [0])
    #expect(dropped == 1)
  }
}
