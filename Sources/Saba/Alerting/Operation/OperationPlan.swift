/// What a configuration says of each role and host, looked up once instead of with every verdict.
struct OperationPlan: Sendable {
  /// What is said of a role that is watched.
  struct Role: Sendable {
    var monitor: AnomalyMonitor
    /// Whether there is a model to judge by.
    var hasModel: Bool
    /// Where its alerts belong.
    var destination: AlertGroupRecorder.Destination
    /// The names of its hosts.
    var hosts: Set<String>
    var downtimes: [Downtime]
    /// The downtime at a time, and how long the same is to be said.
    var stretch: (range: Range<Int>, downtime: String?)?
  }

  /// The roles that are watched.
  var roles: [RoleName: Role] = [:]
  /// The state of each host that the configuration names.
  var statuses: [String: HostStatus] = [:]

  init(_ configuration: FleetConfiguration) {
    for host in configuration.hosts { statuses[host.name] = host.status }
    for monitor in configuration.monitors {
      for role in monitor.scopes {
        let setting = configuration.alertGroupSetting(of: role)
        roles[role] = Role(
          monitor: monitor, hasModel: configuration.model(of: role)?.path != nil,
          destination: .init(
            key: setting.map { "setting \($0.id ?? $0.name)" } ?? "role \(role)",
            name: setting?.name ?? role.description, settingID: setting?.id,
            notificationInterval: setting == nil
              ? monitor.notificationInterval : setting?.notificationInterval),
          hosts: Set(configuration.hosts(of: role).map(\.name)),
          downtimes: configuration.downtimes(of: role))
      }
    }
  }

  /// The state of a host; one that is not named is in service.
  func status(of host: String) -> HostStatus { statuses[host] ?? .working }
}

extension OperationPlan.Role {
  /// Whether the monitor is mute or a downtime is on.
  func isQuiet(at time: Int, in zone: LocalZone) -> Bool {
    monitor.isMute || downtimes.contains { $0.isOn(at: time, in: zone) }
  }

  /// The name of a downtime that is on; nil for none.
  ///
  /// - Complexity: O(1) but where a downtime has begun or ended since the last call.
  mutating func downtime(at time: Int, in zone: LocalZone) -> String? {
    if downtimes.isEmpty { return nil }
    if let stretch, stretch.range.contains(time) { return stretch.downtime }
    var name: String?
    var start = Int.min
    var end = Int.max
    for downtime in downtimes {
      let last = downtime.lastWindow(notAfter: time, in: zone)
      if let last, last.contains(time) {
        name = name ?? downtime.name
        start = max(start, last.lowerBound)
        end = min(end, last.upperBound)
      } else {
        start = max(start, last?.upperBound ?? .min)
        end = min(end, downtime.nextWindow(after: time, in: zone)?.lowerBound ?? .max)
      }
    }
    stretch = (start..<end, name)
    return name
  }
}
