import SabaModels
import SabaTestSupport
import Testing

/// Data that leave a structure little or nothing to estimate: a good model or a typed error.
@Suite struct MixtureHardDataTests {
  /// Fits in many ways; each must end in a good model or a typed error.
  ///
  /// - Parameters:
  ///   - samples: `[n × d]`, NaN is missing.
  ///   - name: Of the data, for messages.
  ///   - structure: The covariances.
  ///   - counts: The numbers of components tried.
  ///   - iterations: At most as many a fit.
  /// - Returns: How many of the fits gave a model.
  @discardableResult
  private func expectGoodModels(
    _ samples: Matrix, _ name: String, structure: CovarianceStructure, counts: [Int] = [1, 2, 3],
    iterations: Int = 20
  ) -> Int {
    var modelCount = 0
    for (k, regularization) in counts.flatMap({ k in [(k, 0), (k, 1e-6)] }) {
      for start in [GaussianMixtureOptions.Start.kMeans, .random] {
        for shrinkage in [CovariancePrior.Shrinkage?.none, .ledoitWolf] {
          let options = GaussianMixtureOptions.with {
            $0.componentCount = k
            $0.structure = structure
            $0.covarianceRegularization = regularization
            $0.start = start
            $0.shrinkage = shrinkage
            $0.maximumIterations = iterations
            $0.trimmedShare = start == .random ? 0.1 : 0
          }
          var generator = RandomGenerator(seed: 1)
          do {
            let (model, report) = try GaussianMixture.fit(
              samples, options: options, using: &generator)
            modelCount += 1
            let isGood =
              isClose(model.weights.reduce(0, +), 1, Tolerance.closedForm)
              && model.means.elements.allSatisfy { $0.isFinite }
              && model.covariances.allSatisfy { $0.elements.allSatisfy { $0.isFinite } }
              && (0..<model.componentCount).allSatisfy { component in
                (0..<model.dimension).allSatisfy {
                  model.variance(ofMetric: $0, component: component) > 0
                }
              }
              && model.componentCount + report.collapsedComponents.count == k
              && report.iterations <= iterations && report.lowerBounds.count == report.iterations
              && !report.lowerBounds.contains { $0.isNaN }
            let complete = (0..<samples.rowCount).filter { !samples.row($0).contains { $0.isNaN } }
            let densities = model.logDensity(of: samples.rows(at: complete))
            let isFinite = !densities.contains { $0.isNaN || $0 == .infinity }
            #expect(isGood && isFinite, "\(name): \(options)")
          } catch {
            #expect(error.description.count > 20, "\(name): \(options)")
          }
        }
      }
    }
    return modelCount
  }

  /// Named data of many kinds, drawn anew.
  private func hardData() -> [(name: String, samples: Matrix)] {
    var generator = RandomGenerator(seed: 1)
    let normal = Matrix.normal(60, 3, using: &generator)
    func changed(_ column: Int, _ change: (Double) -> Double) -> Matrix {
      var result = normal
      for row in 0..<60 { result[row, column] = change(normal[row, column]) }
      return result
    }
    func withMissing(_ matrix: Matrix, _ isMissing: (Int, Int) -> Bool) -> Matrix {
      var result = matrix
      for row in 0..<matrix.rowCount {
        for column in 0..<matrix.columnCount where isMissing(row, column) {
          result[row, column] = .nan
        }
      }
      return result
    }
    let collinear = Matrix(
      rows: (0..<60).map { [normal[$0, 0], 2 * normal[$0, 0], 3 - 0.1 * normal[$0, 0]] })
    let scales = Matrix(
      rows: (0..<60).map { [1e9 + normal[$0, 0], 1e-9 * normal[$0, 1], 1e9 * normal[$0, 2]] })
    return [
      ("one row many times", Matrix(rowCount: 40, columnCount: 3, repeating: 0.1)),
      ("two rows many times", Matrix(rows: (0..<40).map { [Double($0 % 2), 1e8, -3] })),
      ("a constant column", changed(1) { _ in 1e6 }),
      ("only constant columns but one", Matrix(rows: (0..<60).map { [7, normal[$0, 0], -1e9] })),
      ("collinear columns", collinear),
      ("an offset and other scales", scales),
      ("one metric", Matrix(rows: (0..<60).map { [normal[$0, 0]] })),
      ("two samples", normal.rows(0..<2)),
      ("three samples", normal.rows(0..<3)),
      ("an outlier", changed(2) { $0 == normal[0, 2] ? 1e12 : $0 }),
      ("huge values", normal.map { 1e200 * $0 }),
      ("tiny values", normal.map { 1e-200 * $0 }),
      ("heavy tails", normal.map { $0 * $0 * $0 * exponential(9 * $0) }),
      ("zeros", Matrix(rowCount: 20, columnCount: 2)),
      ("all rows incomplete", withMissing(normal) { $1 == $0 % 3 }),
      ("one value a row", withMissing(normal) { $1 != $0 % 3 }),
      ("rows with nothing", withMissing(normal) { row, _ in row % 4 == 0 }),
      ("a metric never observed", withMissing(normal) { $1 == 1 }),
      ("a metric seen once", withMissing(normal) { $1 == 1 && $0 > 0 }),
      ("nothing observed", withMissing(normal) { _, _ in true }),
      ("collinear and incomplete", withMissing(collinear) { $1 == $0 % 5 }),
      ("other scales and incomplete", withMissing(scales) { $1 == $0 % 4 }),
      ("huge and incomplete", withMissing(normal.map { 1e200 * $0 }) { $1 == $0 % 4 }),
      ("an outlier, incomplete", withMissing(changed(2) { $0 * 1e100 }) { $1 == $0 % 4 }),
    ]
  }

