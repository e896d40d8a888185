/// Puts live metrics on the grid, host by host, and says which intervals have closed.
///
/// An interval of a host closes when a row of a later interval of the same host arrives, by
/// ``close(through:where:)`` as a clock may have it, or by ``finish()``. Values are means, equal to the last bit to those of ``MetricPoints/history(interval:)``
/// when each host's rows come in order of time. Of two values in direct succession with the same time
/// the later wins. A row of a closed interval is late: it is dropped and counted.
///
/// Intervals without a value are given as rows of NaN for a day at most, counted from the host's last
/// interval with a value or from its first; the rest of a longer gap is skipped.
/// ``RoleMonitor`` judges a history by the same rule.
///
/// A grid may insist on order: a value older than the newest one of its host and metric is then dropped,
/// even if its interval is open. Rows that come again, as from a stream that was begun anew, change
/// nothing then: those of closed intervals are late, those of the open one older than the newest or,
/// with the same time, overwritten by themselves.
public struct LiveGrid: Sendable {
  /// The longest gap that is filled, in seconds: a day.
  public static let longestFilledGap = 86_400

  /// One host's means over one interval.
  public struct ClosedInterval: Sendable, Hashable {
    /// The host's number, as the rows gave it.
    public var host: Int
    /// The beginning of the interval, in seconds since the epoch.
    public var start: Int
    /// The mean of each metric; NaN where no row gave it.
    public var values: [Double]
  }

  /// The number of metrics, which rows number from 0; a host whose rows have higher numbers has more.
  public let metricCount: Int
  /// The length of an interval, in seconds.
  public let interval: Int
  /// The number of rows that came after their interval had closed.
  public private(set) var lateRows = 0
  /// The number of values dropped because a newer one had come.
  public private(set) var olderValues = 0
  /// The number of values overwritten by the next one of the same host, time and metric.
  public private(set) var duplicateValues = 0
  /// The number of those that another value took the place of; the others came again as they were.
  public private(set) var conflictingValues = 0

  private let insistsOnOrder: Bool
  private var hosts: [OpenInterval] = []

  /// Makes a grid without rows.
  ///
  /// - Parameters:
  ///   - metricCount: The number of metrics.
  ///   - interval: The length of an interval, in seconds.
  ///   - insistsOnOrder: Whether a value older than the newest of its host and metric is dropped.
  public init(metricCount: Int, interval: Int, insistsOnOrder: Bool = false) {
    precondition(interval > 0, "an interval is at least a second")
    self.insistsOnOrder = insistsOnOrder
    self.metricCount = metricCount
    self.interval = interval
  }

  /// Takes a row.
  ///
  /// - Parameter row: Metrics of one host.
  /// - Returns: the intervals of that host that it closes, in order of time; mostly none.
  /// - Complexity: O(metrics of the row), and O(``metricCount``) for each closed interval.
  public mutating func push(_ row: MetricRow) -> [ClosedInterval] {
    let number = intervalNumber(of: row.time, length: interval)
    while hosts.count <= row.host { hosts.append(OpenInterval(metricCount: metricCount)) }
    guard let open = hosts[row.host].number else {
      hosts[row.host].number = number
      count(hosts[row.host].add(row, insistsOnOrder: insistsOnOrder))
      return []
    }
    guard number >= open else {
      lateRows += 1
      return []
    }
    var closed: [ClosedInterval] = []
    if number > open {
      if let interval = close(row.host, next: number) { closed.append(interval) }
      let missing = [Double](repeating: .nan, count: metricCount)
      for gap in open + 1..<number {
        guard hosts[row.host].gapRule.admits(time: gap * interval, hasValue: false) else { break }
        closed.append(ClosedInterval(host: row.host, start: gap * interval, values: missing))
      }
    }
    count(hosts[row.host].add(row, insistsOnOrder: insistsOnOrder))
    return closed
  }

  private mutating func count(_ added: OpenInterval.Added) {
    olderValues += added.olderCount
    duplicateValues += added.duplicateCount
    conflictingValues += added.conflictingCount
  }

  /// Closes the oldest open interval of hosts of which no later row has come.
  ///
  /// The intervals are those that a later row would have closed, the empty ones of a gap among them, for
  /// a day at most: what comes of a host is the same but for rows that come after that, which are late.
  ///
  /// - Parameters:
  ///   - time: Only intervals that end by then are closed, in seconds since the epoch.
  ///   - isSilent: Whether those of a host are, by its number.
  /// - Returns: one interval of each such host, in order of time, and of host number within one time;
  ///   none when there are no more.
  /// - Complexity: O(hosts), and O(``metricCount``) for each closed interval.
  public mutating func close(
    through time: Int, where isSilent: (Int) -> Bool
  ) -> [ClosedInterval] {
    var closed: [ClosedInterval] = []
    for host in hosts.indices {
      guard let open = hosts[host].number, (open + 1) * interval <= time, isSilent(host) else {
        continue
      }
      // A host that is silent for so long is gone: its next row begins where it begins.
      var rule = hosts[host].gapRule
      guard hosts[host].hasValue || rule.admits(time: open * interval, hasValue: false) else {
        continue
      }
      if let interval = close(host, next: open + 1) { closed.append(interval) }
      hosts[host].hasRow = false
    }
    return closed.sorted { ($0.start, $0.host) < ($1.start, $1.host) }
  }

