internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Standard output: results alone, in large pieces.
enum StandardOutput {
  private static let buffer = Mutex<[UInt8]>([])

  /// Prints a line, which may wait in a buffer until ``flush()`` or the end.
  static func print(_ line: String) {
    buffer.withLock { bytes in
      bytes.append(contentsOf: line.utf8)
      bytes.append(UInt8(ascii: "\n"))
      if bytes.count > 1 << 16 { writeAll(&bytes, to: 1) }
    }
  }

  /// Hands everything printed so far to the reader.
  static func flush() {
    buffer.withLock { writeAll(&$0, to: 1) }
  }
}

/// Standard error: progress and remarks.
enum StandardError {
  /// Whether a person is looking on.
  static var isTerminal: Bool { isatty(2) == 1 }

  /// Prints a line.
  static func print(_ line: String) { write(line + "\n") }

  /// Prints text as it is.
  static func write(_ text: String) {
    var bytes = Array(text.utf8)
    writeAll(&bytes, to: 2)
  }
}

/// Writes all bytes and empties the array; where nobody can take them any more, they are lost.
private func writeAll(_ bytes: inout [UInt8], to file: Int32) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = unsafe rest.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { break }
    rest = rest.dropFirst(count)
  }
  bytes.removeAll(keepingCapacity: true)
}
