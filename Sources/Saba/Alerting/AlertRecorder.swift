/// Turns verdicts into alerts.
public struct AlertRecorder: Sendable {
  private var open: [String: RunningAlert] = [:]
  /// Of each host without an alert the last quarter of an hour.
  private var calm: [String: [CalmSample]] = [:]
  /// The alerts that have ended, in the order in which they did; none where they are not kept.
  public private(set) var closed: [Alert] = []
  private let keepsClosed: Bool

  /// Makes a recorder that has seen nothing.
  ///
  /// - Parameter keepsClosed: Whether ``closed`` collects alerts; for an endless stream it should not.
  public init(keepsClosed: Bool = true) { self.keepsClosed = keepsClosed }

  /// The alerts that are still open, sorted by host.
  public var stillOpen: [Alert] { open.values.map(\.finished).sorted { $0.host < $1.host } }

  /// Whether a host has an open alert.
  public func isOpen(_ host: String) -> Bool { open[host] != nil }

  /// The open alert of a host; nil where there is none.
  public func alert(of host: String) -> Alert? { open[host]?.finished }

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
      calm[verdict.host, default: []].append(
        CalmSample(time: verdict.time, contributions: verdict.contributions))
      return end(verdict.host, at: verdict.time, because: .recovered)
    case .warning, .critical:
      // Taken out and put back, so that nothing of it is copied.
      let before = open.removeValue(forKey: verdict.host)
      var running = before ?? RunningAlert(openedBy: verdict)
      for sample in calm.removeValue(forKey: verdict.host) ?? []
      where sample.time > verdict.time - TrailingEnergies.span {
        running.take(sample.contributions, at: sample.time)
      }
      let status = before?.alert.status
      running.take(verdict)
      let now = running.alert.status
      let event =
        status == now
        ? nil
        : AlertEvent(kind: status == nil ? .opened : .escalated, alert: running.finished)
      open[verdict.host] = running
      return event
    }
  }

  /// Closes a host's alert for another reason than a good sample.
  ///
  /// A host that is still unusual then has a new alert with its next verdict.
  ///
  /// - Parameters:
  ///   - host: The host.
  ///   - time: When, in seconds since the epoch.
  ///   - reason: Why.
  /// - Returns: The event; nil where there was no alert.
  @discardableResult
  public mutating func close(
    _ host: String, at time: Int, because reason: Alert.CloseReason
  ) -> AlertEvent? {
    end(host, at: time, because: reason)
  }

  /// Forgets a host that is there no longer: nothing of it stays in the state.
  ///
  /// - Parameters:
  ///   - host: The host.
  ///   - time: When, in seconds since the epoch.
  ///   - reason: Why.
  /// - Returns: That its alert has closed; nil where there was none.
  @discardableResult
  public mutating func forget(
    _ host: String, at time: Int, because reason: Alert.CloseReason = .hostRetired
  ) -> AlertEvent? {
    calm[host] = nil
    return end(host, at: time, because: reason)
  }

  private mutating func end(
    _ host: String, at time: Int, because reason: Alert.CloseReason
  ) -> AlertEvent? {
    guard let running = open.removeValue(forKey: host) else { return nil }
    var alert = running.finished
    alert.closedAt = max(time, alert.openedAt)
    alert.closeReason = reason
    if keepsClosed { closed.append(alert) }
    return AlertEvent(kind: .closed, alert: alert)
  }
}

/// What a good sample showed.
private struct CalmSample: Sendable, Codable {
  var time: Int
  var contributions: [Verdict.Contribution]
}

/// An alert that is still open.
private struct RunningAlert: Sendable, Codable {
  /// When a metric lay furthest outside of its band, and what it showed then.
  struct Worst: Sendable, Codable {
    var time: Int
    var shown: Verdict.Contribution
  }

  var alert: Alert
  /// Of each metric the sum of its blame, which is the score times its share.
  var blame: [String: Double] = [:]
  var worst: [String: Worst] = [:]

  init(openedBy verdict: Verdict) {
    alert = Alert(
      host: verdict.host, status: verdict.status, openedAt: verdict.time, closedAt: nil,
      closeReason: nil, peakScore: verdict.score, leastPValue: verdict.pValue, culprits: [],
      worstAt: verdict.time)
  }

  /// Takes a verdict of warning or critical.
  mutating func take(_ verdict: Verdict) {
    if verdict.status == .critical { alert.status = .critical }
    alert.peakScore = max(alert.peakScore, verdict.score)
    alert.leastPValue = min(alert.leastPValue, verdict.pValue)
    for contribution in verdict.contributions {
      blame[contribution.metric, default: 0] += contribution.share * verdict.score
    }
    take(verdict.contributions, at: verdict.time)
    if let lead = verdict.contributions.first, lead.metric != alert.leads.last?.metric,
      alert.leads.count < Alert.largestLeadCount
    {
      alert.leads.append(.init(time: verdict.time, metric: lead.metric))
    }
  }

  /// Keeps what lies further outside of its band than anything before.
  mutating func take(_ contributions: [Verdict.Contribution], at time: Int) {
    for contribution in contributions {
      if let known = worst[contribution.metric],
        !(contribution.distanceOutsideBand > known.shown.distanceOutsideBand)
      {
        continue
      }
      worst[contribution.metric] = Worst(time: time, shown: contribution)
    }
  }