  @Test(arguments: CovarianceStructure.all + [.lowRank(.fixed(0)), .lowRank(.explaining(0.9))])
  func aGoodModelOrATypedError(structure: CovarianceStructure) {
    var modelCount = 0
    for (name, samples) in hardData() {
      modelCount += expectGoodModels(samples, name, structure: structure)
    }
    // With errors alone the test would say little.
    #expect(modelCount > 100)
  }

  @Test(arguments: CovarianceStructure.all)
  func manyMetricsAndFewSamples(structure: CovarianceStructure) {
    var generator = RandomGenerator(seed: 2)
    let samples = Matrix.normal(80, 228, using: &generator)
    expectGoodModels(samples, "228 metrics", structure: structure, counts: [2], iterations: 4)
    var incomplete = samples
    for row in 0..<6 { incomplete[row, 100 * (row % 2)] = .nan }
    expectGoodModels(
      incomplete, "228 metrics, incomplete", structure: structure, counts: [1], iterations: 3)
  }

  @Test(arguments: CovarianceStructure.all)
  func manyMetricsAreEstimated(structure: CovarianceStructure) throws {
    var generator = RandomGenerator(seed: 3)
    let samples = Matrix.normal(600, 228, using: &generator)
    let (model, report) = try GaussianMixture.fit(
      samples, options: .with { $0.structure = structure }, using: &generator)
    #expect(report.converged)
    let mean = (0..<228).map { samples.column($0).reduce(0, +) / 600 }
    #expect(relativeDifference(model.means.row(0), mean) <= Tolerance.moments)
    for metric in 0..<228 {
      #expect(abs(model.variance(ofMetric: metric, component: 0) - 1) < 0.5)
    }
  }

