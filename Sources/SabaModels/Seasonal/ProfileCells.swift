/// The cells of a profile, in one storage: first all locations, then all spreads, weights and beliefs.
///
/// So the halves of a pair are loaded and stored by themselves, without reordering, and what one
/// value stores the next one loads at once.
struct ProfileCells: Sendable, Hashable {
  let count: Int
  /// `4·count` numbers.
  private(set) var numbers: [Double]

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

  @inline(__always)
  func spread(_ cell: Int) -> Double { numbers[count + cell] }

  @inline(__always)
  func weight(_ cell: Int) -> Double { numbers[2 * count + cell] }

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
  ///   - least: The least spread.
  /// - Returns: The parts, relative to the origin.
  @inline(__always)
  func parts(
    at place: ProfilePlace, _ layout: ProfileLayout, perDay: Double, least: Double
  ) -> ProfileParts {
    let numbers = numbers.span
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
      pooled: PooledSpread(numerator: smooth.spread))
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

  /// Teaches the cells of a usual day; each part learns what those before it leave.
  ///
  /// A weekday's slot learns all that its weekday deviates by, and is asked only for what the weekday's
  /// knots do not say already. What belongs to the slot of all days it leaves, believed or not:
  /// otherwise a job of every day would at first be one of each weekday. Parts that see their first value take it whole.
  ///
  /// - Parameters:
  ///   - value: Relative to the origin.
  ///   - parts: What each part expected.
  ///   - layout: Where the cells lie.
  ///   - lesson: Place and weights.
  @inline(__always)
  mutating func learn(
    _ value: Double, _ parts: ProfileParts, _ layout: ProfileLayout, _ lesson: ProfileLesson
  ) {
    let place = lesson.place
    let count = count
    let isFirst = weight(ProfileLayout.overall) == 0
    var numbers = numbers.mutableSpan
    let knots = layout.knots(ofKind: place.weekday)
    let slots = (layout.slots &+ place.slot, layout.slots(ofKind: place.weekday) &+ place.slot)
    let weekdayLine = numbers.span.line(from: knots, at: place, count)
    let slot = numbers.span.cell(slots.0, count)
    let ofDay = parts.smooth.weight == 0 ? 0 : value - parts.smooth.location
    let ofSlot = ofDay - parts.weekdayKnots
    let ofWeekday = slot.weight == 0 ? 0 : ofDay - slot.location
    let remainder = value - parts.ofUsualDay
    // The spread of all values is but a floor: one slot in some will do.
    if place.slot % ProfileLayout.overallStep == 0 || isFirst {
      numbers.learn(overall: value, weight: lesson.weight * layout.overallShare, lesson, count)
    }
    numbers.learn(
      knots: ProfileLayout.knots, value, from: parts.smooth.location, size: abs(remainder),
      usual: lesson.least, lesson, count)
    numbers.learn(
      knots: knots, ofDay, from: weekdayLine.location, size: abs(ofDay - weekdayLine.location),
      usual: lesson.usual, lesson, count)
    numbers.learn(slots: slots.0, slots.1, SIMD2(ofSlot, ofWeekday), lesson, count)
  }

  /// Teaches the knots and the slot of holidays.
  ///
  /// - Parameters:
  ///   - remainder: What a Sunday's parts leave.
  ///   - layout: Where the cells lie.
  ///   - lesson: Place and weights.
  mutating func learn(
    holiday remainder: Double, _ layout: ProfileLayout, _ lesson: ProfileLesson
  ) {
    let count = count
    var numbers = numbers.mutableSpan
    let slot = layout.slots(ofKind: ProfileLayout.holiday) + lesson.place.slot
    let knots = layout.knots(ofKind: ProfileLayout.holiday)
    let line = numbers.span.line(from: knots, at: lesson.place, count)
    numbers.learn(
      knots: knots, remainder, from: line.location, size: abs(remainder - line.location),
      usual: lesson.usual, lesson, count)
    numbers.learn(
      slots: slot, slot,
      SIMD2(repeating: remainder),
      lesson,
      count)
  }

  /// Teaches the cell of an event what the day's parts leave.
  mutating func learn(event cell: Int, _ remainder: Double, _ lesson: ProfileLesson) {
    let count = count
    var numbers = numbers.mutableSpan
    numbers.learn(slots: cell, cell, SIMD2(repeating: remainder), lesson, count)
  }
}

