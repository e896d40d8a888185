internal import Saba

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The readings of the clock in a generation, each with the place in the input at which it was taken.
///
/// A reading is put down before anything is made of it. So a stream that goes on after an end at any moment
/// comes to the same by the clock, too, though that has moved on meanwhile. There is no file before the
/// first reading.
final class ClockJournal {
  /// What the clock showed, and where in the journal of the input.
  struct Reading: Hashable {
    /// How many bytes of the input there were before.
    var position: Int
    /// In seconds since the epoch.
    var time: Int
  }

  private let path: String
  private var file: Int32 = -1
  private var size = 0
  private static let readingSize = 2 * MemoryLayout<Int64>.size

  /// Names a journal without looking for it.
  init(path: String) { self.path = path }

  deinit { if file >= 0 { close(file) } }

  /// Whether nothing has been put down by this process.
  var isEmpty: Bool { size == 0 }

  /// Puts a reading down.
  ///
  /// - Throws: ``InputError`` of kind `inputOutput`.
  func append(_ reading: Reading) throws(InputError) {
    if file < 0 {
      file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
      guard file >= 0 else { throw failure("cannot open the journal") }
    }
    let words = [Int64(reading.position), Int64(reading.time)]
    while true {
      let count = words.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, off_t(size)) }
      if count == Self.readingSize { break }
      // One that was cut short is written anew, over its part.
      guard count >= 0 || errno == EINTR else { throw failure("cannot write the journal") }
    }
    size += Self.readingSize
  }

  /// The readings that were put down, up to where they can be none: when the machine died, the end of the
  /// file may never have come to the disk.
  ///
  /// - Throws: ``InputError`` where there is a file that cannot be read.
  func readings() throws(InputError) -> [Reading] {
    guard access(path, F_OK) == 0 else { return [] }
    let bytes = try ByteSource.contents(of: path)
    var readings: [Reading] = []
    for start in stride(from: 0, through: bytes.count - Self.readingSize, by: Self.readingSize) {
      func word(_ index: Int) -> Int {
        let first = start + index * MemoryLayout<Int64>.size
        return Int(
          bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: first, as: Int64.self) })
      }
      let reading = Reading(position: word(0), time: word(1))
      guard
        reading.position >= readings.last?.position ?? 0, (1..<1 << 50).contains(reading.time)
      else { break }
      readings.append(reading)
    }
    return readings
  }

  private func failure(_ problem: String) -> InputError {
    InputError(
      .inputOutput, at: .init(path: path), "\(problem): \(String(cString: strerror(errno)))",
      cure: "check that the folder is writable and has space")
  }
}
