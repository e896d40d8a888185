internal import Foundation
internal import SabaNumerics
internal import Testing

@testable internal import Saba

@Suite("Fleets")
struct FleetConfigurationTests {
  @Test("A fleet says what is judged by what")
  func reading() throws {
    let fleet = try FleetFixture.configuration()
    let (web, db) = (try FleetFixture.role(), try FleetFixture.role("Shop: db"))
    #expect(fleet.notes.isEmpty)
    #expect(fleet.zone.identifier == "Asia/Tokyo")
    #expect(fleet.vanishedAfterMinutes == 20)
    #expect(fleet.hosts.count == 9)
    #expect(fleet.model(of: web)?.path == "web.saba")
    #expect(fleet.model(of: db) != nil && fleet.model(of: db)?.path == nil)
    #expect(fleet.monitor(watching: web)?.id == "m1")
    #expect(fleet.hosts(of: db).map(\.name) == ["db1"])
    #expect(fleet.watchedRoles == [web, db])
  }

  @Test("Everything is read, written and read again, by itself and in a snapshot")
  func roundTrip() throws {
    let fleet = try FleetFixture.configuration([
      "hosts": FleetFixture.hosts(["web3": "maintenance", "web4": "standby", "web5": "poweroff"]),
      "downtimes": "[\(DowntimeTests.full.replacing("service1", with: "Shop"))]"
        .replacing("service3: role1", with: "Shop: web").replacing("Shop:role1", with: "Shop: db")
        .replacing("service2", with: "Other").replacing("monitor0", with: "m1")
        .replacing("monitor1", with: "c"),
      "models": #"{"Shop: web": "web.saba", "Shop: db": null, "Other: app": "a.saba"}"#,
      "monitors": FleetFixture.monitors("").dropLast() + #",{"id":"c","type":"connectivity"}]"#,
      "alertGroupSettings":
        #"[{"id":"g","name":"shop","serviceScopes":["Shop"],"notificationInterval":30}]"#,
      "vanishedAfterMinutes": "7", "colour": "\"red\"",
    ])
    #expect(fleet.hosts.map(\.status)[2..<5] == [.maintenance, .standby, .poweroff])
    #expect(fleet.downtimes.count == 1)
    #expect(fleet.alertGroupSettings.first?.notificationInterval == 30)
    #expect(fleet.unknown.names == ["colour"])
    var again = try FleetConfiguration(
      decoding: Array(fleet.jsonText.utf8), path: "again.json", now: FleetFixture.now)
    #expect(again.notes.count == fleet.notes.count)
    again.notes = fleet.notes
    #expect(again == fleet)
    var decoded = try JSONDecoder().decode(
      FleetConfiguration.self, from: JSONEncoder().encode(fleet))
    decoded.notes = fleet.notes
    #expect(decoded == fleet)
  }

