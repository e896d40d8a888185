internal import SabaModels
internal import SabaTestSupport
internal import Testing

@Suite("Seasonal profiles by the calendar")
struct SeasonalProfileCalendarTests {
  typealias Way = SeasonalProfileTests.Way

  struct Switch: Sendable, CustomTestStringConvertible {
    var zone: String
    /// The second at which clocks are changed.
    var time: Int
    var testDescription: String { "\(zone) \(time)" }
  }

  /// Both switches of 2026; for Tokyo, which has none, two days like others.
  static let switches = [
    Switch(zone: "Europe/Berlin", time: 1_774_746_000),
    Switch(zone: "Europe/Berlin", time: 1_792_890_000),
    Switch(zone: "America/New_York", time: 1_772_953_200),
    Switch(zone: "America/New_York", time: 1_793_512_800),
    Switch(zone: "Australia/Lord_Howe", time: 1_775_314_800),
    Switch(zone: "Australia/Lord_Howe", time: 1_791_041_400),
    Switch(zone: "Asia/Tokyo", time: 1_774_746_000),
    Switch(zone: "Asia/Tokyo", time: 1_792_890_000),
  ]

  /// A day by the local clock with a steep morning: people come at 9.
  static func usual(_ second: Int) -> Double {
    (32_400..<64_800).contains(second)
      ? 100 + 20 * sine(.pi * Double(second - 32_400) / 32_400) : 20
  }

  @Test("Nothing bursts when clocks are changed", arguments: switches, Way.allCases)
  func clockChange(change: Switch, way: Way) throws {
    let zone = try LocalZone(identifier: change.zone)
    #expect(
      (zone.offset(at: change.time) != zone.offset(at: change.time - 1))
        == (change.zone != "Asia/Tokyo"))
    var generator = RandomGenerator(seed: 1)
    // Three weeks up to the midnight before the change.
    let midnight = change.time - zone.localTime(at: change.time - 1).secondOfDay - 1
    let start = midnight - 21 * 86_400
    var profile = try SeasonalProfileTests.learn(
      way, days: 21, start: start, calendar: SeasonalCalendar(zone: zone)
    ) { Self.usual(zone.localTime(at: $0).secondOfDay) + generator.normal() }
    var largest = 0.0
    for time in stride(from: midnight, to: midnight + 8 * 86_400, by: 300) {
      let second = zone.localTime(at: time).secondOfDay
      let score = profile.update(with: Self.usual(second) + generator.normal(), at: time)
      largest = max(largest, abs(score))
      #expect(abs(profile.expected(at: time) - Self.usual(second)) < 3, "\(second)")
    }
    #expect(largest < 7)
  }

  @Test("By the clock of UTC the same change is a burst")
  func clockChangeIsSeen() throws {
    let zone = try LocalZone(identifier: "Europe/Berlin")
    let midnight = 1_774_746_000 - 7200
    let profile = try SeasonalProfileTests.learn(.atOnce, days: 21, start: midnight - 21 * 86_400) {
      Self.usual(zone.localTime(at: $0).secondOfDay)
    }
    let nine = midnight + 86_400 + 8 * 3600 + 300
    #expect(profile.score(of: Self.usual(zone.localTime(at: nine).secondOfDay), at: nine) > 20)
  }

  @Test(
    "Holidays are like Sundays until they were seen, then have a level of their own",
    arguments: Way.allCases)
  func holidays(way: Way) throws {
    let monday = SeasonalProfileTests.monday
    func dayNumber(_ time: Int) -> Int { (time - monday) / 86_400 }
    // Thursdays 24, 31, 38 … days after the first Monday; the last of them was not seen.
    let holidays = [3 + 7 * 7, 3 + 9 * 7, 3 + 11 * 7, 3 + 13 * 7]
    let calendar = try SeasonalCalendar(
      zone: .utc, holidays: holidays.map { .once(CivilDate(dayNumber: monday / 86_400 + $0)) })
    func truth(_ time: Int) -> Double {
      if holidays.contains(dayNumber(time)) { return 10 }
      return dayNumber(time) % 7 < 6 ? 100 : 40
    }
    var generator = RandomGenerator(seed: 2)
    let early = try SeasonalProfileTests.learn(way, days: 7 * 7, calendar: calendar) {
      truth($0) + 2 * generator.normal()
    }
    let holiday = monday + holidays[0] * 86_400 + 36_000
    #expect(abs(early.expected(at: holiday) - 40) < 3)
    let late = try SeasonalProfileTests.learn(way, days: 12 * 7, calendar: calendar) {
      truth($0) + 2 * generator.normal()
    }
    let last = monday + holidays[3] * 86_400 + 36_000
    #expect(abs(late.expected(at: last) - 10) < 4)
    #expect(late.score(of: 100, at: last) > 10)
    // The Thursdays have not heard of it.
    #expect(abs(late.expected(at: last + 7 * 86_400) - 100) < 3)
  }

  @Test("An event has a level of its own and leaves usual days alone", arguments: Way.allCases)
  func events(way: Way) throws {
    let calendar = try SeasonalCalendar(
      zone: LocalZone(identifier: "Asia/Tokyo"), holidays: [],
      events: [
        .init(
          name: "accounts", days: .monthly(weekday: 1, ordinal: 1), startSecond: 7200,
          duration: 3600)
      ])
    var generator = RandomGenerator(seed: 3)
    let profile = try SeasonalProfileTests.learn(way, days: 180, interval: 900, calendar: calendar)
    { time in
      (calendar.event(at: time) == nil ? 100 : 300) + 5 * generator.normal()
    }
    // Mondays at 02:30 in Tokyo: 2026-07-06 is the first of its month, the next one is not.
    let first = 1_783_272_600
    #expect(calendar.event(at: first)?.name == "accounts")
    #expect(abs(profile.expected(at: first) - 300) < 20)
    #expect(abs(profile.score(of: 300, at: first)) < 3)
    #expect(abs(profile.expected(at: first + 7 * 86_400) - 100) < 5)
    #expect(profile.score(of: 300, at: first + 7 * 86_400) > 20)
  }
}
