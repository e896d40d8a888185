/// The factorization A = L·Lᵀ of a symmetric positive definite matrix.
///
/// Backward stable: ‖L·Lᵀ − A‖ is a small multiple of d·ε·‖A‖; a solution loses κ(A)·ε.
public struct Cholesky: Sendable, Hashable {
  /// The factor L, lower triangular, zero above the diagonal, `[d × d]`.
  public let lower: Matrix

  /// Factors a matrix of which only the lower triangle is read.
  ///
  /// - Parameter matrix: `[d × d]`, symmetric positive definite, finite.
  /// - Throws: ``NumericError/nonFinite(row:column:)`` or
  ///   ``NumericError/notPositiveDefinite(minor:)``.
  /// - Complexity: O(d³), by dpotrf.
  public init(_ matrix: Matrix) throws(NumericError) {
    precondition(matrix.rowCount == matrix.columnCount, "only a square matrix has a factor")
    let d = matrix.rowCount
    var factor = matrix
    for i in 0..<d {
      for j in 0...i where !matrix[i, j].isFinite { throw .nonFinite(row: i, column: j) }
      for j in (i + 1)..<d { factor[i, j] = 0 }
    }
    let minor = factor.storage.withUnsafeMutableBufferPointer { a -> Int in
      guard let a = a.baseAddress else { return 0 }
      return BLAS.factorCholesky(a, order: d)
    }
    guard minor == 0 else { throw .notPositiveDefinite(minor: minor) }
    // A finite matrix can still overflow on the way.
    for i in 0..<d where !factor[i, i].isFinite || factor[i, i] <= 0 {
      throw .notPositiveDefinite(minor: i + 1)
    }
    self.lower = factor
  }

  /// The order d of the matrix.
  public var order: Int { lower.rowCount }

  /// log |A|, without overflow.
  public var logDeterminant: Double {
    var sum = 0.0
    for i in 0..<order { sum += logarithm(lower[i, i]) }
    return 2 * sum
  }

  /// The solution X of A·X = B.
  ///
  /// - Parameter rightHandSides: B, `[d × m]`.
  /// - Returns: X, `[d × m]`.
  /// - Complexity: O(d²·m).
  public func solve(_ rightHandSides: Matrix) -> Matrix {
    solveTriangular(solveTriangular(rightHandSides, .plain), .transposed)
  }

  /// L⁻¹·B: columns of B whitened.
  ///
  /// - Parameter columns: B, `[d × m]`.
  /// - Returns: `[d × m]`.
  /// - Complexity: O(d²·m).
  public func whiten(_ columns: Matrix) -> Matrix { solveTriangular(columns, .plain) }

  /// The inverse A⁻¹, symmetric.
  public var inverse: Matrix { solve(.identity(order)) }

  /// The inverse L⁻¹ of the factor, lower triangular.
  public var inverseLower: Matrix { whiten(.identity(order)) }

  private func solveTriangular(_ rightHandSides: Matrix, _ form: BLAS.Form) -> Matrix {
    precondition(rightHandSides.rowCount == order, "right-hand sides have d rows")
    var x = rightHandSides
    lower.storage.withUnsafeBufferPointer { l in
      x.storage.withUnsafeMutableBufferPointer { x in
        guard let l = l.baseAddress, let x = x.baseAddress else { return }
        BLAS.solveTriangular(
          lower: l, form, order: order, rightHandSides: x, count: rightHandSides.columnCount)
      }
    }
    return x
  }
}
