internal import Saba

/// Thresholds, p-values and alerts for the scores of any detector, learnt from the scores of its
/// training part alone.
///
/// All detectors thus keep their promises, or fail to, by one rule: the one of ``RoleModel``, with the
/// same number of consecutive attempts; only its monitor's memory of a host's earlier alerts is its own.
public struct ScoreAlarm: Sendable {
  /// The number of consecutive unusual samples that raise an alert.
  public static let attempts = AlertPolicy().attempts
  private let distribution: ScoreDistribution
  private let calibration: ScoreCalibration

  /// Learns from the scores of the training part.
  ///
  /// - Parameters:
  ///   - scores: For each host its scores on its grid; NaN where there was none.
  ///   - interval: The grid's interval, in seconds.
  /// - Throws: ``CannotJudge`` where the history is too short.
  public init(scores: [[Double]], interval: Int) throws(CannotJudge) {
    do throws(FitError) {
      let distribution = try ScoreDistribution(
        fitting: scores.flatMap { $0.filter(\.isFinite) })
      calibration = try ScoreCalibration(
        scores: scores.map { $0.map { $0.isFinite ? distribution.surprise(of: $0) : nil } },
        interval: interval, attempts: Self.attempts)
      self.distribution = distribution
    } catch {
      throw CannotJudge("its thresholds cannot be set: \(error)")
    }
  }

  /// The score above which, for ``attempts`` consecutive samples, a host is unusual.
  public var thresholds: PerSensitivity<Double> {
    PerSensitivity<Sensitivity>.all.map {
      distribution.score(
        ofSurprise: calibration.unit
          * calibration.threshold(falseAlertsPerHostDay: $0.falseAlertsPerHostDay))
    }
  }

  /// The probability of a score at least as high while all is normal; NaN for NaN.
  public func pValue(of score: Double) -> Double {
    score.isNaN ? .nan : distribution.tailProbability(of: score)
  }

  /// The alerts in the scores of every host, each on its frame's grid.
  public static func alerts(
    in scores: [[Double]], above thresholds: PerSensitivity<Double>
  ) -> PerSensitivity<[[Range<Int>]]> {
    thresholds.map { threshold in
      scores.map { AlertCounter.alerts(in: $0, above: threshold, attempts: attempts) }
    }
  }
}
