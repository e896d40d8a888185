/// A value of a JSON document and where it stands.
struct JSONNode: Sendable, Hashable {
  /// What it is; objects keep the order of their members, numbers how they were written.
  indirect enum Content: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONNode])
    case object([JSONMember])
  }

  /// The value.
  var content: Content
  /// The line on which it begins, from 1; 0 for one that was not read.
  var line = 0

  init(_ content: Content, line: Int = 0) {
    self.content = content
    self.line = line
  }

  /// Whether both are the same value, wherever they stand.
  static func == (left: JSONNode, right: JSONNode) -> Bool { left.content == right.content }

  func hash(into hasher: inout Hasher) { hasher.combine(content) }

  /// A whole number.
  static func integer(_ number: Int) -> JSONNode { JSONNode(.number("\(number)")) }
  /// A text.
  static func string(_ text: String) -> JSONNode { JSONNode(.string(text)) }
  /// A list of texts.
  static func strings(_ texts: [String]) -> JSONNode { JSONNode(.array(texts.map(string))) }
  /// An object; members without a value are left out.
  static func object(_ members: [(name: String, value: JSONNode?)]) -> JSONNode {
    JSONNode(
      .object(members.compactMap { member in member.value.map { .init(member.name, $0) } }))
  }

  /// What it is, as errors call it.
  var kind: String {
    switch content {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }

  /// The value as JSON, over several lines where it is an object or holds one.
  var text: String {
    var text = ""
    write(to: &text, indent: "")
    return text
  }

  private var isPlain: Bool {
    switch content {
    case .array(let elements): elements.allSatisfy { $0.isPlain }
    case .object: false
    default: true
    }
  }

  private func write(to text: inout String, indent: String) {
    func list(_ open: String, _ count: Int, _ close: String, _ body: (Int, inout String) -> Void) {
      let isOneLine = count == 0 || isPlain
      text += open
      for index in 0..<count {
        if index > 0 { text += isOneLine ? ", " : "," }
        if !isOneLine { text += "\n\(indent)  " }
        body(index, &text)
      }
      text += (isOneLine ? "" : "\n\(indent)") + close
    }
    switch content {
    case .null: text += "null"
    case .bool(let value): text += "\(value)"
    case .number(let number): text += number
    case .string(let string): JSONText.append(string, to: &text)
    case .array(let elements):
      list("[", elements.count, "]") { elements[$0].write(to: &$1, indent: indent + "  ") }
    case .object(let members):
      list("{", members.count, "}") { index, text in
        JSONText.append(members[index].name, to: &text)
        text += ": "
        members[index].value.write(to: &text, indent: indent + "  ")
      }
    }
  }
}

/// A member of a JSON object.
struct JSONMember: Sendable, Hashable {
  /// Its name.
  var name: String
  /// Its value.
  var value: JSONNode

  init(_ name: String, _ value: JSONNode) {
    self.name = name
    self.value = value
  }
}
