internal import Foundation
internal import SabaModels
internal import SabaTestSupport
internal import Testing

@Suite("Time zones")
struct LocalZoneTests {
  /// Against Python's zoneinfo: References/zones.py.
  struct File: Decodable {
    struct Zone: Decodable {
      var identifier: String
      var firstOffset: Int
      var changes: [[Int]]
      var localTimes: [[Int]]
    }
    var end: Int
    var zones: [Zone]
  }

  @Test("Offsets change at the second when they do elsewhere")
  func changes() throws {
    let file: File = try references("zones", in: .module)
    #expect(file.zones.count == 10)
    for reference in file.zones {
      let zone = try LocalZone(identifier: reference.identifier)
      var last = reference.firstOffset
      #expect(zone.offset(at: 0) == last)
      for change in reference.changes {
        #expect(zone.offset(at: change[0] - 1) == last, "\(zone) before \(change[0])")
        #expect(zone.offset(at: change[0]) == change[1], "\(zone) at \(change[0])")
        last = change[1]
      }
      // Nothing else changes: as many changes, seen from day to day.
      let offsets = stride(from: 0, to: file.end, by: 86_400).map { zone.offset(at: $0) }
      let count = zip(offsets, offsets.dropFirst()).count { $0 != $1 }
      #expect(count == reference.changes.count, "\(zone)")
    }
  }

  @Test("Clocks and calendars show what they show elsewhere")
  func localTimes() throws {
    let file: File = try references("zones", in: .module)
    for reference in file.zones {
      let zone = try LocalZone(identifier: reference.identifier)
      for expected in reference.localTimes {
        let local = zone.localTime(at: expected[0])
        let (year, month, day) = local.date.components
        #expect(
          [year, month, day, local.weekday, local.secondOfDay] == Array(expected.dropFirst()),
          "\(zone) at \(expected[0])")
        #expect(CivilDate(year: year, month: month, day: day) == local.date)
      }
    }
  }

  @Test("Before 1970 and after 2100 the first and the last offset hold")
  func beyond() throws {
    let zone = try LocalZone(identifier: "Europe/Berlin")
    #expect(zone.offset(at: -10_000_000_000) == 3600)
    #expect(zone.offset(at: 10_000_000_000) == zone.offset(at: 4_133_980_799))
    #expect(LocalZone.utc.offset(at: -1) == 0)
    #expect(LocalZone.utc.localTime(at: -1).secondOfDay == 86_399)
    #expect(LocalZone.utc.localTime(at: -1).date == CivilDate(year: 1969, month: 12, day: 31))
  }

  @Test(
    "A zone that nobody knows is an error that says so",
    arguments: ["Asia/Tokio", "", "asia/tokyo"])
  func unknown(name: String) throws {
    #expect(throws: FitError.unknownTimeZone(name)) { try LocalZone(identifier: name) }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([LocalZone].self, from: JSONEncoder().encode([name]))
    }
  }

  @Test("Zones are equal by name and read back equal")
  func equality() throws {
    let tokyo = try LocalZone(identifier: "Asia/Tokyo")
    #expect(tokyo == (try LocalZone(identifier: "Asia/Tokyo")))
    #expect(tokyo != .utc)
    #expect(try LocalZone(identifier: "UTC") == .utc)
    #expect(
      try JSONDecoder().decode([LocalZone].self, from: JSONEncoder().encode([tokyo])) == [tokyo])
  }

  @Test("Slots of the clock are left out in spring and repeat in autumn")
  func slots() throws {
    // 2026-03-29, when clocks in Berlin go from 2 to 3, and 2026-10-25, when they go back.
    let zone = try LocalZone(identifier: "Europe/Berlin")
    let spring = TimeGrid(start: 1_774_738_800, interval: 3600, count: 23)
    #expect(zone.slots(of: spring, slotLength: 3600) == [0, 1] + Array(3..<24))
    let autumn = TimeGrid(start: 1_792_879_200, interval: 3600, count: 25)
    #expect(zone.slots(of: autumn, slotLength: 3600) == [0, 1, 2] + Array(2..<24))
    // 2026-04-05: half an hour back from 2 o'clock.
    let island = try LocalZone(identifier: "Australia/Lord_Howe")
    let half = TimeGrid(start: 1_775_307_600, interval: 1800, count: 49)
    #expect(island.slots(of: half, slotLength: 1800) == Array(0..<4) + [3] + Array(4..<48))
  }
}
