import SabaModels
import SabaTestSupport
import Testing

/// Seasons by local clocks, with the offsets of each zone written out.
@Suite struct LocalClockGridTests {
  /// The switches of a zone in 2026.
  struct Zone: Sendable, CustomTestStringConvertible {
    var name: String
    /// Seconds east before the first switch.
    var first: Int
    /// When the offset changes, in seconds since the epoch, and to what.
    var switches: [(time: Int, offset: Int)]
    var testDescription: String { name }

    func offset(at time: Int) -> Int { switches.last { $0.time <= time }?.offset ?? first }
  }

  /// 2026-01-01T00:00:00Z.
  static let newYear = 1_767_225_600

  static let zones = [
    // 29 March and 25 October at 01:00 UTC.
    Zone(
      name: "Europe/Berlin", first: 3600,
      switches: [(1_774_746_000, 7200), (1_792_890_000, 3600)]),
    // 8 March at 07:00 UTC and 1 November at 06:00 UTC.
    Zone(
      name: "America/New_York", first: -18_000,
      switches: [(1_772_953_200, -14_400), (1_793_512_800, -18_000)]),
    // 4 April at 15:00 UTC and 3 October at 15:30 UTC.
    Zone(
      name: "Australia/Lord_Howe", first: 39_600,
      switches: [(1_775_314_800, 37_800), (1_791_041_400, 39_600)]),
    Zone(name: "Asia/Tokyo", first: 32_400, switches: []),
  ]

  /// A sharp peak from 09:00 to 09:59 by the clock, a smooth day under it, and a level.
  static func load(at time: Int, in zone: Zone) -> Double {
    let local = time + zone.offset(at: time)
    let second = (local % 86_400 + 86_400) % 86_400
    let hour = Double(second) / 3600
    return 50 + 8 * abs(hour - 12) + (second / 3600 == 9 ? 40 : 0)
  }

  @Test("A peak at 09:00 by the clock stays there over both switches", arguments: zones)
  func noBursts(zone: Zone) throws {
    let grid = TimeGrid(start: Self.newYear, interval: 1800, count: 365 * 48)
    let values = (0..<grid.count).map { Self.load(at: grid.time(at: $0), in: zone) }
    let clock = LocalClockGrid(grid) { zone.offset(at: $0) }
    let stl = STL(period: 48)
    let result = try clock.decompose(values) { (values) throws(FitError) in
      try stl.decompose(values)
    }
    let worst = result.remainder.map(abs).max() ?? .infinity
    #expect(worst < 1e-9, "\(worst)")
    // What would be without: a peak that is an hour, or half of one, beside its place.
    let inUTC = try stl.decompose(values).remainder.map(abs).max() ?? 0
    #expect(zone.switches.isEmpty ? inUTC < 1e-9 : inUTC > 10)
  }

  @Test("The hour left out is a gap, of the hour that comes twice the mean is decomposed")
  func switches() {
    let berlin = Self.zones[0]
    let spring = LocalClockGrid(
      TimeGrid(start: berlin.switches[0].time - 7200, interval: 3600, count: 4)
    ) { berlin.offset(at: $0) }
    #expect(spring.positions == [0, 1, 3, 4])
    let laidOut = spring.layOut([5, 6, 7, 8])
    #expect(laidOut.map { $0.isNaN ? -1 : $0 } == [5, 6, -1, 7, 8])

    let autumn = LocalClockGrid(
      TimeGrid(start: berlin.switches[1].time - 7200, interval: 3600, count: 4)
    ) { berlin.offset(at: $0) }
    #expect(autumn.positions == [0, 1, 1, 2])
    #expect(autumn.layOut([5, 6, 7, 8]) == [5, 6.5, 8])
    // A missing half leaves the other as it is.
    #expect(autumn.layOut([5, .nan, 7, 8]) == [5, 7, 8])
    #expect(autumn.layOut([5, .nan, .nan, 8])[1].isNaN)
  }

  @Test("A grid that begins just before clocks are put back has no place before its first")
  func autumnAtTheBeginning() {
    let berlin = Self.zones[0]
    let grid = TimeGrid(start: berlin.switches[1].time - 900, interval: 900, count: 6)
    let clock = LocalClockGrid(grid) { berlin.offset(at: $0) }
    #expect(clock.positions == [3, 0, 1, 2, 3, 4])
    #expect(clock.count == 5)
    #expect(clock.layOut([1, 2, 3, 4, 5, 6]) == [2, 3, 4, 3, 6])
  }

  @Test("A change that is no multiple of the interval is rounded to whole points")
  func coarseGrids() {
    // Half an hour on hourly points, an hour on points of 2 h, 6 h and a day: nothing moves.
    for (zone, interval) in [(2, 3600), (0, 7200), (0, 21_600), (1, 86_400)] {
      let grid = TimeGrid(
        start: Self.newYear, interval: interval, count: 365 * 86_400 / interval)
      let clock = LocalClockGrid(grid) { Self.zones[zone].offset(at: $0) }
      #expect(clock.positions == Array(0..<grid.count))
    }
    // Two hours at once on points of 90 min, as on a station that changes its zone: 1.33 points.
    let moved = LocalClockGrid(TimeGrid(start: 0, interval: 5400, count: 4)) {
      $0 < 10_000 ? 0 : 7200
    }
    #expect(moved.positions == [0, 1, 3, 4])
  }

  @Test("Both halves of an hour have one expectation; missing halves have weight 0")
  func halves() throws {
    let berlin = Self.zones[0]
    let grid = TimeGrid(
      start: berlin.switches[1].time - 5 * 86_400, interval: 3600, count: 10 * 24)
    var values = (0..<grid.count).map { Self.load(at: grid.time(at: $0), in: berlin) }
    let second = 5 * 24
    values[second] += 6
    let clock = LocalClockGrid(grid) { berlin.offset(at: $0) }
    func decompose() throws -> Decomposition {
      try clock.decompose(values) { (values) throws(FitError) in
        try STL(period: 24).decompose(values)
      }
    }
    let whole = try decompose()
    #expect(clock.positions[second] == clock.positions[second - 1])
    #expect(whole.expected[second] == whole.expected[second - 1])
    #expect(abs(whole.remainder[second] - whole.remainder[second - 1] - 6) < Tolerance.moments)
    values[second] = .nan
    let halved = try decompose()
    #expect(halved.weights[second] == 0)
    #expect(halved.weights[second - 1] == 1)
    #expect(halved.remainder[second].isNaN)
  }

  @Test("Without switches nothing changes; errors name the point of the series that was given")
  func degenerate() throws {
    let grid = TimeGrid(start: 0, interval: 300, count: 40)
    let values = (0..<40).map { Double($0 * $0 % 7) }
    let clock = LocalClockGrid(grid) { _ in 19_800 }
    let stl = STL(period: 5)
    let result = try clock.decompose(values) { (values) throws(FitError) in
      try stl.decompose(values)
    }
    #expect(try result == stl.decompose(values))
    #expect(throws: FitError.infiniteValue(index: 39)) {
      try clock.decompose(Array(values.dropLast()) + [.infinity]) { (values) throws(FitError) in
        try stl.decompose(values)
      }
    }
    let empty = LocalClockGrid(TimeGrid(start: 0, interval: 300, count: 0)) { _ in 0 }
    #expect(empty.count == 0)
    #expect(empty.layOut([]).isEmpty)
  }
}