  @Test(arguments: CovarianceStructure.all)
  func tooFewSamplesForTheComponents(structure: CovarianceStructure) {
    let samples = Matrix(rows: [[1, 2], [2, 1], [.nan, .nan]])
    var generator = RandomGenerator(seed: 1)
    let options = GaussianMixtureOptions.with {
      $0.structure = structure
      $0.componentCount = 3
    }
    #expect(throws: FitError.tooFewSamples(count: 2, needed: 3)) {
      try GaussianMixture.fit(samples, options: options, using: &generator)
    }
  }

  /// All changes are exact in binary, so that the fits must be the same but for rounding inside.
  @Test(arguments: [CovarianceStructure.full, .tied, .diagonal])
  func offsetsAndScalesOfSingleMetricsCostNothing(structure: CovarianceStructure) throws {
    var generator = RandomGenerator(seed: 4)
    let truth = try GaussianMixture.random(componentCount: 2, dimension: 4, using: &generator)
    let plain = try truth.sample(300, using: &generator).samples
      .map { ($0 * 0x1p20).rounded() * 0x1p-20 }
    let scales = [1, 0x1p-30, 0x1p30, 1]
    let offsets = [1e9, 0, 0, 0]
    func changed(_ matrix: Matrix) -> Matrix {
      Matrix(
        rows: (0..<matrix.rowCount).map { row in
          (0..<4).map { scales[$0] * matrix[row, $0] + offsets[$0] }
        })
    }
    let options = GaussianMixtureOptions.with {
      $0.structure = structure
      $0.covarianceRegularization = 0
      $0.tolerance = 0
      $0.maximumIterations = 10
      $0.componentCount = 2
    }
    func expectSame(
      _ other: GaussianMixture, _ model: GaussianMixture,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      for k in 0..<2 {
        for i in 0..<4 {
          let mean = (other.means[k, i] - offsets[i]) / scales[i]
          // A mean of 1e9 has no more digits than these.
          #expect(abs(mean - model.means[k, i]) <= 1e-6, sourceLocation: sourceLocation)
          for j in 0..<4 {
            let value = other.covariances[k][i, j] / (scales[i] * scales[j])
            #expect(
              isClose(value, model.covariances[k][i, j], 1e-6), sourceLocation: sourceLocation)
          }
        }
      }
    }
    let covariance = Matrix.identity(4)
    var scaled = covariance
    for i in 0..<4 { scaled[i, i] = scales[i] * scales[i] }
    let means = plain.rows(0..<2)
    let start = try GaussianMixture(
      weights: [1, 1], means: means, covariances: [covariance, covariance])
    let otherStart = try GaussianMixture(
      weights: [1, 1], means: changed(means), covariances: [scaled, scaled])
    expectSame(
      try GaussianMixture.fit(changed(plain), from: otherStart, options: options).model,
      try GaussianMixture.fit(plain, from: start, options: options).model)
    var (one, two) = (RandomGenerator(seed: 5), RandomGenerator(seed: 5))
    expectSame(
      try GaussianMixture.fit(changed(plain), options: options, using: &one).model,
      try GaussianMixture.fit(plain, options: options, using: &two).model)
    var incomplete = plain
    for row in stride(from: 0, to: 300, by: 3) { incomplete[row, row / 3 % 4] = .nan }
    expectSame(
      try GaussianMixture.fit(changed(incomplete), from: otherStart, options: options).model,
      try GaussianMixture.fit(incomplete, from: start, options: options).model)
  }

  @Test func aMetricThatIsNeverObservedIsNamed() throws {
    var generator = RandomGenerator(seed: 6)
    var samples = Matrix.normal(50, 3, using: &generator)
    for row in 0..<50 { samples[row, 1] = .nan }
    #expect(
      throws: FitError.invalidParameter(name: "samples", reason: "must have a value in column 1")
    ) { try GaussianMixture.fit(samples, using: &generator) }
    // From a given start nothing changes what the start knows of it given the others.
    let start = try GaussianMixture(
      weights: [1], means: Matrix(rows: [[0, 5, 0]]), covariances: [.identity(3)])
    let (model, _) = try GaussianMixture.fit(
      samples, from: start, options: .with { $0.covarianceRegularization = 0 })
    #expect(isClose(model.means[0, 1], 5, Tolerance.closedForm))
    #expect(isClose(model.covariances[0][1, 1], 1, Tolerance.closedForm))
  }

  @Test(arguments: CovarianceStructure.all)
  func aRowWithNothingObservedIsAbsent(structure: CovarianceStructure) throws {
    var generator = RandomGenerator(seed: 7)
    let samples = Matrix.normal(50, 2, using: &generator)
    let empty = Matrix(rowCount: 5, columnCount: 2, repeating: .nan)
    let both = Matrix(
      rowCount: 55, columnCount: 2, elements: samples.elements + empty.elements)
    let options = GaussianMixtureOptions.with {
      $0.structure = structure
      $0.componentCount = 2
    }
    var (one, two) = (RandomGenerator(seed: 8), RandomGenerator(seed: 8))
    let with = try GaussianMixture.fit(both, options: options, using: &one)
    let without = try GaussianMixture.fit(samples, options: options, using: &two)
    #expect(with.model == without.model)
    #expect(with.report == without.report)
  }

  /// Components that lose all samples go one after the other, named by their place at the time.
  @Test(arguments: CovarianceStructure.all)
  func componentsWithoutSamplesAreReported(structure: CovarianceStructure) throws {
    var generator = RandomGenerator(seed: 9)
    var samples = Matrix.normal(100, 2, using: &generator)
    let start = try GaussianMixture(
      weights: [1, 1, 1, 1], means: Matrix(rows: [[0, 0], [1e4, 1e4], [1, 0], [-1e4, -1e4]]),
      covariances: [Matrix](repeating: .identity(2), count: 4))
    for _ in 0..<2 {
      let (model, report) = try GaussianMixture.fit(
        samples, from: start, options: .with { $0.structure = structure })
      #expect(model.componentCount == 2)
      #expect(report.collapsedComponents == [1, 3])
      #expect(isClose(model.weights.reduce(0, +), 1, Tolerance.closedForm))
      for row in stride(from: 0, to: 100, by: 3) { samples[row, row % 2] = .nan }
    }
  }
}
