/// The covariances of a mixture's components, in the form that their structure needs.
public enum MixtureCovariance: Sendable, Hashable {
  /// One `[d × d]` a component.
  case full([Matrix])
  /// One `[d × d]` for all.
  case tied(Matrix)
  /// The variances, `[k × d]`.
  case diagonal(Matrix)
  /// The variance of each component, `[k]`.
  case spherical([Double])
  /// One covariance of low rank plus noise a component.
  case lowRank([LowRankCovariance])

  /// The number of free parameters of k covariances over d metrics.
  func parameterCount(componentCount k: Int, dimension d: Int) -> Int {
    switch self {
    case .full: k * d * (d + 1) / 2
    case .tied: d * (d + 1) / 2
    case .diagonal: k * d
    case .spherical: k
    case .lowRank(let components):
      // A basis of q directions has d·q numbers less q·(q+1)/2 constraints.
      components.reduce(0) { sum, component in
        let q = component.eigenvalues.count
        return sum + d * q - q * (q + 1) / 2 + q + 1
      }
    }
  }

  /// A component's covariance as a matrix, `[d × d]`.
  package func dense(ofComponent index: Int, dimension d: Int) -> Matrix {
    switch self {
    case .full(let matrices): return matrices[index]
    case .tied(let matrix): return matrix
    case .lowRank(let components): return components[index].dense
    case .diagonal, .spherical:
      var result = Matrix(rowCount: d, columnCount: d)
      for j in 0..<d { result[j, j] = variance(ofMetric: j, component: index) }
      return result
    }
  }

  /// The variance of one metric in one component.
  func variance(ofMetric metric: Int, component index: Int) -> Double {
    switch self {
    case .full(let matrices): return matrices[index][metric, metric]
    case .tied(let matrix): return matrix[metric, metric]
    case .diagonal(let variances): return variances[index, metric]
    case .spherical(let variances): return variances[index]
    case .lowRank(let components):
      let component = components[index]
      var sum = component.noise
      for (a, value) in component.eigenvalues.enumerated() {
        let u = component.basis[metric, a]
        sum += (value - component.noise) * u * u
      }
      return sum
    }
  }

  /// The covariances of the chosen metrics alone; those of low rank become full.
  func marginal(over metrics: [Int], componentCount k: Int) -> MixtureCovariance {
    switch self {
    case .full(let matrices): return .full(matrices.map { $0.submatrix(over: metrics) })
    case .tied(let matrix): return .tied(matrix.submatrix(over: metrics))
    case .diagonal(let variances):
      var kept = Matrix(rowCount: k, columnCount: metrics.count)
      for c in 0..<k {
        for (column, metric) in metrics.enumerated() { kept[c, column] = variances[c, metric] }
      }
      return .diagonal(kept)
    case .spherical: return self
    case .lowRank(let components):
      return .full(components.map { $0.dense.submatrix(over: metrics) })
    }
  }

  /// The same covariances for the chosen components only.
  func keeping(components: [Int]) -> MixtureCovariance {
    switch self {
    case .full(let matrices): .full(components.map { matrices[$0] })
    case .tied: self
    case .diagonal(let variances): .diagonal(variances.rows(at: components))
    case .spherical(let variances): .spherical(components.map { variances[$0] })
    case .lowRank(let all): .lowRank(components.map { all[$0] })
    }
  }

