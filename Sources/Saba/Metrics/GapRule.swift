/// Which of a host's intervals are judged: all with a value, and those without within a day of it.
///
/// A host that is silent for longer is gone, and not missing any more.
struct GapRule: Sendable {
  /// The last interval with a value, or the first one, in seconds since the epoch.
  private var start: Int?

  /// Whether the next interval of the host, later than those before, counts.
  mutating func admits(time: Int, hasValue: Bool) -> Bool {
    let start = hasValue ? time : start ?? time
    self.start = start
    return time - start <= LiveGrid.longestFilledGap
  }
}

extension GapRule: Restorable {
  func write(to writer: inout StateWriter) { writer.write(start) }

  mutating func restore(from reader: inout StateReader) throws(StateError) {
    start = try reader.optionalInteger()
  }
}
