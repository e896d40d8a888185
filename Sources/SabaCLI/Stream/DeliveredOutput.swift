internal import Saba
internal import SabaEvaluation

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
/// - Into a regular file a write may be cut anywhere. If the file is the same as before, its length tells
///   to the byte what came of the write that was under way.
/// - Into a pipe go pieces of whole lines that are small enough (`PIPE_BUF`) to be written entirely or not
///   at all; longer lines go in parts. The position is set by the instruction after the call: a piece is
///   doubled only if the process is killed between the two.
///
/// A run that meets the same file or pipe goes on in the middle of a line, where another begins the line
/// anew. What was delivered into a file that has since been emptied stays delivered.
final class DeliveredOutput {
  private let folder: Folder
  private let marks: DeliveryMarks
  private let stop: StopSignal
  private let isFile: Bool
  private var anchor: Anchor
  /// What comes next is at this position.
  private(set) var produced: Int
  /// Bytes that wait, those from ``delivered`` on.
  private var waiting: [UInt8] = []

  /// The most bytes that wait.
  private static let largestWait = 64 * 1024
  /// The largest piece that a pipe takes entirely or not at all.
  private static let pieceSize = Int(PIPE_BUF)

  /// Which file standard output is, and the position of its end at some time.
  private struct Anchor: Equatable {
    var device: Int
    var number: Int
    var length: Int
    var delivered: Int
  }

  /// Finds out what was delivered before.
  ///
  /// - Parameters:
  ///   - folder: The state's.
  ///   - marks: The state's.
  ///   - produced: The position of the snapshot, when everything before had been delivered.
  ///   - stop: Ends waiting for a reader.
  /// - Throws: ``InputError`` where the state's folder cannot be read or written.
  init(
    folder: Folder, marks: DeliveryMarks, produced: Int, stop: StopSignal
  ) throws(InputError) {
    self.folder = folder
    self.marks = marks
    self.stop = stop
    self.produced = produced
    var status = stat()
    fstat(STDOUT_FILENO, &status)
    isFile = status.st_mode & S_IFMT == S_IFREG
    if isFile { lseek(STDOUT_FILENO, 0, SEEK_END) }
    anchor = Anchor(
      device: Int(status.st_dev), number: Int(status.st_ino), length: Int(status.st_size),
      delivered: produced)
    if let last = try Self.lastAnchor(in: folder) {
      var delivered = max(marks.delivered, last.delivered, produced)
      let end = last.length + delivered - last.delivered
      let isSame =
        last.device == anchor.device && last.number == anchor.number
        && (!isFile || end <= anchor.length)
      if isSame && isFile {
        // More than the write under way was written by somebody else.
        let more = anchor.length - end
        if more <= marks.attempted - delivered { delivered += more }
      }
      if !isSame && marks.lineStart >= produced { delivered = min(delivered, marks.lineStart) }
      anchor.delivered = delivered
    }
    try drop(anchor)
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
    if start < delivered { waiting.removeFirst(delivered - start) }
    if waiting.count > Self.largestWait { try deliver() }
  }

  /// Hands everything that waits to the reader.
  ///
  /// - Throws: ``StreamEnd/stopped`` where a signal came while the reader does not read, and the error
  ///   of writing.
  func deliver() throws(StreamEnd) {
    var rest = waiting[...]
    while !rest.isEmpty {
      let piece = nextPiece(of: rest)
      if !isFile {
        let ready = stop.wait(for: STDOUT_FILENO, Int32(POLLOUT))
        if !ready.file { throw .stopped }
      }
      marks.attempted = marks.delivered + piece.count
      let count = unsafe piece.withUnsafeBytes {
        unsafe write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      guard count > 0 else {
        throw .failed(
          InputError(
            .inputOutput, at: .init(path: "standard output"),
            "cannot write: \(String(cString: strerror(errno)))",
            cure: "the state is kept: run again with an output that takes it"))
      }
      marks.delivered += count
      if rest[rest.startIndex + count - 1] == UInt8(ascii: "\n") {
        marks.lineStart = marks.delivered
      }
      rest = rest.dropFirst(count)
    }
    waiting.removeAll(keepingCapacity: true)
  }

  /// Takes back what cannot have been delivered, as it was never made: where the machine died, marks may
  /// be on disk of which the journal is not.
  func settle() throws(InputError) {
    guard delivered > produced else { return }
    anchor.length += marks.delivered - anchor.delivered
    anchor.delivered = produced
    try drop(anchor)
  }

  /// What is written at once: all of it into a file, whole lines or a part of one into a pipe.
  private func nextPiece(of rest: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    if isFile { return rest }
    let piece = rest.prefix(Self.pieceSize)
    guard let lineEnd = piece.lastIndex(of: UInt8(ascii: "\n")) else { return piece }
    return piece[...lineEnd]
  }

  // MARK: - Anchors

  private static let name = "output"

  /// Makes an anchor hold from now on.
  private func drop(_ anchor: Anchor) throws(InputError) {
    // The marks first: with the last anchor they lead here again.
    marks.attempted = anchor.delivered
    marks.delivered = anchor.delivered
    marks.lineStart = min(marks.lineStart, anchor.delivered)
    var writer = StateWriter()
    for number in [anchor.device, anchor.number, anchor.length, anchor.delivered] {
      writer.write(UInt64(bitPattern: Int64(number)))
    }
    try AtomicFile.write(StateFile.encoded(writer.bytes), to: folder.path(of: Self.name))
  }

  /// Forgets that there was an output before.
  static func forget(in folder: Folder) throws(InputError) { try folder.remove(name) }

  /// The anchor of the last run; nil before the first.
  private static func lastAnchor(in folder: Folder) throws(InputError) -> Anchor? {
    guard try folder.entries()?.contains(name) ?? false else { return nil }
    let path = folder.path(of: name)
    let state = try StateFile.decoded(try ByteSource.contents(of: path), path: path)
    do throws(StateError) {
      var reader = StateReader(state)
      func number() throws(StateError) -> Int { Int(truncatingIfNeeded: try reader.pattern()) }
      return Anchor(
        device: try number(), number: try number(), length: try number(),
        delivered: try number())
    } catch { throw StateFile.error(error, path: path) }
  }
}

/// Why a stream ends before its input does.
enum StreamEnd: Error {
  /// A signal has come while nobody reads the output.
  case stopped
  /// Input or output failed.
  case failed(InputError)
}
