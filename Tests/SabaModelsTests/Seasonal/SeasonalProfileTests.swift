internal import SabaModels
internal import SabaTestSupport
internal import Testing

/// Series whose usual course is known, in both ways of learning.
@Suite("Seasonal profiles")
struct SeasonalProfileTests {
  /// How a profile is taught.
  enum Way: String, CaseIterable, Sendable {
    case atOnce
    case online
  }

  /// 2026-01-05, a Monday, 00:00 UTC.
  static let monday = 1_767_571_200
  static let day = 86_400

  /// How far expectations may lie from the truth after some weeks, in standard deviations of the
  /// noise.
  static let recovery = 0.3
  /// The same for the worst of 2016 slots.
  static let largestError = 2.0
  /// The shift that a tenth of values far to one side gives a clipped mean.
  static let shift = 0.5
  /// The same for the spread.
  static let widening = 1.75
  /// How far the spread may lie from that of the noise, as a share of it.
  static let spreadRecovery = 0.25

  static func learn(
    _ way: Way, days: Int, interval: Int = 300, start: Int = monday,
    calendar: SeasonalCalendar = .utc,
    halfLife: Double? = nil, _ value: (Int) -> Double
  ) throws -> SeasonalProfile {
    let grid = TimeGrid(start: start, interval: interval, count: days * day / interval)
    var options = SeasonalProfileOptions(interval: interval)
    options.halfLifeDays = halfLife
    switch way {
    case .atOnce:
      return try .fit(
        (0..<grid.count).map { value(grid.time(at: $0)) }, on: grid, options: options,
        calendar: calendar)
    case .online:
      var profile = try SeasonalProfile(options: options, calendar: calendar)
      for index in 0..<grid.count {
        profile.update(with: value(grid.time(at: index)), at: grid.time(at: index))
      }
      return profile
    }
  }

  /// A smooth day between 60 and 140.
  static func daily(_ time: Int, offset: Int = 0) -> Double {
    100 + 40 * sine(2 * .pi * Double(time + offset) / Double(day))
  }

  @Test("A daily course and its noise are recovered", arguments: Way.allCases)
  func recovery(way: Way) throws {
    var generator = RandomGenerator(seed: 1)
    let profile = try Self.learn(way, days: 21) { Self.daily($0) + 2 * generator.normal() }
    var squares = 0.0
    var errors = 0.0
    var largest = 0.0
    var scales = 0.0
    for time in stride(from: Self.monday, to: Self.monday + 7 * Self.day, by: 300) {
      let error = profile.expected(at: time) - Self.daily(time)
      errors += error * error / 2016
      largest = max(largest, abs(error))
      scales += profile.scale(at: time) / 2016
      let score = profile.score(of: Self.daily(time) + 2 * generator.normal(), at: time)
      squares += score * score / 2016
    }
    #expect(errors.squareRoot() < 2 * Self.recovery)
    #expect(largest < 2 * Self.largestError)
    #expect(abs(scales / 2 - 1) < Self.spreadRecovery)
    #expect(abs(squares.squareRoot() - 1) < Self.spreadRecovery)
    #expect(isClose(profile.dayCount, 21, Tolerance.closedForm))
  }

  @Test(
    "A job at the same minute of each day is usual; an hour later it is not",
    arguments: Way.allCases)
  func cronSpike(way: Way) throws {
    var generator = RandomGenerator(seed: 2)
    let job = 6 * 3600
    let profile = try Self.learn(way, days: 14, interval: 60) { time in
      100 + generator.normal() + ((time - Self.monday) % Self.day == job ? 50 : 0)
    }
    let tomorrow = Self.monday + 14 * Self.day
    #expect(abs(profile.expected(at: tomorrow + job) - 150) < 2)
    #expect(abs(profile.score(of: 150, at: tomorrow + job)) < 2)
    #expect(profile.score(of: 150, at: tomorrow + job + 3600) > 20)
    #expect(profile.score(of: 100, at: tomorrow + job) < -20)
    // It does not leak to the minutes around it.
    for minute in [-2, -1, 1, 2] {
      #expect(abs(profile.score(of: 100, at: tomorrow + job + 60 * minute)) < 2)
    }
  }

