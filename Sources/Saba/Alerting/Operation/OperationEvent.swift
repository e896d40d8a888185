/// What comes of judging a fleet, to be shown or told.
public enum OperationEvent: Sendable, Hashable {
  /// A host has been judged, or found to be unknown.
  case verdict(Verdict, role: RoleName)
  /// A host's alert has changed.
  case alert(AlertEvent, context: AlertContext)
  /// An incident has changed.
  case group(AlertGroupEvent)

  /// Whether people are to be notified.
  ///
  /// Whoever is told of incidents need not be told of the alerts that are in one: ``AlertContext/group``.
  public var notifies: Bool {
    switch self {
    case .verdict: false
    case .alert(_, let context): !context.isSilent
    case .group(let event): !event.isSilent
    }
  }
}

/// What an alert belongs to, and who hears of it.
public struct AlertContext: Sendable, Hashable {
  /// The role by whose model the host was judged.
  public var role: RoleName
  /// The name of the monitor that watches the role; nil where it is there no longer.
  public var monitor: String?
  /// The monitor's id, where it has one.
  public var monitorID: String?
  /// The number of the incident that the alert is in; nil for none.
  public var group: Int?
  /// Whether nobody is to be notified: the host is in standby, the monitor is mute, or the host has
  /// retired.
  public var isSilent: Bool
}
