/// The horizontal axis of a chart: a stretch of time in UTC, or in days from second 0 on.
struct TimeAxis: Sendable, Hashable {
  /// A labelled time.
  struct Tick: Sendable, Hashable {
    /// In seconds since the epoch.
    var time: Int
    /// A month at its beginning where months are told, else a date at midnight or a time of day.
    var label: String
    /// Whether a day begins here.
    var isMidnight: Bool
    /// The date below a time of day, or the year below a month, where no other label says it.
    var date: String?
  }

  /// The time at the left edge, in seconds since the epoch.
  let start: Int
  /// The time at the right edge, later than ``start``.
  let end: Int
  /// How days are named.
  let clock: CalendarTime.Clock

  /// An axis from one time to another; at least a second long.
  init(from start: Int, to end: Int, clock: CalendarTime.Clock = .calendar) {
    self.start = start
    self.end = max(end, start + 1)
    self.clock = clock
  }

  /// The length, in seconds.
  var length: Int { end - start }

  /// Where a time is: 0 at the left edge, 1 at the right; what lies beyond is on the edge.
  func position(of time: Double) -> Double {
    min(1, max(0, (time - Double(start)) / Double(length)))
  }

  /// Where a time is: 0 at the left edge, 1 at the right; what lies beyond is on the edge.
  func position(of time: Int) -> Double { position(of: Double(time)) }

  /// Whether a stretch of time is to be seen.
  func shows(_ range: Range<Int>) -> Bool { range.lowerBound < end && range.upperBound > start }

  /// Round times, at most eight.
  ///
  /// Where no day begins, the first one has its date below; weeks begin on Mondays; beyond 14 weeks there
  /// are months, the first one and every January with the year below. Where days are counted, those
  /// with round numbers are told.
  var ticks: [Tick] {
    let dayCounts = clock == .calendar ? Self.calendarDays : Self.countedDays
    let fitting = (Self.steps + dayCounts.map { $0 * Self.day }).first { length / $0 <= 7 }
    if fitting == nil, clock == .calendar { return months }
    let longest = 1000 * Self.day
    let step = fitting ?? longest * ((length / longest + 6) / 7)
    let anchor =
      switch clock {
      // 1970-01-05 was a Monday.
      case .calendar: step % Self.week == 0 ? 4 * Self.day : 0
      // Second 0 begins day 1.
      case .dayCount: step > Self.day ? -Self.day : 0
      }
    // Rounded up, for times before it too.
    let first = start + ((anchor - start) % step + step) % step
    var ticks = stride(from: first, to: end, by: step).map { time in
      let calendar = CalendarTime(time, clock: clock)
      return Tick(
        time: time, label: calendar.isMidnight ? calendar.day : calendar.timeOfDay,
        isMidnight: calendar.isMidnight)
    }
    if !ticks.isEmpty, !ticks.contains(where: \.isMidnight) {
      ticks[0].date = CalendarTime(ticks[0].time, clock: clock).day
    }
    return ticks
  }

  /// Beginnings of every so many months.
  private var months: [Tick] {
    let count = Int((Double(length) / (365.2425 / 12 * 86_400)).rounded(.up))
    let step = [1, 2, 3, 6].first { count / $0 <= 7 } ?? 12 * ((count + 83) / 84)
    var ticks: [Tick] = []
    var month = CalendarTime(start).month
    month.advance(by: (step - month.number % step) % step)
    while let time = month.start, time < end {
      if time >= start {
        ticks.append(
          .init(
            time: time, label: month.name, isMidnight: true,
            date: ticks.isEmpty || month.number % 12 == 0 ? month.year : nil))
      }
      month.advance(by: step)
    }
    return ticks
  }

  private static let day = 86_400
  private static let week = 7 * day

  /// Lengths of up to a day, in seconds.
  private static let steps =
    [1, 5, 15, 60, 300, 600, 900, 1800] + [1, 2, 3, 6, 12].map { $0 * 3600 }
  /// Numbers of days by the calendar.
  private static let calendarDays = [1, 2, 7, 14]
  /// Numbers of days without one.
  private static let countedDays = [1, 2, 5, 10, 20, 50, 100, 200, 500]
}
