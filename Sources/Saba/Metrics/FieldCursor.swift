/// Walks over the fields of one CSV line (RFC 4180, but a field ends with its line).
///
/// A field may be quoted and then hold commas and doubled quotes. Blanks around an unquoted field
/// are not part of it. A line has at least one field, which may be empty.
struct FieldCursor {
  private var position: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  /// Whether another field follows.
  private(set) var hasNext = true
  /// The number of the field read last, from 1; 0 before the first.
  private(set) var column = 0

  /// A field as it stands in the line.
  struct Field {
    /// The content, without the quotes around it.
    let bytes: Bytes
    /// Whether the content has doubled quotes, each of which stands for one.
    let hasDoubledQuotes: Bool

    /// Calls a closure with the content, its doubled quotes undone.
    func withContent<Result, Failure: Error>(
      _ body: (Bytes) throws(Failure) -> Result
    ) throws(Failure) -> Result {
      guard hasDoubledQuotes else { return try body(bytes) }
      var content: [UInt8] = []
      var isBehindQuote = false
      for byte in bytes {
        isBehindQuote = byte == UInt8(ascii: "\"") && !isBehindQuote
        if !isBehindQuote { content.append(byte) }
      }
      return try content.withUnsafeBufferPointer(body)
    }

    /// The content as text; nil if it is not UTF-8.
    var text: String? { withContent { String(validating: $0, as: UTF8.self) } }
  }

  /// Begins a line whose bytes stay valid while the cursor is used.
  init(_ line: Bytes) {
    position = line.baseAddress ?? ("" as StaticString).utf8Start
    end = position + line.count
  }

  /// The next field as a number; NaN if it is empty, `nan` or `null`.
  @inline(__always)
  mutating func nextNumber() throws(LineProblem) -> Double {
    var p = position
    if let value = DecimalScanner.scan(&p, end), value.magnitude < DecimalScanner.valueLimit {
      if p == end {
        hasNext = false
        column += 1
        return value
      }
      if p.pointee == UInt8(ascii: ",") {
        position = p + 1
        column += 1
        return value
      }
    }
    return try nextUnusualNumber()
  }

  /// The next field as seconds since the epoch.
  @inline(__always)
  mutating func nextTime() throws(LineProblem) -> Double {
    var p = position
    if let seconds = DecimalScanner.scan(&p, end), p < end, p.pointee == UInt8(ascii: ",") {
      column += 1
      position = p + 1
      do throws(LineProblem) { return try TimeScanner.checked(seconds) } catch {
        throw error.inColumn(column)
      }
    }
    return try nextUnusualTime()
  }

  @inline(never)
  private mutating func nextUnusualTime() throws(LineProblem) -> Double {
    let field = try next()
    do throws(LineProblem) { return try TimeScanner.seconds(in: Self.trimmed(field.bytes)) } catch {
      throw error.inColumn(column)
    }
  }

  @inline(never)
  private mutating func nextUnusualNumber() throws(LineProblem) -> Double {
    let field = try next()
    do throws(LineProblem) { return try Self.number(in: field.bytes) } catch {
      throw error.inColumn(column)
    }
  }

  /// A whole text as a number; NaN if it is empty, `nan` or `null`.
  private static func number(in text: Bytes) throws(LineProblem) -> Double {
    let text = trimmed(text)
    guard var p = text.baseAddress, !text.isEmpty else { return .nan }
    let end = p + text.count
    if isWord(text, "nan") || isWord(text, "null") { return .nan }
    if let value = DecimalScanner.scan(&p, end), p == end {
      guard value.magnitude < DecimalScanner.valueLimit else {
        throw LineProblem(
          "\(LineProblem.excerpt(text)) is too large for a number", cure: "leave the field empty")
      }
      return value
    }
    let unsigned = text.first.map { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") } ?? false
    let word = unsigned ? Bytes(rebasing: text.dropFirst()) : text
    if isWord(word, "inf") || isWord(word, "infinity") {
      throw LineProblem("the value is infinite", cure: "leave the field empty if it is unknown")
    }
    throw LineProblem(
      "\(LineProblem.excerpt(text)) is not a number",
      cure: "write a decimal number, or leave the field empty if it is unknown")
  }

  /// The next field as it stands.
  mutating func next() throws(LineProblem) -> Field {
    column += 1
    if position < end, position.pointee == UInt8(ascii: "\"") { return try nextQuoted() }
    var p = position
    while p < end, p.pointee != UInt8(ascii: ",") {
      guard p.pointee != UInt8(ascii: "\"") else {
        throw LineProblem(
          column: column, "a quote inside an unquoted field",
          cure: "put the whole field in quotes and double those in it")
      }
      p += 1
    }
    let content = Self.trimmed(Bytes(start: position, count: p - position))
    moveBehindField(endingAt: p)
    return Field(bytes: content, hasDoubledQuotes: false)
  }

  private mutating func nextQuoted() throws(LineProblem) -> Field {
    let start = position + 1
    var p = start
    var hasDoubledQuotes = false
    while p < end {
      guard p.pointee == UInt8(ascii: "\"") else {
        p += 1
        continue
      }
      if p + 1 < end, p[1] == UInt8(ascii: "\"") {
        hasDoubledQuotes = true
        p += 2
        continue
      }
      guard p + 1 == end || p[1] == UInt8(ascii: ",") else {
        throw LineProblem(
          column: column, "text after the closing quote of a field",
          cure: "double the quotes inside a quoted field")
      }
      moveBehindField(endingAt: p + 1)
      return Field(bytes: Bytes(start: start, count: p - start), hasDoubledQuotes: hasDoubledQuotes)
    }
    throw LineProblem(
      column: column, "a quoted field does not end in its line",
      cure: "close the quote; a field may not hold a line break")
  }

  private mutating func moveBehindField(endingAt fieldEnd: UnsafePointer<UInt8>) {
    hasNext = fieldEnd < end
    position = hasNext ? fieldEnd + 1 : end
  }

  private static func trimmed(_ bytes: Bytes) -> Bytes {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    var range = bytes.indices
    while let first = range.first, isBlank(bytes[first]) { range = range.dropFirst() }
    while let last = range.last, isBlank(bytes[last]) { range = range.dropLast() }
    return Bytes(rebasing: bytes[range])
  }

  /// Whether some bytes are a word of lower-case ASCII letters, in any case.
  static func isWord(_ bytes: Bytes, _ word: StaticString) -> Bool {
    guard bytes.count == word.utf8CodeUnitCount else { return false }
    for (i, byte) in bytes.enumerated() where byte | 0x20 != word.utf8Start[i] { return false }
    return true
  }
}
