import SabaModels
import SabaTestSupport
import Testing

@Suite struct GaussianMixturePropertyTests {
  static let seeds: Range<UInt64> = 0..<12
  /// What rounding may take from the average log likelihood in an iteration.
  static let likelihoodRounding = 1e-11

  /// Samples of a random mixture and another mixture to start from.
  private func problem(
    seed: UInt64
  ) throws -> (samples: Matrix, start: GaussianMixture, generator: RandomGenerator) {
    var generator = RandomGenerator(seed: seed)
    let d = 1 + Int(seed % 4)
    let k = 1 + Int(seed % 3)
    let truth = try GaussianMixture.random(componentCount: k, dimension: d, using: &generator)
    let samples = try truth.sample(150, using: &generator).samples
    // Broad components near some samples keep all of them alive.
    let start = try GaussianMixture(
      weights: [Double](repeating: 1, count: k), means: samples.rows(0..<k),
      covariances: [Matrix](repeating: Matrix.identity(d).map { 4 * $0 }, count: k))
    return (samples, start, generator)
  }

  @Test(arguments: seeds, CovarianceStructure.all)
  func likelihoodDoesNotFallWithoutRegularization(
    seed: UInt64, structure: CovarianceStructure
  ) throws {
    let (samples, start, _) = try problem(seed: seed)
    let options = GaussianMixtureOptions.with {
      $0.structure = structure
      $0.covarianceRegularization = 0
    }
    let (model, bounds) = try GaussianMixture.iterate(
      samples, from: start, exactly: 40, options: options)
    for (before, after) in zip(bounds, bounds.dropFirst()) {
      #expect(after >= before - Self.likelihoodRounding)
    }
    #expect(bounds[0] < bounds[39])
    #expect(model.averageLogLikelihood(of: samples) >= bounds[39] - Self.likelihoodRounding)
    for row in 0..<samples.rowCount {
      let sum = model.responsibilities(of: samples).row(row).reduce(0, +)
      #expect(isClose(sum, 1, Tolerance.closedForm))
    }
  }

  @Test(arguments: seeds, CovarianceStructure.all)
  func orderOfRowsColumnsAndComponentsDoesNotMatter(
    seed: UInt64, structure: CovarianceStructure
  ) throws {
    var (samples, start, generator) = try problem(seed: seed)
    let rows = Array(0..<samples.rowCount).shuffled(using: &generator)
    let columns = Array(0..<samples.columnCount).shuffled(using: &generator)
    let components = Array(0..<start.componentCount).shuffled(using: &generator)
    func permuted(_ model: GaussianMixture) throws -> GaussianMixture {
      try GaussianMixture(
        weights: components.map { model.weights[$0] },
        means: model.means.rows(inOrder: components).columns(inOrder: columns),
        covariances: components.map { model.covariances[$0].submatrix(over: columns) })
    }
    let options = GaussianMixtureOptions.with { $0.structure = structure }
    let plain = try GaussianMixture.iterate(samples, from: start, exactly: 10, options: options)
    let other = try GaussianMixture.iterate(
      samples.rows(inOrder: rows).columns(inOrder: columns), from: permuted(start), exactly: 10,
      options: options)
    #expect(try other.model.difference(from: permuted(plain.model)) <= Tolerance.iterated)
    #expect(relativeDifference(other.lowerBounds, plain.lowerBounds) <= Tolerance.iterated)
  }

