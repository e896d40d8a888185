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
    _ a: MixtureStatistics, _ b: MixtureStatistics, structure: CovarianceStructure = .full,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var moved = MixtureStatistics(reference: a.reference, structure: structure)
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

  @Test(arguments: 0..<6 as Range<UInt64>, CovarianceStructure.all)
  func partsAddUpToTheWholeInAnyOrder(seed: UInt64, structure: CovarianceStructure) throws {
    let (samples, model, _) = try problem(700, 1 + Int(seed), 3, seed: seed)
    let whole = MixtureStatistics(of: samples, under: model, structure: structure)
    let parts = [0..<1, 1..<300, 300..<700].map {
      MixtureStatistics(of: samples.rows($0), under: model, structure: structure)
    }
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      var sum = parts[order[0]]
      sum += parts[order[1]]
      sum += parts[order[2]]
      expectSame(whole, sum, structure: structure)
      var others = parts[order[1]]
      others += parts[order[2]]
      var grouped = parts[order[0]]
      grouped += others
      expectSame(whole, grouped, structure: structure)
    }
  }

  @Test(arguments: 0..<6 as Range<UInt64>, CovarianceStructure.all)
  func partsAboutOtherReferencePointsAddUpToo(
    seed: UInt64, structure: CovarianceStructure
  ) throws {
    let d = 1 + Int(seed)
    var (samples, model, generator) = try problem(400, d, 2, seed: seed)
    let shares = model.responsibilities(of: samples)
    let whole = MixtureStatistics(
      of: samples, responsibilities: shares, reference: model.means, structure: structure)
    let parts = [0..<150, 150..<151, 151..<400].map { rows in
      MixtureStatistics(
        of: samples.rows(rows), responsibilities: shares.rows(rows),
        reference: Matrix.normal(2, d, using: &generator).map { 10 * $0 }, structure: structure)
    }
    for first in 0..<3 {
      var sum = parts[first]
      sum += parts[(first + 1) % 3]
      sum += parts[(first + 2) % 3]
      #expect(sum.reference == parts[first].reference)
      expectSame(whole, sum, structure: structure)
      let prior = CovariancePrior(regularization: 0.1)
      let difference = try sum.model(structure: structure, prior: prior)
        .difference(from: whole.model(structure: structure, prior: prior))
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

  /// The sums of shards, taken under one model and added up in any order, carry the whole fit.
  @Test(arguments: CovarianceStructure.all)
  func shardsGiveTheFitOfOneMachine(structure: CovarianceStructure) throws {
    for (seed, offset) in [(0, 0.0), (1, 1e6)] as [(UInt64, Double)] {
      var (samples, start, generator) = try problem(900, 4, 3, seed: seed)
      samples = samples.map { $0 + offset }
      start = try GaussianMixture(
        weights: start.weights, means: start.means.map { $0 + offset },
        covariances: start.covariances)
      let options = GaussianMixtureOptions.with {
        $0.structure = structure
        $0.tolerance = 0
        $0.maximumIterations = 8
      }
      let whole = try GaussianMixture.fit(samples, from: start, options: options).model
      for shardCount in [1, 3, 7] {
        let cuts = [0] + (1..<shardCount).map { 900 * $0 * $0 / (shardCount * shardCount) } + [900]
        let shards = zip(cuts, cuts.dropFirst()).map { samples.rows($0..<$1) }
        var model = start
        for _ in 0..<8 {
          let sums = shards.shuffled(using: &generator).map {
            MixtureStatistics(of: $0, under: model, structure: structure)
          }
          var total = sums[0]
          for sum in sums.dropFirst() { total += sum }
          model = try total.model(structure: structure)
        }
        let near = try GaussianMixture(
          weights: model.weights, means: model.means.map { $0 - offset },
          covariances: model.covariances)
        let expected = try GaussianMixture(
          weights: whole.weights, means: whole.means.map { $0 - offset },
          covariances: whole.covariances)
        #expect(near.difference(from: expected) <= Tolerance.moments, "\(shardCount) shards")
      }
    }
  }

  @Test(arguments: CovarianceStructure.all)
  func resultsAreTheSameWithAnyNumberOfThreads(structure: CovarianceStructure) throws {
    var (samples, start, generator) = try problem(13_000, 3, 2, seed: 6)
    let weights = (0..<samples.rowCount).map { _ in generator.uniform() }
    var incomplete = samples
    for row in stride(from: 0, to: samples.rowCount, by: 11) { incomplete[row, row % 3] = .nan }
    func fits(threads: Int) throws -> [GaussianMixture] {
      let options = GaussianMixtureOptions.with {
        $0.structure = structure
        $0.threadCount = threads
        $0.maximumIterations = 3
        $0.tolerance = 0
      }
      return [
        try GaussianMixture.fit(samples, from: start, options: options).model,
        try GaussianMixture.fit(samples, from: start, sampleWeights: weights, options: options)
          .model,
        try GaussianMixture.fit(
          incomplete, from: start,
          options: .with {
            $0 = options
            $0.trimmedShare = 0.01
          }
        ).model,
      ]
    }
    let expected = try fits(threads: 1)
    let densities = start.logDensity(of: samples)
    for threads in [2, 4] {
      #expect(try fits(threads: threads) == expected)
      #expect(start.logDensity(of: samples, threadCount: threads) == densities)
      #expect(
        MixtureStatistics(of: samples, under: start, structure: structure, threadCount: threads)
          == MixtureStatistics(of: samples, under: start, structure: structure))
    }
  }

  /// Past the bound of the fast kernel a centre in common would lose the covariance.
  @Test func tiedComponentsFarApartKeepTheirCovariance() throws {
    var generator = RandomGenerator(seed: 7)
    let shared = Matrix.covariance(2, using: &generator)
    let noise = Naive.product(
      Matrix.normal(400, 2, using: &generator), try Cholesky(shared).lower.transposed
    ).map { ($0 * 0x1p20).rounded() * 0x1p-20 }
    for distance in [1e2, 1e4, 1e6, 1e8] {
      let samples = Matrix(
        rows: (0..<400).map { [noise[$0, 0] + ($0 % 2 == 0 ? 0 : distance), noise[$0, 1]] })
      let start = try GaussianMixture(
        weights: [1, 1], means: Matrix(rows: [[0, 0], [distance, 0]]),
        covariance: .tied(.identity(2)))
      let (model, _) = try GaussianMixture.iterate(
        samples, from: start, exactly: 3,
        options: .with {
          $0.structure = .tied
          $0.covarianceRegularization = 0
        })
      var expected = Matrix(rowCount: 2, columnCount: 2)
      for parity in 0...1 {
        let rows = noise.rows(at: (0..<400).filter { $0 % 2 == parity })
        let ones = Matrix(rowCount: 200, columnCount: 1, repeating: 1)
        let part = Naive.maximize(rows, responsibilities: ones, regularization: 0).covariances[0]
        for i in 0..<2 {
          for j in 0..<2 { expected[i, j] += 0.5 * part[i, j] }
        }
      }
      #expect(relativeDifference(model.covariances[0], expected) <= Tolerance.moments)
    }
  }
}
