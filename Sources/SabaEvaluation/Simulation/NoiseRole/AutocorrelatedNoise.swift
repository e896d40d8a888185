internal import Saba

/// Noise with a memory of minutes to hours, over slow wander that all metrics share.
struct AutocorrelatedNoise: NoiseProcess {
  private var generator: RandomGenerator
  private var shocks: CorrelatedShocks
  private var noises: [Autoregression]
  private var wanders: [Autoregression]
  /// How each metric follows each wander, `[d][2]`.
  private let loadings: [[Double]]
  /// The standard deviation of each metric, as a share of its level.
  private let spreads: [Double]

  // Their variances add up to 1.
  private static let noiseDeviation = 0.8
  private static let wanderDeviation = 0.6

  init(role: RandomGenerator, host: RandomGenerator, interval: Int) {
    var role = role
    var host = host
    shocks = CorrelatedShocks(correlations: 0.3...0.8, role: &role)
    noises = NoiseRole.levels.map { _ in
      // A lag-one correlation of .5 to .98 at 5 minutes, the long memories as frequent as the short.
      let steps = exponential(role.uniform(in: logarithm(433)...logarithm(14_850)))
      return Autoregression(
        deviation: Self.noiseDeviation, steps: steps / Double(interval), start: host.normal())
    }
    wanders = [3600.0...10_800, 10_800...21_600].map { span in
      Autoregression(
        deviation: Self.wanderDeviation, steps: role.uniform(in: span) / Double(interval),
        start: host.normal())
    }
    loadings = NoiseRole.levels.map { _ in
      let angle = role.uniform(in: 0...2 * .pi)
      return [cosine(angle), sine(angle)]
    }
    spreads = NoiseRole.levels.map { _ in role.uniform(in: 0.03...0.12) }
    generator = host
  }

  mutating func next(at time: Int, _ factors: inout [Double]) {
    shocks.advance(&generator)
    let fast = wanders[0].next(shock: generator.normal())
    let slow = wanders[1].next(shock: generator.normal())
    for metric in spreads.indices {
      let noise = noises[metric].next(shock: shocks.shock(metric, &generator))
      let wander = loadings[metric][0] * fast + loadings[metric][1] * slow
      factors[metric] = exponential(spreads[metric] * (noise + wander))
    }
  }
}
