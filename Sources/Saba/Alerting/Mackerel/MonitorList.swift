/// The anomaly monitors of a file: one monitor, a list of them, or `{"monitors": […]}`, as Mackerel
/// answers a `GET`.
public struct MonitorList: Sendable, Hashable {
  /// The anomaly monitors, in the order of the file; no role is watched by two of them.
  public let monitors: [AnomalyMonitor]
  /// The ids of monitors of other types, which a list may hold too; Saba leaves them to others.
  public var otherIDs: [String] { others.compactMap(\.id) }
  /// The monitors of other types, as they were written.
  let others: [OtherMonitor]
  /// What was met with on reading and is no error, a line each.
  public let notes: [String]

  /// Reads a file's monitors.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: Named in errors.
  ///   - now: The time, in seconds since the epoch; no training begins later.
  /// - Throws: ``InputError`` of kind `badData`, with line, field and cure, for the first rule that is
  ///   broken; a monitor of another type is an error by itself, and left out of a list.
  public init(decoding bytes: [UInt8], path: String, now: Int) throws(InputError) {
    let document = JSONField(try JSONReader.read(bytes, path: path), path: path)
    switch document.node.content {
    case .array: try self.init(document.elements(), isList: true, now: now)
    case .object(let members) where members.contains { $0.name == "monitors" }:
      let list = try document.object().required("monitors", cure: "list the monitors")
      try self.init(list.elements(), isList: true, now: now)
    default: try self.init([document], isList: false, now: now)
    }
  }

  /// Reads monitors.
  ///
  /// - Parameters:
  ///   - fields: The monitors.
  ///   - isList: Whether those of other types are left out.
  ///   - now: The time, in seconds since the epoch.
  /// - Throws: ``InputError`` for the first rule that is broken.
  init(_ fields: [JSONField], isList: Bool, now: Int) throws(InputError) {
    var monitors: [AnomalyMonitor] = []
    var others: [OtherMonitor] = []
    var notes: [String] = []
    var ids: Set<String> = []
    var watched: [RoleName: String] = [:]
    for field in fields {
      let object = try field.object()
      let type = try object.required("type", cure: "write \"type\": \"\(AnomalyMonitor.type)\"")
      let id = try object["id"]?.nonEmptyString()
      if let id, !ids.insert(id).inserted {
        throw field.error("has the id \(id) of a monitor before it", cure: "leave one out")
      }
      if try type.string() != AnomalyMonitor.type {
        let problem = type.error(
          "is \(type.node.text), not \"\(AnomalyMonitor.type)\"",
          cure: isList ? "the monitor is left out" : "give a monitor for anomalies of roles")
        guard isList else { throw problem }
        notes.append(problem.description)
        others.append(OtherMonitor(id: id, json: field.node))
        continue
      }
      let monitor = try AnomalyMonitor(object, now: now, notes: &notes)
      for (index, role) in monitor.scopes.enumerated() {
        guard let other = watched.updateValue(field.name, forKey: role) else { continue }
        throw field.error(
          "watches \(role) in scopes[\(index)], as \(other) does",
          cure: "a role has one anomaly monitor: leave it out of one of them")
      }
      monitors.append(monitor)
    }
    self.monitors = monitors
    self.others = others
    self.notes = notes
  }
}

/// A monitor of a type that Saba leaves to others.
struct OtherMonitor: Sendable, Hashable {
  /// What the server calls it.
  var id: String?
  /// The monitor as it was written.
  var json: JSONNode
}
