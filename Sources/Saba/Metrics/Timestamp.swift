/// Points in time as text.
public enum Timestamp {
  /// A point in time as ISO 8601 in UTC, such as `2026-01-31T10:20:30Z`.
  ///
  /// - Parameter seconds: Since the epoch.
  /// - Returns: 20 characters for the years 1 to 9999.
  public static func text(_ seconds: Int) -> String { TimeScanner.text(seconds) }

  /// A point in time as ISO 8601 by a local clock, such as `2026-01-31T19:20:30+09:00`.
  ///
  /// - Parameters:
  ///   - seconds: Since the epoch.
  ///   - offset: The seconds by which the clock is ahead of UTC, told in whole minutes.
  /// - Returns: 25 characters for the years 1 to 9999.
  public static func text(_ seconds: Int, offset: Int) -> String {
    let minutes = offset / 60
    let zone = minutes.magnitude
    func padded(_ number: UInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return TimeScanner.text(seconds + 60 * minutes).dropLast()
      + "\(minutes < 0 ? "-" : "+")\(padded(zone / 60)):\(padded(zone % 60))"
  }

  /// Seconds since the epoch from text: a number of them, or ISO 8601 with a zone.
  ///
  /// - Parameter text: Such as `1767571200` or `2026-01-31T19:20:30+09:00`.
  /// - Returns: The seconds; nil where the text is neither.
  public static func seconds(_ text: String) -> Double? {
    var bytes = text
    return bytes.withUTF8 { try? TimeScanner.seconds(in: $0) }
  }
}
