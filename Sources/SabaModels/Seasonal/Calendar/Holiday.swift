/// A rule for days that are not like others of their weekday.
public enum Holiday: Sendable, Hashable, Codable {
  /// The same date each year, such as 12-25.
  case yearly(month: Int, day: Int)
  /// One day.
  case once(CivilDate)
  /// A weekday of a month, such as the fourth Thursday of November; ordinal -1 is the last one.
  /// Weekdays count from 1, Monday.
  case weekday(Int, ordinal: Int, month: Int)
  /// So many days after Easter Sunday of the western churches: -2 is Good Friday.
  case easter(offset: Int)

  /// Whether a day is such a holiday.
  public func includes(_ date: CivilDate) -> Bool {
    switch self {
    case .yearly(let month, let day):
      let components = date.components
      return components.month == month && components.day == day
    case .once(let day): return date == day
    case .weekday(let weekday, let ordinal, let month):
      return date.isWeekday(weekday, ordinal: ordinal) && date.components.month == month
    case .easter(let offset):
      let easter = CivilDate(dayNumber: date.dayNumber - offset)
      return easter == CivilDate.easter(year: easter.components.year)
    }
  }

  /// What is wrong with the rule.
  var problem: String? {
    switch self {
    case .yearly(let month, let day):
      // A leap year has every date that there is.
      CivilDate(year: 2000, month: month, day: day) == nil
        ? "names the day \(month)-\(day), which no year has" : nil
    case .once: nil
    case .weekday(let weekday, let ordinal, let month):
      (1...7).contains(weekday) && CivilDate.ordinals.contains(ordinal) && ordinal != 0
        && (1...12).contains(month)
        ? nil : "takes a weekday 1…7, an ordinal 1…5 or -1…-5, and a month 1…12"
    case .easter(let offset):
      (-366...366).contains(offset) ? nil : "lies more than a year from Easter"
    }
  }
}

extension CivilDate {
  /// The weekdays of a month, counted from its beginning or its end.
  static let ordinals = -5...5
}
