import Foundation
import SabaModels
import SabaNumerics
import SabaTestSupport
import Testing

@Suite struct HarmonicRegressionTests {
  static let day = 86_400.0
  static let week = 604_800.0
  static let start = 1_700_000_000

  static func season(
    _ period: Double, _ order: HarmonicRegressionOptions.Order
  ) -> HarmonicRegressionOptions.Season {
    HarmonicRegressionOptions.Season(period: period, order: order)
  }

  static func options(
    _ seasons: [HarmonicRegressionOptions.Season], trend: HarmonicRegressionOptions.Trend = .linear,
    isRobust: Bool = false
  ) -> HarmonicRegressionOptions {
    var options = HarmonicRegressionOptions(seasons: seasons)
    options.trend = trend
    options.isRobust = isRobust
    return options
  }

  /// Noise of 1 around a day and a week on an hourly grid.
  static func series(_ grid: TimeGrid, noise: Double = 1, seed: UInt64) -> [Double] {
    var generator = RandomGenerator(seed: seed)
    return (0..<grid.count).map { index in
      let time = Double(grid.time(at: index))
      let turn = 2 * Double.pi * time.truncatingRemainder(dividingBy: day) / day
      let week = 2 * Double.pi * time.truncatingRemainder(dividingBy: week) / week
      let season = 5 * sine(turn) + 2 * cosine(3 * turn) + 3 * sine(week)
      return 20 + season + noise * generator.normal()
    }
  }

  static func hours(_ count: Int) -> TimeGrid {
    TimeGrid(start: start, interval: 3600, count: count)
  }

  /// Against statsmodels: References/harmonic_regression.py.
  struct File: Decodable {
    struct Case: Decodable {
      var name: String
      var interval: Int
      var start: Int
      var ahead: Int
      var changes: [Int]
      var periods: [Double]
      var orders: [Int]
      var robust: Bool
      var offset: Double
      var values: [Double?]
      var offsets: [Int]?
      var regressor: [Double]?
      var coefficients: [Double]
      var errors: [Double]
      var deviation: Double
      var expected: [Double]
      var deviations: [Double]
    }
    var tolerance: Double
    var cases: [Case]
  }

  @Test func agreesWithReferences() throws {
    let file: File = try references("harmonic_regression", in: .module)
    #expect(file.cases.count == 5)
    for reference in file.cases {
      let n = reference.values.count
      let grid = TimeGrid(start: reference.start, interval: reference.interval, count: n)
      var options = Self.options(
        zip(reference.periods, reference.orders).map { Self.season($0, .fixed($1)) },
        trend: reference.changes.isEmpty ? .linear : .changing(at: reference.changes),
        isRobust: reference.robust)
      options.tolerance = 1e-12
      options.maximumIterations = 2000
      func covariates(_ range: Range<Int>) -> HarmonicCovariates {
        HarmonicCovariates(
          utcOffsets: reference.offsets.map { Array($0[range]) },
          regressors: reference.regressor.map { [.init(name: "event", values: Array($0[range]))] }
            ?? [])
      }
      let (model, report) = try HarmonicRegression.fit(
        reference.values.map { $0 ?? .nan }, grid: grid, covariates: covariates(0..<n),
        options: options)
      #expect(report.converged, "\(reference.name)")
      func expectClose(_ a: [Double], _ b: [Double], _ what: String, scale: Double = 0) {
        let difference = relativeDifference(a, b, scale: scale)
        #expect(difference <= file.tolerance, "\(reference.name): \(what)")
      }
      let coefficients = model.coefficients
      expectClose(
        coefficients.map { $0.value - ($0.name == "level" ? reference.offset : 0) },
        reference.coefficients.enumerated().map {
          $0.element - ($0.offset == 0 ? reference.offset : 0)
        }, "coefficients")
      expectClose(coefficients.map(\.standardError), reference.errors, "errors")
      expectClose([model.deviation], [reference.deviation], "deviation")
      let history = try model.expected(along: grid, covariates: covariates(0..<n), coverage: 0.9)
      let forecast = try model.forecast(
        count: reference.ahead, covariates: covariates(n..<(n + reference.ahead)), coverage: 0.9)
      expectClose(
        (history.expected + forecast.expected).map { $0 - reference.offset },
        reference.expected.map { $0 - reference.offset }, "expected")
      let widths = zip(history.upper + forecast.upper, history.lower + forecast.lower)
        .map { ($0 - $1) / 2 / normalQuantile(0.95) }
      expectClose(widths, reference.deviations, "deviations")
      #expect(report.observationCount == reference.values.count { $0 != nil })
      #expect(report.rank == coefficients.count)
      for (value, weight) in zip(reference.values, report.weights) {
        #expect(value == nil ? weight == 0 : weight > 0 && weight <= 1)
      }
    }
  }

