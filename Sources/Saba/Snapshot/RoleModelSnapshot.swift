/// The stored form of a ``RoleModel``: plain numbers, checked when they are read.
struct RoleModelSnapshot: Codable {
  struct Tail: Codable {
    var threshold: Double
    var exceedanceRate: Double
    var scale: Double
    var shape: Double
    var exceedanceCount: Int
  }

  struct Distribution: Codable {
    var body: PackedDoubles
    var tail: Tail
  }

  var metrics: [String]
  var interval: Int
  var attempts: Int
  /// By whose clock days begin.
  var zone: String
  var centres: PackedDoubles
  var scales: PackedDoubles
  /// For each metric the levels of its time-of-day profile; empty for none.
  var profiles: [PackedDoubles]
  /// For each metric whether no negative value is expected of it.
  var isNonNegative: [Bool]
  /// For each metric the least standardised variance that its scale's floor leaves.
  var leastVariances: PackedDoubles
  /// How hosts differ: the names of those known, their offsets one after another, `[hosts × d]`, and the
  /// variance between hosts of each metric.
  var knownHosts: [String]
  var hostOffsets: PackedDoubles
  var hostVariances: PackedDoubles
  /// What hosts do at the same time every day, by host and slot; this and the next are not in files of
  /// before that was learnt.
  var jobs: Jobs?
  /// After how many samples a missing metric, and one that stands still, are at fault.
  var silenceLimits: [Int]?
  var standstillLimits: [Int]?
  /// The short movements that hosts are known to make; not in files of before these were learnt.
  var transients: Transients?
  /// The density of the level features.
  var level: GaussianMixture
  /// The density of the dynamics features.
  var dynamics: GaussianMixture
  /// What was added to the variances of both.
  var levelRegularization: Double
  var dynamicsRegularization: Double
  /// Where the levels and spreads of hosts lay.
  var lowLevels: PackedDoubles
  var highLevels: PackedDoubles
  var spreads: PackedDoubles
  /// The lowest and highest of those levels; not in files of before they were kept.
  var lowestLevels: PackedDoubles?
  var highestLevels: PackedDoubles?
  var levelEnergies: Distribution
  var dynamicsEnergies: Distribution
  var unit: Double
  var scores: Distribution
  var peaks: Tail
  var highestPeaks: PackedDoubles
  var stretch: Int
  var stretchCount: Int
  var summary: TrainingSummary
  /// Only where the metrics are canonical: how they came about, and for each the value at which its
  /// logarithm begins, 0 for none.
  var mapping: MetricMapping?
  var logarithmUnits: PackedDoubles?
  /// Not in files of before there was one.
  var report: FitReport?
  /// The peaks for other numbers of attempts; not in files of before there were any.
  var otherAttempts: [Int: PackedDoubles]?
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

extension RoleModelSnapshot.Distribution {
  init(_ distribution: ScoreDistribution) {
    self.init(body: PackedDoubles(distribution.body), tail: .init(distribution.tail))
  }

  /// The distribution, or nil where the numbers cannot be one.
  var model: ScoreDistribution? {
    guard body.values.count >= 2, body.values.allSatisfy(\.isFinite), let tail = tail.model else {
      return nil
    }
    return ScoreDistribution(body: body.values, tail: tail)
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
    leastVariances = PackedDoubles(model.density.scaling.leastVariances)
    let offsets = model.density.scaling.hostOffsets
    knownHosts = offsets.known.keys.sorted()
    hostOffsets = PackedDoubles(knownHosts.flatMap { offsets.offsets(of: $0) })
    hostVariances = PackedDoubles(offsets.variances)
    jobs = Jobs(model.density.scaling.jobs)
    silenceLimits = model.pulse?.silence
    standstillLimits = model.pulse?.standstill
    transients = Transients(model.transients)
    level = model.density.level
    dynamics = model.density.dynamics
    levelRegularization = model.density.regularization.level
    dynamicsRegularization = model.density.regularization.dynamics
    lowLevels = PackedDoubles(model.density.driftRange.low)
    highLevels = PackedDoubles(model.density.driftRange.high)
    spreads = PackedDoubles(model.density.driftRange.spread)
    lowestLevels = model.density.driftRange.outer.map { PackedDoubles($0.low) }
    highestLevels = model.density.driftRange.outer.map { PackedDoubles($0.high) }
    levelEnergies = Distribution(model.surprise.level)
    dynamicsEnergies = Distribution(model.surprise.dynamics)
    unit = model.calibration.unit
    scores = Distribution(model.calibration.distribution)
    peaks = Tail(model.calibration.peaks)
    highestPeaks = PackedDoubles(model.calibration.highestPeaks)
    stretch = model.calibration.stretch
    stretchCount = model.calibration.stretchCount
    summary = model.summary
    mapping = model.mapping
    logarithmUnits =
      model.mapping == nil
      ? nil : PackedDoubles(model.density.scaling.logarithms.map { $0?.unit ?? 0 })
    report = model.report
    otherAttempts = model.calibration.otherAttempts.mapValues { PackedDoubles($0.packed) }
  }

