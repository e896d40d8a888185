internal import CSabaKernels

/// Components with a covariance each: O(k·d²) a sample.
public struct FullKernel: MixtureKernel {
  /// The number of metrics d.
  public let dimension: Int
  /// The number of components k.
  public let componentCount: Int
  private let means: [Double]
  private let inverseFactors: [Double]
  private let constants: [Double]

  /// Prepares k components.
  ///
  /// - Parameters:
  ///   - means: `[k × d]`, finite.
  ///   - factors: The Cholesky factor of each covariance, `[k]`.
  ///   - logWeights: The logarithm of each weight, `[k]`; −∞ for a weight of 0.
  /// - Complexity: O(k·d³).
  public init(means: Matrix, factors: [Cholesky], logWeights: [Double]) {
    let k = means.rowCount
    let d = means.columnCount
    precondition(factors.count == k && logWeights.count == k, "one factor and weight a component")
    precondition(factors.allSatisfy { $0.order == d }, "factors are d × d")
    dimension = d
    componentCount = k
    self.means = means.elements
    inverseFactors = factors.flatMap { PanelPacking.packLower($0.inverseLower) }
    constants = zip(factors, logWeights).map { factor, logWeight in
      logWeight - 0.5 * (Double(d) * logTwoPi + factor.logDeterminant)
    }
  }

  /// Sets the joint log densities of the samples in a block.
  public func evaluateJoint(_ block: inout MixtureBlock) {
    checkShape(of: block)
    if block.count == 1 {
      saba_density_full_one(
        block.samples, dimension, componentCount, means, inverseFactors, constants,
        block.scratch, block.joint, block.stride)
      return
    }
    saba_density_full(
      block.samples, block.count, dimension, componentCount, means, inverseFactors, constants,
      block.joint, block.stride)
  }
}
