/// The standard form of a role's metrics: centred, scaled, and compressed far out.
///
/// z = g((x − centre) / scale), where g leaves |z| ≤ 30 as it is and grows only logarithmically
/// beyond: one metric a thousand scales away says hardly more than one a hundred scales away, and
/// squares of it cannot overflow. The centre of a metric with a daily rhythm follows the clock.
struct MetricScaling: Sendable, Hashable {
  /// What is usual for each metric: its mean, or for one with a daily rhythm the mean of what its
  /// profile leaves over.
  let centres: [Double]
  /// The standard deviation about the centre, floored.
  let scales: [Double]
  /// The time-of-day profiles; nil for a metric without a rhythm.
  let profiles: [DailyLevels?]
  /// Whether a metric was never below 0 in the history: then no negative value is expected of it.
  let isNonNegative: [Bool]
  /// The variance, standardised, below which each scale's floor lies; 1 for a constant metric.
  let leastVariances: [Double]

  /// Where compression begins.
  static let bound = 30.0

  /// The least scale, as a share of the metric's range in the history.
  ///
  /// A metric that hardly moved must not turn its first real movement into the anomaly of the
  /// century.
  static let floorOfRange = 0.01
  /// The least scale, as a share of the metric's level: below it lies the noise of arithmetic.
  static let floorOfLevel = 1e-6
  /// The scale of a constant metric, as a share of its level, or in its own unit if that is 0.
  static let scaleOfConstant = 0.01

  init(
    centres: [Double], scales: [Double], profiles: [DailyLevels?], isNonNegative: [Bool],
    leastVariances: [Double]
  ) {
    self.centres = centres
    self.scales = scales
    self.profiles = profiles
    self.isNonNegative = isNonNegative
    self.leastVariances = leastVariances
  }

  /// Learns centres, scales and profiles from the rows without missing values.
  ///
  /// - Parameters:
  ///   - rows: A history.
  ///   - rhythms: For each metric the slot length of its profile; nil for none.
  ///   - threadCount: How many threads share the work.
  /// - Complexity: O(n·d).
  init(fitting rows: TrainingRows, rhythms: [Int?], threadCount: Int) {
    let slots = rhythms.compactMap { $0 }.first.map { rows.slots(ofLength: $0) }
    let metrics = Parallel.map(rhythms.count, threadCount: threadCount) { metric in
      let profile = rhythms[metric].flatMap { _ in
        slots.flatMap { slots in
          let column = rows.levelledColumn(metric)
          return try? DailyLevels(
            values: slots.rows.map { column[$0] }, starts: slots.starts, zone: rows.zone)
        }
      }
      return Metric(rows.column(metric), profile: profile, secondsOfDay: rows.secondsOfDay)
    }
    self.init(
      centres: metrics.map(\.centre), scales: metrics.map(\.scale),
      profiles: metrics.map(\.profile), isNonNegative: metrics.map(\.isNonNegative),
      leastVariances: metrics.map(\.leastVariance))
  }

  /// What is learnt of one metric.
  private struct Metric: Sendable {
    let centre: Double
    let scale: Double
    let profile: DailyLevels?
    let isNonNegative: Bool
    let leastVariance: Double

    init(_ column: [Double], profile: DailyLevels?, secondsOfDay: [Int]) {
      let n = Double(column.count)
      let lowest = column.min() ?? 0
      let range = (column.max() ?? 0) - lowest
      let level = column.reduce(0) { $0 + $1 / n }
      func remainder(_ row: Int) -> Double {
        column[row] - (profile?.level(atSecondOfDay: secondsOfDay[row]) ?? 0)
      }
      var mean = 0.0
      for row in column.indices { mean += remainder(row) / n }
      let floor =
        range > 0
        ? max(MetricScaling.floorOfRange * range, MetricScaling.floorOfLevel * abs(level))
        : MetricScaling.scaleOfConstant * (level != 0 ? abs(level) : 1)
      // Squares of deviations in units of the range, which cannot overflow.
      var squares = 0.0
      if range > 0 {
        for row in column.indices {
          let away = (remainder(row) - mean) / range
          squares += away * away / n
        }
      }
      centre = mean
      scale = max(squares.squareRoot() * range, floor)
      self.profile = profile
      isNonNegative = lowest >= 0
      leastVariance = range > 0 ? floor / scale * (floor / scale) : 1
    }
  }

  /// What is usual for a metric at a second of the local day, in its own unit.
  func centre(ofMetric metric: Int, atSecondOfDay second: Int) -> Double {
    centres[metric] + (profiles[metric]?.level(atSecondOfDay: second) ?? 0)
  }

  /// The value in the metric's unit that a standardised one stands for.
  ///
  /// - Parameters:
  ///   - z: Standardised.
  ///   - metric: Of which metric.
  ///   - centre: What is usual for it at the time.
  /// - Returns: The value, not below 0 where the metric never was.
  func value(_ z: Double, metric: Int, centre: Double) -> Double {
    let value = centre + deviation(z, metric: metric)
    return isNonNegative[metric] ? max(0, value) : value
  }

  /// The deviation from the centre, in the metric's unit, that a standardised value stands for.
  func deviation(_ z: Double, metric: Int) -> Double {
    let size = abs(z)
    let plain = size > Self.bound ? Self.bound * exponential(size / Self.bound - 1) : size
    return (z < 0 ? -plain : plain) * scales[metric]
  }

  /// Standardises a row.
  ///
  /// - Parameters:
  ///   - values: `[d]`, in the metrics' units; what is not finite is missing.
  ///   - time: In seconds since the epoch.
  ///   - standard: Receives the standardised values, `[d]`; NaN where missing.
  func standardize(_ values: Span<Double>, at time: Int, into standard: inout [Double]) {
    let second = secondOfDay(at: time)
    for j in 0..<centres.count {
      var centre = centres[j]
      if let profile = profiles[j] { centre += profile.level(atSecondOfDay: second) }
      let value = values[j]
      let z = (value - centre) / scales[j]
      standard[j] = abs(z) <= Self.bound ? z : value.isFinite ? Self.compressed(z) : .nan
    }
  }

  /// The second of the day by the profiles' clock; 0 where there are none.
  func secondOfDay(at time: Int) -> Int { zone?.localTime(at: time).secondOfDay ?? 0 }

  /// By whose clock the profiles go; nil where there are none.
  private var zone: LocalZone? {
    for profile in profiles { if let profile { return profile.zone } }
    return nil
  }

  /// A standardised value beyond the bound.
  private static func compressed(_ z: Double) -> Double {
    let size = min(abs(z), Double.greatestFiniteMagnitude)
    let compressed = bound * (1 + logarithm(size / bound))
    return z < 0 ? -compressed : compressed
  }
}
