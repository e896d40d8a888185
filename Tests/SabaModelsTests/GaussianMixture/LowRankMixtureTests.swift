import SabaTestSupport
import Testing

@testable import SabaModels

@Suite struct LowRankMixtureTests {
  struct File: Decodable {
    struct Case: Decodable {
      var samples: [[Double]]
      var rank: Int
      var covariance: [[Double]]
      var eigenvalues: [Double]
      var noise: Double
      var averageLogLikelihood: Double
      var ranksExplaining: [String: Int]
    }
    var tolerance: Double
    var cases: [Case]
  }

  /// Against scikit-learn's principal component analysis: References/low_rank.py.
  @Test func agreesWithPrincipalComponentAnalysis() throws {
    let file: File = try references("low_rank", in: .module)
    #expect(file.cases.count == 5)
    for reference in file.cases {
      let samples = Matrix(rows: reference.samples)
      func fit(_ rank: CovarianceStructure.LatentRank) throws -> LowRankCovariance {
        var generator = RandomGenerator(seed: 1)
        let (model, _) = try GaussianMixture.fit(
          samples,
          options: .with {
            $0.structure = .lowRank(rank)
            $0.covarianceRegularization = 0
          }, using: &generator)
        guard case .lowRank(let components) = model.covariance else {
          throw FitError.invalidParameter(name: "structure", reason: "must stay")
        }
        return components[0]
      }
      let component = try fit(.fixed(reference.rank))
      // Theirs divides by n − 1.
      let n = Double(samples.rowCount)
      let ratio = n / (n - 1)
      #expect(component.eigenvalues.count == reference.rank)
      #expect(
        relativeDifference(component.dense.map { ratio * $0 }, Matrix(rows: reference.covariance))
          <= file.tolerance)
      #expect(
        relativeDifference(component.eigenvalues.map { ratio * $0 }, reference.eigenvalues)
          <= file.tolerance)
      #expect(isClose(ratio * component.noise, reference.noise, file.tolerance, scale: 0))
      let theirs = LowRankCovariance(
        basis: component.basis, eigenvalues: component.eigenvalues.map { ratio * $0 },
        noise: ratio * component.noise)
      let mean = (0..<samples.columnCount).map { samples.column($0).reduce(0, +) / n }
      let model = try GaussianMixture(
        weights: [1], means: Matrix(rows: [mean]), covariance: .lowRank([theirs]))
      #expect(
        isClose(
          model.averageLogLikelihood(of: samples), reference.averageLogLikelihood, file.tolerance))
      for (share, rank) in reference.ranksExplaining {
        let fraction = try #require(Double(share))
        #expect(try fit(.explaining(fraction)).eigenvalues.count == rank)
      }
    }
  }

  /// The law 4·d·ε·κ·(1 + q), with q the least squared distance to a component; the dense matrix
  /// and its factorization take as much again.
  @Test func densityIsThatOfDenseCovariances() throws {
    for (d, rank, condition) in [
      (2, 1, 1e1), (5, 2, 1e2), (5, 4, 1e3), (13, 3, 1e4), (30, 7, 1e5), (30, 0, 1.0), (64, 9, 1e6),
    ] {
      var generator = RandomGenerator(seed: UInt64(d + rank))
      let components = try (0..<2).map { _ in
        let directions = try SymmetricEigen(Matrix.covariance(d, using: &generator)).vectors
        var basis = Matrix(rowCount: d, columnCount: rank)
        for a in 0..<rank {
          for i in 0..<d { basis[i, a] = directions[a, i] }
        }
        let eigenvalues = (0..<rank).map { condition / Double(1 + $0 * $0) }
        return LowRankCovariance(basis: basis, eigenvalues: eigenvalues, noise: 1)
      }
      let means = Matrix.normal(2, d, using: &generator)
      let lowRank = try GaussianMixture(
        weights: [2, 1], means: means, covariance: .lowRank(components))
      let dense = try GaussianMixture(
        weights: [2, 1], means: means, covariances: lowRank.covariances)
      let precisions = components.map { Naive.inverse($0.dense).inverse }
      for scale in [0.1, 1, 10] {
        let samples = Matrix.normal(40, d, using: &generator).map { scale * $0 }
        let pairs = zip(lowRank.logDensity(of: samples), dense.logDensity(of: samples))
        for (row, (value, expected)) in pairs.enumerated() {
          let square =
            (0..<2).map { c in
              Naive.squaredLength(
                zip(samples.row(row), means.row(c)).map { $0 - $1 }, under: precisions[c])
            }.max() ?? 0
          let law = 4 * Double(d) * Double.ulpOfOne * condition * (1 + square)
          #expect(abs(value - expected) <= 2 * law, "d = \(d), rank \(rank), κ = \(condition)")
        }
      }
      #expect(
        lowRank.parameterCount == 1 + 2 * d + 2 * (d * rank - rank * (rank + 1) / 2 + rank + 1))
      #expect(
        isClose(lowRank.peakLogDensity, dense.peakLogDensity, 8 * Double(d) * 1e-16 * condition))
      for metric in 0..<d {
        #expect(
          isClose(
            lowRank.variance(ofMetric: metric, component: 1),
            components[1].dense[metric, metric], Tolerance.closedForm))
      }
    }
  }

  @Test func rankIsAtMostOneLessThanTheMetrics() throws {
    var generator = RandomGenerator(seed: 3)
    let samples = Matrix.normal(50, 3, using: &generator)
    func model(_ structure: CovarianceStructure) throws -> GaussianMixture {
      try GaussianMixture.fit(
        samples, options: .with { $0.structure = structure }, using: &generator
      ).model
    }
    let full = try model(.full)
    // d − 1 directions and noise in the last one: as general as a full covariance.
    for rank in [2, 3, 100] {
      #expect(try model(.lowRank(.fixed(rank))).difference(from: full) <= Tolerance.moments)
    }
    let spherical = try model(.spherical)
    #expect(try model(.lowRank(.fixed(0))).difference(from: spherical) <= Tolerance.moments)
    #expect(try model(.lowRank(.explaining(0))).difference(from: spherical) <= Tolerance.moments)
  }

  @Test func latentRanksOutOfRangeAreNamed() throws {
    let samples = Matrix(rows: [[1, 2], [2, 1], [3, 5]])
    for rank in [
      CovarianceStructure.LatentRank.fixed(-1), .explaining(-0.1), .explaining(1),
      .explaining(.nan),
    ] {
      var generator = RandomGenerator(seed: 1)
      #expect(
        performing: {
          try GaussianMixture.fit(
            samples, options: .with { $0.structure = .lowRank(rank) }, using: &generator)
        },
        throws: {
          guard case FitError.invalidParameter("structure", _) = $0 else { return false }
          return true
        })
    }
  }

  /// Where only rounding is left beside the directions, there is no noise to speak of.
  @Test func noiseBelowRoundingIsAnError() throws {
    var generator = RandomGenerator(seed: 5)
    let base = Matrix.normal(60, 1, using: &generator)
    let samples = Matrix(
      rows: (0..<60).map { [base[$0, 0], 3 * base[$0, 0], -0.7 * base[$0, 0] + 1] })
    for rank in [1, 2] {
      #expect(throws: FitError.notPositiveDefinite(component: 0, minor: rank + 1)) {
        try GaussianMixture.fit(
          samples,
          options: .with {
            $0.structure = .lowRank(.fixed(rank))
            $0.covarianceRegularization = 0
          }, using: &generator)
      }
    }
  }
}
