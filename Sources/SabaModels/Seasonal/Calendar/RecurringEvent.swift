/// Something that happens by the local clock on certain days and has a level of its own, such as a
/// batch job on every first Monday.
public struct RecurringEvent: Sendable, Hashable, Codable {
  /// The days on which an event begins.
  ///
  /// Weekdays count from 1, Monday.
  public enum Days: Sendable, Hashable, Codable {
    /// Every day.
    case daily
    /// One day of each week.
    case weekly(weekday: Int)
    /// A weekday of each month: the first, second …; ordinal -1 is the last one.
    case monthly(weekday: Int, ordinal: Int)
    /// A day of each month from 1; -1 is the last day. Months without such a day are left out.
    case monthlyDay(Int)
  }

  /// What people call it.
  public let name: String
  /// When it happens.
  public let days: Days
  /// When it begins, in seconds after midnight by the clock.
  public let startSecond: Int
  /// How long it lasts by the clock, in seconds; it may end on the next day.
  public let duration: Int

  /// Makes an event; a ``SeasonalCalendar`` checks it.
  ///
  /// - Parameters:
  ///   - name: What people call it.
  ///   - days: When it happens.
  ///   - startSecond: In seconds after midnight by the clock, below 86 400.
  ///   - duration: In seconds, up to a day.
  public init(name: String, days: Days, startSecond: Int = 0, duration: Int = 86_400) {
    self.name = name
    self.days = days
    self.startSecond = startSecond
    self.duration = duration
  }

  /// Whether it begins on a day.
  func begins(on date: CivilDate) -> Bool {
    switch days {
    case .daily: return true
    case .weekly(let weekday): return date.weekday == weekday
    case .monthly(let weekday, let ordinal): return date.isWeekday(weekday, ordinal: ordinal)
    case .monthlyDay(let number):
      let (year, month, day) = date.components
      return day
        == (number > 0 ? number : CivilDate.dayCount(ofMonth: month, year: year) + 1 + number)
    }
  }

  /// What is wrong with the rule.
  var problem: String? {
    guard (0..<86_400).contains(startSecond), (1...86_400).contains(duration) else {
      return "begins at a second below 86400 and lasts 1 second to a day"
    }
    switch days {
    case .daily: return nil
    case .weekly(let weekday):
      return (1...7).contains(weekday) ? nil : "takes a weekday 1…7"
    case .monthly(let weekday, let ordinal):
      return (1...7).contains(weekday) && CivilDate.ordinals.contains(ordinal) && ordinal != 0
        ? nil : "takes a weekday 1…7 and an ordinal 1…5 or -1…-5"
    case .monthlyDay(let number):
      return (-31...31).contains(number) && number != 0 ? nil : "takes a day 1…31 or -1…-31"
    }
  }
}
