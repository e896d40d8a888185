/// What is wrong with a line and what to do about it, before the file and the line are known.
struct LineProblem: Error {
  /// The field, from 1, where one is to blame.
  var column: Int?
  var problem: String
  var cure: String

  init(column: Int? = nil, _ problem: String, cure: String) {
    self.column = column
    self.problem = problem
    self.cure = cure
  }

  /// The same problem, with the field to blame.
  func inColumn(_ column: Int) -> LineProblem { LineProblem(column: column, problem, cure: cure) }

  /// The error, at its place.
  func error(path: String, line: Int) -> InputError {
    InputError(
      .badData, at: .init(path: path, line: line, column: column), problem, cure: cure)
  }

  /// The beginning of some bytes in quotes, to show in a problem.
  static func excerpt(_ bytes: some Collection<UInt8>, limit: Int = 40) -> String {
    let text = String(decoding: bytes.prefix(limit), as: UTF8.self)
    let shown = text.unicodeScalars.map { $0.value < 0x20 ? " " : String($0) }.joined()
    return bytes.count > limit ? "\"\(shown)…\"" : "\"\(shown)\""
  }
}