  @Test("A file that is damaged anywhere is read or refused, and what is read can be gone by")
  func damaged() throws {
    let whole = Array(
      FleetFixture.text([
        "downtimes": "[\(FleetOperationTests.downtime())]".replacing("[[", with: "[")
          .replacing("]]", with: "]"),
        "vanishedAfterMinutes": "20",
        "monitors": FleetFixture.monitors(#", "notificationInterval": 10"#),
      ]).utf8)
    var generator = RandomGenerator(seed: 6)
    let marks = Array(#"0123456789{}[]",:-e.nul\ "#.utf8)
    var readCount = 0
    for _ in 0..<3000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: bytes.indices, using: &generator)
        let mark = marks[Int.random(in: marks.indices, using: &generator)]
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] = mark
        case 1: bytes.insert(mark, at: place)
        default: bytes.remove(at: place)
        }
      }
      do throws(InputError) {
        let fleet = try FleetConfiguration(decoding: bytes, path: "f", now: FleetFixture.now)
        readCount += 1
        var operation = FleetOperation(configuration: fleet)
        let role = RoleName("Shop: web")
        for step in 0..<3 {
          guard let role else { continue }
          _ = operation.take(
            AlertRecorderTests.verdict(
              .warning, at: FleetOperationTests.start + 600 * step, host: "web1"), of: role,
            interval: 300)
        }
      } catch {
        #expect(error.kind == .badData && error.place.line != nil)
      }
    }
    #expect(readCount > 100)
  }

  @Test("An empty fleet is one")
  func empty() throws {
    let fleet = try FleetConfiguration(decoding: Array("{}".utf8), path: "f", now: 0)
    #expect(fleet == FleetConfiguration())
  }

  static let bad: [(member: String, value: String, says: String)] = [
    ("timeZone", #""Mars/Olympus""#, "timeZone is \"Mars/Olympus\", no time zone"),
    ("vanishedAfterMinutes", "0", "vanishedAfterMinutes is 0 minutes; write at least 1"),
    ("models", "[]", "models is a list where an object"),
    ("models", #"{"web": "w"}"#, "models.web is of no role"),
    ("models", #"{"Shop: web": "w", "Shop:web": "v", "Shop: db": "d"}"#, "stands there twice"),
    ("models", #"{"Shop: web": 3, "Shop: db": null}"#, "models.Shop: web is a number"),
    ("models", #"{"Shop: web": "w"}"#, "monitors[1].scopes[0] is \"Shop: db\", of which no model"),
    ("hosts", #"[{"roles": ["Shop: web"]}]"#, "hosts[0] has no name"),
    ("hosts", #"[{"name": "a"}]"#, "hosts[0] has no roles"),
    ("hosts", #"[{"name": "a", "roles": ["web"]}]"#, "hosts[0].roles[0] is \"web\", no role"),
    (
      "hosts", #"[{"name": "a", "roles": ["Shop: web", "Shop:web"]}]"#,
      "hosts[0].roles[1] stands there twice"
    ),
    (
      "hosts", #"[{"name": "a", "roles": []}, {"name": "a", "roles": []}]"#,
      "hosts[1].name is \"a\", as that of hosts[0]"
    ),
    (
      "hosts", #"[{"name": "a", "status": "off", "roles": []}]"#,
      "hosts[0].status is \"off\"; write one of \"working\", \"standby\""
    ),
    (
      "monitors",
      #"""
      [{"type": "anomalyDetection", "name": "n", "scopes": ["Shop: wbe"],
        "warningSensitivity": "normal"}]
      """#,
      "monitors[0].scopes[0] names the role \"Shop: wbe\", which no host has and no model serves; "
        + "give a role of Shop: db, Shop: web"
    ),
    ("monitors", #"[{"type": "anomalyDetection"}]"#, "monitors[0] has no name"),
    (
      "downtimes", #"[{"name": "d", "start": 0, "duration": 1, "serviceScopes": ["Shp"]}]"#,
      "downtimes[0].serviceScopes[0] names the service Shp"
    ),
    (
      "downtimes", #"[{"name": "d", "start": 0, "duration": 1, "roleScopes": ["Shop: x1"]}]"#,
      "downtimes[0].roleScopes[0] names the role \"Shop: x1\""
    ),
    (
      "downtimes", #"[{"name": "d", "start": 0, "duration": 1, "monitorExcludeScopes": ["m3"]}]"#,
      "downtimes[0].monitorExcludeScopes[0] names the monitor \"m3\", which is not there; give an id "
        + "of m1, m2"
    ),
    (
      "alertGroupSettings", #"[{"name": "g", "roleScopes": ["Shop: x1"]}]"#,
      "alertGroupSettings[0].roleScopes[0] names the role"
    ),
    ("alertGroupSettings", #"[{"roleScopes": []}]"#, "alertGroupSettings[0] has no name"),
    (
      "alertGroupSettings", #"[{"name": "g", "notificationInterval": 5}]"#,
      "alertGroupSettings[0].notificationInterval is 5 minutes; write at least 10"
    ),
    (
      "alertGroupSettings", #"[{"id": "g", "name": "a"}, {"id": "g", "name": "b"}]"#,
      "alertGroupSettings[1] has the id g of one before it"
    ),
  ]

  @Test("What is wrong anywhere in the file is named with its place", arguments: bad.indices)
  func problems(index: Int) {
    let (member, value, says) = Self.bad[index]
    do throws(InputError) {
      _ = try FleetFixture.configuration([member: value])
      Issue.record("\(value) was taken")
    } catch {
      #expect(error.kind == .badData)
      #expect(error.place.path == "fleet.json")
      #expect((error.place.line ?? 0) > 0)
      #expect("\(error.problem); \(error.cure)".contains(says), "\(error)")
    }
  }

  @Test(
    "What may be an oversight is told of",
    arguments: [
      ("monitors", "[]", "no monitor watches \"Shop: web\""),
      ("hosts", "[]", "no host has the role \"Shop: web\""),
      (
        "hosts", #"[{"name": "x1", "roles": ["A1: b2"]}]"#,
        "the host x1 has no role that is watched"
      ),
      (
        "downtimes",
        #"""
        [{"name": "d", "start": 0, "duration": 1, "monitorScopes": ["m1"],
          "roleScopes": ["Shop: db"]}]
        """#, "the downtime \"d\" suppresses nothing"
      ),
      (
        "alertGroupSettings",
        #"[{"name": "g", "monitorScopes": ["m1"], "roleScopes": ["Shop: db"]}]"#,
        "the alert group \"g\" is about nothing"
      ),
      ("color", "1", "color means nothing to Saba"),
    ])
  func notes(member: String, value: String, says: String) throws {
    let fleet = try FleetFixture.configuration([member: value])
    #expect(fleet.notes.contains { $0.contains(says) }, "\(fleet.notes)")
  }
}
