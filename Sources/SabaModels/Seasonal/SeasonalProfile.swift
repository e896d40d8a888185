/// What is usual for one metric at a time of day and on a day of the week, learnt online.
///
/// The expected value is a sum, each part of which is learnt from what the parts before it leave:
///
/// 1. the *smooth part* of all days, linear between knots half an hour apart,
/// 2. the weekday's deviation from it, smooth as well,
/// 3. the slot's own deviation: the job that runs at the same minute of each day,
/// 4. the slot's deviation on that weekday: the job that runs once a week.
///
/// Holidays take Sunday's sum, and on top deviations of their own; so do events on top of the
/// day's. Each deviation counts as far as it is significant, deviation·(1 − 4/t²)₊ with a t
/// statistic over days: one that was seen on a single day does not count at all, and weekdays that
/// are alike hardly do. The spread of the smooth part is averaged with the slot's own as days go
/// by. Days and slots are those of the local clock of the calendar's zone, so that nothing moves
/// when clocks change.
///
/// Locations and spreads move by clipped steps (Huber 1964, doi:10.1214/aoms/1177703732), so that
/// incidents hardly widen or shift them. A lasting change of level is believed after one to two
/// half-lives.
///
/// Minimum history: a time of day is expected from the second day on which it was seen; before, and
/// where neither it nor half an hour around it was seen, expectations are NaN. Days of the week and
/// weekly jobs take two weeks to count; before, a first weekend is as unusual as it looks. Size: 32
/// bytes for each of 9 (M + K) cells, M slots and K knots of a day: 97 KB at 5 minutes, 430 KB at 1
/// minute.
public struct SeasonalProfile: Sendable {
  /// How it learns.
  public let options: SeasonalProfileOptions
  /// The zone, the holidays and events by which it learns.
  public let calendar: SeasonalCalendar
  /// The length of a slot in seconds.
  public var slotLength: Int { layout.slotLength }

  let layout: ProfileLayout
  var clock: ProfileClock
  /// What all locations of the first tier are relative to: so that a huge level costs no digits.
  var origin = 0.0
  var cells: ProfileCells
  /// The stretch of the calendar in which the last time lay: no part of the value.
  var stretch = CalendarStretch.none

  /// The days after which a time of day is expected: it was seen on a second one.
  static let readyDays = 1.25

  /// Makes a profile that has seen nothing.
  ///
  /// - Parameters:
  ///   - options: See ``SeasonalProfileOptions``.
  ///   - calendar: By whose clock and days it learns.
  /// - Throws: ``FitError/invalidParameter(name:reason:)``.
  public init(
    options: SeasonalProfileOptions = .init(), calendar: SeasonalCalendar = .utc
  ) throws(FitError) {
    self.options = options
    self.calendar = calendar
    layout = try ProfileLayout(options, calendar: calendar)
    clock = ProfileClock(halfLife: options.halfLifeDays)
    cells = ProfileCells(count: layout.cellCount)
  }

  /// The days seen, with forgetting.
  public var dayCount: Double {
    let knots = ProfileLayout.knots..<(ProfileLayout.knots + layout.knotCount)
    let sum = knots.reduce(0) { $0 + cells[$1].weight }
    return sum * clock.perDay / Double(layout.knotCount)
  }

  /// Whether it has seen nothing of usual days.
  public var isEmpty: Bool { cells.overall.weight == 0 }

  /// The value that is usual at a time.
  ///
  /// - Parameter time: In seconds since the epoch.
  /// - Returns: In the metric's unit; NaN where the time of day was not seen on two days.
  /// - Complexity: O(1) near the last time asked or learnt, else that of a look-up in the calendar.
  public func expected(at time: Int) -> Double {
    let expectation = expectation(at: time)
    return expectation.isReady ? origin + expectation.value : .nan
  }

  /// The usual standard deviation about what is expected at a time.
  ///
  /// - Parameter time: In seconds since the epoch.
  /// - Returns: In the metric's unit, at least 1 % of the deviation of all values; 0 for a metric
  ///   that never changed, and NaN where the time of day was not seen on two days.
  /// - Complexity: As that of ``expected(at:)``.
  public func scale(at time: Int) -> Double {
    let expectation = expectation(at: time)
    return expectation.isReady ? expectation.spread : .nan
  }

  /// The signed deviation of a value from what is expected, in usual standard deviations.
  ///
  /// - Parameters:
  ///   - value: In the metric's unit.
  ///   - time: In seconds since the epoch.
  /// - Returns: About standard normal for normal values; NaN where the value is or nothing is
  ///   expected, infinite for any change of a metric that never changed.
  /// - Complexity: As that of ``expected(at:)``.
  public func score(of value: Double, at time: Int) -> Double {
    expectation(at: time).score(of: value - origin)
  }

