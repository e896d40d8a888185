extension Matrix {
  /// The product of two matrices.
  ///
  /// - Parameters:
  ///   - left: `[m × p]`.
  ///   - right: `[p × n]`.
  /// - Returns: `[m × n]`.
  /// - Complexity: O(m·n·p), by dgemm.
  public static func * (left: Matrix, right: Matrix) -> Matrix {
    precondition(
      left.columnCount == right.rowCount,
      "\(left.rowCount) × \(left.columnCount) times \(right.rowCount) × \(right.columnCount)")
    var result = Matrix(rowCount: left.rowCount, columnCount: right.columnCount)
    left.storage.withUnsafeBufferPointer { a in
      right.storage.withUnsafeBufferPointer { b in
        result.storage.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          BLAS.multiply(
            a, .plain, stride: left.columnCount, b, .plain, stride: right.columnCount,
            into: c, stride: right.columnCount,
            m: left.rowCount, n: right.columnCount, p: left.columnCount)
        }
      }
    }
    return result
  }

  /// The Gram matrix AᵀA of this matrix A, `[d × d]`, symmetric.
  ///
  /// - Complexity: O(n·d²), by dsyrk.
  public func gram() -> Matrix {
    var result = Matrix(rowCount: columnCount, columnCount: columnCount)
    storage.withUnsafeBufferPointer { a in
      result.storage.withUnsafeMutableBufferPointer { c in
        guard let a = a.baseAddress, let c = c.baseAddress else { return }
        BLAS.addGram(a, rowCount: rowCount, columnCount: columnCount, to: c, beta: 0)
      }
    }
    result.mirrorLowerTriangle()
    return result
  }

  /// Copies the lower triangle of a square matrix onto the upper one.
  public mutating func mirrorLowerTriangle() {
    precondition(rowCount == columnCount, "only a square matrix is symmetric")
    for i in 0..<rowCount {
      for j in 0..<i { storage[j * columnCount + i] = storage[i * columnCount + j] }
    }
  }
}
