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
        + "(UTC), one sample every \(Words.duration(model.interval)) from each host."
    ]
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

  /// The most sensitive of the previewed sensitivities whose alerts are about as many as it promises
  /// false ones; nil if there is none.
  var suggestedSensitivity: Sensitivity? {
    preview.last { level in
      guard level.hostWeeks > 0 else { return false }
      let promised = 7 * level.sensitivity.falseAlertsPerHostDay * level.hostWeeks
      // Two standard deviations of a count, and one alert more that may well be a true one.
      return Double(level.alerts.count) <= promised + 2 * promised.squareRoot() + 1
    }?.sensitivity
  }

  /// Which sensitivity to take, and why.
  var suggestion: String {
    guard preview.contains(where: { $0.hostWeeks > 0 }) else {
      return
        "No sample could be judged, so there is nothing to choose by. Preview a history that has "
        + "the metrics that the model was trained on."
    }
    guard let taken = preview.first(where: { $0.sensitivity == suggestedSensitivity }) else {
      return
        "Every sensitivity raised more alerts than it promises false ones, so there is more than "
        + "chance behind them. Look through the alerts below: leave real incidents out of the "
        + "training with --exclude, and where the role has changed for good, train on the time "
        + "after the change. Until then the defaults are a fair start: warnings at \"sensitive\", "
        + "critical at \"normal\"."
    }
    let weeks = FixedPoint.text(taken.hostWeeks, digits: taken.hostWeeks < 10 ? 1 : 0)
    let promised = 7 * taken.sensitivity.falseAlertsPerHostDay * taken.hostWeeks
    return "Begin with \"\(taken.sensitivity.rawValue)\": over \(weeks) host-weeks it raised "
      + "\(Words.count(taken.alerts.count, "alert")), where its promise allows for about "
      + "\(FixedPoint.text(promised, digits: 1)) false ones. Look through the alerts below; if many "
      + "were not worth your time, take the next lower sensitivity."
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
