/// What one host showed of late, and the features that follow from it.
///
/// Standardised samples go in, in order of time; each gives two vectors of features. *Level*: the
/// sample, and its trailing means over ``FeatureSpans/windows``. *Dynamics*: the samples before it, the
/// oldest first, and the sample itself, all as deviations from the mean of the longest window before
/// it, so that a level which moved does not count as movement for ever. Missing values are NaN, in
/// and out; a mean is taken over the values that are there, and missing where too few of them are: a
/// mean of three samples scatters far more than the mean of sixty that the role was learnt from.
struct HostTrail: Sendable, Hashable {
  private let spans: FeatureSpans
  private let metricCount: Int
  /// The last samples, `[longest × d]`, in a ring.
  private var ring: [Double]
  /// Where the next sample goes.
  private var next = 0
  /// The sums over each window, `[windows × d]`, and how many values each holds.
  private var sums: [Double]
  private var counts: [Double]
  /// The fewest values that make a mean over each window, `[windows × d]`.
  private let fewest: [Double]
  /// How many samples without a missing value came last, one after another.
  private var completeCount = 0

  /// The share of a window's values without which it has no mean.
  private static let smallestShare = 2.0 / 3

  init(spans: FeatureSpans, metricCount: Int) {
    self.spans = spans
    self.metricCount = metricCount
    ring = [Double](repeating: .nan, count: spans.longest * metricCount)
    sums = [Double](repeating: 0, count: spans.windows.count * metricCount)
    counts = sums
    fewest = spans.windows.flatMap { window in
      [Double](
        repeating: (Self.smallestShare * Double(window)).rounded(.up), count: metricCount)
    }
  }

  /// Takes note that samples are missing.
  mutating func skip(_ count: Int) {
    if count <= 0 { return }
    completeCount = 0
    let none = [Double](repeating: .nan, count: metricCount)
    for _ in 0..<min(count, spans.longest) {
      push(none)
      advance()
    }
  }

  /// Takes a sample and writes its features.
  ///
  /// - Parameters:
  ///   - sample: `[d]`, standardised; NaN where missing.
  ///   - level: Receives the level features from `levelStart` on.
  ///   - levelStart: Where they begin.
  ///   - dynamics: Receives the dynamics features from `dynamicsStart` on.
  ///   - dynamicsStart: Where they begin.
  /// - Returns: Whether no feature is missing.
  /// - Complexity: O(d), with the number of features a metric.
  @discardableResult
  mutating func add(
    _ sample: [Double], level: inout [Double], at levelStart: Int, dynamics: inout [Double],
    at dynamicsStart: Int
  ) -> Bool {
    completeCount = sample.contains { $0.isNaN } ? 0 : completeCount + 1
    // Nothing that the sums hold or lose is missing.
    let isFull = completeCount > spans.longest
    var dynamicsSpan = dynamics.mutableSpan
    writeDynamics(sample, to: &dynamicsSpan, at: dynamicsStart)
    if isFull { pushComplete(sample) } else { push(sample) }
    advance()
    var levelSpan = level.mutableSpan
    writeLevel(sample, to: &levelSpan, at: levelStart)
    return completeCount > spans.lagCount && (isFull || hasMeans)
  }

  /// Whether every window has enough values for a mean.
  private var hasMeans: Bool {
    counts.indices.allSatisfy { counts[$0] >= fewest[$0] }
  }

  private func writeDynamics(
    _ sample: [Double], to dynamics: inout MutableSpan<Double>, at start: Int
  ) {
    let d = metricCount
    let last = (spans.windows.count - 1) * d
    let present = start + spans.lagCount * d
    let (ring, sums, counts, sample) = (ring.span, sums.span, counts.span, sample.span)
    // First the level that all are deviations from, where the sample's will be.
    for j in 0..<d {
      // Before there is a past, the sample is its own level.
      dynamics[present + j] =
        counts[last + j] > 0 ? sums[last + j] / counts[last + j] : sample[j]
    }
    for lag in 1...spans.lagCount {
      let from = (next >= lag ? next - lag : next + spans.longest - lag) * d
      let to = present - lag * d
      for j in 0..<d { dynamics[to + j] = ring[from + j] - dynamics[present + j] }
    }
    for j in 0..<d { dynamics[present + j] = sample[j] - dynamics[present + j] }
  }

