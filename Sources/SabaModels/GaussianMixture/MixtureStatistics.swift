/// The sufficient statistics of a Gaussian mixture: what every way to fit one adds up.
///
/// For each component, with responsibilities r and a reference point c of the component's own:
///
///     N = Σ r,   F = Σ r·(x − c),   S = Σ r·(x − c)(x − c)ᵀ
///
/// The reference points are the means of the model that gave the responsibilities, so that sums
/// stay small for data far from 0. Statistics of parts of the data add up to those of the whole,
/// in any order, to rounding.
public struct MixtureStatistics: Sendable, Hashable {
  /// The points about which moments are taken, `[k × d]`.
  public private(set) var reference: Matrix
  /// The sum of responsibilities of each component, `[k]`.
  public private(set) var weights: [Double]
  /// The first moments about the reference, `[k × d]`.
  public private(set) var first: Matrix
  /// The second moments about the reference, k of `[d × d]`, symmetric.
  public private(set) var second: [Matrix]
  /// The sum of the samples' log densities under the models that gave the responsibilities.
  public private(set) var logLikelihood: Double
  /// The sum of the samples' weights; their number where no weights are given.
  public private(set) var count: Double

  /// Makes the statistics of no samples.
  ///
  /// - Parameter reference: `[k × d]`, the points about which moments are taken.
  public init(reference: Matrix) {
    let d = reference.columnCount
    self.reference = reference
    weights = [Double](repeating: 0, count: reference.rowCount)
    first = Matrix(rowCount: reference.rowCount, columnCount: d)
    second = [Matrix](repeating: Matrix(rowCount: d, columnCount: d), count: reference.rowCount)
    logLikelihood = 0
    count = 0
  }

  /// The number of components k.
  public var componentCount: Int { reference.rowCount }

  /// The number of metrics d.
  public var dimension: Int { reference.columnCount }

  /// The E-step: makes the statistics of samples under a model.
  ///
  /// - Parameters:
  ///   - samples: `[n × d]`, finite.
  ///   - model: Gives the responsibilities; its means become the reference.
  /// - Complexity: O(n·k·d²) time, O(k·d²) memory beside the samples.
  public init(of samples: Matrix, under model: GaussianMixture) {
    self.init(reference: model.means)
    add(samples) { block, _ in
      model.kernel.evaluate(&block)
      return block.logLikelihood
    }
  }

  /// Statistics of samples under given responsibilities, as for the start of a fit.
  ///
  /// - Parameters:
  ///   - samples: `[n × d]`, finite.
  ///   - responsibilities: `[n × k]`, not negative.
  ///   - reference: `[k × d]`.
  /// - Complexity: O(n·k·d²).
  public init(of samples: Matrix, responsibilities: Matrix, reference: Matrix) {
    self.init(reference: reference)
    precondition(
      responsibilities.rowCount == samples.rowCount
        && responsibilities.columnCount == componentCount, "one responsibility a component")
    add(samples) { block, rows in
      block.setResponsibilities(responsibilities, rows: rows)
      return 0
    }
  }

  /// Adds samples block by block, of which a closure sets the responsibilities and returns the log
  /// likelihood.
  private mutating func add(
    _ samples: Matrix, evaluate: (inout MixtureBlock, Range<Int>) -> Double
  ) {
    precondition(samples.columnCount == dimension, "samples have \(dimension) metrics")
    var moments = FullMoments(reference: reference)
    var block = MixtureBlock(dimension: dimension, componentCount: componentCount)
    var start = 0
    while start < samples.rowCount {
      let rows = start..<min(start + block.capacity, samples.rowCount)
      block.load(samples, rows: rows)
      logLikelihood += evaluate(&block, rows)
      moments.add(block)
      start = rows.upperBound
    }
    weights = moments.weights
    first = moments.first
    second = (0..<componentCount).map(moments.second(of:))
    count = Double(samples.rowCount)
  }