  // MARK: Choices

  @Test(arguments: [false, true])
  func findsChangesOfSlopeAndOrders(isRobust: Bool) throws {
    let grid = Self.hours(24 * 60)
    for count in 0...2 {
      var values = Self.series(grid, seed: 5)
      let places = [500, 900].prefix(count)
      for (sign, place) in zip([1.0, -2.0], places) {
        for index in place..<grid.count { values[index] += sign * 0.03 * Double(index - place) }
      }
      if isRobust {
        for index in stride(from: 7, to: grid.count, by: 41) { values[index] += 40 }
      }
      let (model, _) = try HarmonicRegression.fit(
        values, grid: grid,
        options: Self.options(
          [Self.season(Self.day, .chosen(upTo: 8)), Self.season(Self.week, .chosen(upTo: 5))],
          trend: .automatic, isRobust: isRobust))
      #expect(model.seasons[0].harmonics == [1, 2, 3])
      #expect(model.seasons[1].harmonics == [1])
      // A change may be drawn to the candidate on either side, a twenty-fifth of the range apart.
      let apart = 3600 * 1440 / 25
      for place in places {
        #expect(model.changePoints.contains { abs($0 - grid.time(at: place)) <= apart })
      }
      #expect(model.changePoints.count <= 2 * count)
      if count == 0 { #expect(model.changePoints.isEmpty) }
      // The band after the history widens with changes alone.
      let forecast = try model.forecast(count: 480)
      let growth =
        (forecast.upper[479] - forecast.lower[479]) / (forecast.upper[0] - forecast.lower[0])
      #expect(count == 0 ? growth < 1.05 : growth > 1.2, "\(growth)")
    }
  }

  @Test func noiseHasNoHarmonics() throws {
    let grid = Self.hours(500)
    for seed in 0..<5 as Range<UInt64> {
      var generator = RandomGenerator(seed: seed)
      let values = (0..<500).map { _ in generator.normal() }
      for criterion in [HarmonicRegressionOptions.Criterion.bic, .aicc] {
        var options = Self.options([Self.season(Self.day, .chosen(upTo: 6))], trend: .automatic)
        options.criterion = criterion
        let (model, _) = try HarmonicRegression.fit(values, grid: grid, options: options)
        if criterion == .bic { #expect(model.seasons[0].harmonics.isEmpty) }
        #expect(model.seasons[0].harmonics.count <= 3)
        #expect(model.changePoints.isEmpty)
      }
    }
  }

  @Test func harmonicsThatAGridCannotTellApartAreLeftOut() throws {
    let grid = Self.hours(24 * 21)
    let (model, report) = try HarmonicRegression.fit(
      Self.series(grid, seed: 1), grid: grid,
      options: Self.options([Self.season(Self.day, .fixed(30)), Self.season(Self.week, .fixed(8))]))
    #expect(model.seasons[0].harmonics == Array(1...12))
    #expect(model.seasons[1].harmonics == [1, 2, 3, 4, 5, 6, 8])
    // At half a cycle a step either the sine or the cosine is 0, or they are multiples.
    let aliased = model.coefficients.filter(\.isAliased)
    #expect(aliased.count == 1)
    #expect(aliased.allSatisfy { $0.value == 0 && $0.standardError == 0 })
    #expect(report.rank == model.coefficients.count - 1)
  }

  // MARK: Properties

  @Test(arguments: [1e9, -1e9], [false, true])
  func shiftsWithTheData(shift: Double, isRobust: Bool) throws {
    let grid = Self.hours(24 * 20)
    let values = Self.series(grid, seed: 4).map { ($0 * 256).rounded() / 256 }
    let options = Self.options(
      [Self.season(Self.day, .chosen(upTo: 5))], trend: .automatic, isRobust: isRobust)
    let (model, _) = try HarmonicRegression.fit(values, grid: grid, options: options)
    let (shifted, _) = try HarmonicRegression.fit(
      values.map { $0 + shift }, grid: grid, options: options)
    #expect(isClose(shifted.deviation, model.deviation, Tolerance.iterated, scale: 0))
    for (a, b) in zip(shifted.coefficients, model.coefficients).dropFirst() {
      #expect(abs(a.value - b.value) <= Tolerance.iterated)
    }
    let bands = (try shifted.forecast(count: 20), try model.forecast(count: 20))
    for (a, b) in zip(bands.0.expected, bands.1.expected) { #expect(abs(a - shift - b) < 1e-6) }
  }

  @Test(arguments: [1e-6, 1e6], [false, true])
  func scalesWithTheData(scale: Double, isRobust: Bool) throws {
    let grid = Self.hours(24 * 20)
    let values = Self.series(grid, seed: 4)
    let options = Self.options(
      [Self.season(Self.day, .chosen(upTo: 5))], trend: .automatic, isRobust: isRobust)
    let (model, _) = try HarmonicRegression.fit(values, grid: grid, options: options)
    let (scaled, _) = try HarmonicRegression.fit(
      values.map { $0 * scale }, grid: grid, options: options)
    #expect(isClose(scaled.deviation, scale * model.deviation, Tolerance.iterated, scale: 0))
    #expect(
      relativeDifference(
        scaled.coefficients.map { $0.value / scale }, model.coefficients.map(\.value))
        <= Tolerance.iterated)
  }

  @Test(arguments: [false, true])
  func aPureSeasonIsRecovered(isRobust: Bool) throws {
    let grid = Self.hours(24 * 21)
    let values = Self.series(grid, noise: 0, seed: 0)
    let (model, report) = try HarmonicRegression.fit(
      values, grid: grid,
      options: Self.options(
        [Self.season(Self.day, .chosen(upTo: 5)), Self.season(Self.week, .fixed(2))],
        trend: .automatic, isRobust: isRobust))
    #expect(model.deviation < Tolerance.density)
    #expect(report.converged)
    #expect(model.seasons[0].harmonics == [1, 2, 3])
    #expect(model.changePoints.isEmpty)
    let later = grid.continued(by: 100)
    let expected = try model.forecast(count: 100).expected
    #expect(relativeDifference(expected, Self.series(later, noise: 0, seed: 0)) < 1e-9)
  }

  @Test(arguments: [100.0, 1e4, 1e8])
  func anOutlierHardlyMovesARobustFit(size: Double) throws {
    let grid = Self.hours(24 * 21)
    let values = Self.series(grid, seed: 6)
    let options = Self.options(
      [Self.season(Self.day, .fixed(3)), Self.season(Self.week, .fixed(1))], isRobust: true)
    let (clean, _) = try HarmonicRegression.fit(values, grid: grid, options: options)
    let before = try clean.expected(along: grid).expected
    for place in [0, 200, 503] {
      var spoilt = values
      spoilt[place] += size
      let (model, report) = try HarmonicRegression.fit(spoilt, grid: grid, options: options)
      let moved = zip(try model.expected(along: grid).expected, before).map { abs($0 - $1) }.max()
      #expect((moved ?? .infinity) < 0.005 * min(size, 100))
      #expect(report.weights[place] < 0.05)
    }
  }

  @Test func seasonsFollowTheLocalClock() throws {
    let grid = TimeGrid(start: Self.start, interval: 1800, count: 48 * 40)
    // The clock goes back an hour after 20 days.
    let offsets = (0..<grid.count).map { $0 < 960 ? 7200 : 3600 }
    let values = (0..<grid.count).map { index in
      sine(2 * .pi * Double(grid.time(at: index) + offsets[index]) / Self.day)
    }
    let options = Self.options([Self.season(Self.day, .fixed(2))])
    let (local, _) = try HarmonicRegression.fit(
      values, grid: grid, covariates: HarmonicCovariates(utcOffsets: offsets), options: options)
    let (other, _) = try HarmonicRegression.fit(values, grid: grid, options: options)
    #expect(local.deviation < Tolerance.density)
    #expect(other.deviation > 0.05)
  }

  @Test func bandsHoldTheirShare() throws {
    let grid = Self.hours(24 * 40)
    let (model, _) = try HarmonicRegression.fit(
      Self.series(grid, seed: 11), grid: grid,
      options: Self.options([Self.season(Self.day, .fixed(3)), Self.season(Self.week, .fixed(1))]))
    let later = grid.continued(by: 24 * 40)
    let band = try model.forecast(count: later.count, coverage: 0.9)
    let values = Self.series(later, seed: 12)
    let inside = values.indices.count {
      band.lower[$0] <= values[$0] && values[$0] <= band.upper[$0]
    }
    #expect(abs(Double(inside) / Double(values.count) - 0.9) < 0.04)
  }

  // MARK: Degenerate series

  @Test(arguments: [0, -3, 1e9], [false, true])
  func aConstantIsALevel(value: Double, isRobust: Bool) throws {
    let grid = Self.hours(200)
    let (model, report) = try HarmonicRegression.fit(
      [Double](repeating: value, count: 200), grid: grid,
      options: Self.options(
        [Self.season(Self.day, .chosen(upTo: 4))], trend: .automatic, isRobust: isRobust))
    #expect(model.deviation == 0)
    #expect(report.converged)
    #expect(try model.forecast(count: 50).expected.allSatisfy { $0 == value })
  }

  @Test func shortSeriesAreRefused() throws {
    let options = Self.options([Self.season(Self.day, .fixed(2))])
    for count in [0, 1, 11] {
      #expect(throws: FitError.tooFewSamples(count: count, needed: 12)) {
        try HarmonicRegression.fit(
          [Double](repeating: 1, count: count), grid: Self.hours(count), options: options)
      }
    }
    // Enough values, but less than a day.
    #expect(throws: FitError.tooFewSamples(count: 23, needed: 24)) {
      try HarmonicRegression.fit(
        [Double](repeating: 1, count: 23), grid: Self.hours(23), options: options)
    }
    #expect(throws: FitError.tooFewSamples(count: 0, needed: 12)) {
      try HarmonicRegression.fit(
        [Double](repeating: .nan, count: 100), grid: Self.hours(100), options: options)
    }
    let values = (0..<24).map { Double($0 % 5) }
    #expect(
      try HarmonicRegression.fit(values, grid: Self.hours(24), options: options).report.rank == 6)
  }

  @Test func whatCannotBeIsNamed() throws {
    let grid = Self.hours(100)
    var values = (0..<100).map { Double($0 % 7) }
    func fit(
      _ options: HarmonicRegressionOptions, _ covariates: HarmonicCovariates = .init()
    ) throws -> HarmonicRegression {
      try HarmonicRegression.fit(values, grid: grid, covariates: covariates, options: options)
        .model
    }
    let plain = Self.options([])
    var event = [Double](repeating: 0, count: 100)
    event[3] = .nan
    #expect(throws: FitError.nonFiniteSample(row: 3, column: 0)) {
      try fit(plain, .init(regressors: [.init(name: "event", values: event)]))
    }
    event[3] = 1
    let model = try fit(plain, .init(regressors: [.init(name: "event", values: event)]))
    #expect(model.coefficients.last?.name == "event")
    #expect(throws: FitError.self) { try model.forecast(count: 10) }
    #expect(throws: FitError.self) { try fit(Self.options([Self.season(-1, .fixed(1))])) }
    #expect(throws: FitError.self) { try fit(Self.options([Self.season(.nan, .fixed(1))])) }
    #expect(throws: FitError.self) { try fit(Self.options([Self.season(Self.day, .fixed(0))])) }
    #expect(throws: FitError.self) {
      try fit(Self.options([], trend: .changing(at: [Self.start - 1])))
    }
    values[9] = -.infinity
    #expect(throws: FitError.infiniteValue(index: 9)) { try fit(plain) }
  }

  // MARK: Snapshots

  private static func stored() throws -> HarmonicRegression {
    let grid = hours(24 * 14)
    let event = HarmonicCovariates.Regressor(
      name: "deploy", values: (0..<grid.count).map { $0 % 50 == 0 ? 1 : 0 })
    return try HarmonicRegression.fit(
      series(grid, seed: 2), grid: grid, covariates: .init(regressors: [event]),
      options: options(
        [season(day, .fixed(12))], trend: .changing(at: [start + 500_000]), isRobust: true)
    ).model
  }

  @Test func snapshotsReadBackEqual() throws {
    let model = try Self.stored()
    let data = try JSONEncoder().encode(model)
    #expect(try JSONDecoder().decode(HarmonicRegression.self, from: data) == model)
  }

  @Test func snapshotsOfFormat1AreRead() throws {
    struct Stored: Decodable {
      var model: HarmonicRegression
      var expected: [Double]
    }
    let stored: Stored = try references("harmonic_regression_snapshot_1", in: .module)
    let forecast = try stored.model.forecast(
      count: 6, covariates: .init(regressors: [.init(name: "deploy", values: [0, 1, 0, 0, 0, 1])]))
    #expect(relativeDifference(forecast.expected, stored.expected) <= Tolerance.closedForm)
  }

  @Test func snapshotsThatDoNotFitAreRefused() throws {
    let data = try JSONEncoder().encode(try Self.stored())
    let stored = String(decoding: data, as: UTF8.self)
    for (part, other) in [
      ("\"formatVersion\":1", "\"formatVersion\":2"), ("\"interval\":3600", "\"interval\":0"),
      ("\"hasSlope\":true", "\"hasSlope\":false"), ("[\"deploy\"]", "[]"),
      ("\"count\":336", "\"count\":9223372036854775807"),
    ] {
      let bad = stored.replacing(part, with: other)
      #expect(bad != stored, "\(part)")
      #expect(throws: DecodingError.self, "\(part)") {
        try JSONDecoder().decode(HarmonicRegression.self, from: Data(bad.utf8))
      }
    }
  }
}
