#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A file or standard input as a stream of bytes, decompressed if it is gzip.
///
/// Whether it is gzip is decided by its first two bytes, never by its name. A chunk is handed on as
/// soon as the system gives it, so a pipe can be followed while it is being written.
package struct ByteSource: ~Copyable {
  /// The path that stands for standard input.
  package static let standardInput = "-"
  /// The most bytes read at once.
  package static let chunkSize = 256 * 1024

  private let path: String
  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private let buffer: UnsafeMutableRawBufferPointer
  private var inflater: GzipInflater?
  private var sawStart = false

  /// Opens a path; `-` is standard input.
  ///
  /// - Parameter path: The file's path.
  /// - Throws: ``InputError`` of kind `noInput` if there is no such file, it is a directory, or it
  ///   may not be read.
  package init(path: String) throws(InputError) {
    self.init(
      descriptor: try Self.open(path), owned: path != Self.standardInput, path: path)
  }

  /// Opens a path for reading; `-` is standard input, which is open.
  ///
  /// - Parameter path: The file's path.
  /// - Returns: The file's descriptor.
  /// - Throws: ``InputError`` as ``init(path:)`` does.
  package static func open(_ path: String) throws(InputError) -> Int32 {
    if path == standardInput { return STDIN_FILENO }
    func failure(_ problem: String, _ cure: String) -> InputError {
      InputError(.noInput, at: .init(path: path), problem, cure: cure)
    }
    let file = openFile(path)
    guard file >= 0 else {
      switch errno {
      case ENOENT: throw failure("there is no such file", "check the path")
      case EACCES: throw failure("the file may not be read", "check its permissions")
      default:
        throw failure("cannot open: \(String(cString: strerror(errno)))", "check the path")
      }
    }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
      close(file)
      throw failure("this is a directory", "name the files in it")
    }
    return file
  }

  /// Checks that paths to be read one after another name standard input once at most.
  ///
  /// - Parameter paths: The paths.
  /// - Throws: ``InputError`` of kind `noInput`.
  package static func check(_ paths: [String]) throws(InputError) {
    guard paths.count(where: { $0 == standardInput }) <= 1 else {
      throw InputError(
        .noInput, at: .init(path: standardInput), "standard input is named twice",
        cure: "name it once")
    }
  }

  /// Reads from an open file descriptor, and closes it at the end if it is owned.
  init(descriptor: Int32, owned: Bool, path: String) {
    self.path = path
    self.descriptor = descriptor
    self.ownsDescriptor = owned
    self.buffer = .allocate(byteCount: Self.chunkSize, alignment: 16)
  }

  deinit {
    buffer.deallocate()
    if ownsDescriptor { close(descriptor) }
  }

  /// Hands the next bytes to a closure, in one call or more; the bytes are valid during the call.
  ///
  /// - Parameter body: Takes some bytes.
  /// - Returns: false at the end of the input, and nothing was handed on.
  /// - Throws: ``InputError`` of kind `inputOutput` if reading fails, `badData` if compressed data is
  ///   corrupt or cut short, or what the closure throws.
  package mutating func nextChunk(
    _ body: (UnsafeRawBufferPointer) throws(InputError) -> Void
  ) throws(InputError) -> Bool {
    var count = try read(into: buffer)
    if !sawStart {
      sawStart = true
      // One byte is not enough to tell; a pipe may give so little.
      while count == 1 {
        let more = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
        if more == 0 { break }
        count += more
      }
      if count >= 2, GzipInflater.isGzip(buffer[0], buffer[1]) {
        inflater = try GzipInflater(path: path)
      }
    }
    let chunk = UnsafeRawBufferPointer(rebasing: buffer[..<count])
    if inflater != nil {
      if count == 0 { try inflater?.finish() } else { try inflater?.inflate(chunk, body) }
    } else if count > 0 {
      try body(chunk)
    }
    return count > 0
  }

  /// Waits until there is something to read, or the end of the input.
  ///
  /// - Parameter milliseconds: How long at most.
  /// - Returns: false when the time is up.
  package borrowing func waitForInput(milliseconds: Int) -> Bool {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // What cannot be waited for, or is broken, reading will tell of.
    return poll(&wanted, 1, Int32(clamping: milliseconds)) > 0 || wanted.revents != 0
  }

  /// The whole content of a file.
  ///
  /// - Parameter path: The file's path; `-` is standard input.
  /// - Returns: its bytes, decompressed.
  /// - Throws: ``InputError``, as opening and reading do.
  package static func contents(of path: String) throws(InputError) -> [UInt8] {
    var source = try ByteSource(path: path)
    var bytes: [UInt8] = []
    while try source.nextChunk({ bytes.append(contentsOf: $0) }) {}
    return bytes
  }

  private func read(into target: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    try Self.read(descriptor, into: target, path: path).count
  }

  /// Reads what the system gives at once.
  ///
  /// - Parameters:
  ///   - file: The descriptor of an open file.
  ///   - target: Receives the bytes.
  ///   - path: Named in errors.
  /// - Returns: What was read, nothing at the end.
  /// - Throws: ``InputError`` of kind `inputOutput`.
  package static func read(
    _ file: Int32, into target: UnsafeMutableRawBufferPointer, path: String
  ) throws(InputError) -> UnsafeRawBufferPointer {
    while true {
      let count = readBytes(file, target)
      if count >= 0 { return UnsafeRawBufferPointer(rebasing: target[..<count]) }
      if errno == EINTR { continue }
      throw InputError(
        .inputOutput, at: .init(path: path), "cannot read: \(String(cString: strerror(errno)))",
        cure: "check the disk or the other end of the pipe")
    }
  }

  /// Whether a file that begins with these bytes is gzip.
  package static func isGzip(_ first: UInt8, _ second: UInt8) -> Bool {
    GzipInflater.isGzip(first, second)
  }
}

// `open` and `read` by their C names, which the methods above hide.
private func openFile(_ path: String) -> Int32 { open(path, O_RDONLY | O_CLOEXEC) }
private func readBytes(_ file: Int32, _ target: UnsafeMutableRawBufferPointer) -> Int {
  read(file, target.baseAddress, target.count)
}
