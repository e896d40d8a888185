/// Reads a CSV table with a header, strictly: the first bad line is an error.
enum CSVTableReader {
  /// Reads a file; hands on the header once, then every row's fields, in order.
  ///
  /// Blank lines at the end are no rows. In a table of one column any other blank line is a row with
  /// an empty field; in a wider one it is bad.
  static func read(
    path: String, header: ([String]) -> Void,
    row: (inout FieldCursor) throws(LineProblem) -> Void
  ) throws(InputError) {
    var columnCount = 0
    var blankLineCount = 0
    func parse(_ line: Bytes) throws(LineProblem) {
      var cursor = FieldCursor(line)
      guard columnCount > 0 else {
        let names = try Self.header(&cursor)
        columnCount = names.count
        header(names)
        return
      }
      try row(&cursor)
      while cursor.hasNext { _ = try cursor.next() }
      guard cursor.column == columnCount else {
        throw raggedness(fieldCount: cursor.column, columnCount: columnCount)
      }
    }
    func take(_ line: Bytes, _ lineNumber: Int) throws(InputError) {
      // Whether blank lines are bad is known only when another line follows.
      if line.isEmpty, columnCount > 0 {
        blankLineCount += 1
        return
      }
      do throws(LineProblem) {
        for _ in 0..<blankLineCount { try parse(Bytes(start: nil, count: 0)) }
      } catch {
        throw error.error(path: path, line: lineNumber - blankLineCount)
      }
      blankLineCount = 0
      do throws(LineProblem) { try parse(line) } catch {
        throw error.error(path: path, line: lineNumber)
      }
    }
    var source = try ByteSource(path: path)
    var splitter = LineSplitter(path: path)
    while try source.nextChunk({ (chunk) throws(InputError) in try splitter.feed(chunk, take) }) {}
    try splitter.finish(take)
    guard columnCount > 0 else {
      throw InputError(
        .badData, at: .init(path: path), "the file is empty",
        cure: "begin it with a CSV header")
    }
  }

  /// The names in a header line; every column has one, and no two the same.
  static func header(_ cursor: inout FieldCursor) throws(LineProblem) -> [String] {
    var names: [String] = []
    var columns: [String: Int] = [:]
    while cursor.hasNext {
      let field = try cursor.next()
      guard let name = field.text else {
        throw LineProblem(
          column: cursor.column, "the header is not UTF-8", cure: "convert the file to UTF-8")
      }
      guard !name.isEmpty else {
        throw LineProblem(
          column: cursor.column, "the column has no name", cure: "name it or remove the column")
      }
      if let other = columns.updateValue(cursor.column, forKey: name) {
        throw LineProblem(
          column: cursor.column, "the column is called \"\(name)\", as column \(other) is",
          cure: "rename or remove one of them")
      }
      names.append(name)
    }
    return names
  }

  /// The problem of a line with too few or too many fields.
  static func raggedness(fieldCount: Int, columnCount: Int) -> LineProblem {
    LineProblem(
      column: min(fieldCount, columnCount) + 1,
      "\(fieldCount) field\(fieldCount == 1 ? "" : "s") where the header has \(columnCount)",
      cure: fieldCount < columnCount
        ? "add the missing fields, empty where unknown" : "remove fields or quote those with commas"
    )
  }
}
