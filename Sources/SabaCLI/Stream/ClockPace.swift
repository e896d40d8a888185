/// How often the clock is read: before input each new second, and now and then while there is none.
struct ClockPace {
  private var last: Int?

  /// How long to wait for input before the clock is read, in seconds.
  static let idle = 10

  /// How long to wait for input at most, in milliseconds.
  ///
  /// - Parameter now: What the clock shows, in seconds since the epoch.
  /// - Returns: 0 where it is to be read at once.
  func wait(at now: Int) -> Int {
    guard let last, now >= last else { return 0 }
    return 1000 * max(0, last + Self.idle - now)
  }

  /// The reading to go by from now on; nil where the last one will do.
  ///
  /// - Parameters:
  ///   - now: What the clock shows.
  ///   - hasInput: Whether there is input to be read.
  /// - Returns: `now`, or nil.
  mutating func reading(_ now: Int, hasInput: Bool) -> Int? {
    if let last, now == last || !hasInput && (last..<last + Self.idle).contains(now) { return nil }
    last = now
    return now
  }
}
