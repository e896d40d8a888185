/// A value of a settings file with its place: what it should be is checked on reading it.
struct JSONField {
  let node: JSONNode
  /// Where it stands in the document, such as `monitors[0].scopes`; empty for the whole of it.
  let name: String
  /// The file.
  let path: String

  init(_ node: JSONNode, name: String = "", path: String) {
    self.node = node
    self.name = name
    self.path = path
  }

  /// What is wrong with the value, at its place.
  ///
  /// - Parameters:
  ///   - problem: Follows the field's name, such as "must not be empty".
  ///   - cure: What to do about it.
  /// - Returns: An error of kind `badData`.
  func error(_ problem: String, cure: String) -> InputError {
    InputError(
      .badData, at: .init(path: path, line: node.line > 0 ? node.line : nil),
      "\(name.isEmpty ? "the document" : name) \(problem)", cure: cure)
  }

  private func mismatch(_ wanted: String) -> InputError {
    error("is \(node.kind) where \(wanted) is wanted", cure: "write \(wanted)")
  }

  /// The members of an object.
  func object() throws(InputError) -> JSONObject {
    guard case .object(let members) = node.content else { throw mismatch("an object") }
    return JSONObject(members: members, field: self)
  }

  /// The elements of a list.
  func elements() throws(InputError) -> [JSONField] {
    guard case .array(let elements) = node.content else { throw mismatch("a list") }
    return elements.enumerated().map { index, element in
      JSONField(element, name: "\(name)[\(index)]", path: path)
    }
  }

  /// A text.
  func string() throws(InputError) -> String {
    guard case .string(let text) = node.content else { throw mismatch("a text in quotes") }
    return text
  }

  /// A text that says something.
  func nonEmptyString() throws(InputError) -> String {
    let text = try string()
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw error("is empty", cure: "write what people should read")
    }
    return text
  }

  /// Whether or not.
  func bool() throws(InputError) -> Bool {
    guard case .bool(let value) = node.content else { throw mismatch("true or false") }
    return value
  }

  /// A hundred years, in minutes: a bound for safe arithmetic, not worth telling.
  static let manyMinutes = 52_560_000

  /// A whole number within a range.
  ///
  /// - Parameters:
  ///   - range: What is allowed.
  ///   - unit: What is counted, such as "minutes".
  /// - Returns: The number.
  /// - Throws: ``InputError`` for anything else.
  func integer(in range: ClosedRange<Int>, _ unit: String) throws(InputError) -> Int {
    guard case .number(let text) = node.content else { throw mismatch("a number of \(unit)") }
    // `1e3` and `60.0` are whole numbers too.
    guard let number = Int(text) ?? Double(text).flatMap({ Int(exactly: $0) }) else {
      throw error("is \(text), no whole number", cure: "write a whole number of \(unit)")
    }
    guard range.contains(number) else {
      let bounds =
        range.upperBound >= Self.manyMinutes
        ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      throw error("is \(number) \(unit)", cure: "write \(bounds)")
    }
    return number
  }

  /// One of several words.
  func choice<Choice: RawRepresentable & CaseIterable>() throws(InputError) -> Choice
  where Choice.RawValue == String {
    let text = try string()
    guard let choice = Choice(rawValue: text) else {
      let all = Choice.allCases.map { JSONText.quoted($0.rawValue) }.joined(separator: ", ")
      throw error("is \(JSONText.quoted(text))", cure: "write one of \(all)")
    }
    return choice
  }

  /// A list without doubles.
  ///
  /// - Parameter read: Reads an element.
  /// - Returns: The elements, in their order.
  /// - Throws: ``InputError`` where an element stands there twice, and what `read` throws.
  func distinct<Element: Hashable>(
    _ read: (JSONField) throws(InputError) -> Element
  ) throws(InputError) -> [Element] {
    var seen: Set<Element> = []
    var result: [Element] = []
    for field in try elements() {
      let element = try read(field)
      guard seen.insert(element).inserted else {
        throw field.error("stands there twice", cure: "leave one out")
      }
      result.append(element)
    }
    return result
  }
}

/// An object of a settings file.
struct JSONObject {
  let members: [JSONMember]
  /// The object itself.
  let field: JSONField

  private func place(of name: String) -> String {
    field.name.isEmpty ? name : "\(field.name).\(name)"
  }

  /// All members as fields, in their order.
  var fields: [(name: String, field: JSONField)] {
    members.map {
      ($0.name, JSONField($0.value, name: place(of: $0.name), path: field.path))
    }
  }

  /// A member; nil where there is none, or it is null.
  subscript(_ name: String) -> JSONField? {
    guard let member = members.first(where: { $0.name == name }), member.value.content != .null
    else { return nil }
    return JSONField(member.value, name: place(of: name), path: field.path)
  }

  /// A member that must be there.
  func required(_ name: String, cure: String) throws(InputError) -> JSONField {
    guard let found = self[name] else {
      throw field.error("has no \(name)", cure: cure)
    }
    return found
  }

  /// Members beside those that are known, as they were written.
  ///
  /// - Parameters:
  ///   - known: The names that mean something.
  ///   - notes: Takes a line for each other one.
  /// - Returns: The others.
  func others(than known: [String], notes: inout [String]) -> UnknownSettings {
    let unknown = members.filter { !known.contains($0.name) }
    for member in unknown {
      let place = JSONField(member.value, name: place(of: member.name), path: field.path)
      notes.append(place.error("means nothing to Saba", cure: "kept as it is").description)
    }
    return UnknownSettings(members: unknown)
  }
}

/// Settings that Saba does not know: kept, so that writing a file back loses nothing.
public struct UnknownSettings: Sendable, Hashable {
  let members: [JSONMember]

  /// Makes none.
  public init() { members = [] }

  init(members: [JSONMember]) { self.members = members }

  /// Their names, in the order of the file.
  public var names: [String] { members.map(\.name) }
}
