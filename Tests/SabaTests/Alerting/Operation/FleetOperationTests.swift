internal import Foundation
internal import SabaNumerics
internal import Testing

@testable internal import Saba

/// What a test looks at of the events.
extension [OperationEvent] {
  fileprivate var verdicts: [Verdict] {
    compactMap { if case .verdict(let verdict, _) = $0 { verdict } else { nil } }
  }
  fileprivate var alerts: [(event: AlertEvent, context: AlertContext)] {
    compactMap { if case .alert(let event, let context) = $0 { (event, context) } else { nil } }
  }
  fileprivate var groups: [AlertGroupEvent] {
    compactMap { if case .group(let event) = $0 { event } else { nil } }
  }
}

@Suite("Operation of a fleet")
struct FleetOperationTests {
  /// Midnight in Tokyo.
  static let start = 1_767_538_800
  let role: RoleName

  init() throws { role = try FleetFixture.role() }

  func operation(_ changes: [String: String?] = [:]) throws -> FleetOperation {
    FleetOperation(configuration: try FleetFixture.configuration(changes))
  }

  /// Verdicts of one time, all ok but those that are named.
  func step(
    _ number: Int, _ unusual: [String: Verdict.Status], hosts: [String]? = nil,
    _ operation: inout FleetOperation
  ) -> [OperationEvent] {
    (hosts ?? (1...8).map { "web\($0)" }).flatMap { host in
      operation.take(
        AlertRecorderTests.verdict(
          unusual[host] ?? .ok, at: Self.start + FleetFixture.interval * number, host: host),
        of: role, interval: FleetFixture.interval)
    }
  }

  func step(
    _ number: Int, hosts: [String]? = nil, _ operation: inout FleetOperation
  ) -> [OperationEvent] {
    step(number, [:], hosts: hosts, &operation)
  }

  @Test("An alert opens, rises and ends, with who hears of it")
  func life() throws {
    var operation = try operation()
    #expect(step(0, &operation).alerts.isEmpty)
    let opened = step(1, ["web2": .warning], &operation)
    #expect(opened.verdicts.count == 8)
    #expect(opened.alerts.map(\.event.kind) == [.opened])
    #expect(opened.alerts.first?.context.monitor == "web")
    #expect(opened.alerts.first?.context.monitorID == "m1")
    #expect(opened.alerts.first?.context.isSilent == false)
    #expect(step(2, ["web2": .critical], &operation).alerts.map(\.event.kind) == [.escalated])
    let closed = step(3, &operation)
    #expect(closed.alerts.map(\.event.alert.closeReason) == [.recovered])
    #expect(operation.openAlerts(of: role).isEmpty)
  }

  @Test(
    "By state a host is judged and told of, judged in silence, or not judged",
    arguments: [("working", true, true), ("standby", true, false), ("maintenance", false, false)])
  func states(status: String, isJudged: Bool, notifies: Bool) throws {
    var operation = try operation(["hosts": FleetFixture.hosts(["web2": status])])
    #expect(operation.isJudged("web2") == isJudged)
    let events = step(0, ["web2": .critical], &operation)
    #expect(events.verdicts.count { $0.status != .unknown } == (isJudged ? 8 : 7))
    #expect(events.alerts.count == (isJudged ? 1 : 0))
    #expect(events.contains { $0.notifies } == notifies)
    let later = operation.advance(to: Self.start + 86_400)
    #expect(later.groups.contains { !$0.isSilent } == notifies)
    #expect(later.verdicts.contains { $0.host == "web2" } == isJudged)
  }

  @Test(
    "An alert opened before maintenance stays open, and ends with the first good sample after it")
  func maintenance() throws {
    var operation = try operation()
    _ = step(0, ["web2": .warning], &operation)
    operation.set(.maintenance, of: "web2", at: Self.start + 300)
    #expect(!operation.isJudged("web2"))
    #expect(step(1, ["web2": .critical], &operation).alerts.isEmpty)
    #expect(operation.openAlerts(of: role).map(\.host) == ["web2"])
    // Hours later: not vanished, as nothing was expected of it.
    #expect(step(100, &operation).verdicts.allSatisfy { $0.host != "web2" })
    operation.set(.working, of: "web2", at: Self.start + 300 * 101)
    let after = step(101, &operation)
    #expect(after.alerts.map(\.event.alert.closeReason) == [.recovered])
    #expect(after.verdicts.count == 8)
  }

