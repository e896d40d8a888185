internal import SabaTestSupport

@testable internal import Saba

/// Random series of standardised samples, and the features that come of them.
enum FeatureSeries {
  /// Independent standard normal samples, each value missing with a given probability.
  static func normal(
    _ rowCount: Int, _ metricCount: Int, missing share: Double = 0,
    using generator: inout RandomGenerator
  ) -> [[Double]] {
    (0..<rowCount).map { _ in
      (0..<metricCount).map { _ in
        let value = generator.normal()
        return generator.uniform() < share ? .nan : value
      }
    }
  }

  /// Samples that share one factor and remember the one before them: xₜ = a·xₜ₋₁ + noise, of
  /// variance about 1.
  static func autoregressive(
    _ rowCount: Int, _ metricCount: Int, memory: Double = 0.6,
    using generator: inout RandomGenerator
  ) -> [[Double]] {
    let fresh = (1 - memory * memory).squareRoot()
    var last = (0..<metricCount).map { _ in generator.normal() }
    return (0..<rowCount).map { _ in
      let shared = generator.normal()
      for j in last.indices {
        last[j] = memory * last[j] + fresh * (0.6 * shared + 0.8 * generator.normal())
      }
      return last
    }
  }

  /// A scaling that leaves values within its bound as they are.
  static func plainScaling(metricCount: Int) -> MetricScaling {
    MetricScaling(
      centres: [Double](repeating: 0, count: metricCount),
      scales: [Double](repeating: 1, count: metricCount),
      profiles: [DailyLevels?](repeating: nil, count: metricCount),
      isNonNegative: [Bool](repeating: false, count: metricCount),
      leastVariances: [Double](repeating: 0, count: metricCount),
      hostOffsets: HostOffsets(
        known: [:], variances: [Double](repeating: 0, count: metricCount)),
      logarithms: [MetricLogarithm?](repeating: nil, count: metricCount))
  }

  /// The features of one host's samples in one block.
  ///
  /// - Parameters:
  ///   - samples: Standardised, one or more; NaN where missing, nil where the row itself is.
  ///   - interval: In seconds.
  ///   - range: Where levels and spreads usually lie.
  /// - Returns: The features of the rows that are there.
  static func block(
    of samples: [[Double]?], interval: Int, range: DriftRange? = nil
  ) -> FeatureBlock {
    let d = samples.lazy.compactMap { $0?.count }.first ?? 0
    let spans = FeatureSpans(interval: interval)
    let scaling = plainScaling(metricCount: d)
    var features = HostFeatures(of: "a", spans: spans, interval: interval, scaling: scaling)
    var block = FeatureBlock(spans: spans, metricCount: d, capacity: samples.count)
    for (row, sample) in samples.enumerated() {
      guard let sample else { continue }
      features.add(
        sample.span, at: row * interval, scaling: scaling, range: range, interval: interval,
        to: &block)
    }
    return block
  }
}

extension FeatureSpans {
  /// The first row of a host whose past suffices for every feature: two thirds of each window.
  var firstCompleteRow: Int { max(lagCount, (2 * longest + 2) / 3 - 1) }
}