// The layout bounds all cells, so that the hot path need not check each number.

extension Span<Double> {
  @inline(__always)
  fileprivate func cell(_ cell: Int, _ count: Int) -> ProfileCell {
    ProfileCell(
      location: self[unchecked: cell], spread: self[unchecked: count &+ cell],
      weight: self[unchecked: 2 &* count &+ cell], belief: self[unchecked: 3 &* count &+ cell])
  }

  @inline(__always)
  fileprivate func line(from first: Int, at place: ProfilePlace, _ count: Int) -> ProfileLine {
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
  fileprivate func belief(from first: Int, at place: ProfilePlace, _ count: Int) -> Double {
    let lower = cell(first &+ place.lower, count).belief
    return lower + place.share * (cell(first &+ place.upper, count).belief - lower)
  }
}

extension MutableSpan<Double> {
  /// Changes two cells, which may be the same one: then the first counts.
  @inline(__always)
  fileprivate mutating func change(
    _ first: Int, _ second: Int, _ count: Int, _ body: (inout ProfileCellPair) -> Void
  ) {
    var pair = ProfileCellPair(
      location: SIMD2(self[unchecked: first], self[unchecked: second]),
      spread: SIMD2(self[unchecked: count &+ first], self[unchecked: count &+ second]),
      weight: SIMD2(self[unchecked: 2 &* count &+ first], self[unchecked: 2 &* count &+ second]))
    body(&pair)
    self[unchecked: second] = pair.location.y
    self[unchecked: first] = pair.location.x
    self[unchecked: count &+ second] = pair.spread.y
    self[unchecked: count &+ first] = pair.spread.x
    self[unchecked: 2 &* count &+ second] = pair.weight.y
    self[unchecked: 2 &* count &+ first] = pair.weight.x
  }

  /// Teaches two slots.
  @inline(__always)
  fileprivate mutating func learn(
    slots first: Int, _ second: Int, _ values: SIMD2<Double>, _ lesson: ProfileLesson, _ count: Int
  ) {
    change(first, second, count) { pair in
      let deviation = values - pair.location
      pair.learn(
        values, from: pair.location, size: SIMD2(abs(deviation.x), abs(deviation.y)),
        weight: SIMD2(repeating: lesson.weight), today: lesson.today,
        usual: SIMD2(repeating: lesson.usual))
    }
  }

  /// Teaches the knots around the place, from what the line between them expected.
  ///
  /// - Parameters:
  ///   - first: The first of the knots.
  ///   - value: What they learn.
  ///   - line: What was expected.
  ///   - size: What the spreads learn.
  ///   - usual: A spread below which deviations are not clipped.
  ///   - lesson: Place and weights.
  ///   - count: The number of cells.
  @inline(__always)
  fileprivate mutating func learn(
    knots first: Int, _ value: Double, from line: Double, size: Double, usual: Double,
    _ lesson: ProfileLesson, _ count: Int
  ) {
    let share = lesson.place.share
    change(first &+ lesson.place.lower, first &+ lesson.place.upper, count) { pair in
      pair.learn(
        SIMD2(repeating: value), from: SIMD2(repeating: line), size: SIMD2(repeating: size),
        weight: lesson.knotWeight * SIMD2(1 - share, share), today: lesson.today,
        usual: SIMD2(repeating: usual))
    }
  }

  /// Teaches the cell of all values.
  @inline(__always)
  fileprivate mutating func learn(
    overall value: Double, weight: Double, _ lesson: ProfileLesson, _ count: Int
  ) {
    change(ProfileLayout.overall, ProfileLayout.overall, count) { pair in
      pair.learn(
        SIMD2(repeating: value), from: pair.location,
        size: SIMD2(repeating: abs(value - pair.location.x)), weight: SIMD2(repeating: weight),
        today: lesson.today, usual: .zero)
    }
  }
}

/// A line between two knots, at a place.
struct ProfileLine {
  var location: Double
  var spread: Double
  var weight: Double
}

/// How much cells learn from a value, and what is usual there.
struct ProfileLesson {
  var place: ProfilePlace
  /// The weight for a slot.
  var weight: Double
  /// The weight for both knots together.
  var knotWeight: Double
  /// The weight that a day has now.
  var today: Double
  /// The least spread that anything is measured by.
  var least: Double
  /// The smooth spread of the place, at least that.
  var usual: Double
}
