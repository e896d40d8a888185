/// What a host is there for: Mackerel's status of a host.
public enum HostStatus: String, Sendable, Hashable, CaseIterable, Codable {
  /// In service: judged, and its alerts are notified of.
  case working
  /// In reserve: judged, and nobody is notified.
  case standby
  /// Being worked on: not judged.
  case maintenance
  /// Switched off: not judged.
  case poweroff

  /// Whether its metrics are judged.
  public var isJudged: Bool { self == .working || self == .standby }
  /// Whether people are notified of its alerts.
  public var notifies: Bool { self == .working }
}
