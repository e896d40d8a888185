/// A stretch of time over which a calendar says the same of every second: one offset from UTC, one
/// day, and one event or none.
///
/// Whoever keeps the last one looks the calendar up twice a day or so.
struct CalendarStretch: Sendable {
  /// The first second, in seconds since the epoch.
  var start: Int
  /// The first second after it.
  var end: Int
  /// What to take from a time to get the second of the local day.
  var midnight: Int
  /// The local day, in days since 1970-01-01.
  var day: Int
  /// The day of the week from 0, Monday.
  var weekday: Int
  /// Whether the day is a holiday.
  var isHoliday: Bool
  /// The event that goes on; nil for none.
  var event: Event?
  /// Whether nothing is learnt.
  var isExcluded: Bool

  /// An event that goes on.
  struct Event: Sendable {
    /// Which one of the calendar's.
    var index: Int
    /// The second of the local day at which it began; negative where that was the day before.
    var startSecond: Int
  }

  /// A stretch without any second.
  static let none = CalendarStretch(
    start: 0, end: 0, midnight: 0, day: 0, weekday: 0, isHoliday: false, event: nil,
    isExcluded: false)

  /// Whether a time lies within.
  @inline(__always)
  func contains(_ time: Int) -> Bool { time >= start && time < end }
}

extension SeasonalCalendar {
  /// What the calendar says of a time, and how long it says so.
  ///
  /// - Complexity: O(holidays + events + log exclusions), no allocation.
  func stretch(around time: Int) -> CalendarStretch {
    let zoned = zone.offsets.stretch(around: time)
    let day = (time + zoned.offset).flooredQuotient(by: 86_400)
    let date = CivilDate(dayNumber: day)
    let midnight = 86_400 * day - zoned.offset
    var stretch = CalendarStretch(
      start: max(zoned.start, midnight), end: min(zoned.end, midnight + 86_400),
      midnight: midnight, day: day, weekday: date.weekday - 1, isHoliday: isHoliday(date),
      event: nil, isExcluded: false)

    // The first exclusion that ends after the time.
    var low = 0
    var high = exclusions.count
    while low < high {
      let middle = (low + high) / 2
      if exclusions[middle].upperBound <= time { low = middle + 1 } else { high = middle }
    }
    if low > 0 { stretch.start = max(stretch.start, exclusions[low - 1].upperBound) }
    if low < exclusions.count {
      stretch.isExcluded = stretch.narrow(
        to: exclusions[low].lowerBound, exclusions[low].upperBound, around: time)
    }

    for (index, event) in events.enumerated() {
      // An event lasts up to a day: one of yesterday may still go on.
      for daysAgo in 0...1
      where event.begins(on: CivilDate(dayNumber: day - daysAgo)) {
        let startSecond = event.startSecond - 86_400 * daysAgo
        if stretch.narrow(
          to: midnight + startSecond, midnight + startSecond + event.duration, around: time)
        {
          stretch.event = .init(index: index, startSecond: startSecond)
          return stretch
        }
      }
    }
    return stretch
  }
}

extension CalendarStretch {
  /// Keeps of the stretch what lies with a time on the same side of two bounds.
  ///
  /// - Returns: Whether the time lies between the bounds.
  fileprivate mutating func narrow(to lower: Int, _ upper: Int, around time: Int) -> Bool {
    if time < lower {
      end = min(end, lower)
      return false
    }
    if time >= upper {
      start = max(start, upper)
      return false
    }
    start = max(start, lower)
    end = min(end, upper)
    return true
  }
}