  /// Adds the statistics of other samples.
  ///
  /// - Parameters:
  ///   - left: Receives the sum; its reference stays.
  ///   - right: Of the same shape; its moments are moved to the left's reference.
  /// - Complexity: O(k·d²).
  public static func += (left: inout MixtureStatistics, right: MixtureStatistics) {
    precondition(
      left.componentCount == right.componentCount && left.dimension == right.dimension,
      "statistics of one shape")
    let moved = right.moved(to: left.reference)
    for k in 0..<left.componentCount {
      left.weights[k] += moved.weights[k]
      for i in 0..<left.dimension {
        left.first[k, i] += moved.first[k, i]
        for j in 0..<left.dimension { left.second[k][i, j] += moved.second[k][i, j] }
      }
    }
    left.logLikelihood += moved.logLikelihood
    left.count += moved.count
  }

  /// Multiplies all sums by a factor: below 1 it forgets, it can also weight a part of the data.
  ///
  /// - Parameter factor: Finite, not negative.
  public mutating func scale(by factor: Double) {
    precondition(factor >= 0 && factor.isFinite, "a factor of at least 0")
    for k in 0..<componentCount {
      weights[k] *= factor
      for i in 0..<dimension {
        first[k, i] *= factor
        for j in 0..<dimension { second[k][i, j] *= factor }
      }
    }
    logLikelihood *= factor
    count *= factor
  }

  /// The same statistics about other reference points: with δ the way from new to old,
  /// F' = F + N·δ and S' = S + F·δᵀ + δ·Fᵀ + N·δδᵀ.
  private func moved(to newReference: Matrix) -> MixtureStatistics {
    if newReference == reference { return self }
    var result = self
    result.reference = newReference
    for k in 0..<componentCount {
      for i in 0..<dimension {
        let di = reference[k, i] - newReference[k, i]
        result.first[k, i] = first[k, i] + weights[k] * di
        for j in 0..<dimension {
          let dj = reference[k, j] - newReference[k, j]
          result.second[k][i, j] =
            second[k][i, j] + first[k, i] * dj + di * first[k, j] + weights[k] * di * dj
        }
      }
    }
    return result
  }

  /// The M-step: the mixture that maximizes the expected likelihood of these statistics.
  ///
  /// - Parameters:
  ///   - structure: What the covariances have in common.
  ///   - covarianceRegularization: Added to every variance, in squared units of the data.
  /// - Returns: Weights N/ΣN, means c + F/N, covariances S/N − (F/N)(F/N)ᵀ + regularization; a tied
  ///   covariance is the mean of those, weighted with N.
  /// - Throws: ``FitError/componentCollapsed(index:)`` where N is 0 to rounding, or
  ///   ``FitError/notPositiveDefinite(component:minor:)``.
  /// - Complexity: O(k·d³).
  public func model(
    structure: CovarianceStructure = .full, covarianceRegularization: Double
  ) throws(FitError) -> GaussianMixture {
    let d = dimension
    var means = reference
    var covariances: [Matrix] = []
    for k in 0..<componentCount {
      let n = weights[k]
      guard n > Self.smallestWeight else { throw .componentCollapsed(index: k) }
      var covariance = second[k]
      for i in 0..<d {
        let shiftI = first[k, i] / n
        means[k, i] = reference[k, i] + shiftI
        for j in 0...i {
          covariance[i, j] = second[k][i, j] / n - shiftI * (first[k, j] / n)
        }
        covariance[i, i] = max(0, covariance[i, i]) + covarianceRegularization
      }
      covariances.append(covariance)
    }
    if structure == .tied {
      var total = 0.0
      for n in weights { total += n }
      var shared = Matrix(rowCount: d, columnCount: d)
      for (k, covariance) in covariances.enumerated() {
        for i in 0..<d {
          for j in 0...i { shared[i, j] += weights[k] / total * covariance[i, j] }
        }
      }
      covariances = covariances.map { _ in shared }
    }
    return try GaussianMixture(
      weights: weights, means: means, covariances: covariances, structure: structure)
  }

  /// The least sum of responsibilities with which a component still has a mean, in samples.
  static var smallestWeight: Double { 1e-10 }
}
