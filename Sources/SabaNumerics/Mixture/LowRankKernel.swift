internal import CSabaKernels

/// Components whose covariance is of low rank plus noise, Σ = U·diag(λ)·Uᵀ + σ²·(I − U·Uᵀ):
/// O(k·d·rank) a sample.
///
/// q = Σ yₐ²/λₐ + |x − μ − U·y|²/σ² with y = Uᵀ(x − μ). What U leaves over is computed as it stands:
/// the cheaper |x − μ|² − |y|² would lose λ/σ² times the rounding, this loses the square root of it.
public struct LowRankKernel: MixtureKernel {
  /// The number of metrics d.
  public let dimension: Int
  /// The number of components k.
  public var componentCount: Int { components.count }
  private let components: [Component]

  private struct Component: Sendable, Hashable {
    var rank: Int
    var mean: [Double]
    var directions: [Double]
    var basis: [Double]
    var precisions: [Double]
    var noisePrecision: Double
    var constant: Double
  }

  /// Prepares k components; their ranks may differ.
  ///
  /// - Parameters:
  ///   - means: `[k × d]`, finite.
  ///   - bases: The directions U of each component, orthonormal columns, `[d × rank]`.
  ///   - eigenvalues: The variances λ along them, positive, `[rank]` each.
  ///   - noise: The variance σ² in all other directions, `[k]`; positive unless rank = d.
  ///   - logWeights: The logarithm of each weight, `[k]`; −∞ for a weight of 0.
  public init(
    means: Matrix, bases: [Matrix], eigenvalues: [[Double]], noise: [Double],
    logWeights: [Double]
  ) {
    let k = means.rowCount
    let d = means.columnCount
    precondition(
      bases.count == k && eigenvalues.count == k && noise.count == k && logWeights.count == k,
      "one basis, its eigenvalues, a noise and a weight a component")
    dimension = d
    components = (0..<k).map { c in
      let rank = eigenvalues[c].count
      precondition(
        bases[c].columnCount == rank && bases[c].rowCount == d && rank <= d,
        "a basis of d × rank")
      precondition(
        eigenvalues[c].allSatisfy { $0 > 0 } && (rank == d || noise[c] > 0),
        "variances are positive")
      var logDeterminant = rank == d ? 0 : Double(d - rank) * logarithm(noise[c])
      for value in eigenvalues[c] { logDeterminant += logarithm(value) }
      return Component(
        rank: rank, mean: means.row(c), directions: PanelPacking.pack(bases[c].transposed),
        basis: PanelPacking.pack(bases[c]),
        precisions: eigenvalues[c].map { 1 / $0 },
        noisePrecision: rank == d ? 0 : 1 / noise[c],
        constant: logWeights[c] - 0.5 * (Double(d) * logTwoPi + logDeterminant))
    }
  }

  /// Sets the joint log densities of the samples in a block.
  public func evaluateJoint(_ block: inout MixtureBlock) {
    checkShape(of: block)
    for (c, component) in components.enumerated() {
      saba_density_low_rank(
        block.samples, block.count, dimension, component.rank, component.mean,
        component.directions, component.basis, component.precisions, component.noisePrecision,
        component.constant, block.scratch, block.joint + c * block.stride)
    }
  }
}
