public import Saba

/// A page that shows what a role's monitor found over some days, for people who never monitored a
/// server.
///
/// One XHTML-compatible HTML file that needs nothing else: it works offline, in light and dark, on
/// paper, and at any width. Its charts can be zoomed and read by pointer and keyboard.
public struct RoleReport: Sendable {
  let title: String
  let models: ModelSequence
  let policy: AlertPolicy
  let hosts: [HostVerdicts]
  let alerts: [NumberedAlert]
  let incidents: [Incident]
  let preview: [Preview]
  /// How far the preview's figures can be trusted.
  let previewBasis: String?
  /// From the beginning of the first judged interval to the end of the last; nil without verdicts.
  let axis: TimeAxis?

  /// The verdicts of one host, in order of time.
  struct HostVerdicts: Sendable {
    var host: String
    var verdicts: [Verdict]
  }

  /// An alert with the number that it has on the page.
  struct NumberedAlert: Sendable {
    /// Counted from 1.
    var number: Int
    var alert: Alert
    /// While it was open; up to the end of the page where it still is.
    var range: Range<Int>
    /// What was unusual, in plain words.
    var reason: String
    /// The labelled incidents that it goes with.
    var incidents: [Incident]
    /// The previewed sensitivities that raise it, from the least sensitive on.
    var sensitivities: [Sensitivity]
  }

  /// What one sensitivity would have raised.
  public struct Preview: Sendable {
    /// The sensitivity.
    public var sensitivity: Sensitivity
    /// Its alerts.
    public var alerts: [Alert]
    /// The host-weeks that could be judged.
    public var hostWeeks: Double

    /// Takes the parts.
    public init(sensitivity: Sensitivity, alerts: [Alert], hostWeeks: Double) {
      self.sensitivity = sensitivity
      self.alerts = alerts
      self.hostWeeks = hostWeeks
    }

    /// The alerts per host and week.
    public var alertsPerHostWeek: Double { hostWeeks > 0 ? Double(alerts.count) / hostWeeks : 0 }
  }

  /// Gathers what there is to show.
  ///
  /// - Parameters:
  ///   - title: What was watched, such as the role's name.
  ///   - model: The role's model, whose thresholds are drawn.
  ///   - policy: The policy of the monitor that judged.
  ///   - verdicts: In order of time, hosts interleaved in any way; with contributions, or there is
  ///     no band to draw around the alerts.
  ///   - alerts: What an ``AlertRecorder`` made of the verdicts, in any order.
  ///   - incidents: What truly happened, where that is known. An alert goes with an incident of its
  ///     host that overlaps it, the samples that led to it included.
  ///   - preview: What each sensitivity makes of the same metrics, from the least sensitive on, where
  ///     the page is to help to choose one.
  public init(
    title: String, model: RoleModel, policy: AlertPolicy = .init(), verdicts: [Verdict],
    alerts: [Alert], incidents: [Incident] = [], preview: [Preview] = []
  ) {
    self.init(
      title: title, models: ModelSequence(model), policy: policy, verdicts: verdicts,
      alerts: alerts, incidents: incidents, preview: preview, previewBasis: nil)
  }

  /// The same for models that judged in turn.
  init(
    title: String, models: ModelSequence, policy: AlertPolicy, verdicts: [Verdict],
    alerts: [Alert], incidents: [Incident] = [], preview: [Preview], previewBasis: String?
  ) {
    self.title = title
    self.models = models
    self.policy = policy
    hosts = Dictionary(grouping: verdicts, by: \.host)
      .map { HostVerdicts(host: $0.key, verdicts: $0.value) }
      .sorted { $0.host < $1.host }
    let times = verdicts.lazy.map(\.time)
    let axis = times.min().flatMap { first in
      times.max().map { TimeAxis(from: first, to: $0 + models.interval) }
    }
    self.axis = axis
    let leadTime = (policy.attempts - 1) * models.interval
    self.alerts = alerts.sorted { ($0.openedAt, $0.host) < ($1.openedAt, $1.host) }
      .enumerated().map { index, alert in
        let end = alert.closedAt ?? max(axis?.end ?? 0, alert.openedAt + models.interval)
        let range = alert.openedAt..<max(end, alert.openedAt)
        return NumberedAlert(
          number: index + 1, alert: alert, range: range,
          reason: alert.sentence(by: models.model(at: alert.worstAt)),
          incidents: incidents.filter {
            $0.hosts.contains(alert.host)
              && $0.start < range.upperBound && $0.end > range.lowerBound - leadTime
          },
          sensitivities: preview.filter { $0.raised(alert) }.map(\.sensitivity))
      }
    self.preview = preview
    self.previewBasis = previewBasis
    self.incidents = incidents.sorted { $0.start < $1.start }
  }

  /// The incidents that no alert goes with.
  var missedIncidents: [Incident] {
    incidents.filter { incident in !alerts.contains { $0.incidents.contains(incident) } }
  }

  /// The number of samples, and of those that could not be judged.
  var sampleCounts: (all: Int, unknown: Int) {
    hosts.reduce((0, 0)) { counts, host in
      (
        counts.0 + host.verdicts.count,
        counts.1 + host.verdicts.count { $0.status == .unknown }
      )
    }
  }

  /// The sensitivities whose thresholds are drawn, from the least sensitive on: those with names, and
  /// others of the policy.
  var shownSensitivities: [Sensitivity] {
    Sensitivity.named.joined(with: [policy.warning, policy.critical].compactMap(\.self))
  }

  /// The number of false alerts that the policy promises for the samples judged.
  var promisedFalseAlerts: Double {
    let counts = sampleCounts
    let hostDays = Double((counts.all - counts.unknown) * models.interval) / 86_400
    let rates = [policy.warning, policy.critical].compactMap { $0?.falseAlertsPerHostDay }
    return hostDays * (rates.max() ?? 0)
  }
}
