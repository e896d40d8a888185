public import Saba

/// A simulated role: what it looked like, and what truly happened.
public struct SimulatedRole: Sendable, Hashable {
  /// Values that were not recorded; they are NaN in the histories.
  public struct Gap: Sendable, Hashable {
    /// The host.
    public let host: String
    /// The missing metric; nil when the whole host was silent.
    public let metric: String?
    /// The beginning of the first missing interval, in seconds since the epoch.
    public let start: Int
    /// The end of the last missing interval, in seconds since the epoch.
    public let end: Int
  }

  /// What was simulated.
  public let scenario: Scenario
  /// The seed of every draw.
  public let seed: UInt64
  /// The training days; nothing goes wrong in them.
  public let train: RoleHistory
  /// The test days, straight after the training.
  public let test: RoleHistory
  /// What goes wrong in the test days, by time.
  public let incidents: [Incident]
  /// What is missing, by host and time; all else is there.
  public let gaps: [Gap]
}
