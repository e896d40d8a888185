internal import Saba
internal import SabaEvaluation

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The folder in which a stream keeps its state, so that it survives an end at any moment.
///
///     lock         held by the process that uses the folder
///     snapshot-N   the state at the beginning of generation N, written whole or not at all
///     journal-N    the input that was taken since, byte by byte
///     clock-N      the readings of the clock since then, where there is one (``ClockJournal``)
///     marks        how far output was delivered, and whither (``DeliveryMarks``)
///
/// Input goes into the journal before anything is made of it, and so do the clock's readings. As a stream's
/// verdicts follow from these alone, the state at any moment is that of the snapshot with the journal fed to it. A new
/// generation is complete once its snapshot has its name; the one before is removed after that.
///
/// A process that is killed loses nothing, as the system keeps what was written. When the machine itself
/// dies, the last snapshot is on disk, but of the journal and the marks perhaps not the last seconds:
/// then verdicts of that time may come twice, and input of that time has to come again.
final class StateFolder {
  let folder: Folder
  /// The generation in use; nil before the first.
  private(set) var generation: Int?
  private let lock: Int32

  /// Opens the folder, made if need be, and keeps others out of it until the process ends.
  ///
  /// - Throws: ``InputError`` of kind `inputOutput` where that is not possible, or another process uses
  ///   it.
  init(path: String) throws(InputError) {
    folder = Folder(path: path)
    try folder.create()
    lock = open(folder.path(of: "lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard lock >= 0 else {
      throw InputError(
        .inputOutput, at: .init(path: path),
        "cannot keep a state here: \(String(cString: strerror(errno)))",
        cure: "name a folder that may be written to")
    }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      close(lock)
      throw InputError(
        .inputOutput, at: .init(path: path), "another process uses this state",
        cure: "end it first, or give each its own folder")
    }
  }

  deinit { close(lock) }

  /// The newest snapshot that can be read; nil in a new folder.
  ///
  /// - Throws: ``InputError`` where there are snapshots and none can be read.
  func newestSnapshot() throws(InputError) -> ArraySlice<UInt8>? {
    var failure: InputError?
    for number in try generations().reversed() {
      let path = path(of: .snapshot, number)
      do throws(InputError) {
        let state = try StateFile.decoded(try ByteSource.contents(of: path), path: path)
        generation = number
        return state
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return nil
  }

  /// Begins a new generation, and removes all that is older.
  ///
  /// - Parameter state: Its snapshot.
  /// - Returns: Its journals.
  /// - Throws: ``InputError`` of kind `inputOutput`; the generation before is then as it was.
  func begin(with state: [UInt8]) throws(InputError) -> (input: StreamJournal, clock: ClockJournal)
  {
    let next = (generation ?? 0) + 1
    // A snapshot that could not be read may have this number, and a journal that does not go with it.
    try folder.remove(name(.journal, next))
    try folder.remove(name(.clock, next))
    try AtomicFile.write(StateFile.encoded(state), to: path(of: .snapshot, next))
    generation = next
    let kept = [name(.snapshot, next), name(.journal, next)]
    for entry in try folder.entries() ?? [] where !kept.contains(entry) {
      let isOld = Kind.allCases.contains { entry.hasPrefix($0.rawValue + "-") }
      // What a write leaves over that was cut off.
      if isOld || entry.hasPrefix(".") && entry.hasSuffix(".tmp") { try folder.remove(entry) }
    }
    return (
      try StreamJournal(path: path(of: .journal, next)), ClockJournal(path: path(of: .clock, next))
    )
  }

  /// The journals of the generation in use; nil before the first.
  func journals() throws(InputError) -> (input: StreamJournal, clock: ClockJournal)? {
    guard let generation else { return nil }
    return (
      try StreamJournal(path: path(of: .journal, generation)),
      ClockJournal(path: path(of: .clock, generation))
    )
  }

  private enum Kind: String, CaseIterable {
    case snapshot
    case journal
    case clock
  }

  private func name(_ kind: Kind, _ number: Int) -> String { "\(kind.rawValue)-\(number)" }

  private func path(of kind: Kind, _ number: Int) -> String { folder.path(of: name(kind, number)) }

  /// The numbers of the snapshots, ascending.
  private func generations() throws(InputError) -> [Int] {
    let prefix = Kind.snapshot.rawValue + "-"
    return (try folder.entries() ?? []).compactMap { name in
      name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)) : nil
    }.sorted()
  }
}
