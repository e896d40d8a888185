/// The judgement of one observation.
public struct Verdict: Sendable, Hashable {
  /// The states of a host.
  public enum Status: String, Sendable, Hashable, CaseIterable, Codable {
    /// Nothing unusual, or not for long enough.
    case ok
    /// Unusual at the sensitivity of warnings.
    case warning
    /// Unusual at the sensitivity of critical alerts.
    case critical
    /// Not judged; the verdict's reason says why.
    case unknown
  }

  /// What one metric adds to the score: the present sample's figures, and its share of the blame for
  /// the score, which looks back over a quarter of an hour.
  public struct Contribution: Sendable, Hashable {
    /// The metric's name.
    public var metric: String
    /// What was seen, in the metric's unit; NaN if it is missing.
    public var value: Double
    /// What the role would show, given the state that it seems to be in.
    public var expected: Double
    /// The lower end of the band in which the role's values usually lie.
    public var low: Double
    /// The upper end of the band.
    public var high: Double
    /// The share of the blame, 0…1; the shares of a verdict sum to 1, or are all 0 where nothing
    /// deviates.
    public var share: Double
    /// What is wrong with the metric itself; nil where nothing is.
    public var fault: MetricFault?
  }

  /// The host that was judged.
  public var host: String
  /// The beginning of the judged interval, in seconds since the epoch.
  public var time: Int
  /// The host's state, after the policy's number of consecutive attempts.
  public var status: Status
  /// How unusual the last quarter of an hour is: about 1 on normal data, higher is worse, without
  /// a bound; NaN when unknown.
  public var score: Double
  /// The probability of a score at least as high while all is normal; NaN when unknown.
  public var pValue: Double
  /// The p-value on a scale from 0 to 100: ten for each power of ten; NaN when unknown.
  public var grade: Double
  /// The metrics that are themselves at fault, in the model's order.
  ///
  /// Any makes the status a warning, or critical where the policy has no warnings, whatever the score;
  /// for a day, after which it is what the host is like.
  public var faults: [MetricFault] = []
  /// Every metric of the model, the most to blame first; empty when unknown.
  public var contributions: [Contribution]
  /// Why the status is what it is, in plain words; nil when ok.
  public var reason: String?
}
