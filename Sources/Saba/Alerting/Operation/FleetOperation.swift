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
/// - A host that the configuration does not name is in service, and forgotten a day after its last point.
public struct FleetOperation: Sendable {
  /// What it goes by.
  public private(set) var configuration: FleetConfiguration
  private var plan: OperationPlan
  private var roles: [RoleName: RoleState] = [:]
  private var groups = AlertGroupRecorder()
  /// The latest time seen, in seconds since the epoch; nil before the first.
  private var clock: Int?
  /// When the hosts were last looked through.
  private var lastRound: Int?
  /// The time of the newest verdict.
  private var newestVerdict: Int?

  /// How often hosts are looked through for those that have vanished, in seconds.
  static let roundLength = 60
  /// A host that the configuration does not name is forgotten so long after its last point, in seconds.
  static let forgottenAfter = 86_400

  /// What is known of a host in a role.
  private struct HostRecord: Sendable, Codable {
    /// The end of the last interval that was judged, or when it was first expected.
    var lastJudged: Int
    /// Whether the last verdict was one.
    var isKnown = false
    /// Whether it was told that the host is unknown.
    var isToldUnknown = false
    /// Whether a downtime suppressed what is still going on.
    var isSuppressed = false
    /// When people were last to be told of its alert.
    var toldAt: Int?
    /// Whether they were told of it.
    var wasNotified = false
    /// The incident that its alert belongs to, by what was said when it opened.
    var destination: AlertGroupRecorder.Destination?
  }

  /// What is known of a role.
  private struct RoleState: Sendable, Codable {
    var recorder = AlertRecorder(keepsClosed: false)
    var hosts: [String: HostRecord] = [:]
    /// The number of hosts whose last verdict was one.
    var judgedCount = 0

    /// Changes what is known of a host, and keeps count.
    mutating func update(_ host: String, expectedAt time: Int, _ body: (inout HostRecord) -> Void) {
      let before = hosts[host]?.isKnown ?? false
      body(&hosts[host, default: HostRecord(lastJudged: time)])
      let after = hosts[host]?.isKnown ?? false
      judgedCount += (after ? 1 : 0) - (before ? 1 : 0)
    }

    mutating func remove(_ host: String) {
      if hosts.removeValue(forKey: host)?.isKnown ?? false { judgedCount -= 1 }
    }
  }

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

  /// The names of all hosts of which something is kept.
  public var knownHosts: Set<String> { Set(roles.values.flatMap(\.hosts.keys)) }

