internal import Saba

/// A point in time as people in a hurry read it, in UTC.
struct CalendarTime: Sendable, Hashable {
  /// By what days are named.
  enum Clock: String, Sendable, Hashable {
    /// The calendar: `19 Jan`.
    case calendar
    /// The count of days from second 0 on, where no calendar is known: `day 1`.
    case dayCount
  }

  /// Such as `19 Jan`, or `day 3`.
  let day: String
  /// Such as `2026`; 1 is the only year that a count of days knows.
  let year: String
  /// Such as `02:50`.
  let timeOfDay: String
  /// Whether a day begins here.
  let isMidnight: Bool
  /// The month that it is in.
  let month: Month

  /// A month of some year.
  struct Month: Sendable, Hashable {
    /// Counted from January of the year 0 on.
    private(set) var number: Int

    /// Such as `Jan`.
    var name: String { CalendarTime.months[number % 12] }
    /// Such as `2026`.
    var year: String { "\(number / 12)" }
    /// When it begins, in seconds since the epoch; nil beyond the calendar.
    var start: Int? {
      CivilDate(year: number / 12, month: number % 12 + 1, day: 1).map { 86_400 * $0.dayNumber }
    }

    /// Goes on by some months.
    mutating func advance(by count: Int) { number += count }
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Reads the clock and the calendar.
  ///
  /// - Parameters:
  ///   - seconds: Since the epoch.
  ///   - clock: How the day is named.
  init(_ seconds: Int, clock: Clock = .calendar) {
    let secondOfDay = (seconds % 86_400 + 86_400) % 86_400
    let dayNumber = (seconds - secondOfDay) / 86_400
    let date = CivilDate(dayNumber: dayNumber).components
    switch clock {
    case .calendar:
      day = "\(date.day) \(Self.months[date.month - 1])"
      year = "\(date.year)"
    case .dayCount:
      day = "day \(dayNumber + 1)"
      year = "1"
    }
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    timeOfDay = "\(padded(secondOfDay / 3600)):\(padded(secondOfDay / 60 % 60))"
    isMidnight = secondOfDay == 0
    month = Month(number: 12 * date.year + date.month - 1)
  }

  /// Such as `19 Jan 02:50`.
  var dayAndTime: String { "\(day) \(timeOfDay)" }
}
