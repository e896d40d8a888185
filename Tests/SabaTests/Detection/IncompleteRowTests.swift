internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("Energies of rows with missing values")
struct IncompleteRowTests {
  static let interval = 300

  /// A density learnt from the very samples that it reads.
  static func density(of block: FeatureBlock) throws -> RoleDensity {
    let rows = (0..<block.rowCount).filter { block.isComplete[$0] }
    func gaussian(_ samples: Matrix, regularization: Double) throws -> GaussianMixture {
      let fit = Naive.maximize(
        samples, responsibilities: Matrix(rowCount: rows.count, columnCount: 1, repeating: 1),
        regularization: regularization)
      return try GaussianMixture(
        weights: [1], means: fit.means, covariance: .tied(fit.covariances[0]))
    }
    let regularization = RoleDensity.Regularization.usual
    return try RoleDensity(
      metrics: (0..<block.metricCount).map { "metric-\($0)" }, spans: block.spans,
      scaling: FeatureSeries.plainScaling(metricCount: block.metricCount),
      level: gaussian(block.levels(of: rows), regularization: regularization.level),
      dynamics: gaussian(block.dynamics(of: rows), regularization: regularization.dynamics),
      regularization: regularization, driftRange: DensityReaderTests.anyRange(block.metricCount))
  }

  /// Mean and 95 % quantile.
  static func figures(_ energies: [Double]) -> (mean: Double, high: Double) {
    (
      energies.reduce(0, +) / Double(energies.count),
      energies.sorted()[Int(0.95 * Double(energies.count))]
    )
  }

  /// How far the mean may lie from that of complete rows, and the quantile, relative: energies are taken
  /// as χ², which those of correlated features are not quite.
  static let meanTolerance = 0.05
  static let quantileTolerance = 0.15

  @Test("The energies' distribution is that of complete rows", arguments: [[2], [0, 3]])
  func distribution(missing: [Int]) throws {
    var generator = RandomGenerator(seed: 17)
    let samples = FeatureSeries.autoregressive(2500, 4, using: &generator)
    let complete = FeatureSeries.block(of: samples, interval: Self.interval)
    var reader = DensityReader(try Self.density(of: complete))
    var lossy = samples
    for row in lossy.indices { for metric in missing { lossy[row][metric] = .nan } }
    let whole = reader.energies(of: complete).compactMap { $0 }
    let energies = reader.energies(of: FeatureSeries.block(of: lossy, interval: Self.interval))
    let judged = energies.compactMap { $0 }
    #expect(judged.count == energies.count)
    for energy in [\DensityReader.Energies.level, \.dynamics] {
      let expected = Self.figures(whole.map { $0[keyPath: energy] })
      let seen = Self.figures(judged.map { $0[keyPath: energy] })
      #expect(isClose(expected.mean, 1, Self.meanTolerance))
      #expect(isClose(seen.mean, expected.mean, Self.meanTolerance), "\(energy)")
      #expect(isClose(seen.high, expected.high, Self.quantileTolerance), "\(energy)")
    }
  }

  @Test("Once every window is full again, a gap leaves no trace", arguments: [1, 5, 40])
  func afterGap(length: Int) throws {
    var generator = RandomGenerator(seed: 18)
    let samples = FeatureSeries.autoregressive(300, 3, using: &generator)
    let complete = FeatureSeries.block(of: samples, interval: Self.interval)
    var reader = DensityReader(try Self.density(of: complete))
    let whole = reader.energies(of: complete)
    let gap = 100..<100 + length
    let lossy = samples.indices.map { gap.contains($0) ? nil : samples[$0] }
    let block = FeatureSeries.block(of: lossy, interval: Self.interval)
    let energies = reader.energies(of: block)
    for (index, row) in samples.indices.filter({ !gap.contains($0) }).enumerated() {
      let energy = try #require(energies[index])
      let expected = try #require(whole[row])
      #expect(energy.level.isFinite && energy.dynamics.isFinite)
      if row < 100 || row >= gap.upperBound + block.spans.longest {
        #expect(block.isComplete[index] == (row >= block.spans.firstCompleteRow))
        #expect(isClose(energy.level, expected.level, Self.blockTolerance))
        #expect(isClose(energy.dynamics, expected.dynamics, Self.blockTolerance))
      }
    }
  }

