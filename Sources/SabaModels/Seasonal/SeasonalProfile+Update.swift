extension SeasonalProfile {
  /// Judges a value by what was learnt before it, then learns it.
  ///
  /// - Parameters:
  ///   - value: In the metric's unit; NaN and infinite values teach nothing, neither does what the
  ///     calendar excludes.
  ///   - time: In seconds since the epoch. Times in any order teach the same but for rounding and
  ///     the clipping of outliers; ascending ones are fast.
  /// - Returns: The score, as ``score(of:at:)`` gives it before the update.
  /// - Complexity: O(1) and no allocation, but for a look-up in the calendar once or twice a day.
  @discardableResult
  public mutating func update(with value: Double, at time: Int) -> Double {
    if !stretch.contains(time) { stretch = calendar.stretch(around: time) }
    let place = layout.place(of: time, in: stretch)
    let parts = parts(at: place)
    let score = expectation(of: parts).score(of: value - origin)
    if !value.isFinite || stretch.isExcluded { return score }
    if isEmpty {
      origin = value
      clock.begin(at: stretch.day)
    } else if stretch.day > clock.latest {
      advance(to: stretch.day)
    }
    let day = stretch.day == clock.latest ? clock.today : clock.weight(ofDay: stretch.day)
    let weight = day * layout.valueShare
    if place.isHoliday || place.eventCell != nil {
      learnRare(value - origin, at: time, weight: weight)
    } else {
      let lesson = lesson(kind: place.weekday, at: place, parts, weight: weight)
      // Each part learns what those before it leave. A weekday's slot learns all that its weekday
      // deviates by, and is asked only for what the weekday's knots do not say already. What belongs
      // to the slot of all days it leaves, believed or not: otherwise a job of every day would at
      // first be one of each weekday. Parts that see their first value take it whole.
      //
      // All of it stands here because a function that makes a span is not inlined, and a call costs
      // a fifth of the time.
      let count = cells.count
      let deviation = value - origin
      var numbers = cells.numbers.mutableSpan
      let slot = numbers.span.cell(lesson.slot, count)
      let ofDay = parts.smooth.weight == 0 ? 0 : deviation - parts.smooth.location
      let ofSlot = ofDay - parts.weekdayKnots
      let ofWeekday = slot.weight == 0 ? 0 : ofDay - slot.location
      let remainder = deviation - parts.ofUsualDay
      if lesson.overallWeight > 0 {
        let overall = numbers.span.cell(ProfileLayout.overall, count)
        numbers.learn(
          ProfileLayout.overall, deviation, from: overall.location,
          size: abs(deviation - overall.location), weight: lesson.overallWeight,
          usual: overall.spread > 0 ? 0 : .infinity, lesson, count)
      }
      numbers.learn(
        ProfileLayout.knots &+ lesson.place.nearest, deviation, from: parts.smooth.location,
        size: abs(remainder), weight: lesson.knotWeight, usual: lesson.least, lesson, count)
      numbers.learn(knot: lesson.knots, ofDay, lesson, count)
      numbers.learn(slot: lesson.slot, ofSlot, lesson, count)
      numbers.learn(slot: lesson.weekdaySlot, ofWeekday, lesson, count)
    }
    return score
  }

  /// Ends a day.
  private mutating func advance(to day: Int) {
    // A knot sees many values a day, which are one piece of evidence: it is weighed when all are
    // in.
    weigh(knotsOfKind: CivilDate(dayNumber: clock.latest).weekday - 1)
    weigh(knotsOfKind: ProfileLayout.holiday)
    let factor = clock.advance(to: day)
    if factor != 1 {
      for cell in cells.indices { cells[cell].weight *= factor }
    }
  }

  @inline(__always)
  private func lesson(
    kind: Int, at place: ProfilePlace, _ parts: ProfileParts, weight: Double
  ) -> ProfileLesson {
    let usual = parts.smooth.spread > parts.least ? parts.smooth.spread : parts.least
    // The spread of all values is but a floor: one slot in some will do.
    let learnsOverall = place.slot % ProfileLayout.overallStep == 0 || isEmpty
    return ProfileLesson(
      place: place, knots: layout.knots(ofKind: kind), slot: layout.slots &+ place.slot,
      weekdaySlot: layout.slots(ofKind: kind) &+ place.slot,
      overallWeight: learnsOverall ? weight * layout.overallShare : 0, weight: weight,
      knotWeight: weight * layout.knotsPerSlot, today: clock.today,
      least: parts.least > 0 ? parts.least : .infinity, usual: usual > 0 ? usual : .infinity)
  }

  /// Learns a value of a holiday or an event, which teaches nothing of usual days.
  ///
  /// Apart from what is frequent, and from nothing but the time, so that the frequent is all in
  /// registers.
  @inline(never)
  private mutating func learnRare(_ value: Double, at time: Int, weight: Double) {
    let place = layout.place(of: time, in: stretch)
    let parts = parts(at: place)
    // Without usual days there is nothing that it deviates from.
    if parts.smooth.weight == 0 { return }
    let lesson = lesson(kind: ProfileLayout.holiday, at: place, parts, weight: weight)
    if let event = place.eventCell {
      cells.learn(
        event: event, value - parts.ofUsualDay - parts.holidayKnots - parts.holidaySlot, lesson)
    } else {
      cells.learn(holiday: value - parts.ofUsualDay, lesson)
    }
  }
}
