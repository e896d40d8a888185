/// What is normal for a role, learnt from its history: immutable, and one small file.
///
/// The densities of the level and the dynamics of the role's standardised metrics, and a calibration that
/// turns their scores into probabilities and a promised number of false alerts into thresholds.
public struct RoleModel: Sendable, Hashable {
  /// The metrics that the model judges, in the order of an ``Observation``'s values.
  public var metrics: [String] { density.metrics }
  /// The length of the intervals that it judges, in seconds.
  public let interval: Int
  /// The number of consecutive unusual samples for which the thresholds are calibrated.
  public let attempts: Int
  /// By whose clock days begin, for metrics that follow the time of day.
  public let zone: LocalZone
  /// What the model was trained on.
  public let summary: TrainingSummary
  /// How its metrics came about, if they are canonical; nil if they are the input's own.
  public let mapping: MetricMapping?
  /// What training found out; nil in models written before there was such a report.
  public let report: FitReport?

  let density: RoleDensity
  let surprise: SurpriseScale
  let calibration: ScoreCalibration
  /// When a metric has been missing or still for too long; nil in models of before that was learnt.
  let pulse: PulseLimits?
  /// Short movements that the role is known for.
  let transients: KnownTransients
  /// The steps by which it was trained and judges.
  var pipeline: RolePipeline { surprise.pipeline }

  /// The metrics that depend on the size of a host, by number, as far as it is known.
  var sizeDependentMetrics: [Int] {
    mapping == nil ? [] : metrics.indices.filter { CanonicalMetric.dependsOnSize(metrics[$0]) }
  }

  /// The number of components of the mixture.
  public var componentCount: Int { density.level.componentCount }

  /// The components that are states in which the role is a good part of the time, by number; all others
  /// are what hosts do at the same time of many days.
  public var usualComponents: [Int] {
    (0..<componentCount).filter { density.isUsual($0) }
  }

  /// The weights of the mixture's components, `[k]`.
  public var componentWeights: [Double] { density.level.weights }

  /// The mean of each metric over the day on its scale, `[d]`.
  private var scaledCentres: [Double] {
    zip(density.scaling.centres, density.scaling.profiles).map { centre, profile in
      guard let levels = profile?.levels else { return centre }
      return centre + levels.reduce(0) { $0 + $1 / Double(levels.count) }
    }
  }

  /// The mean of each metric over the day, `[d]`, in its own unit; that of the logarithms where the
  /// metric is modelled by them.
  public var centres: [Double] {
    scaledCentres.enumerated().map { density.scaling.plain($1, metric: $0) }
  }

  /// The time-of-day profile of each metric, `[d]`, as differences from the mean; nil for one without
  /// a daily rhythm.
  public var profiles: [DailyLevels?] {
    let scaling = density.scaling
    return scaling.profiles.enumerated().map { j, profile in
      guard let profile, scaling.logarithms[j] != nil else { return profile }
      let centre = scaling.plain(scaling.centres[j], metric: j)
      return DailyLevels(
        levels: profile.levels.map {
          scaling.plain(scaling.centres[j] + $0, metric: j) - centre
        }, zone: profile.zone)
    }
  }

  /// The standard deviation of each metric, floored, `[d]`, in its own unit; for one with a
  /// daily rhythm that about its profile, and for one that is modelled by its logarithm the distance
  /// from its mean to a standard deviation above.
  public var scales: [Double] {
    let scaling = density.scaling
    return zip(scaledCentres, scaling.scales).enumerated().map { j, metric in
      guard scaling.logarithms[j] != nil else { return metric.1 }
      return scaling.plain(metric.0 + metric.1, metric: j) - scaling.plain(metric.0, metric: j)
    }
  }

  /// The expected value of each metric in each state of the role, `[k × d]`, in the metrics'
  /// units, averaged over the day.
  public var componentMeans: Matrix {
    let centres = scaledCentres
    let means = density.level.means
    var result = Matrix(rowCount: means.rowCount, columnCount: metrics.count)
    for k in 0..<result.rowCount {
      for j in metrics.indices {
        let scaled = centres[j] + density.scaling.deviation(means[k, j], metric: j)
        result[k, j] = density.scaling.plain(scaled, metric: j)
      }
    }
    return result
  }

  /// The score above which, for ``attempts`` consecutive samples, a host is unusual.
  public func threshold(for sensitivity: Sensitivity) -> Double {
    threshold(falseAlertsPerHostDay: sensitivity.falseAlertsPerHostDay)
  }

  /// The score above which, for a number of consecutive samples, a host is unusual.
  ///
  /// - Parameters:
  ///   - sensitivity: The promise that it keeps.
  ///   - attempts: One of ``calibratedAttempts``; for any other the threshold is that of ``attempts``,
  ///     by which fewer samples raise more alerts than promised and more samples fewer.
  /// - Returns: A score in units of normal data.
  public func threshold(for sensitivity: Sensitivity, attempts: Int) -> Double {
    (calibration.with(attempts: attempts) ?? calibration)
      .threshold(falseAlertsPerHostDay: sensitivity.falseAlertsPerHostDay)
  }

  /// The numbers of consecutive samples for which the promises are calibrated, ascending.
  ///
  /// 1 to 10, and ``attempts``; in models written before there were others, ``attempts`` alone.
  public var calibratedAttempts: [Int] {
    Set(calibration.otherAttempts.keys).union([attempts]).sorted()
  }

  /// The score that keeps to a given number of false alerts per host and day.
  public func threshold(falseAlertsPerHostDay budget: Double) -> Double {
    calibration.threshold(falseAlertsPerHostDay: budget)
  }

  /// How long before an alert opens what led to it began, in seconds: as long as scores look back, or as
  /// it takes to raise one.
  package var alertLead: Int { max(TrailingEnergies.span, (attempts - 1) * interval) }

  /// What counts the alerts of one host at a sensitivity.
  package func alertCounter(for sensitivity: Sensitivity, attempts: Int) -> AlertCounter {
    AlertCounter(
      threshold: threshold(for: sensitivity, attempts: attempts), attempts: attempts,
      falseAlertsPerDay: sensitivity.falseAlertsPerHostDay,
      step: pipeline.takes(.risingThresholds) ? SurpriseScale.alertStep / calibration.unit : 0)
  }

  /// The probability of a score at least as high while all is normal.
  public func pValue(of score: Double) -> Double { calibration.pValue(of: score) }

  init(
    interval: Int, attempts: Int, zone: LocalZone, summary: TrainingSummary,
    mapping: MetricMapping? = nil, report: FitReport?, density: RoleDensity,
    surprise: SurpriseScale, calibration: ScoreCalibration, pulse: PulseLimits? = nil,
    transients: KnownTransients = .none
  ) {
    self.interval = interval
    self.attempts = attempts
    self.zone = zone
    self.summary = summary
    self.mapping = mapping
    self.report = report
    self.density = density
    self.surprise = surprise
    self.calibration = calibration
    self.pulse = pulse
    self.transients = transients
  }
}
