extension EvaluationResult {
  /// The result as a plain text table: a line a detector, then the base rate.
  ///
  /// Figures of alerts come three at a time, from the least sensitive to the most; `-` stands for
  /// a figure that does not exist.
  ///
  /// - Parameter perEntity: Whether a second table follows, with a line an entity and detector.
  /// - Returns: Lines of text, the last one without a line feed.
  public func table(perEntity: Bool = false) -> String {
    let count = detectors.first?.entities.count ?? 0
    var text = "\(dataset): \(count) \(count == 1 ? "entity" : "entities"), "
    text += intervalSeconds.map { "a row every \($0) s, " } ?? ""
    text +=
      vusBuffer.map { "VUS buffer \($0) rows; " } ?? "VUS buffers by the series' own periods; "
    text += "alerts: insensitive / normal / sensitive\n\n"
    var rows = [["detector"] + Self.accuracyTitles + Self.alertTitles + Self.timeTitles]
    for detector in detectors {
      let mean = detector.mean
      rows.append(
        [detector.name, Self.text(mean.vusPR), Self.text(mean.aucPR), Self.text(mean.vusROC)]
          + [
            Self.text(mean.eventRecall), Self.text(mean.falseAlertsPerHostDay, digits: 3),
            Self.text(mean.alertHoursOutsideEventsPerHostDay),
          ]
          + [Self.text(mean.fitSeconds), Self.text(mean.scoreSeconds)])
    }
    text += AlignedColumns.text(rows, leading: 1) + "\n"
    text += "base rate \(Self.text(detectors.first?.mean.baseRate))"
    if perEntity { text += "\n\n" + entityTable }
    return text
  }

  private var entityTable: String {
    var rows = [
      ["entity", "detector"] + Self.accuracyTitles + ["base rate", "events"] + Self.alertTitles
        + ["median delay"]
    ]
    for index in detectors.first?.entities.indices ?? 0..<0 {
      for detector in detectors {
        let entity = detector.entities[index]
        rows.append(
          [entity.name, detector.name]
            + [entity.vusPR, entity.aucPR, entity.vusROC, entity.baseRate].map { Self.text($0) }
            + [
              "\(entity.events)", Self.text(entity.eventRecall),
              Self.text(entity.falseAlertsPerHostDay, digits: 3),
              Self.text(entity.alertHoursOutsideEventsPerHostDay),
              Self.text(entity.medianDelay, digits: 1),
            ])
      }
    }
    return AlignedColumns.text(rows, leading: 2)
  }

  private static let accuracyTitles = ["VUS-PR", "AUC-PR", "VUS-ROC"]
  private static let alertTitles = ["event recall", "false/host-day", "alert h/host-day"]
  private static let timeTitles = ["fit s", "score s"]

  private static func text(_ value: Double?, digits: Int = 3) -> String {
    value.map { FixedPoint.text($0, digits: digits) } ?? "-"
  }

  private static func text(_ values: PerSensitivity<Double?>, digits: Int = 2) -> String {
    values.values.map { text($0, digits: digits) }.joined(separator: " / ")
  }
}
