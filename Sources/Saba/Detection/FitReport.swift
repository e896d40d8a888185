/// What training found out about the history and about its own promises.
public struct FitReport: Sendable, Hashable, Codable {
  /// The confidence of every interval in it.
  public static let confidence = 0.9

  /// Rows of the history that did not teach.
  public struct LeftOut: Sendable, Hashable, Codable {
    /// Why rows are left out.
    public enum Reason: String, Sendable, Hashable, Codable {
      /// They begin before ``RoleModelOptions/trainingFrom``.
      case beforeTraining
      /// They begin in one of ``RoleModelOptions/excluded``.
      case excluded
      /// They begin in one of ``RoleModelOptions/guarded``: the model in use alerted on them.
      case guarded
      /// They stand apart from all else in the history, as incidents do.
      case trimmed
    }

    /// Why.
    public var reason: Reason
    /// Of which host; nil for all.
    public var host: String?
    /// Where the stretch begins, in seconds since the epoch.
    public var from: Int
    /// Where it ends.
    public var to: Int
    /// The number of its rows with at least one value, hosts counted one by one.
    public var rowCount: Int
  }

  /// A stretch in which a host of the history stood out.
  public struct UnusualStretch: Sendable, Hashable, Codable {
    /// The host.
    public var host: String
    /// Where the stretch begins, in seconds since the epoch.
    public var from: Int
    /// Where it ends.
    public var to: Int
    /// The highest score in it, by a model that had not seen it.
    public var score: Double
  }

  /// How often a p-value was seen on parts of the history that its calibration had not.
  public struct Reliability: Sendable, Hashable, Codable {
    /// The p-value, which is the share of rows that it promises to lie at it or below.
    public var pValue: Double
    /// The share of rows in which it did.
    public var share: Double
    /// The interval of the share; nil where the history is not even two days long.
    public var interval: ClosedRange<Double>?
  }

  /// The alerts on parts of the history by thresholds learnt from the others.
  public struct KeptPromise: Sendable, Hashable, Codable {
    /// What was promised.
    public var sensitivity: Sensitivity
    /// The number of false alerts that it promises for all of them.
    public var promised: Double
    /// The number of alerts that there were, of incidents too.
    public var alertCount: Int
    /// The interval of the number to be expected; nil where the history is not even two days long.
    public var interval: ClosedRange<Double>?
  }

  /// What was left out: at the user's word, in order of time, then at a guard's, and then what the fit
  /// trimmed.
  public var leftOut: [LeftOut]
  /// The most unusual stretches, the most unusual first.
  ///
  /// What was trimmed is not among them. They may be incidents all the same, so that thresholds take only
  /// their number from the history and not how far they reach; but they teach what is normal: what was
  /// an incident is best excluded.
  public var unusual: [UnusualStretch]
  /// Of some p-values, the largest first; empty where a part is too short.
  public var reliability: [Reliability]
  /// Of the sensitivities with names, from the least sensitive on; empty where a part is too short.
  public var promises: [KeptPromise]
}
