import SabaModels
import SabaTestSupport
import Testing

@Suite("MSTL")
struct MSTLTests {
  /// Against statsmodels: References/mstl.py.
  struct File: Decodable {
    struct Case: Decodable {
      var values: [Double]
      var periods: [Int]
      var windows: [Int]
      var passes: Int
      var trend: Int?
      var degrees: [Int]
      var inner: Int
      var outer: Int
      var seasons: [[Double]]
      var trendValues: [Double]
      var weights: [Double]?

      var options: MSTLOptions {
        var options = MSTLOptions()
        options.seasonalWindows = windows.map { .cycles($0) }
        options.iterations = passes
        options.stl.trendWindow = trend
        options.stl.seasonalDegree = degrees[0]
        options.stl.trendDegree = degrees[1]
        options.stl.lowPassDegree = degrees[2]
        options.stl.isRobust = outer > 0
        options.stl.innerIterations = inner
        options.stl.outerIterations = outer
        return options
      }
    }
    var tolerance: Double
    var cases: [Case]
  }

  @Test("seasons, trends and weights agree with statsmodels")
  func agreement() throws {
    let file: File = try references("mstl", in: .module)
    #expect(file.cases.count == 11)
    for (index, reference) in file.cases.enumerated() {
      let result = try MSTL(periods: reference.periods, options: reference.options)
        .decompose(reference.values)
      let tolerance = file.tolerance * STLSeries.deviation(reference.values)
      #expect(result.seasons.map(\.period) == reference.periods)
      for (season, expected) in zip(result.seasons, reference.seasons) {
        #expect(
          STLSeries.difference(season.values, expected) <= tolerance,
          "case \(index), period \(season.period)")
      }
      #expect(
        STLSeries.difference(result.trend, reference.trendValues) <= tolerance, "case \(index)")
      let weights = reference.weights ?? reference.values.map { _ in 1 }
      #expect(
        STLSeries.difference(result.weights, weights) <= STLSeries.weightTolerance, "case \(index)")
    }
  }

  private static func series(_ n: Int, _ periods: [Int], seed: UInt64) -> [Double] {
    var generator = RandomGenerator(seed: seed)
    return STLSeries.make(n, periods: periods, using: &generator)
  }

  /// The passes over the periods written out.
  private static func naive(
    _ values: [Double], periods: [Int], options: MSTLOptions
  ) -> (seasons: [[Double]], trend: [Double]) {
    var seasons = periods.map { _ in [Double](repeating: 0, count: values.count) }
    var rest = values
    var trend: [Double] = []
    for _ in 0..<(periods.count == 1 ? 1 : options.iterations) {
      for (i, period) in periods.enumerated() {
        rest = zip(rest, seasons[i]).map { $0 + $1 }
        var stl = options.stl
        stl.seasonalWindow = options.seasonalWindows?[i] ?? .cycles(7 + 4 * (i + 1))
        let parts = NaiveSTL(period: period, options: stl).decompose(rest)
        seasons[i] = parts.season
        trend = parts.trend
        rest = zip(rest, seasons[i]).map { $0 - $1 }
      }
    }
    return (seasons, trend)
  }

  @Test("double loops agree, with missing values too", arguments: 0..<20 as Range<UInt64>)
  func oracle(seed: UInt64) throws {
    var generator = RandomGenerator(seed: 100 + seed)
    let periods = [[4, 12], [5, 7], [3, 8, 24], [12]][Int(seed % 4)]
    var values = Self.series(150 + Int(seed), periods, seed: seed)
    if seed % 3 > 0 {
      STLSeries.Gaps.allCases[Int(seed % 5)].cut(&values, period: 4, using: &generator)
    }
    var options = MSTLOptions()
    if seed % 5 == 1 { options.seasonalWindows = periods.map { _ in .periodic } }
    if seed % 5 == 1 { options.stl.trendWindow = 41 }
    if seed % 5 == 1 { options.stl.seasonalDegree = 0 }
    options.iterations = 1 + Int(seed % 3)
    let result = try MSTL(periods: periods, options: options).decompose(values)
    let expected = Self.naive(values, periods: periods, options: options)
    let tolerance = STLSeries.tolerance * STLSeries.deviation(values)
    for (season, values) in zip(result.seasons, expected.seasons) {
      #expect(STLSeries.difference(season.values, values) <= tolerance)
    }
    #expect(STLSeries.difference(result.trend, expected.trend) <= tolerance)
    #expect(result.trend.allSatisfy { $0.isFinite })
  }

  @Test("one period is STL with its window")
  func onePeriod() throws {
    let values = Self.series(120, [12], seed: 1)
    var options = STLOptions()
    options.seasonalWindow = .cycles(11)
    let expected = try STL(period: 12, options: options).decompose(values)
    let result = try MSTL(periods: [12]).decompose(values)
    #expect(result == expected)
  }

  @Test("seasons come by ascending period, in whatever order they were asked for")
  func order() throws {
    let values = Self.series(150, [4, 12], seed: 2)
    let result = try MSTL(periods: [12, 4]).decompose(values)
    #expect(result.seasons.map(\.period) == [4, 12])
    #expect(result == (try MSTL(periods: [4, 12]).decompose(values)))
  }

  @Test("parts add up, far from 0 too")
  func sum() throws {
    var values = Self.series(301, [4, 28], seed: 3).map { 1e9 + $0 }
    for i in [0, 17, 18, 19, 300] { values[i] = .nan }
    let result = try MSTL(periods: [4, 28]).decompose(values)
    let centred = try MSTL(periods: [4, 28]).decompose(values.map { $0 - 1e9 })
    let tolerance = STLSeries.tolerance * STLSeries.deviation(centred.observed)
    for (season, expected) in zip(result.seasons, centred.seasons) {
      #expect(STLSeries.difference(season.values, expected.values) <= tolerance)
    }
    for i in values.indices where !values[i].isNaN {
      let total = result.expected[i] + result.remainder[i]
      #expect(isClose(total, values[i], Tolerance.closedForm))
    }
    for strength in [result.trendStrength] + (0..<2).map(result.seasonalStrength) {
      #expect((0...1).contains(strength))
    }
  }

  @Test("two seasons on a level are told apart")
  func pureSeasons() throws {
    let n = 14 * 24
    func pattern(_ period: Int) -> [Double] {
      (0..<n).map { sine(2 * Double.pi * Double($0) / Double(period)) }
    }
    let (day, week) = (pattern(6), pattern(42))
    let result = try MSTL(periods: [6, 42]).decompose(zip(day, week).map { 20 + $0 + 2 * $1 })
    // As far as two passes tell them apart.
    #expect(STLSeries.difference(result.seasons[0].values, day) <= 0.05)
    #expect(STLSeries.difference(result.seasons[1].values, week.map { 2 * $0 }) <= 0.05)
  }

  @Test("many series give what each gives alone", arguments: [1, 3])
  func threads(threadCount: Int) throws {
    let many = (0..<5).map { Self.series(80 + $0, [4, 12], seed: UInt64($0)) } + [[1, 2]]
    let results = MSTL(periods: [4, 12]).decompose(many, threadCount: threadCount)
    for (values, result) in zip(many.dropLast(), results) {
      #expect(try result.get() == MSTL(periods: [4, 12]).decompose(values))
    }
    #expect(results.last == .failure(.tooFewSamples(count: 2, needed: 24)))
  }

  @Test("too little, and what is not a number")
  func refusals() {
    let values = Self.series(30, [4, 12], seed: 4)
    #expect(throws: FitError.tooFewSamples(count: 30, needed: 32)) {
      try MSTL(periods: [16, 4]).decompose(values)
    }
    #expect(throws: FitError.infiniteValue(index: 29)) {
      try MSTL(periods: [4, 12]).decompose(Array(values.dropLast()) + [.infinity])
    }
    for periods in [[], [1, 12], [0]] {
      #expect(throws: FitError.self) { try MSTL(periods: periods).decompose(values) }
    }
    #expect(throws: FitError.self) {
      try MSTL(periods: [4, 12]).decompose([Double](repeating: .nan, count: 30))
    }
    var options = MSTLOptions()
    options.iterations = 0
    #expect(throws: FitError.self) {
      try MSTL(periods: [4, 12], options: options).decompose(values)
    }
    options.iterations = 2
    options.seasonalWindows = [.cycles(7)]
    #expect(throws: FitError.self) {
      try MSTL(periods: [4, 12], options: options).decompose(values)
    }
  }
}