  /// The alert as it is now.
  var finished: Alert {
    var alert = alert
    // In a fixed order, so that a resumed run gives the same to the last bit.
    let total = blame.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
    alert.culprits = worst.values.map { worst in
      var culprit = worst.shown
      culprit.share = total > 0 ? (blame[culprit.metric] ?? 0) / total : 0
      return culprit
    }.sorted { ($0.share, $1.metric) > ($1.share, $0.metric) }
    if let culprit = alert.culprits.first, let worst = worst[culprit.metric] {
      alert.worstAt = worst.time
    }
    return alert
  }
}

extension AlertRecorder: Codable {}

// MARK: - State

extension AlertRecorder {
  /// Writes what is needed to go on with every host: its open alert, or its last quarter of an hour; the
  /// same gives the same bytes.
  ///
  /// - Parameters:
  ///   - writer: Receives it.
  ///   - metrics: The model's.
  package func write(to writer: inout StateWriter, metrics: [String]) {
    var numbers: [String: Int] = [:]
    for (number, metric) in metrics.enumerated() { numbers[metric] = number }
    writer.write(open.count)
    for running in open.values.sorted(by: { $0.alert.host < $1.alert.host }) {
      running.write(to: &writer, numbers: numbers)
    }
    writer.write(calm.count)
    for (host, samples) in calm.sorted(by: { $0.key < $1.key }) {
      writer.write(host)
      writer.write(samples.count)
      for sample in samples {
        writer.write(sample.time)
        writer.write(sample.contributions.count)
        for contribution in sample.contributions {
          contribution.write(to: &writer, numbers: numbers)
        }
      }
    }
  }

  /// Puts back what was written.
  ///
  /// - Parameters:
  ///   - reader: Gives it.
  ///   - metrics: The model's.
  /// - Throws: Where it cannot be what was written.
  package mutating func restore(
    from reader: inout StateReader, metrics: [String]
  ) throws(StateError) {
    self = AlertRecorder(keepsClosed: keepsClosed)
    for _ in 0..<(try reader.count()) {
      let running = try RunningAlert(from: &reader, metrics: metrics)
      open[running.alert.host] = running
    }
    for _ in 0..<(try reader.count()) {
      let host = try reader.text()
      var samples: [CalmSample] = []
      for _ in 0..<(try reader.count()) {
        let time = try reader.integer()
        var contributions: [Verdict.Contribution] = []
        for _ in 0..<(try reader.count()) {
          contributions.append(try Verdict.Contribution(from: &reader, metrics: metrics))
        }
        samples.append(CalmSample(time: time, contributions: contributions))
      }
      calm[host] = samples
    }
  }
}

extension RunningAlert {
  func write(to writer: inout StateWriter, numbers: [String: Int]) {
    writer.write(alert.host)
    writer.write(alert.status == .critical)
    writer.write(alert.openedAt)
    writer.write(alert.peakScore)
    writer.write(alert.leastPValue)
    writer.write(alert.worstAt)
    writer.write(alert.leads.count)
    for lead in alert.leads {
      writer.write(lead.time)
      writer.write(numbers[lead.metric] ?? 0)
    }
    writer.write(worst.count)
    for (metric, worst) in worst.sorted(by: { $0.key < $1.key }) {
      writer.write(blame[metric] ?? 0)
      writer.write(worst.time)
      worst.shown.write(to: &writer, numbers: numbers)
    }
  }

  init(from reader: inout StateReader, metrics: [String]) throws(StateError) {
    alert = Alert(
      host: try reader.text(), status: try reader.bool() ? .critical : .warning,
      openedAt: try reader.integer(), closedAt: nil, closeReason: nil,
      peakScore: try reader.double(),
      leastPValue: try reader.double(), culprits: [], worstAt: try reader.integer())
    for _ in 0..<(try reader.count()) {
      alert.leads.append(
        .init(
          time: try reader.integer(), metric: metrics[try reader.integer(in: metrics.indices)]))
    }
    for _ in 0..<(try reader.count()) {
      let sum = try reader.double()
      let time = try reader.integer()
      let shown = try Verdict.Contribution(from: &reader, metrics: metrics)
      blame[shown.metric] = sum
      worst[shown.metric] = Worst(time: time, shown: shown)
    }
  }
}

extension Verdict.Contribution {
  fileprivate func write(to writer: inout StateWriter, numbers: [String: Int]) {
    let number = numbers[metric] ?? 0
    // The number of a metric at fault is negative, and the fault stands behind its figures: so a state
    // from before faults were written is read as well.
    writer.write(fault == nil ? number : ~number)
    for number in [value, expected, low, high, share] { writer.write(number) }
    guard let fault else { return }
    writer.write(fault.kind == .vanished)
    writer.write(fault.since)
  }

  fileprivate init(from reader: inout StateReader, metrics: [String]) throws(StateError) {
    let number = try reader.integer(in: -metrics.count..<metrics.count)
    self.init(
      metric: metrics[number < 0 ? ~number : number], value: try reader.double(),
      expected: try reader.double(), low: try reader.double(), high: try reader.double(),
      share: try reader.double())
    guard number < 0 else { return }
    let kind: MetricFault.Kind = try reader.bool() ? .vanished : .stoodStill
    fault = MetricFault(metric: metric, kind: kind, since: try reader.integer())
  }
}
