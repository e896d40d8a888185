internal import Foundation
internal import SabaModels
internal import Testing

@Suite("Calendars")
struct SeasonalCalendarTests {
  static func date(_ year: Int, _ month: Int, _ day: Int) throws -> CivilDate {
    try #require(CivilDate(year: year, month: month, day: day))
  }

  @Test("Days count from 1970 and back, and only days of the calendar are dates")
  func dates() throws {
    #expect(try Self.date(1970, 1, 1).dayNumber == 0)
    #expect(try Self.date(2026, 11, 22).dayNumber == 20_779)
    for number in stride(from: -800_000, through: 800_000, by: 97) {
      let date = CivilDate(dayNumber: number)
      let (year, month, day) = date.components
      #expect(CivilDate(year: year, month: month, day: day) == date)
      #expect(CivilDate(dayNumber: number + 1).weekday == date.weekday % 7 + 1)
    }
    #expect(try Self.date(2026, 11, 22).weekday == 7)
    #expect(try Self.date(2024, 2, 29).description == "2024-02-29")
    for (year, month, day) in [
      (2023, 2, 29), (1900, 2, 29), (2026, 13, 1), (2026, 4, 31), (2026, 1, 0),
    ] {
      #expect(CivilDate(year: year, month: month, day: day) == nil)
    }
  }

