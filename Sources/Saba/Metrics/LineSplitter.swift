#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Some bytes of the input, valid while a line is being handled.
typealias Bytes = UnsafeBufferPointer<UInt8>

/// Cuts a stream of bytes into lines: at LF or CR LF, without a byte-order mark.
struct LineSplitter {
  /// A longer line means that the file is no text, and must not fill the memory.
  static let maximumLength = 64 << 20

  private let path: String
  /// What has come of a line that has not ended.
  private(set) var partial: [UInt8] = []
  /// The number of the line handed on last, from 1.
  private(set) var lineNumber = 0

  /// Makes a splitter; the path is for errors only.
  init(path: String) {
    self.path = path
  }

  /// Gives away what has come of a line that has not ended.
  mutating func takePartial() -> [UInt8] {
    defer { partial = [] }
    return partial
  }

  /// Goes on in the middle of a file.
  mutating func resume(partial: [UInt8], lineNumber: Int) {
    self.partial = partial
    self.lineNumber = lineNumber
  }

  /// Takes some bytes and hands on the lines that end in them.
  mutating func feed(
    _ chunk: UnsafeRawBufferPointer, _ body: (Bytes, Int) throws(InputError) -> Void
  ) throws(InputError) {
    guard let base = chunk.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    var start = base
    let end = base + chunk.count
    while let lineFeed = Self.lineFeed(from: start, to: end) {
      if partial.isEmpty {
        try handOn(Bytes(start: start, count: lineFeed - start), body)
      } else {
        partial.append(contentsOf: Bytes(start: start, count: lineFeed - start))
        try handOnPartial(body)
      }
      start = lineFeed + 1
    }
    guard partial.count + (end - start) <= Self.maximumLength else {
      throw InputError(
        .badData, at: .init(path: path, line: lineNumber + 1),
        "a line is longer than \(Self.maximumLength >> 20) MiB",
        cure: "give CSV or JSON Lines, plain or gzip")
    }
    partial.append(contentsOf: Bytes(start: start, count: end - start))
  }

  /// Hands on a last line that no line feed ends.
  mutating func finish(
    _ body: (Bytes, Int) throws(InputError) -> Void
  ) throws(InputError) {
    if !partial.isEmpty { try handOnPartial(body) }
  }

  private mutating func handOnPartial(
    _ body: (Bytes, Int) throws(InputError) -> Void
  ) throws(InputError) {
    var line: [UInt8] = []
    swap(&line, &partial)
    try line.withUnsafeBufferPointer { (bytes) throws(InputError) in try handOn(bytes, body) }
    line.removeAll(keepingCapacity: true)
    swap(&line, &partial)
  }

  @inline(__always)
  private mutating func handOn(
    _ line: Bytes, _ body: (Bytes, Int) throws(InputError) -> Void
  ) throws(InputError) {
    var line = line
    if line.last == UInt8(ascii: "\r") { line = Bytes(rebasing: line.dropLast()) }
    if lineNumber == 0, line.starts(with: [0xef, 0xbb, 0xbf]) {
      line = Bytes(rebasing: line.dropFirst(3))
    }
    lineNumber += 1
    try body(line, lineNumber)
  }

  @inline(__always)
  private static func lineFeed(
    from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    guard start < end, let found = memchr(start, Int32(UInt8(ascii: "\n")), end - start) else {
      return nil
    }
    return UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
  }
}
