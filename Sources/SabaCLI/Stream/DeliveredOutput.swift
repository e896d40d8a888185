internal import CSplice
internal import Saba

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Standard output, of which a later run knows how much has been delivered, however this one ends.
///
/// What a stream gives is one long text, told by positions in it. After an end the text is made again
/// from the journal, and what was delivered left out:
///
/// - Into a regular file a write may be cut anywhere. If the file is the same as before, by how much it
///   has grown tells to the byte what came of the write that was under way.
/// - Into a pipe the system itself moves the bytes, and with them the mark of how far it has come, in one
///   call that nothing can end half-way. Where it cannot, as outside of Linux, go pieces of whole lines
///   that are written entirely or not at all (`PIPE_BUF`), and the mark is set by the next instruction: a
///   piece is doubled only if the process is killed between the two.
///
/// A run that meets the same file or pipe goes on in the middle of a line, where another begins the line
/// anew. What was delivered into a file that has since been emptied stays delivered.
final class DeliveredOutput {
  private let marks: DeliveryMarks
  private let stop: StopSignal
  private let isFile: Bool
  private let output: (device: Int, number: Int)
  /// Whether it is the output of the last run.
  private let isSame: Bool
  /// Whether the system moves bytes into it.
  private var takesSend = true
  /// What comes next is at this position.
  private(set) var produced: Int
  /// Bytes that wait, those from ``delivered`` on.
  private var waiting: [UInt8] = []

  /// The most bytes that wait.
  private static let largestWait = 64 * 1024
  /// The largest piece that a pipe takes entirely or not at all.
  private static let pieceSize = Int(PIPE_BUF)

  /// Finds out what was delivered before.
  ///
  /// - Parameters:
  ///   - marks: The state's.
  ///   - produced: The position of the snapshot, when everything before had been delivered.
  ///   - stop: Ends waiting for a reader.
  init(marks: DeliveryMarks, produced: Int, stop: StopSignal) {
    self.marks = marks
    self.stop = stop
    self.produced = produced
    let status = Self.status
    isFile = status.st_mode & S_IFMT == S_IFREG
    if isFile { lseek(STDOUT_FILENO, 0, SEEK_END) }
    output = (Int(status.st_dev), Int(status.st_ino))
    let grown = Int(status.st_size) - marks.lengthBefore
    // When the machine died, marks may be older than the snapshot.
    var delivered = max(marks.delivered, produced)
    isSame = output == marks.output && !(isFile && grown < 0)
    // By more than was to be written it has grown by somebody else.
    if isSame && isFile && grown <= marks.attempted - delivered { delivered += grown }
    marks.delivered = delivered
    marks.attempted = delivered
  }

  private static var status: stat {
    var status = stat()
    fstat(STDOUT_FILENO, &status)
    return status
  }

  /// Up to where output has been delivered.
  var delivered: Int { marks.delivered }

  /// Takes a line, which may wait.
  func append(_ line: String) throws(StreamEnd) {
    let start = produced
    produced += line.utf8.count + 1
    if produced <= delivered { return }
    waiting.append(contentsOf: line.utf8)
    waiting.append(UInt8(ascii: "\n"))
    if start < delivered {
      if isSame { waiting.removeFirst(delivered - start) } else { marks.delivered = start }
    }
    if waiting.count > Self.largestWait { try deliver() }
  }

  /// Hands everything that waits to the reader.
  ///
  /// - Throws: ``StreamEnd/stopped`` where a signal came while the reader does not read, and the error
  ///   of writing.
  func deliver() throws(StreamEnd) {
    if waiting.isEmpty { return }
    marks.output = output
    if isFile {
      try write(waiting[...])
    } else {
      let count = takesSend ? try send(waiting) : 0
      try write(waiting[count...])
    }
    waiting.removeAll(keepingCapacity: true)
  }

  /// Lets the system move bytes into a pipe.
  ///
  /// - Returns: How many went; not all only where it cannot.
  private func send(_ bytes: [UInt8]) throws(StreamEnd) -> Int {
    // Every time a new one: a pipe may refer to its content until it has been read. Bytes are where
    // their position is, so that the offset is the mark.
    let file = saba_memory_file()
    let start = marks.delivered
    guard file >= 0 else {
      takesSend = false
      return 0
    }
    defer { close(file) }
    guard
      bytes.withUnsafeBytes({ pwrite(file, $0.baseAddress, $0.count, off_t(start)) })
        == bytes.count
    else { throw failure() }
    while marks.delivered < start + bytes.count {
      if !stop.wait(for: STDOUT_FILENO, Int32(POLLOUT)).file { throw .stopped }
      // Makes sure that the mark can be set.
      marks.attempted = start + bytes.count
      let rest = start + bytes.count - marks.delivered
      let count = marks.withDelivered { saba_send(file, $0, STDOUT_FILENO, rest) }
      if count > 0 || count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      guard errno == EINVAL || errno == ENOSYS else { throw failure() }
      takesSend = false
      break
    }
    return marks.delivered - start
  }

  /// Writes bytes, as few calls as may be into a file, whole lines or a part of one into a pipe.
  private func write(_ bytes: ArraySlice<UInt8>) throws(StreamEnd) {
    var rest = bytes
    while !rest.isEmpty {
      let piece = nextPiece(of: rest)
      if isFile {
        // In this order: until the length is that of this write, nothing is taken for delivered by it.
        marks.lengthBefore = Int(Self.status.st_size)
      } else if !stop.wait(for: STDOUT_FILENO, Int32(POLLOUT)).file {
        throw .stopped
      }
      marks.attempted = marks.delivered + piece.count
      let count = writeBytes(STDOUT_FILENO, piece)
      if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      guard count > 0 else { throw failure() }
      // A write that was cut short ended here: by this order no part of it can count twice.
      marks.attempted = marks.delivered + count
      marks.delivered += count
      rest = rest.dropFirst(count)
    }
  }

  private func failure() -> StreamEnd {
    .failed(
      InputError(
        .inputOutput, at: .init(path: "standard output"),
        "cannot write: \(String(cString: strerror(errno)))",
        cure: "the state is kept: run again with an output that takes it"))
  }

  /// Takes back what cannot have been delivered, as it was never made: when the machine died, marks may
  /// be on disk of which the journal is not.
  func settle() {
    marks.attempted = min(marks.attempted, produced)
    marks.delivered = min(marks.delivered, produced)
  }

  /// What is written at once: all of it into a file, whole lines or a part of one into a pipe.
  private func nextPiece(of rest: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    if isFile { return rest }
    let piece = rest.prefix(Self.pieceSize)
    guard let lineEnd = piece.lastIndex(of: UInt8(ascii: "\n")) else { return piece }
    return piece[...lineEnd]
  }
}

// `write` by its C name, which the method above hides.
private func writeBytes(_ file: Int32, _ bytes: ArraySlice<UInt8>) -> Int {
  bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
}

/// Why a stream ends before its input does.
enum StreamEnd: Error {
  /// A signal has come while nobody reads the output.
  case stopped
  /// Input or output failed.
  case failed(InputError)
}
