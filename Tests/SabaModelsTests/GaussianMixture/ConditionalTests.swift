internal import SabaModels
internal import SabaTestSupport
internal import Testing

@Suite("Conditioning, filling in, sampling")
struct ConditionalTests {
  /// Two correlated components over three metrics.
  static func mixture() throws -> GaussianMixture {
    try GaussianMixture(
      weights: [0.3, 0.7], means: Matrix(rows: [[0, 1, 2], [5, -2, 1]]),
      covariances: [
        Matrix(rows: [[2, 0.8, 0.3], [0.8, 1, -0.2], [0.3, -0.2, 0.5]]),
        Matrix(rows: [[1, -0.4, 0], [-0.4, 3, 0.6], [0, 0.6, 2]]),
      ])
  }

  @Test("A conditional density is the joint one over the marginal one")
  func definition() throws {
    let model = try Self.mixture()
    var generator = RandomGenerator(seed: 4)
    for _ in 0..<50 {
      let x = (0..<3).map { _ in 3 * generator.normal() }
      for given in [[0], [1], [2], [0, 1], [2, 0], [1, 2]] {
        let rest = (0..<3).filter { !given.contains($0) }
        let conditional = try model.conditional(on: given, equalTo: given.map { x[$0] })
        let direct =
          model.logDensity(of: x)
          - (try model.marginal(over: given).logDensity(of: given.map { x[$0] }))
        #expect(abs(conditional.logDensity(of: rest.map { x[$0] }) - direct) < Self.tolerance)
      }
    }
  }

  /// Sums of a few terms of order 10, by two ways.
  static let tolerance = 1e-11

  @Test("A filled-in value is the mean of the conditional density, a whole row that of the mixture")
  func expectations() throws {
    let model = try Self.mixture()
    let samples = Matrix(rows: [
      [1, .nan, 2], [.nan, 0.5, .nan], [.nan, .nan, .nan], [4, 1, 0],
    ])
    let filled = try model.expectedValues(of: samples)
    let first = try model.conditional(on: [0, 2], equalTo: [1, 2]).mean
    let second = try model.conditional(on: [1], equalTo: [0.5]).mean
    let expected = [1, first[0], 2, second[0], 0.5, second[1]] + model.mean + [4, 1, 0]
    for (value, goal) in zip(filled.elements, expected) {
      #expect(abs(value - goal) < Self.tolerance)
    }
  }

  @Test("The density of what was observed is the marginal one")
  func observed() throws {
    let model = try Self.mixture()
    let densities = try model.logDensityOfObserved(
      in: Matrix(rows: [[1, .nan, 2], [.nan, .nan, .nan], [4, 1, 0]]))
    #expect(
      abs(densities[0] - (try model.marginal(over: [0, 2]).logDensity(of: [1, 2])))
        < Self.tolerance)
    #expect(densities[1] == 0)
    #expect(abs(densities[2] - model.logDensity(of: [4, 1, 0])) < Self.tolerance)
  }

  @Test("Contributions: what a metric adds to the others' density, and by itself")
  func contributions() throws {
    let model = try Self.mixture()
    let x = [6.0, -2, 9]
    let contributions = try model.contributions(of: x)
    for metric in 0..<3 {
      let others = (0..<3).filter { $0 != metric }
      let rest = try model.marginal(over: others).logDensity(of: others.map { x[$0] })
      #expect(
        abs(-contributions[metric].conditionalSurprise + rest - model.logDensity(of: x))
          < Self.tolerance)
      #expect(
        abs(
          contributions[metric].marginalSurprise
            + (try model.marginal(over: [metric]).logDensity(of: [x[metric]]))) < Self.tolerance)
    }
    #expect(contributions.map(\.conditionalSurprise).max() == contributions[2].conditionalSurprise)
    #expect(abs(contributions[2].expected - 1) < 2)
  }

  @Test("Values that no component can explain are an error")
  func impossible() throws {
    #expect(throws: FitError.self) {
      try Self.mixture().conditional(on: [0], equalTo: [1e200])
    }
  }

  @Test("Samples have the mixture's mean and variance")
  func sampling() throws {
    let model = try Self.mixture()
    var generator = RandomGenerator(seed: 11)
    let (samples, components) = try model.sample(40_000, using: &generator)
    let share = Double(components.count { $0 == 0 }) / 40_000
    #expect(abs(share - 0.3) < 0.012)
    let variance = model.variance
    for j in 0..<3 {
      let column = samples.column(j)
      var mean = 0.0
      for value in column { mean += value / 40_000 }
      // Five standard errors.
      #expect(abs(mean - model.mean[j]) < 5 * (variance[j] / 40_000).squareRoot())
      var spread = 0.0
      for value in column { spread += (value - mean) * (value - mean) / 40_000 }
      #expect(abs(spread / variance[j] - 1) < 0.05)
    }
  }
}
