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
  /// other figures are those of the sample that lay furthest outside of the metric's band, counted
  /// from the quarter of an hour before, to which the first score looks back.
  public var culprits: [Verdict.Contribution]
  /// When the first culprit lay furthest outside of its band, in seconds since the epoch.
  public var worstAt: Int
}

/// Turns verdicts into alerts.
public struct AlertRecorder: Sendable {
  private var open: [String: Running] = [:]
  /// Of each host without an alert the last quarter of an hour.
  private var calm: [String: [(time: Int, contributions: [Verdict.Contribution])]] = [:]
  /// The alerts that have ended, in the order in which they did.
  public private(set) var closed: [Alert] = []

  private struct Running: Sendable {
    var alert: Alert
    /// Of each metric the sum of its blame, which is the score times its share.
    var blame: [String: Double] = [:]
    /// When each metric lay furthest outside of its band, and what it showed then.
    var worst: [String: (time: Int, shown: Verdict.Contribution)] = [:]

    /// Keeps what lies further outside of its band than anything before.
    mutating func take(_ contributions: [Verdict.Contribution], at time: Int) {
      for contribution in contributions {
        if let known = worst[contribution.metric],
          !(contribution.distanceOutsideBand > known.shown.distanceOutsideBand)
        {
          continue
        }
        worst[contribution.metric] = (time, contribution)
      }
    }
  }

  /// Makes a recorder that has seen nothing.
  public init() {}

  /// The alerts that are still open, sorted by host.
  public var stillOpen: [Alert] { open.values.map(Self.finished).sorted { $0.host < $1.host } }

  /// Takes note of a verdict; those of one host come in order of time.
  ///
  /// - Parameter verdict: The next verdict; an unknown one changes nothing.
  /// - Returns: What has changed; nil, mostly, where nothing has.
  @discardableResult
  public mutating func record(_ verdict: Verdict) -> AlertEvent? {
    switch verdict.status {
    case .unknown:
      return nil
    case .ok:
      calm[verdict.host, default: []].removeAll { $0.time <= verdict.time - TrailingEnergies.span }
      calm[verdict.host, default: []].append((verdict.time, verdict.contributions))
      guard let running = open.removeValue(forKey: verdict.host) else { return nil }
      var alert = Self.finished(running)
      alert.closedAt = verdict.time
      closed.append(alert)
      return AlertEvent(kind: .closed, alert: alert)
    case .warning, .critical:
      let before = open[verdict.host]
      var running =
        before
        ?? Running(
          alert: Alert(
            host: verdict.host, status: verdict.status, openedAt: verdict.time, closedAt: nil,
            peakScore: verdict.score, leastPValue: verdict.pValue, culprits: [],
            worstAt: verdict.time))
      for sample in calm.removeValue(forKey: verdict.host) ?? []
      where sample.time > verdict.time - TrailingEnergies.span {
        running.take(sample.contributions, at: sample.time)
      }
      if verdict.status == .critical { running.alert.status = .critical }
      running.alert.peakScore = max(running.alert.peakScore, verdict.score)
      running.alert.leastPValue = min(running.alert.leastPValue, verdict.pValue)
      for contribution in verdict.contributions {
        running.blame[contribution.metric, default: 0] += contribution.share * verdict.score
      }
      running.take(verdict.contributions, at: verdict.time)
      open[verdict.host] = running
      if before?.alert.status == running.alert.status { return nil }
      return AlertEvent(
        kind: before == nil ? .opened : .escalated, alert: Self.finished(running))
    }
  }

  private static func finished(_ running: Running) -> Alert {
    var alert = running.alert
    let total = running.blame.values.reduce(0, +)
    alert.culprits = running.worst.values.map { worst in
      var culprit = worst.shown
      culprit.share = total > 0 ? (running.blame[culprit.metric] ?? 0) / total : 0
      return culprit
    }.sorted { ($0.share, $1.metric) > ($1.share, $0.metric) }
    if let culprit = alert.culprits.first, let worst = running.worst[culprit.metric] {
      alert.worstAt = worst.time
    }
    return alert
  }
}
