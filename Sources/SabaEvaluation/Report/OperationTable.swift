internal import Saba

extension OperationReport {
  /// The report as plain text: a line an incident, then a line for each thing that is none.
  ///
  /// - Returns: Lines of text without line feeds.
  public func lines() -> [String] {
    let incidents = summaries.filter { $0.found != nil }
    let others = summaries.filter { $0.found == nil }
    func verdict(_ summary: OperationSummary) -> String { summary.isKept ? "kept" : "missed" }
    func count(_ number: Int?) -> String { number.map { "\($0)" } ?? "-" }
    var lines = [
      "Simulated roles of \(Words.count(check.hosts, "host")): "
        + "\(Words.count(check.trainingDays, "day")) to learn from, "
        + "\(Words.count(check.testDays, "day")) judged"
    ]
    if !incidents.isEmpty {
      let rows = incidents.map { summary in
        [
          summary.name.rawValue, "\(summary.repetitions)", count(summary.found),
          count(summary.foundWithCulprit), count(summary.foundBeforeHalfWay),
          count(summary.scopeRight),
          summary.medianDelaySeconds.map { DurationText.text($0) } ?? "-", "\(summary.alerts)",
          "\(summary.quietAlerts)", verdict(summary),
        ]
      }
      lines += [""]
      lines += AlignedColumns.lines(
        [
          [
            "incident", "runs", "found", "right culprit", "before half-way", "right hosts",
            "median delay", "alerts", "without it", "bar",
          ]
        ] + rows)
    }
    if !others.isEmpty {
      let rows = others.map {
        [
          $0.name.rawValue, "\($0.repetitions)", "\($0.alerts)", "\($0.quietAlerts)", verdict($0),
        ]
      }
      lines += [""]
      lines += AlignedColumns.lines(
        [["no incident", "runs", "alerts", "without it", "bar"]] + rows)
    }
    let missed = summaries.filter { !$0.isKept }.map(\.name.rawValue)
    return lines + [
      "", missed.isEmpty ? "every bar is reached" : "missed: \(missed.joined(separator: ", "))",
    ]
  }
}
