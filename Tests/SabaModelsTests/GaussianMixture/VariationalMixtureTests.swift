internal import SabaModels
internal import SabaTestSupport
internal import Testing

@Suite("Variational mixtures")
struct VariationalMixtureTests {
  @Test("Components that the data can do without are switched off", arguments: [3, 6, 10])
  func components(count: Int) throws {
    var options = VariationalMixture.Options()
    options.componentCount = count
    options.weightConcentration = 1e-3
    options.tolerance = 1e-6
    options.maximumIterations = 1000
    var generator = RandomGenerator(seed: 3)
    let samples = OnlineMixtureTests.clusters(3000, seed: 8)
    let fit = try VariationalMixture(fitting: samples, options: options, using: &generator)
    #expect(fit.report.converged)
    #expect(fit.model.componentCount == 2)
    #expect(fit.weights.count == count)
    #expect(fit.report.collapsedComponents.count == count - 2)
    for weight in fit.model.weights { #expect(abs(weight - 0.5) < 0.01) }
    let means = (0..<2).map { fit.model.means.row($0) }.sorted { $0[0] < $1[0] }
    for (mean, goal) in zip(means, [[0, 0, 0], [8, -8, 4.0]]) {
      for (value, expected) in zip(mean, goal) { #expect(abs(value - expected) < 0.15) }
    }
  }

  @Test("The lower bound never falls", arguments: [1, 2, 3] as [UInt64])
  func monotone(seed: UInt64) throws {
    var options = VariationalMixture.Options()
    options.componentCount = 6
    options.tolerance = 0
    options.maximumIterations = 60
    var generator = RandomGenerator(seed: seed)
    let fit = try VariationalMixture(
      fitting: OnlineMixtureTests.clusters(500, seed: seed), options: options, using: &generator)
    for (before, after) in zip(fit.report.lowerBounds, fit.report.lowerBounds.dropFirst()) {
      // Rounding of sums of 500 terms of order 10.
      #expect(after > before - 1e-10)
    }
  }

  @Test("Missing values and too few samples are typed errors")
  func errors() {
    var generator = RandomGenerator(seed: 1)
    #expect(throws: FitError.self) {
      try VariationalMixture(
        fitting: Matrix(rows: [[1, .nan], [2, 3], [4, 5]]), using: &generator)
    }
    #expect(throws: FitError.tooFewSamples(count: 3, needed: 8)) {
      try VariationalMixture(fitting: Matrix(rows: [[1, 0], [2, 3], [4, 5]]), using: &generator)
    }
  }
}