  /// No model judges intervals longer than this, in seconds.
  private static let longestInterval = 366 * 86_400
  /// No time lies further from the epoch, in seconds.
  private static let latestTime = 1e12

  private var storedOffsets: HostOffsets {
    let d = metrics.count
    var known = [String: [Double]](minimumCapacity: knownHosts.count)
    for (host, name) in knownHosts.enumerated() {
      known[name] = Array(hostOffsets.values[host * d..<(host + 1) * d])
    }
    return HostOffsets(known: known, variances: hostVariances.values)
  }

  private var outerLevels: DriftRange.Outer? {
    guard let low = lowestLevels?.values, let high = highestLevels?.values else { return nil }
    return DriftRange.Outer(low: low, high: high)
  }

  /// The peaks for other numbers of attempts, or nil where they cannot be any.
  private var storedOtherAttempts: [Int: KeptPeaks]? {
    var stored: [Int: KeptPeaks] = [:]
    for (attempts, numbers) in otherAttempts ?? [:] {
      guard attempts > 0, let peaks = KeptPeaks(packed: numbers.values) else { return nil }
      stored[attempts] = peaks
    }
    return stored
  }

  /// The model, or nil where the parts do not fit together.
  var model: RoleModel? {
    let d = metrics.count
    let ofMetrics =
      [
        centres, scales, leastVariances, hostVariances, lowLevels, highLevels, spreads,
      ] + [lowestLevels, highestLevels].compactMap { $0 }
    let logarithmUnits =
      logarithmUnits?.values ?? [Double](repeating: 0, count: metrics.count)
    let numbers = (ofMetrics + profiles + [hostOffsets, highestPeaks]).flatMap(\.values)
    guard
      d > 0, levelRegularization > 0, levelRegularization.isFinite, dynamicsRegularization > 0,
      dynamicsRegularization.isFinite, (1...Self.longestInterval).contains(interval), attempts > 0,
      (interval...Self.longestInterval).contains(stretch), unit > 0, unit.isFinite,
      metrics.allSatisfy({ !$0.isEmpty }),
      [summary.firstTime, summary.lastTime].allSatisfy({ abs(Double($0)) < Self.latestTime }),
      ofMetrics.allSatisfy({ $0.values.count == d }), profiles.count == d,
      isNonNegative.count == d, logarithmUnits.count == d,
      logarithmUnits.allSatisfy({ $0 >= 0 && $0.isFinite }),
      profiles.allSatisfy({ $0.values.isEmpty || 86_400 % $0.values.count == 0 }),
      numbers.allSatisfy(\.isFinite), scales.values.allSatisfy({ $0 > 0 }),
      Set(metrics).count == d, Set(knownHosts).count == knownHosts.count,
      hostOffsets.values.count == knownHosts.count * d,
      hostVariances.values.allSatisfy({ $0 >= 0 }), let peaks = peaks.model,
      let levelEnergies = levelEnergies.model, let dynamicsEnergies = dynamicsEnergies.model,
      let scores = scores.model, let otherAttempts = storedOtherAttempts,
      let zone = try? LocalZone(identifier: zone),
      let jobs = jobs == nil ? DailyJobs.none : jobs?.jobs(metricCount: d, zone: zone),
      let transients = transients == nil
        ? KnownTransients.none : transients?.transients(metricCount: d),
      [silenceLimits, standstillLimits].allSatisfy({ limits in
        limits.map { $0.count == d && $0.allSatisfy { $0 > 0 } } ?? true
      })
    else { return nil }
    let spans = FeatureSpans(interval: interval)
    guard
      level.dimension == spans.levelCount(metricCount: d),
      dynamics.dimension == spans.dynamicsCount(metricCount: d), dynamics.componentCount == 1,
      let density = try? RoleDensity(
        metrics: metrics, spans: spans,
        scaling: MetricScaling(
          centres: centres.values, scales: scales.values,
          profiles: profiles.map {
            $0.values.isEmpty ? nil : DailyLevels(levels: $0.values, zone: zone)
          }, isNonNegative: isNonNegative, leastVariances: leastVariances.values,
          hostOffsets: storedOffsets,
          logarithms: logarithmUnits.map { $0 > 0 ? MetricLogarithm(unit: $0) : nil }, jobs: jobs),
        level: level, dynamics: dynamics,
        regularization: .init(level: levelRegularization, dynamics: dynamicsRegularization),
        driftRange: DriftRange(
          low: lowLevels.values, high: highLevels.values, spread: spreads.values,
          outer: outerLevels))
    else { return nil }
    return RoleModel(
      interval: interval, attempts: attempts, zone: zone, summary: summary, mapping: mapping,
      report: report,
      density: density,
      surprise: SurpriseScale(level: levelEnergies, dynamics: dynamicsEnergies),
      calibration: ScoreCalibration(
        unit: unit, distribution: scores, peaks: peaks,
        highestPeaks: highestPeaks.values, stretch: stretch,
        stretchCount: stretchCount, otherAttempts: otherAttempts),
      pulse: silenceLimits.flatMap { silence in
        standstillLimits.map { PulseLimits(silence: silence, standstill: $0) }
      }, transients: transients)
  }
}
