#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Keeps other processes, and other threads, from changing the same files.
///
/// The system gives a lock up when its process ends, however that is.
enum FileLock {
  /// Calls a closure while nobody else holds the lock of this path; waits until then.
  ///
  /// - Parameters:
  ///   - path: The file that is locked; made if it is not there, and left where it is.
  ///   - body: Is given the open file, to read and append to.
  /// - Returns: What the closure does.
  /// - Throws: ``InputError`` of kind `inputOutput`, or what the closure throws.
  static func with<Result>(
    _ path: String, _ body: (_ file: Int32) throws(InputError) -> Result
  ) throws(InputError) -> Result {
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw failure(path, "open") }
    defer { close(file) }
    while flock(file, LOCK_EX) != 0 {
      guard errno == EINTR else { throw failure(path, "lock") }
    }
    return try body(file)
  }

  /// A system call on a file that failed, with the reason that the system gives.
  static func failure(_ path: String, _ call: String) -> InputError {
    InputError(
      .inputOutput, at: .init(path: path), "cannot \(call): \(String(cString: strerror(errno)))",
      cure: "check that the folder exists, is writable and has space")
  }
}
