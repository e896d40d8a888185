extension SeasonalProfile {
  /// Judges a value by what was learnt before it, then learns it.
  ///
  /// - Parameters:
  ///   - value: In the metric's unit; NaN and infinite values teach nothing, neither does what the
  ///     calendar excludes.
  ///   - time: In seconds since the epoch. Times in any order teach the same but for rounding and the clipping of
  ///     outliers; ascending ones are fast.
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
    let weight = stretch.day == clock.latest ? clock.today : clock.weight(ofDay: stretch.day)
    learn(value - origin, parts, at: place, weight: weight * layout.valueShare)
    return score
  }

  /// Ends a day.
  private mutating func advance(to day: Int) {
    // A knot sees many values a day, which are one piece of evidence: it is weighed when all are in.
    weigh(knotsOfKind: CivilDate(dayNumber: clock.latest).weekday - 1)
    weigh(knotsOfKind: ProfileLayout.holiday)
    let factor = clock.advance(to: day)
    if factor != 1 {
      for cell in cells.indices { cells[cell].weight *= factor }
    }
  }

  /// Hands a value down the parts: each learns what those before it leave.
  @inline(__always)
  private mutating func learn(
    _ value: Double, _ parts: ProfileParts, at place: ProfilePlace, weight: Double
  ) {
    let least = leastSpread
    let lesson = ProfileLesson(
      place: place, weight: weight, knotWeight: weight * layout.knotsPerSlot, today: clock.today,
      least: least, usual: max(parts.smooth.spread, least))
    if !place.isHoliday && place.eventCell == nil {
      cells.learn(value, parts, layout, lesson)
    } else if parts.smooth.weight > 0 {
      // What is rare teaches nothing of usual days, and without those it deviates from nothing.
      if let event = place.eventCell {
        cells.learn(
          event: event, value - parts.ofUsualDay - parts.holidayKnots - parts.holidaySlot, lesson)
      } else {
        cells.learn(holiday: value - parts.ofUsualDay, layout, lesson)
      }
    }
  }
}
