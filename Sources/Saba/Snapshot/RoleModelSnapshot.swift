internal import FoundationEssentials

/// The stored form of a ``RoleModel``, format 1: plain numbers, checked when they are read.
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
  var centres: Numbers
  var scales: Numbers
  /// For each metric the levels of its time-of-day profile; empty for none.
  var profiles: [Numbers]
  /// For each metric whether no negative value is expected of it.
  var isNonNegative: [Bool]
  var weights: Numbers
  var means: Numbers
  /// The lower triangle of the covariance that all components share, row after row.
  var covariance: Numbers
  var unit: Double
  var body: Numbers
  var tail: Tail
  var peaks: Tail
  var stretch: Int
  var stretchCount: Int
  var summary: TrainingSummary

  /// Numbers stored exactly and compactly: base64 of little-endian doubles.
  struct Numbers: Codable {
    var values: [Double]

    init(_ values: [Double]) { self.values = values }

    init(from decoder: any Decoder) throws {
      let text = try decoder.singleValueContainer().decode(String.self)
      guard let data = Data(base64Encoded: text), data.count % 8 == 0 else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "not base64 of doubles"))
      }
      let bytes = [UInt8](data)
      values = stride(from: 0, to: bytes.count, by: 8).map { start in
        var bits: UInt64 = 0
        for offset in 0..<8 { bits |= UInt64(bytes[start + offset]) << UInt64(8 * offset) }
        return Double(bitPattern: bits)
      }
    }

    func encode(to encoder: any Encoder) throws {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(8 * values.count)
      for value in values {
        for offset in 0..<8 {
          bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(8 * offset)))
        }
      }
      var container = encoder.singleValueContainer()
      try container.encode(Data(bytes).base64EncodedString())
    }
  }
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
      threshold.isFinite, (0...1).contains(exceedanceRate), scale > 0, scale.isFinite,
      (0..<1).contains(shape)
    else { return nil }
    return TailModel(
      threshold: threshold, exceedanceRate: exceedanceRate, scale: scale, shape: shape,
      exceedanceCount: exceedanceCount)
  }
}

extension RoleModelSnapshot {
  init(_ model: RoleModel) {
    let mixture = model.density.mixture
    metrics = model.metrics
    interval = model.interval
    attempts = model.attempts
    centres = Numbers(model.density.scaling.centres)
    scales = Numbers(model.density.scaling.scales)
    profiles = model.density.scaling.profiles.map { Numbers($0?.levels ?? []) }
    isNonNegative = model.density.scaling.isNonNegative
    weights = Numbers(mixture.weights)
    means = Numbers(mixture.means.elements)
    let covariance = mixture.covariances[0]
    self.covariance = Numbers(
      (0..<mixture.dimension).flatMap { i in (0...i).map { covariance[i, $0] } })
    unit = model.calibration.unit
    body = Numbers(model.calibration.body)
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
    let k = weights.values.count
    let numbers =
      [centres, scales, weights, means, covariance, body].flatMap(\.values)
      + profiles.flatMap(\.values)
    guard
      d > 0, k > 0, (1...Self.longestInterval).contains(interval), attempts > 0,
      (interval...Self.longestInterval).contains(stretch), unit > 0, unit.isFinite,
      metrics.allSatisfy({ !$0.isEmpty }),
      [summary.firstTime, summary.lastTime].allSatisfy({ abs(Double($0)) < Self.latestTime }),
      centres.values.count == d, scales.values.count == d, profiles.count == d,
      isNonNegative.count == d,
      profiles.allSatisfy({ $0.values.isEmpty || 86_400 % $0.values.count == 0 }),
      means.values.count == k * d,
      covariance.values.count == d * (d + 1) / 2, body.values.count >= 2,
      numbers.allSatisfy(\.isFinite), scales.values.allSatisfy({ $0 > 0 }),
      Set(metrics).count == d, let tail = tail.model, let peaks = peaks.model
    else { return nil }
    var shared = Matrix(rowCount: d, columnCount: d)
    for i in 0..<d {
      for j in 0...i { shared[i, j] = covariance.values[i * (i + 1) / 2 + j] }
    }
    guard
      let mixture = try? GaussianMixture(
        weights: weights.values,
        means: Matrix(rowCount: k, columnCount: d, elements: means.values),
        covariance: .tied(shared))
    else { return nil }
    return RoleModel(
      interval: interval, attempts: attempts, summary: summary,
      density: RoleDensity(
        metrics: metrics,
        scaling: MetricScaling(
          centres: centres.values, scales: scales.values,
          profiles: profiles.map {
            $0.values.isEmpty ? nil : SeasonalProfile(levels: $0.values)
          }, isNonNegative: isNonNegative),
        mixture: mixture),
      calibration: ScoreCalibration(
        unit: unit, body: body.values, tail: tail, peaks: peaks, stretch: stretch,
        stretchCount: stretchCount))
  }
}
