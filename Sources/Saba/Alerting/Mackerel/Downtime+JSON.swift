extension Downtime {
  private static let keys =
    ["id", "name", "memo", "start", "duration", "recurrence"] + ScopeRule.keys
    + ScopeRule.excludeKeys

  /// The last second of the year 9999.
  private static let latestTime = 253_402_300_799

  /// Reads a file's downtimes: one, a list of them, or `{"downtimes": […]}`, as Mackerel answers a
  /// `GET`.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: Named in errors.
  /// - Returns: The downtimes, in their order, and a line for each thing that Saba does not know.
  /// - Throws: ``InputError`` of kind `badData`, with line, field and cure.
  public static func list(
    decoding bytes: [UInt8], path: String
  ) throws(InputError) -> (downtimes: [Downtime], notes: [String]) {
    var notes: [String] = []
    let document = JSONField(try JSONReader.read(bytes, path: path), path: path)
    let downtimes = try document.list(under: "downtimes") { (field) throws(InputError) in
      try Downtime(field.object(), known: nil, notes: &notes)
    }
    return (downtimes, notes)
  }

  /// Reads a downtime.
  init(_ object: JSONObject, known: KnownNames?, notes: inout [String]) throws(InputError) {
    id = try object["id"]?.nonEmptyString()
    name = try object.required("name", cure: "give the downtime a name").nonEmptyString()
    memo = try object["memo"]?.memo()
    let start = try object.required(
      "start", cure: "give its first beginning in seconds since the epoch"
    ).integer(in: 0...Self.latestTime, "seconds since the epoch")
    self.start = start
    duration = try object.required("duration", cure: "give its length in minutes")
      .integer(in: 1...JSONField.manyMinutes, "minutes")
    recurrence = try object["recurrence"].map { (field) throws(InputError) in
      try Recurrence(field.object(), start: start, notes: &notes)
    }
    scope = try ScopeRule(object, known: known, excluding: true)
    unknown = object.others(than: Self.keys, notes: &notes)
  }

  /// The downtime as Mackerel has it.
  var json: JSONNode {
    .object(
      [
        ("id", id.map { .string($0) }), ("name", .string(name)), ("memo", memo.map { .string($0) }),
        ("start", .integer(start)), ("duration", .integer(duration)),
        ("recurrence", recurrence?.json),
      ] + scope.members + unknown.members.map { ($0.name, $0.value) })
  }

  /// The downtime as a JSON document.
  public var jsonText: String { json.text + "\n" }
}

extension Recurrence {
  /// Reads a recurrence.
  init(_ object: JSONObject, start: Int, notes: inout [String]) throws(InputError) {
    unit = try object.required("type", cure: "say how it recurs, such as \"daily\"").choice()
    interval = try object.required("interval", cure: "give 1 for every one")
      .integer(in: 1...Self.largestInterval, "(\(unit.rawValue))")
    if let field = object["weekdays"] {
      weekdays = try field.distinct { (field) throws(InputError) in try field.choice() }
      guard unit == .weekly || weekdays.isEmpty else {
        throw field.error(
          "is for weekly ones only; this one is \(unit.rawValue)",
          cure: "leave it out, or give the type \"weekly\"")
      }
    }
    if let field = object["until"] {
      let until = try field.integer(in: 0...Int.max, "seconds since the epoch")
      guard until >= start else {
        throw field.error("lies before the start", cure: "give a later end of the recurrence")
      }
      self.until = until
    }
    unknown = object.others(than: ["type", "interval", "weekdays", "until"], notes: &notes)
  }

  /// The recurrence as Mackerel has it.
  var json: JSONNode {
    .object(
      [
        ("type", .string(unit.rawValue)), ("interval", .integer(interval)),
        ("weekdays", weekdays.isEmpty ? nil : .strings(weekdays.map(\.rawValue))),
        ("until", until.map { .integer($0) }),
      ] + unknown.members.map { ($0.name, $0.value) })
  }
}