  private func writeLevel(
    _ sample: [Double], to level: inout MutableSpan<Double>, at start: Int
  ) {
    let d = metricCount
    let (sums, counts, fewest) = (sums.span, counts.span, fewest.span)
    let sample = sample.span
    for j in 0..<d { level[start + j] = sample[j] }
    for index in 0..<spans.levelWindows.count * d {
      let isEnough = counts[index] >= fewest[index]
      level[start + d + index] = isEnough ? sums[index] / counts[index] : .nan
    }
  }

  /// Takes in a sample where neither it nor any of the last ones misses a value.
  private mutating func pushComplete(_ sample: [Double]) {
    for (window, length) in spans.windows.enumerated() {
      let gone = (next >= length ? next - length : next + spans.longest - length) * metricCount
      Self.replace(ring, from: gone, by: sample, in: &sums, at: window * metricCount)
    }
    keep(sample)
  }

  private static func replace(
    _ old: [Double], from first: Int, by new: [Double], in sums: inout [Double], at start: Int
  ) {
    let old = old.span.extracting(first..<first + new.count)
    let new = new.span
    var all = sums.mutableSpan
    for j in new.indices { all[start + j] = all[start + j] - old[j] + new[j] }
  }

  /// Writes a sample over the oldest one.
  private mutating func keep(_ sample: [Double]) {
    let start = next * metricCount
    var ring = ring.mutableSpan
    for j in sample.indices { ring[start + j] = sample[j] }
  }

  private mutating func push(_ sample: [Double]) {
    let d = metricCount
    for (window, length) in spans.windows.enumerated() {
      let row = (next + spans.longest - length) % spans.longest
      for j in 0..<d {
        let index = window * d + j
        let gone = ring[row * d + j]
        if !gone.isNaN {
          sums[index] -= gone
          counts[index] -= 1
        }
        let value = sample[j]
        if !value.isNaN {
          sums[index] += value
          counts[index] += 1
        }
      }
    }
    keep(sample)
  }

  /// Moves all samples, as if they had been standardised about a level so much higher.
  ///
  /// - Parameter moved: By how much, `[d]`.
  mutating func translate(by moved: [Double]) {
    for index in ring.indices { ring[index] -= moved[index % metricCount] }
    for index in sums.indices { sums[index] -= counts[index] * moved[index % metricCount] }
  }

  /// The memory of all arrays.
  var byteCount: Int {
    ring.byteCount + sums.byteCount + counts.byteCount + fewest.byteCount
  }

  private mutating func advance() {
    next += 1
    if next == spans.longest {
      next = 0
      sumAgain()
    }
  }

  /// Makes the sums anew, so that what rounding adds to them never grows.
  private mutating func sumAgain() {
    let d = metricCount
    for (window, length) in spans.windows.enumerated() {
      for j in 0..<d { sums[window * d + j] = 0 }
      for row in (spans.longest - length)..<spans.longest {
        Self.add(ring, from: row * d, count: d, to: &sums, at: window * d)
      }
    }
  }

  private static func add(
    _ values: [Double], from first: Int, count: Int, to sums: inout [Double], at start: Int
  ) {
    let values = values.span.extracting(first..<first + count)
    var all = sums.mutableSpan
    for j in values.indices { all[start + j] += values[j].isNaN ? 0 : values[j] }
  }
}

extension HostTrail: Restorable {
  func write(to writer: inout StateWriter) {
    writer.write(ring)
    writer.write(next)
    writer.write(sums)
    writer.write(counts)
    writer.write(completeCount)
  }

  mutating func restore(from reader: inout StateReader) throws(StateError) {
    try reader.replace(&ring)
    next = try reader.integer(in: 0..<spans.longest)
    try reader.replace(&sums)
    try reader.replace(&counts)
    completeCount = try reader.integer(in: 0..<Int.max)
  }
}
