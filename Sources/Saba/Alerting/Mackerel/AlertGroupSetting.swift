/// Which alerts become one incident: Mackerel's setting of an alert group.
public struct AlertGroupSetting: Sendable, Hashable {
  /// What the server calls it; nil for one that no server has seen.
  public internal(set) var id: String?
  /// What people call it; not empty.
  public internal(set) var name: String
  /// What people should know of it.
  public internal(set) var memo: String?
  /// Which alerts it is about.
  public internal(set) var scope: ScopeRule
  /// After how many minutes an incident that is still open is notified of again; nil for never.
  public internal(set) var notificationInterval: Int?
  /// Settings that Saba does not know.
  public internal(set) var unknown = UnknownSettings()

  private static let keys = ["id", "name", "memo", "notificationInterval"] + ScopeRule.keys

  /// Reads a file's settings: one, a list of them, or `{"alertGroupSettings": […]}`.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: Named in errors.
  /// - Returns: The settings, in their order, and a line for each thing that Saba does not know.
  /// - Throws: ``InputError`` of kind `badData`, with line, field and cure.
  public static func list(
    decoding bytes: [UInt8], path: String
  ) throws(InputError) -> (settings: [AlertGroupSetting], notes: [String]) {
    var notes: [String] = []
    let document = JSONField(try JSONReader.read(bytes, path: path), path: path)
    let settings = try document.list(under: "alertGroupSettings") { (field) throws(InputError) in
      try AlertGroupSetting(field.object(), known: nil, notes: &notes)
    }
    return (settings, notes)
  }

  /// Reads a setting.
  init(_ object: JSONObject, known: KnownNames?, notes: inout [String]) throws(InputError) {
    id = try object["id"]?.nonEmptyString()
    name = try object.required("name", cure: "give the alert group a name").nonEmptyString()
    memo = try object["memo"]?.memo()
    scope = try ScopeRule(object, known: known, excluding: false)
    notificationInterval = try object["notificationInterval"]?
      .integer(in: AnomalyMonitor.shortestNotificationInterval...JSONField.manyMinutes, "minutes")
    unknown = object.others(than: Self.keys, notes: &notes)
  }

  /// The setting as Mackerel has it.
  var json: JSONNode {
    .object(
      [("id", id.map { .string($0) }), ("name", .string(name)), ("memo", memo.map { .string($0) })]
        + scope.members + [("notificationInterval", notificationInterval.map { .integer($0) })]
        + unknown.members.map { ($0.name, $0.value) })
  }

  /// The setting as a JSON document.
  public var jsonText: String { json.text + "\n" }
}

extension JSONField {
  /// The elements of a file's list: of the list itself, of a member that is one, or one alone.
  func list<Element>(
    under name: String, _ read: (JSONField) throws(InputError) -> Element
  ) throws(InputError) -> [Element] {
    var fields = [self]
    switch node.content {
    case .array: fields = try elements()
    case .object(let members) where members.contains { $0.name == name }:
      fields = try object().required(name, cure: "give a list").elements()
    default: break
    }
    var result: [Element] = []
    for field in fields { result.append(try read(field)) }
    return result
  }
}
