internal import Foundation
internal import Saba
internal import SabaNumerics
internal import SabaTestSupport
internal import Synchronization
internal import Testing

/// A stream whose process is killed at random moments.
///
/// `SABA_KILLS` sets how often each stream is killed, a dozen times if it is not given; `SABA_KILL_SEED`
/// the moments.
@Suite("Streams that are killed", .timeLimit(.minutes(30)), .serialized)
struct KillTests {
  static let environment = ProcessInfo.processInfo.environment
  static let kills = environment["SABA_KILLS"].flatMap(Int.init) ?? 12
  static let seed = environment["SABA_KILL_SEED"].flatMap(UInt64.init) ?? 1

  /// How the output is taken.
  enum Output: CaseIterable {
    case file
    case pipe
  }

  /// What a process finds on its input that follows one that was killed.
  enum Input: CaseIterable {
    /// The same pipe, from which others have taken.
    case samePipe
    /// A pipe that gives everything again.
    case again
    /// A pipe that gives everything again from a line on that had been given.
    case againFromLine
    /// The same file.
    case file
  }

  /// Three hosts, some with alerts, a few values missing, some rows late.
  static func history(days: Int) -> [UInt8] {
    var generator = RandomGenerator(seed: seed)
    let history = SyntheticRole.history(hosts: 3, days: days, start: 1_800_000_000, seed: 7)
    var text = "timestamp,host," + history.metrics.joined(separator: ",") + "\n"
    for row in 0..<history.frames[0].rowCount {
      for (host, frame) in history.frames.enumerated() {
        var values = frame.values.row(row).map { "\($0)" }
        if generator.uniform() < 0.02 { values[2] = "" }
        if host == 1, row % 90 > 80 { values[3] = "0.3" }
        let late = generator.uniform() < 0.01 ? 900 : 0
        text += "\(frame.time(ofRow: row) - late),\(frame.host),"
        text += values.joined(separator: ",") + "\n"
      }
    }
    return Array(text.utf8)
  }

  /// A process that follows with a state.
  static func follow(_ folder: String, state: String, input: String) -> Process {
    let process = Process()
    process.executableURL = SabaProcess.products.appending(path: "saba")
    process.currentDirectoryURL = URL(filePath: folder)
    process.arguments = [
      "judge", "--model", "role.saba", "--follow", "--state", state, "--input", input,
      // Often enough that some are killed while they take a snapshot.
      "--journal-limit", "20000",
    ]
    return process
  }

  @Test("No verdict is lost or doubled", arguments: Input.allCases, Output.allCases)
  func kill(_ input: Input, _ output: Output) throws {
    signal(SIGPIPE, SIG_IGN)
    try Fixture.withModel { folder in
      let bytes = Self.history(days: max(6, Self.kills / 3))
      try Data(bytes).write(to: URL(filePath: "\(folder)/input.csv"))
      let expected = try Self.uninterrupted(in: folder)
      var generator = RandomGenerator(seed: Self.seed + 1)
      var feed = Feed(bytes: bytes, input: input)
      let sink = try Sink(output, path: "\(folder)/killed.jsonl")
      let errors = "\(folder)/errors.txt"
      try Data().write(to: URL(filePath: errors))
      for run in 0...Self.kills {
        let process = Self.follow(
          folder, state: "killed", input: input == .file ? "input.csv" : "-")
        let source = try feed.begin(using: &generator)
        process.standardInput = source
        process.standardOutput = try sink.handle()
        let log = try FileHandle(forWritingTo: URL(filePath: errors))
        try log.seekToEnd()
        process.standardError = log
        try process.run()
        if run < Self.kills {
          usleep(UInt32.random(in: 0...90_000, using: &generator))
          _ = Foundation.kill(process.processIdentifier, SIGKILL)
        }
        process.waitUntilExit()
        feed.ended()
      }
      let text = try String(contentsOfFile: errors, encoding: .utf8)
      #expect(!text.contains("saba: "), "\(text)")
      let result = try sink.end()
      #expect(result == expected, "\(result.count) bytes of \(expected.count)")
      #expect(expected.contains { $0 == UInt8(ascii: "\n") })
    }
  }

