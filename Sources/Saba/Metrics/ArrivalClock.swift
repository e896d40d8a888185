/// When rows of each host came by a clock, and so which hosts have fallen silent.
///
/// Times of rows alone cannot tell that nothing comes any more. A clock can; but a host is silent only if
/// somebody was there to hear it: after a break in the clock's readings, in which nobody looked, or when
/// the clock was set back, all hosts are given their time anew. What waits for a process that begins
/// again, or whose output was stuck, is read before anything is taken for missing.
///
/// It reads no clock itself: the same readings between the same rows give the same.
public struct ArrivalClock: Sendable {
  /// How long a host must have been silent, and its interval over, before that closes, in seconds: half of
  /// what makes a host unknown to ``FleetOperation``.
  ///
  /// - Parameter interval: The length of an interval, in seconds.
  /// - Returns: ten minutes, or an interval if that is longer.
  public static func wait(interval: Int) -> Int {
    max(30 * FleetConfiguration.oldestPointMinutes, interval)
  }

  /// Readings further apart than this, in seconds, are those of before and after a break.
  public static let longestBreak = 60

  /// What the clock showed last, in seconds since the epoch; nil before its first reading.
  public private(set) var now: Int?
  /// Since when there was no break.
  private var start = 0
  /// When the last row of each host came; 0 where none has.
  private var arrivals: [Int] = []
  /// When the last row of any host came, that of a host of no interest among them.
  private var lastArrival = 0

  /// Makes a clock that was never read.
  public init() {}

  /// Takes a reading of the clock.
  ///
  /// - Parameter now: In seconds since the epoch.
  public mutating func advance(to now: Int) {
    let step = self.now.map { now - $0 } ?? .max
    if step < 0 {
      arrivals = []
      lastArrival = 0
    }
    if step < 0 || step > Self.longestBreak { start = now }
    self.now = now
  }

  /// Takes note that something came now, even if it is of no use.
  public mutating func hear() { lastArrival = now ?? 0 }

  /// Takes note that a row came now.
  ///
  /// - Parameter host: The number of its host.
  public mutating func see(_ host: Int) {
    guard let now else { return }
    hear()
    while arrivals.count <= host { arrivals.append(0) }
    arrivals[host] = now
  }

  /// Whether nothing has come of a host for some time.
  ///
  /// - Parameters:
  ///   - host: Its number.
  ///   - seconds: How long.
  /// - Returns: false before the clock's first reading.
  public func isSilent(_ host: Int, for seconds: Int) -> Bool {
    guard let now else { return false }
    let arrival = arrivals.indices.contains(host) ? arrivals[host] : 0
    return now - max(start, arrival) >= seconds
  }

  /// For how long nothing has come of any host, in seconds.
  public var silence: Int { now.map { $0 - max(start, lastArrival) } ?? 0 }
}

extension ArrivalClock {
  /// Writes what the clock showed and when rows came.
  package func write(to writer: inout StateWriter) {
    writer.write(now)
    writer.write(start)
    writer.write(arrivals)
    writer.write(lastArrival)
  }

  /// Puts back what was written.
  package mutating func restore(from reader: inout StateReader) throws(StateError) {
    now = try reader.optionalInteger()
    start = try reader.integer()
    arrivals = try reader.integers()
    lastArrival = try reader.integer()
  }
}
