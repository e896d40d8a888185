internal import Saba

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A few numbers in a file that is mapped into memory: set by one machine instruction each, and kept by
/// the system when the process is killed.
///
/// Positions are counted in bytes from the beginning of all the output that a state ever gave. Each
/// number is set from one thread only.
final class DeliveryMarks: @unchecked Sendable {
  private let words: UnsafeMutablePointer<Int>
  private static let wordCount = 8

  /// Maps the file, made of zeros if it is not there.
  init(path: String) throws(InputError) {
    func failure() -> InputError {
      InputError(
        .inputOutput, at: .init(path: path), "cannot map: \(String(cString: strerror(errno)))",
        cure: "check that the folder is writable and has space")
    }
    let size = Self.wordCount * MemoryLayout<Int>.stride
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw failure() }
    defer { close(file) }
    guard
      ftruncate(file, off_t(size)) == 0,
      let address = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
      address != MAP_FAILED
    else { throw failure() }
    words = address.bindMemory(to: Int.self, capacity: Self.wordCount)
  }

  deinit { munmap(words, Self.wordCount * MemoryLayout<Int>.stride) }

  /// Begins anew.
  func reset() { for index in 0..<Self.wordCount { words[index] = 0 } }

  /// Up to where output was delivered for certain.
  var delivered: Int {
    get { words[0] }
    set { words[0] = newValue }
  }

  /// Lends ``delivered`` to the system, to be moved together with what it tells of.
  func withDelivered<Result>(_ body: (UnsafeMutablePointer<Int>) -> Result) -> Result {
    body(words)
  }

  /// Up to where the write goes that may be under way.
  var attempted: Int {
    get { words[1] }
    set { words[1] = newValue }
  }

  /// How long the file of the output was before that write.
  var lengthBefore: Int {
    get { words[2] }
    set { words[2] = newValue }
  }

  /// The file or pipe of the output: the number of its device, and its own on that.
  var output: (device: Int, number: Int) {
    get { (words[3], words[4]) }
    set { (words[3], words[4]) = newValue }
  }

  /// The number of alert events whose command has ended.
  var finishedEvents: Int {
    get { words[5] }
    set { words[5] = newValue }
  }
}
