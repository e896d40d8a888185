/// Numbers and names as they are written to CSV files.
enum CSVNumber {
  /// The shortest text that reads back to the same number; `nan` where there is none.
  static func text(_ value: Double) -> String { value.isNaN ? "nan" : "\(value)" }

  /// The shortest text that reads back to the same number of single precision.
  static func shortText(_ value: Double) -> String { value.isNaN ? "nan" : "\(Float(value))" }

  /// A name, in quotes where it needs them.
  static func quoted(_ name: String) -> String {
    guard name.contains(where: { ",\"\r\n".contains($0) }) || name.first == " " || name.last == " "
    else { return name }
    return
      "\"\(name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
  }
}
