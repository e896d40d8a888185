/// A mixture of Gaussian components, each with its own covariance or all with one.
///
/// Density  p(x) = Σₖ wₖ N(x; μₖ, Σₖ)  over d metrics. An immutable value; samples run down in every
/// matrix. Log densities lose about κ·ε in the squared distance, κ being the covariance's condition
/// number; a sample so far away that its squared distance overflows has log density −∞.
public struct GaussianMixture: Sendable, Hashable {
  /// The components' weights, `[k]`; not negative, they sum to 1.
  public let weights: [Double]
  /// The components' means, `[k × d]`.
  public let means: Matrix
  /// The components' covariances, k of `[d × d]`, symmetric positive definite.
  public let covariances: [Matrix]
  /// Whether the components share one covariance, which then stands k times in ``covariances``.
  public let structure: CovarianceStructure
  let kernel: FullKernel
  let logDeterminants: [Double]

  /// Makes a mixture from its parameters.
  ///
  /// - Parameters:
  ///   - weights: `[k]`, not negative, with a positive sum; scaled to sum to 1.
  ///   - means: `[k × d]`, finite.
  ///   - covariances: k of `[d × d]`; only the lower triangles are read.
  ///   - structure: What the covariances have in common; it counts for the number of parameters.
  /// - Throws: ``FitError/invalidParameter(name:reason:)``, or
  ///   ``FitError/notPositiveDefinite(component:minor:)``.
  /// - Complexity: O(k·d³).
  public init(
    weights: [Double], means: Matrix, covariances: [Matrix], structure: CovarianceStructure = .full
  ) throws(FitError) {
    let d = means.columnCount
    precondition(
      weights.count == means.rowCount && covariances.count == means.rowCount,
      "one weight, mean and covariance a component")
    precondition(
      covariances.allSatisfy { $0.rowCount == d && $0.columnCount == d }, "covariances are d × d")
    var total = 0.0
    for weight in weights { total += weight }
    guard total > 0, total.isFinite, weights.allSatisfy({ $0 >= 0 }) else {
      throw .invalidParameter(name: "weights", reason: "must be at least 0 and have a positive sum")
    }
    guard means.elements.allSatisfy(\.isFinite) else {
      throw .invalidParameter(name: "means", reason: "must be finite")
    }
    var factors: [Cholesky] = []
    var symmetric: [Matrix] = []
    for (index, covariance) in covariances.enumerated() {
      do throws(NumericError) {
        factors.append(try Cholesky(covariance))
      } catch {
        switch error {
        case .notPositiveDefinite(let minor):
          throw .notPositiveDefinite(component: index, minor: minor)
        case .nonFinite, .notConverged:
          throw .invalidParameter(name: "covariances", reason: "must be finite")
        }
      }
      var copy = covariance
      copy.mirrorLowerTriangle()
      symmetric.append(copy)
    }
    self.structure = structure
    self.weights = weights.map { $0 / total }
    self.means = means
    self.covariances = symmetric
    self.logDeterminants = factors.map(\.logDeterminant)
    self.kernel = FullKernel(
      means: means, factors: factors, logWeights: self.weights.map { logarithm($0) })
  }

  /// The number of components k.
  public var componentCount: Int { weights.count }

  /// The number of metrics d.
  public var dimension: Int { means.columnCount }

  /// The number of free parameters: k − 1 weights, k·d means, d·(d+1)/2 for each covariance.
  public var parameterCount: Int {
    let covarianceCount = structure == .tied ? 1 : componentCount
    return componentCount - 1 + componentCount * dimension
      + covarianceCount * dimension * (dimension + 1) / 2
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
  /// - Returns: A mixture over `metrics.count` metrics with the same weights.
  /// - Throws: ``FitError/notPositiveDefinite(component:minor:)``, by rounding only.
  /// - Complexity: O(k·m³) for m metrics kept.
  public func marginal(over metrics: [Int]) throws(FitError) -> GaussianMixture {
    precondition(!metrics.isEmpty, "a density needs a metric")
    var kept = Matrix(rowCount: componentCount, columnCount: metrics.count)
    for k in 0..<componentCount {
      for (column, metric) in metrics.enumerated() { kept[k, column] = means[k, metric] }
    }
    return try GaussianMixture(
      weights: weights, means: kept, covariances: covariances.map { $0.submatrix(over: metrics) },
      structure: structure)
  }
}
