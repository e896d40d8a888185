import SabaModels
import SabaTestSupport

extension GaussianMixture {
  /// A mixture with random parameters and weights 1, 2, …, k over their sum.
  static func random(
    componentCount k: Int, dimension d: Int, spread: Double = 2,
    using generator: inout RandomGenerator
  ) throws -> GaussianMixture {
    try GaussianMixture(
      weights: (1...k).map(Double.init),
      means: Matrix.normal(k, d, using: &generator).map { spread * $0 },
      covariances: (0..<k).map { _ in Matrix.covariance(d, using: &generator) })
  }

  /// The largest difference of any parameter from another mixture's, each kind relative to its
  /// largest element.
  func difference(from other: GaussianMixture) -> Double {
    max(
      relativeDifference(weights, other.weights),
      relativeDifference(means, other.means),
      relativeDifference(
        covariances.flatMap(\.elements), other.covariances.flatMap(\.elements)))
  }

  /// The model after exactly so many iterations, and the bound found by each.
  static func iterate(
    _ samples: Matrix, from start: GaussianMixture, sampleWeights: [Double]? = nil,
    exactly count: Int, options: GaussianMixtureOptions
  ) throws -> (model: GaussianMixture, lowerBounds: [Double]) {
    var options = options
    options.maximumIterations = 1
    var model = start
    var lowerBounds: [Double] = []
    for _ in 0..<count {
      let step = try fit(samples, from: model, sampleWeights: sampleWeights, options: options)
      model = step.model
      lowerBounds += step.report.lowerBounds
    }
    return (model, lowerBounds)
  }
}

extension CovarianceStructure {
  /// Every structure; of low rank one that all dimensions above 1 make use of.
  static let all: [CovarianceStructure] = [
    .full, .tied, .diagonal, .spherical, .lowRank(.fixed(1)),
  ]

  /// Whether one component takes any covariance.
  var isGeneral: Bool { self == .full || self == .tied }
}

extension MixtureStatistics.SecondMoments {
  /// All numbers, in one order.
  var elements: [Double] {
    switch self {
    case .full(let sums): sums.flatMap(\.elements)
    case .pooled(let sum), .diagonal(let sum): sum.elements
    }
  }
}

extension GaussianMixtureOptions {
  /// Options with some of them changed.
  static func with(_ change: (inout GaussianMixtureOptions) -> Void) -> GaussianMixtureOptions {
    var options = GaussianMixtureOptions()
    change(&options)
    return options
  }
}

extension Matrix {
  /// The matrix with its rows in another order.
  func rows(inOrder order: [Int]) -> Matrix { Matrix(rows: order.map(row)) }

  /// The matrix with its columns in another order.
  func columns(inOrder order: [Int]) -> Matrix { transposed.rows(inOrder: order).transposed }
}
