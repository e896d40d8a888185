/// How a series with several seasons is decomposed by ``MSTL``.
public struct MSTLOptions: Sendable, Hashable {
  /// How each season may change, by ascending period; nil for 7 + 4·i cycles for the i-th, from 1 on.
  public var seasonalWindows: [STLOptions.SeasonalWindow]?
  /// How often each season is estimated given the others, at least 1; a single one is estimated once.
  public var iterations = 2
  /// The rest of the options, the same for every season.
  public var stl = STLOptions()

  /// The defaults.
  public init() {}
}

/// Decomposition into a trend and several seasons by loess.
///
/// Season after season, from the shortest on, is estimated by ``STL`` from the series less the other
/// seasons, and again as often as asked for; the trend and the weights are those of the last
/// estimate.
///
/// Periods are whole numbers of points: one that does not fit the grid is rounded by
/// ``STL/period(ofSeconds:interval:)``, and drifts by what is rounded off each cycle, which the
/// seasonal window follows. At least two cycles of the longest are needed.
///
/// Accuracy: statsmodels' MSTL to 1e-8 of the series' standard deviation (References/mstl.py).
///
/// Source: Bandara, Hyndman, Bergmeir (2021), MSTL: A Seasonal-Trend Decomposition Algorithm for Time Series
/// with Multiple Seasonal Patterns, arXiv:2107.13462. Beyond it: missing values; no power transform.
public struct MSTL: Sendable, Hashable {
  /// The numbers of points after which the seasons repeat, ascending.
  public let periods: [Int]
  /// How it is done.
  public let options: MSTLOptions

  /// Makes a way to decompose; periods in any order, checked with the options when it is used.
  public init(periods: [Int], options: MSTLOptions = MSTLOptions()) {
    self.periods = periods.sorted()
    self.options = options
  }

  /// Decomposes a series.
  ///
  /// - Parameter values: On a regular grid, NaN where missing.
  /// - Returns: Trend, seasons by ascending period, and the weights of the last fit.
  /// - Throws: ``FitError/tooFewSamples(count:needed:)`` below two cycles of the longest season or
  ///   where all is missing, ``FitError/infiniteValue(index:)``,
  ///   ``FitError/invalidParameter(name:reason:)``.
  /// - Complexity: That of ``STL/decompose(_:)``, for each season and iteration.
  public func decompose(_ values: [Double]) throws(FitError) -> Decomposition {
    let windows = try checkedWindows()
    if let longest = periods.last, longest >= 2 {
      let least = STLFit.leastCount(period: longest)
      if values.count < least { throw .tooFewSamples(count: values.count, needed: least) }
    }
    var fits: [STLFit] = []
    for (period, window) in zip(periods, windows) {
      var options = options.stl
      options.seasonalWindow = window
      fits.append(try STLFit(count: values.count, period: period, options: options))
    }
    let series = try CentredSeries(values)
    var rest = series.values
    for iteration in 0..<(periods.count == 1 ? 1 : options.iterations) {
      for index in fits.indices {
        // Missing values are 0 here too; they have no weight.
        if iteration > 0 { add(fits[index].season, times: 1, to: &rest) }
        fits[index].run(rest, observed: series.isObserved)
        add(fits[index].season, times: -1, to: &rest)
      }
    }
    let last = fits[fits.count - 1]
    return series.decomposition(
      trend: last.trend,
      seasons: zip(periods, fits).map { .init(period: $0, values: $1.season) },
      weights: last.weights)
  }

  /// Decomposes many series, several at a time.
  ///
  /// - Parameters:
  ///   - series: Each on a grid of its own.
  ///   - threadCount: At most as many at a time.
  /// - Returns: One result a series, the same whatever the number of threads.
  public func decompose(
    _ series: [[Double]], threadCount: Int
  ) -> [Result<Decomposition, FitError>] {
    Parallel.map(series.count, threadCount: threadCount) { index in
      Result { () throws(FitError) in try decompose(series[index]) }
    }
  }

  private func checkedWindows() throws(FitError) -> [STLOptions.SeasonalWindow] {
    if periods.isEmpty {
      throw .invalidParameter(name: "periods", reason: "are none; give at least one")
    }
    if Set(periods).count < periods.count {
      throw .invalidParameter(name: "periods", reason: "repeat themselves; give each once")
    }
    if options.iterations < 1 {
      throw .invalidParameter(
        name: "iterations", reason: "is \(options.iterations); give 1 or more")
    }
    guard let windows = options.seasonalWindows else {
      return periods.indices.map { .cycles(7 + 4 * ($0 + 1)) }
    }
    if windows.count != periods.count {
      throw .invalidParameter(
        name: "seasonalWindows", reason: "are \(windows.count) for \(periods.count) periods")
    }
    return windows
  }

  private func add(_ part: [Double], times sign: Double, to sums: inout [Double]) {
    for index in sums.indices { sums[index] += sign * part[index] }
  }
}
