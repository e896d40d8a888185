/// A stretch of time over which a host was in warning or critical.
public struct Alert: Sendable, Hashable {
  /// Why an alert has closed.
  public enum CloseReason: String, Sendable, Hashable, CaseIterable, Codable {
    /// The host is well again: one good sample is enough.
    case recovered
    /// Somebody has closed it.
    case closedByHand
    /// The host is there no longer.
    case hostRetired
    /// Nothing watches the host's role any more.
    case monitorRemoved
    /// The role's model was trained anew, and what was unusual may be so no longer.
    case retrained

    /// What Mackerel calls it in an alert's log.
    public var mackerelTrigger: String {
      switch self {
      case .recovered: "monitoring"
      case .closedByHand: "manual"
      case .hostRetired: "hostRetire"
      case .monitorRemoved: "monitorDelete"
      case .retrained: "anomalyDetectionManuallyRetraining"
      }
    }
  }

  /// The metric that was the most to blame from some time on.
  public struct Lead: Sendable, Hashable, Codable {
    /// From when on, in seconds since the epoch.
    public var time: Int
    /// The metric.
    public var metric: String
  }

  /// The host.
  public var host: String
  /// The worst status reached.
  public var status: Verdict.Status
  /// The time of the sample that raised the alert, in seconds since the epoch.
  public var openedAt: Int
  /// The time of the good sample that ended it, or of what else did; nil while it is open.
  public var closedAt: Int?
  /// Why it has closed; nil while it is open.
  public var closeReason: CloseReason?
  /// The highest score reached.
  public var peakScore: Double
  /// The lowest p-value reached.
  public var leastPValue: Double
  /// Every metric with its share of the blame while the alert was on, the most to blame first; the
  /// other figures are those of the sample that lay furthest outside of the metric's band, counted
  /// from the quarter of an hour before, to which the first score looks back.
  public var culprits: [Verdict.Contribution]
  /// When the first culprit lay furthest outside of its band, in seconds since the epoch.
  public var worstAt: Int
  /// The culprits over time: an entry whenever another metric became the most to blame, at most
  /// ``largestLeadCount``, the first ones of an alert that has more.
  public var leads: [Lead] = []

  /// How many changes of the first culprit are kept.
  public static let largestLeadCount = 24

  /// How long it was on, in seconds; nil while it is open.
  public var duration: Int? { closedAt.map { $0 - openedAt } }
}
