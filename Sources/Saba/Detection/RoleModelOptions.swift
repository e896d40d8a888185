/// How to train a role's model.
///
/// The defaults are meant for every role.
public struct RoleModelOptions: Sendable, Hashable {
  /// The numbers of mixture components tried, ascending; held-out likelihood chooses.
  public var componentCounts = [1, 2, 4]
  /// The seed of all randomness; the same history, options and seed give the same model.
  public var seed: UInt64 = 1
  /// The number of consecutive unusual samples that raise an alert, unless a policy says otherwise.
  ///
  /// The report is about it; false-alarm budgets are calibrated for it and for 1 to 10.
  public var attempts = 3
  /// By whose clock days begin, for metrics that follow the time of day.
  public var zone = LocalZone.utc
  /// The share of missing values in the history above which a metric is left out.
  public var largestMissingShare = 0.5

  /// Rows that begin before it do not teach; nil for none.
  ///
  /// In seconds since the epoch.
  public var trainingFrom: Int?
  /// What does not teach, such as known incidents.
  public var excluded: [Exclusion] = []
  /// What a ``TrainingGuard`` found, which does not teach either.
  public var guarded: [Exclusion] = []

  /// How the history's metrics came about, if they are canonical; see
  /// ``MetricPoints/canonicalHistory(interval:)``.
  ///
  /// The model keeps it and reads what it judges by the same rules. Rates are modelled by log(1 + x/u),
  /// u being the median of the metric in the history: about what is usual or less a difference counts,
  /// and far above it a factor. Values, bands and expectations stay in the metric's own unit.
  public var mapping: MetricMapping?

  /// Makes the default options.
  public init() {}
}
