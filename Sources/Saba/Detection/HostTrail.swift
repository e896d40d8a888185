/// What one host showed of late, and the features that follow from it.
///
/// Standardised samples go in, in order of time; each gives two vectors of features. *Level*: the
/// sample, and its trailing means over ``FeatureSpans/windows``. *Dynamics*: the samples before it, the
/// oldest first, and the sample itself, all as deviations from the mean of the longest window before
/// it, so that a level which moved does not count as movement for ever. Missing values are NaN, in
/// and out; a mean is taken over the values that are there.
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

  init(spans: FeatureSpans, metricCount: Int) {
    self.spans = spans
    self.metricCount = metricCount
    ring = [Double](repeating: .nan, count: spans.longest * metricCount)
    sums = [Double](repeating: 0, count: spans.windows.count * metricCount)
    counts = sums
  }

  /// Takes note that samples are missing.
  mutating func skip(_ count: Int) {
    let none = [Double](repeating: .nan, count: metricCount)
    for _ in 0..<min(count, spans.longest) { push(none) }
  }

  /// Takes a sample and writes its features.
  ///
  /// - Parameters:
  ///   - sample: `[d]`, standardised; NaN where missing.
  ///   - level: Receives the level features from `levelStart` on.
  ///   - levelStart: Where they begin.
  ///   - dynamics: Receives the dynamics features from `dynamicsStart` on.
  ///   - dynamicsStart: Where they begin.
  /// - Complexity: O(d), with the number of features a metric.
  mutating func add(
    _ sample: [Double], level: inout [Double], at levelStart: Int, dynamics: inout [Double],
    at dynamicsStart: Int
  ) {
    let d = metricCount
    let last = (spans.windows.count - 1) * d
    for j in 0..<d {
      // Before there is a past, the sample is its own level.
      let base = counts[last + j] > 0 ? sums[last + j] / counts[last + j] : sample[j]
      for lag in 1...spans.lagCount {
        let row = (next + spans.longest - lag) % spans.longest
        dynamics[dynamicsStart + (spans.lagCount - lag) * d + j] = ring[row * d + j] - base
      }
      dynamics[dynamicsStart + spans.lagCount * d + j] = sample[j] - base
    }
    push(sample)
    for j in 0..<d { level[levelStart + j] = sample[j] }
    for window in spans.levelWindows {
      for j in 0..<d {
        let index = window * d + j
        level[levelStart + (window + 1) * d + j] =
          counts[index] > 0 ? sums[index] / counts[index] : .nan
      }
    }
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
    for j in 0..<d { ring[next * d + j] = sample[j] }
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
      for j in 0..<d {
        var sum = 0.0
        for row in (spans.longest - length)..<spans.longest where !ring[row * d + j].isNaN {
          sum += ring[row * d + j]
        }
        sums[window * d + j] = sum
      }
    }
  }
}
