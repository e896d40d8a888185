/// A time zone of the IANA database: what local clocks show at a time.
///
/// The offsets of a zone are read once and kept for the process: a first use takes milliseconds, a
/// look-up some nanoseconds. They are known for 1970 to 2100; the first and the last hold beyond.
public struct LocalZone: Sendable, Hashable, CustomStringConvertible {
  /// The zone's name, as it was given.
  public let identifier: String
  let offsets: ZoneOffsets

  /// Coordinated universal time, which has no daylight saving time.
  public static let utc = LocalZone(identifier: "UTC", offsets: ZoneOffsets(constant: 0))

  private init(identifier: String, offsets: ZoneOffsets) {
    self.identifier = identifier
    self.offsets = offsets
  }

  /// Finds a zone.
  ///
  /// - Parameter identifier: Such as `Asia/Tokyo`; upper and lower case matter.
  /// - Throws: ``FitError/unknownTimeZone(_:)``.
  public init(identifier: String) throws(FitError) {
    if identifier == Self.utc.identifier {
      self = .utc
      return
    }
    guard let offsets = ZoneOffsets.named(identifier) else { throw .unknownTimeZone(identifier) }
    self.init(identifier: identifier, offsets: offsets)
  }

  /// The seconds by which local clocks are ahead of UTC.
  ///
  /// - Parameter time: In seconds since the epoch.
  /// - Returns: Such as 32 400 in Japan.
  /// - Complexity: O(1).
  public func offset(at time: Int) -> Int { offsets.offset(at: time) }

  /// What calendars and clocks show.
  ///
  /// - Parameter time: In seconds since the epoch.
  /// - Returns: Date and second of the day; a second happens twice when clocks are put back.
  public func localTime(at time: Int) -> LocalTime {
    let local = time + offset(at: time)
    let day = local.flooredQuotient(by: 86_400)
    return LocalTime(date: CivilDate(dayNumber: day), secondOfDay: local - 86_400 * day)
  }

  /// The slot of the local day in which each point of a grid lies.
  ///
  /// On a regular grid of UTC slots repeat or are left out where clocks are put back or forward.
  ///
  /// - Parameters:
  ///   - grid: The points.
  ///   - slotLength: In seconds, a divisor of a day.
  /// - Returns: One number a point, from 0 at midnight.
  public func slots(of grid: TimeGrid, slotLength: Int) -> [Int] {
    precondition(slotLength > 0 && 86_400 % slotLength == 0, "slots fill a day")
    return (0..<grid.count).map { localTime(at: grid.time(at: $0)).secondOfDay / slotLength }
  }

  /// The identifier.
  public var description: String { identifier }

  /// Whether two zones have the same name.
  public static func == (a: LocalZone, b: LocalZone) -> Bool { a.identifier == b.identifier }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(identifier) }
}

extension LocalZone: Codable {
  /// Writes the identifier.
  ///
  /// - Parameter encoder: Receives it.
  /// - Throws: Whatever the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(identifier)
  }

  /// Reads an identifier.
  ///
  /// - Parameter decoder: Holds what ``encode(to:)`` wrote.
  /// - Throws: `DecodingError` where this machine knows no such zone.
  public init(from decoder: any Decoder) throws {
    let identifier = try decoder.singleValueContainer().decode(String.self)
    do throws(FitError) {
      try self.init(identifier: identifier)
    } catch {
      throw SnapshotFormat.corrupted(decoder.codingPath, error.description)
    }
  }
}

/// What calendars and clocks of a place show.
public struct LocalTime: Sendable, Hashable {
  /// The day.
  public let date: CivilDate
  /// The seconds since midnight by the clock, below 86 400.
  public let secondOfDay: Int

  /// The day of the week after ISO 8601: 1 is Monday, 7 is Sunday.
  public var weekday: Int { date.weekday }
}
