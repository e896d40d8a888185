internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("Statistics and densities of a history's parts")
struct FeatureStatisticsTests {
  static let d = SyntheticRole.metrics.count

  /// A role's history with values missing at random, one stretch of a host without any, and rows of
  /// hosts that begin at different times.
  static func history(missing share: Double = 0, interval: Int = 900) -> RoleHistory {
    var generator = RandomGenerator(seed: 9)
    let history = SyntheticRole.history(hosts: 3, days: 2, interval: interval)
    let frames = history.frames.enumerated().map { host, frame in
      var values = frame.values
      for row in 0..<values.rowCount {
        for j in 0..<d where generator.uniform() < share { values[row, j] = .nan }
        if share > 0, host == 1, (100..<140).contains(row) {
          for j in 0..<d { values[row, j] = .nan }
        }
      }
      return MetricFrame(
        host: frame.host, metrics: frame.metrics, start: frame.start + host * 7200,
        interval: frame.interval, values: values)
    }
    return RoleHistory(metrics: history.metrics, interval: history.interval, frames: frames)
  }

  static func learner(_ history: RoleHistory, threadCount: Int = 1) throws -> RoleLearner {
    let rows = try TrainingRows(history, options: RoleModelOptions())
    let none = [Int?](repeating: nil, count: d)
    return RoleLearner(
      rows: rows,
      scaling: MetricScaling(fitting: rows, rhythms: none, threadCount: 1),
      spans: FeatureSpans(interval: history.interval), threadCount: threadCount)
  }

  /// Every row's features with its part, those of rows with a missing feature left out.
  static func features(
    _ learner: RoleLearner
  ) -> [(part: Int, level: [Double], dynamics: [Double])] {
    zip(learner.rows.summary.hosts, learner.rows.frames).flatMap { name, frame in
      var host = HostFeatures(
        of: name, spans: learner.spans, interval: learner.rows.interval,
        scaling: learner.scaling)
      var block = FeatureBlock(spans: learner.spans, metricCount: d, capacity: 1)
      return (0..<frame.values.rowCount).compactMap {
        row -> (part: Int, level: [Double], dynamics: [Double])? in
        block.removeAll()
        let time = frame.start + row * learner.rows.interval
        host.add(
          frame.values.row(row).span, at: time, scaling: learner.scaling, range: nil,
          interval: learner.rows.interval, to: &block)
        let level = block.levels(of: [0]).elements
        let dynamics = block.dynamics(of: [0]).elements
        if (level + dynamics).contains(where: \.isNaN) { return nil }
        return (learner.rows.part(of: time), level, dynamics)
      }
    }
  }

  /// Over the level features, well apart enough that each takes a share of the rows.
  static func mixture(_ learner: RoleLearner, componentCount: Int) throws -> GaussianMixture {
    let f = learner.spans.levelCount(metricCount: d)
    return try GaussianMixture(
      weights: [Double](repeating: 1, count: componentCount),
      means: Matrix(
        rows: (0..<componentCount).map { [Double](repeating: 0.4 * Double($0), count: f) }),
      covariance: .tied(.identity(f)))
  }

  /// The M-step from its definition: weights, means, and the mean of the covariances.
  static func naiveFit(
    _ samples: Matrix, under mixture: GaussianMixture?, regularization: Double
  ) -> (weights: [Double], means: Matrix, covariance: Matrix) {
    var shares = Matrix(rowCount: samples.rowCount, columnCount: 1, repeating: 1)
    if let mixture {
      let logs = Naive.jointLogDensities(
        samples, weights: mixture.weights, means: mixture.means, covariances: mixture.covariances)
      shares = Matrix(
        rows: (0..<samples.rowCount).map { row in
          let total = Naive.logSumExp(logs.row(row))
          return logs.row(row).map { exponential($0 - total) }
        })
    }
    let fit = Naive.maximize(samples, responsibilities: shares, regularization: regularization)
    var covariance = Matrix(rowCount: samples.columnCount, columnCount: samples.columnCount)
    for i in 0..<samples.columnCount {
      for j in 0..<samples.columnCount {
        covariance[i, j] = zip(fit.weights, fit.covariances).reduce(0) { $0 + $1.0 * $1.1[i, j] }
      }
    }
    return (fit.weights, fit.means, covariance)
  }