  @Test("A spike of one day is forgotten by the next", arguments: Way.allCases)
  func incidentIsNoJob(way: Way) throws {
    for incident in [1, 2, 5] {
      var generator = RandomGenerator(seed: 3)
      let profile = try Self.learn(way, days: 7) { time in
        let day = (time - Self.monday) / Self.day
        let isIncident = day == incident && (time - Self.monday) % Self.day == 36_000
        return 100 + generator.normal() + (isIncident ? 50 : 0)
      }
      let tomorrow = Self.monday + 7 * Self.day + 36_000
      #expect(abs(profile.expected(at: tomorrow) - 100) < 1)
      #expect(profile.score(of: 150, at: tomorrow) > 5)
    }
  }

  @Test("Weekends and a weekly job are recovered", arguments: Way.allCases)
  func week(way: Way) throws {
    var generator = RandomGenerator(seed: 4)
    func truth(_ time: Int) -> Double {
      let days = (time - Self.monday) / Self.day
      let job = days % 7 == 0 && (time - Self.monday) % Self.day == 10_800
      return (days % 7 < 5 ? Self.daily(time) : 0.3 * Self.daily(time)) + (job ? 80 : 0)
    }
    let profile = try Self.learn(way, days: 84) { truth($0) + 2 * generator.normal() }
    var largest = 0.0
    var widest = 0.0
    for time in stride(from: Self.monday + 84 * Self.day, to: Self.monday + 91 * Self.day, by: 300)
    {
      largest = max(largest, abs(profile.expected(at: time) - truth(time)))
      // The slot of the weekly job is wider on all days.
      if (time - Self.monday) % Self.day != 10_800 {
        widest = max(widest, profile.scale(at: time))
      }
    }
    #expect(largest < 2 * 2)
    // Midnights between unlike days keep something of the first weeks.
    #expect(widest < 2 * 3)
  }

  @Test("Weekdays that are alike are one: their deviations from all days are hardly believed")
  func alikeWeekdays() throws {
    for way in Way.allCases {
      var generator = RandomGenerator(seed: 5)
      let profile = try Self.learn(way, days: 28) { Self.daily($0) + 2 * generator.normal() }
      var squares = 0.0
      var count = 0.0
      for time in stride(from: Self.monday, to: Self.monday + Self.day, by: 300) {
        let levels = (0..<7).map { profile.expected(at: time + $0 * Self.day) }
        let mean = levels.reduce(0, +) / 7
        for level in levels {
          squares += (level - mean) * (level - mean)
          count += 1
        }
      }
      // The weekdays' own means of 4 values would scatter by 1/2 of the noise's deviation of 2.
      #expect((squares / count).squareRoot() < 0.25 * 2)
    }
  }

  @Test("A tenth of incidents neither shifts nor widens what is usual", arguments: Way.allCases)
  func incidents(way: Way) throws {
    var generator = RandomGenerator(seed: 6)
    var hoursLeft = 0
    let profile = try Self.learn(way, days: 42) { time in
      if time % 3600 == 0 {
        hoursLeft =
          hoursLeft > 0
          ? hoursLeft - 1 : Double.random(in: 0..<1, using: &generator) < 0.037 ? 3 : 0
      }
      return Self.daily(time) + 2 * generator.normal() + (hoursLeft > 0 ? 60 : 0)
    }
    var shift = 0.0
    var scale = 0.0
    for time in stride(from: Self.monday, to: Self.monday + 7 * Self.day, by: 300) {
      shift += (profile.expected(at: time) - Self.daily(time)) / 2016
      scale += profile.scale(at: time) / 2016
    }
    #expect(abs(shift) < 2 * Self.shift)
    #expect(scale < 2 * Self.widening)
  }

