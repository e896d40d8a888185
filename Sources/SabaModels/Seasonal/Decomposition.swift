internal import SabaNumerics

/// A series as the sum of a trend, seasons, and a remainder.
public struct Decomposition: Sendable, Hashable {
  /// A component that repeats.
  public struct Season: Sendable, Hashable {
    /// The number of points after which it repeats.
    public let period: Int
    /// Its values, one a point.
    public let values: [Double]

    /// Makes a component.
    public init(period: Int, values: [Double]) {
      self.period = period
      self.values = values
    }
  }

  /// What was decomposed; NaN where missing.
  public let observed: [Double]
  /// The slow part, finite everywhere.
  public let trend: [Double]
  /// The seasonal parts by ascending period, finite everywhere.
  public let seasons: [Season]
  /// The robustness weights between 0 and 1: 0 where missing, 1 elsewhere unless the fit was robust.
  public let weights: [Double]

  /// Makes a decomposition; all parts are as long as the series.
  public init(observed: [Double], trend: [Double], seasons: [Season], weights: [Double]) {
    precondition(
      trend.count == observed.count && weights.count == observed.count
        && seasons.allSatisfy { $0.values.count == observed.count }, "parts as long as the series")
    self.observed = observed
    self.trend = trend
    self.seasons = seasons
    self.weights = weights
  }

  /// Whether two decompositions have the same parts; missing values are the same as each other.
  public static func == (a: Decomposition, b: Decomposition) -> Bool {
    a.trend == b.trend && a.seasons == b.seasons && a.weights == b.weights
      && a.observed.elementsEqual(b.observed) { $0 == $1 || $0.isNaN && $1.isNaN }
  }

  /// Hashes what any two equal ones share.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(trend)
    hasher.combine(seasons)
  }

  /// Trend and seasons together: what was expected at each point.
  public var expected: [Double] {
    seasons.reduce(into: trend) { sums, season in
      for index in sums.indices { sums[index] += season.values[index] }
    }
  }

  /// What trend and seasons leave; NaN where missing.
  public var remainder: [Double] { zip(observed, expected).map { $0 - $1 } }

  /// How much of the variation around the seasons the trend explains, from 0 to 1.
  ///
  /// max(0, 1 − Var(remainder) / Var(trend + remainder)) over observed points; 0 for a constant.
  /// Source: Wang, Smith, Hyndman (2006), doi:10.1007/s10618-005-0039-x.
  public var trendStrength: Double { strength(of: trend) }

  /// How much of the variation around the other parts a season explains, from 0 to 1.
  ///
  /// max(0, 1 − Var(remainder) / Var(season + remainder)) over observed points; 0 for a constant.
  ///
  /// - Parameter index: Of the season.
  /// - Returns: Its strength.
  public func seasonalStrength(at index: Int) -> Double { strength(of: seasons[index].values) }

  /// What was expected at each point, and the band of the remainder.
  ///
  /// The remainder's standard deviation is its median absolute deviation from 0 over 0.6745, so that
  /// anomalies do not widen the band; one deviation holds for the whole series.
  ///
  /// - Parameter coverage: The share of normal remainders that the band holds, between 0 and 1.
  /// - Returns: As many points as the series.
  public func band(coverage: Double = 0.99) -> ExpectedBand {
    let deviation = (median(remainder.lazy.filter { !$0.isNaN }.map(abs)) ?? 0) / 0.6744897501960817
    return ExpectedBand(
      expected: expected, deviations: [Double](repeating: deviation, count: observed.count),
      coverage: coverage)
  }

  private func strength(of part: [Double]) -> Double {
    let remainder = remainder
    let seen = remainder.indices.filter { !remainder[$0].isNaN }
    let sums = seen.map { part[$0] + remainder[$0] }
    let unit = binaryUnit(of: sums)
    let whole = Self.variance(sums.map { $0 / unit })
    return whole > 0 ? max(0, 1 - Self.variance(seen.map { remainder[$0] / unit }) / whole) : 0
  }

  private static func variance(_ values: [Double]) -> Double {
    if values.isEmpty { return 0 }
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
  }
}
