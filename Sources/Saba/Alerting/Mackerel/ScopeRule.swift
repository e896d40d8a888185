/// Which alerts a downtime or an alert group is about: by service, role and monitor.
///
/// Each list that is not empty must hold what the alert is of, and no list of exclusions may: all are
/// combined with *and*.
public struct ScopeRule: Sendable, Hashable {
  /// The services; empty for all.
  public internal(set) var services: [String] = []
  /// The roles; empty for all.
  public internal(set) var roles: [RoleName] = []
  /// The ids of the monitors; empty for all.
  public internal(set) var monitors: [String] = []
  /// The services that are left out.
  public internal(set) var excludedServices: [String] = []
  /// The roles that are left out.
  public internal(set) var excludedRoles: [RoleName] = []
  /// The ids of the monitors that are left out.
  public internal(set) var excludedMonitors: [String] = []

  /// Makes a rule that is about all alerts.
  public init() {}

  /// Whether it is about the alerts of a role by a monitor.
  ///
  /// - Parameters:
  ///   - role: The role.
  ///   - monitor: The monitor's id; nil where it has none, so that no list of monitors holds it.
  /// - Returns: Whether every list says so.
  public func includes(_ role: RoleName, watchedBy monitor: String?) -> Bool {
    func holds<Element: Equatable>(_ list: [Element], _ element: Element?) -> Bool {
      list.isEmpty || list.contains { $0 == element }
    }
    return holds(services, role.service) && holds(roles, role) && holds(monitors, monitor)
      && !excludedServices.contains(role.service) && !excludedRoles.contains(role)
      && !excludedMonitors.contains { $0 == monitor }
  }

  static let keys = ["serviceScopes", "roleScopes", "monitorScopes"]
  static let excludeKeys = ["serviceExcludeScopes", "roleExcludeScopes", "monitorExcludeScopes"]

  /// Reads the scopes among an object's members.
  ///
  /// - Parameters:
  ///   - object: A downtime or the settings of an alert group.
  ///   - known: What the fleet has.
  ///   - excluding: Whether there may be exclusions.
  /// - Throws: ``InputError`` for what is no name, is not there, or stands there twice.
  init(_ object: JSONObject, known: KnownNames?, excluding: Bool) throws(InputError) {
    func services(_ key: String) throws(InputError) -> [String] {
      try object[key]?.distinct { (field) throws(InputError) in
        try known.checked(try field.serviceName(), of: field)
      } ?? []
    }
    func roles(_ key: String) throws(InputError) -> [RoleName] {
      try object[key]?.distinct { (field) throws(InputError) in
        try known.checked(try field.roleName(), of: field)
      } ?? []
    }
    func monitors(_ key: String) throws(InputError) -> [String] {
      try object[key]?.distinct { (field) throws(InputError) in
        try known.checked(monitor: try field.nonEmptyString(), of: field)
      } ?? []
    }
    self.services = try services(Self.keys[0])
    self.roles = try roles(Self.keys[1])
    self.monitors = try monitors(Self.keys[2])
    guard excluding else { return }
    excludedServices = try services(Self.excludeKeys[0])
    excludedRoles = try roles(Self.excludeKeys[1])
    excludedMonitors = try monitors(Self.excludeKeys[2])
  }

  /// The members of JSON that say the same; empty lists are left out.
  var members: [(name: String, value: JSONNode?)] {
    func list(_ texts: [String]) -> JSONNode? { texts.isEmpty ? nil : .strings(texts) }
    return [
      (Self.keys[0], list(services)), (Self.excludeKeys[0], list(excludedServices)),
      (Self.keys[1], list(roles.map(\.description))),
      (Self.excludeKeys[1], list(excludedRoles.map(\.description))),
      (Self.keys[2], list(monitors)), (Self.excludeKeys[2], list(excludedMonitors)),
    ]
  }
}

/// The names that scopes may hold: those of a fleet.
struct KnownNames {
  var roles: Set<RoleName>
  var monitors: Set<String>
}

extension KnownNames? {
  /// A service that is there.
  func checked(_ service: String, of field: JSONField) throws(InputError) -> String {
    guard let self, !self.roles.contains(where: { $0.service == service }) else { return service }
    throw field.error(
      "names the service \(service), of which there is no role",
      cure: "give a service of \(Self.list(Set(self.roles.map(\.service)).sorted()))")
  }

  /// A role that is there.
  func checked(_ role: RoleName, of field: JSONField) throws(InputError) -> RoleName {
    guard let self, !self.roles.contains(role) else { return role }
    throw field.error(
      "names the role \"\(role)\", which no host has and no model serves",
      cure: "give a role of \(Self.list(self.roles.sorted().map(\.description)))")
  }

  /// The id of a monitor that is there.
  func checked(monitor: String, of field: JSONField) throws(InputError) -> String {
    guard let self, !self.monitors.contains(monitor) else { return monitor }
    throw field.error(
      "names the monitor \(JSONText.quoted(monitor)), which is not there",
      cure: self.monitors.isEmpty
        ? "give the monitor an id" : "give an id of \(Self.list(self.monitors.sorted()))")
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty
      ? "none, as there are none"
      : names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
  }
}
