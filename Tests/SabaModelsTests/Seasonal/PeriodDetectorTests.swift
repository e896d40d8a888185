import SabaModels
import SabaTestSupport
import Testing

/// A smooth pattern of a cycle with a second harmonic.
private func pattern(_ index: Int, _ period: Int) -> Double {
  let x = Double(index % period) / Double(period)
  return sine(2 * .pi * x) + 0.6 * sine(4 * .pi * x + 1)
}

private func isWeekend(_ index: Int, day: Int) -> Bool { (index / day) % 7 >= 5 }

@Suite("Periods of a series")
struct PeriodDetectorTests {
  /// So many series of noise may show a period, where one in a thousand is promised and short series
  /// keep that only roughly.
  private static let allowedCount = 2

  private let detector = PeriodDetector()

  private func periods(_ values: [Double]) throws -> [Int] {
    try detector.detect(values).map(\.period)
  }

  enum Noise: String, CaseIterable {
    case white, autoregressive, randomWalk, trend, parabola, shift, heavyTailed
  }

  @Test(
    "noise, trends and shifts have none", arguments: Noise.allCases,
    [(60, 60), (300, 40), (1200, 4)])
  func noneInNoise(noise: Noise, size: (count: Int, seeds: Int)) throws {
    let count = size.count
    var found = 0
    for seed in 0..<size.seeds {
      var generator = RandomGenerator(seed: UInt64(seed + 100 * count))
      var level = 0.0
      let values = (0..<count).map { index in
        let normal = generator.normal()
        switch noise {
        case .white: return normal
        case .autoregressive:
          level = 0.8 * level + normal
          return level
        case .randomWalk:
          level += normal
          return level
        case .trend: return 0.1 * Double(index) + normal
        case .parabola: return 1e-3 * Double(index * index) + normal
        case .shift: return (index > count / 3 ? 10 : 0) + normal
        case .heavyTailed: return normal * normal * normal
        }
      }
      if try !detector.detect(values).isEmpty { found += 1 }
    }
    #expect(found <= Self.allowedCount)
  }

  @Test("a day is found under noise, gaps, outliers, trends, at any scale", arguments: 0..<3)
  func findsDay(seed: Int) throws {
    var generator = RandomGenerator(seed: UInt64(seed))
    let season = (0..<2016).map { 3 * pattern($0, 288) + generator.normal() }
    let near = 286...290
    for values in [
      season, season.map { generator.uniform() < 0.3 ? .nan : $0 },
      season.map { generator.uniform() < 0.02 ? 1000 : $0 },
      season.enumerated().map { 0.01 * Double($0) + $1 }, season.map { 1e9 + 1e-3 * $0 },
      season.map { 1e150 * $0 },
    ] {
      let found = try periods(values)
      #expect(found.count == 1 && near.contains(found[0]), "\(found)")
    }
  }

  @Test("a day in a week shows as both, a week alone as a week")
  func findsWeek() throws {
    var generator = RandomGenerator(seed: 1)
    let both = (0..<2688).map { index in
      (isWeekend(index, day: 96) ? 0.4 : 1) * 3 * (pattern(index, 96) + 1.5)
        + 0.5 * generator.normal()
    }
    #expect(Set(try periods(both)) == [96, 672])
    let faint = (0..<2016).map { index in
      3 * pattern(index, 72) + (isWeekend(index, day: 72) ? 2 : 0) + generator.normal()
    }
    #expect(Set(try periods(faint)) == [72, 504])
    let weekly = (0..<2688).map { (isWeekend($0, day: 96) ? 0 : 3) + 0.5 * generator.normal() }
    #expect(try periods(weekly) == [672])
  }

  @Test("jobs that run every hour or day are found, however short")
  func findsJobs() throws {
    var generator = RandomGenerator(seed: 2)
    let daily = (0..<4032).map { ($0 % 288 == 3 ? 50 : 0) + 0.5 * generator.normal() }
    #expect(try periods(daily) == [288])
    let hourly = (0..<4032).map { index in
      (index % 12 == 3 ? 5 : 0) + 2 * pattern(index, 288) + 0.5 * generator.normal()
    }
    #expect(Set(try periods(hourly)) == [12, 288])
  }

