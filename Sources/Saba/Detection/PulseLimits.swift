internal import SabaNumerics

/// How long each metric of a role may be missing or stand still before that is a fault.
///
/// Learnt from the history, in samples in which the host gave anything at all.
///
/// - *Missing*: twice the longest run without the metric that any host had; at least a dozen samples.
/// - *Standing still*: three times the longest run of the very same value on any host; at least two
///   dozen samples. Only for metrics fine enough never to do so for any other reason: that seldom
///   repeat a value, and whose values lie close together. A coarse sensor stands still whenever its host
///   is calmer than it was in the history.
///
/// The tails of both runs are about geometric: what is reached once in a history is reached at twice the
/// length about once in as many histories as a history has samples.
struct PulseLimits: Sendable, Hashable {
  /// In samples, `[d]`.
  let silence: [Int]
  /// In samples, `[d]`; out of reach for a coarse metric.
  let standstill: [Int]

  private static let fewestSilent = 12
  private static let silenceFactor = 2
  private static let fewestEqual = 24
  private static let standstillFactor = 3
  /// The share of samples that may repeat the one before.
  private static let largestRepeatedShare = 0.25
  /// The distance from one value to the next larger one, in standard deviations.
  private static let coarsestStep = 1.0 / 30
  /// So many samples tell how fine a metric is.
  private static let fewSamples = 8192

  init(silence: [Int], standstill: [Int]) {
    self.silence = silence
    self.standstill = standstill
  }

  /// Learns the limits.
  ///
  /// - Complexity: O(n·d).
  init(in rows: TrainingRows, threadCount: Int) {
    let hosts = Parallel.map(rows.frames.count, threadCount: threadCount) { host in
      Runs(in: rows, host: host)
    }
    let limits = Parallel.map(rows.metrics.count, threadCount: threadCount) { j in
      let repeats = hosts.reduce(0) { $0 + $1.repeats[j] }
      let count = hosts.reduce(0) { $0 + $1.counts[j] }
      let silence = hosts.lazy.map { $0.silences[j] }.max() ?? 0
      let standstill = hosts.lazy.map { $0.standstills[j] }.max() ?? 0
      return (
        silence: max(Self.fewestSilent, Self.silenceFactor * silence),
        standstill: Double(repeats) <= Self.largestRepeatedShare * Double(count)
          && Self.isFine(rows.column(j))
          ? max(Self.fewestEqual, Self.standstillFactor * standstill) : .max
      )
    }
    self.init(silence: limits.map(\.silence), standstill: limits.map(\.standstill))
  }

  /// What one host's metrics did, `[d]` each, in samples.
  private struct Runs: Sendable {
    /// The longest run without the metric, and that of the same value.
    var silences: [Int]
    var standstills: [Int]
    /// How many values repeat the one before, and how many there are.
    var repeats: [Int]
    var counts: [Int]

    init(in rows: TrainingRows, host: Int) {
      let d = rows.metrics.count
      silences = [Int](repeating: 0, count: d)
      standstills = silences
      repeats = silences
      counts = silences
      let frame = rows.frames[host]
      var pulse = MetricPulse(metricCount: d)
      let values = frame.values.elements
      for row in 0..<frame.values.rowCount {
        pulse.add(
          values.span.extracting(row * d..<(row + 1) * d), at: frame.start + row * rows.interval)
        for j in 0..<d {
          silences[j] = max(silences[j], pulse.silentCount(ofMetric: j))
          guard values[row * d + j].isFinite else { continue }
          let equal = pulse.equalCount(ofMetric: j)
          standstills[j] = max(standstills[j], equal)
          repeats[j] += equal > 1 ? 1 : 0
          counts[j] += 1
        }
      }
    }
  }

  /// Whether half of the different values are followed by one that is hardly larger.
  private static func isFine(_ column: [Double]) -> Bool {
    let stride = max(1, column.count / fewSamples)
    let sample = Swift.stride(from: 0, to: column.count, by: stride).map { column[$0] }.sorted()
    var steps = zip(sample, sample.dropFirst()).compactMap { $1 > $0 ? $1 - $0 : nil }
    guard let step = medianByReordering(&steps) else { return false }
    let count = Double(sample.count)
    let mean = sample.reduce(0) { $0 + $1 / count }
    // In units of the step, of which squares cannot overflow where it is any use.
    let variance = sample.reduce(0) { $0 + (($1 - mean) / step) * (($1 - mean) / step) / count }
    return variance.squareRoot() * coarsestStep >= 1
  }
}
