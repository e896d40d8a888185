/// Rows grouped by which of their values are missing.
enum MissingPatterns {
  /// Groups the rows of a matrix, in which NaN is missing.
  ///
  /// - Parameter samples: `[n × d]`.
  /// - Returns: For each pattern its observed columns, ascending, and its rows, ascending; patterns in
  ///   the order of their first rows.
  /// - Complexity: O(n·d).
  static func group(_ samples: Matrix) -> [(observed: [Int], rows: [Int])] {
    var rowsOfPattern: [[Int]: [Int]] = [:]
    for row in 0..<samples.rowCount {
      let observed = (0..<samples.columnCount).filter { !samples[row, $0].isNaN }
      rowsOfPattern[observed, default: []].append(row)
    }
    return rowsOfPattern.map { (observed: $0.key, rows: $0.value) }
      .sorted { $0.rows[0] < $1.rows[0] }
  }
}

extension Matrix {
  /// The chosen columns of the chosen rows.
  func block(rows: [Int], columns: [Int]) -> Matrix {
    var result = Matrix(rowCount: rows.count, columnCount: columns.count)
    for (i, row) in rows.enumerated() {
      for (j, column) in columns.enumerated() { result[i, j] = self[row, column] }
    }
    return result
  }
}
