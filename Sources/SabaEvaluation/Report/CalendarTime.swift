internal import Saba

/// A point in time as people in a hurry read it, in UTC.
struct CalendarTime: Sendable, Hashable {
  /// Such as `19 Jan`.
  let day: String
  /// Such as `2026`.
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
  /// - Parameter seconds: Since the epoch.
  init(_ seconds: Int) {
    let text = Timestamp.text(seconds)
    let date = text.prefix { $0 != "T" }.split(separator: "-")
    let clock = text.drop { $0 != "T" }.dropFirst().prefix(5)
    let month = date.dropLast().last.flatMap { Int($0) } ?? 1
    let dayOfMonth = date.last.flatMap { Int($0) } ?? 1
    day = "\(dayOfMonth) \(Self.months[month - 1])"
    year = String(date.first ?? "")
    timeOfDay = String(clock)
    isMidnight = seconds.isMultiple(of: 86_400)
    self.month = Month(number: 12 * (Int(year) ?? 0) + month - 1)
  }

  /// Such as `19 Jan 02:50`.
  var dayAndTime: String { "\(day) \(timeOfDay)" }
}
