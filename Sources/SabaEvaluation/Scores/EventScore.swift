/// What a detector's alerts are worth: events found and how late, false alerts, hours in alert.
///
/// Made for one host, then pooled with `+` over the hosts of an entity and the entities of a set.
/// The definitions, all in the host's own rows:
/// - Alerts of one host that open less than an hour after the one before count as one alert, which
///   opens with the first of them.
/// - An alert finds every event for which it opens between one hour before the event's start and
///   `attempts` rows after its end; an alert that finds none is false.
/// - Host-days are the rows seen outside all events, these widened by one hour on either side.
/// - Hours in alert are counted in those same rows, for every alert, false or not: an alert that
///   never closes pays here.
/// - The delay of a found event runs from its start to the first alert that finds it; it is
///   negative for an alert ahead of the event.
public struct EventScore: Sendable, Hashable {
  /// The number of labelled events.
  public private(set) var eventCount = 0
  /// The number of events found.
  public private(set) var foundCount = 0
  /// The number of false alerts.
  public private(set) var falseAlertCount = 0
  /// The time seen outside the widened events, in days of one host.
  public private(set) var hostDaysOutsideEvents = 0.0
  /// The time in alert outside the widened events, in hours of one host.
  public private(set) var alertHoursOutsideEvents = 0.0
  /// The delays of the found events, in samples.
  public private(set) var delays: [Int] = []

  /// Makes the score of nothing, the neutral element of pooling.
  public init() {}

  /// Scores one host's alerts.
  ///
  /// - Parameters:
  ///   - alerts: Each from the row at which it opened up to, not including, the row at which it
  ///     closed; in order of opening.
  ///   - events: The labelled events, first and last row.
  ///   - rows: The rows that were seen, ascending; gaps are neither days nor hours.
  ///   - interval: The length of a row, in seconds.
  ///   - attempts: The consecutive attempts after which the policy opens an alert.
  /// - Complexity: O(last row + events·(their length + 1 h) + alerts·(their length + events)).
  public init(
    alerts: [Range<Int>], events: [ClosedRange<Int>], rows: [Int], interval: Int, attempts: Int = 3
  ) {
    precondition(interval > 0, "an interval is at least a second")
    let hour = 3_600
    let hourRows = hour / interval
    let openings = Self.openings(of: alerts, atLeastApart: hour, interval: interval)

    eventCount = events.count
    var isTrue = [Bool](repeating: false, count: openings.count)
    for event in events {
      let window = event.lowerBound - hourRows...event.upperBound + attempts
      let finders = openings.indices.filter { window.contains(openings[$0]) }
      for finder in finders { isTrue[finder] = true }
      if let first = finders.first {
        foundCount += 1
        delays.append(openings[first] - event.lowerBound)
      }
    }
    falseAlertCount = isTrue.count { !$0 }

    let isOutside = TimeOutsideEvents.mask(rows: rows, events: events, interval: interval)
    var isAlerting = [Bool](repeating: false, count: isOutside.count)
    for alert in alerts {
      for row in alert.clamped(to: isAlerting.indices) { isAlerting[row] = true }
    }
    let alertRows = isOutside.indices.count { isOutside[$0] && isAlerting[$0] }
    hostDaysOutsideEvents = Double(isOutside.count { $0 } * interval) / 86_400
    alertHoursOutsideEvents = Double(alertRows * interval) / Double(hour)
  }

  /// The openings that count: those less than an hour after the one before belong to its alert.
  private static func openings(
    of alerts: [Range<Int>], atLeastApart seconds: Int, interval: Int
  ) -> [Int] {
    var counted: [Int] = []
    var last: Int?
    for alert in alerts {
      let opened = alert.lowerBound
      if let last {
        precondition(opened >= last, "alerts come in order of opening")
        if (opened - last) * interval >= seconds { counted.append(opened) }
      } else {
        counted.append(opened)
      }
      last = opened
    }
    return counted
  }

  /// Pools two scores: counts, times and delays add up.
  public static func + (left: EventScore, right: EventScore) -> EventScore {
    var sum = left
    sum += right
    return sum
  }

  /// Pools another score into this one.
  public static func += (left: inout EventScore, right: EventScore) {
    left.eventCount += right.eventCount
    left.foundCount += right.foundCount
    left.falseAlertCount += right.falseAlertCount
    left.hostDaysOutsideEvents += right.hostDaysOutsideEvents
    left.alertHoursOutsideEvents += right.alertHoursOutsideEvents
    left.delays += right.delays
  }

  /// The share of events found; `nil` without events.
  public var recall: Double? {
    eventCount == 0 ? nil : Double(foundCount) / Double(eventCount)
  }

  /// The false alerts per host and day outside events; `nil` where no time lies outside.
  public var falseAlertsPerHostDay: Double? {
    hostDaysOutsideEvents == 0 ? nil : Double(falseAlertCount) / hostDaysOutsideEvents
  }

  /// The hours in alert per host and day, both outside events; `nil` where no time lies outside.
  public var alertHoursOutsideEventsPerHostDay: Double? {
    hostDaysOutsideEvents == 0 ? nil : alertHoursOutsideEvents / hostDaysOutsideEvents
  }

  /// The median delay of the found events, in samples; `nil` when none was found.
  public var medianDelay: Double? {
    guard !delays.isEmpty else { return nil }
    let sorted = delays.sorted()
    return Double(sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
