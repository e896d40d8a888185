/// A day of the Gregorian calendar, without a time zone.
public struct CivilDate: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The days since 1970-01-01, negative before it.
  public let dayNumber: Int

  /// The largest distance from 1970, in days: some 27 000 years.
  static let largestDayNumber = 10_000_000

  /// Makes the date so many days after 1970-01-01.
  public init(dayNumber: Int) { self.dayNumber = dayNumber }

  /// Makes a date; nil where the calendar has no such day.
  ///
  /// - Parameters:
  ///   - year: Of the Gregorian calendar, also before its introduction; -9999 to 9999.
  ///   - month: 1 to 12.
  ///   - day: From 1.
  public init?(year: Int, month: Int, day: Int) {
    guard
      (-9999...9999).contains(year), (1...12).contains(month),
      (1...Self.dayCount(ofMonth: month, year: year)).contains(day)
    else { return nil }
    // Years are counted from March, so that the leap day is the last of its year; eras of 400 years
    // hold 146 097 days, and 153 days lie in each five months from March or August.
    let y = month > 2 ? year : year - 1
    let era = y.flooredQuotient(by: 400)
    let yearOfEra = y - 400 * era
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = 365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    dayNumber = 146_097 * era + dayOfEra - 719_468
  }

  /// Year, month from 1, and day from 1.
  public var components: (year: Int, month: Int, day: Int) {
    let shifted = dayNumber + 719_468
    let era = shifted.flooredQuotient(by: 146_097)
    let dayOfEra = shifted - 146_097 * era
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (
      yearOfEra + 400 * era + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    )
  }

  /// The day of the week after ISO 8601: 1 is Monday, 7 is Sunday.
  public var weekday: Int {
    // 1970-01-01 was a Thursday.
    let days = dayNumber + 3
    return days - 7 * days.flooredQuotient(by: 7) + 1
  }

  /// ISO 8601, such as `2026-12-25`.
  public var description: String {
    let (year, month, day) = components
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// Whether a date comes before another.
  public static func < (a: CivilDate, b: CivilDate) -> Bool { a.dayNumber < b.dayNumber }

  /// The number of days of a month.
  static func dayCount(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Easter Sunday of the western churches.
  ///
  /// Source: the anonymous Gregorian algorithm (Nature, 20 April 1876).
  static func easter(year: Int) -> CivilDate? {
    let a = year % 19
    let b = year / 100
    let c = year % 100
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7
    let m = (a + 11 * h + 22 * l) / 451
    let shifted = h + l - 7 * m + 114
    return CivilDate(year: year, month: shifted / 31, day: shifted % 31 + 1)
  }

  /// Whether this is the given weekday of its month: the first, second …, or -1 the last one.
  func isWeekday(_ weekday: Int, ordinal: Int) -> Bool {
    guard self.weekday == weekday else { return false }
    let (year, month, day) = components
    return ordinal > 0
      ? (day - 1) / 7 + 1 == ordinal
      : (Self.dayCount(ofMonth: month, year: year) - day) / 7 + 1 == -ordinal
  }
}

extension CivilDate: Codable {
  /// Writes the day's number.
  ///
  /// - Parameter encoder: Receives it.
  /// - Throws: Whatever the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(dayNumber)
  }

  /// Reads a day's number.
  ///
  /// - Parameter decoder: Holds what ``encode(to:)`` wrote.
  /// - Throws: `DecodingError` where it is no day of the calendar.
  public init(from decoder: any Decoder) throws {
    let number = try decoder.singleValueContainer().decode(Int.self)
    guard (-Self.largestDayNumber...Self.largestDayNumber).contains(number) else {
      throw SnapshotFormat.corrupted(decoder.codingPath, "no day of the calendar")
    }
    self.init(dayNumber: number)
  }
}

extension Int {
  /// The quotient rounded down, for a positive divisor.
  func flooredQuotient(by divisor: Int) -> Int {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
