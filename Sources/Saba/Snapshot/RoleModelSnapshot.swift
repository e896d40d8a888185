/// The stored form of a ``RoleModel``: plain numbers, checked when they are read.
struct RoleModelSnapshot: Codable {
  struct Tail: Codable {
    var threshold: Double
    var exceedanceRate: Double
    var scale: Double
    var shape: Double
    var exceedanceCount: Int
  }

  var metrics: [String]
  var interval: Int
  var attempts: Int
  /// By whose clock days begin; absent in format 1, which knew UTC alone.
  var zone: String?
  var centres: PackedDoubles
  var scales: PackedDoubles
  /// For each metric the levels of its time-of-day profile; empty for none.
  var profiles: [PackedDoubles]
  /// For each metric whether no negative value is expected of it.
  var isNonNegative: [Bool]
  /// The density of the standardised metrics.
  var mixture: GaussianMixture
  var unit: Double
  var body: PackedDoubles
  var tail: Tail
  var peaks: Tail
  var stretch: Int
  var stretchCount: Int
  var summary: TrainingSummary
}

extension RoleModelSnapshot.Tail {
  init(_ tail: TailModel) {
    self.init(
      threshold: tail.threshold, exceedanceRate: tail.exceedanceRate, scale: tail.scale,
      shape: tail.shape, exceedanceCount: tail.exceedanceCount)
  }

  /// The tail, or nil where the numbers cannot be one.
  var model: TailModel? {
    guard
      threshold.isFinite, exceedanceRate > 0, exceedanceRate <= 1, scale > 0, scale.isFinite,
      (0..<1).contains(shape), exceedanceCount > 0
    else { return nil }
    return TailModel(
      threshold: threshold, exceedanceRate: exceedanceRate, scale: scale, shape: shape,
      exceedanceCount: exceedanceCount)
  }
}

extension RoleModelSnapshot {
  init(_ model: RoleModel) {
    metrics = model.metrics
    interval = model.interval
    attempts = model.attempts
    zone = model.zone.identifier
    centres = PackedDoubles(model.density.scaling.centres)
    scales = PackedDoubles(model.density.scaling.scales)
    profiles = model.density.scaling.profiles.map { PackedDoubles($0?.levels ?? []) }
    isNonNegative = model.density.scaling.isNonNegative
    mixture = model.density.mixture
    unit = model.calibration.unit
    body = PackedDoubles(model.calibration.body)
    tail = Tail(model.calibration.tail)
    peaks = Tail(model.calibration.peaks)
    stretch = model.calibration.stretch
    stretchCount = model.calibration.stretchCount
    summary = model.summary
  }

  /// No model judges intervals longer than this, in seconds.
  private static let longestInterval = 366 * 86_400
  /// No time lies further from the epoch, in seconds.
  private static let latestTime = 1e12

  /// The model, or nil where the parts do not fit together.
  var model: RoleModel? {
    let d = metrics.count
    let numbers = ([centres, scales, body] + profiles).flatMap(\.values)
    guard
      d > 0, mixture.dimension == d, (1...Self.longestInterval).contains(interval), attempts > 0,
      (interval...Self.longestInterval).contains(stretch), unit > 0, unit.isFinite,
      metrics.allSatisfy({ !$0.isEmpty }),
      [summary.firstTime, summary.lastTime].allSatisfy({ abs(Double($0)) < Self.latestTime }),
      centres.values.count == d, scales.values.count == d, profiles.count == d,
      isNonNegative.count == d,
      profiles.allSatisfy({ $0.values.isEmpty || 86_400 % $0.values.count == 0 }),
      body.values.count >= 2,
      numbers.allSatisfy(\.isFinite), scales.values.allSatisfy({ $0 > 0 }),
      Set(metrics).count == d, let tail = tail.model, let peaks = peaks.model,
      let zone = try? zone.map(LocalZone.init(identifier:)) ?? .utc
    else { return nil }
    return RoleModel(
      interval: interval, attempts: attempts, zone: zone, summary: summary,
      density: RoleDensity(
        metrics: metrics,
        scaling: MetricScaling(
          centres: centres.values, scales: scales.values,
          profiles: profiles.map {
            $0.values.isEmpty ? nil : DailyLevels(levels: $0.values, zone: zone)
          }, isNonNegative: isNonNegative),
        mixture: mixture),
      calibration: ScoreCalibration(
        unit: unit, body: body.values, tail: tail, peaks: peaks, stretch: stretch,
        stretchCount: stretchCount))
  }
}
