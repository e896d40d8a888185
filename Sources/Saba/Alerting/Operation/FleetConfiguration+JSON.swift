extension FleetConfiguration {
  private static let keys = [
    "timeZone", "vanishedAfterMinutes", "models", "hosts", "monitors", "downtimes",
    "alertGroupSettings",
  ]

  /// Reads a fleet from a file.
  ///
  /// ```json
  /// {
  ///   "timeZone": "Asia/Tokyo",
  ///   "models": {"Shop: web": "web.saba", "Shop: db": null},
  ///   "hosts": [{"name": "web01", "status": "working", "roles": ["Shop: web"]}],
  ///   "monitors": [{"type": "anomalyDetection", "name": "web", "scopes": ["Shop: web"],
  ///                 "warningSensitivity": "sensitive"}],
  ///   "downtimes": [], "alertGroupSettings": [], "vanishedAfterMinutes": 20
  /// }
  /// ```
  ///
  /// Monitors, downtimes and alert groups are Mackerel's own. Time zone and status may be left out, and so
  /// may every list.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: Named in errors.
  ///   - now: The time, in seconds since the epoch; no training begins later.
  /// - Throws: ``InputError`` of kind `badData`, with line, field and cure: JSON that cannot be read, a
  ///   rule of a monitor, a downtime or a setting that is broken, a host or a role that stands there
  ///   twice, a scope of what is not there, a role that is watched without a word on its model.
  public init(decoding bytes: [UInt8], path: String, now: Int) throws(InputError) {
    let object = try JSONField(try JSONReader.read(bytes, path: path), path: path).object()
    if let field = object["timeZone"] { zone = try field.timeZone() }
    vanishedAfterMinutes =
      try object["vanishedAfterMinutes"]?.integer(in: 1...JSONField.manyMinutes, "minutes")
      ?? Self.usualVanishedAfterMinutes
    models = try Self.models(object["models"])
    hosts = try Self.hosts(object["hosts"], notes: &notes)
    let list = try MonitorList(object["monitors"]?.elements() ?? [], isList: true, now: now)
    monitors = list.monitors
    otherMonitors = list.others
    notes += list.notes
    let known = KnownNames(
      roles: Set(models.map(\.role) + hosts.flatMap(\.roles)),
      monitors: Set(monitors.compactMap(\.id) + list.otherIDs))
    try checkScopes(object["monitors"], known: known)
    for field in try object["downtimes"]?.elements() ?? [] {
      downtimes.append(try Downtime(field.object(), known: known, notes: &notes))
    }
    for field in try object["alertGroupSettings"]?.elements() ?? [] {
      alertGroupSettings.append(try AlertGroupSetting(field.object(), known: known, notes: &notes))
    }
    try checkIDs(object)
    unknown = object.others(than: Self.keys, notes: &notes)
    notes += doubts.map { "\(path): \($0)" }
  }

  private static func models(_ field: JSONField?) throws(InputError) -> [Model] {
    guard let field else { return [] }
    var models: [Model] = []
    for (name, value) in try field.object().fields {
      guard let role = RoleName(name) else {
        throw value.error(
          "is of no role of a service", cure: "write \"service: role\", each \(RoleName.form)")
      }
      guard !models.contains(where: { $0.role == role }) else {
        throw value.error("is of a role that stands there twice", cure: "leave one out")
      }
      let path = value.node.content == .null ? nil : try value.nonEmptyString()
      models.append(Model(role: role, path: path, line: value.node.line))
    }
    return models
  }

  private static func hosts(
    _ field: JSONField?, notes: inout [String]
  ) throws(InputError) -> [Host] {
    var hosts: [Host] = []
    var places: [String: String] = [:]
    for field in try field?.elements() ?? [] {
      let object = try field.object()
      let name = try object.required("name", cure: "give the host's name, as the metrics have it")
      let host = Host(
        name: try name.nonEmptyString(), status: try object["status"]?.choice() ?? .working,
        roles: try object.required("roles", cure: "list its roles, such as [\"service: role\"]")
          .distinct { (field) throws(InputError) in try field.roleName() },
        unknown: object.others(than: ["name", "status", "roles"], notes: &notes))
      if let other = places.updateValue(field.name, forKey: host.name) {
        throw name.error(
          "is \(JSONText.quoted(host.name)), as that of \(other)", cure: "give each host once")
      }
      hosts.append(host)
    }
    return hosts
  }

  /// Checks that every role that is watched is there, and that a word is said on its model.
  private func checkScopes(_ field: JSONField?, known: KnownNames) throws(InputError) {
    for field in try field?.elements() ?? [] {
      let object = try field.object()
      guard try object["type"]?.string() == AnomalyMonitor.type else { continue }
      for scope in try object["scopes"]?.elements() ?? [] {
        let role = try KnownNames?.some(known).checked(try scope.roleName(), of: scope)
        guard model(of: role) == nil else { continue }
        throw scope.error(
          "is \"\(role)\", of which no model is named",
          cure:
            "train one with `saba train` and name its file in models, or null until there is one")
      }
    }
  }

  /// Checks that no id stands for two downtimes or two settings.
  private func checkIDs(_ object: JSONObject) throws(InputError) {
    for (key, ids) in [
      ("downtimes", downtimes.map(\.id)), ("alertGroupSettings", alertGroupSettings.map(\.id)),
    ] {
      var seen: Set<String> = []
      for (index, id) in ids.enumerated() {
        guard let id, !seen.insert(id).inserted else { continue }
        throw try object.required(key, cure: "give a list").elements()[index].error(
          "has the id \(id) of one before it", cure: "leave one out")
      }
    }
  }

  /// What may be an oversight, a line each.
  private var doubts: [String] {
    var doubts: [String] = []
    let watched = Set(watchedRoles)
    for model in models where !watched.contains(model.role) {
      doubts.append("no monitor watches \"\(model.role)\": its hosts are not judged")
    }
    for role in watchedRoles where hosts(of: role).isEmpty {
      doubts.append("no host has the role \"\(role)\", which a monitor watches")
    }
    for host in hosts where !host.roles.contains(where: watched.contains) {
      doubts.append("the host \(host.name) has no role that is watched: it is not judged")
    }
    for downtime in downtimes where !watchedRoles.contains(where: { covers(downtime.scope, $0) }) {
      doubts.append(
        "the downtime \(JSONText.quoted(downtime.name)) suppresses nothing: all of its scopes must "
          + "hold what an alert is of")
    }
    for setting in alertGroupSettings
    where !watchedRoles.contains(where: { covers(setting.scope, $0) }) {
      doubts.append(
        "the alert group \(JSONText.quoted(setting.name)) is about nothing: all of its scopes must "
          + "hold what an alert is of")
    }
    return doubts
  }

  private func covers(_ scope: ScopeRule, _ role: RoleName) -> Bool {
    scope.includes(role, watchedBy: monitor(watching: role)?.id)
  }

  /// The fleet as a JSON document, from which the same is read.
  public var jsonText: String {
    let models: [(name: String, value: JSONNode?)] = models.map { model in
      (model.role.description, model.path.map { .string($0) } ?? JSONNode(.null))
    }
    let hosts = hosts.map { host in
      JSONNode.object(
        [
          ("name", .string(host.name)), ("status", .string(host.status.rawValue)),
          ("roles", .strings(host.roles.map(\.description))),
        ] + host.unknown.members.map { ($0.name, $0.value) })
    }
    let document = JSONNode.object(
      [
        ("timeZone", .string(zone.identifier)),
        ("vanishedAfterMinutes", .integer(vanishedAfterMinutes)), ("models", .object(models)),
        ("hosts", JSONNode(.array(hosts))),
        ("monitors", JSONNode(.array(monitors.map(\.json) + otherMonitors.map(\.json)))),
        ("downtimes", JSONNode(.array(downtimes.map(\.json)))),
        ("alertGroupSettings", JSONNode(.array(alertGroupSettings.map(\.json)))),
      ] + unknown.members.map { ($0.name, $0.value) })
    return document.text + "\n"
  }
}

extension FleetConfiguration: Codable {
  /// Writes the fleet as its JSON document.
  ///
  /// - Parameter encoder: Receives it.
  /// - Throws: Whatever the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(jsonText)
  }

  /// Reads a fleet, with all checks but that of the time.
  ///
  /// - Parameter decoder: Holds what ``encode(to:)`` wrote.
  /// - Throws: `DecodingError` where it is none.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    do throws(InputError) {
      try self.init(decoding: Array(text.utf8), path: "fleet", now: .max)
    } catch {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: error.description))
    }
  }
}

extension JSONField {
  /// A time zone by its name.
  fileprivate func timeZone() throws(InputError) -> LocalZone {
    let name = try string()
    do throws(FitError) {
      return try LocalZone(identifier: name)
    } catch {
      throw self.error(
        "is \(JSONText.quoted(name)), no time zone that is known here",
        cure: "write a name such as Asia/Tokyo or UTC")
    }
  }
}
