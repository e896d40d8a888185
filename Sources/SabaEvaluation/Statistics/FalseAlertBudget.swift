public import Saba

/// A promised number of false alerts, and how far from it a count may lie.
public struct FalseAlertBudget: Codable, Sendable, Hashable {
  /// The expected number of false alerts.
  public var promised: Double
  /// The largest count that keeps the promise: the 99.5 % quantile of independent alerts.
  public var atMost: Int
  /// The smallest count that does; nil where few alerts are no fault.
  ///
  /// Thresholds far too high also keep a promise. At `sensitive`, where alerts are the most, less than
  /// three tenths of the budget count as wasted, unless chance explains it.
  @OrNull public var atLeast: Int?

  /// The probability of a count within either bound, where a promise is kept to the letter.
  public static let confidence = 0.995
  /// The share of the budget that is to be used at `sensitive`.
  public static let smallestShare = 0.3

  /// The budget of a sensitivity.
  ///
  /// - Parameters:
  ///   - sensitivity: What promises.
  ///   - hostDays: How long it was judged, in days of one host; above 0.
  public init(_ sensitivity: Sensitivity, hostDays: Double) {
    promised = sensitivity.falseAlertsPerHostDay * hostDays
    let distribution = PoissonDistribution(expecting: promised)
    atMost = distribution.quantile(Self.confidence)
    atLeast =
      sensitivity == .sensitive
      ? min(
        Int((Self.smallestShare * promised).rounded(.up)),
        distribution.quantile(1 - Self.confidence)) : nil
  }

  /// What a count makes of the promise.
  public func outcome(of count: Int) -> Outcome {
    if count > atMost { return .tooMany }
    if let atLeast, count < atLeast { return .tooFew }
    return .kept
  }

  /// What became of a promise.
  public enum Outcome: String, Codable, Sendable, Hashable {
    /// The count lies within the bounds.
    case kept
    /// There were more alerts than chance explains.
    case tooMany
    /// There were so few that incidents are missed for nothing.
    case tooFew
  }
}
