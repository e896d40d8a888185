import SabaModels
import SabaTestSupport
import Testing

@Suite struct GaussianMixtureDegenerateTests {
  private func fit(
    _ samples: Matrix, _ change: (inout GaussianMixtureOptions) -> Void = { _ in }
  ) throws -> (model: GaussianMixture, report: FitReport) {
    var generator = RandomGenerator(seed: 1)
    return try GaussianMixture.fit(samples, options: .with(change), using: &generator)
  }

  @Test func tooFewSamples() {
    #expect(throws: FitError.tooFewSamples(count: 2, needed: 3)) {
      try fit(Matrix(rows: [[1], [2]])) { $0.componentCount = 3 }
    }
    #expect(throws: FitError.tooFewSamples(count: 1, needed: 2)) { try fit(Matrix(rows: [[1]])) }
    #expect(throws: FitError.tooFewSamples(count: 0, needed: 2)) {
      try fit(Matrix(rowCount: 0, columnCount: 3))
    }
  }

  @Test func noColumns() {
    #expect(
      throws: FitError.invalidParameter(
        name: "samples", reason: "must have at least one column")
    ) { try fit(Matrix(rowCount: 5, columnCount: 0)) }
  }

  @Test func oneSampleAComponent() throws {
    let samples = Matrix(rows: [[0, 0], [5, 0], [0, 9]])
    let (model, report) = try fit(samples) { $0.componentCount = 3 }
    #expect(report.converged)
    for covariance in model.covariances {
      #expect(relativeDifference(covariance, Matrix.identity(2).map { 1e-6 * $0 }) <= 1e-9)
    }
    #expect(model.means.column(0).sorted() == [0, 0, 5])
  }

  @Test func equalRowsLeaveOneComponentAlone() throws {
    let samples = Matrix(rowCount: 50, columnCount: 2, repeating: 4.2)
    for restarts in [1, 3] {
      #expect(throws: FitError.componentCollapsed(index: 1)) {
        try fit(samples) {
          $0.componentCount = 3
          $0.covarianceRegularization = 1e-6
          $0.restartCount = restarts
        }
      }
    }
    let (model, _) = try fit(samples)
    #expect(model.means.elements == [4.2, 4.2])
    #expect(model.covariances[0] == Matrix(rows: [[1e-6, 0], [0, 1e-6]]))
    #expect(throws: FitError.notPositiveDefinite(component: 0, minor: 1)) {
      try fit(samples) { $0.covarianceRegularization = 0 }
    }
  }

  @Test func constantColumn() throws {
    var generator = RandomGenerator(seed: 2)
    var samples = Matrix.normal(80, 3, using: &generator)
    for row in 0..<80 { samples[row, 1] = 1e6 }
    let (model, _) = try fit(samples)
    #expect(model.means[0, 1] == 1e6)
    #expect(model.covariances[0][1, 1] == 1e-6)
    #expect(model.covariances[0][2, 1] == 0)
    #expect(throws: FitError.notPositiveDefinite(component: 0, minor: 2)) {
      try fit(samples) { $0.covarianceRegularization = 0 }
    }
  }

  @Test(arguments: 1...3)
  func collinearColumns(k: Int) throws {
    var generator = RandomGenerator(seed: 3)
    let base = Matrix.normal(120, 1, using: &generator)
    let samples = Matrix(rows: (0..<120).map { [base[$0, 0], 2 * base[$0, 0], 1 - base[$0, 0]] })
    let (model, _) = try fit(samples) { $0.componentCount = k }
    #expect(model.logDensity(of: samples).allSatisfy { $0.isFinite })
    // Off the line by 0.1, a hundred times the deviation that the regularization leaves.
    #expect(model.logDensity(of: [0, 0.1, 1]) < model.logDensity(of: [0, 0, 1]) - 1000)
    // At this scale the regularization is below rounding: an error or a proper model, never NaN.
    let huge = samples.map { 1e8 * $0 }
    do {
      let (model, _) = try fit(huge) { $0.componentCount = k }
      #expect(model.logDensity(of: huge).allSatisfy { $0.isFinite })
    } catch let error as FitError {
      guard case .notPositiveDefinite = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test(arguments: [Double.infinity, -.infinity], [(0, 0), (7, 2), (299, 1)])
  func placesOfInfiniteValues(value: Double, place: (row: Int, column: Int)) throws {
    var generator = RandomGenerator(seed: 4)
    var samples = Matrix.normal(300, 3, using: &generator)
    let start = try GaussianMixture.random(componentCount: 2, dimension: 3, using: &generator)
    samples[place.row, place.column] = value
    let expected = FitError.nonFiniteSample(row: place.row, column: place.column)
    #expect(throws: expected) { try fit(samples) { $0.componentCount = 2 } }
    #expect(throws: expected) {
      try GaussianMixture.fit(samples, from: start, options: .init())
    }
    #expect(throws: expected) {
      try GaussianMixture.fitSelectingComponentCount(
        samples, from: [1, 2, 3], using: &generator)
    }
  }

  @Test func startWithoutSamplesFails() throws {
    let start = try GaussianMixture(
      weights: [1], means: Matrix(rows: [[0]]), covariances: [.identity(1)])
    #expect(throws: FitError.tooFewSamples(count: 0, needed: 2)) {
      try GaussianMixture.fit(Matrix(rowCount: 0, columnCount: 1), from: start, options: .init())
    }
  }

  @Test(arguments: CovarianceStructure.all)
  func aComponentFarFromAllSamplesIsDropped(structure: CovarianceStructure) throws {
    var generator = RandomGenerator(seed: 5)
    let samples = Matrix.normal(100, 2, using: &generator)
    let start = try GaussianMixture(
      weights: [0.5, 0.5], means: Matrix(rows: [[0, 0], [1e3, 1e3]]),
      covariances: [.identity(2), .identity(2)])
    let (model, report) = try GaussianMixture.fit(
      samples, from: start, options: .with { $0.structure = structure })
    #expect(report.collapsedComponents == [1])
    #expect(report.converged)
    let alone = try GaussianMixture(
      weights: [1], means: Matrix(rows: [[0, 0]]), covariances: [.identity(2)])
    let expected = try GaussianMixture.fit(
      samples, from: alone, options: .with { $0.structure = structure })
    #expect(model.difference(from: expected.model) <= Tolerance.closedForm)
    #expect(report.lowerBounds == expected.report.lowerBounds)
  }

  @Test func samplesBeyondEveryComponent() throws {
    let start = try GaussianMixture(
      weights: [1], means: Matrix(rows: [[0]]), covariances: [.identity(1)])
    #expect(throws: FitError.componentCollapsed(index: 0)) {
      try GaussianMixture.fit(Matrix(rows: [[1e200], [2e200]]), from: start, options: .init())
    }
  }

  @Test func hugeAndTinyValuesEnd() {
    // Squares overflow, or vanish: a model or a typed error, and an end.
    for scale in [1e-200, 1e-160, 1e150, 1e200, 1e307] {
      var generator = RandomGenerator(seed: 6)
      let samples = Matrix.normal(40, 2, using: &generator).map { scale * $0 }
      do {
        let (model, _) = try fit(samples) { $0.componentCount = 2 }
        #expect(model.means.elements.allSatisfy { $0.isFinite })
        #expect(!model.logDensity(of: samples).contains { $0.isNaN })
      } catch {
        #expect(error is FitError)
      }
    }
  }

  @Test func iterationsAreBounded() throws {
    var generator = RandomGenerator(seed: 7)
    let samples = Matrix.normal(200, 1, using: &generator)
    for limit in [1, 2, 30] {
      let (_, report) = try fit(samples) {
        $0.componentCount = 3
        $0.tolerance = 0
        $0.maximumIterations = limit
      }
      #expect(report.iterations <= limit)
      #expect(report.lowerBounds.count == report.iterations)
    }
    let (_, report) = try fit(samples) { $0.maximumIterations = 1 }
    #expect(!report.converged)
  }

  @Test func optionsOutOfRangeAreNamed() throws {
    let cases: [(name: String, change: (inout GaussianMixtureOptions) -> Void)] = [
      ("componentCount", { $0.componentCount = 0 }),
      ("covarianceRegularization", { $0.covarianceRegularization = -1 }),
      ("covarianceRegularization", { $0.covarianceRegularization = .nan }),
      ("covarianceRegularization", { $0.covarianceRegularization = .infinity }),
      ("maximumIterations", { $0.maximumIterations = 0 }),
      ("tolerance", { $0.tolerance = -1 }),
      ("tolerance", { $0.tolerance = .nan }),
      ("restartCount", { $0.restartCount = 0 }),
    ]
    let samples = Matrix(rows: [[1], [2], [3]])
    let start = try GaussianMixture(
      weights: [1], means: Matrix(rows: [[0]]), covariances: [.identity(1)])
    for (name, change) in cases {
      func named(_ error: any Error) -> Bool {
        guard case FitError.invalidParameter(name, _) = error else { return false }
        return true
      }
      #expect(performing: { try fit(samples, change) }, throws: named)
      // From a given start there is nothing to count or to start again.
      if name == "componentCount" || name == "restartCount" { continue }
      #expect(
        performing: { try GaussianMixture.fit(samples, from: start, options: .with(change)) },
        throws: named)
    }
  }

  @Test func errorsNameTheCure() {
    #expect(
      FitError.tooFewSamples(count: 1, needed: 2).description
        == "1 samples are too few; at least 2 are needed: give a longer history")
    #expect(
      FitError.notPositiveDefinite(component: 0, minor: 2).description
        == "the covariance of component 0 is singular at minor 2; raise covarianceRegularization")
  }
}
