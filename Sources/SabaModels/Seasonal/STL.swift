internal import SabaNumerics

/// Seasonal and trend decomposition by loess.
///
/// The program of Cleveland and others (1990), every point fitted unless jumps are asked for: season and
/// trend take turns, the season as local regressions of each point of the cycle from cycle to cycle less
/// a low-pass filter of them, the trend as local regression of what is left; in the robust form
/// observations lose weight as they stand out from the sum of both.
///
/// Missing values have weight 0, on the grid where they stand: what stands in a gap does not matter,
/// season and trend are fitted there all the same. A window that has lost all its weight, to gaps or to
/// outliers, takes the nearest fitted value, see ``LoessSmoother`` and ``CycleSmoother``; medians are
/// those of observed points. Remainders of rounding size keep their weight; beside one value 1e12 times the others,
/// such as a counter that wrapped, all others are of that size: write NaN in its place.
///
/// At least two cycles are needed, and one value in them.
///
/// Accuracy: R's `stl` and statsmodels to 1e-8 of the series' standard deviation (References/stl.py), but
/// for two things. R takes a wrong median in the robust form with some even numbers of points. And
/// where outliers leave a window no weight both take the observation, which is the outlier itself: one that is
/// large then stands in the season.
///
/// Source: Cleveland, Cleveland, McRae, Terpenning (1990), STL: A Seasonal-Trend Decomposition Procedure
/// Based on Loess, Journal of Official Statistics 6, 3–73. Beyond it: degree 2, missing values.
public struct STL: Sendable, Hashable {
  /// The number of points after which the season repeats.
  public let period: Int
  /// How it is done.
  public let options: STLOptions

  /// Makes a way to decompose; options are checked when it is used.
  public init(period: Int, options: STLOptions = STLOptions()) {
    self.period = period
    self.options = options
  }

  /// The nearest whole number of points of a season that need not fit the grid, a half rounded to
  /// the even one.
  ///
  /// - Parameters:
  ///   - seconds: The length of the season.
  ///   - interval: The seconds between points.
  /// - Returns: The period, not checked against a series; 0 or the largest integer, which every series
  ///   refuses, where it is no number that an integer holds.
  public static func period(ofSeconds seconds: Double, interval: Int) -> Int {
    let period = (seconds / Double(interval)).rounded(.toNearestOrEven)
    return Int(exactly: period) ?? (period > 0 ? .max : 0)
  }

  /// Decomposes a series.
  ///
  /// - Parameter values: On a regular grid, NaN where missing.
  /// - Returns: Trend, season, and the weights of the last fit.
  /// - Throws: ``FitError/tooFewSamples(count:needed:)`` below two cycles or where all is missing,
  ///   ``FitError/infiniteValue(index:)``, ``FitError/invalidParameter(name:reason:)``.
  /// - Complexity: O((1 + outer)·inner·(n log n + w²)) time with w the trend's or the low-pass filter's window, at
  ///   most n, and O(n·min(seasonal window, cycles)) unless the season is periodic; O(n) memory.
  public func decompose(_ values: [Double]) throws(FitError) -> Decomposition {
    var fit = try STLFit(count: values.count, period: period, options: options)
    let series = try CentredSeries(values)
    fit.run(series.values, observed: series.isObserved)
    return series.decomposition(
      trend: fit.trend, seasons: [.init(period: period, values: fit.season)],
      weights: fit.weights)
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
}
