import SabaModels
import SabaTestSupport
import Testing

@Suite("What STL refuses, and what it makes of little")
struct STLBadInputTests {
  private static func options(_ change: (inout STLOptions) -> Void) -> STLOptions {
    var options = STLOptions()
    change(&options)
    return options
  }

  static let wrong: [STLOptions] = [
    options { $0.seasonalWindow = .cycles(8) },
    options { $0.seasonalWindow = .cycles(1) },
    options { $0.seasonalWindow = .cycles(-3) },
    options { $0.trendWindow = 24 },
    options { $0.trendWindow = 1 },
    options { $0.lowPassWindow = 12 },
    options { $0.lowPassWindow = 0 },
    options { $0.seasonalDegree = 3 },
    options { $0.trendDegree = -1 },
    options { $0.lowPassDegree = 3 },
    options { $0.seasonalJump = 0 },
    options { $0.trendJump = 0 },
    options { $0.lowPassJump = -1 },
    options { $0.innerIterations = 0 },
    options { $0.outerIterations = -1 },
  ]

  private static let values = (0..<100).map { sine(Double($0)) }

  @Test("options out of range", arguments: wrong)
  func wrongOptions(options: STLOptions) {
    let error = #expect(throws: FitError.self) {
      try STL(period: 12, options: options).decompose(Self.values)
    }
    guard case .invalidParameter = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("periods below 2", arguments: [1, 0, -5])
  func wrongPeriod(period: Int) {
    let error = #expect(throws: FitError.self) { try STL(period: period).decompose(Self.values) }
    guard case .invalidParameter = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("less than two periods", arguments: [0, 1, 2, 23])
  func tooShort(count: Int) throws {
    #expect(throws: FitError.tooFewSamples(count: count, needed: 24)) {
      try STL(period: 12).decompose(Array(Self.values.prefix(count)))
    }
    _ = try STL(period: 12).decompose(Array(Self.values.prefix(24)))
  }

  @Test("periods that no series holds twice", arguments: [1 << 62, Int.max])
  func endlessPeriod(period: Int) {
    let error = FitError.tooFewSamples(count: 100, needed: .max)
    #expect(throws: error) { try STL(period: period).decompose(Self.values) }
    #expect(throws: error) { try MSTL(periods: [12, period]).decompose(Self.values) }
  }

  @Test("lengths that are no number of points give periods that are refused")
  func strangeLengths() {
    #expect(STL.period(ofSeconds: 86_400, interval: 300) == 288)
    #expect(STL.period(ofSeconds: 150, interval: 60) == 2)
    #expect(STL.period(ofSeconds: 1e300, interval: 60) == .max)
    #expect(STL.period(ofSeconds: 60, interval: 0) == .max)
    #expect(STL.period(ofSeconds: .nan, interval: 60) == 0)
    #expect(STL.period(ofSeconds: -.infinity, interval: 60) == 0)
  }

  @Test("windows of any length beyond the series")
  func endlessWindows() throws {
    let options = Self.options {
      $0.seasonalWindow = .cycles(.max)
      $0.trendWindow = .max
      $0.lowPassWindow = .max
    }
    let result = try STL(period: 12, options: options).decompose(Self.values)
    #expect(result.expected.allSatisfy { $0.isFinite })
  }

  @Test("nothing observed")
  func allMissing() {
    let error = #expect(throws: FitError.self) {
      try STL(period: 12).decompose([Double](repeating: .nan, count: 100))
    }
    guard case .tooFewSamples = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("infinite values are named", arguments: [Double.infinity, -.infinity])
  func infinite(value: Double) {
    var values = Self.values
    values[3] = .nan
    values[17] = value
    values[40] = value
    #expect(throws: FitError.infiniteValue(index: 17)) {
      try STL(period: 12).decompose(values)
    }
  }

  @Test("a constant is all trend", arguments: [false, true])
  func constant(isRobust: Bool) throws {
    for level in [0, 4.2, -1e9, 1e-300] {
      for missing in [[], [0, 1, 2, 40, 99], Array(stride(from: 5, to: 100, by: 12))] {
        var values = [Double](repeating: level, count: 100)
        for i in missing { values[i] = .nan }
        let result = try STL(period: 12, options: Self.options { $0.isRobust = isRobust })
          .decompose(values)
        let tolerance = Tolerance.closedForm * abs(level)
        #expect(result.trend.allSatisfy { abs($0 - level) <= tolerance })
        #expect(result.seasons[0].values.allSatisfy { abs($0) <= tolerance })
        #expect(result.remainder.allSatisfy { $0.isNaN || abs($0) <= tolerance })
      }
    }
  }

  @Test("few observed points give finite parts", arguments: [1, 2, 3, 5])
  func almostNothing(count: Int) throws {
    for seed in 0..<10 as Range<UInt64> {
      var generator = RandomGenerator(seed: seed)
      var values = [Double](repeating: .nan, count: 60)
      for _ in 0..<count { values[Int(generator.uniform() * 60)] = generator.normal() }
      for isRobust in [false, true] {
        let result = try STL(period: 12, options: Self.options { $0.isRobust = isRobust })
          .decompose(values)
        #expect(result.trend.allSatisfy { $0.isFinite })
        #expect(result.seasons[0].values.allSatisfy { $0.isFinite })
      }
    }
  }
}
