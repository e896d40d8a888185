/// A covariance that is large in a few directions and equal noise in all others.
///
/// Σ = U·diag(λ)·Uᵀ + σ²·(I − U·Uᵀ), with q orthonormal directions U.
public struct LowRankCovariance: Sendable, Hashable {
  /// The directions U, orthonormal columns, `[d × q]`.
  public let basis: Matrix
  /// The variances λ along the directions, `[q]`, descending, at least the noise.
  public let eigenvalues: [Double]
  /// The variance σ² in every other direction, above 0.
  public let noise: Double

  /// Makes a covariance from its parts.
  ///
  /// - Parameters:
  ///   - basis: `[d × q]`, orthonormal columns.
  ///   - eigenvalues: `[q]`, positive.
  ///   - noise: Positive.
  public init(basis: Matrix, eigenvalues: [Double], noise: Double) {
    precondition(basis.columnCount == eigenvalues.count, "one variance a direction")
    self.basis = basis
    self.eigenvalues = eigenvalues
    self.noise = noise
  }

  /// The low-rank covariance of highest likelihood for data with a given covariance.
  ///
  /// Its directions are the leading eigenvectors, its noise the mean of the other eigenvalues.
  ///
  /// - Parameters:
  ///   - covariance: `[d × d]`, symmetric, d ≥ 2.
  ///   - rank: The number of directions, or what they shall explain.
  /// - Throws: ``NumericError``; ``NumericError/notPositiveDefinite(minor:)`` for noise that is only
  ///   rounding.
  /// - Complexity: O(d³).
  init(fitting covariance: Matrix, rank: CovarianceStructure.LatentRank) throws(NumericError) {
    let eigen = try SymmetricEigen(covariance)
    let d = covariance.rowCount
    let descending = Array(eigen.values.reversed()).map { max($0, 0) }
    let q: Int
    switch rank {
    case .fixed(let count): q = min(max(count, 0), d - 1)
    case .explaining(let share):
      let total = descending.reduce(0, +)
      var sum = 0.0
      var count = 0
      while count < d - 1, sum < share * total {
        sum += descending[count]
        count += 1
      }
      q = count
    }
    let noise = descending[q...].reduce(0, +) / Double(d - q)
    // Eigenvalues are good to d·ε of the largest: noise below that is rounding.
    guard noise > Double(d) * .ulpOfOne * descending[0] else {
      throw .notPositiveDefinite(minor: q + 1)
    }
    var basis = Matrix(rowCount: d, columnCount: q)
    for column in 0..<q {
      for row in 0..<d { basis[row, column] = eigen.vectors[d - 1 - column, row] }
    }
    self.init(
      basis: basis, eigenvalues: descending[..<q].map { max($0, noise) }, noise: noise)
  }

  /// The covariance as a matrix, `[d × d]`.
  public var dense: Matrix {
    let d = basis.rowCount
    var result = Matrix(rowCount: d, columnCount: d)
    for i in 0..<d {
      for j in 0...i {
        var sum = i == j ? noise : 0
        for a in eigenvalues.indices {
          sum += (eigenvalues[a] - noise) * basis[i, a] * basis[j, a]
        }
        result[i, j] = sum
        result[j, i] = sum
      }
    }
    return result
  }
}
