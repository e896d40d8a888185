internal import Testing

@testable internal import Saba

@Suite("Mackerel's anomaly monitors")
struct AnomalyMonitorTests {
  static let now = 1_780_000_000

  func list(_ text: String) throws(InputError) -> MonitorList {
    try MonitorList(decoding: Array(text.utf8), path: "m.json", now: Self.now)
  }

  static let least =
    #"{"type":"anomalyDetection","name":"web","scopes":["Shop: web"],"warningSensitivity":"normal"}"#

  @Test("The least that a monitor needs has Mackerel's usual values for the rest")
  func usual() throws {
    let monitor = try #require(try list(Self.least).monitors.first)
    #expect(monitor.id == nil)
    #expect(monitor.name == "web")
    #expect(monitor.memo == nil)
    #expect(monitor.scopes.map(\.description) == ["Shop: web"])
    #expect(monitor.maxCheckAttempts == 3)
    #expect(monitor.trainingPeriodFrom == nil)
    #expect(monitor.notificationInterval == nil)
    #expect(!monitor.isMute)
    #expect(monitor.policy == AlertPolicy(warning: .normal, critical: nil, attempts: 3))
  }

  static let full = """
    {
      "id": "2cSZzK3XfmG", "type": "anomalyDetection", "name": "web \\"1\\"", "memo": "",
      "scopes": ["Shop:web", "Shop: app-2"], "warningSensitivity": "insensitive",
      "criticalSensitivity": "sensitive", "maxCheckAttempts": 10,
      "trainingPeriodFrom": 1780000000, "notificationInterval": 10, "isMute": true
    }
    """

