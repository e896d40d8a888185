/// The rows of a matrix in the order in which kernels read them: panels of four rows, the last with
/// the rows left, and within a panel column after column.
enum PanelPacking {
  /// A rectangular matrix.
  static func pack(_ matrix: Matrix) -> [Double] {
    pack(matrix) { _, _ in matrix.columnCount }
  }

  /// A lower triangular matrix: each panel ends with its square on the diagonal.
  static func packLower(_ matrix: Matrix) -> [Double] {
    pack(matrix) { row, height in row + height }
  }

  private static func pack(
    _ matrix: Matrix, columnCount: (_ row: Int, _ height: Int) -> Int
  ) -> [Double] {
    var packed: [Double] = []
    var row = 0
    while row < matrix.rowCount {
      let height = min(4, matrix.rowCount - row)
      for j in 0..<columnCount(row, height) {
        for i in row..<(row + height) { packed.append(matrix[i, j]) }
      }
      row += height
    }
    return packed
  }
}
