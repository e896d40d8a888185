internal import FoundationEssentials

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What people said was expected, and shall not teach: a file that is only ever appended to.
///
/// A line of JSON for each entry, `{"from","to","host","note","addedAt"}` with times in seconds since the
/// epoch and null for all hosts or no note, and `{"removed"}` with the number of an entry that was taken
/// back. Entries are numbered from 1 in order of their lines. A line counts once its line feed is on disk:
/// what a crash leaves of one is passed over, and cut off by whoever appends next. Processes that append
/// wait for each other.
public struct FeedbackFile: Sendable, Hashable {
  /// The file's path.
  public let path: String

  /// A stretch of time that was expected.
  public struct Entry: Sendable, Hashable {
    /// Its number, from 1; none is used again.
    public let number: Int
    /// What shall not teach.
    public let exclusion: Exclusion
    /// What a person had to say about it.
    public let note: String?
    /// When it was added, in seconds since the epoch.
    public let addedAt: Int
  }

  /// A line as it is written; an entry or a removal.
  private struct Line: Codable {
    var from: Int?
    var to: Int?
    var host: String?
    var note: String?
    var addedAt: Int?
    var removed: Int?
  }

  /// Names a file; nothing is read or written.
  public init(path: String) { self.path = path }

  /// The entries that count, in order of their numbers.
  ///
  /// - Returns: None where there is no file.
  /// - Throws: ``InputError`` of kind `badData` at the first line that is none.
  public func entries() throws(InputError) -> [Entry] {
    try existing().values.sorted { $0.number < $1.number }
  }

  /// Adds an entry.
  ///
  /// - Parameters:
  ///   - exclusion: What was expected.
  ///   - note: What a person has to say about it.
  ///   - time: Now, in seconds since the epoch.
  /// - Returns: The entry with its number.
  /// - Throws: ``InputError``; the file then has the entries that it had.
  public func add(
    _ exclusion: Exclusion, note: String? = nil, at time: Int
  ) throws(InputError) -> Entry {
    try append { (_, lastNumber) throws(InputError) in
      let line = Line(
        from: exclusion.range.lowerBound, to: exclusion.range.upperBound, host: exclusion.host,
        note: note, addedAt: time)
      return (
        line,
        Entry(number: lastNumber + 1, exclusion: exclusion, note: note, addedAt: time)
      )
    }
  }

  /// Takes an entry back.
  ///
  /// - Parameter number: The entry's number.
  /// - Returns: The entry.
  /// - Throws: ``InputError`` of kind `noInput` where there is no such entry.
  public func remove(_ number: Int) throws(InputError) -> Entry {
    guard try existing()[number] != nil else { throw absence(of: number) }
    return try append { (entries, _) throws(InputError) in
      guard let entry = entries[number] else { throw absence(of: number) }
      return (Line(removed: number), entry)
    }
  }

  private func absence(of number: Int) -> InputError {
    InputError(
      .noInput, at: .init(path: path), "there is no entry \(number)",
      cure: "see saba feedback list")
  }

  private func existing() throws(InputError) -> [Int: Entry] {
    var status = stat()
    if stat(path, &status) != 0, errno == ENOENT { return [:] }
    return try Self.parse(try ByteSource.contents(of: path), path: path).entries
  }

  /// Appends a line that depends on what is there, while nobody else appends.
  private func append<Result>(
    _ body: (_ entries: [Int: Entry], _ lastNumber: Int) throws(InputError) -> (Line, Result)
  ) throws(InputError) -> Result {
    try FileLock.with(path) { (file) throws(InputError) in
      let content = try ByteSource.contents(of: path)
      let whole = (content.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
      let (entries, lastNumber) = try Self.parse(content, path: path)
      let (line, result) = try body(entries, lastNumber)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      guard let json = try? encoder.encode(line) else {
        preconditionFailure("a line holds whole numbers and text only")
      }
      let bytes = [UInt8](json) + [UInt8(ascii: "\n")]
      let isWritten =
        ftruncate(file, off_t(whole)) == 0
        && pwrite(file, bytes, bytes.count, off_t(whole)) == bytes.count && fsync(file) == 0
      guard isWritten else {
        let failure = FileLock.failure(path, "append")
        ftruncate(file, off_t(whole))
        throw failure
      }
      return result
    }
  }

  private static func parse(
    _ content: [UInt8], path: String
  ) throws(InputError) -> (entries: [Int: Entry], lastNumber: Int) {
    var entries: [Int: Entry] = [:]
    var lastNumber = 0
    let decoder = JSONDecoder()
    // What is behind the last line feed is no line.
    let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .dropLast()
    for (index, bytes) in lines.enumerated() where !bytes.isEmpty {
      let line = try? decoder.decode(Line.self, from: Data(bytes))
      if let from = line?.from, let to = line?.to, from < to {
        lastNumber += 1
        entries[lastNumber] = Entry(
          number: lastNumber, exclusion: Exclusion(from..<to, host: line?.host),
          note: line?.note, addedAt: line?.addedAt ?? from)
      } else if let removed = line?.removed {
        entries[removed] = nil
      } else {
        throw InputError(
          .badData, at: .init(path: path, line: index + 1),
          "\(LineProblem.excerpt(bytes)) is no entry of feedback",
          cure: "write {\"from\":…,\"to\":…} in epoch seconds, or use saba feedback add")
      }
    }
    return (entries, lastNumber)
  }
}
