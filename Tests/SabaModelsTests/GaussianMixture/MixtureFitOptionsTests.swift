import SabaModels
import SabaTestSupport
import Testing

/// Sample weights, trimming, starts and restarts, and the choice of a component count.
@Suite struct MixtureFitOptionsTests {
  /// Two clusters of correlated metrics, and a start near them.
  private func clusters(
    _ count: Int, seed: UInt64
  ) throws -> (samples: Matrix, start: GaussianMixture, generator: RandomGenerator) {
    var generator = RandomGenerator(seed: seed)
    let truth = try GaussianMixture(
      weights: [2, 1], means: Matrix(rows: [[0, 0, 0], [6, -6, 3]]),
      covariances: [.covariance(3, using: &generator), .covariance(3, using: &generator)])
    let samples = try truth.sample(count, using: &generator).samples
    let start = try GaussianMixture(
      weights: [1, 1], means: Matrix(rows: [[1, 0, 0], [5, -5, 3]]),
      covariances: [.identity(3), .identity(3)])
    return (samples, start, generator)
  }

  @Test(arguments: CovarianceStructure.all)
  func integerWeightsAreRepeatedRows(structure: CovarianceStructure) throws {
    var (samples, start, generator) = try clusters(300, seed: 1)
    let times = (0..<300).map { _ in Int.random(in: 0...4, using: &generator) }
    let order = times.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element) }
    let options = GaussianMixtureOptions.with { $0.structure = structure }
    let weighted = try GaussianMixture.iterate(
      samples, from: start, sampleWeights: times.map(Double.init), exactly: 8, options: options)
    let repeated = try GaussianMixture.iterate(
      samples.rows(inOrder: order.shuffled(using: &generator)), from: start, exactly: 8,
      options: options)
    #expect(weighted.model.difference(from: repeated.model) <= Tolerance.moments)
    #expect(
      relativeDifference(weighted.lowerBounds, repeated.lowerBounds, scale: 1) <= Tolerance.moments)
    // A common factor of all weights changes nothing.
    let scaled = try GaussianMixture.iterate(
      samples, from: start, sampleWeights: times.map { 0.1 * Double($0) }, exactly: 8,
      options: options)
    #expect(scaled.model.difference(from: weighted.model) <= Tolerance.moments)
  }

  @Test(arguments: CovarianceStructure.all)
  func aRowOfWeightZeroIsAbsent(structure: CovarianceStructure) throws {
    var samples = try clusters(200, seed: 2).samples
    var weights = [Double](repeating: 1, count: 200)
    for row in stride(from: 0, to: 200, by: 7) {
      weights[row] = 0
      samples[row, row % 3] = row % 2 == 0 ? 1e6 : .nan
    }
    let kept = (0..<200).filter { weights[$0] > 0 }
    for start in [GaussianMixtureOptions.Start.kMeans, .random] {
      let options = GaussianMixtureOptions.with {
        $0.structure = structure
        $0.componentCount = 2
        $0.start = start
        $0.trimmedShare = 0.02
      }
      var (one, two) = (RandomGenerator(seed: 3), RandomGenerator(seed: 3))
      let weighted = try GaussianMixture.fit(
        samples, sampleWeights: weights, options: options, using: &one)
      let without = try GaussianMixture.fit(
        samples.rows(at: kept), sampleWeights: kept.map { _ in 1 }, options: options, using: &two)
      #expect(weighted.model == without.model)
      #expect(weighted.report == without.report)
      #expect(weighted.report.trimmedCount == Int(0.02 * Double(kept.count)))
    }
  }

  @Test func weightsOutOfRangeAreNamed() throws {
    let samples = Matrix(rows: [[1], [2], [4]])
    for weight in [-1, .nan, .infinity] {
      var generator = RandomGenerator(seed: 1)
      #expect(
        throws: FitError.invalidParameter(
          name: "sampleWeights", reason: "must be at least 0 and finite")
      ) {
        try GaussianMixture.fit(samples, sampleWeights: [1, weight, 1], using: &generator)
      }
    }
    var generator = RandomGenerator(seed: 1)
    #expect(throws: FitError.tooFewSamples(count: 1, needed: 2)) {
      try GaussianMixture.fit(samples, sampleWeights: [0, 1, 0], using: &generator)
    }
  }

  /// 950 samples and 50 far away: a twentieth left out is just those.
  private func contaminated(
    seed: UInt64
  ) throws -> (clean: Matrix, all: Matrix, start: GaussianMixture) {
    var (clean, start, generator) = try clusters(950, seed: seed)
    let far = Matrix.normal(50, 3, using: &generator).map { $0 + ($0 < 0 ? -1000 : 1000) }
    var order = Array(0..<1000)
    order.shuffle(using: &generator)
    let all = Matrix(rowCount: 1000, columnCount: 3, elements: clean.elements + far.elements)
    return (clean, all.rows(inOrder: order), start)
  }

  @Test(arguments: CovarianceStructure.all)
  func aTrimmedFractionDoesNotMoveTheFit(structure: CovarianceStructure) throws {
    var (clean, all, start) = try contaminated(seed: 4)
    var options = GaussianMixtureOptions.with {
      $0.structure = structure
      $0.tolerance = 1e-8
    }
    let expected = try GaussianMixture.fit(clean, from: start, options: options)
    #expect(expected.report.trimmedCount == 0)
    let moved = try GaussianMixture.fit(all, from: start, options: options)
    #expect(moved.model.difference(from: expected.model) > 0.5)
    options.trimmedShare = 0.05
    let trimmed = try GaussianMixture.fit(all, from: start, options: options)
    #expect(trimmed.report.trimmedCount == 50)
    #expect(trimmed.report.converged)
    #expect(trimmed.model.difference(from: expected.model) <= Tolerance.iterated)
    #expect(
      relativeDifference(
        trimmed.report.lowerBounds, expected.report.lowerBounds) <= Tolerance.iterated)
    // Rows that are known in part compete too.
    for row in stride(from: 0, to: 1000, by: 9) { all[row, 1] = .nan }
    let incomplete = try GaussianMixture.fit(all, from: start, options: options)
    #expect(incomplete.report.trimmedCount == 50)
    for j in 0..<3 {
      #expect(abs(incomplete.model.means[0, j] - expected.model.means[0, j]) < 0.2)
    }
  }

  @Test(arguments: CovarianceStructure.all)
  func trimmingGetsRidOfAStartThatIsContaminated(structure: CovarianceStructure) throws {
    var generator = RandomGenerator(seed: 5)
    let (clean, all, _) = try contaminated(seed: 6)
    let options = GaussianMixtureOptions.with {
      $0.structure = structure
      $0.tolerance = 1e-8
    }
    let expected = try GaussianMixture.fit(clean, options: options, using: &generator).model
    let (model, report) = try GaussianMixture.fit(
      all,
      options: .with {
        $0 = options
        $0.trimmedShare = 0.05
      }, using: &generator)
    #expect(report.trimmedCount == 50)
    #expect(model.difference(from: expected) <= Tolerance.iterated)
  }

  @Test func noMoreThanTheShareIsTrimmed() throws {
    // By weight: the outlier alone weighs more than a tenth.
    let samples = Matrix(rows: (0..<10).map { [Double($0)] } + [[100]])
    let weights = [Double](repeating: 1, count: 10) + [5]
    var generator = RandomGenerator(seed: 1)
    let (model, report) = try GaussianMixture.fit(
      samples, sampleWeights: weights, options: .with { $0.trimmedShare = 0.1 }, using: &generator)
    #expect(report.trimmedCount == 0)
    #expect(isClose(model.means[0, 0], 545 / 15, Tolerance.closedForm))
    for share in [-0.1, 1, .nan] {
      #expect(throws: FitError.invalidParameter(name: "trimmedShare", reason: "must lie in 0..<1"))
      {
        try GaussianMixture.fit(
          samples, options: .with { $0.trimmedShare = share }, using: &generator)
      }
    }
  }

  @Test(arguments: [GaussianMixtureOptions.Start.kMeans, .random])
  func restartsGiveTheBestOfTheSingleStarts(start: GaussianMixtureOptions.Start) throws {
    var generator = RandomGenerator(seed: 7)
    let truth = try GaussianMixture.random(
      componentCount: 5, dimension: 2, spread: 4, using: &generator)
    let samples = try truth.sample(300, using: &generator).samples
    for structure in CovarianceStructure.all {
      var options = GaussianMixtureOptions.with {
        $0.componentCount = 5
        $0.structure = structure
        $0.start = start
      }
      for seed in 0..<3 as Range<UInt64> {
        var generator = RandomGenerator(seed: seed)
        let singles = try (0..<5).map { _ in
          try GaussianMixture.fit(samples, options: options, using: &generator)
        }
        let bounds = try singles.map { try #require($0.report.lowerBounds.last) }
        // Starts that do not differ would show nothing.
        #expect(Set(bounds).count > 1)
        let best = try #require(bounds.indices.max { bounds[$0] < bounds[$1] })
        options.restartCount = 5
        generator = RandomGenerator(seed: seed)
        let result = try GaussianMixture.fit(samples, options: options, using: &generator)
        options.restartCount = 1
        #expect(result.model == singles[best].model)
        #expect(result.report == singles[best].report)
        #expect(result.report.seed == seed)
      }
    }
    let given = try GaussianMixture.fit(samples, from: truth, options: .init())
    #expect(given.report.seed == nil)
  }

  @Test(arguments: [SelectionCriterion.bic, .icl, .heldOut(parts: 4)])
  func choosesTheNumberOfClusters(criterion: SelectionCriterion) throws {
    for k in 1...3 {
      var generator = RandomGenerator(seed: UInt64(k))
      let truth = try GaussianMixture(
        weights: [Double](repeating: 1, count: k),
        means: Matrix(rows: (0..<k).map { [10 * Double($0), -10 * Double($0 % 2)] }),
        covariances: [Matrix](repeating: .identity(2), count: k))
      let samples = try truth.sample(400, using: &generator).samples
      for structure in CovarianceStructure.all {
        let (model, report, criteria) = try GaussianMixture.fitSelectingComponentCount(
          samples, from: [1, 2, 3, 4, 5], by: criterion,
          options: .with {
            $0.restartCount = 4
            $0.structure = structure
          }, using: &generator)
        // Held-out samples charge for needless components by their noise only.
        let isExact = criterion == .bic || criterion == .icl
        #expect(isExact ? model.componentCount == k : model.componentCount >= k, "\(structure)")
        #expect(criteria[model.componentCount - 1] == criteria.min())
        #expect(criteria.count == min(model.componentCount + 1, 5))
        #expect(report.lowerBounds.count == report.iterations)
        let value: Double? =
          switch criterion {
          case .bic: model.bic(of: samples)
          case .icl: model.icl(of: samples)
          case .heldOut: nil
          }
        if let value { #expect(criteria[model.componentCount - 1] == value) }
      }
    }
  }

  @Test func heldOutIsTheMeanOverTheParts() throws {
    var generator = RandomGenerator(seed: 8)
    let samples = Matrix.normal(31, 2, using: &generator)
    let (_, _, criteria) = try GaussianMixture.fitSelectingComponentCount(
      samples, from: [1], by: .heldOut(parts: 2), using: &generator)
    var sum = 0.0
    for held in [0..<15, 15..<31] {
      let rest = samples.rows(at: (0..<31).filter { !held.contains($0) })
      let model = try GaussianMixture.fit(rest, using: &generator).model
      sum += model.logDensity(of: samples.rows(held)).reduce(0, +)
    }
    #expect(isClose(criteria[0], -sum / 31, Tolerance.closedForm))
  }

  @Test func selectionsThatCannotBeAreNamed() throws {
    var generator = RandomGenerator(seed: 9)
    var samples = Matrix.normal(10, 2, using: &generator)
    #expect(
      throws: FitError.invalidParameter(
        name: "counts", reason: "must name at least one number")
    ) { try GaussianMixture.fitSelectingComponentCount(samples, from: [], using: &generator) }
    for parts in [-1, 1, 6] {
      #expect(
        throws: FitError.invalidParameter(
          name: "parts", reason: "must be at least 2, of 2 samples or more")
      ) {
        try GaussianMixture.fitSelectingComponentCount(
          samples, from: [1], by: .heldOut(parts: parts), using: &generator)
      }
    }
    samples[3, 1] = .nan
    #expect(throws: FitError.nonFiniteSample(row: 3, column: 1)) {
      try GaussianMixture.fitSelectingComponentCount(samples, from: [1, 2], using: &generator)
    }
  }
}
