/// What stands between the verdicts on a fleet and the people: states of hosts, downtimes, mute monitors,
/// stale and vanished hosts, alerts and incidents.
///
/// A value without input or output. Verdicts come from one ``RoleMonitor`` for each role:
///
/// ```swift
/// var operation = FleetOperation(configuration: configuration)
/// for verdict in monitor.judge(observations.filter { operation.isJudged($0.host) }) {
///   for event in operation.take(verdict, of: role, interval: model.interval) { show(event) }
/// }
/// for event in operation.advance(to: now) { show(event) }
/// ```
///
/// - Hosts in maintenance or switched off are not judged: nothing comes of their verdicts. What was open
///   before stays open, and ends with the first good sample after their return. Alerts of hosts in standby
///   and of mute monitors are silent.
/// - In a downtime nothing happens to alerts: none opens, rises or ends. One that it suppressed is not
///   raised afterwards, until the host has been well; one that was open before ends with the first good
///   sample after it.
/// - A host is unknown, which is not well, when its newest point is too old
///   (``FleetConfiguration/oldestPointMinutes``), when there is none for longer than
///   ``FleetConfiguration/vanishedAfterMinutes``, and when its role has no model yet. Its alert stays open.
///   Neither limit is less than two intervals.
/// - A host that the configuration does not name is in service, and forgotten a day after its last point.
public struct FleetOperation: Sendable {
  /// What it goes by.
  public internal(set) var configuration: FleetConfiguration
  var plan: OperationPlan
  var roles: [RoleName: RoleState] = [:]
  var groups = AlertGroupRecorder()
  var clock = FleetClock()
  /// When the hosts were last looked through.
  var lastRound: Int?
  /// The time of the newest verdict, but for those of hosts whose clock is ahead.
  var newestVerdict: Int?

  /// How often hosts are looked through for those that have vanished, in seconds.
  static let roundLength = 60
  /// A host that the configuration does not name is forgotten so long after its last point, in seconds.
  static let forgottenAfter = 86_400

  /// Makes the operation of a fleet of which nothing has been seen.
  public init(configuration: FleetConfiguration) {
    self.configuration = configuration
    plan = OperationPlan(configuration)
  }

  /// Whether the metrics of a host are to be judged at all; others need not be shown to a monitor.
  public func isJudged(_ host: String) -> Bool { plan.status(of: host).isJudged }

  /// The alerts that are open in a role, sorted by host.
  public func openAlerts(of role: RoleName) -> [Alert] { roles[role]?.recorder.stillOpen ?? [] }

  /// The incidents that are open, in the order in which they began.
  public var openGroups: [AlertGroup] { groups.open }

  /// The time as the verdicts and clocks have told it, in seconds since the epoch; nil before there is
  /// any.
  package var time: Int? { clock.time }

  /// The names of all hosts of which something is kept.
  public var knownHosts: Set<String> { Set(roles.values.flatMap(\.hosts.keys)) }

  /// Takes the next verdict on a host.
  ///
  /// - Parameters:
  ///   - verdict: Those on one host come in order of time.
  ///   - role: The role by whose model the host was judged; nothing comes of one that no monitor watches.
  ///   - interval: The length of the judged interval, in seconds.
  ///   - now: The time by a clock, in seconds since the epoch, such as that of the machine; by default the
  ///     end of the newest interval that two hosts have come to, so that one whose clock is ahead makes no
  ///     other seem late.
  /// - Returns: What to show, in order: what the passing of time has brought, the verdict as it stands
  ///   after all rules, and what has become of the host's alert. Incidents are told of when time has moved
  ///   on.
  /// - Complexity: O(1) but for what the recorder of alerts does, and O(hosts) once a minute.
  public mutating func take(
    _ verdict: Verdict, of role: RoleName, interval: Int, now: Int? = nil
  ) -> [OperationEvent] {
    let end = verdict.time + interval
    clock.see(end, of: verdict.host)
    if let now { clock.advance(to: now) }
    let present = clock.time ?? end
    // The first of all hosts may be one whose clock is ahead.
    if let newest = newestVerdict, newest > present { newestVerdict = verdict.time }
    let isNext = verdict.time <= present && verdict.time > newestVerdict ?? .min
    if isNext { newestVerdict = verdict.time }
    var events = pass(to: present, tellingGroups: isNext)
    guard plan.roles[role] != nil, isJudged(verdict.host) else { return events }
    let host = verdict.host
    let age = present - end
    // An interval closes with the first point after it, and none can be judged before.
    let oldest = max(60 * FleetConfiguration.oldestPointMinutes, 2 * interval)
    var verdict = verdict
    if verdict.status != .unknown, age > oldest {
      verdict = Self.unknown(
        host, at: verdict.time,
        "the newest point is \(age / 60) min old, and those over \(oldest / 60) min are not judged; "
          + "see why it came so late")
    }
    events.append(.verdict(verdict, role: role))
    let isKnown = verdict.status != .unknown
    roles[role, default: RoleState()].interval = interval
    roles[role, default: RoleState()].update(host, expectedAt: end) { record in
      // A sample that comes twice or late says nothing of how the host is now.
      guard isKnown || end > record.lastJudged else { return }
      record.isKnown = isKnown
      record.isToldUnknown = !isKnown
      if isKnown { record.lastJudged = end }
    }
    if let event = alertEvent(of: verdict, role: role) { events.append(event) }
    return events
  }

