/// How a series is decomposed by ``STL``; the defaults are the paper's advice.
public struct STLOptions: Sendable, Hashable {
  /// How a season may change from cycle to cycle.
  public enum SeasonalWindow: Sendable, Hashable {
    /// The same in every cycle.
    case periodic
    /// Smoothed over so many cycles, odd and at least 3.
    case cycles(Int)
  }

  /// How the season may change.
  public var seasonalWindow: SeasonalWindow = .cycles(7)
  /// The points of the trend's window, odd and at least 3.
  ///
  /// Nil for the least odd number from 1.5·p / (1 − 1.5/w) on, with w the cycles of the seasonal window, or
  /// ten times the points and one of a periodic season.
  public var trendWindow: Int?
  /// The points of the low-pass filter's window, odd and at least 3; nil for the least from the
  /// period on.
  public var lowPassWindow: Int?
  /// The degree of the season's local polynomials: 0, 1 or 2; a periodic season has 0.
  public var seasonalDegree = 1
  /// The degree of the trend's local polynomials: 0, 1 or 2.
  public var trendDegree = 1
  /// The degree of the low-pass filter's local polynomials: 0, 1 or 2.
  public var lowPassDegree = 1
  /// Fits only every so many cycles of the season and connects them by lines; 1 fits all.
  public var seasonalJump = 1
  /// The same for the trend, in points.
  public var trendJump = 1
  /// The same for the low-pass filter, in points.
  public var lowPassJump = 1
  /// Whether outliers lose their weight.
  public var isRobust = false
  /// How often season and trend are fitted for the same weights, at least 1; nil for 1 if robust and 2 if not.
  public var innerIterations: Int?
  /// How often weights are taken from the remainder; nil for 15 if robust and 0 if not.
  public var outerIterations: Int?

  /// The defaults.
  public init() {}

  /// Throws where an option is out of its range.
  func check() throws(FitError) {
    if case .cycles(let window) = seasonalWindow { try Self.check(window, of: "seasonalWindow") }
    if let trendWindow { try Self.check(trendWindow, of: "trendWindow") }
    if let lowPassWindow { try Self.check(lowPassWindow, of: "lowPassWindow") }
    for (name, degree) in [
      ("seasonalDegree", seasonalDegree), ("trendDegree", trendDegree),
      ("lowPassDegree", lowPassDegree),
    ] where !(0...2).contains(degree) {
      throw .invalidParameter(name: name, reason: "is \(degree); give 0, 1 or 2")
    }
    for (name, count) in [
      ("seasonalJump", seasonalJump), ("trendJump", trendJump), ("lowPassJump", lowPassJump),
      ("innerIterations", innerIterations ?? 1),
    ] where count < 1 {
      throw .invalidParameter(name: name, reason: "is \(count); give 1 or more")
    }
    if let outerIterations, outerIterations < 0 {
      throw .invalidParameter(
        name: "outerIterations", reason: "is \(outerIterations); give 0 or more")
    }
  }

  private static func check(_ window: Int, of name: String) throws(FitError) {
    if window < 3 || window % 2 == 0 {
      throw .invalidParameter(name: name, reason: "is \(window); give an odd number, at least 3")
    }
  }
}
