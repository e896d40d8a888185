/// A way to detect anomalies, as an evaluation runs it: fitted on the unlabelled training part,
/// then run over the test part.
public protocol EvaluatedDetector: Sendable {
  /// The name in results.
  var name: String { get }

  /// Fits on an entity's training part and scores its test part, without a look at the labels.
  ///
  /// The same entity gives the same scores and alerts. Entities run side by side.
  ///
  /// - Parameter entity: The data.
  /// - Returns: Scores and alerts.
  /// - Throws: Whatever keeps it from judging the entity; the evaluation ends.
  func run(on entity: DatasetEntity) throws -> DetectorRun
}

/// What a detector made of one entity.
public struct DetectorRun: Sendable {
  /// A score for each row of the test file, in its order; higher is worse, NaN where there is none.
  public var scores: [Double]
  /// The alerts of each host of the test history, in its order.
  ///
  /// An alert is the rows of the host's test frame from the one at which it opened up to, not
  /// including, the one at which it closed, in order of opening.
  public var alerts: PerSensitivity<[[Range<Int>]]>
  /// The time to fit, in seconds of the clock.
  public var fitSeconds: Double
  /// The time to score and alert, in seconds of the clock.
  public var scoreSeconds: Double

  /// Takes what a detector gave.
  public init(
    scores: [Double], alerts: PerSensitivity<[[Range<Int>]]>, fitSeconds: Double,
    scoreSeconds: Double
  ) {
    self.scores = scores
    self.alerts = alerts
    self.fitSeconds = fitSeconds
    self.scoreSeconds = scoreSeconds
  }
}
