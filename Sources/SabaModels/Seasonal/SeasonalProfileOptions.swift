/// How a ``SeasonalProfile`` learns.
public struct SeasonalProfileOptions: Sendable, Hashable, Codable {
  /// The seconds between values, as they usually come; up to a day.
  public var interval = 300
  /// The length of a slot of the day in seconds, a divisor of a day; nil for the least one that is
  /// no shorter than the interval.
  public var slotLength: Int?
  /// The shortest distance between the knots of the smooth part of the profile, in seconds.
  public var smoothing = 1800
  /// The age in days at which a value counts half as much as a new one, at least 2; nil to
  /// forget nothing: then later values count more only in proportion to what came before them.
  public var halfLifeDays: Double? = 28

  /// Makes the default options.
  public init() {}

  /// Makes the default options for values that come so many seconds apart.
  public init(interval: Int) { self.interval = interval }
}
