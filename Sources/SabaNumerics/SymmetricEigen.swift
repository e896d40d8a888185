/// Eigenvalues and eigenvectors of a symmetric matrix.
///
/// Eigenvalues are good to d·ε·‖A‖ in absolute terms; eigenvectors to that over the gap between
/// neighbouring eigenvalues.
public struct SymmetricEigen: Sendable, Hashable {
  /// The eigenvalues, ascending.
  public let values: [Double]
  /// The eigenvectors: row i has unit length and belongs to `values[i]`; its sign is arbitrary.
  public let vectors: Matrix

  /// Decomposes a symmetric matrix, of which only the lower triangle is read.
  ///
  /// - Parameter matrix: `[d × d]`, symmetric, finite.
  /// - Throws: ``NumericError/nonFinite(row:column:)`` or ``NumericError/notConverged``.
  /// - Complexity: O(d³), by dsyevd.
  public init(_ matrix: Matrix) throws(NumericError) {
    precondition(matrix.rowCount == matrix.columnCount, "only a square matrix is symmetric")
    let d = matrix.rowCount
    for i in 0..<d {
      for j in 0...i where !matrix[i, j].isFinite { throw .nonFinite(row: i, column: j) }
    }
    var vectors = matrix
    var values = [Double](repeating: 0, count: d)
    let info = vectors.storage.withUnsafeMutableBufferPointer { a in
      values.withUnsafeMutableBufferPointer { w -> Int in
        guard let a = a.baseAddress, let w = w.baseAddress else { return 0 }
        return BLAS.decomposeSymmetric(a, order: d, values: w)
      }
    }
    guard info == 0 else { throw .notConverged }
    self.values = values
    self.vectors = vectors
  }
}
