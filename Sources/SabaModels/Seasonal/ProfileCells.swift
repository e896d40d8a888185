/// The cells of a profile, in one storage: first all locations, then all spreads, weights and
/// beliefs.
///
/// So what one value stores the next one loads as it was stored, number by number, which a
/// processor does at once.
struct ProfileCells: Sendable, Hashable {
  let count: Int
  /// `4·count` numbers.
  var numbers: [Double]

  /// The least spread, as a share of the spread of all values.
  private static let leastShare = 0.01

  /// How many numbers a cell has.
  static let numberCount = 4

  init(count: Int) {
    self.count = count
    numbers = [Double](repeating: 0, count: Self.numberCount * count)
  }

  /// Makes cells of numbers that were stored.
  init(numbers: [Double]) {
    count = numbers.count / Self.numberCount
    self.numbers = numbers
  }

  var indices: Range<Int> { 0..<count }

  subscript(cell: Int) -> ProfileCell {
    @inline(__always)
    get {
      ProfileCell(
        location: numbers[cell], spread: numbers[count + cell], weight: numbers[2 * count + cell],
        belief: numbers[3 * count + cell])
    }
    set {
      numbers[cell] = newValue.location
      numbers[count + cell] = newValue.spread
      numbers[2 * count + cell] = newValue.weight
      numbers[3 * count + cell] = newValue.belief
    }
  }

  /// The cell of all values.
  @inline(__always)
  var overall: ProfileCell { numbers.span.cell(ProfileLayout.overall, count) }

  /// The least spread that anything is measured by.
  @inline(__always)
  var leastSpread: Double { Self.leastShare * overall.spread }

  /// The line between the knots around a place.
  func line(from first: Int, at place: ProfilePlace) -> ProfileLine {
    numbers.span.line(from: first, at: place, count)
  }

  /// What is believed of the line between the knots around a place.
  func belief(from first: Int, at place: ProfilePlace) -> Double {
    numbers.span.belief(from: first, at: place, count)
  }

  /// What each part expects at a place.
  ///
  /// - Parameters:
  ///   - place: Of the day.
  ///   - layout: Where the cells lie.
  ///   - perDay: One over the weight that a day has now.
  /// - Returns: The parts, relative to the origin.
  @inline(__always)
  func parts(
    at place: ProfilePlace, _ layout: ProfileLayout, perDay: Double
  ) -> ProfileParts {
    let numbers = numbers.span
    let least = leastSpread
    let smooth = numbers.line(from: ProfileLayout.knots, at: place, count)
    let usual = smooth.spread > least ? smooth.spread : least
    let slot = numbers.cell(layout.slots &+ place.slot, count)
    let weekdayKnots = numbers.belief(
      from: layout.knots(ofKind: place.weekday), at: place, count)
    let weekdaySlot = numbers.cell(layout.slots(ofKind: place.weekday) &+ place.slot, count)
    var parts = ProfileParts(
      smooth: smooth, weekdayKnots: weekdayKnots,
      slot: slot.believed(slot.location, perDay: perDay, usual: usual),
      weekdaySlot: weekdaySlot.believed(
        weekdaySlot.location - weekdayKnots, perDay: perDay, usual: usual),
      least: least, pooled: PooledSpread(numerator: smooth.spread))
    // A weekday's slot sees too few days to tell its spread.
    parts.pooled.take(slot, perDay: perDay)
    if place.isHoliday {
      let holiday = numbers.cell(layout.slots(ofKind: ProfileLayout.holiday) &+ place.slot, count)
      parts.holidayKnots = numbers.belief(
        from: layout.knots(ofKind: ProfileLayout.holiday), at: place, count)
      parts.holidaySlot = holiday.believed(
        holiday.location - parts.holidayKnots, perDay: perDay, usual: usual)
      parts.pooled.take(holiday, perDay: perDay)
    }
    if let index = place.eventCell {
      let event = numbers.cell(index, count)
      parts.event = event.believed(event.location, perDay: perDay, usual: usual)
      parts.pooled.take(event, perDay: perDay)
    }
    return parts
  }

