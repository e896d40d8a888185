/// How to fit harmonic regression.
public struct HarmonicRegressionOptions: Sendable, Hashable {
  /// The slow part of a series.
  public enum Trend: Sendable, Hashable {
    /// A level that stays.
    case none
    /// A straight line.
    case linear
    /// A line whose slope changes at given times, in seconds since the epoch.
    case changing(at: [Int])
    /// A line whose slope changes where that pays.
    case automatic
  }

  /// A part that repeats.
  public struct Season: Sendable, Hashable {
    /// The seconds after which it repeats, not necessarily a whole number of steps.
    public var period: Double
    /// The number of its harmonics, at least 1 unless chosen.
    public var order: Order

    /// Makes a season.
    public init(period: Double, order: Order) {
      self.period = period
      self.order = order
    }
  }

  /// How many harmonics a season has: pairs of a sine and a cosine.
  public enum Order: Sendable, Hashable {
    /// So many.
    case fixed(Int)
    /// As many as the criterion prefers, none up to so many.
    case chosen(upTo: Int)

    var largest: Int {
      switch self {
      case .fixed(let order), .chosen(let order): order
      }
    }
  }

  /// What decides on the number of harmonics.
  public enum Criterion: Sendable, Hashable {
    /// Schwarz's: n·log(RSS/n) + k·log n.
    case bic
    /// Akaike's, for short series: n·log(RSS/n) + 2·k + 2·k·(k + 1)/(n − k − 1).
    case aicc
  }

  /// The slow part.
  public var trend = Trend.linear
  /// The parts that repeat, best by ascending period.
  public var seasons: [Season] = []
  /// What decides on the orders that are chosen.
  public var criterion = Criterion.bic
  /// The number of times at which an automatic trend may change, evenly spaced.
  public var candidateCount = 25
  /// The share of the history, from its beginning, in which they lie: a change near the end would
  /// rest on little and steer the forecast.
  public var candidateRange = 0.8
  /// What a change of an automatic trend must gain in n·log(RSS/n), in units of log n.
  public var changePenalty = 3.0
  /// Whether outliers are held down: Huber's estimate in place of least squares.
  public var isRobust = true
  /// The largest change of a fitted value, in deviations, at which a robust fit has converged.
  public var tolerance = 1e-6
  /// The largest number of weighted fits of a robust fit.
  public var maximumIterations = 100

  /// Makes the default options for some seasons.
  public init(seasons: [Season] = []) { self.seasons = seasons }

  func validate() throws(FitError) {
    func check(_ name: String, _ holds: Bool, _ reason: String) throws(FitError) {
      if !holds { throw .invalidParameter(name: name, reason: reason) }
    }
    for season in seasons {
      try check(
        "period", season.period > 0 && season.period.isFinite, "must be finite and above 0")
      try check("order", season.order.largest >= 1, "must be at least 1")
    }
    try check("candidateCount", candidateCount >= 1, "must be at least 1")
    try check(
      "candidateRange", candidateRange > 0 && candidateRange < 1, "must lie between 0 and 1")
    try check("changePenalty", changePenalty >= 0, "must be at least 0")
    try check("tolerance", tolerance >= 0, "must be at least 0")
    try check("maximumIterations", maximumIterations >= 1, "must be at least 1")
  }
}

/// What else is known of each point of a grid: its local clock, and values that tell of the calendar
/// or of other causes.
public struct HarmonicCovariates: Sendable, Hashable {
  /// A column of a regression by its name.
  public struct Regressor: Sendable, Hashable {
    /// What it is called among the coefficients.
    public var name: String
    /// Its values, one a point, finite: for a holiday 1 on that day and 0 elsewhere.
    public var values: [Double]

    /// Makes a regressor.
    public init(name: String, values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// What the local clock is ahead of UTC, in seconds, one a point; nil for UTC.
  ///
  /// Seasons follow the local clock, the trend does not.
  public var utcOffsets: [Int]?
  /// The regressors; for a forecast the same ones in the same order.
  public var regressors: [Regressor]

  /// Makes covariates.
  public init(utcOffsets: [Int]? = nil, regressors: [Regressor] = []) {
    self.utcOffsets = utcOffsets
    self.regressors = regressors
  }
}

/// What happened during a fit of harmonic regression.
public struct HarmonicRegressionReport: Sendable, Hashable {
  /// The number of values seen.
  public let observationCount: Int
  /// The number of coefficients, without aliased ones.
  public let rank: Int
  /// The sum of squared errors, each times its weight.
  public let residualSumOfSquares: Double
  /// The weights of the values between 0 and 1: 0 where missing, 1 elsewhere unless the fit was
  /// robust.
  public let weights: [Double]
  /// The number of weighted fits; 0 unless the fit was robust.
  public let iterations: Int
  /// Whether they converged.
  public let converged: Bool
}
