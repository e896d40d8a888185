internal import SabaNumerics

extension SeasonalProfile {
  /// Learns a profile from a history at once, by medians: robust to incidents in a tenth of it and
  /// more.
  ///
  /// The same model as value by value, and it can go on so: each part takes the median of what
  /// those before it leave, of the values around a knot or in a slot, and the median absolute
  /// deviation. Values weigh less with age, as the options say.
  ///
  /// - Parameters:
  ///   - values: In the metric's unit; NaN where missing.
  ///   - grid: Their times; its interval replaces that of the options.
  ///   - options: See ``SeasonalProfileOptions``.
  ///   - calendar: By whose clock and days to learn.
  /// - Returns: The profile.
  /// - Throws: ``FitError/tooFewSamples(count:needed:)`` for fewer values than fill two days, what
  ///   the calendar excludes not counted; ``FitError/infiniteValue(index:)``;
  ///   ``FitError/invalidParameter(name:reason:)``.
  /// - Complexity: O(n·log n) for n values.
  public static func fit(
    _ values: [Double], on grid: TimeGrid, options: SeasonalProfileOptions = .init(),
    calendar: SeasonalCalendar = .utc
  ) throws(FitError) -> SeasonalProfile {
    precondition(values.count == grid.count, "one value a point of the grid")
    var options = options
    options.interval = grid.interval
    var profile = try SeasonalProfile(options: options, calendar: calendar)
    if let index = values.firstIndex(where: \.isInfinite) { throw .infiniteValue(index: index) }
    try profile.learn(values, on: grid)
    return profile
  }

  /// A value, or what is left of it, with its place and weights.
  private struct Sample {
    var value: Double
    var place: ProfilePlace
    /// Its weight in medians.
    var recency: Double
    /// Its weight in the count of days.
    var weight: Double
  }

  /// The passes over the knots: the first finds the level, the others the curve between the knots.
  private static let knotPasses = 3

  private mutating func learn(_ values: [Double], on grid: TimeGrid) throws(FitError) {
    var samples: [Sample] = []
    var days: [Int] = []
    var stretch = stretch
    for (index, value) in values.enumerated() where !value.isNaN {
      let time = grid.time(at: index)
      if !stretch.contains(time) { stretch = calendar.stretch(around: time) }
      if stretch.isExcluded { continue }
      samples.append(
        Sample(
          value: value, place: layout.place(of: time, in: stretch), recency: 1, weight: 1))
      days.append(stretch.day)
    }
    let needed = (2 * 86_400 + grid.interval - 1) / grid.interval
    guard samples.count >= needed, let first = days.first, let last = days.last else {
      throw .tooFewSamples(count: samples.count, needed: needed)
    }
    clock.begin(at: first)
    if last > first { _ = clock.advance(to: last) }
    origin = median(samples.lazy.map(\.value)) ?? 0
    for index in samples.indices {
      let weight = clock.weight(ofDay: days[index])
      samples[index].weight = weight * layout.valueShare
      // Weights double every two half-lives; memory fades by half in one.
      samples[index].recency = (weight * clock.perDay) * (weight * clock.perDay)
      samples[index].value -= origin
    }

    let usual = samples.filter { !$0.place.isHoliday && $0.place.eventCell == nil }
    fitCell(ProfileLayout.overall, to: usual, share: 1 / Double(layout.slotCount))
    fitKnots(ProfileLayout.knots, to: usual)
    let ofDay = left(of: usual) { $0.cells.line(from: ProfileLayout.knots, at: $1).location }
    for weekday in 0..<7 {
      fitKnots(layout.knots(ofKind: weekday), to: ofDay.filter { $0.place.weekday == weekday })
      weigh(knotsOfKind: weekday)
    }
    let ofSlot = left(of: ofDay) { $0.parts(at: $1).weekdayKnots }
    fitSpreads(ProfileLayout.knots, to: ofSlot)
    fitCells(ofSlot) { $0.layout.slots + $1.slot }
    let ofWeekday = left(of: ofDay) { $0.cells[$0.layout.slots + $1.slot].location }
    fitCells(ofWeekday) { $0.layout.slots(ofKind: $1.weekday) + $1.slot }
    fitSpreads(ProfileLayout.knots, to: left(of: usual) { $0.parts(at: $1).ofUsualDay })

    // What is rare deviates from usual days, and is known only where those were seen.
    let rare = samples.filter {
      ($0.place.isHoliday || $0.place.eventCell != nil)
        && cells.line(from: ProfileLayout.knots, at: $0.place).weight > 0
    }
    let holidays = left(of: rare.filter { $0.place.eventCell == nil }) {
      $0.parts(at: $1).ofUsualDay
    }
    fitKnots(layout.knots(ofKind: ProfileLayout.holiday), to: holidays)
    weigh(knotsOfKind: ProfileLayout.holiday)
    fitCells(holidays) { $0.layout.slots(ofKind: ProfileLayout.holiday) + $1.slot }
    let events = left(of: rare.filter { $0.place.eventCell != nil }) { $0.parts(at: $1).value }
    fitCells(events) { $1.eventCell ?? $0.layout.cellCount }
  }

