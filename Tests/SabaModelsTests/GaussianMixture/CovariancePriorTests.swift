import SabaModels
import SabaTestSupport
import Testing

@Suite struct CovariancePriorTests {
  /// The covariance that one component has after shrinkage, without regularization.
  private func shrunk(
    _ samples: Matrix, _ shrinkage: CovariancePrior.Shrinkage?,
    to target: CovariancePrior.Target = .scaledIdentity, structure: CovarianceStructure = .full
  ) throws -> Matrix {
    let reference = Matrix(rows: [samples.row(0)])
    let ones = Matrix(rowCount: samples.rowCount, columnCount: 1, repeating: 1)
    return try MixtureStatistics(
      of: samples, responsibilities: ones, reference: reference, structure: structure
    ).model(
      structure: structure,
      prior: .init(regularization: 0, shrinkage: shrinkage, target: target)
    ).covariances[0]
  }

  /// What a covariance is drawn to.
  private func goal(_ covariance: Matrix, _ target: CovariancePrior.Target) -> Matrix {
    let d = covariance.rowCount
    let mean = covariance.diagonal.reduce(0, +) / Double(d)
    var result = Matrix(rowCount: d, columnCount: d)
    for i in 0..<d { result[i, i] = target == .diagonal ? covariance[i, i] : mean }
    return result
  }

  /// Against exact fractions: References/shrinkage.py.
  @Test(arguments: [CovariancePrior.Target.scaledIdentity, .diagonal])
  func sharesAgreeWithReferences(target: CovariancePrior.Target) throws {
    struct File: Decodable {
      struct Case: Decodable {
        var samples: [[Double]]
        var covariance: [[Double]]
        var toScaledIdentity: Double
        var toDiagonal: Double
      }
      var tolerance: Double
      var cases: [Case]
    }
    let file: File = try references("shrinkage", in: .module)
    #expect(file.cases.count == 6)
    for reference in file.cases {
      let covariance = Matrix(rows: reference.covariance)
      let goal = goal(covariance, target)
      let share = target == .diagonal ? reference.toDiagonal : reference.toScaledIdentity
      var expected = covariance
      for i in 0..<expected.rowCount {
        for j in 0..<expected.rowCount {
          expected[i, j] = (1 - share) * covariance[i, j] + share * goal[i, j]
        }
      }
      for structure in [CovarianceStructure.full, .tied] {
        let result = try shrunk(
          Matrix(rows: reference.samples), .ledoitWolf, to: target, structure: structure)
        #expect(relativeDifference(result, expected) <= file.tolerance)
      }
    }
  }

  @Test func limitsOfAFixedShare() throws {
    var generator = RandomGenerator(seed: 1)
    for d in [1, 2, 5, 17] {
      let samples = Matrix.normal(3 * d + 5, d, using: &generator).map { $0 * $0 }
      let plain = try shrunk(samples, nil)
      for target in [CovariancePrior.Target.scaledIdentity, .diagonal] {
        #expect(try shrunk(samples, .fixed(0), to: target) == plain)
        let whole = try shrunk(samples, .fixed(1), to: target)
        #expect(relativeDifference(whole, goal(plain, target)) <= Tolerance.closedForm)
        for i in 0..<d {
          for j in 0..<d where i != j { #expect(whole[i, j] == 0) }
        }
        if target == .diagonal { #expect(whole.diagonal == plain.diagonal) }
      }
    }
  }

  /// Any covariance, from singular to all but known, stays between itself and its target.
  @Test(arguments: [CovariancePrior.Target.scaledIdentity, .diagonal])
  func sharesLieBetweenZeroAndOne(target: CovariancePrior.Target) throws {
    for seed in 0..<60 as Range<UInt64> {
      var generator = RandomGenerator(seed: seed)
      let d = 2 + Int(seed % 7)
      let n = [2, 3, 5, 20, 300][Int(seed % 5)]
      let factor = Matrix.normal(d, d, using: &generator)
      let samples = Naive.product(Matrix.normal(n, d, using: &generator), factor)
      let result = try shrunk(samples, .ledoitWolf, to: target)
      // A share of 0.5 cannot fail: from it the covariance itself is told.
      let half = try shrunk(samples, .fixed(0.5), to: target)
      let goal = goal(half, target)
      for i in 0..<d {
        for j in 0..<d where i != j {
          let own = 2 * half[i, j]
          let share = 1 - result[i, j] / own
          #expect(share > -1e-9 && share < 1 + 1e-9, "seed \(seed)")
        }
        if target == .diagonal {
          #expect(isClose(result[i, i], goal[i, i], Tolerance.closedForm, scale: 0))
        }
      }
      #expect(
        isClose(
          result.diagonal.reduce(0, +), half.diagonal.reduce(0, +), Tolerance.closedForm, scale: 0))
    }
  }

  /// Over many data sets its error is near that of the best share, and well below that of none.
  @Test func expectedErrorIsNearTheLeast() throws {
    let d = 6
    let n = 15
    var generator = RandomGenerator(seed: 2)
    let truth = Matrix.covariance(d, using: &generator)
    let factor = try Cholesky(truth).lower.transposed
    let shares = (0...20).map { 0.05 * Double($0) }
    var fixed = [Double](repeating: 0, count: shares.count)
    var chosen = 0.0
    func error(_ estimate: Matrix) -> Double {
      zip(estimate.elements, truth.elements).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    for _ in 0..<300 {
      let samples = Naive.product(Matrix.normal(n, d, using: &generator), factor)
      chosen += try error(shrunk(samples, .ledoitWolf))
      for (index, share) in shares.enumerated() where share > 0 {
        fixed[index] += try error(shrunk(samples, .fixed(share)))
      }
      fixed[0] += try error(shrunk(samples, nil))
    }
    let least = try #require(fixed.min())
    #expect(chosen <= 1.15 * least)
    #expect(chosen < 0.8 * fixed[0])
  }

  @Test func tooFewSamplesOfAComponentStayUsable() throws {
    var generator = RandomGenerator(seed: 3)
    let samples = Matrix.normal(6, 12, using: &generator)
    for structure in [CovarianceStructure.full, .tied, .lowRank(.fixed(3))] {
      for target in [CovariancePrior.Target.scaledIdentity, .diagonal] {
        let (model, _) = try GaussianMixture.fit(
          samples,
          options: .with {
            $0.structure = structure
            $0.covarianceRegularization = 0
            $0.shrinkage = .ledoitWolf
            $0.shrinkageTarget = target
          }, using: &generator)
        #expect(model.logDensity(of: samples).allSatisfy { $0.isFinite })
      }
    }
  }

  @Test func sharesOutOfRangeAreNamed() throws {
    let samples = Matrix(rows: [[1], [2], [3]])
    for share in [-0.1, 1.1, .nan] {
      var generator = RandomGenerator(seed: 1)
      #expect(throws: FitError.invalidParameter(name: "shrinkage", reason: "must lie in 0…1")) {
        try GaussianMixture.fit(
          samples, options: .with { $0.shrinkage = .fixed(share) }, using: &generator)
      }
    }
  }
}