  /// Rows of a block and single ones go through other products of matrices.
  static let blockTolerance = 1e-10

  @Test("A block of many rows is judged as its rows are one by one")
  func rowByRow() throws {
    var generator = RandomGenerator(seed: 30)
    let complete = FeatureSeries.autoregressive(1000, 4, using: &generator)
    let density = try Self.density(
      of: FeatureSeries.block(of: complete, interval: Self.interval))
    // Stretches in which values are missing now and then, more patterns than a reader keeps.
    let samples = complete.enumerated().map { row, sample in
      sample.map { row % 100 < 40 && generator.uniform() < 0.3 ? .nan : $0 }
    }
    let range = DriftRange(
      low: [-0.2, 0, 0, 0], high: [0, 0, 0, 0.2], spread: [Double](repeating: 0.9, count: 4))
    let block = FeatureSeries.block(of: samples, interval: Self.interval, range: range)
    #expect(block.changes.contains { $0 != nil })
    var reader = DensityReader(density)
    let together = reader.energies(of: block)

    var features = HostFeatures(
      of: "a", spans: density.spans, interval: Self.interval, scaling: density.scaling)
    var single = FeatureBlock(spans: density.spans, metricCount: 4, capacity: 1)
    var patterns: Set<[Int]> = []
    for (row, sample) in samples.enumerated() {
      single.removeAll()
      features.add(
        sample.span, at: row * Self.interval, scaling: density.scaling, range: range,
        interval: Self.interval, to: &single)
      let dynamics = single.dynamics(of: [0]).elements
      patterns.insert(dynamics.indices.filter { dynamics[$0].isNaN })
      // One reader that has met every pattern, and one that has met none.
      var fresh = DensityReader(density)
      for alone in [reader.energies(of: single)[0], fresh.energies(of: single)[0]] {
        guard let expected = together[row] else {
          #expect(alone == nil)
          continue
        }
        let energy = try #require(alone)
        #expect(isClose(energy.level, expected.level, Self.blockTolerance), "row \(row)")
        #expect(isClose(energy.dynamics, expected.dynamics, Self.blockTolerance), "row \(row)")
        #expect(energy.view == expected.view)
      }
    }
    #expect(patterns.count > 64)
  }

  @Test("Rows of which more than half is missing are not judged")
  func tooMuchMissing() throws {
    var generator = RandomGenerator(seed: 31)
    let density = try RoleDensity.random(
      metricCount: 4, interval: Self.interval, range: DensityReaderTests.anyRange(4),
      using: &generator)
    var reader = DensityReader(density)
    let nan = Double.nan
    let block = FeatureSeries.block(
      of: [
        [0, 0, 0, 0], [0, 0, 0, nan], [nan, 0, nan, 0], [nan, 0, nan, nan], [nan, nan, nan, nan],
        [0, 0, 0, 0],
      ], interval: Self.interval)
    #expect(reader.energies(of: block).map { $0 != nil } == [true, true, true, false, false, true])
  }

  @Test("A far value of a metric that is there shows, whatever else is missing")
  func farValue() throws {
    var generator = RandomGenerator(seed: 32)
    var samples = FeatureSeries.autoregressive(600, 4, using: &generator)
    var reader = DensityReader(
      try Self.density(of: FeatureSeries.block(of: samples, interval: Self.interval)))
    for row in samples.indices { samples[row][1] = .nan }
    samples[500][0] += 12
    let block = FeatureSeries.block(of: samples, interval: Self.interval)
    let energies = reader.energies(of: block)
    let before = try #require(energies[499])
    let at = try #require(energies[500])
    #expect(at.level > before.level + 3 && at.dynamics > before.dynamics + 3)
  }
}
