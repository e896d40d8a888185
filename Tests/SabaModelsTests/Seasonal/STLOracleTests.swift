import SabaModels
import SabaTestSupport
import Testing

/// Against double loops, over shapes that nobody chose.
@Suite("STL against double loops")
struct STLOracleTests {
  /// Compares a decomposition with the oracle's, of the values less an offset that they carry.
  private func expectAgreement(
    _ values: [Double], period: Int, _ options: STLOptions, offset: Double = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try STL(period: period, options: options).decompose(values)
    let centred = values.map { $0 - offset }
    let expected = NaiveSTL(period: period, options: options).decompose(centred)
    let deviation = STLSeries.deviation(centred)
    let tolerance = STLSeries.tolerance * deviation
    let place = "n = \(values.count), period = \(period), offset = \(offset): \(options)"
    let season = STLSeries.difference(result.seasons[0].values, expected.season)
    #expect(season <= tolerance, "\(place)", sourceLocation: sourceLocation)
    // A trend near the offset is rounded there.
    let trend = STLSeries.difference(result.trend.map { $0 - offset }, expected.trend)
    #expect(trend <= tolerance + 2 * offset.ulp, "\(place)", sourceLocation: sourceLocation)
    let weights = STLSeries.difference(result.weights, expected.weights)
    #expect(weights <= STLSeries.weightTolerance, "\(place)", sourceLocation: sourceLocation)
  }

  private func odd(_ range: ClosedRange<Int>, _ generator: inout RandomGenerator) -> Int {
    2 * Int(generator.uniform() * Double((range.upperBound - range.lowerBound) / 2 + 1))
      + range.lowerBound
  }

  private func pick<T>(_ values: [T], _ generator: inout RandomGenerator) -> T {
    values[Int(generator.uniform() * Double(values.count))]
  }

  @Test("plain fits of any windows, degrees 0 and 1, jumps", arguments: 0..<120 as Range<UInt64>)
  func plain(seed: UInt64) throws {
    var generator = RandomGenerator(seed: seed)
    let period = pick([2, 3, 4, 5, 7, 12, 13, 24, 31, 60], &generator)
    let spare = pick([0, 1, 5, period, 100, 250], &generator)
    let n = 2 * period + Int(generator.uniform() * Double(spare))
    var options = STLOptions()
    options.seasonalWindow =
      seed % 8 == 0 ? .periodic : .cycles(odd(3...pick([9, 41, 401], &generator), &generator))
    options.trendWindow = odd(3...pick([15, 101, 1001], &generator), &generator)
    options.lowPassWindow = odd(3...pick([15, 101, 1001], &generator), &generator)
    options.seasonalDegree = seed % 8 == 0 ? 0 : pick([0, 1], &generator)
    options.trendDegree = pick([0, 1], &generator)
    options.lowPassDegree = pick([0, 1], &generator)
    if seed % 3 == 0 {
      options.seasonalJump = pick([1, 2, 3, 10], &generator)
      options.trendJump = pick([1, 2, 5, 100], &generator)
      options.lowPassJump = pick([1, 3, 8], &generator)
    }
    options.innerIterations = pick([1, 2, 3], &generator)
    options.outerIterations = 0
    let values = STLSeries.make(n, periods: [period], using: &generator)
    try expectAgreement(values, period: period, options)
  }

  @Test("missing values", arguments: 0..<100 as Range<UInt64>)
  func missing(seed: UInt64) throws {
    var generator = RandomGenerator(seed: 1_000 + seed)
    let period = pick([3, 4, 6, 7, 12, 24], &generator)
    let n = 4 * period + Int(generator.uniform() * 200)
    var options = STLOptions()
    options.seasonalWindow = seed % 10 == 0 ? .periodic : .cycles(odd(3...15, &generator))
    if seed % 4 > 0 { options.trendWindow = odd(3...61, &generator) }
    options.seasonalDegree = seed % 10 == 0 ? 0 : pick([0, 1], &generator)
    options.trendDegree = pick([0, 1], &generator)
    var values = STLSeries.make(n, periods: [period], using: &generator)
    pick(STLSeries.Gaps.allCases, &generator).cut(&values, period: period, using: &generator)
    pick(STLSeries.Gaps.allCases, &generator).cut(&values, period: period, using: &generator)
    if values.allSatisfy(\.isNaN) { return }
    try expectAgreement(values, period: period, options)
  }

