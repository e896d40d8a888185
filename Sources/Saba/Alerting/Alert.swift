/// A stretch of time over which a host was in warning or critical.
public struct Alert: Sendable, Hashable {
  /// The host.
  public var host: String
  /// The worst status reached.
  public var status: Verdict.Status
  /// The time of the sample that raised the alert, in seconds since the epoch.
  public var openedAt: Int
  /// The time of the good sample that ended it; nil while it is open.
  public var closedAt: Int?
  /// The highest score reached.
  public var peakScore: Double
  /// The lowest p-value reached.
  public var leastPValue: Double
  /// Every metric with its share of the blame while the alert was on, the most to blame first; the
  /// other figures are those of the sample that lay furthest from the metric's band.
  public var culprits: [Verdict.Contribution]
}

/// Turns verdicts into alerts.
public struct AlertRecorder: Sendable {
  private var open: [String: Running] = [:]
  /// The alerts that have ended, in the order in which they did.
  public private(set) var closed: [Alert] = []

  private struct Running: Sendable {
    var alert: Alert
    /// For each metric the sum of its blame, which is the score times its share, and its largest
    /// deviation from what was expected, in widths of the band.
    var blame: [String: (sum: Double, peak: Double)]
  }

  /// Makes a recorder that has seen nothing.
  public init() {}

  /// The alerts that are still open, sorted by host.
  public var stillOpen: [Alert] { open.values.map(Self.finished).sorted { $0.host < $1.host } }

  /// Takes note of a verdict; those of one host come in order of time.
  public mutating func record(_ verdict: Verdict) {
    switch verdict.status {
    case .unknown:
      return
    case .ok:
      guard let running = open.removeValue(forKey: verdict.host) else { return }
      var alert = Self.finished(running)
      alert.closedAt = verdict.time
      closed.append(alert)
    case .warning, .critical:
      var running =
        open[verdict.host]
        ?? Running(
          alert: Alert(
            host: verdict.host, status: verdict.status, openedAt: verdict.time, closedAt: nil,
            peakScore: verdict.score, leastPValue: verdict.pValue, culprits: []),
          blame: [:])
      if verdict.status == .critical { running.alert.status = .critical }
      running.alert.peakScore = max(running.alert.peakScore, verdict.score)
      running.alert.leastPValue = min(running.alert.leastPValue, verdict.pValue)
      for contribution in verdict.contributions {
        let blame = contribution.share * verdict.score
        let away = abs(contribution.value - contribution.expected)
        // A missing value deviates less than any other.
        let deviation = away.isNaN ? -1 : away / (contribution.high - contribution.low)
        let known = running.blame[contribution.metric]
        running.blame[contribution.metric] = (
          (known?.sum ?? 0) + blame, max(known?.peak ?? deviation, deviation)
        )
        if let known, !(deviation > known.peak) { continue }
        running.alert.culprits.removeAll { $0.metric == contribution.metric }
        running.alert.culprits.append(contribution)
      }
      open[verdict.host] = running
    }
  }

  private static func finished(_ running: Running) -> Alert {
    var alert = running.alert
    let total = running.blame.values.reduce(0) { $0 + $1.sum }
    for index in alert.culprits.indices {
      let blame = running.blame[alert.culprits[index].metric]?.sum ?? 0
      alert.culprits[index].share = total > 0 ? blame / total : 0
    }
    alert.culprits.sort { ($0.share, $1.metric) > ($1.share, $0.metric) }
    return alert
  }
}
