internal import CSabaKernels

/// The E-step's arithmetic on blocks of samples.
///
/// Goals, in order: exact differences from the means before anything is squared; no allocation per
/// sample; all lanes of the processor in use.
public enum MixtureKernel {
  /// The components' parameters in the form that the kernel reads.
  public struct Components: Sendable, Hashable {
    /// The number of metrics d.
    public let dimension: Int
    /// The number of components k.
    public let count: Int
    let means: [Double]
    let factors: [Double]
    let constants: [Double]

    /// Packs the parameters of k components.
    ///
    /// - Parameters:
    ///   - means: `[k × d]`.
    ///   - factors: The Cholesky factor of each covariance.
    ///   - logWeights: The logarithm of each weight; −∞ for a weight of 0.
    public init(means: Matrix, factors: [Cholesky], logWeights: [Double]) {
      let d = means.columnCount
      dimension = d
      count = means.rowCount
      self.means = means.elements
      var packed: [Double] = []
      packed.reserveCapacity(count * d * (d + 1) / 2)
      var constants: [Double] = []
      for (factor, logWeight) in zip(factors, logWeights) {
        let inverse = factor.inverseLower
        for i in 0..<d {
          for j in 0...i { packed.append(inverse[i, j]) }
        }
        constants.append(
          logWeight - 0.5 * (Double(d) * MixtureKernel.logTwoPi + factor.logDeterminant))
      }
      self.factors = packed
      self.constants = constants
    }
  }

  static let logTwoPi = 1.8378770664093454836

  /// Memory that the kernel works in; make it once and use it for many blocks.
  public struct Workspace: Sendable {
    fileprivate var scratch: [Double]
    fileprivate var joint: [Double]
    /// The log density of each sample of the last block.
    public fileprivate(set) var logDensities: [Double]
    /// The responsibilities of the last block, `[n × k]`, row after row.
    public var responsibilities: [Double] { joint }

    /// Makes room for blocks of a number of samples.
    public init(components: Components, blockSize: Int) {
      scratch = [Double](repeating: 0, count: 32 * components.dimension)
      joint = [Double](repeating: 0, count: blockSize * components.count)
      logDensities = [Double](repeating: 0, count: blockSize)
    }
  }

  /// Log densities and responsibilities of a block of samples, left in the workspace.
  ///
  /// - Parameters:
  ///   - rows: Which rows of the samples; no more than the workspace's block size.
  ///   - samples: `[n × d]`, row after row, finite.
  ///   - components: The mixture.
  ///   - workspace: Where results go: the first `rows.count` of its values.
  /// - Complexity: O(rows·k·d²), no allocation.
  public static func evaluate(
    rows: Range<Int>, of samples: [Double], under components: Components,
    in workspace: inout Workspace
  ) {
    let d = components.dimension
    let k = components.count
    precondition(rows.lowerBound >= 0 && rows.upperBound * d <= samples.count, "rows out of range")
    precondition(rows.count <= workspace.logDensities.count, "a block larger than the workspace")
    samples.withUnsafeBufferPointer { x in
      components.means.withUnsafeBufferPointer { means in
        components.factors.withUnsafeBufferPointer { factors in
          components.constants.withUnsafeBufferPointer { constants in
            workspace.scratch.withUnsafeMutableBufferPointer { scratch in
              workspace.joint.withUnsafeMutableBufferPointer { joint in
                workspace.logDensities.withUnsafeMutableBufferPointer { out in
                  guard let x = x.baseAddress, let joint = joint.baseAddress else { return }
                  saba_mixture_log_densities(
                    x + rows.lowerBound * d, rows.count, d, k, means.baseAddress,
                    factors.baseAddress, constants.baseAddress, scratch.baseAddress, joint)
                  saba_log_sum_exp_rows(joint, rows.count, k, out.baseAddress)
                }
              }
            }
          }
        }
      }
    }
  }
}

/// Replaces each value by e to its power, vectorised; largest error 2 ulp, 0 below −708.
public func exponentiate(_ values: inout [Double]) {
  values.withUnsafeMutableBufferPointer { saba_exp($0.baseAddress, $0.count) }
}
