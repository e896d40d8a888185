internal import Foundation
internal import Saba
internal import SabaTestSupport
internal import Testing

@Suite("saba fleet check")
struct FleetTests {
  static let fleet = #"""
    {
      "timeZone": "America/New_York",
      "models": {"Shop: web": "role.saba", "Shop: db": null},
      "hosts": [
        {"name": "host-0", "roles": ["Shop: web"]},
        {"name": "host-1", "status": "standby", "roles": ["Shop:web"]},
        {"name": "host-2", "status": "maintenance", "roles": ["Shop:web"]},
        {"name": "db1", "roles": ["Shop: db"]}
      ],
      "monitors": [
        {"type": "anomalyDetection", "name": "web", "scopes": ["Shop: web"],
         "warningSensitivity": "sensitive", "criticalSensitivity": "normal",
         "notificationInterval": 30, "maxCheckAttempts": 5},
        {"type": "anomalyDetection", "name": "db", "scopes": ["Shop: db"],
         "criticalSensitivity": "insensitive", "isMute": true, "maxCheckAttempts": 1}
      ],
      "downtimes": [
        {"name": "backup", "start": 1767252600, "duration": 60,
         "recurrence": {"type": "weekly", "interval": 1, "weekdays": ["Sunday"]},
         "roleScopes": ["Shop: web"]}
      ]
    }
    """#

  @Test("It says in words what is judged by what, and who is silent when")
  func words() throws {
    try Fixture.withModel { folder in
      try Fixture.write(Self.fleet, to: "\(folder)/fleet.json")
      let result = try SabaProcess.run(
        ["fleet", "check", "\(folder)/fleet.json", "--at", "2026-03-08T05:00:00Z"])
      #expect(result.status == 0, "\(result.errors)")
      #expect(
        result.output == """
          4 hosts, 2 monitors, 1 downtime, no alert groups, by the clock of America/New_York

          Shop: web, watched by web: warning at sensitive, critical at normal, after 5 unusual intervals in a row
            model: role.saba, 4 metrics every 5m
            judged: host-0
            judged, silent: host-1
            in maintenance, not judged: host-2
            incidents: of the role
            told again: every 30 min
            downtimes: backup

          Shop: db, watched by db: critical at insensitive, after 1 unusual interval
            model: none yet: its hosts are unknown
            judged: db1
            mute: nobody is notified
            incidents: of the role
            told again: never

          downtime backup: every week on Sunday, 1 h each time
            suppresses: Shop: web
            next: 2026-03-08T03:30:00-04:00 to 2026-03-08T04:30:00-04:00

          """)
      #expect(result.errors.isEmpty)
    }
  }

  @Test("Notes name what may be an oversight, and leave the exit status at 0")
  func notes() throws {
    try Fixture.withModel { folder in
      let fleet = Self.fleet.replacing("\"timeZone\"", with: "\"color\": 1, \"timeZone\"")
        .replacing("\"notif", with: "\"trainingPeriodFrom\": 1767600000, \"notif")
      try Fixture.write(fleet, to: "\(folder)/fleet.json")
      let result = try SabaProcess.run(["fleet", "check", "fleet.json"], in: folder)
      #expect(result.status == 0)
      #expect(result.output.contains("note: fleet.json:2: color means nothing to Saba"))
      #expect(
        result.output.contains(
          "Shop: web: the model has learnt from 2026-01-05T00:00:00Z on, and trainingPeriodFrom is "
            + "2026-01-05T08:00:00Z: train it again with `saba train --training-from 1767600000`"))
    }
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    var name: String
    var change: (String, String)
    var status: Int32
    var says: [String]
    var testDescription: String { name }
  }

  static let bad: [Bad] = [
    Bad(name: "no JSON", change: ("{", "["), status: 65, says: ["fleet.json:2: ", "comma"]),
    Bad(
      name: "a rule", change: ("\"maxCheckAttempts\": 5", "\"maxCheckAttempts\": 50"), status: 65,
      says: ["fleet.json:13: monitors[0].maxCheckAttempts is 50 attempts; write 1 to 10"]),
    Bad(
      name: "no such model", change: ("role.saba", "none.saba"), status: 66,
      says: ["fleet.json:3: the model of \"Shop: web\": ", "none.saba"]),
    Bad(
      name: "no model", change: ("role.saba", "fleet.json"), status: 65,
      says: ["fleet.json:3: the model of \"Shop: web\": ", "not a model of a role"]),
    Bad(
      name: "no zone", change: ("America/New_York", "America/Springfield"), status: 65,
      says: ["fleet.json:2: timeZone is \"America/Springfield\"", "Asia/Tokyo"]),
  ]

  @Test("What is wrong is one line with place and cure", arguments: bad)
  func problems(_ bad: Bad) throws {
    try Fixture.withModel { folder in
      var fleet = Self.fleet
      if let range = fleet.range(of: bad.change.0) {
        fleet.replaceSubrange(range, with: bad.change.1)
      }
      try Fixture.write(fleet, to: "\(folder)/fleet.json")
      let result = try SabaProcess.run(["fleet", "check", "fleet.json"], in: folder)
      #expect(result.status == bad.status)
      #expect(result.output.isEmpty)
      #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
      for part in bad.says { #expect(result.errors.contains(part), "\(result.errors)") }
    }
  }

  @Test("No file is no input; wrong usage is told as such")
  func usage() throws {
    #expect(try SabaProcess.run(["fleet", "check", "/nowhere/fleet.json"]).status == 66)
    #expect(try SabaProcess.run(["fleet", "check"]).status == 64)
    #expect(try SabaProcess.run(["fleet", "check", "f", "--at", "soon"]).status == 64)
  }
}
