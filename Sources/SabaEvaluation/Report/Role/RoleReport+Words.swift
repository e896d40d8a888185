internal import Saba

extension RoleReport {
  /// What happened, in one sentence.
  var headline: String {
    guard let axis else { return "There was nothing to judge." }
    let hosts = Words.count(hosts.count, "host")
    if !preview.isEmpty {
      let counts = preview.map { "\($0.alerts.count) at \"\($0.sensitivity.rawValue)\"" }
      return "In \(Words.roughDuration(axis.length)) on \(hosts) Saba would have raised this many "
        + "alerts: \(Words.list(counts))."
    }
    return "In \(Words.roughDuration(axis.length)) on \(hosts) Saba raised "
      + "\(Words.count(alerts.count, "alert"))."
  }

  /// When it was, and how it compares with the promise.
  var introduction: [String] {
    guard let axis else { return [] }
    let counts = sampleCounts
    let first = CalendarTime(axis.start)
    let last = CalendarTime(axis.end)
    let year = first.year == last.year ? "" : " \(first.year)"
    var sentences = [
      "From \(first.day)\(year) \(first.timeOfDay) to \(last.day) \(last.year) \(last.timeOfDay) "
        + "(UTC), one sample every \(Words.duration(models.interval)) from each host."
    ]
    if let previewBasis { sentences.append(previewBasis) }
    if !alerts.isEmpty {
      let critical = alerts.count { $0.alert.status == .critical }
      let parts = [(critical, "critical"), (alerts.count - critical, "warning")]
        .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
      sentences.append("By the worst severity reached: \(Words.list(parts)).")
    }
    if counts.unknown > 0 {
      let share = Double(counts.unknown) / Double(counts.all)
      let percent = share < 0.01 ? "Less than 1" : "\(Int((100 * share).rounded()))"
      sentences.append(
        "\(percent) % of the samples could not be judged, for want of data; the lines are broken "
          + "there.")
    }
    if promisedFalseAlerts > 0 {
      sentences.append(
        "Even with nothing wrong, about \(FixedPoint.text(promisedFalseAlerts, digits: 1)) false "
          + "alerts are to be expected in that time: that is what the sensitivity promises.")
    }
    return sentences
  }

  /// Which of the previewed sensitivities to take.
  var choice: SensitivityChoice {
    SensitivityChoice(preview, hostCount: hosts.count, models: models)
  }

  /// How alerts and labelled incidents go together; nil where nothing is labelled.
  var incidentSummary: String? {
    guard !incidents.isEmpty else { return nil }
    let seen = incidents.count - missedIncidents.count
    let unlabelled = alerts.count { $0.incidents.isEmpty }
    return "What truly went wrong is known: "
      + "of \(Words.count(incidents.count, "labelled incident")), \(seen) raised an alert; "
      + "\(Words.count(unlabelled, "alert")) had no labelled incident."
  }

  /// What score, threshold, severity and band are, each with its name.
  var explanations: [(term: String, text: String)] {
    var severities: [String] = []
    for (name, sensitivity) in [("warning", policy.warning), ("critical", policy.critical)] {
      guard let sensitivity else { continue }
      severities.append("\(name) above the line \"\(sensitivity.rawValue)\"")
    }
    let own = shownSensitivities.filter { !Sensitivity.named.contains($0) }.map {
      ", \"\($0.rawValue)\" \($0.promise)"
    }
    let attempts =
      policy.attempts == 1 ? "one sample" : "\(policy.attempts) samples in a row"
    return [
      (
        "Score",
        "How unusual a host is, compared with what its role showed while Saba learnt. About 1 is "
          + "an ordinary moment, higher is stranger. Each labelled step of the scale is a multiple "
          + "of the one below, so that a high peak does not flatten ordinary life."
      ),
      (
        "Threshold",
        "A line that the score crosses only by a rare accident while all is well. Kept to, "
          + "\"sensitive\" gives one false alert per host and week, \"normal\" one per month, "
          + "\"insensitive\" one per quarter of a year\(own.joined())."
      ),
      (
        "Alert",
        "The score stayed over a line for \(attempts): \(Words.list(severities)). It ends with "
          + "the first sample below."
      ),
      (
        "Expected band",
        "Where the metric usually lies on hosts of this role, given the state that the role is in "
          + "at that moment. A metric can also be to blame inside its band, when it does not fit "
          + "the other metrics."
      ),
    ]
  }
}
