public import Saba

/// A role of servers on which nothing ever goes wrong: what alerts there are, are false.
///
/// Ten metrics of each host vary about its levels, in a way that makes a promised number of false
/// alerts hard to keep. The process stays the same for as long as it runs, from one week to the next
/// where it has the rhythm of weeks. Hosts differ by a few per cent in their levels; beside the rhythm
/// they have nothing in common, so that their false alerts are independent.
public enum NoiseRole: String, Sendable, Hashable, CaseIterable, Codable {
  /// Values without memory and with far tails: Student's t with 3 degrees of freedom, in three
  /// groups of metrics that are wild at the same time, and log-normal; correlated over all metrics.
  case heavyTailed = "heavy-tailed"
  /// The rhythm of days and weeks, and noise that grows with the level.
  case seasonal
  /// Autoregressions with correlated shocks, lag-one correlations from .5 to .98 at 5 minutes, over
  /// common wander that takes up to 6 hours to come back.
  case autocorrelated
  /// Bursts of load that hit several metrics for 1 to 30 minutes, with far-tailed sizes, and
  /// background jobs that are on or off.
  case bursty

  /// The metrics' names.
  public static let metrics = levels.map(\.metric.rawValue)

  /// What the metrics are about, in the units of ``SimulatedMetric``.
  static let levels: [(metric: SimulatedMetric, level: Double)] = [
    (.load, 1.6), (.cpuUser, 42), (.cpuSystem, 11), (.cpuWaiting, 2.5), (.memoryUsed, 5.4e9),
    (.diskReads, 38), (.diskWrites, 120), (.received, 2.4e6), (.sent, 9.1e6), (.latency, 85),
  ]

  /// The role's metrics over some days.
  ///
  /// The same arguments give the same values. More days only continue the history, and more hosts
  /// change no other host; another seed makes another role, with other tails, rhythms and memories.
  ///
  /// - Parameters:
  ///   - hosts: How many hosts, at least 1; named `app01` and so on.
  ///   - days: The length, at least 1.
  ///   - interval: The length of an interval in seconds, a divisor of a day.
  ///   - start: The beginning, in seconds since the epoch, by default Monday 2026-01-05 00:00 UTC;
  ///     days and weeks follow UTC.
  ///   - seed: The seed of every draw.
  /// - Returns: A history without gaps; no value is negative.
  /// - Complexity: O(hosts · intervals).
  public func history(
    hosts: Int, days: Int, interval: Int = 300, start: Int = 1_767_571_200, seed: UInt64
  ) -> RoleHistory {
    precondition(hosts > 0 && days > 0, "at least one host and one day")
    precondition(interval > 0 && 86_400 % interval == 0, "the interval divides a day")
    let frames = (1...hosts).map { number in
      MetricFrame(
        host: number < 10 ? "app0\(number)" : "app\(number)", metrics: Self.metrics, start: start,
        interval: interval,
        values: values(
          ofHost: number, rowCount: days * 86_400 / interval, interval: interval, start: start,
          seed: seed))
    }
    return RoleHistory(metrics: Self.metrics, interval: interval, frames: frames)
  }

  private func values(
    ofHost number: Int, rowCount: Int, interval: Int, start: Int, seed: UInt64
  ) -> Matrix {
    var host = RandomGenerator(seed: seed, purpose: "\(rawValue) host \(number)")
    let levels = Self.levels.map { $0.level * exponential(0.02 * host.normal()) }
    var process = process(
      role: RandomGenerator(seed: seed, purpose: "\(rawValue) role"), host: host,
      interval: interval)
    var values = Matrix(rowCount: rowCount, columnCount: levels.count)
    var factors = [Double](repeating: 1, count: levels.count)
    values.withMutableElements { elements in
      for row in 0..<rowCount {
        process.next(at: start + row * interval, &factors)
        for column in levels.indices {
          elements[row * levels.count + column] = levels[column] * max(0, factors[column])
        }
      }
    }
    return values
  }

  private func process(
    role: RandomGenerator, host: RandomGenerator, interval: Int
  ) -> any NoiseProcess {
    switch self {
    case .heavyTailed: HeavyTailedNoise(role: role, host: host, interval: interval)
    case .seasonal: SeasonalNoise(role: role, host: host, interval: interval)
    case .autocorrelated: AutocorrelatedNoise(role: role, host: host, interval: interval)
    case .bursty: BurstyNoise(role: role, host: host, interval: interval)
    }
  }
}
