extension MixtureStatistics {
  /// The statistics that samples of a model would have: those whose M-step gives the model back.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - sampleCount: How many samples it shall stand for, above 0.
  ///   - structure: The model's structure of covariances.
  ///   - regularization: What its M-step added to every variance, which is taken off again.
  /// - Complexity: O(k·d²).
  public init(
    representing model: GaussianMixture, sampleCount: Double,
    structure: CovarianceStructure = .full, regularization: Double = 0
  ) {
    precondition(sampleCount > 0 && sampleCount.isFinite, "a positive number of samples")
    let d = model.dimension
    let weights = model.weights.map { $0 * sampleCount }
    func moments(_ k: Int) -> Matrix {
      var sum = model.covariance.dense(ofComponent: k, dimension: d)
      for i in 0..<d {
        sum[i, i] = max(0, sum[i, i] - regularization)
        for j in 0..<d { sum[i, j] *= weights[k] }
      }
      return sum
    }
    let second: SecondMoments
    switch structure {
    case .full, .lowRank: second = .full(weights.indices.map { moments($0) })
    case .tied:
      var pooled = Matrix(rowCount: d, columnCount: d)
      for k in weights.indices {
        let own = moments(k)
        for i in 0..<d {
          for j in 0..<d { pooled[i, j] += own[i, j] }
        }
      }
      second = .pooled(pooled)
    case .diagonal, .spherical:
      var sums = Matrix(rowCount: weights.count, columnCount: d)
      for k in weights.indices {
        for j in 0..<d {
          let variance = model.variance(ofMetric: j, component: k) - regularization
          sums[k, j] = max(0, variance) * weights[k]
        }
      }
      second = .diagonal(sums)
    }
    self.init(
      reference: model.means, weights: weights,
      first: Matrix(rowCount: model.componentCount, columnCount: d), second: second,
      logLikelihood: 0, count: sampleCount)
  }
}

extension GaussianMixture {
  /// The model adapted to one source of samples, such as a role's model to one of its hosts.
  ///
  /// Maximum a posteriori: the model counts as so many samples of its own, the source's are added
  /// (Gauvain, Lee 1994, doi:10.1109/89.279278, with one weight for all parameters).
  ///
  /// - Parameters:
  ///   - statistics: Of the source's samples under this model.
  ///   - pseudoSampleCount: How many samples the model counts for, above 0.
  ///   - structure: The structure that the statistics were made for.
  ///   - regularization: What the model's M-step added to every variance.
  /// - Returns: Without samples the model itself; with very many that of the source.
  /// - Throws: ``FitError``.
  /// - Complexity: O(k·d³).
  public func adapted(
    to statistics: MixtureStatistics, pseudoSampleCount: Double,
    structure: CovarianceStructure = .full, regularization: Double = 0
  ) throws(FitError) -> GaussianMixture {
    var sum = MixtureStatistics(
      representing: self, sampleCount: pseudoSampleCount, structure: structure,
      regularization: regularization)
    sum += statistics
    return try sum.model(
      structure: structure, prior: CovariancePrior(regularization: regularization))
  }
}
