/// A mixture that follows a stream of samples: mini-batch EM with exponential forgetting.
///
/// Each batch is added to statistics in which what came before counts for less with every sample:
/// after ``halfLife`` samples by half. The model is their M-step, so that it stays on a drifting
/// stream, and equals batch EM's step where nothing is forgotten.
///
/// Source: Cappé, Moulines (2009), doi:10.1111/j.1467-9868.2009.00698.x, with a constant step.
public struct OnlineMixture: Sendable, Hashable {
  /// The mixture as it stands.
  public private(set) var model: GaussianMixture
  /// What it has learnt, forgotten parts taken off.
  public private(set) var statistics: MixtureStatistics
  /// The number of samples after which a sample counts for half.
  public let halfLife: Double
  /// What the covariances look like.
  public let structure: CovarianceStructure
  /// What is added to every variance, in squared units of the data.
  public let covarianceRegularization: Double

  /// Begins with a fitted mixture.
  ///
  /// - Parameters:
  ///   - model: Where to begin.
  ///   - structure: The model's structure of covariances.
  ///   - sampleCount: How many samples the model counts for at the beginning, above 0.
  ///   - halfLife: In samples, above 0; infinite to forget nothing.
  ///   - covarianceRegularization: As the model was fitted with.
  public init(
    _ model: GaussianMixture, structure: CovarianceStructure = .full, sampleCount: Double,
    halfLife: Double, covarianceRegularization: Double = 1e-6
  ) {
    precondition(halfLife > 0, "a positive half-life")
    self.model = model
    self.structure = structure
    self.halfLife = halfLife
    self.covarianceRegularization = covarianceRegularization
    statistics = MixtureStatistics(
      representing: model, sampleCount: sampleCount, structure: structure,
      regularization: covarianceRegularization)
  }

  /// Learns from a batch; score it before, if it shall be scored.
  ///
  /// A component that has forgotten all its samples keeps its place with a millionth of the weight,
  /// so that it can come back.
  ///
  /// - Parameter samples: `[n × d]`; NaN is missing.
  /// - Throws: ``FitError``; the mixture is then as it was.
  /// - Complexity: O(n·k·d² + k·d³).
  public mutating func update(with samples: Matrix) throws(FitError) {
    let data = try MixtureSamples(samples, weights: nil)
    var next = statistics
    next.scale(by: power(0.5, Double(samples.rowCount) / halfLife))
    // Moments move to the present means, so that a long drift loses no digits.
    next = next.moved(to: model.means)
    next += data.statistics(under: model, structure: structure, threadCount: 1)
    let least = 1e-6 * next.count
    if next.weights.contains(where: { $0 < least }), least > 0 {
      let even = try GaussianMixture(
        weights: model.weights.map { _ in 1 }, means: model.means, covariance: model.covariance)
      var floor = MixtureStatistics(
        representing: even, sampleCount: least * Double(model.componentCount),
        structure: structure, regularization: covarianceRegularization)
      floor.count = 0
      next += floor
    }
    model = try next.model(
      structure: structure, prior: CovariancePrior(regularization: covarianceRegularization))
    statistics = next
  }
}