  @Test("Everything is read, written and read again")
  func roundTrip() throws {
    let list = try list(Self.full)
    let monitor = try #require(list.monitors.first)
    #expect(list.notes.isEmpty)
    #expect(monitor.scopes.map(\.description) == ["Shop: web", "Shop: app-2"])
    #expect(
      monitor.policy == AlertPolicy(warning: .insensitive, critical: .sensitive, attempts: 10))
    #expect(monitor.trainingPeriodFrom == 1_780_000_000)
    #expect(monitor.notificationInterval == 10)
    #expect(monitor.isMute)
    #expect(try self.list(monitor.jsonText).monitors == [monitor])
    #expect(monitor.jsonText.contains(#""scopes": ["Shop: web", "Shop: app-2"]"#))
  }

  @Test("One monitor, a list, and what GET returns")
  func forms() throws {
    let other = #"{"id":"c","type":"connectivity","scopes":[]}"#
    #expect(try list("[\(Self.least)]").monitors.count == 1)
    #expect(try list("[]").monitors.isEmpty)
    let got = try list("{\"monitors\":[\(other),\(Self.least)]}")
    #expect(got.monitors.count == 1)
    #expect(got.otherIDs == ["c"])
    #expect(got.notes.count == 1)
    #expect(got.notes.first?.contains("m.json:1: monitors[0].type is \"connectivity\"") == true)
  }

  @Test("Settings that Saba does not know are told of and written back as they were")
  func unknownKeys() throws {
    let text = Self.least.dropLast() + #","maxCheckAttempt":5,"extra":{"a":[1,{"b":null}]}}"#
    let read = try list(String(text))
    #expect(
      read.notes == [
        "m.json:1: maxCheckAttempt means nothing to Saba; kept as it is",
        "m.json:1: extra means nothing to Saba; kept as it is",
      ])
    let monitor = try #require(read.monitors.first)
    #expect(monitor.unknown.names == ["maxCheckAttempt", "extra"])
    #expect(try list(monitor.jsonText).monitors == [monitor])
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    var change: [String: String?]
    var field: String
    var says: String
    var cure: String
    var testDescription: String { "\(change)" }

    init(_ change: [String: String?], _ field: String, _ says: String, _ cure: String) {
      self.change = change
      self.field = field
      self.says = says
      self.cure = cure
    }
  }

  static let bad: [Bad] = [
    Bad(["type": nil], "the document", "has no type", "anomalyDetection"),
    Bad(["type": #""host""#], "type", "is \"host\"", "anomalies of roles"),
    Bad(["type": "3"], "type", "is a number where a text", "text"),
    Bad(["id": #""""#], "id", "is empty", "write"),
    Bad(["name": nil], "the document", "has no name", "name"),
    Bad(["name": "null"], "the document", "has no name", "name"),
    Bad(["name": #"" ""#], "name", "is empty", "write"),
    Bad(["name": "[]"], "name", "a list where a text", "text"),
    Bad(["memo": "\"" + String(repeating: "é", count: 2049) + "\""], "memo", "2049", "2048"),
    Bad(["scopes": nil], "the document", "has no scopes", "service: role"),
    Bad(["scopes": "[]"], "scopes", "is empty", "at least one role"),
    Bad(["scopes": #""Shop: web""#], "scopes", "a text where a list", "list"),
    Bad(["scopes": #"["Shop"]"#], "scopes[0]", "no role of a service", "service: role"),
    Bad(["scopes": #"["Shop:web:x"]"#], "scopes[0]", "no role of a service", "service: role"),
    Bad(["scopes": #"["Shop: w"]"#], "scopes[0]", "no role of a service", "2 to 63"),
    Bad(["scopes": #"["-Shop: web"]"#], "scopes[0]", "no role of a service", "the first a letter"),
    Bad(["scopes": #"["Shop: wéb"]"#], "scopes[0]", "no role of a service", "letters"),
    Bad(["scopes": #"["Shop: web", "Shop:web"]"#], "scopes[1]", "twice", "leave one out"),
    Bad(["warningSensitivity": nil], "the document", "neither", "give one of them"),
    Bad(["warningSensitivity": "null"], "the document", "neither", "give one of them"),
    Bad(
      ["warningSensitivity": #""high""#], "warningSensitivity", "is \"high\"",
      "\"insensitive\", \"normal\", \"sensitive\""),
    Bad(["criticalSensitivity": "1"], "criticalSensitivity", "a number where a text", "text"),
    Bad(["maxCheckAttempts": "0"], "maxCheckAttempts", "is 0", "1 to 10"),
    Bad(["maxCheckAttempts": "11"], "maxCheckAttempts", "is 11", "1 to 10"),
    Bad(["maxCheckAttempts": "2.5"], "maxCheckAttempts", "no whole number", "whole number"),
    Bad(["maxCheckAttempts": #""3""#], "maxCheckAttempts", "a text where a number", "number"),
    Bad(
      ["trainingPeriodFrom": "1780000001"], "trainingPeriodFrom",
      "(2026-05-28T20:26:41Z), in the future", "up to now (1780000000)"),
    Bad(["trainingPeriodFrom": "-1"], "trainingPeriodFrom", "is -1", "at least 0"),
    Bad(["trainingPeriodFrom": "1779999999000"], "trainingPeriodFrom", "future", "seconds"),
    Bad(["notificationInterval": "9"], "notificationInterval", "is 9 minutes", "at least 10"),
    Bad(["isMute": "0"], "isMute", "a number where true or false", "true or false"),
  ]

  @Test("Every rule that is broken is named with line, field and cure", arguments: bad)
  func rules(_ bad: Bad) throws {
    var members = [
      "type": #""anomalyDetection""#, "name": #""web""#, "scopes": #"["Shop: web"]"#,
      "warningSensitivity": #""normal""#,
    ]
    for (key, value) in bad.change { members[key] = value }
    let text = "{" + members.map { "\n\"\($0)\": \($1)" }.joined(separator: ",") + "}"
    do throws(InputError) {
      _ = try list(text)
      Issue.record("the rule was not checked")
    } catch {
      #expect(error.kind == .badData)
      #expect(error.place.path == "m.json")
      #expect(error.place.line != nil)
      #expect(error.problem.hasPrefix("\(bad.field) "), "\(error)")
      #expect(error.problem.contains(bad.says), "\(error)")
      #expect(error.cure.contains(bad.cure), "\(error)")
    }
  }

  @Test("A role has one anomaly monitor, whatever the space after its colon")
  func oneMonitorARole() throws {
    let second = Self.least.replacing("\"web\"", with: "\"again\"").replacing(": web", with: ":web")
    do throws(InputError) {
      _ = try list("[\(Self.least),\n\(second)]")
      Issue.record("two monitors watch one role")
    } catch {
      #expect(
        error.description
          == "m.json:2: [1] watches Shop: web in scopes[0], as [0] does; a role has one anomaly "
          + "monitor: leave it out of one of them")
    }
  }

  @Test("A memo of exactly 2048 characters, and an id only once")
  func edges() throws {
    let memo = #","memo":""# + String(repeating: "é", count: 2048) + "\"}"
    #expect(try list(Self.least.dropLast() + memo).monitors.first?.memo?.count == 2048)
    let twice = Self.full + "," + Self.full.replacing("Shop", with: "Else")
    #expect(throws: InputError.self) { try list("[\(twice)]") }
  }

  @Test(
    "Names of roles",
    arguments: [
      ("Shop: web", true), ("Shop:web", true), ("Shop:  web", true), ("a1:b2", true),
      ("Shop : web", false), (" Shop: web", false), ("Shop: web ", false), ("Shop:", false),
      (":web", false), ("S: web", false), ("Shop: _web", false), ("Shop: w_-b", true),
    ])
  func roleNames(text: String, isName: Bool) {
    #expect((RoleName(text) != nil) == isName)
  }

  @Test("A name has 63 characters at most")
  func longNames() {
    let longest = String(repeating: "a", count: 63)
    #expect(RoleName("Shop: \(longest)") != nil)
    #expect(RoleName("Shop: \(longest)a") == nil)
  }
}
