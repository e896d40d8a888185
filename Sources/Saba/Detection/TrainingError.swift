/// Why no model could be trained; each message names the cure.
public enum TrainingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No metric was seen often enough.
  case noUsableMetric(metricCount: Int)
  /// No metric ever changed.
  case constantRole(metricCount: Int)
  /// There are too few samples without missing values.
  case tooFewSamples(count: Int, needed: Int)
  /// The history is too short to calibrate the false-alarm budget.
  case historyTooShort(hostHours: Int, neededHostHours: Int)
  /// The mixture could not be fitted.
  case fit(FitError)

  /// The problem and its cure in one line.
  public var description: String {
    switch self {
    case .noUsableMetric(let count):
      "none of the \(count) metrics was seen in at least half of the rows; give a history in "
        + "which the hosts report the same metrics"
    case .constantRole(let count):
      "none of the \(count) metrics ever changed, so that nothing can be told about what is "
        + "unusual; give a history in which the hosts do their work"
    case .tooFewSamples(let count, let needed):
      "\(count) complete row\(count == 1 ? " is" : "s are") not enough to learn from, at least "
        + "\(needed) are needed; give a longer history"
    case .historyTooShort(let hours, let needed):
      "\(hours) host-hours are not enough to calibrate false alerts, at least \(needed) are "
        + "needed; give a longer history or more hosts"
    case .fit(let error):
      "the model could not be fitted: \(error)"
    }
  }
}
