/// How the covariances of an M-step are kept away from what few samples pretend.
public struct CovariancePrior: Sendable, Hashable {
  /// How far each covariance is drawn to a simpler one.
  public enum Shrinkage: Sendable, Hashable {
    /// A share in 0…1: 0 keeps the covariance, 1 gives the target.
    case fixed(Double)
    /// The share of least expected error for Gaussian samples, by the Rao–Blackwellised
    /// Ledoit–Wolf estimator (Chen, Wiesel, Eldar, Hero 2010, doi:10.1109/TSP.2010.2053029).
    case ledoitWolf
  }

  /// What covariances are drawn to.
  public enum Target: Sendable, Hashable {
    /// Their own diagonal: correlations shrink, variances stay.
    case diagonal
    /// The identity times their mean variance.
    case scaledIdentity
  }

  /// Added to every variance, in squared units of the data.
  public var regularization: Double
  /// What the regularization of each metric is multiplied by, `[d]`; nil for 1.
  public var regularizationUnits: [Double]?
  /// How far full and tied covariances are drawn to the target; nil for not at all.
  public var shrinkage: Shrinkage?
  /// What they are drawn to.
  public var target: Target

  /// Makes a prior.
  public init(
    regularization: Double = 1e-6, regularizationUnits: [Double]? = nil,
    shrinkage: Shrinkage? = nil, target: Target = .scaledIdentity
  ) {
    self.regularization = regularization
    self.regularizationUnits = regularizationUnits
    self.shrinkage = shrinkage
    self.target = target
  }

  /// Draws a covariance of n samples to the target, then adds the regularization.
  func apply(to covariance: Matrix, sampleCount n: Double) -> Matrix {
    let d = covariance.rowCount
    var result = covariance
    if let shrinkage, d > 1 {
      let meanVariance = covariance.diagonal.reduce(0, +) / Double(d)
      let share: Double
      switch shrinkage {
      case .fixed(let given): share = given
      case .ledoitWolf: share = Self.ledoitWolfShare(covariance, sampleCount: n, target: target)
      }
      for i in 0..<d {
        for j in 0..<d {
          let goal = i != j ? 0 : target == .diagonal ? covariance[i, i] : meanVariance
          result[i, j] += share * (goal - covariance[i, j])
        }
      }
    }
    for i in 0..<d { result[i, i] = max(0, result[i, i]) + regularization(ofMetric: i) }
    return result
  }

  /// What is added to the variance of a metric.
  func regularization(ofMetric metric: Int) -> Double {
    regularization * (regularizationUnits?[metric] ?? 1)
  }

  /// The share that minimises the expected squared error for n Gaussian samples.
  ///
  /// ρ = ((n−2)/n·tr S² + tr² S) / ((n+2)·(tr S² − tr² S/d)); for the diagonal as target the same
  /// is applied to the correlations, whose target is the identity.
  private static func ledoitWolfShare(
    _ covariance: Matrix, sampleCount n: Double, target: Target
  ) -> Double {
    let d = covariance.rowCount
    var trace = 0.0
    var squares = 0.0
    for i in 0..<d {
      for j in 0..<d {
        var value = covariance[i, j]
        if target == .diagonal {
          let scale = (covariance[i, i] * covariance[j, j]).squareRoot()
          value = i == j ? 1 : scale > 0 ? value / scale : 0
        }
        squares += value * value
        if i == j { trace += value }
      }
    }
    let spread = (n + 2) * (squares - trace * trace / Double(d))
    guard n > 2, spread > 0 else { return 1 }
    return min(1, ((n - 2) / n * squares + trace * trace) / spread)
  }
}

extension MixtureStatistics {
  /// The M-step: the mixture that maximizes the expected likelihood of these statistics.
  ///
  /// - Parameters:
  ///   - structure: What the covariances look like; one that the statistics were made for.
  ///   - prior: What is done to the covariances.
  /// - Returns: Weights N/ΣN, means c + F/N, covariances S/N − (F/N)(F/N)ᵀ brought into the structure.
  /// - Throws: ``FitError/componentCollapsed(index:)`` where N is 0 to rounding, or
  ///   ``FitError/notPositiveDefinite(component:minor:)``.
  /// - Complexity: O(k·d³).
  public func model(
    structure: CovarianceStructure = .full, prior: CovariancePrior = .init()
  ) throws(FitError) -> GaussianMixture {
    if let index = collapsedComponents.first { throw .componentCollapsed(index: index) }
    let d = dimension
    var means = reference
    var shifts = first
    for k in 0..<componentCount {
      for j in 0..<d {
        shifts[k, j] = first[k, j] / weights[k]
        means[k, j] += shifts[k, j]
      }
    }
    let covariance: MixtureCovariance
    switch (structure, second) {
    case (.full, .full(let sums)):
      covariance = .full(
        sums.indices.map { k in
          prior.apply(
            to: Self.covariance(sums[k], weight: weights[k], shift: shifts.row(k)),
            sampleCount: weights[k])
        })
    case (.lowRank(let rank), .full(let sums)):
      covariance = try lowRank(sums, shifts: shifts, rank: rank, prior: prior)
    case (.tied, .pooled(let sum)):
      var pooled = sum
      var total = 0.0
      for k in 0..<componentCount {
        total += weights[k]
        for i in 0..<d {
          for j in 0..<d { pooled[i, j] -= weights[k] * shifts[k, i] * shifts[k, j] }
        }
      }
      for i in 0..<d {
        for j in 0..<d { pooled[i, j] /= total }
      }
      covariance = .tied(prior.apply(to: pooled, sampleCount: total))
    case (.diagonal, .diagonal(let sums)):
      covariance = .diagonal(variances(sums, shifts: shifts, prior: prior))
    case (.spherical, .diagonal(let sums)):
      let all = variances(sums, shifts: shifts, prior: prior)
      covariance = .spherical((0..<componentCount).map { all.row($0).reduce(0, +) / Double(d) })
    default:
      preconditionFailure("statistics made for another structure of covariances")
    }
    return try GaussianMixture(weights: weights, means: means, covariance: covariance)
  }

  private static func covariance(_ sum: Matrix, weight: Double, shift: [Double]) -> Matrix {
    var result = sum
    for i in shift.indices {
      for j in shift.indices { result[i, j] = sum[i, j] / weight - shift[i] * shift[j] }
    }
    return result
  }

  private func variances(_ sums: Matrix, shifts: Matrix, prior: CovariancePrior) -> Matrix {
    var result = sums
    for k in 0..<componentCount {
      for j in 0..<dimension {
        let variance = sums[k, j] / weights[k] - shifts[k, j] * shifts[k, j]
        result[k, j] = max(0, variance) + prior.regularization(ofMetric: j)
      }
    }
    return result
  }

  private func lowRank(
    _ sums: [Matrix], shifts: Matrix, rank: CovarianceStructure.LatentRank, prior: CovariancePrior
  ) throws(FitError) -> MixtureCovariance {
    var components: [LowRankCovariance] = []
    for k in sums.indices {
      let dense = prior.apply(
        to: Self.covariance(sums[k], weight: weights[k], shift: shifts.row(k)),
        sampleCount: weights[k])
      do throws(NumericError) {
        components.append(try LowRankCovariance(fitting: dense, rank: rank))
      } catch {
        guard case .notPositiveDefinite(let minor) = error else {
          throw .invalidParameter(name: "samples", reason: "have no finite covariance")
        }
        throw .notPositiveDefinite(component: k, minor: minor)
      }
    }
    return .lowRank(components)
  }
}
