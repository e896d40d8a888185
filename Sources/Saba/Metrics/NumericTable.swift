public import SabaNumerics

/// A CSV file of numbers with a header: a data set without times.
public struct NumericTable: Sendable, Hashable {
  /// The columns' names; unique.
  public let header: [String]
  /// The numbers, `[rows × columns]`; NaN where the cell is empty, `nan` or `null`.
  public let values: Matrix

  /// Reads a CSV file (RFC 4180, but no field may hold a line break), plain or gzip.
  ///
  /// Numbers are decimal and rounded as `strtod` rounds them; `nan` and `null` in any case. In a table
  /// of one column a blank line is an empty cell, unless only blank lines follow. A file without rows
  /// is a table without rows.
  ///
  /// - Parameter path: The file's path; `-` is standard input.
  /// - Returns: the whole table.
  /// - Throws: ``InputError`` of kind `badData` at the first line that is ragged or has text or an
  ///   infinite value in it, and whatever opening and reading give.
  /// - Complexity: O(bytes).
  public static func read(path: String) throws(InputError) -> NumericTable {
    var header: [String] = []
    var elements: [Double] = []
    try CSVTableReader.read(
      path: path, header: { header = $0 },
      row: { (cursor) throws(LineProblem) in
        while cursor.hasNext, cursor.column < header.count {
          elements.append(try cursor.nextNumber())
        }
      })
    let values = Matrix(
      rowCount: elements.count / header.count, columnCount: header.count, elements: elements)
    return NumericTable(header: header, values: values)
  }
}
