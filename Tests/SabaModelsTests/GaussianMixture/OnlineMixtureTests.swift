internal import SabaModels
internal import SabaTestSupport
internal import Testing

@Suite("Online mixtures, adaptation")
struct OnlineMixtureTests {
  static let structures: [CovarianceStructure] = [
    .full, .tied, .diagonal, .spherical, .lowRank(.fixed(1)),
  ]

  static func clusters(_ count: Int, shift: Double = 0, seed: UInt64) -> Matrix {
    var generator = RandomGenerator(seed: seed)
    return Matrix(
      rows: (0..<count).map { row in
        let centre = row % 2 == 0 ? 0.0 : 8
        return [
          centre + shift + generator.normal(), -centre + generator.normal(),
          0.5 * centre + 0.5 * generator.normal(),
        ]
      })
  }

  static func fitted(_ structure: CovarianceStructure) throws -> GaussianMixture {
    var options = GaussianMixtureOptions()
    options.componentCount = 2
    options.structure = structure
    options.tolerance = 1e-10
    var generator = RandomGenerator(seed: 1)
    return try GaussianMixture.fit(clusters(2000, seed: 1), options: options, using: &generator)
      .model
  }

  /// The largest difference between the parameters of two mixtures.
  func difference(_ a: GaussianMixture, _ b: GaussianMixture) -> Double {
    var largest = 0.0
    for (x, y) in zip(a.weights + a.means.elements, b.weights + b.means.elements) {
      largest = max(largest, abs(x - y))
    }
    for (x, y) in zip(a.covariances, b.covariances) {
      for (p, q) in zip(x.elements, y.elements) { largest = max(largest, abs(p - q)) }
    }
    return largest
  }

  @Test("Statistics that represent a model give it back", arguments: structures)
  func representation(structure: CovarianceStructure) throws {
    let model = try Self.fitted(structure)
    let statistics = MixtureStatistics(
      representing: model, sampleCount: 500, structure: structure, regularization: 1e-6)
    let back = try statistics.model(
      structure: structure, prior: CovariancePrior(regularization: 1e-6))
    #expect(difference(model, back) < 1e-9)
  }

  @Test("Adaptation lies between the model and the source, by the number of samples")
  func adaptation() throws {
    let model = try Self.fitted(.full)
    let host = Self.clusters(400, shift: 1, seed: 2)
    let statistics = MixtureStatistics(of: host, under: model)
    func mean(_ pseudo: Double) throws -> Double {
      try model.adapted(to: statistics, pseudoSampleCount: pseudo).mean[0]
    }
    let own = try statistics.model().mean[0]
    #expect(abs(try mean(1e-6) - own) < 1e-4)
    #expect(abs(try mean(1e9) - model.mean[0]) < 1e-4)
    #expect(abs(try mean(400) - 0.5 * (own + model.mean[0])) < 1e-9)
  }

  @Test("Without forgetting, one batch equals one step of batch EM", arguments: structures)
  func batchStep(structure: CovarianceStructure) throws {
    let model = try Self.fitted(structure)
    let samples = Self.clusters(1000, seed: 3)
    var online = OnlineMixture(
      model, structure: structure, sampleCount: 1e-9, halfLife: .infinity)
    try online.update(with: samples)
    let direct = try MixtureStatistics(of: samples, under: model, structure: structure)
      .model(structure: structure)
    #expect(difference(online.model, direct) < 1e-6)
  }

  @Test("It stays on a stream that drifts, and a batch mixture does not")
  func drift() throws {
    let model = try Self.fitted(.full)
    var online = OnlineMixture(model, sampleCount: 2000, halfLife: 500)
    var last = Matrix(rowCount: 0, columnCount: 3)
    for step in 1...60 {
      last = Self.clusters(200, shift: 0.5 * Double(step), seed: UInt64(100 + step))
      try online.update(with: last)
    }
    #expect(online.model.averageLogLikelihood(of: last) > -8)
    #expect(model.averageLogLikelihood(of: last) < -100)
  }

  @Test("A component without samples keeps its place and comes back")
  func absence() throws {
    let model = try Self.fitted(.full)
    var online = OnlineMixture(model, sampleCount: 1000, halfLife: 100)
    let all = Self.clusters(400, seed: 5)
    let even = all.rows(at: Array(stride(from: 0, to: 400, by: 2)))
    for _ in 0..<60 { try online.update(with: even) }
    #expect(online.model.componentCount == 2)
    #expect((online.model.weights.min() ?? 1) < 1e-3)
    for _ in 0..<10 { try online.update(with: all) }
    #expect((online.model.weights.min() ?? 0) > 0.3)
  }

  @Test("A bad batch leaves it as it was")
  func badBatch() throws {
    var online = OnlineMixture(try Self.fitted(.full), sampleCount: 1000, halfLife: 100)
    let before = online
    #expect(throws: FitError.nonFiniteSample(row: 1, column: 2)) {
      try online.update(with: Matrix(rows: [[1, 2, 3], [1, 2, .infinity]]))
    }
    #expect(online == before)
  }
}