  /// What a part leaves of samples.
  private func left(
    of samples: [Sample], by part: (SeasonalProfile, ProfilePlace) -> Double
  ) -> [Sample] {
    samples.map { sample in
      var sample = sample
      sample.value -= part(self, sample.place)
      return sample
    }
  }

  private mutating func fitCell(_ cell: Int, to samples: [Sample], share: Double = 1) {
    var weights = 0.0
    for sample in samples { weights += sample.weight * share }
    cells[cell].weight = weights
    cells[cell].location = weightedMedian(samples.map { ($0.value, $0.recency) })
    let location = cells[cell].location
    cells[cell].spread =
      weightedMedian(samples.map { (abs($0.value - location), $0.recency) })
      / Self.medianDeviation
  }

  /// Fits one cell for each slot that samples lie in.
  private mutating func fitCells(
    _ samples: [Sample], _ cell: (SeasonalProfile, ProfilePlace) -> Int
  ) {
    var groups: [Int: [Sample]] = [:]
    for sample in samples { groups[cell(self, sample.place), default: []].append(sample) }
    for (cell, group) in groups { fitCell(cell, to: group) }
  }

  /// The samples on either side of each knot, with how near they are, from 0 to 1.
  private func neighbours(of samples: [Sample]) -> [[(sample: Int, nearness: Double)]] {
    var result = [[(sample: Int, nearness: Double)]](repeating: [], count: layout.knotCount)
    for (index, sample) in samples.enumerated() {
      let place = sample.place
      if place.share < 1 { result[place.lower].append((index, 1 - place.share)) }
      if place.share > 0 { result[place.upper].append((index, place.share)) }
    }
    return result
  }

  private mutating func fitKnots(_ first: Int, to samples: [Sample]) {
    let neighbours = neighbours(of: samples)
    for (knot, near) in neighbours.enumerated() {
      for (sample, nearness) in near {
        cells[first + knot].weight += samples[sample].weight * layout.knotsPerSlot * nearness
      }
    }
    for _ in 0..<Self.knotPasses {
      let left = left(of: samples) { $0.cells.line(from: first, at: $1).location }
      for (knot, near) in neighbours.enumerated() where !near.isEmpty {
        cells[first + knot].location += weightedMedian(
          near.map { (left[$0.sample].value, left[$0.sample].recency * $0.nearness) })
      }
    }
    fitSpreads(first, to: left(of: samples) { $0.cells.line(from: first, at: $1).location })
  }

  /// Takes the spreads of knots from what is left of samples.
  private mutating func fitSpreads(_ first: Int, to left: [Sample]) {
    for (knot, near) in neighbours(of: left).enumerated() where !near.isEmpty {
      cells[first + knot].spread =
        weightedMedian(
          near.map { (abs(left[$0.sample].value), left[$0.sample].recency * $0.nearness) })
        / Self.medianDeviation
    }
  }

  /// The median absolute deviation of a standard normal variable.
  private static let medianDeviation = 0.6744897501960817
}

/// The value on either side of which lies half of the weight; 0 where there is none.
private func weightedMedian(_ samples: [(value: Double, weight: Double)]) -> Double {
  let sorted = samples.sorted { $0.value < $1.value }
  let half = sorted.reduce(0) { $0 + $1.weight } / 2
  var sum = 0.0
  for (index, sample) in sorted.enumerated() {
    sum += sample.weight
    // Where the halves meet between two values, their middle.
    if abs(sum - half) <= 1e-12 * half && index + 1 < sorted.count {
      return 0.5 * sample.value + 0.5 * sorted[index + 1].value
    }
    if sum > half { return sample.value }
  }
  return sorted.last?.value ?? 0
}
