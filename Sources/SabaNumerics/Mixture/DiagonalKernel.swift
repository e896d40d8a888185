internal import CSabaKernels

/// Components with independent metrics: O(k·d) a sample.
public struct DiagonalKernel: MixtureKernel {
  /// The number of metrics d.
  public let dimension: Int
  /// The number of components k.
  public let componentCount: Int
  private let means: [Double]
  private let scales: [Double]
  private let constants: [Double]

  /// Prepares k components.
  ///
  /// - Parameters:
  ///   - means: `[k × d]`, finite.
  ///   - variances: `[k × d]`, positive, finite.
  ///   - logWeights: The logarithm of each weight, `[k]`; −∞ for a weight of 0.
  public init(means: Matrix, variances: Matrix, logWeights: [Double]) {
    let k = means.rowCount
    let d = means.columnCount
    precondition(
      variances.rowCount == k && variances.columnCount == d && logWeights.count == k,
      "d variances and one weight a component")
    precondition(variances.elements.allSatisfy { $0 > 0 }, "variances are positive")
    dimension = d
    componentCount = k
    self.means = means.elements
    scales = variances.elements.map { 1 / $0.squareRoot() }
    constants = (0..<k).map { c in
      var logDeterminant = 0.0
      for j in 0..<d { logDeterminant += logarithm(variances[c, j]) }
      return logWeights[c] - 0.5 * (Double(d) * logTwoPi + logDeterminant)
    }
  }

  /// Sets the joint log densities of the samples in a block.
  public func evaluateJoint(_ block: inout MixtureBlock) {
    checkShape(of: block)
    saba_density_diagonal(
      block.samples, block.count, dimension, componentCount, means, scales, constants,
      block.joint, block.stride)
  }
}
