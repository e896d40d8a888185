/// Reads a JSON document (RFC 8259) whole, for settings that people write.
struct JSONReader {
  private let bytes: [UInt8]
  private let path: String
  private var position = 0
  private var line = 1

  /// How deep values may be nested.
  private static let largestDepth = 64

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: Named in errors.
  /// - Returns: Its one value.
  /// - Throws: ``InputError`` of kind `badData`, with the line.
  static func read(_ bytes: [UInt8], path: String) throws(InputError) -> JSONNode {
    var reader = JSONReader(bytes: bytes, path: path)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.position == bytes.count else {
      throw reader.failure(
        "something follows the end of the document: \(reader.excerpt)",
        "give one JSON document a file")
    }
    return value
  }

  private init(bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
    // A byte order mark, as some editors write it.
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  private func failure(_ problem: String, _ cure: String = "write valid JSON") -> InputError {
    InputError(.badData, at: .init(path: path, line: line), problem, cure: cure)
  }

  private var excerpt: String { LineProblem.excerpt(bytes[position...]) }

  /// The problem that the value or mark at the present position is none that may stand there.
  private func unexpected(_ wanted: String) -> InputError {
    position < bytes.count
      ? failure("\(excerpt) where \(wanted) is wanted")
      : failure("the document ends where \(wanted) is wanted", "restore the rest of the file")
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\n"): line += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
      default: return
      }
      position += 1
    }
  }

  /// Whether a mark follows, which is then skipped.
  private mutating func skip(_ mark: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(InputError) -> JSONNode {
    guard depth < Self.largestDepth else {
      throw failure("values are nested too deep", "flatten the document")
    }
    skipSpace()
    let line = line
    guard position < bytes.count else { throw unexpected("a value") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return JSONNode(.object(try members(depth: depth)), line: line)
    case UInt8(ascii: "["): return JSONNode(.array(try elements(depth: depth)), line: line)
    case UInt8(ascii: "\""): return JSONNode(.string(try string()), line: line)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return JSONNode(.number(try number()), line: line)
    default:
      for (word, content) in [
        ("true", JSONNode.Content.bool(true)), ("false", .bool(false)), ("null", .null),
      ] where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return JSONNode(content, line: line)
      }
      throw unexpected("a value")
    }
  }

  private mutating func members(depth: Int) throws(InputError) -> [JSONMember] {
    position += 1
    var members: [JSONMember] = []
    var names: Set<String> = []
    if skip("}") { return members }
    repeat {
      skipSpace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw unexpected("a name in quotes")
      }
      let name = try string()
      guard names.insert(name).inserted else {
        throw failure("an object has \(JSONText.quoted(name)) twice", "give it once")
      }
      guard skip(":") else { throw unexpected("a colon") }
      members.append(JSONMember(name, try value(depth: depth + 1)))
    } while skip(",")
    guard skip("}") else { throw unexpected("a comma or a closing brace") }
    return members
  }

  private mutating func elements(depth: Int) throws(InputError) -> [JSONNode] {
    position += 1
    var elements: [JSONNode] = []
    if skip("]") { return elements }
    repeat { elements.append(try value(depth: depth + 1)) } while skip(",")
    guard skip("]") else { throw unexpected("a comma or a closing bracket") }
    return elements
  }

  private mutating func number() throws(InputError) -> String {
    let start = position
    func isDigit(_ index: Int) -> Bool {
      index < bytes.count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index])
    }
    func skipDigits(from index: Int) throws(InputError) -> Int {
      guard isDigit(index) else { throw unexpected("a number") }
      var end = index
      while isDigit(end) { end += 1 }
      return end
    }
    var end = bytes[start] == UInt8(ascii: "-") ? start + 1 : start
    let isZero = end < bytes.count && bytes[end] == UInt8(ascii: "0")
    end = isZero ? end + 1 : try skipDigits(from: end)
    guard !isDigit(end) else { throw unexpected("a number without leading zeros") }
    if end < bytes.count, bytes[end] == UInt8(ascii: ".") { end = try skipDigits(from: end + 1) }
    if end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") {
      end += 1
      if end < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[end]) {
        end += 1
      }
      end = try skipDigits(from: end)
    }
    position = end
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private mutating func string() throws(InputError) -> String {
    position += 1
    var content: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let text = String(validating: content, as: UTF8.self) else {
          throw failure("a text is not valid UTF-8", "save the file as UTF-8")
        }
        return text
      case UInt8(ascii: "\\"):
        content += try escape().utf8
      case 0..<0x20:
        throw failure(
          "a text holds a line break or another control character", "close its quotes, or write \\n"
        )
      default:
        content.append(byte)
        position += 1
      }
    }
    throw failure("a text does not end", "close its quotes")
  }

  /// The character that an escape stands for.
  private mutating func escape() throws(InputError) -> String {
    let invalid = failure("a text has an invalid escape: \(excerpt)")
    guard position + 1 < bytes.count else { throw invalid }
    let kind = bytes[position + 1]
    position += 2
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return String(Character(Unicode.Scalar(kind)))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      guard let first = codeUnit() else { throw invalid }
      var units = [first]
      if UTF16.isLeadSurrogate(first), bytes[position...].starts(with: "\\u".utf8) {
        position += 2
        guard let second = codeUnit() else { throw invalid }
        units.append(second)
      }
      guard let text = String(validating: units, as: UTF16.self) else { throw invalid }
      return text
    default: throw invalid
    }
  }

  /// The code unit of four hexadecimal digits, which are then skipped.
  private mutating func codeUnit() -> UInt16? {
    guard position + 4 <= bytes.count else { return nil }
    let digits = String(decoding: bytes[position..<position + 4], as: UTF8.self)
    guard digits.allSatisfy(\.isHexDigit), let unit = UInt16(digits, radix: 16) else { return nil }
    position += 4
    return unit
  }
}
