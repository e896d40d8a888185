public import Saba

/// What a detector made of one entity.
public struct DetectorRun: Sendable {
  /// A score for each row of the test file, in its order; higher is worse, NaN where there is none.
  public var scores: [Double]
  /// The probability of a score at least as high while all is normal, a row each, NaN where there is
  /// none; nil for a detector that does not say.
  public var pValues: [Double]?
  /// The sparse output that NAB judges, a row each; nil where that is the scores themselves.
  public var alarms: [Double]?
  /// The thresholds of the scores, found without labels; nil where there are none.
  public var thresholds: PerSensitivity<Double>?
  /// The alerts of each host of the test history, in its order; nil for a detector without
  /// thresholds.
  ///
  /// An alert is the rows of the host's test frame from the one at which it opened up to, not
  /// including, the one at which it closed, in order of opening.
  public var alerts: PerSensitivity<[[Range<Int>]]>?
  /// Which metrics are to blame; nil unless asked for, and where the detector cannot tell.
  public var explanation: Explanation?
  /// The time to fit, in seconds of the clock.
  public var fitSeconds: Double
  /// The time to score and alert, in seconds of the clock.
  public var scoreSeconds: Double

  /// Takes what every detector gives; the rest is set afterwards.
  public init(
    scores: [Double], alerts: PerSensitivity<[[Range<Int>]]>? = nil, fitSeconds: Double,
    scoreSeconds: Double
  ) {
    self.scores = scores
    self.alerts = alerts
    self.fitSeconds = fitSeconds
    self.scoreSeconds = scoreSeconds
  }
}

extension DetectorRun {
  /// The run of a detector that cannot judge an entity: no score and no alert.
  static func silent(on entity: DatasetEntity) -> DetectorRun {
    DetectorRun(scores: entity.labels.map { _ in .nan }, fitSeconds: 0, scoreSeconds: 0)
  }

  /// No alert on any host of an entity.
  static func noAlerts(on entity: DatasetEntity) -> PerSensitivity<[[Range<Int>]]> {
    PerSensitivity<Sensitivity>.all.map { _ in entity.hosts.map { _ in [] } }
  }
}

/// Which metrics a detector blames, and what it expected of them.
public struct Explanation: Sendable {
  /// The blame of every metric in every row of the test file, `[rows × metrics]`: 0 or more, the more
  /// the worse, of one unit over the rows of an entity; NaN where a row was not judged.
  public var blame: Matrix
  /// The lower end of the band in which each value was expected, `[rows × metrics]`, in the metrics'
  /// units; nil for a detector without one.
  public var low: Matrix?
  /// The upper end of the band.
  public var high: Matrix?

  /// Takes the matrices.
  public init(blame: Matrix, low: Matrix? = nil, high: Matrix? = nil) {
    self.blame = blame
    self.low = low
    self.high = high
  }
}
