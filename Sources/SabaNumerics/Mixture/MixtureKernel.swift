internal import CSabaKernels

/// Evaluates the density of a Gaussian mixture on blocks of samples: the arithmetic of the E-step.
///
/// One type for each structure of the covariances, none of which pays for a more general one.
/// Goals, in order: exact differences from the means before anything is multiplied; no NaN, ever;
/// no allocation; all lanes of the processor in use.
///
/// Accuracy: with q a squared Mahalanobis distance and κ the covariance's condition number, a log
/// density is good to 4·d·ε·κ·(1 + q), and for κ ≤ 1e3 to 1e-12 relative or absolute. Where q
/// overflows the density is 0. A sample's results are the same alone and among others, to rounding.
public protocol MixtureKernel: Sendable, Hashable {
  /// The number of metrics d.
  var dimension: Int { get }
  /// The number of components k.
  var componentCount: Int { get }
  /// Sets the joint log densities, log wₖ + log N(x; μₖ, Σₖ), of the samples in a block.
  func evaluateJoint(_ block: inout MixtureBlock)
}

extension MixtureKernel {
  /// Log densities and responsibilities of the samples in a block.
  ///
  /// - Parameter block: Holds samples; receives results of every kind.
  public func evaluate(_ block: inout MixtureBlock) {
    evaluateJoint(&block)
    saba_log_sum_exp(
      block.joint, block.count, componentCount, block.stride, block.logDensities,
      block.responsibilities)
  }

  /// Log densities of the samples in a block, without the responsibilities.
  ///
  /// - Parameter block: Holds samples; its responsibilities stay as they are.
  public func evaluateLogDensities(_ block: inout MixtureBlock) {
    evaluateJoint(&block)
    saba_log_sum_exp(
      block.joint, block.count, componentCount, block.stride, block.logDensities, nil)
  }

  /// The log density of one sample.
  ///
  /// - Parameters:
  ///   - sample: `[d]`, finite.
  ///   - block: The memory to work in; make it once, with a capacity of 1.
  /// - Returns: The same as among other samples, to rounding.
  public func logDensity(of sample: Span<Double>, in block: inout MixtureBlock) -> Double {
    precondition(sample.count == dimension, "a sample has \(dimension) metrics")
    block.load(sample)
    evaluateLogDensities(&block)
    return block.logDensity(ofSample: 0)
  }

  func checkShape(of block: borrowing MixtureBlock) {
    precondition(
      block.dimension == dimension && block.componentCount == componentCount,
      "a block for \(dimension) metrics and \(componentCount) components")
  }
}

/// log 2π.
let logTwoPi = 1.8378770664093454836
