internal import SabaNumerics

/// One decomposition by ``STL`` under way, with its working memory.
struct STLFit {
  /// The least distance at which weights end, in units of the largest value: rounding stays below a
  /// thousandth of it.
  private static let roundingReach = 1e4 * Double.ulpOfOne

  /// The trend so far.
  private(set) var trend: [Double]
  /// The season so far.
  private(set) var season: [Double]
  /// The weights of the last fit.
  private(set) var weights: [Double]

  private let period: Int
  private let innerIterations: Int
  private let outerIterations: Int
  private let isPeriodic: Bool
  private var cycleSmoother: CycleSmoother
  private var lowPassSmoother: LoessSmoother
  private var trendSmoother: LoessSmoother
  private var detrended: [Double]
  private var lowPass: [Double]
  /// The smoothed subseries, a cycle longer at either end.
  private var cycles: [Double]
  /// Their moving averages, each shorter than the one before.
  private var averages: (once: [Double], twice: [Double], thrice: [Double])
  /// The sizes of observed remainders, in any order.
  private var sizes: [Double] = []

  /// Prepares a fit of series of one length.
  init(count: Int, period: Int, options: STLOptions) throws(FitError) {
    if period < 2 {
      throw .invalidParameter(name: "period", reason: "is \(period); give 2 or more")
    }
    try options.check()
    let least = Self.leastCount(period: period)
    if count < least { throw .tooFewSamples(count: count, needed: least) }
    self.period = period
    innerIterations = options.innerIterations ?? (options.isRobust ? 1 : 2)
    outerIterations = options.outerIterations ?? (options.isRobust ? 15 : 0)
    let window: Int
    switch options.seasonalWindow {
    case .cycles(let cycles): (window, isPeriodic) = (cycles, false)
    case .periodic: (window, isPeriodic) = (10 * count + 1, true)
    }
    cycleSmoother = CycleSmoother(
      count: count, period: period, window: window,
      degree: isPeriodic ? 0 : options.seasonalDegree, jump: options.seasonalJump)
    lowPassSmoother = LoessSmoother(
      count: count, window: options.lowPassWindow ?? max(3, period | 1),
      degree: options.lowPassDegree, jump: options.lowPassJump)
    let leastTrend = 1.5 * Double(period) / (1 - 1.5 / Double(window))
    trendSmoother = LoessSmoother(
      count: count, window: options.trendWindow ?? max(3, Int(leastTrend.rounded(.up)) | 1),
      degree: options.trendDegree, jump: options.trendJump)
    trend = [Double](repeating: 0, count: count)
    season = trend
    detrended = trend
    lowPass = trend
    weights = trend
    cycles = [Double](repeating: 0, count: cycleSmoother.fittedCount)
    averages = (
      [Double](repeating: 0, count: count + period + 1), [Double](repeating: 0, count: count + 2),
      trend
    )
  }

  /// Two cycles, or as many points as there can be of a period that no series holds twice.
  static func leastCount(period: Int) -> Int {
    let (cycles, isBeyond) = period.multipliedReportingOverflow(by: 2)
    return isBeyond ? .max : cycles
  }

  /// Fits a series.
  ///
  /// - Parameters:
  ///   - values: Finite, 0 where missing.
  ///   - observed: Whether each value was observed; nil where all were.
  mutating func run(_ values: [Double], observed: [Bool]?) {
    for index in trend.indices {
      trend[index] = 0
      weights[index] = observed.map { $0[index] ? 1 : 0 } ?? 1
    }
    for round in 0...outerIterations {
      let isWeighted = round > 0 || observed != nil
      for _ in 0..<innerIterations { fitOnce(values, isWeighted: isWeighted) }
      if round < outerIterations { weigh(values, observed: observed) }
    }
    if isPeriodic { makePeriodic() }
  }

  private mutating func fitOnce(_ values: [Double], isWeighted: Bool) {
    for index in values.indices { detrended[index] = values[index] - trend[index] }
    cycleSmoother.smooth(
      detrended, weights: isWeighted ? weights : nil, into: &cycles)
    filterLowPass()
    for index in values.indices {
      season[index] = cycles[period + index] - lowPass[index]
      detrended[index] = values[index] - season[index]
    }
    trendSmoother.smooth(detrended, weights: isWeighted ? weights : nil, into: &trend)
  }

  /// Moving averages of a period, a period and 3 points, then loess.
  private mutating func filterLowPass() {
    movingAverage(cycles, length: period, into: &averages.once)
    movingAverage(averages.once, length: period, into: &averages.twice)
    movingAverage(averages.twice, length: 3, into: &averages.thrice)
    lowPassSmoother.smooth(averages.thrice, weights: nil, into: &lowPass)
  }

  /// Takes bisquare weights from the remainder.
  ///
  /// Full up to .001 of six times its median size, none beyond .999. Where more than half of a series is fitted exactly, rounding is no outlier.
  private mutating func weigh(_ values: [Double], observed: [Bool]?) {
    sizes.removeAll(keepingCapacity: true)
    for index in values.indices {
      let size = abs(values[index] - trend[index] - season[index])
      weights[index] = size
      if observed?[index] ?? true { sizes.append(size) }
    }
    let largest = values.reduce(0) { max($0, abs($1)) }
    let reach = max(6 * (medianByReordering(&sizes) ?? 0), Self.roundingReach * largest)
    for index in values.indices {
      let size = weights[index]
      if !(observed?[index] ?? true) || size > 0.999 * reach {
        weights[index] = 0
      } else if size <= 0.001 * reach {
        weights[index] = 1
      } else {
        let share = size / reach
        let rest = 1 - share * share
        weights[index] = rest * rest
      }
    }
  }

  /// Gives each point of the cycle the mean of its season.
  private mutating func makePeriodic() {
    for phase in 0..<period {
      let places = stride(from: phase, to: season.count, by: period)
      var sum = 0.0
      var count = 0.0
      for place in places {
        sum += season[place]
        count += 1
      }
      for place in places { season[place] = sum / count }
    }
  }
}