  /// Closes every open interval; hosts may then begin anew.
  ///
  /// - Returns: the intervals in order of time, and of host number within one time.
  public mutating func finish() -> [ClosedInterval] {
    var closed: [ClosedInterval] = []
    for host in hosts.indices {
      // Nothing has come of one that only a clock has opened.
      guard hosts[host].hasRow else {
        hosts[host].number = nil
        continue
      }
      if let interval = close(host, next: nil) { closed.append(interval) }
    }
    return closed.sorted { ($0.start, $0.host) < ($1.start, $1.host) }
  }

  /// Closes a host's open interval; nil if there is none, or it lies far in a gap.
  private mutating func close(_ host: Int, next: Int?) -> ClosedInterval? {
    guard let open = hosts[host].number else { return nil }
    let values = hosts[host].close(next: next)
    let hasValue = values.contains(where: \.isFinite)
    guard hosts[host].gapRule.admits(time: open * interval, hasValue: hasValue) else { return nil }
    return ClosedInterval(host: host, start: open * interval, values: values)
  }
}

/// The sums of a host's interval that is not closed yet.
private struct OpenInterval {
  /// The interval's number; nil if none is open.
  var number: Int?
  /// Whether a row has come of it; a clock opens intervals of which none has.
  var hasRow = false
  /// What has been closed so far.
  var gapRule = GapRule()
  private var sums: [Double]
  private var counts: [Int]
  /// The last value of each metric and its time, not in the sum yet: it may be overwritten.
  private var lastValues: [Double]
  private var lastTimes: [Double]

  init(metricCount: Int) {
    sums = [Double](repeating: 0, count: metricCount)
    counts = [Int](repeating: 0, count: metricCount)
    lastValues = [Double](repeating: .nan, count: metricCount)
    lastTimes = [Double](repeating: -.infinity, count: metricCount)
  }

  /// What became of a row's values.
  struct Added {
    /// Dropped because a newer one had come.
    var olderCount = 0
    /// Took the place of one of the same time.
    var duplicateCount = 0
    /// Took the place of another value.
    var conflictingCount = 0
  }

  /// Adds a row's values, but for older ones where there is to be order.
  mutating func add(_ row: MetricRow, insistsOnOrder: Bool) -> Added {
    hasRow = true
    var added = Added()
    for (index, metric) in row.metrics.enumerated() where !row.values[index].isNaN {
      while metric >= sums.count { makeRoom() }
      if insistsOnOrder, row.time < lastTimes[metric] {
        added.olderCount += 1
        continue
      }
      if row.time != lastTimes[metric] {
        settle(metric)
      } else if !lastValues[metric].isNaN {
        added.duplicateCount += 1
        if lastValues[metric] != row.values[index] { added.conflictingCount += 1 }
      }
      lastValues[metric] = row.values[index]
      lastTimes[metric] = row.time
    }
    return added
  }

  /// Whether any metric has a value.
  var hasValue: Bool {
    counts.contains { $0 > 0 } || lastValues.contains { !$0.isNaN }
  }

  /// For how many metrics there is room.
  var metricCount: Int { sums.count }

  /// Makes room for one more metric.
  private mutating func makeRoom() {
    sums.append(0)
    counts.append(0)
    lastValues.append(.nan)
    lastTimes.append(-.infinity)
  }

  private mutating func settle(_ metric: Int) {
    guard !lastValues[metric].isNaN else { return }
    sums[metric] += lastValues[metric]
    counts[metric] += 1
    lastValues[metric] = .nan
  }

  /// The means; the sums begin anew, for the next interval if there is one.
  mutating func close(next: Int?) -> [Double] {
    number = next
    return sums.indices.map { metric in
      settle(metric)
      let mean = counts[metric] > 0 ? sums[metric] / Double(counts[metric]) : .nan
      sums[metric] = 0
      counts[metric] = 0
      return mean
    }
  }
}

// MARK: - State

extension LiveGrid {
  /// Writes the open intervals of all hosts.
  package func write(to writer: inout StateWriter) {
    writer.write(hosts.count)
    for host in hosts {
      writer.write(host.metricCount)
      host.write(to: &writer)
    }
  }

  /// Puts back what was written; what was dropped is counted anew.
  package mutating func restore(from reader: inout StateReader) throws(StateError) {
    hosts = []
    for _ in 0..<(try reader.count()) {
      let count = try reader.count()
      // A grid of no certain metrics makes room for them as they come.
      guard count >= metricCount, metricCount == 0 || count == metricCount else { throw .damaged }
      var host = OpenInterval(metricCount: count)
      try host.restore(from: &reader)
      host.hasRow = host.number != nil
      hosts.append(host)
    }
  }

  /// Writes what only a grid with a clock knows: of which open intervals no row has come.
  package func writeClock(to writer: inout StateWriter) {
    writer.write(hosts.indices.filter { hosts[$0].number != nil && !hosts[$0].hasRow })
  }

  /// Puts that back, after all else.
  package mutating func restoreClock(from reader: inout StateReader) throws(StateError) {
    for host in try reader.integers() {
      guard hosts.indices.contains(host) else { throw .damaged }
      hosts[host].hasRow = false
    }
  }
}

extension OpenInterval: Restorable {
  func write(to writer: inout StateWriter) {
    writer.write(number)
    gapRule.write(to: &writer)
    writer.write(sums)
    writer.write(counts)
    writer.write(lastValues)
    writer.write(lastTimes)
  }

  mutating func restore(from reader: inout StateReader) throws(StateError) {
    number = try reader.optionalInteger()
    try gapRule.restore(from: &reader)
    try reader.replace(&sums)
    try reader.replace(&counts, in: 0..<Int.max)
    try reader.replace(&lastValues)
    try reader.replace(&lastTimes)
  }
}
