internal import CSplice
internal import Saba

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The input of a generation as it came, without anything around it: there is nothing that an end at an
/// awkward moment could tear.
final class StreamJournal {
  private let path: String
  private let file: Int32
  private let buffer = UnsafeMutableRawBufferPointer.allocate(
    byteCount: StreamJournal.pieceSize, alignment: 16)
  /// The number of bytes in it.
  private(set) var size: Int

  /// The most bytes taken at once: as many as a pipe holds.
  static let pieceSize = 64 * 1024

  /// Opens a journal, empty if there was none.
  init(path: String) throws(InputError) {
    self.path = path
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    size = file < 0 ? -1 : Int(lseek(file, 0, SEEK_END))
    if size < 0 { throw failure("cannot open the journal") }
  }

  deinit {
    if file >= 0 { close(file) }
    buffer.deallocate()
  }

  /// Takes what has come of the input, and puts it down before anything is made of it.
  ///
  /// From a pipe the bytes are moved within the system, so that none can be taken and not be put down.
  ///
  /// - Parameter input: Blocks until something has come.
  /// - Returns: The bytes, valid until the next call; none at the end of the input.
  /// - Throws: ``InputError`` of kind `inputOutput`.
  func take(from input: borrowing StreamInput) throws(InputError) -> UnsafeRawBufferPointer {
    while true {
      let count = saba_splice(input.descriptor, file, Int64(size), buffer.count)
      if count >= 0 { return try read(at: size, upTo: size + count) }
      if errno == EINTR || errno == EAGAIN { continue }
      // No pipe, or not on this system.
      guard errno == EINVAL || errno == ENOSYS else { throw failure("cannot write the journal") }
      break
    }
    let bytes = try input.read(into: buffer)
    var rest = bytes
    while !rest.isEmpty {
      let count = pwrite(file, rest.baseAddress, rest.count, off_t(size))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure("cannot write the journal") }
      size += count
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
    return bytes
  }

  /// Hands on the whole content, piece by piece.
  func replay<Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void,
    onError: (InputError) -> Failure
  ) throws(Failure) {
    var position = 0
    while position < size {
      let piece: UnsafeRawBufferPointer
      do throws(InputError) {
        piece = try read(at: position, upTo: min(size, position + buffer.count))
      } catch { throw onError(error) }
      try body(piece)
      position += piece.count
    }
  }

  private func read(
    at start: Int, upTo end: Int
  ) throws(InputError) -> UnsafeRawBufferPointer {
    var position = start
    while position < end {
      let count = pread(
        file, buffer.baseAddress.map { $0 + (position - start) }, end - position, off_t(position))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure("cannot read the journal") }
      position += count
    }
    size = max(size, end)
    return UnsafeRawBufferPointer(rebasing: buffer[..<(end - start)])
  }

  private func failure(_ problem: String) -> InputError {
    InputError(
      .inputOutput, at: .init(path: path), "\(problem): \(String(cString: strerror(errno)))",
      cure: "check that the folder is writable and has space")
  }
}