  @Test("short and exact series")
  func shortSeries() throws {
    #expect(try periods((0..<200).map { sine(2 * .pi * Double($0) / 50) }) == [50])
    #expect(try periods((0..<40).map { Double($0 % 2) }) == [2])
    var generator = RandomGenerator(seed: 3)
    let yearly = (0..<72).map { 0.3 * Double($0) + 5 * pattern($0, 12) + generator.normal() }
    #expect(try periods(yearly) == [12])
  }

  @Test("constants, lines and a few spikes have none")
  func degenerate() throws {
    #expect(try periods([Double](repeating: 7, count: 100)).isEmpty)
    #expect(try periods((0..<100).map(Double.init)).isEmpty)
    #expect(try periods((0..<1000).map { [100, 450].contains($0) ? 9 : 0 }).isEmpty)
  }

  @Test("rounding is no season", arguments: [100, 1000, 20_000])
  func rounding(count: Int) throws {
    for (level, slope) in [(0, 0.1), (0, 1.0 / 3), (1e9, 0.1), (1e9, 0.001), (1e12, 0.07)] {
      #expect(try periods((0..<count).map { level + slope * Double($0) }).isEmpty)
    }
    #expect(try periods((0..<count).map { $0 % 7 == 0 ? 0.1 + 0.2 : 0.3 }).isEmpty)
    #expect(
      try periods((0..<count).map { 1e9 + 1e-4 * sine(2 * .pi * Double($0) / 25) }).first == 25)
  }

  @Test("scales do not matter", arguments: [-900, 900, 1_015])
  func scales(exponent: Int) throws {
    var generator = RandomGenerator(seed: 6)
    let values = (0..<600).map { 3 * pattern($0, 24) + generator.normal() }
    let scale = Double(sign: .plus, exponent: exponent, significand: 1)
    let found = try detector.detect(values)
    #expect(found.map(\.period) == [24])
    #expect(try detector.detect(values.map { $0 * scale }) == found)
  }

  @Test("strength and p-value are shares")
  func strengths() throws {
    var generator = RandomGenerator(seed: 4)
    let values = (0..<2016).map { 3 * pattern($0, 288) + generator.normal() }
    let found = try detector.detect(values)
    let day = try #require(found.first)
    // The pattern's variance is 9·(1 + .36)/2, that of noise 1.
    #expect(abs(day.strength - 6.12 / 7.12) < 0.03)
    #expect(day.pValue >= 0 && day.pValue <= detector.options.significance)
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.strength >= $1.strength })
  }

  @Test("limits are kept")
  func limits() throws {
    var generator = RandomGenerator(seed: 5)
    let values = (0..<2016).map { 3 * pattern($0, 288) + generator.normal() }
    var options = PeriodDetectorOptions()
    options.longestPeriod = 200
    let short = try PeriodDetector(options: options).detect(values)
    #expect(short.allSatisfy { $0.period <= 200 })
    options = PeriodDetectorOptions()
    options.shortestPeriod = 1009
    let none = try PeriodDetector(options: options).detect(values)
    #expect(none.isEmpty)
  }

  @Test("what cannot be searched is an error that says why")
  func errors() {
    #expect(throws: FitError.tooFewSamples(count: 3, needed: 8)) {
      try detector.detect([1, 2, .nan, 3])
    }
    #expect(throws: FitError.tooFewSamples(count: 0, needed: 1)) {
      try detector.detect([.nan, .nan])
    }
    #expect(throws: FitError.infiniteValue(index: 1)) { try detector.detect([1, .infinity]) }
    let changes: [(inout PeriodDetectorOptions) -> Void] = [
      { $0.shortestPeriod = 1 }, { $0.longestPeriod = 1 }, { $0.maximumCount = 0 },
      { $0.significance = 0 }, { $0.minimumStrength = 1 },
    ]
    for change in changes {
      var options = PeriodDetectorOptions()
      change(&options)
      #expect(throws: FitError.self) { try PeriodDetector(options: options).detect([1, 2]) }
    }
  }
}
