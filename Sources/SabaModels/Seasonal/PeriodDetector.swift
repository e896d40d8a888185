internal import SabaNumerics

/// A period that a series repeats itself with.
public struct DetectedPeriod: Sendable, Hashable {
  /// The number of points.
  public let period: Int
  /// The share of the variance, around moving averages of a period, that repeats: the mean correlation
  /// of cycles with each other, from 0 to 1.
  public let strength: Double
  /// The probability that a series without seasons shows as much at any of the periods looked at.
  public let pValue: Double

  /// Makes a finding.
  public init(period: Int, strength: Double, pValue: Double) {
    self.period = period
    self.strength = strength
    self.pValue = pValue
  }
}

/// What a ``PeriodDetector`` looks for.
public struct PeriodDetectorOptions: Sendable, Hashable {
  /// The shortest period looked at, at least 2 points.
  public var shortestPeriod = 2
  /// The longest period looked at, in points; nil, and at most, half of the series.
  public var longestPeriod: Int?
  /// At most so many periods are reported.
  public var maximumCount = 4
  /// The largest p-value that is reported, between 0 and 1.
  public var significance = 0.001
  /// The least strength that is reported, between 0 and 1.
  public var minimumStrength = 0.1

  /// The defaults.
  public init() {}
}

/// Finds the periods of a series, or none.
///
/// A period p is a season where its cycles resemble each other. The series is taken about moving averages
/// of p points, which take trends, level shifts and random walks with them: increments of a random walk
/// a period apart are independent. Cycles are compared by an analysis of variance with the p points of
/// the cycle as groups of c values: F is the variance of their means over that within, with ν and
/// ν·(c − 1) degrees of freedom, and (F − 1) / (F − 1 + c) the mean correlation of cycles.
///
/// Neighbours within a cycle are alike in noise too, so that a cycle is worth fewer points than it has:
/// ν = p / Σ ρ(l)² over lags up to half a period, Bartlett's formula for correlations of
/// autocorrelated series. The p-value is F's times the number of looks: each octave of periods has an
/// equal share of the error, and within an octave those periods count that can be told apart.
///
/// 1. Candidates are the peaks of the autocorrelation, summed over the multiples of each lag and taken from
///    the periodogram by Fourier transforms, octave by octave with the averages that belong there; long
///    periods are looked at smoothed as well, where a weak week shows beside much noise.
/// 2. The most significant one is taken. If a divisor of it explains by itself 1/4 more than the share 1/m
///    that any m-th part would, that is the season (a day in a week), and the longer one has to
///    show itself in what it leaves.
/// 3. Its mean cycle is taken away, and the search goes on.
///
/// Values are cut at 5 robust standard deviations, but that from seven cycles on what four of five reach
/// at a point of the cycle stays: single outliers do not count, what recurs does. A season is carried by 8 values at least.
/// Missing values are left out of all sums. At least 8 observed values are needed.
///
/// Source: the idea to read the autocorrelation and the periodogram together is from Vlachos, Yu, Castelli
/// (2005), On Periodicity Detection and Structural Periodic Similarity,
/// doi:10.1137/1.9781611972757.40; the tests are our own.
public struct PeriodDetector: Sendable, Hashable {
  /// The fewest observed values.
  public static let minimumCount = 8

  /// What is looked for.
  public let options: PeriodDetectorOptions

  /// Makes a detector; options are checked when it is used.
  public init(options: PeriodDetectorOptions = PeriodDetectorOptions()) {
    self.options = options
  }

  /// Finds periods.
  ///
  /// - Parameter values: On a regular grid, NaN where missing.
  /// - Returns: Periods with the strongest first; none for noise, trends and constants.
  /// - Throws: ``FitError/tooFewSamples(count:needed:)`` below ``minimumCount`` observed values,
  ///   ``FitError/infiniteValue(index:)``, ``FitError/invalidParameter(name:reason:)``.
  /// - Complexity: O(n·log² n) for each period found.
  public func detect(_ values: [Double]) throws(FitError) -> [DetectedPeriod] {
    try check()
    let series = try CentredSeries(values)
    let count = values.reduce(0) { $0 + ($1.isNaN ? 0 : 1) }
    if count < Self.minimumCount {
      throw .tooFewSamples(count: count, needed: Self.minimumCount)
    }
    let longest = min(options.longestPeriod ?? values.count, values.count / 2)
    if longest < options.shortestPeriod { return [] }
    var search = PeriodSearch(series, periods: options.shortestPeriod...longest)
    var found: [DetectedPeriod] = []
    while found.count < options.maximumCount {
      guard
        let next = search.next(
          significance: options.significance, minimumStrength: options.minimumStrength)
      else { break }
      found.append(next)
    }
    return found.sorted { $0.strength > $1.strength }
  }

  private func check() throws(FitError) {
    if options.shortestPeriod < 2 {
      throw .invalidParameter(
        name: "shortestPeriod", reason: "is \(options.shortestPeriod); give 2 or more")
    }
    if let longest = options.longestPeriod, longest < options.shortestPeriod {
      throw .invalidParameter(
        name: "longestPeriod",
        reason: "is \(longest), below the shortest; give \(options.shortestPeriod) or more")
    }
    if options.maximumCount < 1 {
      throw .invalidParameter(
        name: "maximumCount", reason: "is \(options.maximumCount); give 1 or more")
    }
    for (name, share) in [
      ("significance", options.significance), ("minimumStrength", options.minimumStrength),
    ] where !(share > 0 && share < 1) {
      throw .invalidParameter(name: name, reason: "is \(share); give a number between 0 and 1")
    }
  }
}
