/// Points in time as text.
public enum Timestamp {
  /// A point in time as ISO 8601 in UTC, such as `2026-01-31T10:20:30Z`.
  ///
  /// - Parameter seconds: Since the epoch.
  /// - Returns: 20 characters for the years 1 to 9999.
  ///
  /// Source of the calendar's arithmetic: Howard Hinnant, "chrono-compatible low-level date
  /// algorithms": years run from March, in eras of 400 years or 146 097 days.
  public static func text(_ seconds: Int) -> String {
    let day = (Double(seconds) / 86400).rounded(.down)
    let ofDay = seconds - Int(day) * 86400
    let z = Int(day) + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = "\(number)"
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))T"
      + "\(padded(ofDay / 3600, 2)):\(padded(ofDay / 60 % 60, 2)):\(padded(ofDay % 60, 2))Z"
  }
}
