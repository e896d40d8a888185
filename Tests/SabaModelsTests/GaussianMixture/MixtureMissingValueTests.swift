import SabaModels
import SabaTestSupport
import Testing

@Suite struct MixtureMissingValueTests {
  /// Against arithmetic row by row: References/mixture_missing.py.
  @Test func iterationsAgreeWithReferences() throws {
    struct File: Decodable {
      struct Fit: Decodable {
        var structure: String
        var regularization: Double
        var iterations: Int
        var lowerBounds: [Double]
        var averageLogLikelihood: Double
        var weights: [Double]
        var means: [[Double]]
        var covariances: [[[Double]]]
      }
      struct Case: Decodable {
        var samples: [[Double?]]
        var start: GaussianMixtureReferenceTests.File.Start
        var fits: [Fit]
      }
      var tolerance: Double
      var cases: [Case]
    }
    let file: File = try references("mixture_missing", in: .module)
    #expect(file.cases.count == 4)
    for reference in file.cases {
      let samples = Matrix(rows: reference.samples.map { $0.map { $0 ?? .nan } })
      #expect(reference.fits.count == 9)
      for expected in reference.fits {
        let structure = try #require(GaussianMixtureReferenceTests.structures[expected.structure])
        let options = GaussianMixtureOptions.with {
          $0.structure = structure
          $0.covarianceRegularization = expected.regularization
        }
        // One iteration more tells the likelihood of the model that is compared.
        let (_, bounds) = try GaussianMixture.iterate(
          samples, from: reference.start.model(structure), exactly: expected.iterations + 1,
          options: options)
        let (model, _) = try GaussianMixture.iterate(
          samples, from: reference.start.model(structure), exactly: expected.iterations,
          options: options)
        let place: Comment =
          "\(samples.columnCount) metrics, \(model.componentCount) components, \(structure), \(expected.iterations)"
        let tolerance = file.tolerance
        #expect(
          relativeDifference(
            bounds, expected.lowerBounds + [expected.averageLogLikelihood], scale: 1) <= tolerance,
          place)
        #expect(relativeDifference(model.weights, expected.weights, scale: 1) <= tolerance, place)
        #expect(relativeDifference(model.means, Matrix(rows: expected.means)) <= tolerance, place)
        for (covariance, other) in zip(model.covariances, expected.covariances) {
          #expect(
            relativeDifference(covariance, Matrix(rows: other), scale: 1) <= tolerance, place)
        }
      }
    }
  }

  /// Where the second metric is missing from some rows only, the likelihood factors into that of
  /// the first metric and a regression on it, and its maximum is known (Anderson 1957,
  /// doi:10.1080/01621459.1957.10501379).
  @Test func oneGaussianReachesTheKnownMaximum() throws {
    var generator = RandomGenerator(seed: 1)
    let rows = (0..<60).map { row in
      let x = 5 + generator.normal()
      return [x, row < 40 ? 2 * x + 0.7 * generator.normal() : .nan]
    }
    let x = rows.map { $0[0] }
    let paired = rows.prefix(40)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let (mx, my) = (mean(paired.map { $0[0] }), mean(paired.map { $0[1] }))
    let sxx = mean(paired.map { ($0[0] - mx) * ($0[0] - mx) })
    let sxy = mean(paired.map { ($0[0] - mx) * ($0[1] - my) })
    let syy = mean(paired.map { ($0[1] - my) * ($0[1] - my) })
    let slope = sxy / sxx
    let meanX = mean(x)
    let varianceX = mean(x.map { ($0 - meanX) * ($0 - meanX) })
    let expected = try GaussianMixture(
      weights: [1], means: Matrix(rows: [[meanX, my + slope * (meanX - mx)]]),
      covariances: [
        Matrix(rows: [
          [varianceX, slope * varianceX],
          [slope * varianceX, syy - slope * sxy + slope * slope * varianceX],
        ])
      ])
    let (model, report) = try GaussianMixture.fit(
      Matrix(rows: rows),
      options: .with {
        $0.covarianceRegularization = 0
        $0.tolerance = 0
        $0.maximumIterations = 400
      }, using: &generator)
    #expect(model.difference(from: expected) <= Tolerance.iterated)
    #expect(report.collapsedComponents.isEmpty)
  }

  /// One unknown value: its expectation and variance by hand.
  @Test func aTinyCaseByHand() throws {
    let start = try GaussianMixture(
      weights: [1], means: Matrix(rows: [[0, 0]]), covariances: [Matrix(rows: [[2, 1], [1, 2]])])
    let (model, _) = try GaussianMixture.iterate(
      Matrix(rows: [[2, .nan], [0, 3], [.nan, .nan]]), from: start, exactly: 1,
      options: .with { $0.covarianceRegularization = 0 })
    // E[y | x = 2] = 1, Var[y | x] = 3/2; the empty row does not count.
    let expected = try GaussianMixture(
      weights: [1], means: Matrix(rows: [[1, 2]]),
      covariances: [Matrix(rows: [[1, -1], [-1, 1 + 0.75]])])
    #expect(model.difference(from: expected) <= Tolerance.closedForm)
  }

  /// Samples of a random mixture with values missing at random, and a start.
  static func problem(
    seed: UInt64, count: Int = 120, missing: Double = 0.25
  ) throws -> (samples: Matrix, start: GaussianMixture, generator: RandomGenerator) {
    var generator = RandomGenerator(seed: seed)
    let d = 2 + Int(seed % 3)
    let k = 1 + Int(seed % 2)
    let truth = try GaussianMixture.random(componentCount: k, dimension: d, using: &generator)
    let complete = try truth.sample(count, using: &generator).samples
    let samples = complete.map { generator.uniform() < missing ? .nan : $0 }
    let start = try GaussianMixture(
      weights: [Double](repeating: 1, count: k), means: complete.rows(0..<k),
      covariances: [Matrix](repeating: Matrix.identity(d).map { 4 * $0 }, count: k))
    return (samples, start, generator)
  }

  @Test(arguments: CovarianceStructure.all)
  func likelihoodDoesNotFall(structure: CovarianceStructure) throws {
    for seed in 0..<8 as Range<UInt64> {
      let (samples, start, _) = try Self.problem(seed: seed)
      let (model, bounds) = try GaussianMixture.iterate(
        samples, from: start, exactly: 25,
        options: .with {
          $0.structure = structure
          $0.covarianceRegularization = 0
        })
      // The start may lie outside the structure; from the first model on, none does.
      for (before, after) in zip(bounds.dropFirst(), bounds.dropFirst(2)) {
        #expect(after >= before - GaussianMixturePropertyTests.likelihoodRounding, "seed \(seed)")
      }
      #expect(model.means.elements.allSatisfy { $0.isFinite })
    }
  }

  @Test(arguments: CovarianceStructure.all)
  func orderOfRowsAndIntegerWeightsDoNotMatter(structure: CovarianceStructure) throws {
    for seed in 0..<4 as Range<UInt64> {
      var (samples, start, generator) = try Self.problem(seed: seed)
      let options = GaussianMixtureOptions.with { $0.structure = structure }
      let times = (0..<samples.rowCount).map { _ in Int.random(in: 0...3, using: &generator) }
      let weighted = try GaussianMixture.iterate(
        samples, from: start, sampleWeights: times.map(Double.init), exactly: 3, options: options)
      let order = times.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element) }
      let repeated = try GaussianMixture.iterate(
        samples.rows(inOrder: order.shuffled(using: &generator)), from: start, exactly: 3,
        options: options)
      #expect(weighted.model.difference(from: repeated.model) <= Tolerance.iterated)
      #expect(
        relativeDifference(weighted.lowerBounds, repeated.lowerBounds, scale: 1)
          <= Tolerance.iterated)
    }
  }

  @Test func recoversClustersWithoutACompleteRow() throws {
    var generator = RandomGenerator(seed: 9)
    let truth = try GaussianMixture(
      weights: [0.6, 0.4], means: Matrix(rows: [[0, 0, 0], [20, -20, 10]]),
      covariances: [.covariance(3, using: &generator), .covariance(3, using: &generator)])
    var samples = try truth.sample(1500, using: &generator).samples
    for row in 0..<1500 { samples[row, row % 3] = .nan }
    let (model, report) = try GaussianMixture.fit(
      samples,
      options: .with {
        $0.componentCount = 2
        $0.tolerance = 1e-7
        $0.maximumIterations = 500
      }, using: &generator)
    #expect(report.converged)
    let order = model.weights[0] > model.weights[1] ? [0, 1] : [1, 0]
    // Five standard errors at two values of a pair in three rows.
    let statistical = 5 * (2 / (0.4 * 1500 / 3)).squareRoot()
    for (component, index) in order.enumerated() {
      #expect(isClose(model.weights[index], truth.weights[component], 0.07))
      for (mean, other) in zip(model.means.row(index), truth.means.row(component)) {
        #expect(abs(mean - other) <= statistical)
      }
      #expect(
        relativeDifference(
          model.covariances[index], truth.covariances[component], scale: 1) <= statistical)
    }
  }

  /// Nothing is responsible for the last row; what would be expected of it overflows.
  @Test func expectationsThatOverflowDoNotSpoilOtherRows() throws {
    let start = try GaussianMixture(
      weights: [1], means: Matrix(rows: [[0, 0]]),
      covariances: [Matrix(rows: [[1, 1e149], [1e149, 1e300]])])
    let rows = [[0, 1e150], [1, -1e150], [0.5, .nan], [-1, .nan]]
    let options = GaussianMixtureOptions.with { $0.maximumIterations = 1 }
    let expected = try GaussianMixture.fit(Matrix(rows: rows), from: start, options: options).model
    let (model, _) = try GaussianMixture.fit(
      Matrix(rows: rows + [[1e160, .nan]]), from: start, options: options)
    #expect(model.difference(from: expected) <= Tolerance.closedForm)
  }
}
