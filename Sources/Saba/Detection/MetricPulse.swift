/// Since when each metric of a host is missing or has stood still.
struct MetricPulse: Sendable, Hashable {
  /// The last value of each metric, `[d]`; NaN before there was one.
  private var lastValues: [Double]
  /// When it was seen, in seconds since the epoch.
  private var lastTimes: [Int]
  /// In how many samples since then the host gave something else, `[d]`.
  private var silentCounts: [Int32]
  /// How many values in a row were the last one, `[d]`.
  private var equalCounts: [Int32]
  /// When the first of these was seen, `[d]`.
  private var equalSince: [Int]

  /// For how long a fault is reported, in seconds: then it is what the host is like from now on, as with
  /// a level that has moved for good.
  static let longestReport = 86_400

  init(metricCount: Int) {
    lastValues = [Double](repeating: .nan, count: metricCount)
    lastTimes = [Int](repeating: 0, count: metricCount)
    silentCounts = [Int32](repeating: 0, count: metricCount)
    equalCounts = silentCounts
    equalSince = lastTimes
  }

  /// The memory of all arrays.
  var byteCount: Int {
    lastValues.byteCount + lastTimes.byteCount + silentCounts.byteCount + equalCounts.byteCount
      + equalSince.byteCount
  }

  /// In how many samples since it was seen last a metric was missing; 0 for one never seen.
  func silentCount(ofMetric metric: Int) -> Int { Int(silentCounts[metric]) }

  /// How many values in a row were the same.
  func equalCount(ofMetric metric: Int) -> Int { Int(equalCounts[metric]) }

  /// Takes a sample.
  ///
  /// - Parameters:
  ///   - values: `[d]`; what is not finite is missing. One in which all are missing says nothing.
  ///   - time: In seconds since the epoch, later than any before.
  /// - Complexity: O(d).
  mutating func add(_ values: Span<Double>, at time: Int) {
    var isEmpty = true
    for j in values.indices where values[j].isFinite {
      isEmpty = false
      break
    }
    if isEmpty { return }
    for j in values.indices {
      let value = values[j]
      guard value.isFinite else {
        if !lastValues[j].isNaN, silentCounts[j] < .max { silentCounts[j] += 1 }
        continue
      }
      if value == lastValues[j] {
        if equalCounts[j] < .max { equalCounts[j] += 1 }
      } else {
        lastValues[j] = value
        equalCounts[j] = 1
        equalSince[j] = time
      }
      silentCounts[j] = 0
      lastTimes[j] = time
    }
  }

  /// What is wrong with the metrics after the last sample.
  ///
  /// - Parameters:
  ///   - limits: The role's.
  ///   - metrics: The metrics' names.
  ///   - interval: The length of an interval, in seconds.
  /// - Returns: The faults, in the model's order; mostly none.
  /// - Complexity: O(d).
  func faults(
    by limits: PulseLimits, metrics: [String], interval: Int
  ) -> [MetricFault] {
    var faults: [MetricFault] = []
    for j in metrics.indices {
      let (silent, equal) = (Int(silentCounts[j]), Int(equalCounts[j]))
      if silent >= limits.silence[j] {
        if silent - limits.silence[j] < Self.longestReport / interval {
          faults.append(MetricFault(metric: metrics[j], kind: .vanished, since: lastTimes[j]))
        }
      } else if silent == 0, equal >= limits.standstill[j],
        equal - limits.standstill[j] < Self.longestReport / interval
      {
        faults.append(MetricFault(metric: metrics[j], kind: .stoodStill, since: equalSince[j]))
      }
    }
    return faults
  }
}

extension MetricPulse: Restorable {
  func write(to writer: inout StateWriter) {
    writer.write(lastValues)
    writer.write(lastTimes)
    writer.write(silentCounts.map { Int($0) })
    writer.write(equalCounts.map { Int($0) })
    writer.write(equalSince)
  }

  mutating func restore(from reader: inout StateReader) throws(StateError) {
    let anyCount = 0..<Int(Int32.max) + 1
    try reader.replace(&lastValues)
    try reader.replace(&lastTimes, in: Int.min..<Int.max)
    var counts = lastTimes
    try reader.replace(&counts, in: anyCount)
    silentCounts = counts.map { Int32($0) }
    try reader.replace(&counts, in: anyCount)
    equalCounts = counts.map { Int32($0) }
    try reader.replace(&equalSince, in: Int.min..<Int.max)
  }
}
