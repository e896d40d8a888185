/// Holds back live rows whose time is far ahead of all others, until a second one confirms it.
///
/// One row with a wrong time in the future would make every later row of its host late. So a row more
/// than a day ahead of the newest time taken so far, of any host, is *suspect* and held back. The next
/// row decides:
///
/// - It is as far ahead: time has moved on, after a night without input for instance. The earlier of
///   the two times is the newest from now on, and the other row is looked at anew.
/// - It is not: the suspect row is dropped and counted.
///
/// Rows of the same host and time as the suspect one are parts of one measurement; they share its
/// fate and decide nothing. The very first row is taken as it is.
///
/// Where there is a clock, a row later than it by more than an interval is of the *future*: dropped and
/// counted, and deciding nothing, however many agree with it.
public struct TimeJumpGuard: Sendable {
  /// How far ahead a row may be without being suspect, in seconds: a day.
  public static let longestJump = 86_400.0

  /// The number of suspect rows dropped.
  public private(set) var droppedRows = 0
  /// The number of rows of the future dropped.
  public private(set) var futureRows = 0
  /// The suspect row dropped last.
  public private(set) var lastDroppedRow: MetricRow?

  private var newestTime: Double?
  /// Rows of one host and time.
  private var suspects: [MetricRow] = []
  /// How far rows may be ahead of a clock, in seconds.
  private var interval: Double

  /// Makes a guard that has seen no row.
  ///
  /// - Parameter interval: The length of an interval, in seconds: how far rows may be ahead of a clock.
  public init(interval: Int = 0) { self.interval = Double(interval) }

  /// Lets rows be ahead of a clock by another interval from now on.
  ///
  /// - Parameter interval: Its length, in seconds.
  package mutating func use(interval: Int) { self.interval = Double(interval) }

  /// Looks at a row.
  ///
  /// - Parameters:
  ///   - row: The next row, of any host.
  ///   - now: What the clock shows, in seconds since the epoch; nil without a clock.
  /// - Returns: the rows that may be taken, in order: mostly the row itself.
  public mutating func pass(_ row: MetricRow, now: Double? = nil) -> [MetricRow] {
    if let now, row.time > now + interval {
      futureRows += 1
      return []
    }
    guard isAhead(row) else {
      drop()
      return take([row])
    }
    guard let suspect = suspects.first, (suspect.host, suspect.time) != (row.host, row.time) else {
      suspects.append(row)
      return []
    }
    var later = [row]
    if row.time < suspect.time { swap(&later, &suspects) }
    let taken = take(suspects)
    suspects = []
    if !isAhead(later[0]) { return taken + take(later) }
    suspects = later
    return taken
  }

  /// Ends the input: a suspect row that nothing has confirmed is dropped.
  public mutating func finish() { drop() }

  private func isAhead(_ row: MetricRow) -> Bool {
    newestTime.map { row.time > $0 + Self.longestJump } ?? false
  }

  private mutating func take(_ rows: [MetricRow]) -> [MetricRow] {
    for row in rows { newestTime = max(newestTime ?? row.time, row.time) }
    return rows
  }

  private mutating func drop() {
    guard let last = suspects.last else { return }
    droppedRows += suspects.count
    lastDroppedRow = last
    suspects = []
  }
}

extension TimeJumpGuard {
  /// Writes what time it is and which rows are suspect.
  package func write(to writer: inout StateWriter) {
    writer.write(newestTime) { $1.write($0) }
    writer.write(suspects.count)
    for row in suspects { row.write(to: &writer) }
  }

  /// Puts back what was written, of so many hosts and metrics; drops are counted anew.
  package mutating func restore(
    from reader: inout StateReader, hostCount: Int, metricCount: Int
  ) throws(StateError) {
    newestTime = try reader.optional { (reader) throws(StateError) in try reader.double() }
    suspects = []
    for _ in 0..<(try reader.count()) {
      suspects.append(
        try MetricRow(from: &reader, hostCount: hostCount, metricCount: metricCount))
    }
  }
}
