/// Cuts a stream of bytes into the tokens of JSON documents (RFC 8259), wherever its chunks end.
///
/// It keeps a token that the end of a chunk cuts, and how objects and arrays are nested; documents may be
/// of any length.
struct JSONTokenizer: Sendable {
  /// A piece of a document; its bytes are valid while it is being handled.
  enum Token {
    case beginObject
    case endObject
    case beginArray
    case endArray
    /// The key of an object's member.
    case key(JSONCursor.Text)
    case string(JSONCursor.Text)
    /// A number, `true`, `false` or `null`; what it is, is not checked.
    case word(Bytes)
  }

  /// How deep values may be nested.
  private static let maximumDepth = 64
  /// A longer token means that the file is no such document, and must not fill the memory.
  private static let longestToken = 16 << 20

  /// What may come next.
  private enum Expected {
    case value
    case valueOrEnd
    case key
    case keyOrEnd
    case colon
    case commaOrEnd
  }

  /// The token that the last chunk has cut.
  private enum Open {
    case nothing
    case string
    case word
  }

  private let path: String
  private var expected = Expected.value
  /// Of each value that is open whether it is an object.
  private var nesting: [Bool] = []
  private var open = Open.nothing
  private var partial: [UInt8] = []
  private var hasEscapes = false
  /// Whether the last byte of the open string was a backslash that escapes the next.
  private var escapesNext = false
  /// The bytes before this chunk.
  private var offset = 0
  /// The line that is being read, from 1.
  private var line = 1

  /// Makes a tokenizer; the path is for errors only.
  init(path: String) { self.path = path }

  /// Takes some bytes and hands on the tokens that end in them, each with its line.
  mutating func feed(
    _ chunk: UnsafeRawBufferPointer, _ body: (Token, _ line: Int) throws(InputError) -> Void
  ) throws(InputError) {
    let bytes = chunk.bindMemory(to: UInt8.self)
    var index = 0
    while index < bytes.count {
      switch open {
      case .string: try readString(bytes, &index, body)
      case .word: try readWord(bytes, &index, body)
      case .nothing: try begin(bytes, &index, body)
      }
    }
    offset += bytes.count
  }

  /// Ends the input.
  mutating func finish(_ body: (Token, _ line: Int) throws(InputError) -> Void) throws(InputError) {
    if open == .word { try endWord(Bytes(start: nil, count: 0), body) }
    guard open == .nothing, nesting.isEmpty else {
      throw InputError(
        .badData, at: .init(path: path, line: line),
        "the document is cut short after byte \(offset)", cure: "fetch the whole of it again")
    }
  }

  /// Begins the next token, or passes white space and what stands between values.
  private mutating func begin(
    _ bytes: Bytes, _ index: inout Int, _ body: (Token, _ line: Int) throws(InputError) -> Void
  ) throws(InputError) {
    let byte = bytes[index]
    switch byte {
    case UInt8(ascii: "\n"):
      line += 1
      index += 1
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
      index += 1
    case UInt8(ascii: "\""):
      switch expected {
      case .value, .valueOrEnd, .key, .keyOrEnd: break
      case .colon, .commaOrEnd: throw invalid(bytes, index)
      }
      open = .string
      hasEscapes = false
      escapesNext = false
      index += 1
    case UInt8(ascii: ":"):
      guard expected == .colon else { throw invalid(bytes, index) }
      expected = .value
      index += 1
    case UInt8(ascii: ","):
      guard expected == .commaOrEnd, let isObject = nesting.last else {
        throw invalid(bytes, index)
      }
      expected = isObject ? .key : .value
      index += 1
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard expected == .value || expected == .valueOrEnd else { throw invalid(bytes, index) }
      guard nesting.count < Self.maximumDepth else {
        throw problem("values are nested too deep", at: index, cure: "flatten the document")
      }
      let isObject = byte == UInt8(ascii: "{")
      nesting.append(isObject)
      expected = isObject ? .keyOrEnd : .valueOrEnd
      try body(isObject ? .beginObject : .beginArray, line)
      index += 1
    case UInt8(ascii: "}"):
      guard nesting.last == true, expected == .keyOrEnd || expected == .commaOrEnd else {
        throw invalid(bytes, index)
      }
      nesting.removeLast()
      endValue()
      try body(.endObject, line)
      index += 1
    case UInt8(ascii: "]"):
      guard nesting.last == false, expected == .valueOrEnd || expected == .commaOrEnd else {
        throw invalid(bytes, index)
      }
      nesting.removeLast()
      endValue()
      try body(.endArray, line)
      index += 1
    default:
      guard expected == .value || expected == .valueOrEnd, Self.isWordByte(byte) else {
        throw invalid(bytes, index)
      }
      open = .word
    }
  }

