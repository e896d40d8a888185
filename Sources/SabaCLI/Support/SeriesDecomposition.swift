internal import Saba
internal import SabaEvaluation

/// One series decomposed as the command line asks for.
struct SeriesDecomposition {
  /// What the command line asks for.
  struct Settings {
    var periods: PeriodArgument
    var isRobust = false
    /// Of every season; nil for the usual ones.
    var seasonalWindow: STLOptions.SeasonalWindow?
    /// In seconds; nil for the default of ``STL``.
    var trendWindow: Int?
    /// Whose clock the seasons follow; nil for UTC.
    var zone: LocalZone?
  }

  let series: SeriesInput
  let settings: Settings
  /// The lengths of the seasons in seconds as they were asked for or found, ascending.
  let periods: [Int]
  /// The parts at the points of the series.
  let parts: Decomposition

  /// Decomposes a series.
  ///
  /// - Parameters:
  ///   - series: What was read.
  ///   - settings: How.
  /// - Throws: ``InputError`` of kind `badData` where the series does not go with the settings.
  init(of series: SeriesInput, _ settings: Settings) throws(InputError) {
    self.series = series
    self.settings = settings
    let zone = settings.zone ?? .utc
    let clock = LocalClockGrid(series.grid) { zone.offset(at: $0) }
    periods = try Self.lengths(of: settings.periods, series, clock)
    let points = try Self.points(of: periods, series, count: clock.count)
    let trendWindow = try settings.trendWindow.map { (seconds) throws(InputError) in
      try Self.points(ofTrendWindow: seconds, series)
    }
    let windows =
      settings.seasonalWindow.map { window in points.map { _ in window } }
      ?? Self.windows(for: points, count: clock.count)
    do throws(FitError) {
      parts = try clock.decompose(series.values) { (values) throws(FitError) in
        var options = MSTLOptions()
        options.stl.isRobust = settings.isRobust
        options.stl.trendWindow = trendWindow
        options.stl.seasonalWindow = windows[0]
        options.seasonalWindows = windows
        if points.count == 1 {
          return try STL(period: points[0], options: options.stl).decompose(values)
        }
        return try MSTL(periods: points, options: options).decompose(values)
      }
    } catch {
      throw series.error("\(error)", cure: "or change --period")
    }
  }

  /// The chart.
  var figure: DecompositionFigure {
    DecompositionFigure(
      metric: series.name.metric, host: series.name.host, grid: series.grid, decomposition: parts,
      periods: periods, zone: settings.zone ?? .utc)
  }

  /// Finds periods in the data where none were given.
  private static func lengths(
    of argument: PeriodArgument, _ series: SeriesInput, _ clock: LocalClockGrid
  ) throws(InputError) -> [Int] {
    switch argument {
    case .lengths(let lengths): return lengths
    case .auto:
      let seen = series.values.count { !$0.isNaN }
      if seen < PeriodDetector.minimumCount {
        throw series.error(
          "to look for periods at least \(PeriodDetector.minimumCount) values are needed, and there "
            + "are \(seen)",
          cure: "give a longer history")
      }
      let found: [DetectedPeriod]
      do throws(FitError) {
        found = try PeriodDetector().detect(clock.layOut(series.values))
      } catch {
        throw series.error("\(error)", cure: "or give a --period, such as 1d")
      }
      if found.isEmpty {
        throw series.error(
          "no period shows in the data", cure: "give one with --period, such as 1d")
      }
      return found.map { $0.period * series.grid.interval }.sorted()
    }
  }

  /// The lengths in whole points, each of which must fit the series with its so many points by the
  /// clock that seasons follow.
  private static func points(
    of lengths: [Int], _ series: SeriesInput, count: Int
  ) throws(InputError) -> [Int] {
    let interval = series.grid.interval
    var points: [Int] = []
    for length in lengths {
      let period = DurationText.text(length)
      // In floating point, where no length overflows.
      if 2 * Double(length) > Double(count) * Double(interval) {
        throw series.error(
          "\(Words.count(count, "point")) every \(Words.duration(interval)) are too few for a "
            + "period of \(period), of which two cycles are needed",
          cure: "give a longer history or a shorter --period")
      }
      let whole = STL.period(ofSeconds: Double(length), interval: interval)
      if length < 2 * interval {
        throw series.error(
          "a period of \(period) is shorter than two intervals of \(DurationText.text(interval))",
          cure: "give a longer --period, or a shorter --interval if the data allows")
      }
      if 2 * whole > count {
        throw series.error(
          "\(Words.count(count, "point")) are too few for a period of \(period), rounded to "
            + "\(whole) points, of which two cycles are needed",
          cure: "give a longer history or a shorter --period")
      }
      if points.contains(whole) {
        throw series.error(
          "two periods are \(whole) points of \(DurationText.text(interval)) when rounded",
          cure: "leave one out of --period")
      }
      points.append(whole)
    }
    return points
  }

  /// The windows of ``STL`` and ``MSTL``, but for seasons of which the data has fewer cycles.
  ///
  /// Lines through so few points leave next to nothing to the remainder, and what they leave looks
  /// like outliers. Such seasons stay the same.
  private static func windows(for points: [Int], count: Int) -> [STLOptions.SeasonalWindow] {
    points.enumerated().map { index, period in
      let cycles = points.count == 1 ? 7 : 7 + 4 * (index + 1)
      return count / period < cycles ? .periodic : .cycles(cycles)
    }
  }

  /// The nearest odd number of points, at least 3.
  private static func points(
    ofTrendWindow seconds: Int, _ series: SeriesInput
  ) throws(InputError) -> Int {
    let share = Double(seconds) / Double(series.grid.interval)
    if share > Double(series.grid.count) {
      throw series.error(
        "a trend window of \(DurationText.text(seconds)) is longer than the data",
        cure: "give a shorter --trend-window")
    }
    return max(3, 2 * Int((0.5 * (share - 1)).rounded()) + 1)
  }
}

extension SeriesInput {
  /// An error about the series.
  func error(_ problem: String, cure: String) -> InputError {
    InputError(.badData, at: .init(path: Text.printable("\(name)")), problem, cure: cure)
  }
}
