/// What a role's model was trained on, and what became of it.
public struct TrainingSummary: Sendable, Hashable, Codable {
  /// A metric of the history that the model does not use.
  public struct DroppedMetric: Sendable, Hashable, Codable {
    /// The metric's name.
    public var metric: String
    /// Why it was left out.
    public var reason: String
  }

  /// The hosts, sorted.
  public var hosts: [String]
  /// The number of rows with at least one value.
  public var rowCount: Int
  /// The number of rows without missing values, which the density was fitted to.
  public var completeRowCount: Int
  /// The beginning of the first row, in seconds since the epoch.
  public var firstTime: Int
  /// The beginning of the last row, in seconds since the epoch.
  public var lastTime: Int
  /// The metrics that were left out.
  public var droppedMetrics: [DroppedMetric]
  /// The mean log density of held-out rows for each number of components tried; the highest one
  /// was chosen.
  public var heldOutLogLikelihoods: [Double]
  /// What a user should know before relying on the model.
  public var warnings: [String]
}
