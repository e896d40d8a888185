/// Walks over one JSON value that stands in one line (RFC 8259), without building it.
///
/// Numbers may also be written as `+1`, `.5` or `5.`, and `NaN` is `null`, as some programs write it.
struct JSONCursor {
  /// How deep a skipped value may be nested.
  private static let maximumDepth = 64

  private let start: UnsafePointer<UInt8>
  private var position: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  private var isBehindOpeningBrace = false

  /// A string as it stands in the line, without the quotes.
  struct Text {
    let bytes: Bytes
    let hasEscapes: Bool

    /// Calls a closure with the content, its escapes undone.
    func withContent<Result>(
      _ body: (Bytes) throws(LineProblem) -> Result
    ) throws(LineProblem) -> Result {
      guard hasEscapes else { return try body(bytes) }
      let content = try unescaped()
      return try content.withUnsafeBufferPointer { (content) throws(LineProblem) in
        try body(content)
      }
    }

    private func unescaped() throws(LineProblem) -> [UInt8] {
      var content: [UInt8] = []
      var i = 0
      while i < bytes.count {
        guard bytes[i] == UInt8(ascii: "\\") else {
          content.append(bytes[i])
          i += 1
          continue
        }
        let kind = bytes[i + 1]
        i += 2
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(kind)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0c)
        case UInt8(ascii: "n"): content.append(0x0a)
        case UInt8(ascii: "r"): content.append(0x0d)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"):
          guard let scalar = unicodeScalar(&i) else { fallthrough }
          content.append(contentsOf: String(Character(scalar)).utf8)
        default:
          throw LineProblem("a string has an invalid escape", cure: "write valid JSON")
        }
      }
      return content
    }

    /// The scalar whose hexadecimal digits, or those of its two surrogates, begin at an index.
    private func unicodeScalar(_ index: inout Int) -> Unicode.Scalar? {
      guard let first = codeUnit(at: index) else { return nil }
      index += 4
      guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) }
      guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"),
        bytes[index + 1] == UInt8(ascii: "u"), let second = codeUnit(at: index + 2),
        UTF16.isTrailSurrogate(second)
      else { return nil }
      index += 6
      return Unicode.Scalar(
        0x10000 + (UInt32(first) - 0xd800) << 10 + (UInt32(second) - 0xdc00))
    }

    private func codeUnit(at index: Int) -> UInt16? {
      guard index + 4 <= bytes.count else { return nil }
      let digits = bytes[index..<index + 4]
      guard digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-") else { return nil }
      return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    }
  }

  /// Begins a line whose bytes stay valid while the cursor is used.
  init(_ line: Bytes) {
    start = line.baseAddress ?? ("" as StaticString).utf8Start
    position = start
    end = start + line.count
  }

  /// The first byte of what follows, behind white space; nil at the end.
  mutating func peek() -> UInt8? {
    while position < end,
      position.pointee == UInt8(ascii: " ") || position.pointee == UInt8(ascii: "\t")
    { position += 1 }
    return position < end ? position.pointee : nil
  }

  /// Enters an object.
  mutating func enterObject() throws(LineProblem) {
    try expect("{")
    isBehindOpeningBrace = true
  }

  /// The key of the next member of the object entered last, up to its value; nil behind the last.
  mutating func nextKey() throws(LineProblem) -> Text? {
    let isFirst = isBehindOpeningBrace
    isBehindOpeningBrace = false
    if peek() == UInt8(ascii: "}") {
      position += 1
      return nil
    }
    if !isFirst { try expect(",") }
    let key = try text()
    try expect(":")
    return key
  }

  /// Checks that nothing follows.
  mutating func expectEnd() throws(LineProblem) {
    guard peek() == nil else { throw invalid() }
  }

  /// The string that follows.
  mutating func text() throws(LineProblem) -> Text {
    try expect("\"")
    let contentStart = position
    var hasEscapes = false
    while position < end {
      switch position.pointee {
      case UInt8(ascii: "\""):
        let content = Bytes(start: contentStart, count: position - contentStart)
        position += 1
        return Text(bytes: content, hasEscapes: hasEscapes)
      case UInt8(ascii: "\\"):
        hasEscapes = true
        position += min(2, end - position)
      case 0..<0x20: throw invalid()
      default: position += 1
      }
    }
    throw LineProblem("a string does not end in its line", cure: "write one JSON object a line")
  }

  /// The number that follows; NaN for `null`.
  mutating func number() throws(LineProblem) -> Double {
    _ = peek()
    let numberStart = position
    if let value = DecimalScanner.scan(&position, end) {
      guard value.magnitude < DecimalScanner.valueLimit else {
        throw LineProblem(
          "\(excerpt(from: numberStart)) is too large for a number", cure: "write null instead")
      }
      return value
    }
    if skip("null") || skip("NaN") { return .nan }
    if skip("Infinity") || skip("-Infinity") {
      throw LineProblem("a value is infinite", cure: "write null if it is unknown")
    }
    throw LineProblem(
      "\(excerpt(from: position)) where a number is wanted",
      cure: "write a number, or null if it is unknown")
  }

  /// Whether `null` follows, which is then skipped.
  mutating func skipNull() -> Bool {
    _ = peek()
    return skip("null")
  }

  /// Skips the value that follows, of any kind.
  mutating func skipValue(depth: Int = 0) throws(LineProblem) {
    guard depth < Self.maximumDepth else {
      throw LineProblem("values are nested too deep", cure: "flatten the object")
    }
    switch peek() {
    case UInt8(ascii: "\""): _ = try text()
    case UInt8(ascii: "{"):
      try enterObject()
      while try nextKey() != nil { try skipValue(depth: depth + 1) }
    case UInt8(ascii: "["):
      try expect("[")
      if peek() != UInt8(ascii: "]") {
        try skipValue(depth: depth + 1)
        while peek() == UInt8(ascii: ",") {
          position += 1
          try skipValue(depth: depth + 1)
        }
      }
      try expect("]")
    default:
      guard
        skip("true") || skip("false") || skip("null") || skip("NaN") || skip("Infinity")
          || skip("-Infinity") || DecimalScanner.scan(&position, end) != nil
      else { throw invalid() }
    }
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(LineProblem) {
    guard peek() == UInt8(ascii: character) else { throw invalid() }
    position += 1
  }

  private mutating func skip(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard end - position >= count else { return false }
    for i in 0..<count where position[i] != word.utf8Start[i] { return false }
    position += count
    return true
  }

  private func invalid() -> LineProblem {
    let place = position < end ? "at \(excerpt(from: position))" : "at its end"
    return LineProblem(
      "the line is not valid JSON \(place) (byte \(position - start + 1))",
      cure: "write one JSON object a line")
  }

  private func excerpt(from start: UnsafePointer<UInt8>) -> String {
    LineProblem.excerpt(Bytes(start: start, count: end - start))
  }
}