  @Test("Half an hour is shared: a slot without a value is expected from its neighbours")
  func sharing() throws {
    for way in Way.allCases {
      let profile = try Self.learn(way, days: 10) { time in
        (time - Self.monday) % Self.day == 36_300 ? .nan : Self.daily(time)
      }
      let time = Self.monday + 36_300
      #expect(abs(profile.expected(at: time) - Self.daily(time)) < 2)
    }
  }

  @Test("Only what was seen on two days is expected")
  func readiness() throws {
    var profile = try SeasonalProfile(options: .init(interval: 300))
    #expect(profile.isEmpty)
    #expect(profile.expected(at: Self.monday).isNaN)
    for day in 0..<3 {
      for time in stride(from: 32_400, to: 64_800, by: 300) {
        let score = profile.update(
          with: 5 + Double(time % 7), at: Self.monday + day * Self.day + time)
        if day == 0 { #expect(score.isNaN) }
        if day == 2 && (36_000..<61_200).contains(time) { #expect(score.isFinite) }
      }
    }
    #expect(profile.expected(at: Self.monday).isNaN)
    #expect(profile.scale(at: Self.monday).isNaN)
    #expect(profile.score(of: 5, at: Self.monday).isNaN)
    #expect(profile.expected(at: Self.monday + 43_200).isFinite)
    let band = profile.band(along: TimeGrid(start: Self.monday + 3600, interval: 21_600, count: 4))
    #expect(band.expected.map(\.isNaN) == [true, true, false, true])
    #expect(band.lower[2] <= band.expected[2] && band.expected[2] <= band.upper[2])
    #expect(band.lower[0].isNaN)
  }

  @Test("Updating judges by what was known before, and judging changes nothing")
  func updates() throws {
    var generator = RandomGenerator(seed: 7)
    var profile = try Self.learn(.online, days: 5) { Self.daily($0) + generator.normal() }
    for time in stride(from: Self.monday + 5 * Self.day, to: Self.monday + 6 * Self.day, by: 300) {
      let before = profile
      let score = profile.score(of: 120, at: time)
      #expect(profile == before)
      #expect(profile.update(with: 120, at: time) == score)
      #expect(profile != before)
    }
    let known = profile
    #expect(profile.update(with: .nan, at: Self.monday).isNaN)
    #expect(profile.update(with: .infinity, at: Self.monday) == .infinity)
    #expect(profile == known)
  }

  @Test("Band and single expectations agree", arguments: Way.allCases)
  func band(way: Way) throws {
    var generator = RandomGenerator(seed: 8)
    let zone = try LocalZone(identifier: "Europe/Berlin")
    let profile = try Self.learn(way, days: 14, calendar: SeasonalCalendar(zone: zone)) {
      Self.daily($0) + generator.normal()
    }
    let grid = TimeGrid(start: Self.monday + 100 * Self.day, interval: 900, count: 500)
    let band = profile.band(along: grid, coverage: 0.99)
    for index in 0..<grid.count {
      #expect(band.expected[index] == profile.expected(at: grid.time(at: index)))
      let half = normalQuantile(0.995) * profile.scale(at: grid.time(at: index))
      #expect(isClose(band.upper[index] - band.lower[index], 2 * half, Tolerance.closedForm))
    }
  }

  @Test("With forgetting a new course is learnt; without it the old one stays")
  func forgetting() throws {
    func learnt(_ halfLife: Double?, _ way: Way) throws -> Double {
      var generator = RandomGenerator(seed: 9)
      let change = Self.monday + 40 * Self.day
      let profile = try Self.learn(way, days: 60, interval: 900, halfLife: halfLife) { time in
        (time < change ? 100 : 110) + 2 * generator.normal()
      }
      return profile.expected(at: Self.monday + 60 * Self.day)
    }
    for way in Way.allCases {
      #expect(abs(try learnt(5, way) - 110) < 2)
      #expect(try learnt(nil, way) < 108)
    }
    #expect(abs(try learnt(nil, .atOnce) - 100) < 2)
  }

  @Test("Days weigh the same whenever they are learnt, over hundreds of half-lives too")
  func longTimes() throws {
    var generator = RandomGenerator(seed: 10)
    var options = SeasonalProfileOptions(interval: 3600)
    options.halfLifeDays = 2
    var profile = try SeasonalProfile(options: options)
    for hour in 0..<(24 * 1000) {
      profile.update(with: 50 + generator.normal(), at: Self.monday + 3600 * hour)
    }
    #expect(abs(profile.expected(at: Self.monday) - 50) < 1.5)
    // 1/(1 − 2^(−1/4)): weights fade by half in two half-lives.
    #expect(isClose(profile.dayCount, 6.285, 0.01))
    #expect(profile.score(of: 60, at: Self.monday) > 4)
  }

  @Test("Exclusions teach nothing", arguments: Way.allCases)
  func exclusions(way: Way) throws {
    let outage = (Self.monday + 3 * Self.day)..<(Self.monday + 6 * Self.day)
    let calendar = try SeasonalCalendar(zone: .utc, holidays: [], exclusions: [outage])
    var first = RandomGenerator(seed: 11)
    var second = RandomGenerator(seed: 11)
    let profile = try Self.learn(way, days: 14, calendar: calendar) { time in
      let value = Self.daily(time) + first.normal()
      return outage.contains(time) ? 1e6 : value
    }
    let missing = try Self.learn(way, days: 14, calendar: calendar) { time in
      let value = Self.daily(time) + second.normal()
      return outage.contains(time) ? .nan : value
    }
    #expect(profile == missing)
    #expect(profile.score(of: 1e6, at: outage.lowerBound) > 1e4)
  }

  @Test("Invalid options name the cure")
  func options() throws {
    func problem(_ change: (inout SeasonalProfileOptions) -> Void) -> String? {
      var options = SeasonalProfileOptions()
      change(&options)
      do throws(FitError) {
        _ = try SeasonalProfile(options: options)
        return nil
      } catch {
        return error.description
      }
    }
    #expect(problem { $0.interval = 0 }?.contains("interval") == true)
    #expect(problem { $0.interval = 86_401 }?.contains("interval") == true)
    #expect(problem { $0.slotLength = 420 }?.contains("divides a day") == true)
    #expect(problem { $0.slotLength = 60 }?.contains("no shorter") == true)
    #expect(problem { $0.smoothing = 0 }?.contains("smoothing") == true)
    #expect(problem { $0.halfLifeDays = 1 }?.contains("halfLifeDays") == true)
    #expect(problem { $0.halfLifeDays = .nan }?.contains("halfLifeDays") == true)
    #expect(try SeasonalProfile(options: .init(interval: 420)).slotLength == 432)
    #expect(try SeasonalProfile(options: .init(interval: 86_400)).slotLength == 86_400)
  }

  @Test(
    "Slots of every length work", arguments: [1, 7, 60, 420, 900, 1800, 3600, 7200, 21_600, 86_400])
  func lengths(interval: Int) throws {
    let days = max(3, min(70, interval / 300))
    for way in Way.allCases {
      var generator = RandomGenerator(seed: 12)
      let profile = try Self.learn(way, days: days, interval: interval) {
        Self.daily($0) + generator.normal()
      }
      let time = Self.monday + 3 * interval
      #expect(abs(profile.expected(at: time) - Self.daily(time)) < 3, "\(way)")
    }
  }

  @Test("Several values a slot count as one day")
  func fineValues() throws {
    var options = SeasonalProfileOptions(interval: 300)
    options.slotLength = 1800
    options.halfLifeDays = nil
    var profile = try SeasonalProfile(options: options)
    for index in 0..<(3 * 288) {
      profile.update(with: Self.daily(300 * index), at: Self.monday + 300 * index)
    }
    #expect(isClose(profile.dayCount, 3, Tolerance.closedForm))
  }
}