  @Test(arguments: CovarianceStructure.all, [(0.0, 1e-3), (-5, 1), (20, 1e4), (1e6, 1)])
  func shiftAndScaleOfTheDataCarryOver(
    structure: CovarianceStructure, change: (shift: Double, scale: Double)
  ) throws {
    let (shift, scale) = change
    for seed in Self.seeds {
      var (samples, start, _) = try problem(seed: seed)
      // Multiples of 2⁻²⁰, so that the shift rounds nothing.
      samples = samples.map { ($0 * 0x1p20).rounded() * 0x1p-20 }
      func changed(_ model: GaussianMixture) throws -> GaussianMixture {
        try GaussianMixture(
          weights: model.weights, means: model.means.map { scale * ($0 + shift) },
          covariances: model.covariances.map { $0.map { scale * scale * $0 } })
      }
      func changedBack(_ model: GaussianMixture) throws -> GaussianMixture {
        try GaussianMixture(
          weights: model.weights, means: model.means.map { $0 / scale - shift },
          covariances: model.covariances.map { $0.map { $0 / (scale * scale) } })
      }
      let plain = try GaussianMixture.iterate(
        samples, from: start, exactly: 10,
        options: .with {
          $0.structure = structure
          $0.covarianceRegularization = 0.01
        })
      let other = try GaussianMixture.iterate(
        samples.map { scale * ($0 + shift) }, from: changed(start), exactly: 10,
        options: .with {
          $0.structure = structure
          $0.covarianceRegularization = 0.01 * scale * scale
        })
      #expect(
        try changedBack(other.model).difference(from: plain.model) <= Tolerance.iterated,
        "seed \(seed)")
      // The density has the unit of one over volume.
      let jacobian = Double(samples.columnCount) * logarithm(scale)
      for (a, b) in zip(other.lowerBounds, plain.lowerBounds) {
        #expect(isClose(a + jacobian, b, Tolerance.iterated))
      }
    }
  }

  /// Where each metric has a variance of its own, each may have a unit of its own.
  @Test(arguments: [CovarianceStructure.full, .tied, .diagonal])
  func unitsOfSingleMetricsCarryOver(structure: CovarianceStructure) throws {
    for seed in Self.seeds {
      var (samples, start, generator) = try problem(seed: seed)
      let d = samples.columnCount
      let units = (0..<d).map { _ in exponential(8 * generator.normal()) }
      func scaled(_ matrix: Matrix) -> Matrix {
        Matrix(rows: (0..<matrix.rowCount).map { zip(matrix.row($0), units).map { $0 * $1 } })
      }
      let options = GaussianMixtureOptions.with {
        $0.structure = structure
        $0.covarianceRegularization = 0
      }
      let plain = try GaussianMixture.iterate(samples, from: start, exactly: 10, options: options)
      let other = try GaussianMixture.iterate(
        scaled(samples),
        from: GaussianMixture(
          weights: start.weights, means: scaled(start.means),
          covariances: start.covariances.map { scaled(scaled($0).transposed) }),
        exactly: 10, options: options)
      #expect(
        relativeDifference(other.model.weights, plain.model.weights) <= Tolerance.iterated)
      for j in 0..<d {
        #expect(
          relativeDifference(
            other.model.means.column(j).map { $0 / units[j] }, plain.model.means.column(j), scale: 1
          ) <= Tolerance.iterated)
      }
      let jacobian = units.reduce(0) { $0 + logarithm($1) }
      for (a, b) in zip(other.lowerBounds, plain.lowerBounds) {
        #expect(isClose(a + jacobian, b, Tolerance.iterated))
      }
    }
  }

  @Test(arguments: CovarianceStructure.all)
  func entropyLiesInItsBoundsAndChargesTheCriterion(structure: CovarianceStructure) throws {
    for seed in Self.seeds {
      let (samples, start, _) = try problem(seed: seed)
      let model = try GaussianMixture.iterate(
        samples, from: start, exactly: 5, options: .with { $0.structure = structure }
      ).model
      let n = Double(samples.rowCount)
      let entropy = model.assignmentEntropy(of: samples)
      #expect(entropy >= 0)
      #expect(entropy <= n * logarithm(Double(model.componentCount)) + Tolerance.closedForm)
      if model.componentCount == 1 { #expect(entropy == 0) }
      #expect(model.icl(of: samples) >= model.bic(of: samples))
      #expect(
        isClose(
          model.icl(of: samples), model.bic(of: samples) + 2 * entropy, Tolerance.closedForm))
      let likelihood = n * model.averageLogLikelihood(of: samples)
      let parameters = Double(model.parameterCount)
      #expect(
        isClose(model.aic(of: samples), 2 * parameters - 2 * likelihood, Tolerance.closedForm))
      #expect(
        isClose(
          model.bic(of: samples), parameters * logarithm(n) - 2 * likelihood, Tolerance.closedForm))
    }
    // Equal components tell nothing: the bound is reached.
    let equal = try GaussianMixture(
      weights: [1, 1, 1], means: Matrix(rowCount: 3, columnCount: 2),
      covariance: .spherical([1, 1, 1]))
    #expect(
      isClose(
        equal.assignmentEntropy(of: Matrix(rows: [[0, 1], [2, 3]])), 2 * logarithm(3),
        Tolerance.closedForm))
  }

  @Test(arguments: CovarianceStructure.all)
  func singleSamplesAgreeWithTheBatch(structure: CovarianceStructure) throws {
    for seed in Self.seeds {
      let (samples, start, _) = try problem(seed: seed)
      let model = try GaussianMixture.iterate(
        samples, from: start, exactly: 3, options: .with { $0.structure = structure }
      ).model
      let batch = model.logDensity(of: samples)
      let dense = try GaussianMixture(
        weights: model.weights, means: model.means, covariances: model.covariances
      ).logDensity(of: samples)
      var reader = MixtureReader(model)
      for row in 0..<samples.rowCount {
        let sample = samples.row(row)
        #expect(isClose(reader.logDensity(of: sample.span), batch[row], Tolerance.closedForm))
        #expect(isClose(model.logDensity(of: sample), batch[row], Tolerance.closedForm))
        #expect(isClose(dense[row], batch[row], Tolerance.density))
      }
    }
  }

  @Test(arguments: CovarianceStructure.all)
  func marginalsAreThoseOfTheDenseMixture(structure: CovarianceStructure) throws {
    for seed in Self.seeds where seed % 4 == 3 {
      let (samples, start, _) = try problem(seed: seed)
      let model = try GaussianMixture.iterate(
        samples, from: start, exactly: 3, options: .with { $0.structure = structure }
      ).model
      let dense = try GaussianMixture(
        weights: model.weights, means: model.means, covariances: model.covariances)
      for metrics in [[0], [3, 1], [2, 0, 3], [1, 0, 3, 2]] {
        let difference = try model.marginal(over: metrics)
          .difference(from: dense.marginal(over: metrics))
        #expect(difference <= Tolerance.closedForm)
      }
    }
  }

  @Test(arguments: seeds)
  func oneComponentIsMeanAndCovariance(seed: UInt64) throws {
    var generator = RandomGenerator(seed: seed)
    let d = 1 + Int(seed % 5)
    let samples = Matrix.normal(60, d, using: &generator).map { 3 * $0 - 7 }
    let expected = Naive.maximize(
      samples, responsibilities: Matrix(rowCount: 60, columnCount: 1, repeating: 1),
      regularization: 1e-6)
    var criteria: [Double] = []
    for structure in CovarianceStructure.all where structure.isGeneral || d == 1 {
      let (model, report) = try GaussianMixture.fit(
        samples, options: .with { $0.structure = structure }, using: &generator)
      #expect(report.converged)
      #expect(model.weights == [1])
      #expect(relativeDifference(model.means, expected.means) <= Tolerance.moments)
      #expect(
        relativeDifference(model.covariances[0], expected.covariances[0]) <= Tolerance.moments)
      criteria.append(model.bic(of: samples))
    }
    for criterion in criteria { #expect(isClose(criterion, criteria[0], Tolerance.closedForm)) }
  }

  @Test(arguments: seeds, [CovarianceStructure.full, .tied])
  func recoversTwoClusters(seed: UInt64, structure: CovarianceStructure) throws {
    var generator = RandomGenerator(seed: seed)
    let truth = try GaussianMixture(
      weights: [0.7, 0.3], means: Matrix(rows: [[0, 0], [12, -6]]),
      covariances: [Matrix(rows: [[1, 0.5], [0.5, 1]]), Matrix(rows: [[1, 0.5], [0.5, 1]])])
    let count = 3000
    let (samples, labels) = try truth.sample(count, using: &generator)
    let (model, report) = try GaussianMixture.fit(
      samples,
      options: .with {
        $0.componentCount = 2
        $0.structure = structure
      }, using: &generator)
    #expect(report.converged)
    let order = model.weights[0] > model.weights[1] ? [0, 1] : [1, 0]
    let shares = model.responsibilities(of: samples)
    for (row, label) in labels.enumerated() { #expect(shares[row, order[label]] > 0.999) }
    // Five standard errors of a mean, and of a variance or covariance, of the smaller cluster.
    let statistical = 5 * (2 / (0.3 * Double(count))).squareRoot()
    for (component, index) in order.enumerated() {
      #expect(isClose(model.weights[index], truth.weights[component], 0.05))
      for i in 0..<2 {
        #expect(abs(model.means[index, i] - truth.means[component, i]) <= statistical)
        for j in 0..<2 {
          let difference = model.covariances[index][i, j] - truth.covariances[component][i, j]
          #expect(abs(difference) <= statistical)
        }
      }
    }
  }

  @Test func sameSeedSameModelAndRestartsDoNotHurt() throws {
    var generator = RandomGenerator(seed: 6)
    let truth = try GaussianMixture.random(
      componentCount: 4, dimension: 2, spread: 5, using: &generator)
    let samples = try truth.sample(400, using: &generator).samples
    func fit(restarts: Int) throws -> (model: GaussianMixture, report: FitReport) {
      var generator = RandomGenerator(seed: 11)
      return try GaussianMixture.fit(
        samples,
        options: .with {
          $0.componentCount = 4
          $0.restartCount = restarts
        }, using: &generator)
    }
    let one = try fit(restarts: 1)
    #expect(try fit(restarts: 1).model == one.model)
    let many = try fit(restarts: 8)
    let best = try #require(many.report.lowerBounds.last)
    #expect(try best >= #require(one.report.lowerBounds.last))
  }
}
