internal import Saba

/// The lines of a text file without a header.
struct PlainLines {
  let path: String
  /// Without line ends; the last one is not empty.
  let lines: [ArraySlice<UInt8>]

  /// Reads a file, plain or gzip.
  init(path: String) throws(InputError) {
    self.path = path
    var lines = try ByteSource.contents(of: path)
      .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
    while lines.last?.isEmpty == true { lines.removeLast() }
    self.lines = lines
  }

  /// A refusal of a line, counted from 0.
  func refusal(line: Int, column: Int? = nil, _ problem: String, cure: String) -> InputError {
    InputError(
      .badData, at: .init(path: path, line: line + 1, column: column), problem, cure: cure)
  }

  /// A line as text.
  func text(_ line: Int) -> String { String(decoding: lines[line], as: UTF8.self) }

  private static func trimmed(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    var field = field.drop(while: isBlank)
    while let last = field.last, isBlank(last) { field.removeLast() }
    return field
  }

  /// All lines as numbers separated by commas, `[lines × fields]`; NaN where missing.
  ///
  /// - Throws: ``InputError`` of kind `badData` at the first line that is ragged or has text in it,
  ///   or if there is no line.
  func numbers() throws(InputError) -> Matrix {
    var elements: [Double] = []
    var columnCount = 0
    for line in lines.indices {
      let fields = lines[line].split(
        separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      if line == 0 { columnCount = fields.count }
      guard fields.count == columnCount else {
        throw refusal(
          line: line, "\(fields.count) fields where the first line has \(columnCount)",
          cure: "give every metric a value, empty where unknown")
      }
      for (column, field) in fields.enumerated() {
        let text = String(decoding: Self.trimmed(field), as: UTF8.self)
        guard let number = DecimalText.number(text) else {
          throw refusal(
            line: line, column: column + 1, "\"\(text)\" is not a number",
            cure: "write a decimal number, or leave the field empty if it is unknown")
        }
        elements.append(number)
      }
    }
    guard !lines.isEmpty else {
      throw InputError(
        .badData, at: .init(path: path), "the file has no rows", cure: "add the metrics' values")
    }
    return Matrix(rowCount: lines.count, columnCount: columnCount, elements: elements)
  }
}
