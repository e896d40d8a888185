/// Keeps from teaching what the model in use alerts on.
///
/// An incident that teaches is normal to the next model. A guard judges the history by the model in use
/// and gives what it alerted on, to be left out: see ``RoleModelOptions/guarded``. What is new and stays
/// must teach all the same, or it would be unusual for ever; and so must the false alerts that were
/// promised: a model that has not seen the peaks of normal data raises twice as many, and the next one
/// more. An alert is therefore left out only if it goes so far that chance brings one such in the whole
/// history, all hosts together, and it is not taken for an incident if
///
/// - it lasts as long as ``longestIncident``,
/// - it began while the role was changing for good: see ``RoleMonitor/roleChange``,
/// - its host alerts at about the same time of day on ``habitDayCount`` days, as a new job makes it do, or
/// - its host would lose more than ``largestShare`` of its rows, which are then no exception.
public struct TrainingGuard: Sendable {
  /// The model in use.
  public let model: RoleModel

  /// The length of an alert, in seconds, from which on it is a change of what is normal.
  public static let longestIncident = 86_400
  /// The share of a host's rows that may be left out.
  public static let largestShare = 0.1
  /// On how many days alerts at about the same time of day, to an hour, are a habit.
  public static let habitDayCount = 3

  /// How far apart alerts of a host are told from each other, and times of day, in seconds.
  static let distance = 3600

  /// Makes a guard of the model in use.
  public init(_ model: RoleModel) { self.model = model }

  /// Judges a history that is to teach.
  ///
  /// - Parameter history: On the model's interval, of its metrics; see ``RoleHistory/canonical(for:)``
  ///   and ``MetricPoints/history(for:)``. It may be the one that taught the model.
  /// - Returns: The alerts, and which of them are to be left out.
  /// - Complexity: O(k·d²) a row.
  public func review(_ history: RoleHistory) -> Review {
    let length = history.frames.reduce(0) { $0 + $1.rowCount } * model.interval
    // A warning says how long an alert lasts, and critical is what goes beyond chance.
    let policy = AlertPolicy(
      warning: .sensitive,
      critical: Sensitivity(falseAlerts: 1, seconds: max(length, Sensitivity.sensitive.seconds)),
      attempts: model.attempts)
    var monitor = RoleMonitor(model: model, policy: policy)
    var hosts: [String: HostAlerts] = [:]
    monitor.judge(history, explaining: false) { verdict in
      if verdict.status == .unknown { return }
      hosts[verdict.host, default: HostAlerts(interval: model.interval)].add(verdict)
    }
    let change = monitor.roleChange.map { $0.since..<$0.since + Self.longestIncident }
    let alerts = hosts.flatMap { host, alerts in
      alerts.judged(host: host, lead: model.alertLead, changingIn: change)
    }
    return Review(
      alerts: alerts.sorted { ($0.range.lowerBound, $0.host) < ($1.range.lowerBound, $1.host) },
      judgedRowCount: hosts.values.reduce(0) { $0 + $1.rowCount })
  }
}

extension TrainingGuard {
  /// What a guard found in a history.
  public struct Review: Sendable, Hashable {
    /// Every alert that goes beyond chance, in order of time; those of one host less than an hour apart
    /// are one.
    public let alerts: [ReviewedAlert]
    /// The number of rows that could be judged, hosts counted one by one.
    public let judgedRowCount: Int

    /// What is not to teach.
    public var exclusions: [Exclusion] {
      alerts.filter { $0.meaning == .incident }.map { Exclusion($0.range, host: $0.host) }
    }
  }

  /// An alert of the model in use, and what the guard takes it for.
  public struct ReviewedAlert: Sendable, Hashable {
    /// What an alert is taken for.
    public enum Meaning: String, Sendable, Hashable, CaseIterable {
      /// Something that went wrong and passed: it does not teach.
      case incident
      /// It lasted so long that it is normal now.
      case lasting
      /// It came with a change of the role for good.
      case roleChange
      /// It comes at about the same time of day again and again.
      case habit
      /// Its host alerts too often for that to be an exception.
      case frequent
    }

    /// The host.
    public let host: String
    /// From when what led to it began until it ended, in seconds since the epoch.
    public let range: Range<Int>
    /// What it is taken for.
    public let meaning: Meaning
  }
}

/// The alerts of one host.
private struct HostAlerts {
  let interval: Int
  /// The rows that could be judged.
  private(set) var rowCount = 0
  /// Those that go beyond chance, each from the row that raised it to the end of its last one.
  private var alerts: [Range<Int>] = []
  /// The last alert, of any height.
  private var last: (range: Range<Int>, isBeyondChance: Bool)?

  init(interval: Int) { self.interval = interval }

  mutating func add(_ verdict: Verdict) {
    rowCount += 1
    if verdict.status == .ok { return }
    var alert = (range: verdict.time..<verdict.time + interval, isBeyondChance: false)
    if let last, verdict.time - last.range.upperBound < TrainingGuard.distance {
      alert = (last.range.lowerBound..<alert.range.upperBound, last.isBeyondChance)
      if alert.isBeyondChance { alerts.removeLast() }
    }
    if verdict.status == .critical { alert.isBeyondChance = true }
    if alert.isBeyondChance { alerts.append(alert.range) }
    last = alert
  }

  /// The alerts with what they mean.
  func judged(
    host: String, lead: Int, changingIn change: Range<Int>?
  ) -> [TrainingGuard.ReviewedAlert] {
    let ranges = alerts.map { $0.lowerBound - lead..<$0.upperBound }
    var meanings = alerts.map { alert -> TrainingGuard.ReviewedAlert.Meaning in
      if alert.count >= TrainingGuard.longestIncident { return .lasting }
      if let change, alert.overlaps(change) { return .roleChange }
      return isHabit(alert.lowerBound) ? .habit : .incident
    }
    let lost = zip(ranges, meanings).reduce(0) { $0 + ($1.1 == .incident ? $1.0.count : 0) }
    if Double(lost) > TrainingGuard.largestShare * Double(rowCount * interval) {
      meanings = meanings.map { $0 == .incident ? .frequent : $0 }
    }
    return zip(ranges, meanings).map { .init(host: host, range: $0, meaning: $1) }
  }

  /// Whether alerts open at about a time's time of day on many days.
  private func isHabit(_ time: Int) -> Bool {
    let day = 86_400
    let days = alerts.compactMap { alert -> Int? in
      let distance = Double(alert.lowerBound - time)
      let days = Int((distance / Double(day)).rounded())
      return abs(alert.lowerBound - time - days * day) <= TrainingGuard.distance ? days : nil
    }
    return Set(days).count >= TrainingGuard.habitDayCount
  }
}
