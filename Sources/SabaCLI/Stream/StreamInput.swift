internal import Saba

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The input of a stream with a state: a file, from where the last run had come to, or whatever a pipe
/// gives.
struct StreamInput: ~Copyable {
  let descriptor: Int32
  private let path: String

  /// Opens a path; `-` is standard input.
  init(path: String) throws(InputError) {
    self.path = path
    descriptor = try ByteSource.open(path)
  }

  deinit { if descriptor != STDIN_FILENO { close(descriptor) } }

  /// Goes to where a regular file had been read up to.
  ///
  /// - Parameters:
  ///   - position: How many bytes had been read.
  ///   - head: The first of them.
  /// - Returns: false where it is no such file, or begins with other bytes, or has become shorter; it is
  ///   then read from its beginning.
  func goOn(at position: Int, after head: [UInt8]) -> Bool {
    var status = stat()
    guard
      fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, position > 0,
      Int(status.st_size) >= position
    else { return false }
    var bytes = [UInt8](repeating: 0, count: head.count)
    let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard count == head.count, bytes == head else { return false }
    return lseek(descriptor, off_t(position), SEEK_SET) == off_t(position)
  }

  /// Reads what has come; nothing at the end.
  borrowing func read(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(InputError) -> UnsafeRawBufferPointer {
    try ByteSource.read(descriptor, into: buffer, path: path)
  }

  /// The error of input that is compressed: the state would have to hold the compression's own.
  borrowing func refuseGzip(_ first: UnsafeRawBufferPointer) throws(InputError) {
    guard first.count >= 2, ByteSource.isGzip(first[0], first[1]) else { return }
    throw InputError(
      .badData, at: .init(path: path), "a stream with --state is not decompressed",
      cure: "give it through gunzip -c")
  }
}
