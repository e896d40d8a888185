internal import Saba

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// What one host showed over one interval, for one of the roles that are judged together.
struct RoleObservation {
  /// The role's number.
  var role: Int
  var observation: Observation
}

/// What comes of judging, to be shown or told, in order.
enum JudgementOutcome {
  /// A host has been judged, or found to be unknown; the role only in a fleet.
  case verdict(Verdict, role: RoleName?)
  /// An alert or an incident has changed, and somebody is to be notified.
  case news(AlertNews)
}

/// A change in an alert or an incident, with all that telling of it needs.
struct AlertNews {
  /// As a line of JSON.
  var line: String
  /// What remarks call it.
  var name: String
  /// In words, where there is no command that tells of it; nil for nothing.
  var remark: String?
}

/// What is judged together: a role by itself, or the roles of a fleet, by all that its file says.
///
/// A value without a look at anything outside.
struct JudgedRoles {
  /// A role and what is known of its hosts.
  private struct Role {
    /// Its name in the fleet; nil for a role by itself.
    let name: RoleName?
    var monitor: RoleMonitor
  }

  private var roles: [Role]
  /// The alerts of a role by itself.
  private var alerts = AlertRecorder(keepsClosed: false)
  /// The rules of the fleet; nil for a role by itself.
  private var operation: FleetOperation?

  /// A role by itself of which nothing has been seen.
  init(_ monitor: RoleMonitor) { roles = [Role(name: nil, monitor: monitor)] }

  /// The roles of a fleet of which nothing has been seen: those that are watched and have a model.
  init(_ fleet: FleetFile) {
    roles = fleet.judgedRoles.map { role in
      Role(name: role.name, monitor: RoleMonitor(model: role.model, policy: role.policy))
    }
    operation = FleetOperation(configuration: fleet.configuration)
  }

  /// The names of the roles of a fleet, by their numbers.
  var names: [RoleName] { roles.compactMap(\.name) }

  /// The models, by the roles' numbers.
  var models: [RoleModel] { roles.map(\.monitor.model) }

  /// The longest interval of any role, in seconds.
  var longestInterval: Int { roles.map(\.monitor.model.interval).max() ?? 0 }

  /// The numbers of each host's roles; nil for a role by itself, which every host has.
  var routes: [String: [Int]]? {
    guard let operation else { return nil }
    let configuration = operation.configuration
    let watched = Set(configuration.watchedRoles)
    var routes: [String: [Int]] = [:]
    for host in configuration.hosts where host.roles.contains(where: watched.contains) {
      routes[host.name] = roles.indices.filter { index in
        roles[index].name.map(host.roles.contains) ?? false
      }
    }
    return routes
  }

  /// Judges what hosts showed.
  ///
  /// - Parameter observations: Those of one host and role in order of time.
  /// - Returns: What comes of each, in their order, however they are shared out among calls.
  mutating func judge(_ observations: [RoleObservation]) -> [JudgementOutcome] {
    var judged = observations
    if let operation { judged.removeAll { !operation.isJudged($0.observation.host) } }
    var batches = [[Observation]](repeating: [], count: roles.count)
    for item in judged { batches[item.role].append(item.observation) }
    let verdicts = roles.indices.map { roles[$0].monitor.judge(batches[$0]) }
    var next = [Int](repeating: 0, count: roles.count)
    var outcomes: [JudgementOutcome] = []
    outcomes.reserveCapacity(judged.count)
    for item in judged {
      outcomes += take(verdicts[item.role][next[item.role]], of: roles[item.role])
      next[item.role] += 1
    }
    return outcomes
  }

  /// Ends the input: tells of what has become of incidents up to now.
  mutating func finish() -> [JudgementOutcome] {
    guard let time = operation?.time else { return [] }
    return (operation?.advance(to: time) ?? []).compactMap(outcome)
  }

  /// Lets time pass in a fleet: tells of hosts that have vanished, and of incidents up to now.
  ///
  /// - Parameter now: What a clock shows, in seconds since the epoch; by it points are old from then on.
  /// - Returns: What there is to show or tell; nothing for a role by itself.
  mutating func advance(to now: Int) -> [JudgementOutcome] {
    (operation?.advance(byClock: now) ?? []).compactMap(outcome)
  }

  /// Goes without a clock from now on.
  mutating func stopClock() { operation?.stopClock() }

  private mutating func take(_ verdict: Verdict, of role: Role) -> [JudgementOutcome] {
    if let name = role.name {
      let interval = role.monitor.model.interval
      return (operation?.take(verdict, of: name, interval: interval) ?? []).compactMap(outcome)
    }
    var outcomes: [JudgementOutcome] = [.verdict(verdict, role: nil)]
    if let event = alerts.record(verdict) {
      outcomes.append(
        .news(
          AlertNews(
            line: event.jsonLine(by: role.monitor.model), name: "\(event.kind) of \(verdict.host)"))
      )
    }
    return outcomes
  }

