internal import SabaNumerics

/// The search of ``PeriodDetector`` under way: what is left of the series after the seasons found.
struct PeriodSearch {
  /// The candidates of an octave that are tested.
  private static let candidateCount = 4
  /// By how much a divisor's share of the variance must exceed that of any part of its size.
  private static let divisorSurplus = 0.25
  /// The robust standard deviations beyond which values are cut.
  private static let cut = 5.0
  /// Cycles from which outliers at the same point of the cycle are more than chance.
  private static let recurringCycles = 7.0
  /// The fewest values that may carry a season.
  private static let fewestCarriers = 8.0
  /// The points of a cycle that long periods are smoothed to.
  private static let smoothCycle = 64
  /// Periods as close as this are one.
  private static let sameWithin = 0.02
  /// The share of the best correlation that does as well: what was removed of a shorter season pulls down
  /// its multiples.
  private static let asGood = 0.85

  private let periods: ClosedRange<Int>
  /// 1 where observed, 0 where missing.
  private let mask: [Double]
  /// What rounding may leave of a value that line and seasons explain.
  private let rounding: Double
  /// The series less its line and the seasons found, 0 where missing, and 0 where only rounding is left.
  private var rest: [Double]
  /// The same with outliers cut.
  private var cutRest: [Double]
  /// How far from the middle they were cut.
  private var cutReach = 0.0
  private var found: [Int] = []
  private var transform: FourierTransform

  /// A period and the logarithm of its p-value.
  private struct Candidate {
    var period: Int
    var logP: Double
  }

  /// Prepares a search.
  init(_ series: CentredSeries, periods: ClosedRange<Int>) {
    self.periods = periods
    mask = series.isObserved.map { $0.map { $0 ? 1 : 0 } } ?? series.values.map { _ in 1 }
    rounding = series.rounding
    rest = series.values
    transform = FourierTransform(size: FourierTransform.size(holding: 2 * rest.count))
    cutRest = rest
    cutOutliers()
    removeLine()
    cutOutliers()
    removeLine()
    cutOutliers()
  }

  /// The most significant period that is left, which is then taken away; nil if there is none.
  mutating func next(significance: Double, minimumStrength: Double) -> DetectedPeriod? {
    let candidates = candidates().filter { candidate in
      candidate.logP <= logarithm(significance)
        && fold(candidate.period).correlation >= minimumStrength
        && !found.contains {
          Double(abs($0 - candidate.period)) <= max(1, Self.sameWithin * Double($0))
        }
    }.sorted { $0.logP < $1.logP }
    guard var best = candidates.first else { return nil }
    while let part = candidates.first(where: { isSeason($0.period, within: best.period) }) {
      best = part
    }
    let period = summit(near: best.period)
    let cycles = fold(period)
    remove(cycles)
    found.append(period)
    return DetectedPeriod(
      period: period, strength: cycles.correlation, pValue: min(1, exponential(best.logP)))
  }

  // MARK: Candidates

  /// The best peaks of the autocorrelation in each octave, tested as they are and, long ones, smoothed.
  private mutating func candidates() -> [Candidate] {
    var tested: [Candidate] = []
    let octaves = (0..<Int.bitWidth - 2).map { 2 << $0 }.filter {
      $0 >= periods.lowerBound && $0 / 2 < periods.upperBound
    }
    for length in octaves {
      let lags = max(length / 2 + 1, 2)...length
      for smoothing in length >= 4 * Self.smoothCycle ? [1, length / Self.smoothCycle] : [1] {
        let values = aroundAverages(of: length, smoothedOver: smoothing)
        let correlations = Autocorrelation(of: values, mask: mask, transform: &transform)
        for period in peaks(of: correlations, in: lags.clamped(to: periods)) {
          let cycles =
            smoothing == 1
            ? fold(period)
            : FoldedSeries(
              aroundAverages(of: period, smoothedOver: smoothing), mask: mask, period: period)
          if carriers(cycles) < Self.fewestCarriers { continue }
          let freedom = correlations.degreesOfFreedom(ofCycle: period)
          // Each octave has its share of the error, and so has smoothing; within an octave as many
          // periods count as can be told apart.
          let looks = min(0.5 * Double(period), freedom * cycles.cycleCount)
          let shares = Double(octaves.count * (length >= 4 * Self.smoothCycle ? 2 : 1))
          tested.append(
            Candidate(
              period: period,
              logP: cycles.logP(degreesOfFreedom: freedom) + logarithm(max(1, looks) * shares)))
        }
      }
    }
    return tested
  }

  private func peaks(of correlations: Autocorrelation, in lags: ClosedRange<Int>) -> [Int] {
    let around = (lags.lowerBound - 1)...(lags.upperBound + 1)
    let sums = around.map { correlations.mean(atMultiplesOf: $0) }
    var peaks: [(period: Int, score: Double)] = []
    for lag in lags {
      let index = lag - around.lowerBound
      let (mean, pairs) = sums[index]
      // At lag 1 there is no valley to come from.
      let before = lag == 2 ? -1 : sums[index - 1].mean
      if mean > 0 && mean >= before && mean >= sums[index + 1].mean {
        peaks.append((lag, mean * pairs.squareRoot()))
      }
    }
    return peaks.sorted { $0.score > $1.score }.prefix(Self.candidateCount).map(\.period)
  }

  /// The period of the highest correlation that can be reached from another step by step.
  private func summit(near period: Int) -> Int {
    var best = (period: period, correlation: fold(period).correlation)
    for step in [-1, 1] {
      var next = period + step
      while periods.contains(next) {
        let correlation = fold(next).correlation
        if correlation <= best.correlation { break }
        best = (next, correlation)
        next += step
      }
    }
    // Seasons nest: next to a multiple of a shorter one the multiple is meant, if it does as well.
    for part in found where part < best.period {
      let multiple = Int((Double(best.period) / Double(part)).rounded()) * part
      let isNear =
        Double(abs(multiple - best.period)) <= Self.sameWithin * Double(best.period)
      if isNear, periods.contains(multiple),
        fold(multiple).correlation >= Self.asGood * best.correlation
      {
        return multiple
      }
    }
    return best.period
  }

