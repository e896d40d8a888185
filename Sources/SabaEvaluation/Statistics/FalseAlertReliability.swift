internal import Saba

/// Whether one sensitivity keeps its promise of false alerts.
public struct FalseAlertReliability: Codable, Sendable, Hashable {
  /// The promised number of false alerts per host and day.
  public var promisedPerHostDay: Double
  /// The number of false alerts.
  public var falseAlertCount: Int
  /// The time seen outside events, in days of one host.
  public var hostDays: Double
  /// The false alerts per host and day; nil where no time was seen.
  @OrNull public var realizedPerHostDay: Double?
  /// The interval of the realised rate, see ``PoissonInterval``; nil where no time was seen.
  ///
  /// It takes alerts for independent. Those of one host less than an hour apart count once in
  /// ``EventScore``; where trouble comes in longer fits, the interval is too narrow.
  @OrNull public var interval: ConfidenceInterval?
  /// Whether the promise lies inside the interval; nil where there is none.
  @OrNull public var isPromiseInside: Bool?

  /// Compares a promise with what was counted.
  ///
  /// - Parameters:
  ///   - promisedPerHostDay: False alerts per host and day.
  ///   - falseAlertCount: At least 0.
  ///   - hostDays: At least 0, finite.
  ///   - confidence: That of the interval.
  public init(
    promisedPerHostDay: Double, falseAlertCount: Int, hostDays: Double, confidence: Double = 0.95
  ) {
    let poisson = PoissonInterval(
      count: falseAlertCount, exposure: hostDays, confidence: confidence)
    self.promisedPerHostDay = promisedPerHostDay
    self.falseAlertCount = falseAlertCount
    self.hostDays = hostDays
    realizedPerHostDay = poisson.rate
    interval = poisson.rateInterval
    isPromiseInside = interval?.contains(promisedPerHostDay)
  }

  /// Compares the promises of all sensitivities with pooled scores.
  ///
  /// - Parameters:
  ///   - scores: Of all hosts and entities together.
  ///   - confidence: That of the intervals.
  /// - Returns: One comparison a sensitivity.
  public static func comparing(
    _ scores: PerSensitivity<EventScore>, confidence: Double = 0.95
  ) -> PerSensitivity<FalseAlertReliability> {
    func compared(_ sensitivity: Sensitivity, _ score: EventScore) -> FalseAlertReliability {
      FalseAlertReliability(
        promisedPerHostDay: sensitivity.falseAlertsPerHostDay,
        falseAlertCount: score.falseAlertCount, hostDays: score.hostDaysOutsideEvents,
        confidence: confidence)
    }
    return PerSensitivity(
      insensitive: compared(.insensitive, scores.insensitive),
      normal: compared(.normal, scores.normal), sensitive: compared(.sensitive, scores.sensitive))
  }
}
