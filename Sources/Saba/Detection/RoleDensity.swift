internal import SabaNumerics

/// What is normal for a role: the densities of its level and of its dynamics.
///
/// *Level* is a mixture over the standardised metrics and their trailing means; its components share
/// one covariance. *Dynamics* is the density of a sample given the ones before it, from a Gaussian over
/// both (see ``HostTrail``). Energies are −2·log density above its peak, per degree of freedom: about 1
/// on normal data.
struct RoleDensity: Sendable, Hashable {
  let metrics: [String]
  let spans: FeatureSpans
  let scaling: MetricScaling
  /// Over the level features.
  let level: GaussianMixture
  /// Over the dynamics features, of one component.
  let dynamics: GaussianMixture
  /// Where the levels and spreads of hosts lay in the history.
  let driftRange: DriftRange

  /// The dynamics of the samples before the present one.
  let past: GaussianMixture
  /// The degrees of freedom of complete rows.
  let levelFreedom: Double
  let dynamicsFreedom: Double
  /// How each metric moves, given the samples before it.
  let transition: Transition
  /// The variance of each metric's level, `[d]`, the same in every state.
  let levelVariances: [Double]
  /// Half the width of each metric's expected band, `[d]`, standardised.
  let bandHalfWidths: [Double]

  /// The metrics in order of their names.
  let metricsByName: [Int]

  /// What was added to every standardised variance.
  let regularization: Regularization

  /// What is added to every standardised variance.
  ///
  /// The trailing means of many metrics say much the same; a covariance estimated as it is would take
  /// the least difference between them for news.
  struct Regularization: Sendable, Hashable {
    var level: Double
    var dynamics: Double

    /// What holds for every role.
    static let usual = Regularization(level: 0.15, dynamics: 0.3)
    /// What keeps the arithmetic safe, and no more.
    static let least = Regularization(level: 0.01, dynamics: 0.01)
  }

  /// The number of metrics d.
  var dimension: Int { metrics.count }

  init(
    metrics: [String], spans: FeatureSpans, scaling: MetricScaling, level: GaussianMixture,
    dynamics: GaussianMixture, regularization: Regularization, driftRange: DriftRange,
    units: [Double]? = nil
  ) throws(FitError) {
    self.metrics = metrics
    self.spans = spans
    self.scaling = scaling
    self.level = level
    self.dynamics = dynamics
    self.regularization = regularization
    self.driftRange = driftRange
    let pastCount = spans.lagCount * metrics.count
    past = try dynamics.marginal(over: Array(0..<pastCount))
    levelFreedom = try level.degreesOfFreedom(
      above: regularization.level, units: units)
    dynamicsFreedom =
      try dynamics.degreesOfFreedom(above: regularization.dynamics, units: units)
      - past.degreesOfFreedom(above: regularization.dynamics, units: units)
    transition = try Transition(
      dynamics, pastCount: pastCount, leastVariance: regularization.dynamics)
    levelVariances = metrics.indices.map { level.variance(ofMetric: $0, component: 0) }
    metricsByName = metrics.indices.sorted { metrics[$0] < metrics[$1] }
    bandHalfWidths = levelVariances.map {
      Self.bandHalfWidth * max($0 - regularization.level, Self.smallestVariance).squareRoot()
    }
  }

  /// Whether a component is a state in which the role is a good part of the time, and none that only
  /// comes now and then.
  func isUsual(_ component: Int) -> Bool {
    level.weights[component] >= Self.smallestUsualWeight
  }

  /// Between the weights of both kinds: ``LevelSelection`` takes no lighter states than twice this, and
  /// unusual rows are together less than most of it.
  private static let smallestUsualWeight = 0.05

  /// Half the width of the expected band, in standard deviations: 99.7 % where it is Gaussian.
  private static let bandHalfWidth = 3.0
  /// No band is narrower than this variance, standardised, makes it.
  private static let smallestVariance = 1e-2

  /// How each metric moves: the mean of the present sample given those before it is linear in them.
  struct Transition: Sendable, Hashable {
    /// The weights of the samples before, `[d × past]`.
    let weights: Matrix
    /// The mean where those before are at their own means, `[d]`.
    let intercepts: [Double]
    /// The variance about the mean, `[d]`.
    let variances: [Double]
    /// What the mean leaves of a sample.
    let residuals: ResidualKernel

    init(
      _ joint: GaussianMixture, pastCount: Int, leastVariance: Double
    ) throws(FitError) {
      let covariance = joint.covariances[0]
      let d = joint.dimension - pastCount
      let past = Array(0..<pastCount)
      let solution: Matrix
      do {
        var cross = Matrix(rowCount: pastCount, columnCount: d)
        for i in past { for j in 0..<d { cross[i, j] = covariance[i, pastCount + j] } }
        solution = try Cholesky(covariance.submatrix(over: past)).solve(cross)
      } catch {
        throw .notPositiveDefinite(component: 0, minor: pastCount)
      }
      weights = solution.transposed
      var intercepts: [Double] = []
      // The covariance of what the past does not explain, its lower triangle.
      var left = Matrix(rowCount: d, columnCount: d)
      for j in 0..<d {
        var mean = joint.means[0, pastCount + j]
        for i in past { mean -= weights[j, i] * joint.means[0, i] }
        intercepts.append(mean)
        for k in 0...j {
          var sum = covariance[pastCount + j, pastCount + k]
          for i in past { sum -= weights[j, i] * covariance[i, pastCount + k] }
          left[j, k] = sum
        }
      }
      self.intercepts = intercepts
      variances = left.diagonal.map { max($0, leastVariance) }
      do {
        residuals = ResidualKernel(
          means: joint.means.row(0), weights: weights, covariance: try Cholesky(left))
      } catch {
        throw .notPositiveDefinite(component: 0, minor: joint.dimension)
      }
    }
  }
}

extension GaussianMixture {
  /// The expected squared distance of a sample from its mean, in units of a covariance that some
  /// regularization has widened: at most the dimension.
  ///
  /// - Parameters:
  ///   - regularization: What was added to the variance of each feature.
  ///   - units: What it was multiplied by for each metric, the features of which follow on each other
  ///     in the same order again and again; nil for 1.
  /// - Returns: The expectation, above 0.
  /// - Throws: ``FitError/notPositiveDefinite(component:minor:)``.
  func degreesOfFreedom(
    above regularization: Double, units: [Double]? = nil
  ) throws(FitError) -> Double {
    let covariance = covariance.dense(ofComponent: 0, dimension: dimension)
    do {
      let precisions = try Cholesky(covariance).inverse.diagonal
      var lost = 0.0
      for (feature, precision) in precisions.enumerated() {
        lost += regularization * precision * (units.map { $0[feature % $0.count] } ?? 1)
      }
      return Double(dimension) - lost
    } catch {
      throw .notPositiveDefinite(component: 0, minor: dimension)
    }
  }
}
