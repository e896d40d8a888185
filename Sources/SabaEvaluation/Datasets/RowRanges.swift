internal import Saba

/// A small CSV file of ranges of rows: the first and the last one, counted from 0.
struct RowRanges {
  /// One line of the file.
  struct Line {
    /// What precedes the two.
    let leading: [String]
    let start: Int
    let end: Int
    /// What follows the two.
    let rest: [String]
    let place: InputError.Place

    /// Checks that the rows are among so many; the end may lie a bit beyond.
    func check(rowCount: Int, slack: Int = 0) throws(InputError) {
      for (column, row, limit) in [(1, start, rowCount), (2, end, rowCount + slack)]
      where row < 0 || row >= limit {
        var place = place
        place.column = leading.count + column
        throw InputError(
          .badData, at: place, "row \(row) is not among the \(rowCount) rows of the test file",
          cure: "count its rows from 0, without the header")
      }
    }
  }

  let lines: [Line]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - columns: The names that its header begins with.
  ///   - position: Which of them is the first row of a range; the next is the last row.
  /// - Throws: ``InputError`` of kind `badData`, or what opening and reading give.
  init(path: String, columns: [String], rangeAt position: Int = 0) throws(InputError) {
    let table = try TextTable.read(path: path)
    guard table.header.starts(with: columns) else {
      throw InputError(
        .badData, at: .init(path: path, line: 1),
        "the header is \"\(table.header.joined(separator: ","))\"",
        cure: "begin it with \"\(columns.joined(separator: ","))\"")
    }
    var lines: [Line] = []
    for (index, fields) in table.rows.enumerated() {
      // Line 1 is the header.
      let place = InputError.Place(path: path, line: index + 2)
      func row(_ column: Int) throws(InputError) -> Int {
        guard let row = Int(fields[column]) else {
          var place = place
          place.column = column + 1
          throw InputError(
            .badData, at: place, "\"\(fields[column])\" is not a row",
            cure: "write the number of a row of the test file, counted from 0")
        }
        return row
      }
      let start = try row(position)
      let end = try row(position + 1)
      guard end >= start else {
        throw InputError(
          .badData, at: place, "the end, row \(end), is before the start, row \(start)",
          cure: "give the first row, then the last")
      }
      lines.append(
        Line(
          leading: Array(fields[..<position]), start: start, end: end,
          rest: Array(fields[(position + 2)...]), place: place))
    }
    self.lines = lines
  }
}