  /// What one process makes of the whole input.
  static func uninterrupted(in folder: String) throws -> Data {
    let process = follow(folder, state: "whole", input: "input.csv")
    let path = "\(folder)/whole.jsonl"
    try Data().write(to: URL(filePath: path))
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: path))
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return try Data(contentsOf: URL(filePath: path))
  }
}

/// The input of one process after the other.
private struct Feed {
  let bytes: [UInt8]
  let input: KillTests.Input
  private var ends: (read: Int32, write: Int32)?
  private var writer: Thread?
  /// How much was written into any pipe.
  private let given = Given()

  final class Given: Sendable {
    let count = Atomic(0)
  }

  init(bytes: [UInt8], input: KillTests.Input) {
    self.bytes = bytes
    self.input = input
  }

  /// What the next process reads from.
  mutating func begin(using generator: inout RandomGenerator) throws -> FileHandle {
    if input == .file { return .nullDevice }
    if ends == nil {
      var pair: [Int32] = [-1, -1]
      try #require(pipe(&pair) == 0)
      for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      ends = (pair[0], pair[1])
      let start = input == .againFromLine ? lineStart(using: &generator) : 0
      let (bytes, given, end, seed) = (bytes, given, pair[1], generator.next())
      let writer = Thread {
        var generator = RandomGenerator(seed: seed)
        var position = start
        while position < bytes.count {
          // Pieces of any size, so that reading ends anywhere.
          let size = min(Int.random(in: 1...30_000, using: &generator), bytes.count - position)
          let count = bytes[position..<position + size].withUnsafeBytes {
            write(end, $0.baseAddress, $0.count)
          }
          if count <= 0 { break }
          position += count
          if position > given.count.load(ordering: .relaxed) {
            given.count.store(position, ordering: .relaxed)
          }
        }
        close(end)
      }
      writer.start()
    }
    return FileHandle(fileDescriptor: ends?.read ?? -1, closeOnDealloc: false)
  }

  /// The beginning of a line that a process may have read, but not far behind what one has.
  private func lineStart(using generator: inout RandomGenerator) -> Int {
    // A pipe's content was not read for certain.
    let most = max(0, given.count.load(ordering: .relaxed) - 1 << 17)
    let place = Int.random(in: max(0, most - 200_000)...most, using: &generator)
    return bytes[..<place].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
  }

  /// The process is gone: its pipe too, unless the next one goes on with it.
  mutating func ended() {
    guard input != .samePipe, let ends else { return }
    close(ends.read)
    self.ends = nil
  }
}

/// The output of one process after the other.
private final class Sink {
  private let output: KillTests.Output
  private let path: String
  private var ends: (read: Int32, write: Int32) = (-1, -1)
  private let taken = Mutex(Data())
  private let done = DispatchSemaphore(value: 0)

  init(_ output: KillTests.Output, path: String) throws {
    self.output = output
    self.path = path
    try Data().write(to: URL(filePath: path))
    if output == .file { return }
    var pair: [Int32] = [-1, -1]
    try #require(pipe(&pair) == 0)
    for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    ends = (pair[0], pair[1])
    let (reader, done) = (pair[0], done)
    Thread { [self] in
      var buffer = [UInt8](repeating: 0, count: 10_000)
      while true {
        let count = read(reader, &buffer, buffer.count)
        if count <= 0 { break }
        taken.withLock { $0.append(contentsOf: buffer[..<count]) }
      }
      done.signal()
    }.start()
  }

  /// What the next process writes to.
  func handle() throws -> FileHandle {
    switch output {
    case .pipe: return FileHandle(fileDescriptor: ends.write, closeOnDealloc: false)
    case .file:
      let file = try FileHandle(forWritingTo: URL(filePath: path))
      try file.seekToEnd()
      return file
    }
  }

  /// All that was written.
  func end() throws -> Data {
    if output == .file { return try Data(contentsOf: URL(filePath: path)) }
    close(ends.write)
    done.wait()
    close(ends.read)
    return taken.withLock { $0 }
  }
}

extension Sink: @unchecked Sendable {}