  /// Teaches the knots and the slot of holidays what a Sunday's parts leave.
  mutating func learn(holiday remainder: Double, _ lesson: ProfileLesson) {
    let count = count
    var numbers = numbers.mutableSpan
    numbers.learn(knot: lesson.knots, remainder, lesson, count)
    numbers.learn(slot: lesson.weekdaySlot, remainder, lesson, count)
  }

  /// Teaches the cell of an event what the day's parts leave.
  mutating func learn(event cell: Int, _ remainder: Double, _ lesson: ProfileLesson) {
    let count = count
    var numbers = numbers.mutableSpan
    numbers.learn(slot: cell, remainder, lesson, count)
  }
}

// The layout bounds all cells, so that the hot path need not check each number.

extension Span<Double> {
  @inline(__always)
  func cell(_ cell: Int, _ count: Int) -> ProfileCell {
    ProfileCell(
      location: self[unchecked: cell], spread: self[unchecked: count &+ cell],
      weight: self[unchecked: 2 &* count &+ cell], belief: self[unchecked: 3 &* count &+ cell])
  }

  @inline(__always)
  func line(from first: Int, at place: ProfilePlace, _ count: Int) -> ProfileLine {
    let lower = cell(first &+ place.lower, count)
    let upper = cell(first &+ place.upper, count)
    // A knot that saw nothing leaves the line to the other one.
    let share = lower.weight == 0 ? 1 : upper.weight == 0 ? 0 : place.share
    return ProfileLine(
      location: lower.location + share * (upper.location - lower.location),
      spread: lower.spread + share * (upper.spread - lower.spread),
      weight: lower.weight + place.share * (upper.weight - lower.weight))
  }

  @inline(__always)
  func belief(from first: Int, at place: ProfilePlace, _ count: Int) -> Double {
    let lower = cell(first &+ place.lower, count).belief
    return lower + place.share * (cell(first &+ place.upper, count).belief - lower)
  }
}

extension MutableSpan<Double> {
  @inline(__always)
  mutating func learn(
    _ cell: Int, _ value: Double, from expected: Double, size: Double, weight: Double,
    usual: Double, _ lesson: ProfileLesson, _ count: Int
  ) {
    var learnt = span.cell(cell, count)
    learnt.learn(
      value, from: expected, size: size, weight: weight, today: lesson.today, usual: usual)
    self[unchecked: cell] = learnt.location
    self[unchecked: count &+ cell] = learnt.spread
    self[unchecked: 2 &* count &+ cell] = learnt.weight
  }

  /// Teaches a slot.
  @inline(__always)
  mutating func learn(
    slot cell: Int, _ value: Double, _ lesson: ProfileLesson, _ count: Int
  ) {
    let expected = span.cell(cell, count).location
    learn(
      cell, value, from: expected, size: abs(value - expected), weight: lesson.weight,
      usual: lesson.usual, lesson, count)
  }

  /// Teaches the nearest knot of a kind of day what its line did not expect.
  @inline(__always)
  mutating func learn(
    knot first: Int, _ value: Double, _ lesson: ProfileLesson, _ count: Int
  ) {
    let expected = span.line(from: first, at: lesson.place, count).location
    learn(
      first &+ lesson.place.nearest, value, from: expected, size: abs(value - expected),
      weight: lesson.knotWeight, usual: lesson.usual, lesson, count)
  }
}

/// A line between two knots, at a place.
struct ProfileLine {
  var location: Double
  var spread: Double
  var weight: Double
}

/// Which cells learn from a value, how much, and what is usual there.
struct ProfileLesson {
  var place: ProfilePlace
  /// The first knot of the kind of day.
  var knots: Int
  /// The slot of all days.
  var slot: Int
  /// The slot of the kind of day.
  var weekdaySlot: Int
  /// The weight for the cell of all values; 0 for none.
  var overallWeight: Double
  /// The weight for a slot.
  var weight: Double
  /// The weight for a knot.
  var knotWeight: Double
  /// The weight that a day has now.
  var today: Double
  /// The least spread that anything is measured by; infinite while nothing has varied.
  var least: Double
  /// The smooth spread of the place, at least that; infinite while nothing has varied there.
  var usual: Double
}
