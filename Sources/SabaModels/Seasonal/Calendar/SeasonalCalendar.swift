/// What people know of time: the zone by whose clock they live, holidays, recurring events, and
/// stretches that nothing should be learnt from.
public struct SeasonalCalendar: Sendable, Hashable {
  /// What kind of day it is.
  public enum DayKind: Sendable, Hashable {
    /// A day of the week after ISO 8601: 1 is Monday, 7 is Sunday.
    case weekday(Int)
    /// A holiday, on whatever day of the week.
    case holiday
  }

  /// By whose clock days begin.
  public let zone: LocalZone
  /// The days that are not like others of their weekday.
  public let holidays: [Holiday]
  /// What recurs; of events at the same time the first one counts.
  public let events: [RecurringEvent]
  /// The stretches whose values are not learnt, in seconds since the epoch; ascending and disjoint.
  public let exclusions: [Range<Int>]

  /// The weeks of UTC, without holidays or events.
  public static let utc = SeasonalCalendar(zone: .utc)

  /// Makes the calendar of a zone, without holidays or events.
  public init(zone: LocalZone) {
    self.zone = zone
    holidays = []
    events = []
    exclusions = []
  }

  /// Makes a calendar.
  ///
  /// - Parameters:
  ///   - zone: By whose clock days begin.
  ///   - holidays: In any order.
  ///   - events: The first ones go before the later ones.
  ///   - exclusions: In seconds since the epoch, in any order; they may overlap.
  /// - Throws: ``FitError/invalidParameter(name:reason:)`` for a rule that no day can meet.
  public init(
    zone: LocalZone, holidays: [Holiday], events: [RecurringEvent] = [],
    exclusions: [Range<Int>] = []
  ) throws(FitError) {
    for (index, holiday) in holidays.enumerated() {
      if let problem = holiday.problem {
        throw .invalidParameter(name: "holiday \(index + 1)", reason: problem)
      }
    }
    for event in events {
      if let problem = event.problem {
        throw .invalidParameter(name: "the event \"\(event.name)\"", reason: problem)
      }
    }
    self.zone = zone
    self.holidays = holidays
    self.events = events
    var disjoint: [Range<Int>] = []
    for range in exclusions.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = disjoint.last, range.lowerBound <= last.upperBound {
        disjoint[disjoint.count - 1] =
          last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        disjoint.append(range)
      }
    }
    self.exclusions = disjoint
  }

  /// The kind of the day on which a time lies.
  ///
  /// - Parameter time: In seconds since the epoch.
  /// - Returns: A weekday or a holiday, by the zone's clock.
  public func dayKind(at time: Int) -> DayKind {
    let date = zone.localTime(at: time).date
    return isHoliday(date) ? .holiday : .weekday(date.weekday)
  }

  /// Whether a day is a holiday.
  public func isHoliday(_ date: CivilDate) -> Bool { holidays.contains { $0.includes(date) } }

  /// The event that goes on at a time; nil for none.
  ///
  /// - Parameter time: In seconds since the epoch.
  /// - Returns: The first of the calendar's events that holds the time.
  public func event(at time: Int) -> RecurringEvent? {
    stretch(around: time).event.map { events[$0.index] }
  }

  /// Whether the value of a time is not learnt.
  ///
  /// - Parameter time: In seconds since the epoch.
  /// - Returns: Whether an exclusion holds it.
  public func isExcluded(_ time: Int) -> Bool { stretch(around: time).isExcluded }
}

extension SeasonalCalendar: Codable {
  private enum Keys: CodingKey {
    case zone, holidays, events, exclusions
  }

  /// Writes the calendar.
  ///
  /// - Parameter encoder: Receives it.
  /// - Throws: Whatever the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(zone, forKey: .zone)
    try container.encode(holidays, forKey: .holidays)
    try container.encode(events, forKey: .events)
    try container.encode(exclusions, forKey: .exclusions)
  }

  /// Reads a calendar.
  ///
  /// - Parameter decoder: Holds what ``encode(to:)`` wrote.
  /// - Throws: `DecodingError` where a rule cannot be met or the zone is not known.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let zone = try container.decode(LocalZone.self, forKey: .zone)
    let holidays = try container.decode([Holiday].self, forKey: .holidays)
    let events = try container.decode([RecurringEvent].self, forKey: .events)
    let exclusions = try container.decode([Range<Int>].self, forKey: .exclusions)
    do throws(FitError) {
      try self.init(zone: zone, holidays: holidays, events: events, exclusions: exclusions)
    } catch {
      throw SnapshotFormat.corrupted(decoder.codingPath, error.description)
    }
  }
}
