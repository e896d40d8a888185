/// The standard form of a role's metrics: centred, scaled, and compressed far out.
///
/// z = g((x − centre) / scale), where g leaves |z| ≤ 10 as it is and grows only logarithmically
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

  /// Where compression begins.
  static let bound = 10.0

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
    centres: [Double], scales: [Double], profiles: [DailyLevels?], isNonNegative: [Bool]
  ) {
    self.centres = centres
    self.scales = scales
    self.profiles = profiles
    self.isNonNegative = isNonNegative
  }

  /// Learns centres, scales and profiles from rows without missing values.
  ///
  /// - Parameters:
  ///   - samples: `[n × d]`.
  ///   - times: `[n]`, in seconds since the epoch.
  ///   - hosts: The number of each row's host, `[n]`.
  ///   - rhythms: For each metric the slot length of its profile; nil for none.
  ///   - zone: By whose clock days begin.
  /// - Throws: ``FitError/tooFewSamples(count:needed:)`` where there are no rows.
  init(
    fitting samples: Matrix, times: [Int], hosts: [Int], rhythms: [Int?], zone: LocalZone
  ) throws(FitError) {
    var centres: [Double] = []
    var scales: [Double] = []
    var profiles: [DailyLevels?] = []
    var isNonNegative: [Bool] = []
    let n = Double(samples.rowCount)
    for (j, rhythm) in rhythms.enumerated() {
      var column = samples.column(j)
      let range = (column.max() ?? 0) - (column.min() ?? 0)
      let level = column.reduce(0) { $0 + $1 / n }
      var profile: DailyLevels?
      if let rhythm {
        let learnt = try DailyLevels(
          values: DailyRhythm.levelled(column, hosts: hosts), times: times, slotLength: rhythm,
          zone: zone)
        for i in column.indices { column[i] -= learnt.level(at: times[i]) }
        profile = learnt
      }
      var mean = 0.0
      for value in column { mean += value / n }
      let floor =
        range > 0
        ? max(Self.floorOfRange * range, Self.floorOfLevel * abs(level))
        : Self.scaleOfConstant * (level != 0 ? abs(level) : 1)
      // Squares of deviations in units of the range, which cannot overflow.
      var squares = 0.0
      if range > 0 {
        for value in column { squares += (value - mean) / range * ((value - mean) / range) / n }
      }
      centres.append(mean)
      scales.append(max(squares.squareRoot() * range, floor))
      profiles.append(profile)
      isNonNegative.append((samples.column(j).min() ?? 0) >= 0)
    }
    self.init(
      centres: centres, scales: scales, profiles: profiles, isNonNegative: isNonNegative)
  }

  /// What is usual for a metric at a time, in its own unit.
  func centre(ofMetric metric: Int, at time: Int) -> Double {
    centres[metric] + (profiles[metric]?.level(at: time) ?? 0)
  }

  /// Standardises a value; NaN stays NaN.
  func standardized(_ value: Double, metric: Int, at time: Int) -> Double {
    let z = (value - centre(ofMetric: metric, at: time)) / scales[metric]
    let size = min(abs(z), Double.greatestFiniteMagnitude)
    guard size > Self.bound else { return z }
    let compressed = Self.bound * (1 + logarithm(size / Self.bound))
    return z < 0 ? -compressed : compressed
  }

  /// The value in the metric's unit that a standardised one stands for.
  func value(_ z: Double, metric: Int, at time: Int) -> Double {
    let value = centre(ofMetric: metric, at: time) + deviation(z, metric: metric)
    return isNonNegative[metric] ? max(0, value) : value
  }

  /// The deviation from the centre, in the metric's unit, that a standardised value stands for.
  func deviation(_ z: Double, metric: Int) -> Double {
    let size = abs(z)
    let plain = size > Self.bound ? Self.bound * exponential(size / Self.bound - 1) : size
    return (z < 0 ? -plain : plain) * scales[metric]
  }

  /// Standardises every row.
  func standardized(_ samples: Matrix, at times: [Int]) -> Matrix {
    var result = samples
    for row in 0..<samples.rowCount {
      for j in 0..<samples.columnCount {
        result[row, j] = standardized(samples[row, j], metric: j, at: times[row])
      }
    }
    return result
  }
}
