import SabaNumerics
import SabaTestSupport

/// The structures of covariances that have a kernel.
enum Structure: CaseIterable {
  case full, tied, diagonal, spherical, lowRank
}

/// A well-conditioned mixture, as a kernel and as dense matrices to hold it against.
struct RandomMixture {
  let weights: [Double]
  let means: Matrix
  let covariances: [Matrix]
  /// The kernel of the same weights and covariances about other means.
  let kernelAbout: (Matrix) -> any MixtureKernel

  /// Makes a mixture whose component of index `absent` has weight 0.
  init(
    _ structure: Structure, d: Int, k: Int, absent: Int? = nil,
    using generator: inout RandomGenerator
  ) throws {
    let parts = (0..<k).map { $0 == absent ? 0 : Double($0 + 1) }
    let total = parts.reduce(0, +)
    let weights = parts.map { $0 / total }
    let logWeights = weights.map { logarithm($0) }
    let means = Matrix.normal(k, d, using: &generator).map { 2 * $0 }
    let covariances: [Matrix]
    switch structure {
    case .full:
      covariances = (0..<k).map { _ in Matrix.covariance(d, using: &generator) }
      let factors = try covariances.map(Cholesky.init)
      kernelAbout = { FullKernel(means: $0, factors: factors, logWeights: logWeights) }
    case .tied:
      let shared = Matrix.covariance(d, using: &generator)
      covariances = [Matrix](repeating: shared, count: k)
      let factor = try Cholesky(shared)
      kernelAbout = { TiedKernel(means: $0, factor: factor, logWeights: logWeights) }
    case .diagonal:
      let variances = Matrix.normal(k, d, using: &generator).map { 0.1 + $0 * $0 }
      covariances = (0..<k).map { Self.diagonal(variances.row($0)) }
      kernelAbout = { DiagonalKernel(means: $0, variances: variances, logWeights: logWeights) }
    case .spherical:
      let variances = (0..<k).map { 0.5 + Double($0) }
      covariances = variances.map { Self.diagonal([Double](repeating: $0, count: d)) }
      kernelAbout = { SphericalKernel(means: $0, variances: variances, logWeights: logWeights) }
    case .lowRank:
      var bases: [Matrix] = []
      var eigenvalues: [[Double]] = []
      var dense: [Matrix] = []
      let noise = (0..<k).map { 0.5 + 0.1 * Double($0) }
      for c in 0..<k {
        let rank = min(d, (c + d) % 7)
        let directions = try SymmetricEigen(Matrix.covariance(d, using: &generator)).vectors
        let values = (0..<rank).map { noise[c] * (1 + Double($0)) }
        var basis = Matrix(rowCount: d, columnCount: rank)
        for a in 0..<rank {
          for i in 0..<d { basis[i, a] = directions[a, i] }
        }
        bases.append(basis)
        eigenvalues.append(values)
        var covariance = Self.diagonal([Double](repeating: noise[c], count: d))
        for (a, value) in values.enumerated() {
          for i in 0..<d {
            for j in 0..<d {
              covariance[i, j] += (value - noise[c]) * directions[a, i] * directions[a, j]
            }
          }
        }
        dense.append(covariance)
      }
      covariances = dense
      kernelAbout = { [bases, eigenvalues] in
        LowRankKernel(
          means: $0, bases: bases, eigenvalues: eigenvalues, noise: noise, logWeights: logWeights)
      }
    }
    self.weights = weights
    self.means = means
    self.covariances = covariances
  }

  var kernel: any MixtureKernel { kernelAbout(means) }

  private static func diagonal(_ values: [Double]) -> Matrix {
    var result = Matrix(rowCount: values.count, columnCount: values.count)
    for (i, value) in values.enumerated() { result[i, i] = value }
    return result
  }
}
