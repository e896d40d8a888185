public import Saba

/// Which of several sensitivities to take, by the alerts that they would have raised.
///
/// The most sensitive one that raised about as many alerts as it promises false ones, and few enough to
/// be read by people: what promises more than that for a whole role is turned off before long.
public struct SensitivityChoice: Sendable {
  /// The most alerts that the whole role may raise in a week: two a day are still looked at.
  public static let mostAlertsPerWeek = 14.0

  /// What the sensitivities would have raised, from the least sensitive on.
  let levels: [RoleReport.Preview]
  /// The number of hosts that were judged.
  let hostCount: Int
  /// The models that judged.
  let models: ModelSequence

  init(_ levels: [RoleReport.Preview], hostCount: Int, models: ModelSequence) {
    self.levels = levels
    self.hostCount = hostCount
    self.models = models
  }

  /// The sensitivity to take; nil if none keeps its promise.
  public var sensitivity: Sensitivity? { taken?.sensitivity }

  private var taken: RoleReport.Preview? {
    let kept = levels.filter(\.keepsPromise)
    return kept.last { alertsPerWeek(of: $0) <= Self.mostAlertsPerWeek } ?? kept.first
  }

  /// The alerts of the whole role in a week.
  private func alertsPerWeek(of level: RoleReport.Preview) -> Double {
    level.alertsPerHostWeek * Double(hostCount)
  }

  /// What to do and why, in plain words.
  public var advice: String {
    guard levels.contains(where: { $0.hostWeeks > 0 }) else {
      return
        "No sample could be judged, so there is nothing to choose by. Preview a history that has "
        + "the metrics that the model was trained on."
    }
    guard let taken else {
      return
        "Every sensitivity raised more alerts than it promises false ones, so there is more than "
        + "chance behind them. Look through the alerts: leave real incidents out of the "
        + "training with --exclude, and where the role has changed for good, train on the time "
        + "after the change. Until then the defaults are a fair start: warnings at \"sensitive\", "
        + "critical at \"normal\"."
    }
    let weeks = FixedPoint.text(taken.hostWeeks, digits: taken.hostWeeks < 10 ? 1 : 0)
    let promised = 7 * taken.sensitivity.falseAlertsPerHostDay * taken.hostWeeks
    var sentences = [
      "Begin with \"\(taken.sensitivity.rawValue)\": over \(weeks) host-weeks it raised "
        + "\(Words.count(taken.alerts.count, "alert")), where its promise allows for about "
        + "\(FixedPoint.text(promised, digits: 1)) false ones"
        + (hostCount > 1 && !taken.alerts.isEmpty
          ? ", \(FixedPoint.text(alertsPerWeek(of: taken), digits: 1)) a week on the whole role."
          : ".")
    ]
    if let next = levels.first(where: {
      $0.sensitivity.falseAlertsPerHostDay > taken.sensitivity.falseAlertsPerHostDay
    }) {
      sentences += reasons(against: next, after: taken)
    }
    if !taken.alerts.isEmpty {
      sentences.append(
        "Look through the alerts; if many were not worth your time, take the next lower "
          + "sensitivity.")
    }
    return sentences.joined(separator: " ")
  }

  /// Why not the next more sensitive one, and what is missed without it.
  private func reasons(
    against next: RoleReport.Preview, after taken: RoleReport.Preview
  ) -> [String] {
    let name = "\"\(next.sensitivity.rawValue)\""
    var sentences = [
      next.keepsPromise
        ? "\(name) would have raised \(FixedPoint.text(alertsPerWeek(of: next), digits: 0)) a week "
          + "on the whole role, more than anybody keeps reading."
        : "\(name) raised \(next.alerts.count), more than its promise and chance explain."
    ]
    let missed = next.alerts.filter { !taken.raised($0) }
    if let worst = missed.min(by: { $0.leastPValue < $1.leastPValue }) {
      sentences.append(
        "Missed without it: \(Words.count(missed.count, "alert")), the least ordinary of them on "
          + "\(worst.host), \(CalendarTime(worst.openedAt).dayAndTime) UTC "
          + "(\(worst.sentence(by: models.model(at: worst.worstAt)))).")
    }
    return sentences
  }
}

extension RoleReport.Preview {
  /// Whether the alerts are about as many as promised false ones: two standard deviations of a count, and
  /// one alert more that may well be a true one.
  var keepsPromise: Bool {
    guard hostWeeks > 0 else { return false }
    let promised = 7 * sensitivity.falseAlertsPerHostDay * hostWeeks
    return Double(alerts.count) <= promised + 2 * promised.squareRoot() + 1
  }

  /// Whether it was in alert on the same host at some time of an alert.
  func raised(_ alert: Alert) -> Bool {
    let end = max(alert.closedAt ?? .max, alert.openedAt + 1)
    return alerts.contains {
      $0.host == alert.host && $0.openedAt < end && $0.closedAt ?? .max > alert.openedAt
    }
  }
}
