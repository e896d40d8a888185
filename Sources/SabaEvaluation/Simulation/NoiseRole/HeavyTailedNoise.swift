internal import Saba

/// Correlated values with far tails and without memory.
struct HeavyTailedNoise: NoiseProcess {
  private enum Shape {
    /// Student's t with 3 degrees of freedom times a scale, wild together with the rest of a group.
    case student(scale: Double, group: Int)
    /// Log-normal of mean 1, given the logarithm's standard deviation.
    case logNormal(Double)
  }

  private var generator: RandomGenerator
  private var shocks: CorrelatedShocks
  private let shapes: [Shape]
  /// What each group's shocks are multiplied with in this interval.
  private var wildness = [1.0, 1.0, 1.0]

  init(role: RandomGenerator, host: RandomGenerator, interval: Int) {
    var role = role
    generator = host
    shocks = CorrelatedShocks(correlations: 0.3...0.8, role: &role)
    shapes = NoiseRole.levels.map { metric, _ in
      // A scale so small that hardly any value would fall below 0.
      func student(_ group: Int) -> Shape {
        .student(scale: role.uniform(in: 0.01...0.03), group: group)
      }
      return switch metric {
      case .load, .cpuUser, .cpuSystem: student(0)
      case .received, .sent: student(1)
      case .memoryUsed, .diskWrites: student(2)
      default: .logNormal(role.uniform(in: 0.4...0.9))
      }
    }
  }

  mutating func next(at time: Int, _ factors: inout [Double]) {
    shocks.advance(&generator)
    for group in wildness.indices {
      // χ² with 3 degrees of freedom: one with 2, which is an exponential, and the square of a normal.
      let normal = generator.normal()
      let chiSquare = normal * normal - 2 * logarithm(1 - generator.uniform())
      wildness[group] = (3 / chiSquare).squareRoot()
    }
    for (metric, shape) in shapes.enumerated() {
      let shock = shocks.shock(metric, &generator)
      switch shape {
      case .student(let scale, let group): factors[metric] = 1 + scale * shock * wildness[group]
      case .logNormal(let sigma): factors[metric] = exponential(sigma * (shock - sigma / 2))
      }
    }
  }
}
