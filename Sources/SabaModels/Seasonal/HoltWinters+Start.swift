internal import SabaNumerics

extension HoltWinters.State {
  /// At most as many cycles at the beginning of a series tell where a model starts.
  private static let cycleLimit = 5
  /// Without a season, at most as many values do.
  private static let headLength = 10

  /// A start from the first values by medians, so that single outliers do not move it.
  ///
  /// Over five cycles of the longest season (two at least) from the one with the first value on: the slope is the median of
  /// what values a cycle apart differ by, over the period; each season, from the shortest on, is the
  /// median by slot of what the slope and the seasons before it leave (subtracted or divided), a slot
  /// without a value lying between its neighbours around the clock; the level is the mean of the first season's
  /// slots. Without a season, level and slope are the median and Theil and Sen's slope of the first
  /// ten values.
  ///
  /// - Parameters:
  ///   - values: NaN where missing; at least two cycles, of which some values are seen. Above 0 if
  ///     the season multiplies.
  ///   - form: What the model is made of.
  init(estimatedFrom values: [Double], form: HoltWinters.Form) {
    guard let longest = form.periods.last else {
      self.init(line: values, hasTrend: form.trend != .none)
      return
    }
    let first = values.firstIndex { !$0.isNaN } ?? 0
    let begin = max(0, min(first / longest * longest, values.count - 2 * longest))
    let end = min(values.count, begin + Self.cycleLimit * longest)
    // Missing before it, so that a slot is its index modulo the period.
    let head = values.indices.prefix(end).map { $0 < begin ? .nan : values[$0] }
    var slope = 0.0
    if form.trend != .none {
      let changes = zip(head, head.dropFirst(longest)).lazy.map { $1 - $0 }.filter { !$0.isNaN }
      slope = (median(changes) ?? 0) / Double(longest)
    }
    var rest = head.indices.map { head[$0] - slope * Double($0 + 1) }
    var level = 0.0
    var seasons: [[Double]] = []
    for (index, period) in form.periods.enumerated() {
      var season = Self.slotMedians(rest, period: period)
      let mean = season.reduce(0, +) / Double(period)
      if form.isMultiplicative {
        if index == 0 {
          // What a slope explains of a product is not a difference: divide by the line instead.
          // A steep line may begin below 0, where nothing can be multiplied.
          let least = 1e-3 * (median(head.lazy.filter { !$0.isNaN }) ?? 1)
          level = max(mean, least)
          rest = head.indices.map { head[$0] / max(level + slope * Double($0 + 1), least) }
          season = Self.slotMedians(rest, period: period)
        }
        let size = season.reduce(0, +) / Double(period)
        level *= size
        slope *= size
        season = season.map { max($0 / size, HoltWinters.smallestFactor) }
        rest = rest.indices.map { rest[$0] / (size * season[$0 % period]) }
      } else {
        level += mean
        season = season.map { $0 - mean }
        rest = rest.indices.map { rest[$0] - mean - season[$0 % period] }
      }
      seasons.append(season)
    }
    self.init(level: level, slope: slope, seasons: seasons)
  }

  private init(line values: [Double], hasTrend: Bool) {
    let head = values.enumerated().lazy.filter { !$0.element.isNaN }.prefix(Self.headLength)
      .map { (time: Double($0.offset + 1), value: $0.element) }
    var slopes: [Double] = []
    if hasTrend {
      for (index, a) in head.enumerated() {
        for b in head.dropFirst(index + 1) {
          slopes.append((b.value - a.value) / (b.time - a.time))
        }
      }
    }
    let slope = median(slopes) ?? 0
    self.init(level: median(head.map { $0.value - slope * $0.time }) ?? 0, slope: slope)
  }

  /// The median of each slot; between its neighbours around the clock where a slot has no value.
  private static func slotMedians(_ values: [Double], period: Int) -> [Double] {
    var result = (0..<period).map { slot in
      median(
        stride(from: slot, to: values.count, by: period).lazy.map { values[$0] }.filter {
          !$0.isNaN
        })
        ?? .nan
    }
    let seen = result.indices.filter { !result[$0].isNaN }
    guard let first = seen.first else { return [Double](repeating: 0, count: period) }
    for (index, slot) in seen.enumerated() {
      let next = index + 1 < seen.count ? seen[index + 1] : first + period
      for between in (slot + 1)..<max(next, slot + 1) {
        let share = Double(between - slot) / Double(next - slot)
        result[between % period] = result[slot] + share * (result[next % period] - result[slot])
      }
    }
    return result
  }

  /// The same start with seasons that have a mean of 0, or of 1 if they multiply.
  ///
  /// Nothing that the model expects changes: what the seasons give up goes to level and slope.
  func normalized(isMultiplicative: Bool) -> HoltWinters.State {
    var result = self
    for index in seasons.indices {
      let mean = seasons[index].reduce(0, +) / Double(seasons[index].count)
      if isMultiplicative {
        result.seasons[index] = seasons[index].map { $0 / mean }
        result.level *= mean
        result.slope *= mean
      } else {
        result.seasons[index] = seasons[index].map { $0 - mean }
        result.level += mean
      }
    }
    return result
  }
}
