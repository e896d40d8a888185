internal import Saba

/// The rhythm of days and weeks, which metrics feel more or less, and noise in proportion to the level.
struct SeasonalNoise: NoiseProcess {
  private var generator: RandomGenerator
  private var shocks: CorrelatedShocks
  /// The share of each metric that follows the load.
  private let gains: [Double]
  /// The logarithms of the noise.
  private var noises: [Autoregression]

  init(role: RandomGenerator, host: RandomGenerator, interval: Int) {
    var role = role
    var host = host
    shocks = CorrelatedShocks(correlations: 0.3...0.7, role: &role)
    gains = NoiseRole.levels.map { _ in role.uniform(in: 0.2...1) }
    noises = NoiseRole.levels.map { _ in
      Autoregression(
        deviation: role.uniform(in: 0.03...0.1),
        steps: role.uniform(in: 300...3600) / Double(interval), start: host.normal())
    }
    generator = host
  }

  mutating func next(at time: Int, _ factors: inout [Double]) {
    shocks.advance(&generator)
    let rhythm = Demand.rhythm(at: time)
    for metric in gains.indices {
      let level = 1 + gains[metric] * (rhythm - 1)
      let noise = noises[metric].next(shock: shocks.shock(metric, &generator))
      factors[metric] = level * exponential(noise)
    }
  }
}
