/// How a downtime comes again, by the local clock.
public struct Recurrence: Sendable, Hashable {
  /// What is counted from one time to the next.
  public enum Unit: String, Sendable, Hashable, CaseIterable {
    /// Hours of 3600 seconds, whatever clocks do.
    case hourly
    /// Days, at the same time by the clock.
    case daily
    /// Weeks, which begin on Monday, on some days of them at the same time by the clock.
    case weekly
    /// Months, on the same day of the month, or its last where it is shorter.
    case monthly
    /// Years, on the same day; a 29 February is a 28 February in other years.
    case yearly
  }

  /// The days of the week, as JSON has them.
  public enum Weekday: String, Sendable, Hashable, CaseIterable {
    /// The first day of the week after ISO 8601.
    case monday = "Monday"
    /// The day after Monday.
    case tuesday = "Tuesday"
    /// The day after Tuesday.
    case wednesday = "Wednesday"
    /// The day after Wednesday.
    case thursday = "Thursday"
    /// The day after Thursday.
    case friday = "Friday"
    /// The day after Friday.
    case saturday = "Saturday"
    /// The last day of the week.
    case sunday = "Sunday"

    /// The days since Monday.
    var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  /// What is counted.
  public internal(set) var unit: Unit
  /// How many of them lie from one time to the next, from 1.
  public internal(set) var interval: Int
  /// The days of a weekly one; empty for the weekday on which it starts, and for other units.
  public internal(set) var weekdays: [Weekday] = []
  /// No time begins later, in seconds since the epoch; one that has begun goes on to its end.
  public internal(set) var until: Int?
  /// Settings that Saba does not know.
  public internal(set) var unknown = UnknownSettings()

  /// The largest interval.
  static let largestInterval = 10_000
}

/// The times at which something recurs, numbered from 0 at its start, ascending.
///
/// A local time that clocks skip is taken with the offset before they do, and of one that comes twice
/// the first is meant, as in iCalendar (RFC 5545, 3.3.5).
struct Occurrences {
  private let start: Int
  private let recurrence: Recurrence
  private let zone: LocalZone
  private let startDay: CivilDate
  private let startSecond: Int
  /// The days since Monday on which a weekly one comes, ascending.
  private let weekdays: [Int]

  init(from start: Int, _ recurrence: Recurrence, in zone: LocalZone) {
    self.start = start
    self.recurrence = recurrence
    self.zone = zone
    let local = zone.localTime(at: start)
    startDay = local.date
    startSecond = local.secondOfDay
    weekdays =
      recurrence.weekdays.isEmpty
      ? [local.weekday - 1] : recurrence.weekdays.map(\.index).sorted()
  }

  /// The last time that is not after another; nil before the first.
  ///
  /// - Complexity: O(1).
  func last(notAfter time: Int) -> Int? {
    guard time >= start else { return nil }
    let time = min(time, recurrence.until ?? time)
    // Clocks that change move a time by hours at most: one number more is surely late enough.
    var number = largestNumber(around: time) + 1
    while number >= 0 {
      if let found = self[number], found <= time { return found }
      number -= 1
    }
    return nil
  }

  /// The first time after another; nil where there is none any more.
  ///
  /// - Complexity: O(1).
  func first(after time: Int) -> Int? {
    // A week has up to seven numbers, and one that begins before the start some without a time.
    var number = max(0, time < start ? 0 : largestNumber(around: time) - 7)
    for _ in 0..<24 {
      if let found = self[number], found > time {
        return found <= recurrence.until ?? found ? found : nil
      }
      number += 1
    }
    return nil
  }

  /// The time of a number; nil for a day of the first week that lies before the start.
  private subscript(_ number: Int) -> Int? {
    let step = recurrence.interval
    let found: Int
    switch recurrence.unit {
    case .hourly: found = start + 3600 * step * number
    case .daily: found = time(on: CivilDate(dayNumber: startDay.dayNumber + step * number))
    case .weekly:
      let week = number / weekdays.count * step
      let day = weekdays[number % weekdays.count]
      found = time(on: CivilDate(dayNumber: startDay.monday + 7 * week + day))
    case .monthly: found = time(on: startDay.adding(months: step * number))
    case .yearly: found = time(on: startDay.adding(months: 12 * step * number))
    }
    return found >= start ? found : nil
  }

  /// The number of the last time on or before the local day of a time.
  private func largestNumber(around time: Int) -> Int {
    let step = recurrence.interval
    let day = zone.localTime(at: time).date
    switch recurrence.unit {
    case .hourly: return (time - start) / (3600 * step)
    case .daily: return max(0, day.dayNumber - startDay.dayNumber) / step
    case .weekly:
      let weeks = max(0, day.monday - startDay.monday) / 7 / step
      return (weeks + 1) * weekdays.count - 1
    case .monthly: return max(0, day.month - startDay.month) / step
    case .yearly: return max(0, day.month - startDay.month) / 12 / step
    }
  }

  /// When the local clock shows the time of the start on a day.
  private func time(on day: CivilDate) -> Int {
    let local = 86_400 * day.dayNumber + startSecond
    // At most one change lies between the day before and the day after.
    let before = zone.offset(at: local - 86_400)
    let after = zone.offset(at: local + 86_400)
    let isSkipped = zone.offset(at: local - after) != after
    return zone.offset(at: local - before) == before || isSkipped ? local - before : local - after
  }
}

extension CivilDate {
  /// The day number of the Monday of its week.
  fileprivate var monday: Int { dayNumber - (weekday - 1) }

  /// The months since the year 0.
  fileprivate var month: Int {
    let (year, month, _) = components
    return 12 * year + month - 1
  }

  /// The same day some months later, or the last of that month where it is shorter.
  fileprivate func adding(months: Int) -> CivilDate {
    let total = month + months
    let (year, month) = (total / 12, total % 12 + 1)
    for day in stride(from: components.day, to: 27, by: -1) {
      if let date = CivilDate(year: year, month: month, day: day) { return date }
    }
    return CivilDate(year: year, month: month, day: components.day) ?? self
  }
}
