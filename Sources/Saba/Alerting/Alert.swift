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

  fileprivate struct Running: Sendable {
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
    // In a certain order, so that the same verdicts give the same alert to the last bit.
    let total = running.blame.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
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

// MARK: - State

extension AlertRecorder {
  /// Forgets the alerts that have ended.
  package mutating func forgetClosed() { closed = [] }

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
    self = AlertRecorder()
    for _ in 0..<(try reader.count()) {
      let running = try Running(from: &reader, metrics: metrics)
      open[running.alert.host] = running
    }
    for _ in 0..<(try reader.count()) {
      let host = try reader.text()
      var samples: [(time: Int, contributions: [Verdict.Contribution])] = []
      for _ in 0..<(try reader.count()) {
        let time = try reader.integer()
        var contributions: [Verdict.Contribution] = []
        for _ in 0..<(try reader.count()) {
          contributions.append(try Verdict.Contribution(from: &reader, metrics: metrics))
        }
        samples.append((time, contributions))
      }
      calm[host] = samples
    }
  }
}

extension AlertRecorder.Running {
  func write(to writer: inout StateWriter, numbers: [String: Int]) {
    writer.write(alert.host)
    writer.write(alert.status == .critical)
    writer.write(alert.openedAt)
    writer.write(alert.peakScore)
    writer.write(alert.leastPValue)
    writer.write(alert.worstAt)
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
      openedAt: try reader.integer(), closedAt: nil, peakScore: try reader.double(),
      leastPValue: try reader.double(), culprits: [], worstAt: try reader.integer())
    for _ in 0..<(try reader.count()) {
      let sum = try reader.double()
      let time = try reader.integer()
      let shown = try Verdict.Contribution(from: &reader, metrics: metrics)
      blame[shown.metric] = sum
      worst[shown.metric] = (time, shown)
    }
  }
}

extension Verdict.Contribution {
  fileprivate func write(to writer: inout StateWriter, numbers: [String: Int]) {
    writer.write(numbers[metric] ?? 0)
    for number in [value, expected, low, high, share] { writer.write(number) }
  }

  fileprivate init(from reader: inout StateReader, metrics: [String]) throws(StateError) {
    self.init(
      metric: metrics[try reader.integer(in: metrics.indices)], value: try reader.double(),
      expected: try reader.double(), low: try reader.double(), high: try reader.double(),
      share: try reader.double())
  }
}
