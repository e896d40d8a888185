/// What is wrong with an input file, where, and what to do about it.
public struct InputError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kinds of trouble; each has its exit status on the command line.
  public enum Kind: Sendable, Hashable {
    /// The file does not exist, is a directory, or may not be read.
    case noInput
    /// The content cannot be understood.
    case badData
    /// Reading or writing failed half-way.
    case inputOutput
  }

  /// A place in a file: lines and columns count from 1; columns are fields, not characters.
  public struct Place: Sendable, Hashable, CustomStringConvertible {
    /// The path as the user gave it; `-` for standard input.
    public var path: String
    /// The line, where one is known.
    public var line: Int?
    /// The field in the line, where one is known.
    public var column: Int?

    /// Makes a place.
    public init(path: String, line: Int? = nil, column: Int? = nil) {
      self.path = path
      self.line = line
      self.column = column
    }

    /// `path:line:column`, as compilers write it.
    public var description: String {
      var text = path
      if let line { text += ":\(line)" }
      if let column { text += ":\(column)" }
      return text
    }
  }

  /// What kind of trouble it is.
  public var kind: Kind
  /// Where it is.
  public var place: Place
  /// What is wrong.
  public var problem: String
  /// What to do about it.
  public var cure: String

  /// Makes an error.
  public init(_ kind: Kind, at place: Place, _ problem: String, cure: String) {
    self.kind = kind
    self.place = place
    self.problem = problem
    self.cure = cure
  }

  /// One line: place, problem, cure.
  public var description: String { "\(place): \(problem); \(cure)" }
}
