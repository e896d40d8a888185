/// A time in which no alerts are raised: Mackerel's downtime.
///
/// What happens in a downtime is not made up for afterwards: an alert that it suppressed is not raised
/// when it ends.
public struct Downtime: Sendable, Hashable {
  /// What the server calls it; nil for one that no server has seen.
  public internal(set) var id: String?
  /// What people call it; not empty.
  public internal(set) var name: String
  /// What people should know of it.
  public internal(set) var memo: String?
  /// When it begins for the first time, in seconds since the epoch.
  public internal(set) var start: Int
  /// How long it lasts each time, in minutes, whatever clocks do.
  public internal(set) var duration: Int
  /// How it comes again; nil for once.
  public internal(set) var recurrence: Recurrence?
  /// Which alerts it suppresses.
  public internal(set) var scope: ScopeRule
  /// Settings that Saba does not know.
  public internal(set) var unknown = UnknownSettings()

  /// When it last began.
  ///
  /// - Parameters:
  ///   - time: In seconds since the epoch.
  ///   - zone: By whose clock it recurs.
  /// - Returns: From its beginning to its end; nil before the first time.
  /// - Complexity: O(1).
  public func lastWindow(notAfter time: Int, in zone: LocalZone) -> Range<Int>? {
    let last: Int? =
      if let recurrence {
        Occurrences(from: start, recurrence, in: zone).last(notAfter: time)
      } else {
        time >= start ? start : nil
      }
    return last.map { $0..<$0 + 60 * duration }
  }

  /// When it next begins.
  ///
  /// - Parameters:
  ///   - time: In seconds since the epoch; it begins later.
  ///   - zone: By whose clock it recurs.
  /// - Returns: From its beginning to its end; nil where it does not come again.
  /// - Complexity: O(1).
  public func nextWindow(after time: Int, in zone: LocalZone) -> Range<Int>? {
    let next: Int? =
      if let recurrence {
        Occurrences(from: start, recurrence, in: zone).first(after: time)
      } else {
        start > time ? start : nil
      }
    return next.map { $0..<$0 + 60 * duration }
  }

  /// Whether a time lies in it.
  public func isOn(at time: Int, in zone: LocalZone) -> Bool {
    lastWindow(notAfter: time, in: zone)?.contains(time) ?? false
  }
}
