internal import Saba
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
  private struct State {
    var bytes: [UInt8] = []
    var failure: InputError?

    /// Writes what has been gathered; after a failure it is lost.
    mutating func write() {
      if failure == nil, let number = writeAll(bytes, to: STDOUT_FILENO) {
        failure = InputError(
          .inputOutput, at: .init(path: "standard output"),
          "cannot write: \(String(cString: strerror(number)))",
          cure: "check the disk or the other end of the pipe")
      }
      bytes.removeAll(keepingCapacity: true)
    }
  }

  private static let state = Mutex(State())

  /// Why output was lost; nil if none was.
  ///
  /// What still waits in the buffer is not known to be.
  static var failure: InputError? { state.withLock(\.failure) }

  /// Prints a line, which may wait in a buffer until ``flush()`` or the end.
  static func print(_ line: String) {
    state.withLock { state in
      state.bytes.append(contentsOf: line.utf8)
      state.bytes.append(UInt8(ascii: "\n"))
      if state.bytes.count > 1 << 16 { state.write() }
    }
  }

  /// Hands everything printed so far to the reader.
  static func flush() {
    state.withLock { $0.write() }
  }
}

/// Standard error: progress and remarks.
enum StandardError {
  /// Whether a person is looking on.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Prints a line.
  static func print(_ line: String) { write(line + "\n") }

  /// Prints text as it is; where it cannot be written, there is no place left to say so.
  static func write(_ text: String) {
    _ = writeAll(Array(text.utf8), to: STDERR_FILENO)
  }
}

/// Writes all bytes and gives the number of the error that prevents it, if there is one.
private func writeAll(_ bytes: [UInt8], to file: Int32) -> Int32? {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = unsafe rest.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
    if count >= 0 {
      rest = rest.dropFirst(count)
    } else if errno == EAGAIN {
      var wanted = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
      _ = unsafe poll(&wanted, 1, -1)
    } else if errno != EINTR {
      return errno
    }
  }
  return nil
}
