internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("Features of level and dynamics")
struct HostTrailTests {
  /// The definition: the whole past is kept, and every feature summed anew.
  struct NaiveTrail {
    let spans: FeatureSpans
    var samples: [[Double]]

    /// The mean of what is there of a metric in the rows of a range, those before the first being
    /// missing.
    private func mean(_ j: Int, _ rows: Range<Int>, fewest: Int = 1) -> Double {
      let seen = rows.clamped(to: 0..<samples.count).map { samples[$0][j] }.filter { !$0.isNaN }
      return seen.count < fewest ? .nan : seen.reduce(0, +) / Double(seen.count)
    }

    func level(_ row: Int) -> [Double] {
      samples[row]
        + spans.windows.flatMap { window in
          samples[row].indices.map {
            mean($0, (row - window + 1)..<(row + 1), fewest: (2 * window + 2) / 3)
          }
        }
    }

    func dynamics(_ row: Int) -> [Double] {
      ((row - spans.lagCount)...row).flatMap { at in
        samples[row].indices.map { j in
          let base = mean(j, (row - spans.longest)..<row)
          let value = at < 0 ? .nan : samples[at][j]
          return value - (base.isNaN ? samples[row][j] : base)
        }
      }
    }
  }

  /// The features of the last of some samples, nil being rows that are skipped.
  func features(
    _ trail: inout HostTrail, _ spans: FeatureSpans, _ sample: [Double]
  ) -> (level: [Double], dynamics: [Double]) {
    let d = sample.count
    // Written at an offset, with what must not be touched on either side.
    var level = [Double](repeating: 7, count: spans.levelCount(metricCount: d) + 3)
    var dynamics = [Double](repeating: 7, count: spans.dynamicsCount(metricCount: d) + 5)
    trail.add(sample, level: &level, at: 2, dynamics: &dynamics, at: 4)
    #expect(level[..<2].allSatisfy { $0 == 7 } && level.last == 7)
    #expect(dynamics[..<4].allSatisfy { $0 == 7 } && dynamics.last == 7)
    return (Array(level[2..<level.count - 1]), Array(dynamics[4..<dynamics.count - 1]))
  }

  /// Sums of at most 60 standard normal values, taken in another order.
  static let tolerance = 1e-12

  static func agree(_ a: [Double], _ b: [Double], _ tolerance: Double) -> Bool {
    a.count == b.count
      && zip(a, b).allSatisfy { $0.isNaN ? $1.isNaN : isClose($0, $1, tolerance) }
  }

  @Test("Windows of 5, 15 and 60 minutes, but of at least 3, 6 and 12 samples")
  func windows() {
    #expect(FeatureSpans(interval: 60).windows == [5, 15, 60])
    #expect(FeatureSpans(interval: 10).windows == [30, 90, 360])
    #expect(FeatureSpans(interval: 300).windows == [3, 6, 12])
    #expect(FeatureSpans(interval: 3600).windows == [3, 6, 12])
    let spans = FeatureSpans(interval: 300)
    #expect(spans.levelCount(metricCount: 5) == 20)
    #expect(spans.dynamicsCount(metricCount: 5) == 20)
  }

  @Test(
    "Every feature is what its definition says, with values missing and rows skipped",
    arguments: [0, 0.05, 0.5, 0.95], [60, 300])
  func definition(missing: Double, interval: Int) {
    var generator = RandomGenerator(seed: 11)
    let spans = FeatureSpans(interval: interval)
    var trail = HostTrail(spans: spans, metricCount: 3)
    var naive = NaiveTrail(spans: spans, samples: [])
    for sample in FeatureSeries.normal(400, 3, missing: missing, using: &generator) {
      if generator.uniform() < 0.03 {
        let skipped = Int(generator.uniform() * 2 * Double(spans.longest))
        trail.skip(skipped)
        for _ in 0..<skipped { naive.samples.append([.nan, .nan, .nan]) }
      }
      naive.samples.append(sample)
      let row = naive.samples.count - 1
      let (level, dynamics) = features(&trail, spans, sample)
      #expect(Self.agree(level, naive.level(row), Self.tolerance), "row \(row)")
      #expect(Self.agree(dynamics, naive.dynamics(row), Self.tolerance), "row \(row)")
    }
  }

  @Test("A host's first sample is all there is: no mean yet, and nothing before it")
  func start() {
    let spans = FeatureSpans(interval: 300)
    var trail = HostTrail(spans: spans, metricCount: 2)
    let (level, dynamics) = features(&trail, spans, [3, -1])
    #expect(level[..<2] == [3, -1] && level[2...].allSatisfy { $0.isNaN })
    #expect(dynamics[..<6].allSatisfy { $0.isNaN })
    #expect(dynamics[6...] == [0, 0])
  }

  @Test(
    "Skipping more than the longest window leaves a host without a past", arguments: [12, 9999])
  func longSkip(count: Int) {
    let spans = FeatureSpans(interval: 300)
    var generator = RandomGenerator(seed: 3)
    var trail = HostTrail(spans: spans, metricCount: 2)
    for sample in FeatureSeries.normal(31, 2, using: &generator) {
      _ = features(&trail, spans, sample)
    }
    trail.skip(count)
    var fresh = HostTrail(spans: spans, metricCount: 2)
    for sample in FeatureSeries.normal(31, 2, using: &generator) {
      let after = features(&trail, spans, sample)
      let anew = features(&fresh, spans, sample)
      #expect(Self.agree(after.level, anew.level, Self.tolerance))
      #expect(Self.agree(after.dynamics, anew.dynamics, Self.tolerance))
    }
  }

  /// How much rounding spikes may leave in sums, in units of the spikes and ε: one a sample that came
  /// or went since the sums were last made anew, at most two windows ago.
  static let sumRoundings = 120.0

  @Test("What rounding adds to running sums stays within that of the last two windows")
  func noDrift() {
    let spans = FeatureSpans(interval: 60)
    var generator = RandomGenerator(seed: 5)
    var trail = HostTrail(spans: spans, metricCount: 1)
    var recent: [[Double]] = []
    let size = 1e9
    let span = 2 * spans.longest
    for row in 0..<100_000 {
      // Half of the time spikes come, and half of the time there are none for long.
      let isSpike = row % 1000 < 500 && generator.uniform() < 0.1
      let sample = [generator.normal() * (isSpike ? size : 1)]
      recent.append(sample)
      if recent.count > 2 * span { recent.removeFirst(span) }
      let (level, dynamics) = features(&trail, spans, sample)
      guard row % 100 == 99 else { continue }
      let naive = NaiveTrail(spans: spans, samples: recent)
      let largest = recent.suffix(span).reduce(1) { max($0, abs($1[0])) }
      let tolerance = Self.sumRoundings * .ulpOfOne * largest
      for (a, b) in zip(level, naive.level(recent.count - 1)) {
        #expect(abs(a - b) <= tolerance, "row \(row)")
      }
      for (a, b) in zip(dynamics, naive.dynamics(recent.count - 1)) {
        #expect(abs(a - b) <= tolerance, "row \(row)")
      }
    }
  }
}
