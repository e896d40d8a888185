/// How readily a role alerts: a promise of how many false alerts a host raises.
public enum Sensitivity: String, Sendable, Hashable, CaseIterable, Codable {
  /// One false alert per host and quarter.
  case insensitive
  /// One false alert per host and month.
  case normal
  /// One false alert per host and week.
  case sensitive

  /// The promised number of false alerts per host and day.
  public var falseAlertsPerHostDay: Double {
    switch self {
    case .insensitive: 1.0 / 90
    case .normal: 1.0 / 30
    case .sensitive: 1.0 / 7
    }
  }
}