  /// What is expected along a grid, and the band of normal values; NaN where nothing is expected.
  ///
  /// - Parameters:
  ///   - grid: In the past or the future.
  ///   - coverage: The share of normal values that the band holds, between 0 and 1.
  /// - Returns: As many points as the grid.
  /// - Complexity: O(n).
  public func band(along grid: TimeGrid, coverage: Double = 0.99) -> ExpectedBand {
    var values: [Double] = []
    var spreads: [Double] = []
    var stretch = stretch
    for index in 0..<grid.count {
      let time = grid.time(at: index)
      if !stretch.contains(time) { stretch = calendar.stretch(around: time) }
      let place = layout.place(of: time, in: stretch)
      let expectation = expectation(of: parts(at: place))
      values.append(expectation.isReady ? origin + expectation.value : .nan)
      spreads.append(expectation.isReady ? expectation.spread : .nan)
    }
    return ExpectedBand(expected: values, deviations: spreads, coverage: coverage)
  }
}

extension SeasonalProfile: Hashable {
  /// Whether two profiles have learnt the same.
  public static func == (a: SeasonalProfile, b: SeasonalProfile) -> Bool {
    a.options == b.options && a.calendar == b.calendar && a.clock == b.clock
      && a.origin == b.origin && a.cells == b.cells
  }

  /// Hashes what was learnt.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(options)
    hasher.combine(calendar)
    hasher.combine(clock)
    hasher.combine(origin)
    hasher.combine(cells)
  }
}

/// What a profile expects at one place.
struct ProfileExpectation {
  /// Relative to the origin.
  var value: Double
  var pooled: PooledSpread
  var least: Double
  var isReady: Bool

  var spread: Double { max(pooled.numerator / pooled.denominator, least) }

  @inline(__always)
  func score(of deviation: Double) -> Double {
    if !isReady { return .nan }
    let difference = deviation - value
    // 0/0 would make a constant that stays constant unknown.
    if difference == 0 { return 0 }
    return difference * pooled.denominator / max(pooled.numerator, least * pooled.denominator)
  }
}

/// A smooth spread averaged with the spreads of cells, by days; a fraction, since divisions are
/// slow.
struct PooledSpread {
  var numerator: Double
  var denominator = 1.0

  /// How many days of what came before a cell's own spread is averaged with.
  private static let priorDays = 20.0

  @inline(__always)
  mutating func take(_ cell: ProfileCell, perDay: Double) {
    let days = cell.weight * perDay
    numerator = Self.priorDays * numerator + days * cell.spread * denominator
    denominator *= Self.priorDays + days
  }
}

/// The parts of an expectation at one place, relative to the origin.
struct ProfileParts {
  var smooth: ProfileLine
  var weekdayKnots: Double
  var slot: Double
  var weekdaySlot: Double
  var holidayKnots = 0.0
  var holidaySlot = 0.0
  var event = 0.0
  /// The least spread that anything is measured by.
  var least: Double
  var pooled: PooledSpread

  /// What is expected where there is neither holiday nor event; of a holiday, that of a Sunday.
  @inline(__always)
  var ofUsualDay: Double { smooth.location + weekdayKnots + slot + weekdaySlot }

  @inline(__always)
  var value: Double { ofUsualDay + holidayKnots + holidaySlot + event }
}

extension SeasonalProfile {
  private func expectation(at time: Int) -> ProfileExpectation {
    let stretch = stretch.contains(time) ? stretch : calendar.stretch(around: time)
    return expectation(of: parts(at: layout.place(of: time, in: stretch)))
  }

  @inline(__always)
  func expectation(of parts: ProfileParts) -> ProfileExpectation {
    ProfileExpectation(
      value: parts.value, pooled: parts.pooled, least: parts.least,
      isReady: parts.smooth.weight * clock.perDay >= Self.readyDays)
  }

  @inline(__always)
  func parts(at place: ProfilePlace) -> ProfileParts {
    cells.parts(at: place, layout, perDay: clock.perDay)
  }

  /// Weighs what the knots of a kind of day have learnt.
  mutating func weigh(knotsOfKind kind: Int) {
    let first = layout.knots(ofKind: kind)
    for cell in first..<(first + layout.knotCount) {
      let knot = cells[cell]
      // It sees many values a day, so that its own spread tells all.
      cells[cell].belief = knot.believed(
        knot.location, perDay: clock.perDay, usual: cells.leastSpread)
    }
  }
}
