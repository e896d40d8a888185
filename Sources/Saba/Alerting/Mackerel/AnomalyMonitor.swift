/// What watches the hosts of some roles: Mackerel's monitor of type `anomalyDetection`.
///
/// Every rule of its JSON is checked on reading; see ``MonitorList``.
public struct AnomalyMonitor: Sendable, Hashable {
  /// How readily a severity alerts: the three sensitivities that Mackerel knows.
  public enum Level: String, Sendable, Hashable, CaseIterable {
    /// One false alert per host and quarter.
    case insensitive
    /// One false alert per host and month.
    case normal
    /// One false alert per host and week.
    case sensitive

    /// The promise.
    public var sensitivity: Sensitivity {
      switch self {
      case .insensitive: .insensitive
      case .normal: .normal
      case .sensitive: .sensitive
      }
    }
  }

  /// The type of monitor, as JSON has it.
  public static let type = "anomalyDetection"
  /// The longest memo, in characters.
  public static let longestMemo = 2048
  /// The numbers of attempts that are allowed.
  public static let attempts = 1...10
  /// The number of attempts where none is given.
  public static let usualAttempts = 3
  /// The shortest time between two notifications of one alert, in minutes.
  public static let shortestNotificationInterval = 10

  /// What the server calls it; nil for one that no server has seen.
  public internal(set) var id: String?
  /// What people call it; not empty.
  public internal(set) var name: String
  /// What people should know of it; up to ``longestMemo`` characters.
  public internal(set) var memo: String?
  /// The roles whose hosts it watches, at least one, none twice.
  public internal(set) var scopes: [RoleName]
  /// When a host is in warning; nil for never.
  public internal(set) var warningSensitivity: Level?
  /// When a host is critical; nil for never.
  public internal(set) var criticalSensitivity: Level?
  /// After how many consecutive unusual samples an alert opens, one of ``attempts``.
  public internal(set) var maxCheckAttempts: Int
  /// From when on the history teaches, in seconds since the epoch; nil for all of it.
  public internal(set) var trainingPeriodFrom: Int?
  /// After how many minutes an alert that is still open is notified of again; nil for never.
  public internal(set) var notificationInterval: Int?
  /// Whether nobody is notified.
  public internal(set) var isMute: Bool
  /// Settings that Saba does not know.
  public internal(set) var unknown = UnknownSettings()

  /// When its hosts' unusual samples become alerts.
  public var policy: AlertPolicy {
    AlertPolicy(
      warning: warningSensitivity?.sensitivity, critical: criticalSensitivity?.sensitivity,
      attempts: maxCheckAttempts)
  }
}
