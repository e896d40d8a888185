internal import SabaTestSupport

@testable internal import Saba

/// Energies of a ``RoleDensity`` from means and covariances as the formulas have them.
struct NaiveEnergies {
  let density: RoleDensity

  /// The expected squared distance of samples from their mean, in units of what a regularization has
  /// made of their covariance.
  static func freedom(_ covariance: Matrix, regularization: Double) -> Double {
    let d = covariance.rowCount
    var own = covariance
    for j in 0..<d { own[j, j] -= regularization }
    return Naive.product(Naive.inverse(covariance).inverse, own).diagonal.reduce(0, +)
  }

  /// −2·log density above its peak, per degree of freedom.
  func level(_ sample: [Double]) -> Double {
    let mixture = density.level
    func logDensities(_ samples: Matrix) -> Matrix {
      Naive.jointLogDensities(
        samples, weights: mixture.weights, means: mixture.means, covariances: mixture.covariances)
    }
    let atMeans = logDensities(mixture.means)
    let peak = (0..<mixture.componentCount).map { atMeans[$0, $0] }.max() ?? 0
    let log = Naive.logSumExp(logDensities(Matrix(rows: [sample])).row(0))
    return -2 * (log - peak)
      / Self.freedom(mixture.covariances[0], regularization: density.regularization.level)
  }

  /// The squared distance of a sample from what those before it let expect, in units of the Schur
  /// complement, per degree of freedom.
  func dynamics(_ movement: [Double]) throws -> Double {
    let covariance = density.dynamics.covariances[0]
    let mean = density.dynamics.means.row(0)
    let past = Array(0..<movement.count - density.dimension)
    let present = Array(past.count..<movement.count)
    let inverse = Naive.inverse(covariance.submatrix(over: past)).inverse
    var schur = covariance.submatrix(over: present)
    var away = present.map { movement[$0] - mean[$0] }
    for (a, i) in present.enumerated() {
      for p in past {
        let weight = past.reduce(0) { $0 + covariance[i, $1] * inverse[$1, p] }
        away[a] -= weight * (movement[p] - mean[p])
        for (b, j) in present.enumerated() { schur[a, b] -= weight * covariance[p, j] }
      }
    }
    let regularization = density.regularization.dynamics
    let freedom =
      Self.freedom(covariance, regularization: regularization)
      - Self.freedom(covariance.submatrix(over: past), regularization: regularization)
    let whitened = try Cholesky(schur).whiten(
      Matrix(rowCount: away.count, columnCount: 1, elements: away))
    return whitened.elements.reduce(0) { $0 + $1 * $1 } / freedom
  }
}

extension RoleDensity {
  /// A density with random means and well-conditioned covariances.
  static func random(
    metricCount d: Int, componentCount: Int = 1, interval: Int, range: DriftRange,
    using generator: inout RandomGenerator
  ) throws -> RoleDensity {
    let spans = FeatureSpans(interval: interval)
    let levelCount = spans.levelCount(metricCount: d)
    let dynamicsCount = spans.dynamicsCount(metricCount: d)
    return try RoleDensity(
      metrics: (0..<d).map { "metric-\($0)" }, spans: spans,
      scaling: FeatureSeries.plainScaling(metricCount: d),
      level: GaussianMixture(
        weights: (0..<componentCount).map { Double($0 + 1) },
        means: Matrix.normal(componentCount, levelCount, using: &generator),
        covariance: .tied(Matrix.covariance(levelCount, using: &generator))),
      dynamics: GaussianMixture(
        weights: [1], means: Matrix.normal(1, dynamicsCount, using: &generator),
        covariance: .tied(Matrix.covariance(dynamicsCount, using: &generator))),
      regularization: .usual, driftRange: range)
  }
}
