/// What is judged by what, and who hears of it: the hosts of a fleet, the models of their roles, the
/// monitors that watch them, downtimes, and how alerts become incidents.
///
/// Read from one JSON file, which is checked as a whole; see ``init(decoding:path:now:)``.
public struct FleetConfiguration: Sendable, Hashable {
  /// A host of the fleet.
  public struct Host: Sendable, Hashable {
    /// Its name, as the metrics have it.
    public internal(set) var name: String
    /// What it is there for.
    public internal(set) var status: HostStatus
    /// The roles that it has, none twice.
    public internal(set) var roles: [RoleName]
    /// Settings that Saba does not know.
    public internal(set) var unknown = UnknownSettings()
  }

  /// The model of a role.
  public struct Model: Sendable, Hashable {
    /// The role.
    public internal(set) var role: RoleName
    /// The model's file, as it was written; nil for a role that has none yet, whose hosts are unknown.
    public internal(set) var path: String?
    /// The line on which it is named; nil where it was not read from a file.
    public internal(set) var line: Int?

    /// Whether both are the same, wherever they stood.
    public static func == (left: Model, right: Model) -> Bool {
      left.role == right.role && left.path == right.path
    }

    /// Hashes role and path.
    public func hash(into hasher: inout Hasher) {
      hasher.combine(role)
      hasher.combine(path)
    }
  }

  /// By whose clock downtimes recur.
  public internal(set) var zone = LocalZone.utc
  /// After how many minutes without a point a host is unknown.
  public internal(set) var vanishedAfterMinutes = Self.usualVanishedAfterMinutes
  /// The models, in the order of the file.
  public internal(set) var models: [Model] = []
  /// The hosts, in the order of the file, no name twice.
  public internal(set) var hosts: [Host] = []
  /// The monitors, in the order of the file; no role is watched by two of them.
  public internal(set) var monitors: [AnomalyMonitor] = []
  /// The monitors of other types that the file holds.
  var otherMonitors: [OtherMonitor] = []
  /// The downtimes, in the order of the file.
  public internal(set) var downtimes: [Downtime] = []
  /// How alerts become incidents; the first that is about an alert counts.
  public internal(set) var alertGroupSettings: [AlertGroupSetting] = []
  /// Settings that Saba does not know.
  public internal(set) var unknown = UnknownSettings()
  /// What was met with on reading and is no error, a line each.
  public internal(set) var notes: [String] = []

  /// How old the newest point of a host may be for it to be judged, in minutes.
  public static let oldestPointMinutes = 20
  /// After how many minutes without a point a host is unknown, unless a file says otherwise.
  public static let usualVanishedAfterMinutes = 20

  /// Makes a fleet without anything.
  public init() {}

  /// The monitor that watches a role; nil where none does.
  public func monitor(watching role: RoleName) -> AnomalyMonitor? {
    monitors.first { $0.scopes.contains(role) }
  }

  /// A host; nil where the fleet has none of that name.
  public func host(named name: String) -> Host? { hosts.first { $0.name == name } }

  /// The model of a role; nil where none is named.
  public func model(of role: RoleName) -> Model? { models.first { $0.role == role } }

  /// The roles that a monitor watches, in the order of the monitors.
  public var watchedRoles: [RoleName] { monitors.flatMap(\.scopes) }

  /// The hosts of a role, in the order of the file.
  public func hosts(of role: RoleName) -> [Host] { hosts.filter { $0.roles.contains(role) } }

  /// The downtimes that suppress the alerts of a role.
  public func downtimes(of role: RoleName) -> [Downtime] {
    let monitor = monitor(watching: role)?.id
    return downtimes.filter { $0.scope.includes(role, watchedBy: monitor) }
  }

  /// The setting of the alert group to which the alerts of a role belong; nil for the role's own.
  public func alertGroupSetting(of role: RoleName) -> AlertGroupSetting? {
    let monitor = monitor(watching: role)?.id
    return alertGroupSettings.first { $0.scope.includes(role, watchedBy: monitor) }
  }
}
