/// Plain text in columns.
package enum AlignedColumns {
  /// Rows as lines, two blanks between columns.
  ///
  /// - Parameters:
  ///   - rows: Fields; every row has as many.
  ///   - leading: How many columns are flush left; the others are flush right.
  /// - Returns: One line a row.
  package static func lines(_ rows: [[String]], leading: Int = 1) -> [String] {
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      zip(row, widths).enumerated().map { column, field in
        let blanks = String(repeating: " ", count: field.1 - field.0.count)
        return column < leading ? field.0 + blanks : blanks + field.0
      }.joined(separator: "  ")
    }
  }

  /// The same lines as one text, the last one without a line feed.
  package static func text(_ rows: [[String]], leading: Int) -> String {
    lines(rows, leading: leading).joined(separator: "\n")
  }
}