  @Test("A mute monitor's alerts are silent; nobody is told of the end of what nobody was told of")
  func mute() throws {
    var operation = try operation(["monitors": FleetFixture.monitors(#","isMute":true"#)])
    let opened = step(0, ["web2": .warning], &operation)
    #expect(opened.alerts.map(\.context.isSilent) == [true])
    let unmuted = try FleetFixture.configuration()
    #expect(operation.use(unmuted, at: Self.start).isEmpty)
    #expect(step(1, &operation).alerts.map(\.context.isSilent) == [true])
    #expect(step(2, ["web2": .warning], &operation).alerts.map(\.context.isSilent) == [false])
    #expect(step(3, &operation).alerts.map(\.context.isSilent) == [false])
  }

  /// A downtime from the second interval for half an hour each day.
  static func downtime(_ more: String = "") -> String {
    #"""
    [{"name": "backup", "start": \#(start + 300), "duration": 30,
      "recurrence": {"type": "daily", "interval": 1}\#(more)}]
    """#
  }

  @Test(
    "An alert that a downtime suppresses is not raised afterwards, until the host has been well")
  func suppressed() throws {
    var operation = try operation(["downtimes": Self.downtime()])
    var events = step(0, &operation)
    // The downtime covers the intervals 1 to 6.
    for number in 1...9 { events += step(number, ["web2": .critical], &operation) }
    #expect(events.alerts.isEmpty)
    #expect(events.verdicts.count { $0.status == .critical } == 9)
    #expect(step(10, &operation).alerts.isEmpty)
    #expect(step(11, ["web2": .warning], &operation).alerts.map(\.event.kind) == [.opened])
    // The next day again.
    #expect(step(12, &operation).alerts.count == 1)
    #expect(step(289, ["web2": .critical], &operation).alerts.isEmpty)
    #expect(step(294, ["web3": .critical], &operation).alerts.isEmpty)
    #expect(step(295, ["web4": .critical], &operation).alerts.map(\.event.alert.host) == ["web4"])
  }

  @Test("In a downtime an open alert neither rises nor ends")
  func downtimeKeepsAlerts() throws {
    var operation = try operation(["downtimes": Self.downtime()])
    #expect(step(0, ["web2": .warning], &operation).alerts.count == 1)
    #expect(step(1, ["web2": .critical], &operation).alerts.isEmpty)
    #expect(step(2, &operation).alerts.isEmpty)
    #expect(operation.openAlerts(of: role).map(\.status) == [.warning])
    let closed = step(7, &operation)
    #expect(closed.alerts.map(\.event.alert.duration) == [2100])
  }

  @Test("Nobody is reminded in a downtime")
  func downtimeIsQuiet() throws {
    var operation = try operation([
      "downtimes": Self.downtime(),
      "monitors": FleetFixture.monitors(#","notificationInterval":10"#),
    ])
    let warning: [String: Verdict.Status] = ["web2": .warning]
    _ = step(0, warning, &operation)
    for number in 1...6 {
      let events = step(number, warning, &operation)
      #expect(events.alerts.isEmpty)
      #expect(events.groups.allSatisfy { $0.kind != .reminded })
    }
    let after = step(7, warning, &operation)
    #expect(after.alerts.map(\.event.kind) == [.reminded])
    #expect(after.groups.map(\.kind) == [.reminded])
  }

  @Test("What is looked up once of downtimes is what they say, at times in any order")
  func downtimeLookUp() throws {
    let hourly = #"""
      {"name": "b", "start": \#(Self.start + 900), "duration": 25,
       "recurrence": {"type": "hourly", "interval": 2}}
      """#
    let configuration = try FleetFixture.configuration([
      "downtimes": Self.downtime().dropLast() + "," + hourly + "]"
    ])
    var plan = OperationPlan(configuration)
    var generator = RandomGenerator(seed: 4)
    for _ in 0..<3000 {
      let time = Self.start + Int.random(in: -3600..<200_000, using: &generator)
      let expected = configuration.downtimes.first { $0.isOn(at: time, in: configuration.zone) }
      #expect(
        plan.roles[role]?.downtime(at: time, in: configuration.zone) == expected?.name,
        "at \(time)")
    }
  }

  @Test("After training anew all alerts of a role close")
  func retrained() throws {
    var operation = try operation()
    _ = step(0, ["web2": .critical, "web1": .warning], &operation)
    let closed = operation.closeAlerts(of: role, at: Self.start + 300)
    #expect(closed.alerts.map(\.event.alert.host) == ["web1", "web2"])
    #expect(
      closed.alerts.map(\.event.alert.closeReason?.mackerelTrigger)
        == ["anomalyDetectionManuallyRetraining", "anomalyDetectionManuallyRetraining"])
    #expect(operation.openAlerts(of: role).isEmpty)
  }

  @Test("A sample that comes late does not make its host unknown, nor hide that it vanishes")
  func lateSample() throws {
    var operation = try operation()
    _ = step(0, &operation)
    _ = step(1, &operation)
    let late = step(0, ["web1": .unknown], hosts: ["web1"], &operation)
    #expect(late.verdicts.map(\.status) == [.unknown])
    let later = operation.advance(to: Self.start + 7200)
    #expect(later.verdicts.count { $0.host == "web1" } == 1)
  }

  @Test("An alert stays in its incident when the settings of groups change")
  func changedSettings() throws {
    var operation = try operation()
    _ = step(0, ["web1": .warning], &operation)
    _ = step(1, ["web1": .warning], &operation)
    let changed = try FleetFixture.configuration([
      "alertGroupSettings": #"[{"name": "the shop", "serviceScopes": ["Shop"]}]"#
    ])
    #expect(operation.use(changed, at: Self.start + 600).isEmpty)
    _ = step(2, &operation)
    let events = operation.advance(to: Self.start + 1200)
    #expect(events.groups.map(\.kind) == [.closed])
    #expect(operation.openGroups.isEmpty)
  }

  @Test("The line of an alert says what it belongs to")
  func line() throws {
    let model = try #require(FleetEndToEndTests.model)
    var operation = try operation()
    let opened = step(0, ["web1": .warning], &operation)
    let (event, context) = try #require(opened.alerts.first)
    let line = event.jsonLine(by: model, context: context)
    #expect(
      line.hasSuffix(
        #","role":"Shop: web","monitor":"web","group":1,"silent":false,"closeReason":null,"#
          + #""leads":[{"time":\#(Self.start),"metric":"cpu"}]}"#))
    #expect(!event.jsonLine(by: model).contains("silent"))
    _ = try JSONReader.read(Array(line.utf8), path: "line")
  }

  @Test("A downtime of others changes nothing")
  func otherDowntime() throws {
    var operation = try operation([
      "downtimes": Self.downtime(#", "monitorScopes": ["m2"]"#)
    ])
    #expect(step(2, ["web2": .warning], &operation).alerts.count == 1)
  }

  @Test("Reminders come as often as the monitor says, while the alert is open")
  func reminders() throws {
    var operation = try operation([
      "monitors": FleetFixture.monitors(#","notificationInterval":15"#)
    ])
    var times: [Int] = []
    var groupTimes: [Int] = []
    for number in 0..<10 {
      let events = step(number, number < 8 ? ["web2": .warning] : [:], &operation)
      times += events.alerts.filter { $0.event.kind == .reminded }.map { _ in number }
      groupTimes += events.groups.filter { $0.kind == .reminded }.map { _ in number }
    }
    #expect(times == [3, 6])
    #expect(groupTimes.count == 2)
  }

  @Test("The newest point may be 20 minutes old, by the clock that is given")
  func stale() throws {
    var operation = try operation()
    let end = Self.start + FleetFixture.interval
    func take(_ age: Int) -> [OperationEvent] {
      var copy = operation
      return copy.take(
        AlertRecorderTests.verdict(.critical, at: Self.start, host: "web1"), of: role,
        interval: FleetFixture.interval, now: end + age)
    }
    #expect(take(1200).verdicts.last?.status == .critical)
    let stale = take(1260)
    #expect(stale.verdicts.last?.status == .unknown)
    #expect(stale.verdicts.last?.reason?.contains("the newest point is 21 min old") == true)
    #expect(stale.alerts.isEmpty)
    // By default the clock is the newest time that two hosts have come to.
    _ = step(10, hosts: ["web2", "web3"], &operation)
    let late = step(0, ["web1": .critical], hosts: ["web1"], &operation)
    #expect(late.verdicts.last?.status == .unknown)
  }

  @Test("A host whose clock is two hours ahead makes no other late, and keeps no news back")
  func clockAhead() throws {
    var operation = try operation()
    var events: [OperationEvent] = []
    for number in 0..<8 {
      for host in ["web1", "web2", "web3"] {
        let ahead = host == "web1" ? 7200 : 0
        let status: Verdict.Status = host == "web2" && (2..<4).contains(number) ? .warning : .ok
        events += operation.take(
          AlertRecorderTests.verdict(
            status, at: Self.start + 300 * number + ahead, host: host), of: role, interval: 300)
      }
    }
    let seen = Set(["web1", "web2", "web3"])
    // The very first host may be the one that is ahead; all others are judged from then on.
    #expect(events.verdicts.count { seen.contains($0.host) && $0.status == .unknown } == 0)
    #expect(events.groups.map(\.kind) == [.opened, .closed])
  }

  @Test("The clock of a fleet is the newest time that two hosts have come to, or what it is told")
  func clock() {
    var clock = FleetClock()
    #expect(clock.time == nil)
    clock.see(100, of: "a")
    #expect(clock.time == 100)
    clock.see(9000, of: "b")
    #expect(clock.time == 100)
    clock.see(400, of: "a")
    clock.see(9300, of: "b")
    #expect(clock.time == 400)
    clock.see(400, of: "c")
    clock.see(300, of: "c")
    #expect(clock.time == 400)
    clock.forget("b")
    #expect(clock.time == 400)
    clock.see(700, of: "c")
    #expect(clock.time == 400)
    clock.see(700, of: "a")
    #expect(clock.time == 700)
    clock.advance(to: 800)
    clock.advance(to: 750)
    #expect(clock.time == 800)
    // A clock that is set back, but not behind what points say.
    clock.set(to: 760)
    #expect(clock.time == 760)
    clock.set(to: 100)
    #expect(clock.time == 700)
    clock.set(to: 9000)
    clock.set(to: nil)
    #expect(clock.time == 700)
  }

  @Test("A host that vanishes is unknown, once, and its alert stays open")
  func vanished() throws {
    var operation = try operation()
    _ = step(0, ["web8": .warning], &operation)
    var events: [OperationEvent] = []
    let others = (1...7).map { "web\($0)" }
    for number in 1...20 { events += step(number, hosts: others, &operation) }
    let unknown = events.verdicts.filter { $0.status == .unknown && $0.host == "web8" }
    #expect(unknown.count == 1)
    // Its last interval ended at 300; with more than 20 minutes of silence, that is after 1500.
    #expect(unknown.first?.time == Self.start + 1800)
    #expect(unknown.first?.reason?.hasPrefix("no point for 25 min") == true)
    #expect(operation.openAlerts(of: role).map(\.host) == ["web8"])
    // It comes back, and vanishes again.
    #expect(step(21, &operation).alerts.map(\.event.kind) == [.closed])
    let later = operation.advance(to: Self.start + 300 * 22 + 1201)
    #expect(later.verdicts.count { $0.host == "web8" } == 1)
  }

  @Test("Intervals longer than 20 minutes make no host stale or vanish")
  func longIntervals() throws {
    var operation = try operation()
    for hour in 0..<4 {
      for host in ["web1", "web2"] {
        let events = operation.take(
          AlertRecorderTests.verdict(.ok, at: Self.start + 3600 * hour, host: host), of: role,
          interval: 3600, now: Self.start + 3600 * (hour + 2) - 1)
        #expect(!events.verdicts.contains { $0.status == .unknown && $0.host == "web1" })
        #expect(events.verdicts.last?.status == .ok)
      }
    }
    let later = operation.advance(to: Self.start + 4 * 3600 + 7201)
    #expect(later.verdicts.count { $0.host == "web1" } == 1)
  }

  @Test("A host that never reported is unknown too, and one without a model says so")
  func neverSeen() throws {
    var operation = try operation()
    let first = operation.advance(to: Self.start)
    #expect(first.verdicts.map(\.host) == ["db1"])
    #expect(first.verdicts.first?.reason?.contains("no model of Shop: db yet") == true)
    #expect(operation.advance(to: Self.start + 1200).isEmpty)
    let later = operation.advance(to: Self.start + 1261)
    #expect(later.verdicts.count == 8)
    #expect(later.verdicts.allSatisfy { $0.status == .unknown })
  }

  @Test("Unknown samples neither end an alert nor count as points")
  func unknownSamples() throws {
    var operation = try operation()
    _ = step(0, ["web1": .warning], &operation)
    let unknown = step(1, ["web1": .unknown], &operation)
    #expect(unknown.alerts.isEmpty)
    #expect(operation.openAlerts(of: role).count == 1)
    // It was told once that the host is unknown; nothing more when it vanishes.
    let later = operation.advance(to: Self.start + 7200)
    #expect(!later.verdicts.contains { $0.host == "web1" })
  }

  @Test("A retired host's alerts close in silence, and nothing of it is kept")
  func retirement() throws {
    var operation = try operation()
    _ = step(0, ["web1": .critical], &operation)
    #expect(operation.knownHosts.contains("web1"))
    let events = operation.retire("web1", at: Self.start + 300)
    #expect(events.alerts.map(\.event.alert.closeReason) == [.hostRetired])
    #expect(events.allSatisfy { !$0.notifies })
    #expect(!operation.knownHosts.contains("web1"))
    #expect(operation.configuration.host(named: "web1") == nil)
    let snapshot = String(decoding: try JSONEncoder().encode(operation), as: UTF8.self)
    // The incident is closed but not told of yet; then nothing of the host is left.
    #expect(snapshot.contains("web1"))
    #expect(operation.advance(to: Self.start + 600).groups.map(\.kind) == [.opened, .closed])
    let after = String(decoding: try JSONEncoder().encode(operation), as: UTF8.self)
    #expect(!after.contains("web1"))
  }

  @Test("A host that no file names is in service, and forgotten a day after its last point")
  func unnamed() throws {
    var operation = try operation()
    let opened = step(0, ["new1": .warning], hosts: ["new1"], &operation)
    #expect(opened.alerts.count == 1)
    let vanished = operation.advance(to: Self.start + 3600)
    #expect(vanished.verdicts.contains { $0.host == "new1" && $0.status == .unknown })
    let forgotten = operation.advance(to: Self.start + 90_000)
    #expect(forgotten.alerts.map(\.event.alert.closeReason) == [.hostRetired])
    #expect(!operation.knownHosts.contains("new1"))
  }

  @Test("Alerts close by hand, and when nothing watches their role any more")
  func closing() throws {
    var operation = try operation()
    _ = step(0, ["web1": .warning, "web2": .warning, "web3": .warning], &operation)
    let byHand = operation.closeAlert(of: "web1", in: role, at: Self.start + 10)
    #expect(byHand.alerts.map(\.event.alert.closeReason) == [.closedByHand])
    #expect(operation.closeAlert(of: "web1", in: role, at: Self.start + 10).isEmpty)
    let fewer = try FleetFixture.configuration([
      "hosts": FleetFixture.hosts([:]).replacing(
        #"{"name": "web2", "status": "working", "roles": ["Shop: web"]},"#, with: "")
    ])
    #expect(
      operation.use(fewer, at: Self.start + 20).alerts.map(\.event.alert.closeReason)
        == [.hostRetired])
    let none = try FleetFixture.configuration(["monitors": "[]"])
    #expect(
      operation.use(none, at: Self.start + 30).alerts.map(\.event.alert.closeReason)
        == [.monitorRemoved])
    let after = step(1, ["web3": .warning], &operation)
    #expect(after.verdicts.isEmpty && after.alerts.isEmpty)
    #expect(after.groups.map(\.kind) == [.opened, .closed])
  }

  @Test(
    "Half of the hosts at one time is role-wide, told of once for all that happened at one time")
  func roleWide() throws {
    var operation = try operation()
    _ = step(0, &operation)
    let surge = Dictionary(
      uniqueKeysWithValues: [3, 1, 5, 7].map { ("web\($0)", Verdict.Status.warning) })
    var events = step(1, surge, &operation)
    #expect(events.groups.isEmpty)
    events = step(2, surge.merging(["web2": .critical]) { $1 }, &operation)
    #expect(events.groups.map(\.kind) == [.opened])
    let group = try #require(events.groups.first?.group)
    #expect(group.extent == .roleWide)
    #expect(group.hosts == ["web1", "web3", "web5", "web7"])
    #expect(group.peakCount == 4)
    #expect(group.judgedCount == 8)
    #expect(group.culprits.first?.metric == "cpu")
    #expect(
      group.sentence
        == "role-wide, 4 of 8 hosts in Shop: web have been unusual since 2026-01-04T15:05:00Z, web1 first, "
        + "for cpu")
    events = step(3, &operation)
    #expect(events.groups.map(\.kind) == [.escalated])
    #expect(events.alerts.allSatisfy { $0.context.group == group.number })
    events = operation.advance(to: Self.start + 1200)
    #expect(events.groups.map(\.kind) == [.closed])
    let closed = try #require(events.groups.first?.group)
    #expect(closed.duration == 600)
    #expect(closed.hosts.count == 5)
    #expect(closed.sentence.contains("5 of 8 hosts in Shop: web were unusual for 10m, web1 first"))
    #expect(operation.openGroups.isEmpty)
  }

  @Test("One slow host of eight is one host; a second makes several, and no more than that")
  func oneHost() throws {
    var operation = try operation()
    _ = step(0, &operation)
    var events = step(1, ["web4": .warning], &operation) + step(2, ["web4": .warning], &operation)
    #expect(events.groups.map(\.group.extent) == [.oneHost])
    #expect(
      events.groups.first?.group.sentence.hasPrefix("web4 alone of 8 hosts in Shop: web has been")
        == true
    )
    events = step(3, ["web4": .warning, "web5": .warning], &operation) + step(4, &operation)
    #expect(events.groups.map(\.kind) == [.spread])
    #expect(events.groups.first?.group.extent == .severalHosts)
    // One after another: at no time half of them.
    for number in 5..<9 { events = step(number, ["web\(number - 4)": .warning], &operation) }
    #expect(operation.openGroups.map(\.extent) == [.severalHosts])
    #expect(operation.openGroups.map(\.peakCount) == [1])
  }

  @Test("Hosts that are unknown are not counted among those that are judged")
  func judgedCount() throws {
    var operation = try operation()
    _ = step(0, hosts: ["web1", "web2", "web3"], &operation)
    _ = step(1, ["web1": .warning, "web2": .warning], hosts: ["web1", "web2", "web3"], &operation)
    let group = try #require(operation.openGroups.first)
    #expect(group.judgedCount == 3)
    #expect(group.extent == .roleWide)
  }

  @Test(
    "A setting folds roles, the first that is about an alert counts, silent alerts make no noise")
  func settings() throws {
    let settings = #"""
      [{"id": "g0", "name": "data", "roleScopes": ["Shop: db"], "monitorScopes": ["m1"]},
       {"id": "g1", "name": "the shop", "serviceScopes": ["Shop"], "notificationInterval": 20},
       {"id": "g2", "name": "web", "roleScopes": ["Shop: web"]}]
      """#
    var operation = try operation([
      "models": #"{"Shop: web": "web.saba", "Shop: db": "db.saba"}"#,
      "alertGroupSettings": settings,
      "hosts": FleetFixture.hosts(["web1": "standby"]),
    ])
    _ = step(0, ["web1": .warning], &operation)
    let db = try FleetFixture.role("Shop: db")
    var events = operation.take(
      AlertRecorderTests.verdict(.critical, at: Self.start + 300, host: "db1"), of: db,
      interval: 300)
    #expect(events.groups.map(\.isSilent) == [true])
    #expect(events.groups.map(\.group.settingID) == ["g1"])
    events = operation.advance(to: Self.start + 600)
    #expect(events.groups.map(\.isSilent) == [false])
    let group = try #require(events.groups.first?.group)
    #expect(group.name == "the shop")
    #expect(group.hosts == ["web1", "db1"])
    #expect(group.status == .critical)
    #expect(operation.advance(to: Self.start + 1800).groups.map(\.kind) == [.reminded])
  }

  @Test("A snapshot goes on as if nothing had happened")
  func snapshot() throws {
    var operation = try operation([
      "downtimes": Self.downtime(),
      "monitors": FleetFixture.monitors(#","notificationInterval":10"#),
    ])
    var copy = operation
    for number in 0..<14 {
      copy = try JSONDecoder().decode(FleetOperation.self, from: JSONEncoder().encode(copy))
      let unusual: [String: Verdict.Status] =
        number == 3 || number == 4 || number > 8 ? ["web1": .warning, "web2": .critical] : [:]
      let hosts = number < 6 ? nil : ["web1", "web2", "web3"]
      let (events, again) = (
        step(number, unusual, hosts: hosts, &operation), step(number, unusual, hosts: hosts, &copy)
      )
      #expect(events.map { "\($0)" } == again.map { "\($0)" })
    }
    #expect(!operation.openGroups.isEmpty)
  }
}
