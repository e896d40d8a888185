internal import Saba

/// A small CSV file whose lines begin with `start,end`: inclusive rows, counted from 0.
struct RowRanges {
  /// One line of the file.
  struct Line {
    let start: Int
    let end: Int
    /// What follows the two.
    let rest: [String]
    let place: InputError.Place
  }

  let lines: [Line]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - columns: The names that its header begins with, `start` and `end` first.
  ///   - rowCount: The rows that `start` must be among, and `end` too, but for the slack.
  ///   - slack: How far beyond the last row an end may lie.
  /// - Throws: ``InputError`` of kind `badData`, or what opening and reading give.
  init(path: String, columns: [String], rowCount: Int, slack: Int = 0) throws(InputError) {
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
      func row(_ column: Int, below limit: Int) throws(InputError) -> Int {
        var place = place
        place.column = column + 1
        guard let row = Int(fields[column]) else {
          throw InputError(
            .badData, at: place, "\"\(fields[column])\" is not a row",
            cure: "write the number of a row of the test file, counted from 0")
        }
        guard row >= 0 && row < limit else {
          throw InputError(
            .badData, at: place, "row \(row) is not among the \(rowCount) rows of the test file",
            cure: "count its rows from 0, without the header")
        }
        return row
      }
      let start = try row(0, below: rowCount)
      let end = try row(1, below: rowCount + slack)
      guard end >= start else {
        throw InputError(
          .badData, at: place, "the end, row \(end), is before the start, row \(start)",
          cure: "give the first row, then the last")
      }
      lines.append(Line(start: start, end: end, rest: Array(fields[2...]), place: place))
    }
    self.lines = lines
  }
}
