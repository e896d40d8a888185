import SabaModels
import SabaTestSupport
import Testing

@Suite struct MixtureStatisticsTests {
  private func problem(
    _ count: Int, _ d: Int, _ k: Int, seed: UInt64
  ) throws -> (samples: Matrix, model: GaussianMixture, generator: RandomGenerator) {
    var generator = RandomGenerator(seed: seed)
    let model = try GaussianMixture.random(componentCount: k, dimension: d, using: &generator)
    let samples = Matrix.normal(count, d, using: &generator).map { 2 * $0 + 0.5 }
    return (samples, model, generator)
  }

  /// Whether two statistics say the same: about one reference all sums can be compared.
  private func expectSame(
    _ a: MixtureStatistics, _ b: MixtureStatistics,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var moved = MixtureStatistics(reference: a.reference)
    moved += b
    let pairs = [
      (a.weights, moved.weights), (a.first.elements, moved.first.elements),
      (a.second.elements, moved.second.elements),
      ([a.logLikelihood], [moved.logLikelihood]), ([a.count], [moved.count]),
    ]
    for (x, y) in pairs {
      #expect(
        relativeDifference(x, y, scale: 1) <= Tolerance.moments, sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: [1, 2, 3, 8, 17, 33], [33, 255, 256, 257, 600])
  func modelIsTheMaximizationStep(d: Int, count: Int) throws {
    let k = 1 + d % 3
    let (samples, model, _) = try problem(count, d, k, seed: UInt64(d))
    let statistics = MixtureStatistics(of: samples, under: model)
    #expect(statistics.count == Double(count))
    let likelihood = model.logDensity(of: samples).reduce(0, +)
    #expect(isClose(statistics.logLikelihood, likelihood, Tolerance.closedForm))
    let expected = Naive.maximize(
      samples, responsibilities: model.responsibilities(of: samples), regularization: 0.3)
    let next = try statistics.model(prior: .init(regularization: 0.3))
    #expect(relativeDifference(next.weights, expected.weights) <= Tolerance.moments)
    #expect(relativeDifference(next.means, expected.means) <= Tolerance.moments)
    for (a, b) in zip(next.covariances, expected.covariances) {
      #expect(relativeDifference(a, b) <= Tolerance.moments)
    }
    let tied = try MixtureStatistics(of: samples, under: model, structure: .tied)
      .model(structure: .tied, prior: .init(regularization: 0.3))
    #expect(relativeDifference(tied.means, next.means) <= Tolerance.closedForm)
    var shared = Matrix(rowCount: d, columnCount: d)
    for (weight, covariance) in zip(expected.weights, expected.covariances) {
      for i in 0..<d {
        for j in 0..<d { shared[i, j] += weight * covariance[i, j] }
      }
    }
    #expect(tied.covariances.count == k)
    for covariance in tied.covariances {
      #expect(relativeDifference(covariance, shared) <= Tolerance.moments)
    }
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func partsAddUpToTheWholeInAnyOrder(seed: UInt64) throws {
    let (samples, model, _) = try problem(700, 1 + Int(seed), 3, seed: seed)
    let whole = MixtureStatistics(of: samples, under: model)
    let parts = [0..<1, 1..<300, 300..<700].map {
      MixtureStatistics(of: samples.rows($0), under: model)
    }
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      var sum = parts[order[0]]
      sum += parts[order[1]]
      sum += parts[order[2]]
      expectSame(whole, sum)
      var others = parts[order[1]]
      others += parts[order[2]]
      var grouped = parts[order[0]]
      grouped += others
      expectSame(whole, grouped)
    }
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func partsAboutOtherReferencePointsAddUpToo(seed: UInt64) throws {
    let d = 1 + Int(seed)
    var (samples, model, generator) = try problem(400, d, 2, seed: seed)
    let shares = model.responsibilities(of: samples)
    let whole = MixtureStatistics(of: samples, responsibilities: shares, reference: model.means)
    let parts = [0..<150, 150..<151, 151..<400].map { rows in
      MixtureStatistics(
        of: samples.rows(rows), responsibilities: shares.rows(rows),
        reference: Matrix.normal(2, d, using: &generator).map { 10 * $0 })
    }
    for first in 0..<3 {
      var sum = parts[first]
      sum += parts[(first + 1) % 3]
      sum += parts[(first + 2) % 3]
      #expect(sum.reference == parts[first].reference)
      expectSame(whole, sum)
      let difference = try sum.model(prior: .init(regularization: 0.1))
        .difference(from: whole.model(prior: .init(regularization: 0.1)))
      #expect(difference <= Tolerance.moments)
    }
  }

  @Test func nothingAddsNothing() throws {
    let (samples, model, _) = try problem(50, 3, 2, seed: 1)
    let whole = MixtureStatistics(of: samples, under: model)
    var sum = whole
    sum += MixtureStatistics(reference: Matrix(rowCount: 2, columnCount: 3, repeating: 1e3))
    sum += MixtureStatistics(of: samples.rows(0..<0), under: model)
    #expect(sum == whole)
    #expect(throws: FitError.componentCollapsed(index: 0)) {
      try MixtureStatistics(reference: model.means).model()
    }
  }

  @Test func scalingIsWeighting() throws {
    let (samples, model, _) = try problem(90, 2, 2, seed: 2)
    let part = MixtureStatistics(of: samples, under: model)
    var tripled = part
    tripled.scale(by: 3)
    var repeated = part
    repeated += part
    repeated += part
    expectSame(repeated, tripled)

    let weights = (0..<90).map { 0.1 + Double($0 % 7) }
    var sum = MixtureStatistics(reference: model.means)
    for row in 0..<90 {
      var one = MixtureStatistics(of: samples.rows(row..<(row + 1)), under: model)
      one.scale(by: weights[row])
      sum += one
    }
    var shares = model.responsibilities(of: samples)
    for row in 0..<90 {
      for c in 0..<2 { shares[row, c] *= weights[row] }
    }
    let expected = Naive.maximize(samples, responsibilities: shares, regularization: 0)
    let total = weights.reduce(0, +)
    #expect(isClose(sum.count, total, Tolerance.moments))
    let next = try sum.model(prior: .init(regularization: 0))
    #expect(relativeDifference(next.means, expected.means) <= Tolerance.moments)
    #expect(
      relativeDifference(next.weights, expected.weights.map { $0 * 90 / total })
        <= Tolerance.moments)
    for (a, b) in zip(next.covariances, expected.covariances) {
      #expect(relativeDifference(a, b) <= Tolerance.moments)
    }
  }

