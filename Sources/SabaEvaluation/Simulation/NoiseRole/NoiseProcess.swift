internal import Saba

/// How the metrics of one host of a ``NoiseRole`` vary about their levels.
protocol NoiseProcess {
  /// Begins in the state that the process is in at any time.
  ///
  /// - Parameters:
  ///   - role: Draws what the hosts of a role have in common; in the same state for each of them.
  ///   - host: Draws all else.
  ///   - interval: The length of an interval, in seconds.
  init(role: RandomGenerator, host: RandomGenerator, interval: Int)

  /// The next interval's factors on the levels of all metrics.
  ///
  /// - Parameters:
  ///   - time: The beginning of the interval, in seconds since the epoch.
  ///   - factors: Overwritten, one a metric of ``NoiseRole/metrics``; what is negative counts as 0.
  mutating func next(at time: Int, _ factors: inout [Double])
}

/// Shocks of variance 1 that all metrics of a host feel alike, each to its own degree.
struct CorrelatedShocks {
  private let shared: [Double]
  private let own: [Double]
  private var common = 0.0

  /// Draws how much each metric feels of what is common.
  ///
  /// - Parameters:
  ///   - correlations: The correlation of a metric with what is common.
  ///   - role: Draws one a metric.
  init(correlations: ClosedRange<Double>, role: inout RandomGenerator) {
    shared = NoiseRole.levels.map { _ in role.uniform(in: correlations) }
    own = shared.map { (1 - $0 * $0).squareRoot() }
  }

  /// Goes on to the next interval.
  mutating func advance(_ host: inout RandomGenerator) { common = host.normal() }

  /// The shock of a metric in this interval, to be drawn once.
  func shock(_ metric: Int, _ host: inout RandomGenerator) -> Double {
    shared[metric] * common + own[metric] * host.normal()
  }
}