  /// Takes the next verdict on a host.
  ///
  /// - Parameters:
  ///   - verdict: Those on one host come in order of time.
  ///   - role: The role by whose model the host was judged; nothing comes of one that no monitor watches.
  ///   - interval: The length of the judged interval, in seconds.
  ///   - now: The time by a clock, in seconds since the epoch, such as that of the machine; by default the
  ///     end of the newest interval of any host.
  /// - Returns: What to show, in order: what the passing of time has brought, the verdict as it stands
  ///   after all rules, and what has become of the host's alert. Incidents are told of when time has moved
  ///   on.
  /// - Complexity: O(1) but for what the recorder of alerts does, and O(hosts) once a minute.
  public mutating func take(
    _ verdict: Verdict, of role: RoleName, interval: Int, now: Int? = nil
  ) -> [OperationEvent] {
    let end = verdict.time + interval
    var events = pass(to: now ?? end, tellingGroups: verdict.time > newestVerdict ?? .min)
    newestVerdict = max(newestVerdict ?? verdict.time, verdict.time)
    guard plan.roles[role] != nil, isJudged(verdict.host) else { return events }
    let host = verdict.host
    let age = (clock ?? end) - end
    var verdict = verdict
    if verdict.status != .unknown, age > 60 * FleetConfiguration.oldestPointMinutes {
      verdict = Self.unknown(
        host, at: verdict.time,
        "the newest point is \(age / 60) min old, and those over "
          + "\(FleetConfiguration.oldestPointMinutes) min are not judged; see why it came so late")
    }
    events.append(.verdict(verdict, role: role))
    let isKnown = verdict.status != .unknown
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
  /// - Parameter now: The time, in seconds since the epoch; time never goes back.
  /// - Returns: What to show.
  /// - Complexity: O(hosts) once a minute, otherwise O(incidents).
  public mutating func advance(to now: Int) -> [OperationEvent] {
    pass(to: now, tellingGroups: true)
  }

  private mutating func pass(to now: Int, tellingGroups: Bool) -> [OperationEvent] {
    let time = max(now, clock ?? now)
    clock = time
    var events: [OperationEvent] = []
    if lastRound.map({ time >= $0 + Self.roundLength }) ?? true {
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

  /// What becomes of a host's alert by a verdict; nil, mostly, for nothing.
  private mutating func alertEvent(of verdict: Verdict, role: RoleName) -> OperationEvent? {
    let host = verdict.host
    let isUnusual = verdict.status == .warning || verdict.status == .critical
    let isOpen = roles[role]?.recorder.isOpen(host) ?? false
    let isDown = plan.roles[role]?.downtime(at: verdict.time, in: configuration.zone) != nil
    let wasSuppressed = roles[role]?.hosts[host]?.isSuppressed ?? false
    if isDown || wasSuppressed {
      let isSuppressed =
        verdict.status == .unknown ? wasSuppressed : isUnusual && (wasSuppressed || !isOpen)
      roles[role]?.hosts[host]?.isSuppressed = isSuppressed
      if isDown || isSuppressed { return nil }
    }
    if let event = roles[role]?.recorder.record(verdict) {
      return tell(event, role: role, at: verdict.time)
    }
    return isOpen ? reminder(of: host, role: role, at: verdict.time) : nil
  }

  /// A reminder of an open alert, if it is time for one.
  private mutating func reminder(
    of host: String, role: RoleName, at time: Int
  ) -> OperationEvent? {
    guard
      let minutes = plan.roles[role]?.monitor.notificationInterval,
      let toldAt = roles[role]?.hosts[host]?.toldAt, time >= toldAt + 60 * minutes,
      !isSilent(host, role: role), let alert = roles[role]?.recorder.alert(of: host)
    else { return nil }
    return tell(AlertEvent(kind: .reminded, alert: alert), role: role, at: time)
  }

  private func isSilent(_ host: String, role: RoleName) -> Bool {
    !plan.status(of: host).notifies || plan.roles[role]?.monitor.isMute ?? true
  }

  /// Takes note of what has become of an alert, and says who hears of it.
  private mutating func tell(
    _ event: AlertEvent, role: RoleName, at time: Int
  ) -> OperationEvent {
    let host = event.alert.host
    var isSilent = isSilent(host, role: role)
    if event.kind == .closed {
      // Nobody is told of the end of what nobody was told of, nor that a host has retired.
      let wasNotified = roles[role]?.hosts[host]?.wasNotified ?? false
      isSilent = isSilent || !wasNotified || event.alert.closeReason == .hostRetired
      roles[role]?.hosts[host]?.toldAt = nil
      roles[role]?.hosts[host]?.wasNotified = false
    } else {
      roles[role]?.hosts[host]?.toldAt = time
      if !isSilent { roles[role]?.hosts[host]?.wasNotified = true }
    }
    let planned = plan.roles[role]
    let destination =
      (event.kind == .opened ? nil : roles[role]?.hosts[host]?.destination)
      ?? planned?.destination ?? .init(key: "role \(role)", name: "\(role)")
    roles[role]?.hosts[host]?.destination = event.kind == .closed ? nil : destination
    let counts = roles.mapValues(\.judgedCount)
    let group = groups.record(
      event, role: role, to: destination, isSilent: isSilent,
      judgedCount: { counts[$0] ?? 0 })
    return .alert(
      event,
      context: AlertContext(
        role: role, monitor: planned?.monitor.name, monitorID: planned?.monitor.id, group: group,
        isSilent: isSilent))
  }

  /// Looks through all hosts for those that have become unknown without a verdict.
  private mutating func round(at time: Int) -> [OperationEvent] {
    var events: [OperationEvent] = []
    for (role, planned) in plan.roles.sorted(by: { $0.key < $1.key }) {
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
        } else if silence > 60 * configuration.vanishedAfterMinutes {
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

// What people change.
extension FleetOperation {
  /// Gives a host another state; one that the configuration does not name is left as it is.
  ///
  /// Nothing happens to its alerts by that.
  ///
  /// - Parameters:
  ///   - status: The new state.
  ///   - host: The host.
  ///   - time: When, in seconds since the epoch: from then on it is expected to be judged.
  public mutating func set(_ status: HostStatus, of host: String, at time: Int) {
    var changed = configuration
    guard let index = changed.hosts.firstIndex(where: { $0.name == host }) else { return }
    changed.hosts[index].status = status
    _ = use(changed, at: time)
  }

  /// Forgets a host that is there no longer: its alerts close in silence, and nothing of it is kept.
  ///
  /// - Parameters:
  ///   - host: The host.
  ///   - time: When, in seconds since the epoch.
  /// - Returns: That its alerts have closed.
  public mutating func retire(_ host: String, at time: Int) -> [OperationEvent] {
    let events = roles.keys.sorted().flatMap { role in
      forget(host, in: role, at: time, because: .hostRetired)
    }
    if plan.statuses[host] != nil {
      configuration.hosts.removeAll { $0.name == host }
      plan = OperationPlan(configuration)
    }
    return events
  }

  /// Closes a host's alert; while the host is still unusual, its next verdict opens another.
  ///
  /// - Parameters:
  ///   - host: The host.
  ///   - role: The role by whose model it was judged.
  ///   - time: When, in seconds since the epoch.
  ///   - reason: Why.
  /// - Returns: That it has closed; empty where there was none.
  public mutating func closeAlert(
    of host: String, in role: RoleName, at time: Int,
    because reason: Alert.CloseReason = .closedByHand
  ) -> [OperationEvent] {
    guard let event = roles[role]?.recorder.close(host, at: time, because: reason) else {
      return []
    }
    return [tell(event, role: role, at: time)]
  }

  /// Closes all alerts of a role, as after its model was trained anew: what was unusual may be so no
  /// longer.
  ///
  /// - Parameters:
  ///   - role: The role.
  ///   - time: When, in seconds since the epoch.
  ///   - reason: Why.
  /// - Returns: The alerts that have closed, by host.
  public mutating func closeAlerts(
    of role: RoleName, at time: Int, because reason: Alert.CloseReason = .retrained
  ) -> [OperationEvent] {
    openAlerts(of: role).flatMap { closeAlert(of: $0.host, in: role, at: time, because: reason) }
  }

  /// Goes by another configuration from now on.
  ///
  /// Alerts of roles that nothing watches any more close, and so do those of hosts that have lost a role;
  /// hosts that are named no longer retire. Downtimes and states take effect with the next verdict.
  ///
  /// - Parameters:
  ///   - new: The configuration.
  ///   - time: When, in seconds since the epoch.
  /// - Returns: The alerts that have closed.
  public mutating func use(_ new: FleetConfiguration, at time: Int) -> [OperationEvent] {
    var events: [OperationEvent] = []
    let newPlan = OperationPlan(new)
    for role in roles.keys.sorted() {
      for host in (roles[role]?.hosts.keys).map({ $0.sorted() }) ?? [] {
        let isNamed = newPlan.statuses[host] != nil
        if !isNamed, plan.statuses[host] != nil {
          events += forget(host, in: role, at: time, because: .hostRetired)
        } else if newPlan.roles[role] == nil
          || isNamed && newPlan.roles[role]?.hosts.contains(host) == false
        {
          events += forget(host, in: role, at: time, because: .monitorRemoved)
        } else if newPlan.status(of: host).isJudged != plan.status(of: host).isJudged {
          roles[role]?.update(host, expectedAt: time) { record in
            record.isKnown = false
            record.isToldUnknown = false
            record.lastJudged = time
          }
        }
      }
      if newPlan.roles[role] == nil { roles[role] = nil }
    }
    configuration = new
    plan = newPlan
    return events
  }

  private mutating func forget(
    _ host: String, in role: RoleName, at time: Int, because reason: Alert.CloseReason
  ) -> [OperationEvent] {
    let closed = roles[role]?.recorder.forget(host, at: time, because: reason)
    let events = closed.map { [tell($0, role: role, at: time)] } ?? []
    roles[role]?.remove(host)
    return events
  }
}

extension FleetOperation: Codable {
  private enum Keys: CodingKey {
    case configuration, roles, groups, clock, lastRound, newestVerdict
  }

  /// Writes configuration and state.
  ///
  /// - Parameter encoder: Receives them.
  /// - Throws: Whatever the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(configuration, forKey: .configuration)
    try container.encode(
      Dictionary(uniqueKeysWithValues: roles.map { ($0.key.description, $0.value) }),
      forKey: .roles)
    try container.encode(groups, forKey: .groups)
    try container.encodeIfPresent(clock, forKey: .clock)
    try container.encodeIfPresent(lastRound, forKey: .lastRound)
    try container.encodeIfPresent(newestVerdict, forKey: .newestVerdict)
  }

  /// Reads configuration and state; ``use(_:at:)`` then brings in what has changed meanwhile.
  ///
  /// - Parameter decoder: Holds what ``encode(to:)`` wrote.
  /// - Throws: `DecodingError` where it is none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    self.init(
      configuration: try container.decode(FleetConfiguration.self, forKey: .configuration))
    for (name, state) in try container.decode([String: RoleState].self, forKey: .roles) {
      guard let role = RoleName(name) else {
        throw DecodingError.dataCorruptedError(
          forKey: .roles, in: container, debugDescription: "no full name of a role")
      }
      roles[role] = state
    }
    groups = try container.decode(AlertGroupRecorder.self, forKey: .groups)
    clock = try container.decodeIfPresent(Int.self, forKey: .clock)
    lastRound = try container.decodeIfPresent(Int.self, forKey: .lastRound)
    newestVerdict = try container.decodeIfPresent(Int.self, forKey: .newestVerdict)
  }
}
