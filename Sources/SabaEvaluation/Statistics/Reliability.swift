internal import Saba

/// What p-values promise against what happens: of the rows outside events, the share p ≤ α should
/// be α.
///
/// Made for one host, then pooled with `+=` over the hosts of an entity and the entities of a set.
/// Rows are those outside events, these widened by one hour on either side as in ``EventScore``;
/// rows without a p-value do not count.
public struct Reliability: Sendable, Hashable {
  /// The levels α at which shares are counted.
  public static let levels = [
    0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0001,
  ]

  /// What was counted in one day of one host.
  private struct HostDay: Hashable {
    var rowCount = 0
    /// The rows with p ≤ α, one count a level.
    var counts = [Int](repeating: 0, count: Reliability.levels.count)
  }

  /// The days with a row that counts.
  private var hostDays: [HostDay] = []

  /// Makes the reliability of nothing, the neutral element of pooling.
  public init() {}

  /// Counts one host's p-values.
  ///
  /// - Parameters:
  ///   - pValues: One for each of the rows seen; NaN where there is none.
  ///   - events: The labelled events, first and last row.
  ///   - rows: The rows that were seen, ascending; days of rows are counted from row 0.
  ///   - interval: The length of a row, in seconds.
  /// - Complexity: O(rows·levels + events).
  public init(pValues: [Double], events: [ClosedRange<Int>], rows: [Int], interval: Int) {
    precondition(pValues.count == rows.count, "a p-value a row seen")
    precondition(interval > 0, "an interval is at least a second")
    let isOutside = TimeOutsideEvents.mask(rows: rows, events: events, interval: interval)
    var day: Int?
    for (row, pValue) in zip(rows, pValues) where isOutside[row] && !pValue.isNaN {
      if day != row * interval / 86_400 {
        day = row * interval / 86_400
        hostDays.append(HostDay())
      }
      let last = hostDays.count - 1
      hostDays[last].rowCount += 1
      for (index, level) in Self.levels.enumerated() {
        // Levels fall.
        if pValue > level { break }
        hostDays[last].counts[index] += 1
      }
    }
  }

  /// Counts a detector's p-values on all hosts of an entity.
  ///
  /// - Parameters:
  ///   - pValues: One for each row of the test file, in its order.
  ///   - entity: The entity with its events.
  public init(pValues: [Double], on entity: DatasetEntity) {
    precondition(pValues.count == entity.labels.count, "a p-value a row of the test file")
    for host in entity.hosts {
      self += Reliability(
        pValues: Array(pValues[host.fileRows]), events: entity.events(of: host),
        rows: host.frameRows, interval: entity.test.interval)
    }
  }

  /// Pools another reliability into this one.
  public static func += (left: inout Reliability, right: Reliability) {
    left.hostDays += right.hostDays
  }

  /// Pools two reliabilities.
  public static func + (left: Reliability, right: Reliability) -> Reliability {
    var sum = left
    sum += right
    return sum
  }

  /// The shares at all levels, with intervals.
  ///
  /// Rows of one host follow one another and are anything but independent, so the interval is that of
  /// a cluster bootstrap: whole days of one host are drawn, as many as there are, and shares are those
  /// of all their rows. What lasts longer than a day, or hits many hosts at once, it takes for several
  /// cases; it is then too narrow. See ``BootstrapInterval`` for few days.
  ///
  /// - Parameters:
  ///   - confidence: That of the intervals.
  ///   - resamples: How many times days are drawn.
  ///   - seed: The source of the draws.
  /// - Returns: One share a level, in the order of ``levels``.
  /// - Complexity: O(levels·resamples·days).
  public func shares(
    confidence: Double = 0.95, resamples: Int = 2_000, seed: UInt64 = 1
  ) -> [ReliabilityShare] {
    let rowCounts = hostDays.map(\.rowCount)
    let rowCount = rowCounts.reduce(0, +)
    return Self.levels.enumerated().map { index, level in
      let counts = hostDays.map { $0.counts[index] }
      let count = counts.reduce(0, +)
      var share = ReliabilityShare(level: level, rowCount: rowCount)
      guard rowCount > 0 else { return share }
      share.observed = Double(count) / Double(rowCount)
      // Draws from days without any would all be without any, and say nothing.
      guard count > 0 else { return share }
      let interval = BootstrapInterval.percentile(
        count: counts.count, confidence: confidence, resamples: resamples, seed: seed
      ) { days in
        var (count, rowCount) = (0, 0)
        for day in days {
          count += counts[day]
          rowCount += rowCounts[day]
        }
        return Double(count) / Double(rowCount)
      }
      share.low = interval?.low
      share.high = interval?.high
      return share
    }
  }
}

/// How often p-values were at most a level.
public struct ReliabilityShare: Codable, Sendable, Hashable {
  /// The level α, which is the share promised.
  public var level: Double
  /// The share of rows with p ≤ α; nil without rows.
  @OrNull public var observed: Double?
  /// The lower end of the share's interval; nil where there are fewer than two host-days, and where no
  /// row has p ≤ α.
  @OrNull public var low: Double?
  /// The upper end, likewise.
  @OrNull public var high: Double?
  /// The number of rows that count.
  public var rowCount: Int

  fileprivate init(level: Double, rowCount: Int) {
    self.level = level
    self.rowCount = rowCount
  }

  private enum CodingKeys: String, CodingKey {
    case level
    case observed
    case low
    case high
    case rowCount = "rows"
  }
}
