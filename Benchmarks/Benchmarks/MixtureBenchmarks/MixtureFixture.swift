import Saba

/// A seeded mixture with samples of it.
struct MixtureFixture {
  static let sampleCount = 200_000

  let model: GaussianMixture
  private(set) var samples: Matrix

  /// Draws a well-conditioned mixture and its samples.
  ///
  /// - Parameters:
  ///   - shape: The numbers of metrics and components.
  ///   - structure: What the covariances look like; the model is one EM iteration from the truth.
  /// - Throws: `FitError` or `NumericError`, for no shape used here.
  init(_ shape: MixtureShape, _ structure: CovarianceStructure) throws {
    var generator = RandomGenerator(seed: UInt64(shape.d * 100 + shape.k))
    let (d, k) = (shape.d, shape.k)
    func normal(_ rows: Int, _ columns: Int) -> Matrix {
      let elements = (0..<(rows * columns)).map { _ in generator.normal() }
      return Matrix(rowCount: rows, columnCount: columns, elements: elements)
    }

    let spread = normal(k, d)
    // Some standard deviations between components in every dimension: they overlap.
    let scale = 3 / Double(d).squareRoot()
    let means = Matrix(rowCount: k, columnCount: d, elements: spread.elements.map { scale * $0 })
    let covariances = (0..<k).map { _ in
      let half = normal(d, d)
      var result = half * half.transposed
      for i in 0..<d {
        for j in 0..<d { result[i, j] = result[i, j] / Double(d) + (i == j ? 0.5 : 0) }
      }
      return result
    }
    let truth = try GaussianMixture(
      weights: [Double](repeating: 1, count: k), means: means, covariances: covariances)

    let factors = try covariances.map { try Cholesky($0).lower }
    var samples = normal(Self.sampleCount, d)
    for row in 0..<Self.sampleCount {
      let component = Int(generator.next() % UInt64(k))
      // From the last metric on, so that those still needed are not yet replaced.
      for i in (0..<d).reversed() {
        var value = means[component, i]
        for j in 0...i { value += factors[component][i, j] * samples[row, j] }
        samples[row, i] = value
      }
    }
    self.samples = samples
    model = try MixtureStatistics(of: samples, under: truth, structure: structure)
      .model(structure: structure)
  }

  /// The same with a share of all values missing at random.
  func missing(_ share: Double) -> MixtureFixture {
    var generator = RandomGenerator(seed: 1)
    let elements = samples.elements.map { generator.uniform() < share ? .nan : $0 }
    var result = self
    result.samples = Matrix(
      rowCount: samples.rowCount, columnCount: samples.columnCount, elements: elements)
    return result
  }
}

/// The size of a mixture: d metrics, k components.
struct MixtureShape: CustomStringConvertible {
  let d: Int
  let k: Int

  var description: String { "d=\(d) k=\(k)" }
}
