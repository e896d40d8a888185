internal import SabaNumerics
internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("What hosts do at the same time of many days")
struct RecurringStatesTests {
  static let day = 86_400
  static let tolerance = 1e-12

  static func row(
    _ host: Int, day: Int, hour: Double, at place: [Double], part: Int = 0
  ) -> RecurringStates.UnusualRow {
    .init(
      host: host, time: day * Self.day + Int(hour * 3600), part: part,
      energy: place.reduce(0) { $0 + $1 * $1 }, features: place)
  }

  static func states(
    _ rows: [RecurringStates.UnusualRow], days: Int, without part: Int? = nil
  ) -> [RecurringStates.State] {
    RecurringStates(among: rows, covariance: .identity(2), dayCount: days, threadCount: 2)
      .states(without: part)
  }

  @Test("Rows alike on a quarter of the days make a state with their mean")
  func nightly() {
    let rows = (0..<5).map {
      Self.row(0, day: $0, hour: 3 + 0.1 * Double($0), at: [10, Double($0)])
    }
    let found = Self.states(rows, days: 20)
    #expect(found.count == 1 && found[0].rowCount == 5)
    #expect(isClose(found[0].mean[0], 10, Self.tolerance))
    #expect(isClose(found[0].mean[1], 2, Self.tolerance))
    #expect(Self.states(rows, days: 24).isEmpty, "five of 24 days are no quarter")
    #expect(Self.states(Array(rows.prefix(2)), days: 3).isEmpty, "two days are too few")
    #expect(Self.states([], days: 20).isEmpty)
  }

  @Test("What comes at other times, on other hosts, or is not alike makes none")
  func others() {
    let atAnyTime = (0..<5).map { Self.row(0, day: $0, hour: 4 * Double($0), at: [10, 0]) }
    let onOthers = (0..<5).map { Self.row($0, day: $0, hour: 3, at: [10, 0]) }
    let unlike = (0..<5).map { row in
      let angle = Double(row) * 1.25
      return Self.row(0, day: row, hour: 3, at: [10 * cosine(angle), 10 * sine(angle)])
    }
    for rows in [atAnyTime, onOthers, unlike] { #expect(Self.states(rows, days: 8).isEmpty) }
  }

  @Test("Many rows of one day are one day; around midnight it is the same time of day")
  func days() {
    let flapping = (0..<9).map { Self.row(0, day: 0, hour: 3 + 0.1 * Double($0), at: [10, 0]) }
    #expect(Self.states(flapping, days: 8).isEmpty)
    let midnight = (0..<6).map { day in
      Self.row(0, day: day, hour: day % 2 == 0 ? 23.9 : 0.1, at: [10, 0])
    }
    // Every other time twelve minutes after the last: three days.
    #expect(Self.states(midnight, days: 8).count == 1)
  }

  @Test("A state that came too rarely outside of a part is not known there")
  func parts() {
    let rows = (0..<6).map { Self.row(0, day: $0, hour: 3, at: [10, Double($0)], part: $0 / 2) }
    #expect(Self.states(rows, days: 16).count == 1)
    let without = Self.states(rows, days: 16, without: 1)
    #expect(without.count == 1 && without[0].rowCount == 4)
    #expect(isClose(without[0].mean[1], (0 + 1 + 4 + 5) / 4, Self.tolerance))
    #expect(Self.states(rows, days: 20, without: 1).isEmpty, "four of 20 days are no quarter")
  }

  @Test("No row is in two states; the one of most days comes first")
  func disjoint() {
    let often = (0..<8).map { Self.row(0, day: $0, hour: 3, at: [10, 0]) }
    let rarely = (0..<4).map { Self.row(0, day: $0, hour: 15, at: [0, 10]) }
    let found = Self.states(rarely + often, days: 8)
    #expect(found.map(\.rowCount) == [8, 4])
    #expect(found.map { $0.mean[0] } == [10, 0])
  }
}