  /// What people see of an event; nil for what nobody is to be notified of.
  private func outcome(of event: OperationEvent) -> JudgementOutcome? {
    if case .verdict(let verdict, let role) = event { return .verdict(verdict, role: role) }
    guard event.notifies else { return nil }
    switch event {
    case .verdict: return nil
    case .alert(let event, let context):
      guard let role = roles.first(where: { $0.name == context.role }) else { return nil }
      let alert = event.alert
      return .news(
        AlertNews(
          line: event.jsonLine(by: role.monitor.model, context: context),
          name: "\(event.kind) of \(alert.host)",
          remark: Self.remark(
            "\(alert.host) (\(context.role)): \(alert.status.rawValue) alert \(event.kind)",
            isNew: event.kind == .opened, alert.openedAt, alert.closedAt,
            alert.sentence(by: role.monitor.model))))
    case .group(let event):
      let group = event.group
      return .news(
        AlertNews(
          line: event.jsonLine, name: "\(event.kind) of incident \(group.number)",
          remark: Self.remark(
            "\(group.name): \(group.status.rawValue) incident \(group.number) \(event.kind)",
            isNew: event.kind == .opened, group.openedAt, group.closedAt, group.sentence)))
    }
  }

  private static func remark(
    _ what: String, isNew: Bool, _ openedAt: Int, _ closedAt: Int?, _ why: String
  ) -> String {
    let time = closedAt ?? openedAt
    let when = (isNew || closedAt != nil ? " at " : ", open since ") + Timestamp.text(time)
    return Text.printable("\(what)\(when): \(why)")
  }

  /// How each role has changed since training, of those that have.
  var changes: [(role: RoleName?, change: RoleChange)] {
    roles.compactMap { role in role.monitor.roleChange.map { (role.name, $0) } }
  }
}

// MARK: - Another fleet

extension JudgedRoles {
  /// Goes by another file of the fleet from now on.
  ///
  /// - Parameter fleet: Roles that it has no longer are forgotten, new ones begin, and so do those whose
  ///   model is another.
  /// - Returns: The alerts that close by that, and of each of the fleet's roles what number it had: nil
  ///   for those that begin.
  mutating func use(_ fleet: FleetFile) -> (outcomes: [JudgementOutcome], numbers: [Int?]) {
    guard let before = operation else { return ([], Array(roles.indices)) }
    // Before there is any time nothing is open.
    let time = before.time ?? 0
    var events: [OperationEvent] = []
    let numbers = fleet.judgedRoles.map { role in
      roles.firstIndex {
        $0.name == role.name && $0.monitor.model.checksum == role.model.checksum
      }
    }
    for role in names {
      let stays = zip(fleet.judgedRoles, numbers).contains { $0.name == role && $1 != nil }
      // What was unusual by the model before may be so no longer.
      if !stays, fleet.configuration.monitor(watching: role) != nil {
        events += operation?.closeAlerts(of: role, at: time) ?? []
      }
    }
    events += operation?.use(fleet.configuration, at: time) ?? []
    let outcomes = events.compactMap(outcome)
    roles = zip(fleet.judgedRoles, numbers).map { role, number in
      var monitor =
        number.map { roles[$0].monitor } ?? RoleMonitor(model: role.model, policy: role.policy)
      monitor.use(role.policy)
      for host in before.configuration.hosts(of: role.name)
      where fleet.configuration.host(named: host.name)?.roles.contains(role.name) != true {
        monitor.retire(host.name)
      }
      return Role(name: role.name, monitor: monitor)
    }
    return (outcomes, numbers)
  }
}

// MARK: - State

extension JudgedRoles {
  /// By what a state is known to be of the same.
  var identity: UInt64 { operation == nil ? roles[0].monitor.model.checksum : Self.fleetIdentity }

  private static let fleetIdentity: UInt64 = 0x666c_6565_7400_0001

  /// Writes the rules of a fleet, and how it stands by them; nothing for a role by itself.
  func writeOperation(to writer: inout StateWriter) {
    guard let operation else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    writer.write((try? encoder.encode(operation)).map(Array.init) ?? [])
    for role in roles { writer.write(role.monitor.model.checksum) }
  }

  /// Puts back the rules of a fleet, and begins the roles that it had.
  ///
  /// - Parameters:
  ///   - reader: Gives what ``writeOperation(to:)`` wrote.
  ///   - fleet: The fleet of now, beside whose file those models are that it had.
  /// - Throws: Where it cannot be what was written, or a model is not there or another one.
  mutating func restoreOperation(
    from reader: inout StateReader, fleet: FleetFile
  ) throws(StateError) {
    let bytes = Data(try reader.byteString())
    guard let restored = try? JSONDecoder().decode(FleetOperation.self, from: bytes) else {
      throw .damaged
    }
    // The stream goes on by what it was begun with; what has changed meanwhile comes in by `use`.
    guard let before = try? fleet.with(restored.configuration) else { throw .otherModel }
    self = JudgedRoles(before)
    operation = restored
    for role in roles where try reader.pattern() != role.monitor.model.checksum {
      throw .otherModel
    }
  }

  /// Writes what is known of the hosts.
  func writeMonitors(to writer: inout StateWriter) {
    for role in roles { role.monitor.write(to: &writer) }
  }

  /// Puts back what is known of the hosts.
  mutating func restoreMonitors(from reader: inout StateReader) throws(StateError) {
    for index in roles.indices { try roles[index].monitor.restore(from: &reader) }
  }

  /// Writes the alerts of a role by itself; those of a fleet stand among its rules.
  func writeAlerts(to writer: inout StateWriter) {
    if operation == nil { alerts.write(to: &writer, metrics: roles[0].monitor.model.metrics) }
  }

  /// Puts back the alerts of a role by itself.
  mutating func restoreAlerts(from reader: inout StateReader) throws(StateError) {
    guard operation == nil else { return }
    try alerts.restore(from: &reader, metrics: roles[0].monitor.model.metrics)
  }
}
