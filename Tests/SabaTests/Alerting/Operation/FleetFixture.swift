internal import Saba
internal import Testing

/// A fleet of eight web servers and one data base, for tests.
enum FleetFixture {
  static let now = 1_780_000_000
  static let interval = 300

  /// The members of the file, by name; a test changes some.
  static let members = [
    "timeZone": #""Asia/Tokyo""#,
    "models": #"{"Shop: web": "web.saba", "Shop: db": null}"#,
    "hosts": "["
      + (1...8).map { #"{"name": "web\#($0)", "roles": ["Shop: web"]}"# }.joined(separator: ",")
      + #", {"name": "db1", "status": "working", "roles": ["Shop: db"]}]"#,
    "monitors": """
    [{"id": "m1", "type": "anomalyDetection", "name": "web", "scopes": ["Shop: web"],
      "warningSensitivity": "sensitive", "criticalSensitivity": "normal"},
     {"id": "m2", "type": "anomalyDetection", "name": "db", "scopes": ["Shop: db"],
      "criticalSensitivity": "normal"}]
    """,
  ]

  static func text(_ changes: [String: String?] = [:]) -> String {
    var members = members
    for (key, value) in changes { members[key] = value }
    return "{"
      + members.sorted { $0.key < $1.key }.map { "\"\($0)\": \($1)" }
      .joined(separator: ",\n") + "}"
  }

  static func configuration(
    _ changes: [String: String?] = [:]
  ) throws(InputError) -> FleetConfiguration {
    try FleetConfiguration(decoding: Array(text(changes).utf8), path: "fleet.json", now: now)
  }

  /// The same hosts, some in another state.
  static func hosts(_ states: [String: String]) -> String {
    "["
      + (1...8).map { number in
        let status = states["web\(number)"] ?? "working"
        return #"{"name": "web\#(number)", "status": "\#(status)", "roles": ["Shop: web"]}"#
      }.joined(separator: ",") + #", {"name": "db1", "roles": ["Shop: db"]}]"#
  }

  /// The web monitor with other settings beside its usual ones.
  static func monitors(_ more: String) -> String {
    #"""
    [{"id": "m1", "type": "anomalyDetection", "name": "web", "scopes": ["Shop: web"],
      "warningSensitivity": "sensitive", "criticalSensitivity": "normal"\#(more)},
     {"id": "m2", "type": "anomalyDetection", "name": "db", "scopes": ["Shop: db"],
      "criticalSensitivity": "normal"}]
    """#
  }

  static func role(_ name: String = "Shop: web") throws -> RoleName {
    try #require(RoleName(name))
  }
}
