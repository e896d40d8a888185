extension AnomalyMonitor {
  private static let keys = [
    "id", "type", "name", "memo", "scopes", "warningSensitivity", "criticalSensitivity",
    "maxCheckAttempts", "trainingPeriodFrom", "notificationInterval", "isMute",
  ]

  /// Reads a monitor whose type has been looked at.
  ///
  /// - Parameters:
  ///   - object: The monitor.
  ///   - now: No training begins later, in seconds since the epoch.
  ///   - notes: Takes a line for each setting that Saba does not know.
  /// - Throws: ``InputError`` for the first rule that is broken.
  init(_ object: JSONObject, now: Int, notes: inout [String]) throws(InputError) {
    id = try object["id"]?.nonEmptyString()
    name = try object.required("name", cure: "give the monitor a name").nonEmptyString()
    memo = try object["memo"]?.memo()
    let scopes = try object.required(
      "scopes", cure: "list the roles that it watches, such as [\"service: role\"]")
    self.scopes = try scopes.distinct { (field) throws(InputError) in try field.roleName() }
    guard !self.scopes.isEmpty else {
      throw scopes.error("is empty", cure: "list at least one role, such as \"service: role\"")
    }
    warningSensitivity = try object["warningSensitivity"]?.choice()
    criticalSensitivity = try object["criticalSensitivity"]?.choice()
    if warningSensitivity == nil && criticalSensitivity == nil {
      throw object.field.error(
        "has neither warningSensitivity nor criticalSensitivity",
        cure: "give one of them, such as \"warningSensitivity\": \"sensitive\"")
    }
    maxCheckAttempts =
      try object["maxCheckAttempts"]?.integer(in: Self.attempts, "attempts")
      ?? Self.usualAttempts
    let from = object["trainingPeriodFrom"]
    trainingPeriodFrom = try from?.integer(in: 0...Int.max, "seconds since the epoch")
    if let from, let time = trainingPeriodFrom, time > now {
      throw from.error(
        "is \(time)\(time < 1_000_000_000_000 ? " (\(Timestamp.text(time)))" : ""), in the future",
        cure: "give a time up to now (\(now)), in seconds since the epoch")
    }
    notificationInterval = try object["notificationInterval"]?
      .integer(in: Self.shortestNotificationInterval...JSONField.manyMinutes, "minutes")
    isMute = try object["isMute"]?.bool() ?? false
    unknown = object.others(than: Self.keys, notes: &notes)
  }

  /// The monitor as Mackerel has it; what has its usual value is written too.
  var json: JSONNode {
    var members: [(name: String, value: JSONNode?)] = [
      ("id", id.map { .string($0) }), ("type", .string(Self.type)), ("name", .string(name)),
      ("memo", memo.map { .string($0) }), ("scopes", .strings(scopes.map(\.description))),
      ("warningSensitivity", warningSensitivity.map { .string($0.rawValue) }),
      ("criticalSensitivity", criticalSensitivity.map { .string($0.rawValue) }),
      ("maxCheckAttempts", .integer(maxCheckAttempts)),
      ("trainingPeriodFrom", trainingPeriodFrom.map { .integer($0) }),
      ("notificationInterval", notificationInterval.map { .integer($0) }),
      ("isMute", JSONNode(.bool(isMute))),
    ]
    members += unknown.members.map { ($0.name, $0.value) }
    return .object(members)
  }

  /// The monitor as a JSON document, such as a `PUT` to Mackerel takes.
  ///
  /// A `PUT` replaces all of a monitor: settings that Saba does not know are written as they were read.
  public var jsonText: String { json.text + "\n" }
}

extension JSONField {
  /// A text for people that is not too long.
  func memo() throws(InputError) -> String {
    let text = try string()
    guard text.unicodeScalars.count <= AnomalyMonitor.longestMemo else {
      throw error(
        "has \(text.unicodeScalars.count) characters",
        cure: "keep it to \(AnomalyMonitor.longestMemo)")
    }
    return text
  }
}
