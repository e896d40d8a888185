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

  @Test(arguments: seeds)
  func orderOfRowsColumnsAndComponentsDoesNotMatter(seed: UInt64) throws {
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
    let options = GaussianMixtureOptions()
    let plain = try GaussianMixture.iterate(samples, from: start, exactly: 10, options: options)
    let other = try GaussianMixture.iterate(
      samples.rows(inOrder: rows).columns(inOrder: columns), from: permuted(start), exactly: 10,
      options: options)
    #expect(try other.model.difference(from: permuted(plain.model)) <= Tolerance.iterated)
    #expect(relativeDifference(other.lowerBounds, plain.lowerBounds) <= Tolerance.iterated)
  }

  @Test(arguments: seeds, [(0.0, 1e-3), (-5, 1), (20, 1e4)])
  func shiftAndScaleOfTheDataCarryOver(seed: UInt64, change: (shift: Double, scale: Double)) throws
  {
    let (samples, start, _) = try problem(seed: seed)
    let (shift, scale) = change
    func changed(_ model: GaussianMixture) throws -> GaussianMixture {
      try GaussianMixture(
        weights: model.weights, means: model.means.map { scale * ($0 + shift) },
        covariances: model.covariances.map { $0.map { scale * scale * $0 } })
    }
    let plain = try GaussianMixture.iterate(
      samples, from: start, exactly: 10, options: .with { $0.covarianceRegularization = 0.01 })
    let other = try GaussianMixture.iterate(
      samples.map { scale * ($0 + shift) }, from: changed(start), exactly: 10,
      options: .with { $0.covarianceRegularization = 0.01 * scale * scale })
    #expect(try other.model.difference(from: changed(plain.model)) <= Tolerance.iterated)
    // The density has the unit of one over volume.
    let jacobian = Double(samples.columnCount) * logarithm(scale)
    for (a, b) in zip(other.lowerBounds, plain.lowerBounds) {
      #expect(isClose(a + jacobian, b, Tolerance.iterated))
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

  @Test func choosesTheNumberOfClusters() throws {
    var generator = RandomGenerator(seed: 1)
    for k in 1...3 {
      let truth = try GaussianMixture(
        weights: [Double](repeating: 1, count: k),
        means: Matrix(rows: (0..<k).map { [10 * Double($0), -10 * Double($0 % 2)] }),
        covariances: [Matrix](repeating: .identity(2), count: k))
      let samples = try truth.sample(600, using: &generator).samples
      let (model, report, criteria) = try GaussianMixture.fitSelectingComponentCount(
        samples, from: Array(1...6), options: .with { $0.restartCount = 4 }, using: &generator)
      #expect(model.componentCount == k)
      #expect(criteria.count == k + 1)
      #expect(criteria[k - 1] == criteria.min())
      #expect(isClose(model.bic(of: samples), criteria[k - 1], Tolerance.closedForm))
      #expect(report.lowerBounds.count == report.iterations)
    }
    let samples = Matrix.normal(50, 2, using: &generator)
    let single = try GaussianMixture.fitSelectingComponentCount(
      samples, from: [1], using: &generator)
    #expect(single.model.componentCount == 1)
    #expect(single.criteria.count == 1)
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
