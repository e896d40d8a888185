internal import SabaModels
internal import SabaTestSupport
internal import Testing

@Suite("Seasonal profiles of hard data")
struct SeasonalProfileHardDataTests {
  typealias Way = SeasonalProfileTests.Way
  static let monday = SeasonalProfileTests.monday

  /// Digits that an offset of 1e9 costs of values about 1.
  static let offsetTolerance = 1e-6

  static func noisy(_ way: Way, scale: Double = 1, shift: Double = 0) throws -> SeasonalProfile {
    var generator = RandomGenerator(seed: 1)
    return try SeasonalProfileTests.learn(way, days: 15, interval: 900, halfLife: 20) {
      shift + scale * (sine(2 * .pi * Double($0) / 86_400) + 0.1 * generator.normal())
    }
  }

  @Test("Shift and scale of the values shift and scale what is expected", arguments: Way.allCases)
  func equivariance(way: Way) throws {
    let plain = try Self.noisy(way)
    for (scale, shift) in [(1e-6, 0.0), (1e6, 0), (1, 1e9), (-1, 0), (1e3, -1e9)] {
      let other = try Self.noisy(way, scale: scale, shift: shift)
      for time in stride(from: Self.monday, to: Self.monday + 7 * 86_400, by: 900) {
        let expected = shift + scale * plain.expected(at: time)
        #expect(abs(other.expected(at: time) - expected) <= Self.offsetTolerance * abs(scale))
        #expect(isClose(other.scale(at: time), abs(scale) * plain.scale(at: time), 1e-5, scale: 0))
      }
    }
  }

  @Test(
    "A constant is expected exactly, and any change of it is infinitely unusual",
    arguments: Way.allCases)
  func constant(way: Way) throws {
    for level in [0, 5, -1e9, 1e-300] {
      let profile = try SeasonalProfileTests.learn(way, days: 4) { _ in level }
      #expect(profile.expected(at: Self.monday) == level)
      #expect(profile.scale(at: Self.monday) == 0)
      #expect(profile.score(of: level, at: Self.monday) == 0)
      #expect(profile.score(of: level + 1e9, at: Self.monday) == .infinity)
      #expect(profile.score(of: level - 1e9, at: Self.monday) == -.infinity)
    }
  }

  @Test("Hours that never change in a metric that does are no trap", arguments: Way.allCases)
  func quietNights(way: Way) throws {
    var generator = RandomGenerator(seed: 2)
    let profile = try SeasonalProfileTests.learn(way, days: 14) { time in
      (time - Self.monday) % 86_400 < 28_800 ? 0 : 100 + 10 * generator.normal()
    }
    let score = profile.score(of: 1, at: Self.monday + 10_800)
    #expect(score > 0 && score < 10)
  }

  @Test("A constant that begins to move is learnt")
  func awakening() throws {
    var generator = RandomGenerator(seed: 3)
    let profile = try SeasonalProfileTests.learn(.online, days: 60, interval: 900, halfLife: 5) {
      time in
      time < Self.monday + 5 * 86_400 ? 7 : 50 + 3 * generator.normal()
    }
    #expect(abs(profile.expected(at: Self.monday) - 50) < 3)
    #expect((1.5..<6).contains(profile.scale(at: Self.monday)))
  }

  @Test("Too little, nothing, and infinite values are errors")
  func refusals() throws {
    func problem(_ values: [Double], interval: Int = 3600) -> FitError? {
      do throws(FitError) {
        _ = try SeasonalProfile.fit(
          values, on: TimeGrid(start: Self.monday, interval: interval, count: values.count))
        return nil
      } catch {
        return error
      }
    }
    #expect(problem([]) == .tooFewSamples(count: 0, needed: 48))
    #expect(problem([1]) == .tooFewSamples(count: 1, needed: 48))
    let missing = [Double](repeating: .nan, count: 500)
    #expect(problem(missing) == .tooFewSamples(count: 0, needed: 48))
    #expect(problem([Double](repeating: 1, count: 47)) == .tooFewSamples(count: 47, needed: 48))
    #expect(problem([Double](repeating: 1, count: 48)) == nil)
    #expect(problem(missing + [.infinity]) == .infiniteValue(index: 500))
    #expect(
      problem([1, 2], interval: 90_000)
        == .invalidParameter(name: "interval", reason: "lies between 1 second and a day"))
  }

  @Test("Huge values do not break what is learnt")
  func hugeValues() throws {
    for way in Way.allCases {
      var generator = RandomGenerator(seed: 4)
      let profile = try SeasonalProfileTests.learn(way, days: 10, interval: 900) { time in
        time == Self.monday + 5 * 86_400 + 43_200 ? 1e300 : 10 + generator.normal()
      }
      for time in stride(from: Self.monday, to: Self.monday + 86_400, by: 900) {
        #expect(abs(profile.expected(at: time) - 10) < 3)
        #expect(profile.scale(at: time) < 5)
      }
    }
  }

  @Test("Values before 1970 and out of order are learnt")
  func order() throws {
    var times = Array(stride(from: -20 * 86_400, to: 0, by: 900))
    let ordered = times
    var generator = RandomGenerator(seed: 5)
    times.shuffle(using: &generator)
    var options = SeasonalProfileOptions(interval: 900)
    options.halfLifeDays = 10
    var profiles = [try SeasonalProfile(options: options), try SeasonalProfile(options: options)]
    for (index, times) in [ordered, times].enumerated() {
      var noise = RandomGenerator(seed: 6)
      for time in times {
        profiles[index].update(with: SeasonalProfileTests.daily(time) + noise.normal(), at: time)
      }
    }
    #expect(isClose(profiles[0].dayCount, profiles[1].dayCount, Tolerance.moments))
    for time in stride(from: 0, to: 86_400, by: 900) {
      #expect(abs(profiles[0].expected(at: time) - profiles[1].expected(at: time)) < 2)
    }
  }
}
