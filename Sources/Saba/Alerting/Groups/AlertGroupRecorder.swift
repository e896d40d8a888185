/// Turns alerts of a fleet into incidents.
///
/// An alert belongs to the first setting that is about it, and otherwise to its role. While an incident
/// is open, every alert that belongs to it joins. What happens at one time is told at once, when time has
/// moved on: a role whose hosts all alert in the same minute makes one event.
public struct AlertGroupRecorder: Sendable, Codable {
  /// Where an alert belongs.
  struct Destination: Sendable, Hashable, Codable {
    /// One incident is open at a time under a key.
    var key: String
    /// What people call it.
    var name: String
    /// The setting's id.
    var settingID: String?
    /// After how many minutes it is told of again.
    var notificationInterval: Int?
  }

  private var running: [String: RunningGroup] = [:]
  private var lastNumber = 0

  /// Makes a recorder that has seen nothing.
  public init() {}

  /// The incidents that are open, in the order in which they began.
  public var open: [AlertGroup] {
    running.values.map(\.group).filter { $0.closedAt == nil }.sorted { $0.number < $1.number }
  }

  /// Takes note of what has become of an alert.
  ///
  /// - Parameters:
  ///   - event: What has changed; a reminder changes nothing.
  ///   - role: The role by whose model the host was judged.
  ///   - destination: Where the alert belongs.
  ///   - isSilent: Whether nobody is notified of it.
  ///   - judgedCount: The number of hosts of a role that are being judged.
  /// - Returns: The number of the incident.
  /// - Complexity: O(metrics).
  mutating func record(
    _ event: AlertEvent, role: RoleName, to destination: Destination, isSilent: Bool,
    judgedCount: (RoleName) -> Int
  ) -> Int? {
    let alert = event.alert
    if event.kind == .reminded { return running[destination.key]?.group.number }
    // The next incident begins where the last one has closed, told of or not.
    var incident = running.removeValue(forKey: destination.key)
    if incident == nil {
      guard event.kind == .opened else { return nil }
      lastNumber += 1
      incident = RunningGroup(
        group: AlertGroup(
          number: lastNumber, name: destination.name, settingID: destination.settingID,
          members: [], openedAt: alert.openedAt, closedAt: nil, status: alert.status,
          extent: .oneHost, peakCount: 0, judgedCount: 0),
        notificationInterval: destination.notificationInterval)
    }
    guard var incident else { return nil }
    incident.take(event, role: role, isSilent: isSilent, judgedCount: judgedCount)
    running[destination.key] = incident
    return incident.group.number
  }

  /// Tells what has changed up to a time.
  ///
  /// - Parameters:
  ///   - time: In seconds since the epoch.
  ///   - isQuiet: Whether nobody is to be reminded of a role's alerts.
  /// - Returns: At most one event an incident, and an opening before the closing of one that did both;
  ///   in the order in which incidents began.
  mutating func tell(
    at time: Int, isQuiet: (RoleName) -> Bool = { _ in false }
  ) -> [AlertGroupEvent] {
    var events: [AlertGroupEvent] = []
    for key in running.keys {
      guard var incident = running[key] else { continue }
      let new = incident.tell(at: time, isQuiet: isQuiet)
      if new.isEmpty { continue }
      events += new
      running[key] = incident.group.closedAt == nil ? incident : nil
    }
    return events.count < 2
      ? events
      : events.enumerated().sorted { ($0.1.group.number, $0.0) < ($1.1.group.number, $1.0) }
        .map(\.element)
  }
}

/// An incident that is open, or closed and not told of yet.
private struct RunningGroup: Sendable, Codable {
  var group: AlertGroup
  /// Its members by host and role.
  var places: [String: Int] = [:]
  /// How many members of each host are in alert; none of those that are not.
  var openHosts: [String: Int] = [:]
  /// How many members of each role are in alert; none of those that are not.
  var openRoles: [RoleName: Int] = [:]
  var hosts: Set<String> = []
  var isSilent = true
  /// What was told last; nil before anything was.
  var toldStatus: Verdict.Status?
  var toldExtent: AlertGroup.Extent?
  var toldAt = 0
  /// After how many minutes it is told of again.
  var notificationInterval: Int?
  var hasChanged = true

  mutating func take(
    _ event: AlertEvent, role: RoleName, isSilent silent: Bool, judgedCount: (RoleName) -> Int
  ) {
    let alert = event.alert
    hasChanged = true
    if !silent, event.kind != .closed { isSilent = false }
    let member = "\(alert.host)\n\(role)"
    let place: Int
    if let known = places[member] {
      place = known
    } else {
      place = group.members.count
      places[member] = place
      group.members.append(
        .init(
          host: alert.host, role: role, openedAt: alert.openedAt, closedAt: nil,
          status: alert.status, alertCount: 0, peakScore: alert.peakScore, culprits: []))
    }
    switch event.kind {
    case .opened:
      group.members[place].alertCount += 1
      hosts.insert(alert.host)
      openHosts[alert.host, default: 0] += 1
      openRoles[role, default: 0] += 1
    case .closed:
      openHosts.removeOne(alert.host)
      openRoles.removeOne(role)
    case .escalated, .reminded: break
    }
    group.members[place].closedAt = alert.closedAt
    group.members[place].culprits = alert.culprits.map { .init(metric: $0.metric, share: $0.share) }
    group.members[place].peakScore = max(group.members[place].peakScore, alert.peakScore)
    if alert.status == .critical {
      group.members[place].status = .critical
      group.status = .critical
    }
    if openHosts.count > group.peakCount {
      group.peakCount = openHosts.count
      group.judgedCount = openRoles.keys.reduce(0) { $0 + judgedCount($1) }
    }
    // What has once been role-wide stays so: the incident was.
    let extent = AlertGroup.extent(
      hostCount: hosts.count, peakCount: group.peakCount, judgedCount: group.judgedCount)
    group.extent = extent.rawValue > group.extent.rawValue ? extent : group.extent
    group.closedAt = openHosts.isEmpty ? group.members.compactMap(\.closedAt).max() : nil
  }

  mutating func tell(at time: Int, isQuiet: (RoleName) -> Bool) -> [AlertGroupEvent] {
    func event(_ kind: AlertGroupEvent.Kind) -> AlertGroupEvent {
      AlertGroupEvent(kind: kind, group: group, isSilent: isSilent)
    }
    var events: [AlertGroupEvent] = []
    if hasChanged {
      hasChanged = false
      if toldStatus == nil {
        events.append(event(.opened))
      } else if group.closedAt == nil, toldStatus != group.status {
        events.append(event(.escalated))
      } else if group.closedAt == nil, toldExtent != group.extent {
        events.append(event(.spread))
      }
      if group.closedAt != nil { events.append(event(.closed)) }
      if !events.isEmpty {
        toldStatus = group.status
        toldExtent = group.extent
        toldAt = time
      }
    }
    if events.isEmpty, !isSilent, let minutes = notificationInterval,
      time >= toldAt + 60 * minutes, !openRoles.keys.allSatisfy(isQuiet)
    {
      events.append(event(.reminded))
      toldAt = time
    }
    return events
  }
}

extension Dictionary where Value == Int {
  /// Counts one less; none is no entry.
  fileprivate mutating func removeOne(_ key: Key) {
    let count = self[key, default: 0] - 1
    self[key] = count > 0 ? count : nil
  }
}