  @Test func scalingAloneKeepsTheModel() throws {
    let (samples, model, _) = try problem(90, 2, 2, seed: 3)
    let statistics = MixtureStatistics(of: samples, under: model)
    let expected = try statistics.model(prior: .init(regularization: 0.5))
    var scaled = statistics
    scaled.scale(by: 1e-6)
    let next = try scaled.model(prior: .init(regularization: 0.5))
    #expect(next.difference(from: expected) <= Tolerance.moments)
    scaled.scale(by: 0)
    #expect(scaled == MixtureStatistics(reference: model.means))
  }

  @Test(arguments: CovarianceStructure.all)
  func dataFarFromTheOriginKeepTheirFit(structure: CovarianceStructure) throws {
    var generator = RandomGenerator(seed: 4)
    let truth = try GaussianMixture(
      weights: [2, 1], means: Matrix(rows: [[0, 0, 0], [6, 0, -6]]),
      covariances: [.covariance(3, using: &generator), .covariance(3, using: &generator)])
    // Multiples of 2⁻²⁰, so that adding the offset rounds nothing.
    let samples = try truth.sample(500, using: &generator).samples
      .map { ($0 * 0x1p20).rounded() * 0x1p-20 }
    let offset = 1e6
    let options = GaussianMixtureOptions.with {
      $0.componentCount = 2
      $0.structure = structure
      $0.tolerance = 1e-9
    }
    func fit(_ samples: Matrix) throws -> GaussianMixture {
      var generator = RandomGenerator(seed: 5)
      return try GaussianMixture.fit(samples, options: options, using: &generator).model
    }
    let near = try fit(samples)
    let far = try fit(samples.map { $0 + offset })
    #expect(relativeDifference(far.weights, near.weights) <= Tolerance.iterated)
    #expect(relativeDifference(far.means.map { $0 - offset }, near.means) <= Tolerance.iterated)
    for (a, b) in zip(far.covariances, near.covariances) {
      #expect(relativeDifference(a, b) <= Tolerance.iterated)
    }
    let likelihood = far.averageLogLikelihood(of: samples.map { $0 + offset })
    #expect(isClose(likelihood, near.averageLogLikelihood(of: samples), Tolerance.iterated))
  }
}
