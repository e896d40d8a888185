internal import CSabaKernels

/// Components with one variance for all metrics: O(k·d) a sample.
public struct SphericalKernel: MixtureKernel {
  /// The number of metrics d.
  public let dimension: Int
  /// The number of components k.
  public let componentCount: Int
  private let means: [Double]
  private let precisions: [Double]
  private let constants: [Double]

  /// Prepares k components.
  ///
  /// - Parameters:
  ///   - means: `[k × d]`, finite.
  ///   - variances: `[k]`, positive, finite.
  ///   - logWeights: The logarithm of each weight, `[k]`; −∞ for a weight of 0.
  public init(means: Matrix, variances: [Double], logWeights: [Double]) {
    let k = means.rowCount
    let d = means.columnCount
    precondition(variances.count == k && logWeights.count == k, "one variance and weight each")
    precondition(variances.allSatisfy { $0 > 0 }, "variances are positive")
    dimension = d
    componentCount = k
    self.means = means.elements
    precisions = variances.map { 1 / $0 }
    constants = zip(variances, logWeights).map { variance, logWeight in
      logWeight - 0.5 * Double(d) * (logTwoPi + logarithm(variance))
    }
  }

  /// Sets the joint log densities of the samples in a block.
  public func evaluateJoint(_ block: inout MixtureBlock) {
    checkShape(of: block)
    saba_density_spherical(
      block.samples, block.count, dimension, componentCount, means, precisions, constants,
      block.joint, block.stride)
  }
}
