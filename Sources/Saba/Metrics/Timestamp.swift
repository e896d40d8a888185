/// Points in time as text.
public enum Timestamp {
  /// A point in time as ISO 8601 in UTC, such as `2026-01-31T10:20:30Z`.
  ///
  /// - Parameter seconds: Since the epoch.
  /// - Returns: 20 characters for the years 1 to 9999.
  public static func text(_ seconds: Int) -> String { TimeScanner.text(seconds) }

  /// Seconds since the epoch from text: a number of them, or ISO 8601 with a zone.
  ///
  /// - Parameter text: Such as `1767571200` or `2026-01-31T19:20:30+09:00`.
  /// - Returns: The seconds; nil where the text is neither.
  public static func seconds(_ text: String) -> Double? {
    var bytes = text
    return bytes.withUTF8 { try? TimeScanner.seconds(in: $0) }
  }
}
