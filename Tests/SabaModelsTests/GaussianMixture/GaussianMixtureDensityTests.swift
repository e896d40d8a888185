import Foundation
import SabaModels
import SabaTestSupport
import Testing

@Suite struct GaussianMixtureDensityTests {
  /// Against arithmetic of 50 digits: References/mixture_density.py.
  @Test func agreesWithReferences() throws {
    struct File: Decodable {
      struct Case: Decodable {
        var condition: Double
        var weights: [Double]
        var means: [[Double]]
        var covariances: [[[Double]]]
        var samples: [[Double]]
        var logDensities: [Double]
        var squaredDistances: [Double]
      }
      var tolerance: Double
      var cases: [Case]
    }
    let file: File = try references("mixture_density", in: .module)
    #expect(file.cases.count == 32)
    for reference in file.cases {
      let model = try GaussianMixture(
        weights: reference.weights, means: Matrix(rows: reference.means),
        covariances: reference.covariances.map(Matrix.init(rows:)))
      let values = model.logDensity(of: Matrix(rows: reference.samples))
      for (row, (value, expected)) in zip(values, reference.logDensities).enumerated() {
        let law =
          4 * Double(model.dimension) * Double.ulpOfOne * reference.condition
          * (1 + reference.squaredDistances[row])
        let allowed =
          reference.condition <= 1e3 ? file.tolerance * max(1, abs(expected)) : law
        #expect(
          abs(value - expected) <= allowed,
          "d = \(model.dimension), k = \(model.componentCount), κ = \(reference.condition)")
      }
      #expect(values.count == reference.logDensities.count)
    }
  }

  @Test(arguments: [0, 1, 15, 16, 17, 255, 256, 257, 600])
  func agreesWithDefinition(count: Int) throws {
    var generator = RandomGenerator(seed: UInt64(count))
    for (d, k) in [(1, 1), (2, 3), (5, 2), (9, 4)] {
      let model = try GaussianMixture.random(
        componentCount: k, dimension: d, using: &generator)
      let samples = Matrix.normal(count, d, using: &generator).map { 4 * $0 }
      let joint = Naive.jointLogDensities(
        samples, weights: model.weights, means: model.means, covariances: model.covariances)
      let values = model.logDensity(of: samples)
      let shares = model.responsibilities(of: samples)
      #expect(values.count == count)
      #expect(shares.rowCount == count)
      for row in 0..<count {
        let expected = Naive.logSumExp(joint.row(row))
        #expect(isClose(values[row], expected, Tolerance.density))
        #expect(isClose(shares.row(row).reduce(0, +), 1, Tolerance.closedForm))
        for c in 0..<k {
          #expect(isClose(shares[row, c], exponential(joint[row, c] - expected), Tolerance.density))
        }
      }
      for row in Set([0, count / 2, count - 1]) where count > 0 {
        #expect(isClose(model.logDensity(of: samples.row(row)), values[row], Tolerance.closedForm))
      }
      if count > 0 {
        let mean = values.reduce(0, +) / Double(count)
        #expect(isClose(model.averageLogLikelihood(of: samples), mean, Tolerance.closedForm))
      }
    }
  }

  @Test func farSamplesStayOrderedAndKeepTheirComponent() throws {
    let model = try GaussianMixture(
      weights: [1, 1], means: Matrix(rows: [[0, 0], [10, 0]]),
      covariances: [.identity(2), .identity(2)])
    let values = model.logDensity(of: Matrix(rows: [[20, 0], [1e3, 0], [1e6, 0], [1e160, 0]]))
    #expect(values == values.sorted(by: >))
    #expect(values[3] == -.infinity)
    // Both densities underflow there; their ratio does not.
    #expect(model.responsibilities(of: Matrix(rows: [[1e3, 0]])).elements == [0, 1])
    #expect(model.responsibilities(of: Matrix(rows: [[1e160, 0]])).elements == [0, 0])
  }

  @Test func aComponentOfWeightZeroTakesNoPart() throws {
    let alone = try GaussianMixture(
      weights: [3], means: Matrix(rows: [[1]]), covariances: [.identity(1)])
    let both = try GaussianMixture(
      weights: [0, 3], means: Matrix(rows: [[0], [1]]), covariances: [.identity(1), .identity(1)])
    let samples = Matrix(rows: [[0], [1], [-30]])
    #expect(both.logDensity(of: samples) == alone.logDensity(of: samples))
    #expect(both.responsibilities(of: samples).column(0) == [0, 0, 0])
    #expect(both.peakLogDensity == alone.peakLogDensity)
  }

  @Test func peakIsTheHighestComponentAtItsMean() throws {
    var generator = RandomGenerator(seed: 4)
    let model = try GaussianMixture.random(componentCount: 3, dimension: 4, using: &generator)
    let joint = Naive.jointLogDensities(
      model.means, weights: model.weights, means: model.means, covariances: model.covariances)
    let expected = joint.diagonal.max() ?? .nan
    #expect(isClose(model.peakLogDensity, expected, Tolerance.closedForm))
  }

  @Test func marginalIsTheIntegralOfTheDensity() throws {
    var generator = RandomGenerator(seed: 2)
    let model = try GaussianMixture.random(componentCount: 3, dimension: 2, using: &generator)
    for kept in 0...1 {
      let marginal = try model.marginal(over: [kept])
      for x in [-4, -0.3, 0, 2.5] {
        // The trapezoidal rule on a whole bell curve is exact to rounding.
        let step = 0.05
        let rows = stride(from: -40.0, through: 40, by: step).map {
          kept == 0 ? [x, $0] : [$0, x]
        }
        let densities = model.logDensity(of: Matrix(rows: rows)).map { exponential($0) }
        let integral = logarithm(step * densities.reduce(0, +))
        #expect(isClose(marginal.logDensity(of: [x]), integral, Tolerance.moments))
      }
    }
  }

  @Test func marginalKeepsTheOrderOfItsMetrics() throws {
    var generator = RandomGenerator(seed: 3)
    let model = try GaussianMixture.random(componentCount: 2, dimension: 6, using: &generator)
    let metrics = [4, 0, 3]
    let marginal = try model.marginal(over: metrics)
    let samples = Matrix.normal(40, 6, using: &generator)
    let joint = Naive.jointLogDensities(
      samples.columns(inOrder: metrics), weights: model.weights,
      means: model.means.columns(inOrder: metrics),
      covariances: model.covariances.map { $0.submatrix(over: metrics) })
    let values = marginal.logDensity(of: samples.columns(inOrder: metrics))
    for (row, value) in values.enumerated() {
      #expect(isClose(value, Naive.logSumExp(joint.row(row)), Tolerance.density))
    }
    #expect(try model.marginal(over: Array(0..<6)).difference(from: model) == 0)
  }

  @Test func countsParameters() throws {
    let covariances = [Matrix](repeating: .identity(4), count: 3)
    let means = Matrix(rowCount: 3, columnCount: 4)
    let full = try GaussianMixture(weights: [1, 1, 1], means: means, covariances: covariances)
    #expect(full.parameterCount == 2 + 12 + 30)
    let axis = Matrix(rows: [[1], [0], [0], [0]])
    let line = LowRankCovariance(basis: axis, eigenvalues: [2], noise: 1)
    let cases: [(covariance: MixtureCovariance, count: Int)] = [
      (.tied(.identity(4)), 10),
      (.diagonal(Matrix(rowCount: 3, columnCount: 4, repeating: 1)), 12),
      (.spherical([1, 1, 1]), 3),
      // A direction of unit length has 3 numbers; a variance along it, a noise.
      (.lowRank([line, line, line]), 15),
    ]
    for (covariance, count) in cases {
      let model = try GaussianMixture(weights: [1, 1, 1], means: means, covariance: covariance)
      #expect(model.parameterCount == 2 + 12 + count)
    }
  }

  @Test func invalidParametersAreNamed() {
    let means = Matrix(rows: [[0, 0], [1, 1]])
    let identity = Matrix.identity(2)
    for weights in [[1, -1], [0, 0], [.nan, 1], [.infinity, 1]] {
      #expect(
        throws: FitError.invalidParameter(
          name: "weights", reason: "must be at least 0 and have a positive sum")
      ) {
        try GaussianMixture(weights: weights, means: means, covariances: [identity, identity])
      }
    }
    #expect(throws: FitError.invalidParameter(name: "means", reason: "must be finite")) {
      try GaussianMixture(
        weights: [1, 1], means: Matrix(rows: [[0, .nan], [0, 0]]),
        covariances: [identity, identity])
    }
    #expect(throws: FitError.invalidParameter(name: "covariances", reason: "must be finite")) {
      try GaussianMixture(
        weights: [1, 1], means: means,
        covariances: [identity, Matrix(rows: [[1, 0], [.nan, 1]])])
    }
    #expect(throws: FitError.notPositiveDefinite(component: 1, minor: 2)) {
      try GaussianMixture(
        weights: [1, 1], means: means, covariances: [identity, Matrix(rows: [[1, 2], [2, 1]])])
    }
  }
}