  /// Whether a shorter period is a season of its own within a longer one.
  private func isSeason(_ part: Int, within whole: Int) -> Bool {
    let times = (Double(whole) / Double(part)).rounded()
    guard times >= 2, abs(times * Double(part) - Double(whole)) <= 0.5 * times else { return false }
    let values = aroundAverages(of: whole)
    let share =
      FoldedSeries(values, mask: mask, period: part).correlation
      / FoldedSeries(values, mask: mask, period: whole).correlation
    return share >= 1 / times + Self.divisorSurplus
  }

  /// The cycles of a period, outliers cut except where they recur: from some cycles on, what four
  /// cycles of five reach beyond the cut stays.
  private func fold(_ period: Int) -> FoldedSeries {
    var values = aroundAverages(of: period)
    let cycles = mask.reduce(0, +) / Double(period)
    if cycles < Self.recurringCycles { return FoldedSeries(values, mask: mask, period: period) }
    for phase in 0..<period {
      let places = stride(from: phase, to: values.count, by: period).filter { mask[$0] > 0 }
      let cut = places.filter { rest[$0] != cutRest[$0] }
      let few = places.count / 5
      guard cut.count >= max(1, places.count - few) else { continue }
      // What all but a few reach, on the side where they are; the cut is as far beyond.
      let beyond = places.map { rest[$0] - cutRest[$0] }.sorted()
      let level = beyond[few] > 0 ? beyond[few] : min(beyond[beyond.count - 1 - few], 0)
      if level == 0 { continue }
      for place in cut {
        let more = rest[place] - cutRest[place]
        values[place] += level > 0 ? min(more, level + cutReach) : max(more, level - cutReach)
      }
    }
    return FoldedSeries(values, mask: mask, period: period)
  }

  /// How many values carry the variance: all n would, each the same, and a third of n normal ones.
  private func carriers(_ cycles: FoldedSeries) -> Double {
    let squares = cycles.values.reduce(0) { $0 + $1 * $1 }
    if squares == 0 { return 0 }
    return 1 / cycles.values.reduce(0) { $0 + ($1 * $1 / squares) * ($1 * $1 / squares) }
  }

  // MARK: Parts of the series

  /// The series without outliers less its means over windows of a period.
  ///
  /// Windows are shifted inwards at the ends; values are smoothed over `width` points first. 0 where
  /// missing.
  private func aroundAverages(of length: Int, smoothedOver width: Int = 1) -> [Double] {
    let sums = PrefixSums(cutRest)
    let counts = PrefixSums(mask)
    func mean(around index: Int, over length: Int) -> Double {
      let span = Double(min(length, rest.count))
      let start = min(max(Double(index) + 0.5 - 0.5 * span, 0), Double(rest.count) - span)
      let count = counts.sum(from: start, to: start + span)
      return count > 0 ? sums.sum(from: start, to: start + span) / count : 0
    }
    return rest.indices.map { index in
      if mask[index] == 0 { return 0 }
      let value = width == 1 ? cutRest[index] : mean(around: index, over: width)
      return value - mean(around: index, over: length)
    }
  }

  private mutating func remove(_ cycles: FoldedSeries) {
    for index in rest.indices where mask[index] > 0 {
      rest[index] -= cycles.means[index % cycles.period]
    }
    cutOutliers()
  }

  /// Takes the least-squares line away.
  private mutating func removeLine() {
    let count = mask.reduce(0, +)
    let middle = 0.5 * Double(rest.count - 1)
    var (x, y) = (0.0, 0.0)
    for index in rest.indices {
      x += mask[index] * (Double(index) - middle)
      y += cutRest[index]
    }
    (x, y) = (x / count, y / count)
    var (xx, xy) = (0.0, 0.0)
    for index in rest.indices where mask[index] > 0 {
      let distance = Double(index) - middle - x
      xx += distance * distance
      xy += distance * (cutRest[index] - y)
    }
    let slope = xx > 0 ? xy / xx : 0
    for index in rest.indices where mask[index] > 0 {
      rest[index] -= y + slope * (Double(index) - middle - x)
    }
  }

  private mutating func cutOutliers() {
    for index in rest.indices where abs(rest[index]) <= rounding { rest[index] = 0 }
    cutRest = rest
    let seen = cutRest.indices.filter { mask[$0] > 0 }
    let values = seen.map { rest[$0] }
    guard
      let centre = median(values), let spread = median(values.map { abs($0 - centre) }), spread > 0
    else { return }
    cutReach = Self.cut * spread / 0.6744897501960817
    for index in seen {
      cutRest[index] = min(max(rest[index], centre - cutReach), centre + cutReach)
    }
  }
}

/// Sums over stretches of a series, which may begin and end within a value.
private struct PrefixSums {
  private let sums: [Double]

  init(_ values: [Double]) {
    var sums = [0.0]
    sums.reserveCapacity(values.count + 1)
    var sum = 0.0
    for value in values {
      sum += value
      sums.append(sum)
    }
    self.sums = sums
  }

  func sum(from start: Double, to end: Double) -> Double { sum(to: end) - sum(to: start) }

  private func sum(to place: Double) -> Double {
    let whole = min(Int(place), sums.count - 1)
    let share = place - Double(whole)
    return share > 0 && whole + 1 < sums.count
      ? sums[whole] + share * (sums[whole + 1] - sums[whole]) : sums[whole]
  }
}