  /// Checks the numbers and prepares the arithmetic.
  ///
  /// - Parameters:
  ///   - means: `[k × d]`, finite.
  ///   - logWeights: `[k]`.
  /// - Returns: The kernel, and log |Σ| of each component.
  /// - Throws: ``FitError/notPositiveDefinite(component:minor:)`` or
  ///   ``FitError/invalidParameter(name:reason:)``.
  func prepare(
    means: Matrix, logWeights: [Double]
  ) throws(FitError) -> (kernel: DensityKernel, logDeterminants: [Double]) {
    let k = means.rowCount
    let d = means.columnCount
    switch self {
    case .full(let matrices):
      precondition(
        matrices.count == k && matrices.allSatisfy { $0.rowCount == d && $0.columnCount == d },
        "one d × d covariance a component")
      var factors: [Cholesky] = []
      for (index, matrix) in matrices.enumerated() {
        factors.append(try Self.factor(matrix, component: index))
      }
      return (
        .full(FullKernel(means: means, factors: factors, logWeights: logWeights)),
        factors.map(\.logDeterminant)
      )
    case .tied(let matrix):
      precondition(matrix.rowCount == d && matrix.columnCount == d, "a d × d covariance")
      let factor = try Self.factor(matrix, component: 0)
      return (
        .tied(TiedKernel(means: means, factor: factor, logWeights: logWeights)),
        [Double](repeating: factor.logDeterminant, count: k)
      )
    case .diagonal(let variances):
      precondition(
        variances.rowCount == k && variances.columnCount == d, "one variance a component and metric"
      )
      for (index, variance) in variances.elements.enumerated() {
        try Self.check(variance, component: index / d, minor: index % d + 1)
      }
      return (
        .diagonal(DiagonalKernel(means: means, variances: variances, logWeights: logWeights)),
        (0..<k).map { c in variances.row(c).reduce(0) { $0 + logarithm($1) } }
      )
    case .spherical(let variances):
      precondition(variances.count == k, "one variance a component")
      for (index, variance) in variances.enumerated() {
        try Self.check(variance, component: index, minor: 1)
      }
      return (
        .spherical(SphericalKernel(means: means, variances: variances, logWeights: logWeights)),
        variances.map { Double(d) * logarithm($0) }
      )
    case .lowRank(let components):
      precondition(
        components.count == k && components.allSatisfy { $0.basis.rowCount == d },
        "one covariance a component")
      for (index, component) in components.enumerated() {
        for value in component.eigenvalues + [component.noise] {
          try Self.check(value, component: index, minor: 1)
        }
      }
      let kernel = LowRankKernel(
        means: means, bases: components.map(\.basis), eigenvalues: components.map(\.eigenvalues),
        noise: components.map(\.noise), logWeights: logWeights)
      let logDeterminants = components.map { component in
        component.eigenvalues.reduce(
          Double(d - component.eigenvalues.count) * logarithm(component.noise)
        ) { $0 + logarithm($1) }
      }
      return (.lowRank(kernel), logDeterminants)
    }
  }

  private static func factor(_ matrix: Matrix, component: Int) throws(FitError) -> Cholesky {
    do throws(NumericError) {
      return try Cholesky(matrix)
    } catch {
      switch error {
      case .notPositiveDefinite(let minor):
        throw .notPositiveDefinite(component: component, minor: minor)
      case .nonFinite, .notConverged:
        throw .invalidParameter(name: "covariances", reason: "must be finite")
      }
    }
  }

  private static func check(_ variance: Double, component: Int, minor: Int) throws(FitError) {
    guard variance.isFinite else {
      throw .invalidParameter(name: "covariances", reason: "must be finite")
    }
    guard variance > 0 else { throw .notPositiveDefinite(component: component, minor: minor) }
  }
}

/// The arithmetic of a mixture's density, by structure.
enum DensityKernel: MixtureKernel {
  case full(FullKernel)
  case tied(TiedKernel)
  case diagonal(DiagonalKernel)
  case spherical(SphericalKernel)
  case lowRank(LowRankKernel)

  private var kernel: any MixtureKernel {
    switch self {
    case .full(let kernel): kernel
    case .tied(let kernel): kernel
    case .diagonal(let kernel): kernel
    case .spherical(let kernel): kernel
    case .lowRank(let kernel): kernel
    }
  }

  /// Whether tied components are near enough for moments about one centre.
  var hasCloseMeans: Bool {
    if case .tied(let kernel) = self { kernel.hasCloseMeans } else { false }
  }

  var dimension: Int { kernel.dimension }
  var componentCount: Int { kernel.componentCount }

  // Once a block, so that the switch costs nothing; no existential on the hot path.
  func evaluateJoint(_ block: inout MixtureBlock) {
    switch self {
    case .full(let kernel): kernel.evaluateJoint(&block)
    case .tied(let kernel): kernel.evaluateJoint(&block)
    case .diagonal(let kernel): kernel.evaluateJoint(&block)
    case .spherical(let kernel): kernel.evaluateJoint(&block)
    case .lowRank(let kernel): kernel.evaluateJoint(&block)
    }
  }
}
