/// A small CSV file with a header, as text.
public struct TextTable: Sendable, Hashable {
  /// The columns' names; unique.
  public let header: [String]
  /// The rows' fields, as many in each as in the header.
  public let rows: [[String]]

  /// Reads a CSV file (RFC 4180, but no field may hold a line break), plain or gzip.
  ///
  /// Blanks around an unquoted field are dropped. A file without rows is a table without rows.
  ///
  /// - Parameter path: The file's path; `-` is standard input.
  /// - Returns: the whole table.
  /// - Throws: ``InputError`` of kind `badData` at the first line that is ragged or not UTF-8, and
  ///   whatever opening and reading give.
  public static func read(path: String) throws(InputError) -> TextTable {
    var header: [String] = []
    var rows: [[String]] = []
    try CSVTableReader.read(
      path: path, header: { header = $0 },
      row: { (cursor) throws(LineProblem) in
        var fields: [String] = []
        fields.reserveCapacity(header.count)
        while cursor.hasNext {
          guard let text = try cursor.next().text else {
            throw LineProblem(
              column: cursor.column, "the field is not UTF-8", cure: "convert the file to UTF-8")
          }
          fields.append(text)
        }
        rows.append(fields)
      })
    return TextTable(header: header, rows: rows)
  }
}