  @Test("robust fits, with missing values too", arguments: 0..<60 as Range<UInt64>)
  func robust(seed: UInt64) throws {
    var generator = RandomGenerator(seed: 2_000 + seed)
    let period = pick([4, 7, 12, 24], &generator)
    // Enough cycles that remainders are more than rounding.
    let n = 8 * period + Int(generator.uniform() * 150)
    var options = STLOptions()
    options.isRobust = true
    options.seasonalWindow = seed % 10 == 0 ? .periodic : .cycles(odd(7...35, &generator))
    options.trendWindow = odd((2 * period / 2 * 2 + 1)...(6 * period + 1), &generator)
    options.seasonalDegree = seed % 10 == 0 ? 0 : pick([0, 1], &generator)
    options.trendDegree = pick([0, 1], &generator)
    options.innerIterations = pick([1, 2], &generator)
    options.outerIterations = pick([1, 2, 5, 15], &generator)
    var values = STLSeries.make(n, periods: [period], using: &generator)
    STLSeries.addOutliers(n / 15, to: &values, using: &generator)
    if seed % 2 == 0 {
      pick(STLSeries.Gaps.allCases, &generator).cut(&values, period: period, using: &generator)
    }
    try expectAgreement(values, period: period, options)
  }

  @Test("degree 2", arguments: 0..<60 as Range<UInt64>)
  func quadratic(seed: UInt64) throws {
    var generator = RandomGenerator(seed: 3_000 + seed)
    let period = pick([4, 7, 12], &generator)
    let n = 8 * period + Int(generator.uniform() * 150)
    var options = STLOptions()
    options.seasonalWindow = .cycles(odd(7...35, &generator))
    options.trendWindow = odd(15...(2 * n + 1), &generator)
    options.lowPassWindow = odd(15...(2 * n + 1), &generator)
    options.seasonalDegree = pick([1, 2], &generator)
    options.trendDegree = pick([1, 2], &generator)
    options.lowPassDegree = pick([1, 2], &generator)
    if seed % 4 == 0 { options.trendJump = 3 }
    if seed % 3 == 0 {
      options.isRobust = true
      options.outerIterations = 3
    }
    var values = STLSeries.make(n, periods: [period], using: &generator)
    if seed % 2 == 0 {
      for i in 0..<n where generator.uniform() < 0.05 { values[i] = .nan }
    }
    if options.isRobust { STLSeries.addOutliers(n / 20, to: &values, using: &generator) }
    try expectAgreement(values, period: period, options)
  }

  /// Windows so long that sums are made in other ways than one by one.
  @Test("long windows, plain", arguments: [1, 2])
  func longWindows(degree: Int) throws {
    var generator = RandomGenerator(seed: 4_000)
    var options = STLOptions()
    options.trendWindow = 1_801
    options.trendDegree = degree
    options.lowPassDegree = degree
    options.innerIterations = 1
    let values = STLSeries.make(4_001, periods: [1_100], using: &generator)
    try expectAgreement(values, period: 1_100, options)
  }

  /// A gap as long as the window and a run of outliers leave windows with hardly a weight, or none;
  /// and far from 0 differences must not be lost.
  @Test("long windows, robust, with a long gap", arguments: [0, 1e6, 1e9])
  func longRobust(offset: Double) throws {
    var generator = RandomGenerator(seed: 4_001)
    var options = STLOptions()
    options.isRobust = true
    options.trendWindow = 1_201
    options.outerIterations = 1
    var values = STLSeries.make(4_000, periods: [50], using: &generator)
    STLSeries.addOutliers(100, to: &values, using: &generator)
    for i in 300..<900 { values[i] += 60 + 5 * generator.normal() }
    for i in 1_800..<3_100 { values[i] = .nan }
    let deviation = STLSeries.deviation(values)
    try expectAgreement(
      values.map { $0 + offset * deviation }, period: 50, options, offset: offset * deviation)
  }
}
