internal import CSabaKernels

/// Components with one covariance Σ = L·Lᵀ in common: O(d² + k·d) a sample.
///
/// Samples are whitened once, z = L⁻¹(x − c) about the mean c of the mixture, and compared with the
/// whitened means. Where a mean is far from c, that would lose the digits that |z| has over the
/// distance; then each difference x − μₖ is taken before it is whitened, at the price of a full
/// covariance.
public struct TiedKernel: MixtureKernel {
  /// The number of metrics d.
  public let dimension: Int
  /// The number of components k.
  public let componentCount: Int
  private let path: Path

  private enum Path: Sendable, Hashable {
    case whitened(centre: [Double], inverseFactor: [Double], means: [Double], constants: [Double])
    case exact(FullKernel)
  }

  /// The largest whitened distance between a mean and the mixture's mean, before cancellation
  /// within L⁻¹·(μₖ − c), at which samples are whitened once: that keeps 1e-12 for condition numbers
  /// up to 1e3.
  public static let largestWhitenedMean = 256.0

  /// Prepares k components.
  ///
  /// - Parameters:
  ///   - means: `[k × d]`, finite.
  ///   - factor: The Cholesky factor of the covariance.
  ///   - logWeights: The logarithm of each weight, `[k]`; −∞ for a weight of 0.
  /// - Complexity: O(d³ + k·d²).
  public init(means: Matrix, factor: Cholesky, logWeights: [Double]) {
    let k = means.rowCount
    let d = means.columnCount
    precondition(factor.order == d, "the factor is d × d")
    precondition(logWeights.count == k, "one weight a component")
    dimension = d
    componentCount = k
    let centre = Self.mean(of: means, logWeights: logWeights)
    let inverse = factor.inverseLower
    var whitened: [Double] = []
    var reach = 0.0
    for c in 0..<k {
      for i in 0..<d {
        var sum = 0.0
        var size = 0.0
        for j in 0...i {
          let term = inverse[i, j] * (means[c, j] - centre[j])
          sum += term
          size += abs(term)
        }
        whitened.append(sum)
        // A sum that overflowed, or is not a number, is out of reach too.
        reach = size <= Self.largestWhitenedMean ? max(reach, size) : .infinity
      }
    }
    if reach <= Self.largestWhitenedMean {
      path = .whitened(
        centre: centre, inverseFactor: PanelPacking.packLower(inverse), means: whitened,
        constants: logWeights.map { $0 - 0.5 * (Double(d) * logTwoPi + factor.logDeterminant) })
    } else {
      path = .exact(
        FullKernel(
          means: means, factors: [Cholesky](repeating: factor, count: k), logWeights: logWeights))
    }
  }

  /// Whether all means lie within ``largestWhitenedMean``; where they do not, moments about one
  /// centre lose digits too.
  public var hasCloseMeans: Bool {
    if case .whitened = path { true } else { false }
  }

  private static func mean(of means: Matrix, logWeights: [Double]) -> [Double] {
    let largest = logWeights.max() ?? 0
    var total = 0.0
    var mean = [Double](repeating: 0, count: means.columnCount)
    for (c, logWeight) in logWeights.enumerated() {
      // Without any weight, all are as good.
      let weight = largest == -.infinity ? 1 : exponential(logWeight - largest)
      total += weight
      for j in 0..<means.columnCount { mean[j] += (means[c, j] - mean[j]) * (weight / total) }
    }
    return mean
  }

  /// Sets the joint log densities of the samples in a block.
  public func evaluateJoint(_ block: inout MixtureBlock) {
    switch path {
    case .exact(let kernel):
      kernel.evaluateJoint(&block)
    case .whitened(let centre, let inverseFactor, let means, let constants):
      checkShape(of: block)
      saba_density_tied(
        block.samples, block.count, dimension, componentCount, centre, inverseFactor, means,
        constants, block.scratch, block.joint, block.stride)
    }
  }
}
