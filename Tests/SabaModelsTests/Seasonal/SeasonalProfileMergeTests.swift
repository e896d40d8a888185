internal import Foundation
internal import SabaModels
internal import SabaTestSupport
internal import Testing

@Suite("Merged and stored seasonal profiles")
struct SeasonalProfileMergeTests {
  static let monday = SeasonalProfileTests.monday

  static func shard(_ days: Range<Int>, seed: UInt64, halfLife: Double? = 20) throws
    -> SeasonalProfile
  {
    var generator = RandomGenerator(seed: seed)
    return try SeasonalProfileTests.learn(
      .online, days: days.count, interval: 900, start: monday + days.lowerBound * 86_400,
      halfLife: halfLife
    ) { time in
      let isJob = (time - monday) % 86_400 == 7200
      return SeasonalProfileTests.daily(time) + 2 * generator.normal() + (isJob ? 60 : 0)
    }
  }

  @Test(
    "Merging shards in any order gives the same, close to learning all in one",
    arguments: [nil, 20.0])
  func merge(halfLife: Double?) throws {
    let shards = [
      try Self.shard(0..<14, seed: 1, halfLife: halfLife),
      try Self.shard(14..<28, seed: 2, halfLife: halfLife),
      try Self.shard(28..<42, seed: 3, halfLife: halfLife),
    ]
    let whole = try Self.shard(0..<42, seed: 4, halfLife: halfLife)
    var merged: [SeasonalProfile] = []
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
      var sum = shards[order[0]]
      for index in order.dropFirst() { try sum.merge(shards[index]) }
      merged.append(sum)
    }
    #expect(isClose(merged[0].dayCount, whole.dayCount, Tolerance.moments))
    for time in stride(from: Self.monday + 42 * 86_400, to: Self.monday + 49 * 86_400, by: 900) {
      for other in merged.dropFirst() {
        #expect(isClose(other.expected(at: time), merged[0].expected(at: time), Tolerance.moments))
        #expect(isClose(other.scale(at: time), merged[0].scale(at: time), Tolerance.moments))
      }
      #expect(abs(merged[0].expected(at: time) - whole.expected(at: time)) < 2 * 1.5)
    }
  }

  @Test("An empty profile adds nothing; another kind is refused")
  func edges() throws {
    let shard = try Self.shard(0..<7, seed: 1)
    var sum = try SeasonalProfile(options: shard.options)
    try sum.merge(shard)
    #expect(sum == shard)
    try sum.merge(try SeasonalProfile(options: shard.options))
    #expect(sum == shard)
    let tokyo = try SeasonalProfile(
      options: shard.options, calendar: SeasonalCalendar(zone: LocalZone(identifier: "Asia/Tokyo")))
    for other in [try SeasonalProfile(), tokyo] {
      #expect(throws: FitError.self) { try sum.merge(other) }
    }
  }

  @Test("Shards that are hundreds of half-lives apart merge to the later one")
  func farApart() throws {
    var old = try Self.shard(0..<7, seed: 1, halfLife: 2)
    let new = try Self.shard(5000..<5007, seed: 2, halfLife: 2)
    let time = Self.monday + 6000 * 86_400 + 36_000
    try old.merge(new)
    #expect(abs(old.expected(at: time) - new.expected(at: time)) < 2)
  }

  /// Everything that a profile can hold: a zone, holidays, events, exclusions.
  static func rich() throws -> SeasonalProfile {
    let calendar = try SeasonalCalendar(
      zone: LocalZone(identifier: "America/New_York"), holidays: [.yearly(month: 1, day: 19)],
      events: [
        .init(name: "batch", days: .weekly(weekday: 2), startSecond: 3600, duration: 14_400)
      ],
      exclusions: [(monday + 100_000)..<(monday + 120_000)])
    var generator = RandomGenerator(seed: 5)
    return try SeasonalProfileTests.learn(
      .online, days: 20, interval: 14_400, calendar: calendar, halfLife: 10
    ) {
      SeasonalProfileTests.daily($0) + generator.normal()
    }
  }

  @Test("A profile reads back equal and goes on the same")
  func roundTrip() throws {
    var profile = try Self.rich()
    let stored = try JSONEncoder().encode(profile)
    var copy = try JSONDecoder().decode(SeasonalProfile.self, from: stored)
    #expect(copy == profile)
    #expect(try JSONEncoder().encode(SeasonalProfile()).count > 0)
    for hour in 0..<100 {
      let time = Self.monday + 20 * 86_400 + 3600 * hour
      #expect(
        copy.update(with: Double(hour), at: time).bitPattern
          == profile.update(with: Double(hour), at: time).bitPattern)
    }
    #expect(copy == profile)
  }

  @Test("A profile of format 1 reads as it did")
  func format1() throws {
    struct File: Decodable {
      var profile: SeasonalProfile
      var times: [Int]
      var expected: [Double]
      var scales: [Double]
    }
    let file: File = try references("seasonal_profile_1", in: .module)
    #expect(file.times.count == 42)
    for (index, time) in file.times.enumerated() {
      #expect(isClose(file.profile.expected(at: time), file.expected[index], Tolerance.closedForm))
      #expect(isClose(file.profile.scale(at: time), file.scales[index], Tolerance.closedForm))
    }
  }

  @Test("A later format and parts that do not fit are refused")
  func refusals() throws {
    let stored = String(decoding: try JSONEncoder().encode(try Self.rich()), as: UTF8.self)
    for (part, other) in [
      ("\"formatVersion\":1", "\"formatVersion\":2"), ("\"interval\":14400", "\"interval\":7200"),
      ("\"interval\":14400", "\"interval\":-1"), ("America\\/New_York", "America\\/Nowhere"),
      ("\"duration\":14400", "\"duration\":43200"), ("\"firstDay\":20", "\"firstDay\":99999999920"),
    ] {
      let bad = stored.replacing(part, with: other)
      #expect(bad != stored, "\(part)")
      #expect(throws: DecodingError.self, "\(other)") {
        try JSONDecoder().decode(SeasonalProfile.self, from: Data(bad.utf8))
      }
    }
  }
}
