/// Where the cells of a profile lie, and which of them a time concerns.
///
/// A day has M slots. Its smooth part runs linearly between K knots, each in the middle of m = M/K
/// slots.
struct ProfileLayout: Sendable, Hashable {
  /// The seconds of a slot.
  let slotLength: Int
  /// The same for divisions, of which those of 32 bits are quick.
  private let slotDivisor: UInt32
  /// The slots of a day, M.
  let slotCount: Int
  /// The knots of a day, K.
  let knotCount: Int
  /// The knots of a slot, 1/m.
  let knotsPerSlot: Double
  /// How much of the day each of the slots that the cell of all values sees stands for.
  let overallShare: Double
  /// How much of a slot's day one value makes up.
  let valueShare: Double
  /// The first cell of each event's slots, and the end.
  let eventStarts: [Int]
  let cellCount: Int

  /// The kinds of day with cells of their own: seven weekdays, and holidays.
  static let dayKindCount = 8
  static let holiday = 7
  static let sunday = 6

  /// The cell of all values sees every so many slots: no divisor of a day, nor of what goes by
  /// hours.
  static let overallStep = 7
  /// The one cell of all values.
  static let overall = 0
  /// The first cell of the knots of all days.
  static let knots = 1

  init(_ options: SeasonalProfileOptions, calendar: SeasonalCalendar) throws(FitError) {
    guard (1...86_400).contains(options.interval) else {
      throw .invalidParameter(name: "interval", reason: "lies between 1 second and a day")
    }
    guard (1...86_400).contains(options.smoothing) else {
      throw .invalidParameter(name: "smoothing", reason: "lies between 1 second and a day")
    }
    if let halfLife = options.halfLifeDays, !(halfLife >= 2 && halfLife <= 1e6) {
      throw .invalidParameter(name: "halfLifeDays", reason: "lies between 2 and 1000000")
    }
    let length =
      options.slotLength ?? (options.interval...86_400).first { 86_400 % $0 == 0 } ?? 86_400
    guard (options.interval...86_400).contains(length), 86_400 % length == 0 else {
      throw .invalidParameter(
        name: "slotLength", reason: "divides a day and is no shorter than the interval")
    }
    slotLength = length
    slotDivisor = UInt32(length)
    let slots = 86_400 / length
    let slotsPerKnot =
      (1...slots).first { slots % $0 == 0 && $0 * length >= options.smoothing } ?? slots
    slotCount = slots
    knotCount = slots / slotsPerKnot
    knotsPerSlot = 1 / Double(slotsPerKnot)
    overallShare =
      1 / Double((slots + Self.overallStep - 1) / Self.overallStep)
    valueShare = Double(options.interval) / Double(length)
    var next = Self.knots + (1 + Self.dayKindCount) * (knotCount + slots)
    var starts = [next]
    for event in calendar.events {
      next += (event.duration + length - 1) / length
      starts.append(next)
    }
    eventStarts = starts
    cellCount = next
  }

  /// The first cell of a kind of day's knots.
  @inline(__always)
  func knots(ofKind kind: Int) -> Int { Self.knots &+ (1 &+ kind) &* knotCount }

  /// The first cell of the slots of all days.
  @inline(__always)
  var slots: Int { Self.knots &+ (1 &+ Self.dayKindCount) &* knotCount }

  /// The first cell of a kind of day's slots.
  @inline(__always)
  func slots(ofKind kind: Int) -> Int { slots &+ (1 &+ kind) &* slotCount }

  /// Where a time lies.
  @inline(__always)
  func place(of time: Int, in stretch: CalendarStretch) -> ProfilePlace {
    let second = time &- stretch.midnight
    var place = place(ofSlot: Int(UInt32(truncatingIfNeeded: second) / slotDivisor))
    // A holiday's deviations are those from a Sunday.
    place.weekday = stretch.isHoliday ? Self.sunday : stretch.weekday
    place.isHoliday = stretch.isHoliday
    if let event = stretch.event {
      place.eventCell = eventStarts[event.index] + (second - event.startSecond) / slotLength
    }
    return place
  }

  /// Where a slot of a Monday lies.
  @inline(__always)
  func place(ofSlot slot: Int) -> ProfilePlace {
    // From the middle of the last knot of yesterday, in knots.
    let position = (Double(slot) + 0.5) * knotsPerSlot + 0.5
    let next = Int(position)
    return ProfilePlace(
      slot: slot, lower: next == 0 ? knotCount &- 1 : next &- 1,
      upper: next == knotCount ? 0 : next, share: position - Double(next), weekday: 0,
      isHoliday: false, eventCell: nil)
  }
}

/// Which cells a time concerns.
struct ProfilePlace {
  var slot: Int
  /// The knots before and after the middle of the slot, and how near the latter is, from 0 to 1.
  var lower: Int
  var upper: Int
  var share: Double
  /// The knot that learns from the place.
  var nearest: Int { share < 0.5 ? lower : upper }
  var weekday: Int
  var isHoliday: Bool
  var eventCell: Int?
}
