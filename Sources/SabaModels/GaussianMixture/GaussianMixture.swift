/// A mixture of Gaussian components.
///
/// Density  p(x) = Σₖ wₖ N(x; μₖ, Σₖ)  over d metrics. An immutable value; samples run down in every
/// matrix. The covariances' structure decides what a density costs: see ``CovarianceStructure``.
///
/// Accuracy: with κ a covariance's condition number and q a squared Mahalanobis distance, a log
/// density is good to 4·d·ε·κ·(1 + q), and for κ ≤ 1e3 to 1e-12 (References/mixture_density.py). A
/// sample so far away that its squared distance overflows has log density −∞.
public struct GaussianMixture: Sendable, Hashable {
  /// The components' weights, `[k]`; not negative, they sum to 1.
  public let weights: [Double]
  /// The components' means, `[k × d]`.
  public let means: Matrix
  /// The components' covariances, symmetric positive definite.
  public let covariance: MixtureCovariance
  let kernel: DensityKernel
  let logDeterminants: [Double]

  /// Makes a mixture from its parameters.
  ///
  /// - Parameters:
  ///   - weights: `[k]`, not negative, with a positive sum; scaled to sum to 1.
  ///   - means: `[k × d]`, finite.
  ///   - covariance: Positive definite; of matrices only the lower triangles are read.
  /// - Throws: ``FitError/invalidParameter(name:reason:)``, or
  ///   ``FitError/notPositiveDefinite(component:minor:)``.
  /// - Complexity: O(k·d³) for full covariances.
  public init(
    weights: [Double], means: Matrix, covariance: MixtureCovariance
  ) throws(FitError) {
    precondition(weights.count == means.rowCount, "one weight and mean a component")
    precondition(means.rowCount > 0 && means.columnCount > 0, "components over metrics")
    var total = 0.0
    for weight in weights { total += weight }
    guard total > 0, total.isFinite, weights.allSatisfy({ $0 >= 0 }) else {
      throw .invalidParameter(name: "weights", reason: "must be at least 0 and have a positive sum")
    }
    guard means.elements.allSatisfy(\.isFinite) else {
      throw .invalidParameter(name: "means", reason: "must be finite")
    }
    // Weights that sum to 1 but for rounding stay as they are, so that a stored model reads back equal.
    let isNormal = abs(total - 1) <= Double(weights.count) * 0x1p-52
    self.weights = isNormal ? weights : weights.map { $0 / total }
    self.means = means
    switch covariance {
    case .full(var matrices):
      for index in matrices.indices { matrices[index].mirrorLowerTriangle() }
      self.covariance = .full(matrices)
    case .tied(var matrix):
      matrix.mirrorLowerTriangle()
      self.covariance = .tied(matrix)
    case .diagonal, .spherical, .lowRank:
      self.covariance = covariance
    }
    (kernel, logDeterminants) = try covariance.prepare(
      means: means, logWeights: self.weights.map { logarithm($0) })
  }

  /// Makes a mixture with a full covariance a component.
  ///
  /// - Parameters:
  ///   - weights: `[k]`, not negative, with a positive sum; scaled to sum to 1.
  ///   - means: `[k × d]`, finite.
  ///   - covariances: k of `[d × d]`; only the lower triangles are read.
  /// - Throws: As ``init(weights:means:covariance:)``.
  public init(weights: [Double], means: Matrix, covariances: [Matrix]) throws(FitError) {
    try self.init(weights: weights, means: means, covariance: .full(covariances))
  }

  /// The number of components k.
  public var componentCount: Int { weights.count }

  /// The number of metrics d.
  public var dimension: Int { means.columnCount }

  /// The components' covariances as matrices, k of `[d × d]`, whatever their structure.
  public var covariances: [Matrix] {
    (0..<componentCount).map { covariance.dense(ofComponent: $0, dimension: dimension) }
  }

  /// The variance of one metric in one component, in squared units of the data.
  public func variance(ofMetric metric: Int, component: Int) -> Double {
    covariance.variance(ofMetric: metric, component: component)
  }

  /// The number of free parameters: k − 1 weights, k·d means, and those of the covariances.
  public var parameterCount: Int {
    componentCount - 1 + componentCount * dimension
      + covariance.parameterCount(componentCount: componentCount, dimension: dimension)
  }

  /// The largest log density that any component reaches at its own mean, weight included.
  public var peakLogDensity: Double {
    var peak = -Double.infinity
    for k in 0..<componentCount {
      let log2Pi = logarithm(2 * Double.pi)
      peak = max(
        peak, logarithm(weights[k]) - 0.5 * (Double(dimension) * log2Pi + logDeterminants[k]))
    }
    return peak
  }

  /// The mixture of the chosen metrics alone, the others integrated out exactly.
  ///
  /// - Parameter metrics: Columns to keep, in the order that the result has them; not empty.
  /// - Returns: A mixture over `metrics.count` metrics with the same weights; one of low rank becomes
  ///   a full one.
  /// - Throws: ``FitError/notPositiveDefinite(component:minor:)``, by rounding only.
  /// - Complexity: O(k·m³) for m metrics kept.
  public func marginal(over metrics: [Int]) throws(FitError) -> GaussianMixture {
    precondition(!metrics.isEmpty, "a density needs a metric")
    var kept = Matrix(rowCount: componentCount, columnCount: metrics.count)
    for k in 0..<componentCount {
      for (column, metric) in metrics.enumerated() { kept[k, column] = means[k, metric] }
    }
    return try GaussianMixture(
      weights: weights, means: kept,
      covariance: covariance.marginal(over: metrics, componentCount: componentCount))
  }

  /// The mixture of the chosen components alone, their weights scaled to sum to 1.
  func keeping(components: [Int]) throws(FitError) -> GaussianMixture {
    try GaussianMixture(
      weights: components.map { weights[$0] }, means: means.rows(at: components),
      covariance: covariance.keeping(components: components))
  }
}