  /// Goes on with a string, whose opening quote was read.
  private mutating func readString(
    _ bytes: Bytes, _ index: inout Int, _ body: (Token, _ line: Int) throws(InputError) -> Void
  ) throws(InputError) {
    let start = index
    while index < bytes.count {
      let byte = bytes[index]
      if escapesNext {
        escapesNext = false
      } else if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        escapesNext = true
      } else if byte == UInt8(ascii: "\"") {
        let rest = Bytes(rebasing: bytes[start..<index])
        index += 1
        open = .nothing
        let isKey = expected == .key || expected == .keyOrEnd
        if isKey { expected = .colon } else { endValue() }
        let (hasEscapes, line) = (hasEscapes, line)
        try withWhole(rest) { (content) throws(InputError) in
          let text = JSONCursor.Text(bytes: content, hasEscapes: hasEscapes)
          try body(isKey ? .key(text) : .string(text), line)
        }
        return
      } else if byte < 0x20 {
        throw invalid(bytes, index)
      }
      index += 1
    }
    try keep(Bytes(rebasing: bytes[start...]))
  }

  /// Goes on with a number or a bare word, which ends at the first byte that cannot be in one.
  private mutating func readWord(
    _ bytes: Bytes, _ index: inout Int, _ body: (Token, _ line: Int) throws(InputError) -> Void
  ) throws(InputError) {
    let start = index
    while index < bytes.count, Self.isWordByte(bytes[index]) { index += 1 }
    let rest = Bytes(rebasing: bytes[start..<index])
    if index < bytes.count { try endWord(rest, body) } else { try keep(rest) }
  }

  private mutating func endWord(
    _ rest: Bytes, _ body: (Token, _ line: Int) throws(InputError) -> Void
  ) throws(InputError) {
    open = .nothing
    endValue()
    let line = line
    try withWhole(rest) { (content) throws(InputError) in try body(.word(content), line) }
  }

  /// Behind the last value another document may begin.
  private mutating func endValue() { expected = nesting.isEmpty ? .value : .commaOrEnd }

  private mutating func keep(_ rest: Bytes) throws(InputError) {
    guard partial.count + rest.count <= Self.longestToken else {
      throw problem(
        "a string is longer than \(Self.longestToken >> 20) MiB", at: 0,
        cure: "give metrics, plain or gzip")
    }
    partial.append(contentsOf: rest)
  }

  /// Hands on a token's bytes: its end, behind what earlier chunks had of it.
  private mutating func withWhole(
    _ rest: Bytes, _ body: (Bytes) throws(InputError) -> Void
  ) throws(InputError) {
    if partial.isEmpty {
      try body(rest)
      return
    }
    partial.append(contentsOf: rest)
    try partial.withUnsafeBufferPointer { (bytes) throws(InputError) in try body(bytes) }
    partial.removeAll(keepingCapacity: true)
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }

  private func invalid(_ bytes: Bytes, _ index: Int) -> InputError {
    problem(
      "the document is not valid JSON at \(LineProblem.excerpt(bytes[index...]))", at: index,
      cure: "fetch it again")
  }

  private func problem(_ problem: String, at index: Int, cure: String) -> InputError {
    InputError(
      .badData, at: .init(path: path, line: line), "\(problem) (byte \(offset + index + 1))",
      cure: cure)
  }
}
