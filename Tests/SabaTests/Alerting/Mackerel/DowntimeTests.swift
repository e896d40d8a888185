internal import Foundation
internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("Downtimes")
struct DowntimeTests {
  static func downtime(_ text: String) throws -> Downtime {
    let read = try Downtime.list(decoding: Array(text.utf8), path: "d.json")
    return try #require(read.downtimes.first)
  }

  static func time(_ text: String) throws -> Int { Int(try #require(Timestamp.seconds(text))) }

  /// A recurrence by the clock of a place, and when it begins, as a calendar shows it.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var zone: String
    var recurrence: String
    var starts: [String]
    var hasMore = true
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "daily, at a time that clocks skip one day", zone: "America/New_York",
      recurrence: #"{"type":"daily","interval":1}"#,
      starts: [
        "2026-03-06T02:30:00-05:00", "2026-03-07T02:30:00-05:00", "2026-03-08T03:30:00-04:00",
        "2026-03-09T02:30:00-04:00",
      ]),
    Case(
      name: "daily, at a time that comes twice one day", zone: "America/New_York",
      recurrence: #"{"type":"daily","interval":1}"#,
      starts: [
        "2026-10-31T01:30:00-04:00", "2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00",
      ]),
    Case(
      name: "daily, where clocks change by half an hour", zone: "Australia/Lord_Howe",
      recurrence: #"{"type":"daily","interval":1}"#,
      starts: [
        "2026-10-03T02:15:00+10:30", "2026-10-04T02:45:00+11:00", "2026-10-05T02:15:00+11:00",
      ]),
    Case(
      name: "every third day", zone: "UTC", recurrence: #"{"type":"daily","interval":3}"#,
      starts: ["2026-02-25T23:00:00Z", "2026-02-28T23:00:00Z", "2026-03-03T23:00:00Z"]),
    Case(
      name: "every six hours, whatever clocks do", zone: "America/New_York",
      recurrence: #"{"type":"hourly","interval":6}"#,
      starts: [
        "2026-03-07T20:00:00-05:00", "2026-03-08T03:00:00-04:00", "2026-03-08T09:00:00-04:00",
      ]),
    Case(
      name: "two days of every other week", zone: "Asia/Tokyo",
      recurrence: #"{"type":"weekly","interval":2,"weekdays":["Thursday","Monday"]}"#,
      starts: [
        "2026-01-08T03:00:00+09:00", "2026-01-19T03:00:00+09:00", "2026-01-22T03:00:00+09:00",
        "2026-02-02T03:00:00+09:00", "2026-02-05T03:00:00+09:00",
      ]),
    Case(
      name: "weekly, on the weekday of the start, across a change of clocks", zone: "Europe/Berlin",
      recurrence: #"{"type":"weekly","interval":1}"#,
      starts: [
        "2026-03-22T12:00:00+01:00", "2026-03-29T12:00:00+02:00", "2026-04-05T12:00:00+02:00",
      ]),
    Case(
      name: "every day of the week", zone: "UTC",
      recurrence: #"""
        {"type":"weekly","interval":1,"weekdays":
        ["Sunday","Monday","Tuesday","Wednesday","Thursday","Friday","Saturday"]}
        """#,
      starts: [
        "2026-01-03T00:00:00Z", "2026-01-04T00:00:00Z", "2026-01-05T00:00:00Z",
        "2026-01-06T00:00:00Z",
      ]),
    Case(
      name: "monthly on the 31st is on the last day", zone: "UTC",
      recurrence: #"{"type":"monthly","interval":1}"#,
      starts: [
        "2026-01-31T22:00:00Z", "2026-02-28T22:00:00Z", "2026-03-31T22:00:00Z",
        "2026-04-30T22:00:00Z",
      ]),
    Case(
      name: "every other month on the 30th", zone: "UTC",
      recurrence: #"{"type":"monthly","interval":2}"#,
      starts: ["2025-12-30T01:00:00Z", "2026-02-28T01:00:00Z", "2026-04-30T01:00:00Z"]),
    Case(
      name: "yearly on a 29 February", zone: "UTC", recurrence: #"{"type":"yearly","interval":1}"#,
      starts: [
        "2024-02-29T05:00:00Z", "2025-02-28T05:00:00Z", "2026-02-28T05:00:00Z",
        "2027-02-28T05:00:00Z", "2028-02-29T05:00:00Z",
      ]),
    Case(
      name: "until a time that is the last beginning", zone: "UTC",
      recurrence: #"{"type":"daily","interval":1,"until":1767398400}"#,
      starts: ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"],
      hasMore: false),
  ]

  @Test("Recurrences come as the calendar of the place has them", arguments: cases)
  func recurrences(_ item: Case) throws {
    let zone = try LocalZone(identifier: item.zone)
    let starts = try item.starts.map(Self.time)
    let first = try #require(starts.first)
    let downtime = try Self.downtime(
      #"{"name":"d","start":\#(first),"duration":45,"recurrence":\#(item.recurrence)}"#)
    #expect(downtime.lastWindow(notAfter: first - 1, in: zone) == nil)
    var time = first - 1
    for start in starts {
      let window = downtime.nextWindow(after: time, in: zone)
      #expect(window == start..<start + 45 * 60)
      #expect(downtime.lastWindow(notAfter: start, in: zone) == window)
      #expect(downtime.lastWindow(notAfter: start + 45 * 60, in: zone) == window)
      #expect(!downtime.isOn(at: start - 1, in: zone))
      #expect(downtime.isOn(at: start, in: zone))
      #expect(downtime.isOn(at: start + 45 * 60 - 1, in: zone))
      #expect(!downtime.isOn(at: start + 45 * 60, in: zone))
      time = start
    }
    #expect((downtime.nextWindow(after: time, in: zone) != nil) == item.hasMore)
  }

  @Test("The weekday of the start does not count where it is not listed")
  func startIsNoOccurrence() throws {
    // A Wednesday.
    let start = try Self.time("2026-01-07T10:00:00Z")
    let downtime = try Self.downtime(
      #"""
      {"name":"d","start":\#(start),"duration":60,
       "recurrence":{"type":"weekly","interval":1,"weekdays":["Monday"]}}
      """#)
    #expect(downtime.lastWindow(notAfter: start + 86_400, in: .utc) == nil)
    #expect(
      downtime.nextWindow(after: start, in: .utc)?.lowerBound
        == (try Self.time("2026-01-12T10:00:00Z")))
  }

  @Test("Once, and longer than its own period")
  func onceAndOverlapping() throws {
    let once = try Self.downtime(#"{"name":"d","start":1000000,"duration":2}"#)
    #expect(once.nextWindow(after: 0, in: .utc) == 1_000_000..<1_000_120)
    #expect(once.nextWindow(after: 1_000_000, in: .utc) == nil)
    let always = try Self.downtime(
      #"{"name":"d","start":0,"duration":90,"recurrence":{"type":"hourly","interval":1}}"#)
    for time in stride(from: 0, to: 86_400, by: 600) { #expect(always.isOn(at: time, in: .utc)) }
  }

  @Test(
    "Over three years the days are those that Foundation's calendar gives",
    arguments: ["America/New_York", "Asia/Tokyo", "Australia/Sydney"])
  func againstFoundation(identifier: String) throws {
    let zone = try LocalZone(identifier: identifier)
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: identifier))
    var generator = RandomGenerator(seed: 5)
    for unit in [Recurrence.Unit.daily, .weekly, .monthly, .yearly] {
      for _ in 0..<4 {
        let interval = Int.random(in: 1...4, using: &generator)
        let noon = try #require(
          calendar.date(
            from: DateComponents(
              year: 2025, month: Int.random(in: 1...12, using: &generator),
              day: Int.random(in: 1...28, using: &generator), hour: 12)))
        let weekdays = Recurrence.Weekday.allCases.filter { _ in
          Bool.random(using: &generator)
        }
        let recurrence = Recurrence(
          unit: unit, interval: interval, weekdays: unit == .weekly ? weekdays : [])
        let start = Int(noon.timeIntervalSince1970)
        let downtime = Downtime(
          name: "d", start: start, duration: 1, recurrence: recurrence, scope: ScopeRule())
        var expected: [Int] = []
        for day in 0..<1095 {
          let date = try #require(calendar.date(byAdding: .day, value: day, to: noon))
          if includes(date, from: noon, recurrence, calendar) {
            expected.append(Int(date.timeIntervalSince1970))
          }
        }
        var found: [Int] = []
        var time = start - 1
        while let next = downtime.nextWindow(after: time, in: zone)?.lowerBound,
          next <= start + 1094 * 86_400 + 43_200
        {
          found.append(next)
          time = next
        }
        #expect(found == expected, "\(recurrence) from \(start)")
      }
    }
  }

  /// Whether a day is one of a recurrence, by the calendar's own counting.
  func includes(
    _ date: Date, from start: Date, _ recurrence: Recurrence, _ calendar: Calendar
  ) -> Bool {
    let (a, b) = (
      calendar.dateComponents([.year, .month, .day, .weekday], from: start),
      calendar.dateComponents([.year, .month, .day, .weekday], from: date)
    )
    let days = Int((date.timeIntervalSince(start) / 86_400).rounded())
    // Foundation counts from Sunday, which is 1.
    func fromMonday(_ weekday: Int?) -> Int { ((weekday ?? 0) + 5) % 7 }
    switch recurrence.unit {
    case .hourly: return false
    case .daily: return days % recurrence.interval == 0
    case .weekly:
      let weeks = (days + fromMonday(a.weekday)) / 7
      let listed =
        recurrence.weekdays.isEmpty
        ? [fromMonday(a.weekday)] : recurrence.weekdays.map(\.index)
      return weeks % recurrence.interval == 0 && listed.contains(fromMonday(b.weekday))
    case .monthly, .yearly:
      let months = ((b.year ?? 0) - (a.year ?? 0)) * 12 + (b.month ?? 0) - (a.month ?? 0)
      let step = recurrence.interval * (recurrence.unit == .yearly ? 12 : 1)
      return a.day == b.day && months % step == 0
    }
  }

  static let full = """
    {"id": "a", "name": "n", "memo": "m", "start": 1563700000, "duration": 60,
     "recurrence": {"type": "weekly", "interval": 3, "weekdays": ["Monday", "Thursday"],
                    "until": 1573730000, "zone": "UTC"},
     "serviceScopes": ["service1"], "serviceExcludeScopes": ["service2"],
     "roleScopes": ["service3: role1"], "roleExcludeScopes": ["service1:role1"],
     "monitorScopes": ["monitor0"], "monitorExcludeScopes": ["monitor1"], "more": 1}
    """

  @Test("Everything is read, written and read again, one, as a list and as GET returns it")
  func roundTrip() throws {
    let read = try Downtime.list(decoding: Array(Self.full.utf8), path: "d.json")
    let downtime = try #require(read.downtimes.first)
    #expect(
      read.notes == [
        "d.json:3: recurrence.zone means nothing to Saba; kept as it is",
        "d.json:6: more means nothing to Saba; kept as it is",
      ])
    #expect(downtime.recurrence?.weekdays == [.monday, .thursday])
    #expect(downtime.scope.excludedRoles.map(\.description) == ["service1: role1"])
    for text in [downtime.jsonText, "[\(Self.full)]", "{\"downtimes\": [\(Self.full)]}"] {
      #expect(try Self.downtime(text) == downtime)
    }
  }

  @Test(
    "Every rule that is broken is named with field and cure",
    arguments: [
      (#""name":"""#, "name is empty"), (#""start":"now""#, "start is a text"),
      (#""start":1767571200000"#, "start is 1767571200000"), (#""duration":0"#, "duration is 0"),
      (#""recurrence":{"interval":1}"#, "recurrence has no type"),
      (#""recurrence":{"type":"minutely","interval":1}"#, "recurrence.type is \"minutely\""),
      (#""recurrence":{"type":"daily"}"#, "recurrence has no interval"),
      (#""recurrence":{"type":"daily","interval":0}"#, "recurrence.interval is 0"),
      (
        #""recurrence":{"type":"daily","interval":1,"weekdays":["Monday"]}"#,
        "recurrence.weekdays is for weekly ones only"
      ),
      (
        #""recurrence":{"type":"weekly","interval":1,"weekdays":["monday"]}"#,
        "recurrence.weekdays[0] is \"monday\""
      ),
      (
        #""recurrence":{"type":"weekly","interval":1,"weekdays":["Monday","Monday"]}"#,
        "recurrence.weekdays[1] stands there twice"
      ),
      (
        #""recurrence":{"type":"daily","interval":1,"until":5}"#,
        "recurrence.until lies before the start"
      ),
      (#""serviceScopes":["a b"]"#, "serviceScopes[0] is \"a b\", no service"),
      (#""roleScopes":["ab"]"#, "roleScopes[0] is \"ab\", no role"),
      (#""monitorScopes":["x","x"]"#, "monitorScopes[1] stands there twice"),
      (#""monitorScopes":"x""#, "monitorScopes is a text where a list"),
    ])
  func rules(member: String, says: String) {
    let key = String(member.dropFirst().prefix { $0 != "\"" })
    let rest = ["name": #""d""#, "start": "1000", "duration": "10"]
      .filter { $0.key != key }.map { "\"\($0)\":\($1)" }
    let text = "{" + ([member] + rest).joined(separator: ",") + "}"
    do throws(InputError) {
      _ = try Downtime.list(decoding: Array(text.utf8), path: "d.json")
      Issue.record("the rule was not checked")
    } catch {
      #expect(error.problem.hasPrefix(says), "\(error)")
      #expect(!error.cure.isEmpty)
    }
  }

  @Test("All scopes that are given must hold, and none that is left out")
  func scopes() throws {
    let (web, app) = (try #require(RoleName("Shop: web")), try #require(RoleName("Shop: app")))
    func includes(_ scopes: String, _ role: RoleName, _ monitor: String?) throws -> Bool {
      try Self.downtime(#"{"name":"d","start":0,"duration":1\#(scopes)}"#)
        .scope.includes(role, watchedBy: monitor)
    }
    #expect(try includes("", web, nil))
    #expect(try includes(#","serviceScopes":["Shop"]"#, web, nil))
    #expect(try !includes(#","serviceScopes":["Else"]"#, web, nil))
    #expect(try includes(#","serviceScopes":["Shop"],"roleScopes":["Shop:web"]"#, web, nil))
    #expect(try !includes(#","serviceScopes":["Shop"],"roleScopes":["Shop:web"]"#, app, nil))
    #expect(try !includes(#","serviceScopes":["Else"],"roleScopes":["Shop:web"]"#, web, nil))
    #expect(try !includes(#","monitorScopes":["m"]"#, web, nil))
    #expect(try includes(#","monitorScopes":["m"]"#, web, "m"))
    #expect(try !includes(#","monitorExcludeScopes":["m"]"#, web, "m"))
    #expect(try includes(#","monitorExcludeScopes":["m"]"#, web, nil))
    #expect(try !includes(#","serviceScopes":["Shop"],"roleExcludeScopes":["Shop:web"]"#, web, nil))
    #expect(try !includes(#","serviceExcludeScopes":["Shop"]"#, app, nil))
  }
}
