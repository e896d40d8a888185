internal import SabaNumerics

extension SeasonalProfile: Codable {
  private enum Keys: CodingKey {
    case formatVersion, options, calendar, firstDay, lastDay, origin, cells
  }

  /// Writes the profile, exactly.
  ///
  /// - Parameter encoder: Receives it.
  /// - Throws: Whatever the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(SnapshotFormat.seasonal, forKey: .formatVersion)
    try container.encode(options, forKey: .options)
    try container.encode(calendar, forKey: .calendar)
    try container.encode(clock.reference, forKey: .firstDay)
    try container.encode(clock.latest, forKey: .lastDay)
    try container.encode(PackedDoubles([origin]), forKey: .origin)
    try container.encode(PackedDoubles(cells.numbers), forKey: .cells)
  }

  /// Reads a profile.
  ///
  /// - Parameter decoder: Holds what ``encode(to:)`` wrote.
  /// - Throws: `DecodingError` where the parts do not fit together, the zone is not known, or the
  ///   format is a later one.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let path = decoder.codingPath
    try SnapshotFormat.check(
      container.decode(Int.self, forKey: .formatVersion), reads: SnapshotFormat.seasonal, path)
    func numbers(_ key: Keys) throws -> [Double] {
      try container.decode(PackedDoubles.self, forKey: key).values
    }
    let options = try container.decode(SeasonalProfileOptions.self, forKey: .options)
    let calendar = try container.decode(SeasonalCalendar.self, forKey: .calendar)
    do throws(FitError) {
      try self.init(options: options, calendar: calendar)
    } catch {
      throw SnapshotFormat.corrupted(path, error.description)
    }
    let firstDay = try container.decode(Int.self, forKey: .firstDay)
    let lastDay = try container.decode(Int.self, forKey: .lastDay)
    let days = -CivilDate.largestDayNumber...CivilDate.largestDayNumber
    guard days.contains(firstDay), days.contains(lastDay), firstDay <= lastDay else {
      throw SnapshotFormat.corrupted(path, "days that no calendar has")
    }
    let origin = try numbers(.origin)
    let numbers = try numbers(.cells)
    let stored = ProfileCells(numbers: numbers)
    guard
      origin.count == 1, origin[0].isFinite,
      numbers.count == ProfileCells.numberCount * layout.cellCount,
      numbers.allSatisfy(\.isFinite),
      stored.indices.allSatisfy({ stored[$0].spread >= 0 && stored[$0].weight >= 0 })
    else {
      throw SnapshotFormat.corrupted(path, "numbers that do not fit the slots of a day")
    }
    self.origin = origin[0]
    clock = ProfileClock(halfLife: options.halfLifeDays, reference: firstDay, latest: lastDay)
    cells = stored
  }
}
