internal import Synchronization

// The only file that needs the time zones of Foundation. FoundationEssentials alone has none.
#if canImport(FoundationInternationalization)
  internal import FoundationEssentials
  internal import FoundationInternationalization
#else
  internal import Foundation
#endif

extension ZoneOffsets {
  /// What has been read, by identifier: a zone takes milliseconds.
  private static let known = Mutex<[String: ZoneOffsets]>([:])

  /// The offsets of a zone of the IANA database; nil where there is none of this name.
  static func named(_ identifier: String) -> ZoneOffsets? {
    known.withLock { known in
      if let found = known[identifier] { return found }
      guard let zone = TimeZone(identifier: identifier) else { return nil }
      let read = ZoneOffsets(of: zone)
      known[identifier] = read
      return read
    }
  }

  /// Reads the offsets day by day, and between two days that differ finds the second of the change.
  private convenience init(of zone: TimeZone) {
    func offset(at time: Int) -> Int {
      zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time)))
    }
    let first = offset(at: Self.firstTime)
    var last = first
    var changes: [(time: Int, offset: Int)] = []
    for day in stride(from: Self.firstTime + 86_400, to: Self.endTime, by: 86_400) {
      let next = offset(at: day)
      if next == last { continue }
      var before = day - 86_400
      var after = day
      while after - before > 1 {
        let middle = (before + after) / 2
        if offset(at: middle) == last { before = middle } else { after = middle }
      }
      changes.append((after, next))
      last = next
    }
    self.init(first: first, changes: changes)
  }
}
