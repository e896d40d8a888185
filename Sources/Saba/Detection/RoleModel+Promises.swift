extension RoleModel {
  /// The interval in which a sensitivity's threshold lies, as far as the history tells.
  ///
  /// See ``TailModel/scoreInterval(forTailProbability:confidence:)`` for what it was measured to hold;
  /// its upper end is infinite where a few peaks tell nothing.
  public func thresholdInterval(
    for sensitivity: Sensitivity, confidence: Double = FitReport.confidence
  ) -> ClosedRange<Double> {
    calibration.thresholdInterval(
      falseAlertsPerHostDay: sensitivity.falseAlertsPerHostDay, confidence: confidence)
  }

  /// Why a promise rests on more than the history shows, in one plain sentence; nil where it does not.
  ///
  /// A false alert in longer than the host-days of the history has a threshold beyond what was seen,
  /// and one in less than the calibration reaches down to has the lowest threshold there is.
  public func doubt(about sensitivity: Sensitivity) -> String? {
    calibration.doubt(about: sensitivity)
  }

  /// Why promises do not hold for a number of attempts, in one plain sentence; nil where they do.
  ///
  /// - Parameter attempts: The number of consecutive unusual samples that raise an alert.
  /// - Returns: What is to be expected, and the cure.
  public func doubt(aboutAttempts attempts: Int) -> String? {
    if calibratedAttempts.contains(attempts) { return nil }
    let numbers = calibratedAttempts.map(String.init).joined(separator: ", ")
    return "the model keeps its promises for \(numbers) attempts; with \(attempts) there will be "
      + "\(attempts < self.attempts ? "more" : "fewer") false alerts than promised: train it again "
      + (ScoreCalibration.attempts.contains(attempts)
        ? "with this version of Saba" : "for so many")
  }
}

extension ScoreCalibration {
  /// The interval of ``threshold(falseAlertsPerHostDay:)``, with a given confidence.
  func thresholdInterval(
    falseAlertsPerHostDay budget: Double, confidence: Double
  ) -> ClosedRange<Double> {
    let interval = peaks.scoreInterval(
      forTailProbability: stretchProbability(of: budget), confidence: confidence)
    // The threshold itself is lower where the history shows that the tail reaches too far.
    let threshold = threshold(falseAlertsPerHostDay: budget)
    let low = min(max(interval.lowerBound, Self.smallestThreshold), threshold)
    return low...max(interval.upperBound, threshold)
  }

  func doubt(about sensitivity: Sensitivity) -> String? {
    let budget = sensitivity.falseAlertsPerHostDay
    let probability = stretchProbability(of: budget)
    let perDay = 86_400 / Double(stretch)
    if probability > peaks.exceedanceRate {
      return
        "\(sensitivity.rawValue) promises more false alerts than thresholds are learnt for, "
        + "\(NumberText.text(peaks.exceedanceRate * perDay)) per host-day: there will be fewer"
    }
    if peaks.supports(tailProbability: probability) { return nil }
    let interval = thresholdInterval(
      falseAlertsPerHostDay: budget, confidence: FitReport.confidence)
    let days = Double(stretchCount) / perDay
    return
      "the history holds \(NumberText.text(days)) host-days, fewer than the "
      + "\(NumberText.text(1 / budget)) of one false alert at \(sensitivity.rawValue): its threshold "
      + "\(NumberText.text(threshold(falseAlertsPerHostDay: budget))) is extrapolated (90 % interval "
      + "\(NumberText.text(interval))); a longer history would tell it better"
  }
}