  /// Lets time pass: tells of hosts that have vanished, and of incidents up to now.
  ///
  /// Called after each batch of verdicts, and now and then where none come.
  ///
  /// - Parameter now: The time, in seconds since the epoch; an earlier one than before changes nothing.
  /// - Returns: What to show.
  /// - Complexity: O(hosts) once a minute, otherwise O(incidents).
  public mutating func advance(to now: Int) -> [OperationEvent] {
    clock.advance(to: now)
    return pass(to: clock.time ?? now, tellingGroups: true)
  }

  /// Lets time pass by a clock that may be set back: by one that was an hour ahead for a moment nothing is
  /// old for the hour after.
  ///
  /// - Parameter now: What the clock shows, in seconds since the epoch.
  /// - Returns: What to show.
  package mutating func advance(byClock now: Int) -> [OperationEvent] {
    clock.set(to: now)
    return pass(to: clock.time ?? now, tellingGroups: true)
  }

  /// Goes by the time of points alone from now on.
  package mutating func stopClock() { clock.set(to: nil) }

  private mutating func pass(to time: Int, tellingGroups: Bool) -> [OperationEvent] {
    var events: [OperationEvent] = []
    if lastRound.map({ time >= $0 + Self.roundLength || time < $0 }) ?? true {
      lastRound = time
      events += round(at: time)
    }
    if tellingGroups {
      let (plan, zone) = (plan, configuration.zone)
      events += groups.tell(at: time) { role in
        plan.roles[role]?.isQuiet(at: time, in: zone) ?? true
      }.map { .group($0) }
    }
    return events
  }

  /// Looks through all hosts for those that have become unknown without a verdict.
  private mutating func round(at time: Int) -> [OperationEvent] {
    var events: [OperationEvent] = []
    for (role, planned) in plan.roles.sorted(by: { $0.key < $1.key }) {
      let longestSilence = max(
        60 * configuration.vanishedAfterMinutes, 2 * (roles[role]?.interval ?? 0))
      let names = planned.hosts.union(roles[role].map { Set($0.hosts.keys) } ?? [])
      for host in names.sorted() where isJudged(host) {
        let record = roles[role]?.hosts[host] ?? HostRecord(lastJudged: time)
        let silence = time - record.lastJudged
        if plan.statuses[host] == nil, silence > Self.forgottenAfter {
          events += retire(host, at: time)
          continue
        }
        var reason: String?
        if !planned.hasModel {
          reason = "there is no model of \(role) yet; train one and name it in models"
        } else if silence > longestSilence {
          reason =
            "no point for \(silence / 60) min, since \(Timestamp.text(record.lastJudged)); see "
            + "whether the host and its agent run"
        }
        let isNews = reason != nil && !record.isToldUnknown
        roles[role, default: RoleState()].update(host, expectedAt: time) { record in
          guard isNews else { return }
          record.isKnown = false
          record.isToldUnknown = true
        }
        if isNews, let reason {
          events.append(.verdict(Self.unknown(host, at: time, reason), role: role))
        }
      }
    }
    return events
  }

  private static func unknown(_ host: String, at time: Int, _ reason: String) -> Verdict {
    Verdict(
      host: host, time: time, status: .unknown, score: .nan, pValue: .nan, grade: .nan,
      contributions: [], reason: reason)
  }
}
