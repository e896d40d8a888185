extension EvaluationResult {
  /// The result as a table of what the first detector loses without each of its steps: a line a
  /// detector.
  ///
  /// Differences are means over the entities, variant less first detector, with 95 % bootstrap intervals
  /// over entities; all that is about alerts is at `sensitive`, pooled.
  ///
  /// - Returns: Lines of text without line feeds.
  public func ablationLines() -> [String] {
    let rows = detectors.map { detector in
      let difference = detector.againstFirst["vusPR"]
      let figures = detector.mean.figures
      return [
        detector.name, FigureText.text(figures.vusPR),
        FigureText.text(difference?.meanDifference, in: difference?.interval),
        FigureText.text(figures.eventRecall.sensitive, digits: 2),
        FigureText.text(figures.falseAlertsPerHostDay.sensitive),
        FigureText.text(figures.hitRate100),
      ]
    }
    let header = [
      "detector", "VUS-PR", "less \(detectors.first?.name ?? "")'s [95 %]", "events found",
      "false/host-day", "HitRate@100 %",
    ]
    return ["Ablations, alerts at sensitive"] + AlignedColumns.lines([header] + rows)
  }
}