  @Test("Holidays fall on their days")
  func holidays() throws {
    // Easter Sundays as published, the earliest and the latest of a century among them.
    for (year, month, day) in [
      (1818, 3, 22), (1943, 4, 25), (2000, 4, 23), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5),
      (2038, 4, 25),
    ] {
      #expect(Holiday.easter(offset: 0).includes(try Self.date(year, month, day)))
      #expect(
        !Holiday.easter(offset: 0).includes(
          CivilDate(dayNumber: try Self.date(year, month, day).dayNumber + 7)))
    }
    #expect(Holiday.easter(offset: -2).includes(try Self.date(2026, 4, 3)))
    #expect(Holiday.easter(offset: 39).includes(try Self.date(2026, 5, 14)))
    let thanksgiving = Holiday.weekday(4, ordinal: 4, month: 11)
    #expect(
      (1...30).filter {
        thanksgiving.includes(CivilDate(year: 2026, month: 11, day: $0) ?? .init(dayNumber: 0))
      } == [26])
    let memorial = Holiday.weekday(1, ordinal: -1, month: 5)
    #expect(
      (1...31).filter {
        memorial.includes(CivilDate(year: 2026, month: 5, day: $0) ?? .init(dayNumber: 0))
      } == [25])
    #expect(Holiday.yearly(month: 12, day: 25).includes(try Self.date(2031, 12, 25)))
    #expect(Holiday.once(try Self.date(2026, 7, 1)).includes(try Self.date(2026, 7, 1)))
    #expect(!Holiday.once(try Self.date(2026, 7, 1)).includes(try Self.date(2027, 7, 1)))
  }

  /// Whether an event goes on, told from nothing but the clock of each second.
  private static func isOn(_ event: RecurringEvent, _ zone: LocalZone, _ time: Int) -> Bool {
    let local = zone.localTime(at: time)
    func begins(_ date: CivilDate) -> Bool {
      let (year, month, day) = date.components
      let length = (28...31).last { CivilDate(year: year, month: month, day: $0) != nil } ?? 28
      switch event.days {
      case .daily: return true
      case .weekly(let weekday): return date.weekday == weekday
      case .monthly(let weekday, let ordinal):
        let all = (1...length).filter {
          CivilDate(year: year, month: month, day: $0)?.weekday == weekday
        }
        return (ordinal > 0 ? all.dropFirst(ordinal - 1).first : all.dropLast(-ordinal - 1).last)
          == day
      case .monthlyDay(let number): return day == (number > 0 ? number : length + 1 + number)
      }
    }
    let yesterday = CivilDate(dayNumber: local.date.dayNumber - 1)
    let second = local.secondOfDay - event.startSecond
    return (begins(local.date) && (0..<event.duration).contains(second))
      || (begins(yesterday) && (0..<event.duration).contains(second + 86_400))
  }

  @Test("Events are found at every time, over midnight and changes of the clock too")
  func events() throws {
    let zone = try LocalZone(identifier: "Europe/Berlin")
    let events: [RecurringEvent] = [
      .init(
        name: "first Monday", days: .monthly(weekday: 1, ordinal: 1), startSecond: 7200,
        duration: 3600),
      .init(name: "month end", days: .monthlyDay(-1), startSecond: 82_800, duration: 7200),
      .init(name: "last Friday", days: .monthly(weekday: 5, ordinal: -1)),
      .init(name: "Sunday night", days: .weekly(weekday: 7), startSecond: 5400, duration: 7200),
      .init(name: "15th", days: .monthlyDay(15), startSecond: 43_200, duration: 86_400),
      .init(name: "night", days: .daily, startSecond: 86_000, duration: 1000),
    ]
    let calendar = try SeasonalCalendar(zone: zone, holidays: [], events: events)
    // From 2026-03-01 to 2026-11-08, with both changes.
    for time in stride(from: 1_772_319_600, to: 1_794_092_400, by: 1499) {
      let expected = events.first { Self.isOn($0, zone, time) }
      #expect(calendar.event(at: time)?.name == expected?.name, "\(time)")
    }
  }

  @Test("Exclusions hold their seconds, however they overlap")
  func exclusions() throws {
    let calendar = try SeasonalCalendar(
      zone: .utc, holidays: [], exclusions: [500..<700, 100..<200, 150..<300, 300..<301, 900..<900])
    #expect(calendar.exclusions == [100..<301, 500..<700])
    for time in 0..<1000 {
      #expect(
        calendar.isExcluded(time) == ((100..<301).contains(time) || (500..<700).contains(time)))
    }
  }

  @Test("Days are those of the zone")
  func dayKinds() throws {
    let calendar = try SeasonalCalendar(
      zone: LocalZone(identifier: "Asia/Tokyo"), holidays: [.yearly(month: 1, day: 1)])
    let newYear = 1_767_193_200  // 2026-01-01 in Tokyo
    #expect(calendar.dayKind(at: newYear - 1) == .weekday(3))
    #expect(calendar.dayKind(at: newYear) == .holiday)
    #expect(calendar.dayKind(at: newYear + 86_399) == .holiday)
    #expect(calendar.dayKind(at: newYear + 86_400) == .weekday(5))
  }

  @Test("Rules that no day can meet are refused")
  func refusals() throws {
    let holidays: [Holiday] = [
      .yearly(month: 2, day: 30), .weekday(8, ordinal: 1, month: 1),
      .weekday(1, ordinal: 0, month: 1),
      .weekday(1, ordinal: 6, month: 1), .weekday(1, ordinal: 1, month: 13), .easter(offset: 400),
    ]
    for holiday in holidays {
      #expect(throws: FitError.self) { try SeasonalCalendar(zone: .utc, holidays: [holiday]) }
    }
    let events: [RecurringEvent] = [
      .init(name: "a", days: .daily, startSecond: 86_400),
      .init(name: "b", days: .daily, duration: 0),
      .init(name: "c", days: .daily, duration: 86_401), .init(name: "d", days: .weekly(weekday: 0)),
      .init(name: "e", days: .monthly(weekday: 1, ordinal: 0)),
      .init(name: "f", days: .monthlyDay(32)),
    ]
    for event in events {
      #expect(throws: FitError.self) {
        try SeasonalCalendar(zone: .utc, holidays: [], events: [event])
      }
    }
  }

  @Test("A calendar reads back equal; one that cannot be is refused")
  func roundTrip() throws {
    let calendar = try SeasonalCalendar(
      zone: LocalZone(identifier: "Australia/Lord_Howe"),
      holidays: [
        .yearly(month: 12, day: 25), .once(try Self.date(2026, 7, 1)), .easter(offset: 1),
      ],
      events: [
        .init(name: "batch", days: .monthly(weekday: 1, ordinal: 1), startSecond: 60, duration: 120)
      ],
      exclusions: [0..<10])
    let stored = try JSONEncoder().encode(calendar)
    #expect(try JSONDecoder().decode(SeasonalCalendar.self, from: stored) == calendar)
    let bad = String(decoding: stored, as: UTF8.self).replacing(
      "\"duration\":120", with: "\"duration\":0")
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(SeasonalCalendar.self, from: Data(bad.utf8))
    }
  }
}