  @Test(
    "The whole, and all but each part, teach what their complete rows do",
    arguments: [1, 2], [0, 0.01])
  func parts(componentCount: Int, missing: Double) throws {
    let learner = try Self.learner(Self.history(missing: missing))
    let mixture = try Self.mixture(learner, componentCount: componentCount)
    let statistics = learner.statistics(under: mixture)
    let features = Self.features(learner)
    if missing > 0 { #expect(features.count < 3 * 192 - 40) }
    let prior = CovariancePrior(regularization: 0.2)
    for held in [nil, 0, 3] {
      let rows = features.filter { $0.part != held }
      let sums = statistics.sums(without: held)
      #expect(sums.level.count == Double(rows.count))
      #expect(sums.dynamics.count == Double(rows.count))

      let level = try sums.level.model(structure: .tied, prior: prior)
      let naiveLevel = Self.naiveFit(
        Matrix(rows: rows.map(\.level)), under: componentCount > 1 ? mixture : nil,
        regularization: 0.2)
      #expect(relativeDifference(level.weights, naiveLevel.weights) < Tolerance.moments)
      #expect(relativeDifference(level.means, naiveLevel.means) < Tolerance.moments)
      #expect(relativeDifference(level.covariances[0], naiveLevel.covariance) < Tolerance.moments)

      let dynamics = try sums.dynamics.model(structure: .tied, prior: prior)
      let naiveDynamics = Self.naiveFit(
        Matrix(rows: rows.map(\.dynamics)), under: nil, regularization: 0.2)
      #expect(relativeDifference(dynamics.means, naiveDynamics.means) < Tolerance.moments)
      #expect(
        relativeDifference(dynamics.covariances[0], naiveDynamics.covariance) < Tolerance.moments)
    }
  }

