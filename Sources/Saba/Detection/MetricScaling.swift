/// The standard form of a role's metrics: centred, scaled, and compressed far out.
///
/// z = g((x − centre) / scale), where g leaves |z| ≤ 30 as it is and grows only logarithmically
/// beyond: one metric a thousand scales away says hardly more than one a hundred scales away, and
/// squares of it cannot overflow. The centre of a metric with a daily rhythm follows the
/// clock, and that of a host its own level. Where a metric is modelled by its logarithm, x, centres,
/// scales and profiles are on that scale; values and bands are always told in the metric's own unit.
struct MetricScaling: Sendable, Hashable {
  /// What is usual for each metric: its mean, or for one with a daily rhythm the mean of what its
  /// profile leaves over.
  let centres: [Double]
  /// The standard deviation of hosts about their own means, floored.
  let scales: [Double]
  /// The time-of-day profiles; nil for a metric without a rhythm.
  let profiles: [DailyLevels?]
  /// Whether a metric was never below 0 in the history: then no negative value is expected of it.
  let isNonNegative: [Bool]
  /// The variance, standardised, below which each scale's floor lies; 1 for a constant metric.
  let leastVariances: [Double]
  /// By how much each host differs from the centres.
  let hostOffsets: HostOffsets
  /// The logarithmic scale of each metric that has one.
  let logarithms: [MetricLogarithm?]
  /// What hosts do at the same time every day.
  let jobs: DailyJobs

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
    leastVariances: [Double], hostOffsets: HostOffsets, logarithms: [MetricLogarithm?],
    jobs: DailyJobs = .none
  ) {
    self.centres = centres
    self.scales = scales
    self.profiles = profiles
    self.isNonNegative = isNonNegative
    self.leastVariances = leastVariances
    self.hostOffsets = hostOffsets
    self.logarithms = logarithms
    self.jobs = jobs
  }

  /// Learns centres, scales and profiles from the rows without missing values.
  ///
  /// - Parameters:
  ///   - rows: A history.
  ///   - ranges: Of some metrics a range that they have been seen to have, though not in these rows.
  ///   - jobs: What hosts do at the same time every day: nothing else is learnt of that.
  ///   - rhythms: For each metric the slot length of its profile; nil for none.
  ///   - threadCount: How many threads share the work.
  /// - Complexity: O(n·d).
  init(
    fitting rows: TrainingRows, ranges: [String: Double] = [:], jobs: DailyJobs = .none,
    rhythms: [Int?], threadCount: Int
  ) {
    let raw = rows
    let rows = rows.without(jobs)
    // A floor of scales knows of jobs: what they do is no movement of the century.
    let ranges =
      jobs.known.isEmpty ? ranges : raw.ranges.merging(ranges) { max($0, $1) }
    let slots = rhythms.compactMap { $0 }.first.map { rows.slots(ofLength: $0) }
    let hostRows = rows.hostRanges
    let metrics = Parallel.map(rhythms.count, threadCount: threadCount) { metric in
      let profile = rhythms[metric].flatMap { _ in
        slots.flatMap { slots in
          let column = rows.levelledColumn(metric)
          return try? DailyLevels(
            values: slots.rows.map { column[$0] }, starts: slots.starts, zone: rows.zone)
        }
      }
      return Metric(
        rows.column(metric), profile: profile, secondsOfDay: rows.secondsOfDay, hostRows: hostRows,
        knownRange: ranges[rows.metrics[metric]] ?? 0,
        isNonNegative: raw.column(metric).allSatisfy { $0 >= 0 })
    }
    self.init(
      centres: metrics.map(\.centre), scales: metrics.map(\.scale),
      profiles: metrics.map(\.profile), isNonNegative: metrics.map(\.isNonNegative),
      leastVariances: metrics.map(\.leastVariance),
      hostOffsets: HostOffsets(
        names: rows.summary.hosts, deviations: metrics.map(\.hostDeviations),
        days: hostRows.map { Double($0.count * rows.interval) / 86_400 }),
      logarithms: rows.logarithms, jobs: jobs)
  }

  /// What is learnt of one metric.
  private struct Metric: Sendable {
    let centre: Double
    let scale: Double
    let profile: DailyLevels?
    let isNonNegative: Bool
    let leastVariance: Double

    /// By how much the mean of each host differs from the centre, in units of the scale.
    let hostDeviations: [Double]

    init(
      _ column: [Double], profile: DailyLevels?, secondsOfDay: [Int], hostRows: [Range<Int>],
      knownRange: Double, isNonNegative: Bool
    ) {
      let n = Double(column.count)
      let lowest = column.min() ?? 0
      let range = (column.max() ?? 0) - lowest
      let level = column.reduce(0) { $0 + $1 / n }
      var remainders = column
      if let profile {
        for row in column.indices {
          remainders[row] -= profile.level(atSecondOfDay: secondsOfDay[row])
        }
      }
      let mean = remainders.reduce(0) { $0 + $1 / n }
      // By how much hosts differ tells nothing of how far a metric moves.
      var ownRange = knownRange
      var deviations: [Double] = []
      // Squares of deviations in units of the range, which cannot overflow.
      var squares = 0.0
      for rows in hostRows {
        let own = Double(rows.count)
        let hostMean = rows.reduce(0) { $0 + remainders[$1] / own }
        deviations.append(rows.isEmpty ? 0 : hostMean - mean)
        if let low = column[rows].min(), let high = column[rows].max() {
          ownRange = max(ownRange, high - low)
        }
        if range > 0 {
          for row in rows {
            let away = (remainders[row] - hostMean) / range
            squares += away * away / n
          }
        }
      }
      let floor =
        ownRange > 0
        ? max(MetricScaling.floorOfRange * ownRange, MetricScaling.floorOfLevel * abs(level))
        : MetricScaling.scaleOfConstant * (level != 0 ? abs(level) : 1)
      centre = mean
      let scale = max(squares.squareRoot() * range, floor)
      self.scale = scale
      self.profile = profile
      self.isNonNegative = isNonNegative
      leastVariance = ownRange > 0 ? floor / scale * (floor / scale) : 1
      hostDeviations = deviations.map { $0 / scale }
    }
  }

  /// What is usual for a metric at a second of the local day, on its scale.
  func centre(ofMetric metric: Int, atSecondOfDay second: Int) -> Double {
    centres[metric] + (profiles[metric]?.level(atSecondOfDay: second) ?? 0)
  }

  /// The value in the metric's unit that a standardised one stands for.
  ///
  /// - Parameters:
  ///   - z: Standardised.
  ///   - metric: Of which metric.
  ///   - centre: What is usual for it at the time, on its scale, on a host without an offset.
  ///   - offset: The host's.
  /// - Returns: The value, not below 0 where the metric never was.
  func value(_ z: Double, metric: Int, centre: Double, offset: Double) -> Double {
    let scaled = centre + deviation(z, metric: metric) + offset * scales[metric]
    let value = plain(scaled, metric: metric)
    return isNonNegative[metric] ? max(0, value) : value
  }

  /// The value in the metric's unit that stands at a place of its scale.
  func plain(_ scaled: Double, metric: Int) -> Double {
    logarithms[metric]?.value(scaled) ?? scaled
  }

  /// The deviation from the centre, on the metric's scale, that a standardised value stands for.
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
  ///   - offsets: The host's, `[d]`.
  ///   - jobs: The host's.
  ///   - standard: Receives the standardised values, `[d]`; NaN where missing.
  func standardize(
    _ values: Span<Double>, at time: Int, offsets: [Double], jobs: HostJobs? = nil,
    into standard: inout [Double]
  ) {
    let second = secondOfDay(at: time)
    let formerSecond = formerSecondOfDay(at: time)
    for j in 0..<centres.count {
      let value = values[j]
      let scaled = logarithms[j]?.scaled(value) ?? value
      var z = (scaled - centre(ofMetric: j, atSecondOfDay: second)) / scales[j] - offsets[j]
      if let formerSecond {
        let former =
          (scaled - centre(ofMetric: j, atSecondOfDay: formerSecond)) / scales[j] - offsets[j]
        if abs(former) < abs(z) { z = former }
      }
      standard[j] = abs(z) <= Self.bound ? z : value.isFinite ? Self.compressed(z) : .nan
    }
    guard let jobs else { return }
    let isUnsettled = jobs.isUnsettled(at: time)
    for part in jobs.parts(at: time) where values[part.metric].isFinite {
      let j = part.metric
      let centre = centre(ofMetric: j, atSecondOfDay: second) + part.level
      let z =
        (((logarithms[j]?.scaled(values[j]) ?? values[j]) - centre) / scales[j] - offsets[j])
        / part.growth(overScale: scales[j])
      let job = abs(z) <= Self.bound ? z : Self.compressed(z)
      // Where nobody knows whether a job runs, whatever explains the value best.
      if !isUnsettled || abs(job) < abs(standard[j]) { standard[j] = job }
    }
  }

  /// The second of the day by the profiles' clock; 0 where there are none.
  func secondOfDay(at time: Int) -> Int { zone?.localTime(at: time).secondOfDay ?? 0 }

  /// The second of the day by the clock of before it was changed, for a few hours; nil at other times.
  ///
  /// Not all that happens on a host keeps to the new clock at once.
  private func formerSecondOfDay(at time: Int) -> Int? {
    guard let zone else { return nil }
    let before = zone.offset(at: time - HostJobs.unsettledTime)
    if zone.offset(at: time) == before { return nil }
    return (time + before) % 86_400
  }

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