  @Test("The variances of the first features are those over all components")
  func variances() throws {
    let learner = try Self.learner(Self.history())
    let mixture = try Self.mixture(learner, componentCount: 2)
    let sums = learner.statistics(under: mixture).sums()
    let samples = Matrix(rows: Self.features(learner).map(\.level))
    let naive = Self.naiveFit(samples, under: nil, regularization: 0).covariance.diagonal
    #expect(
      relativeDifference(sums.level.variances(ofFirst: 3), Array(naive[..<3])) < Tolerance.moments)
  }

  @Test("A part's density regularizes in the spread that the metrics have outside of it")
  func regularization() throws {
    let learner = try Self.learner(Self.history())
    let mixture = try Self.mixture(learner, componentCount: 1)
    let statistics = learner.statistics(under: mixture)
    let regularization = RoleDensity.Regularization(level: 0.15, dynamics: 0.3)
    let features = Self.features(learner)
    for held in [nil, 1] {
      let density = try learner.density(
        from: statistics, range: statistics.driftRange, regularization: regularization,
        without: held)
      let rows = features.filter { $0.part != held }
      let level = Self.naiveFit(
        Matrix(rows: rows.map(\.level)), under: nil, regularization: 0
      ).covariance.diagonal
      let dynamics = Self.naiveFit(
        Matrix(rows: rows.map(\.dynamics)), under: nil, regularization: 0
      ).covariance.diagonal
      let units = held == nil ? [Double](repeating: 1, count: Self.d) : Array(level[..<Self.d])
      let withLevel = level.enumerated().map { $1 + 0.15 * units[$0 % Self.d] }
      let withDynamics = dynamics.enumerated().map { $1 + 0.3 * units[$0 % Self.d] }
      #expect(
        relativeDifference(density.level.covariances[0].diagonal, withLevel) < Tolerance.moments)
      #expect(
        relativeDifference(density.dynamics.covariances[0].diagonal, withDynamics)
          < Tolerance.moments)
    }
  }

  @Test("Nothing depends on the number of threads")
  func threads() throws {
    let history = Self.history(missing: 0.01)
    let one = try Self.learner(history, threadCount: 1)
    let many = try Self.learner(history, threadCount: 3)
    let mixture = try Self.mixture(one, componentCount: 2)
    let statistics = one.statistics(under: mixture)
    let other = many.statistics(under: mixture)
    #expect(statistics.level == other.level && statistics.dynamics == other.dynamics)
    #expect(statistics.levels.map(\.bitPattern) == other.levels.map(\.bitPattern))
    #expect(statistics.spreads.map(\.bitPattern) == other.spreads.map(\.bitPattern))
    let densities = try [nil, 2].map {
      try one.density(
        from: statistics, range: statistics.driftRange, regularization: .usual, without: $0)
    }
    let others = try [nil, 2].map {
      try many.density(
        from: other, range: other.driftRange, regularization: .usual, without: $0)
    }
    #expect(densities == others)
    let folds = [RoleDensity](repeating: densities[0], count: TrainingRows.partCount)
    func levels(_ learner: RoleLearner) -> [Double?] {
      learner.crossFit(folds).flatMap { $0.map { $0?.level } }
    }
    #expect(levels(one) == levels(many))
  }

  @Test("What incomplete rows hold teaches nothing")
  func incompleteRows() throws {
    func history(_ value: Double) -> RoleHistory {
      let history = Self.history()
      let frames = history.frames.map { frame in
        var values = frame.values
        for row in stride(from: 40, to: values.rowCount, by: 80) {
          // Until the value has left their trailing means too, rows that follow are incomplete.
          for at in row..<min(row + 13, values.rowCount) { values[at, 0] = .nan }
          values[row, 1] = value
        }
        return MetricFrame(
          host: frame.host, metrics: frame.metrics, start: frame.start, interval: frame.interval,
          values: values)
      }
      return RoleHistory(metrics: history.metrics, interval: history.interval, frames: frames)
    }
    let learner = try Self.learner(history(3e9))
    let mixture = try Self.mixture(learner, componentCount: 1)
    let sums = learner.statistics(under: mixture).sums()
    let wildSums = try Self.learner(history(1e12)).statistics(under: mixture).sums()
    #expect(sums.level.count == wildSums.level.count)
    #expect(relativeDifference(sums.level.first, wildSums.level.first) < Tolerance.moments)
    #expect(relativeDifference(sums.dynamics.first, wildSums.dynamics.first) < Tolerance.moments)
  }

  @Test("Each row is scored by the density that did not see its part, over a quarter of an hour")
  func crossFit() throws {
    let learner = try Self.learner(Self.history(interval: 600))
    let mixture = try Self.mixture(learner, componentCount: 1)
    let statistics = learner.statistics(under: mixture)
    let densities = try (0..<TrainingRows.partCount).map {
      try learner.density(
        from: statistics, range: statistics.driftRange, regularization: .usual, without: $0)
    }
    let fits = learner.crossFit(densities)
    for (host, (frame, fit)) in zip(learner.rows.frames, fits).enumerated() {
      var features = HostFeatures(
        of: learner.rows.summary.hosts[host], spans: learner.spans,
        interval: learner.rows.interval, scaling: learner.scaling)
      var block = FeatureBlock(spans: learner.spans, metricCount: Self.d, capacity: 1)
      var last: DensityReader.Energies?
      for row in 0..<frame.values.rowCount {
        block.removeAll()
        let time = frame.start + row * learner.rows.interval
        features.add(
          frame.values.row(row).span, at: time, scaling: learner.scaling,
          range: densities[0].driftRange, interval: learner.rows.interval, to: &block)
        var reader = DensityReader(densities[learner.rows.part(of: time)])
        let energy = try #require(reader.energies(of: block)[0])
        // At 10 minutes a quarter of an hour holds a sample and the one before it.
        let seen = try #require(fit[row])
        let level = last.map { ($0.level + energy.level) / 2 } ?? energy.level
        let dynamics = last.map { ($0.dynamics + energy.dynamics) / 2 } ?? energy.dynamics
        #expect(isClose(seen.level, level, Tolerance.moments))
        #expect(isClose(seen.dynamics, dynamics, Tolerance.moments))
        last = energy
      }
    }
  }
}
