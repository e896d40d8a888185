import Foundation
import SabaModels
import SabaNumerics
import SabaTestSupport
import Testing

@Suite struct HoltWintersTests {
  /// A seasonal series with a wandering level, noise of about 1, and a level of 50.
  static func series(
    _ count: Int, periods: [Int] = [], product: Bool = false, noise: Double = 1, seed: UInt64
  ) -> [Double] {
    var generator = RandomGenerator(seed: seed)
    var level = 50.0
    return (0..<count).map { t in
      level += 0.1 * noise * generator.normal()
      let season = periods.reduce(0.0) {
        $0 + 6 * sine(2 * .pi * Double(t) / Double($1)) + 3
          * cosine(4 * .pi * Double(t) / Double($1))
      }
      return (product ? level * (1 + season / 40) : level + season) + noise * generator.normal()
    }
  }

  static func fit(
    _ values: [Double], _ form: HoltWinters.Form, outlierLimit: Double? = nil
  ) throws -> (model: HoltWinters, report: HoltWintersReport) {
    var options = HoltWintersOptions(form: form)
    options.outlierLimit = outlierLimit
    return try HoltWinters.fit(values, options: options)
  }

  /// A model of this form after 120 values, without a search.
  static func model(_ form: HoltWinters.Form, outlierLimit: Double? = nil) throws -> HoltWinters {
    var options = HoltWintersOptions(form: form)
    options.outlierLimit = outlierLimit
    options.parameters = HoltWinters.Parameters(
      level: 0.2, trend: form.trend == .none ? 0 : 0.02, damping: form.trend == .damped ? 0.9 : 1,
      seasons: form.periods.map { 0.1 + 0.01 * Double($0) },
      errorCorrelation: form.hasErrorCorrelation ? 0.3 : 0)
    return try HoltWinters.fit(series(for: form, seed: 1), options: options).model
  }

  static let forms = [
    HoltWinters.Form(trend: .none), HoltWinters.Form(trend: .linear, periods: [6]),
    HoltWinters.Form(trend: .damped, periods: [6], seasonality: .multiplicative),
    HoltWinters.Form(trend: .none, periods: [4, 10], hasErrorCorrelation: true),
    HoltWinters.Form(trend: .none, periods: [4, 10], seasonality: .multiplicative),
  ]

  static func series(for form: HoltWinters.Form, seed: UInt64) -> [Double] {
    series(
      120, periods: form.periods, product: form.seasonality == .multiplicative, seed: seed)
  }

  // MARK: Missing values

  /// An additive model's state as one vector, and the covariance of its error as one matrix.
  struct WholeState {
    var f: Matrix
    var w: Matrix
    var g: Matrix
    var covariance: Matrix

    init(_ form: HoltWinters.Form, _ p: HoltWinters.Parameters) {
      let size = 3 + form.periods.reduce(0, +)
      f = Matrix(rowCount: size, columnCount: size)
      w = Matrix(rowCount: 1, columnCount: size)
      g = Matrix(rowCount: size, columnCount: 1)
      covariance = Matrix(rowCount: size, columnCount: size)
      f[0, 0] = 1
      f[0, 1] = p.damping
      f[1, 1] = p.damping
      f[2, 2] = p.errorCorrelation
      w[0, 0] = 1
      w[0, 1] = p.damping
      w[0, 2] = p.errorCorrelation
      g[0, 0] = p.level
      g[1, 0] = p.trend
      g[2, 0] = 1
      var at = 3
      for (period, gain) in zip(form.periods, p.seasons) {
        // The next effect stands first, and goes last.
        for k in 0..<period { f[at + k, at + (k + 1) % period] = 1 }
        w[0, at] = 1
        g[at + period - 1, 0] = gain
        at += period
      }
    }

    var varianceFactor: Double {
      1 + Naive.product(Naive.product(w, covariance), w.transposed)[0, 0]
    }

    mutating func advance(isMissing: Bool) {
      let noise = Naive.product(g, isMissing ? g.transposed : w)
      let map = isMissing ? f : Matrix.combined(f, noise, -1)
      covariance = Naive.product(Naive.product(map, covariance), map.transposed)
      if isMissing { covariance = Matrix.combined(covariance, noise, 1) }
    }
  }

  static let gappedForms: [(HoltWinters.Form, HoltWinters.Parameters)] = [
    (.init(trend: .none), .init(level: 0.3)),
    (.init(trend: .damped), .init(level: 0.3, trend: 0.05, damping: 0.9)),
    (
      .init(trend: .linear, hasErrorCorrelation: true),
      .init(level: 0.2, trend: 0.02, errorCorrelation: 0.5)
    ),
    (
      .init(trend: .linear, periods: [5], hasErrorCorrelation: true),
      .init(level: 0.2, trend: 0.02, seasons: [0.3], errorCorrelation: 0.4)
    ),
    (
      .init(trend: .damped, periods: [3, 7]),
      .init(level: 0.2, trend: 0.02, damping: 0.95, seasons: [0.2, 0.3])
    ),
  ]

  /// How far the deviation may be off after a gap in a seasonal model, where it is approximate.
  static let seasonalDeviation = 0.2

  @Test(arguments: gappedForms.indices)
  func missedStepsWidenTheDeviationAndValuesNarrowItAgain(index: Int) throws {
    let (form, parameters) = Self.gappedForms[index]
    var model = try HoltWinters(
      form: form, parameters: parameters,
      state: .init(level: 10, seasons: form.periods.map { [Double](repeating: 0, count: $0) }),
      errorDeviation: 2)
    var whole = WholeState(form, parameters)
    let isSeasonal = !form.periods.isEmpty
    var generator = RandomGenerator(seed: 4)
    // A few values, a first gap of over three cycles, values, and then gaps at random.
    for step in 0..<400 {
      let isMissing = step < 30 ? step >= 5 : step >= 60 && generator.uniform() < 0.3
      let exact = 2 * whole.varianceFactor.squareRoot()
      let bound = isSeasonal && step > 30 ? Self.seasonalDeviation : Tolerance.moments
      #expect(isClose(model.deviation, exact, bound, scale: 0), "step \(step)")
      let before = model.deviation
      model.update(with: isMissing ? .nan : model.expected + generator.normal())
      whole.advance(isMissing: isMissing)
      if isMissing && step < 30 { #expect(model.deviation >= before) }
    }
    for _ in 0..<2000 { model.update(with: model.expected) }
    #expect(isClose(model.deviation, 2, 1e-6))
  }

  @Test func whatIsMissedIsForecast() throws {
    for form in Self.forms {
      var model = try Self.model(form)
      let forecast = model.forecast(count: 25, coverage: 0.95)
      for step in 0..<25 {
        #expect(model.expected == forecast.expected[step])
        let width = normalQuantile(0.975) * model.deviation
        #expect(isClose(forecast.upper[step], model.expected + width, Tolerance.closedForm))
        model.update(with: step % 2 == 0 ? .nan : .infinity)
      }
      #expect(forecast.expected.allSatisfy { $0.isFinite })
    }
  }

  @Test func seasonsGoOnThroughGaps() throws {
    let form = HoltWinters.Form(trend: .none, periods: [24])
    var values = Self.series(24 * 20, periods: [24], noise: 0.1, seed: 6)
    let whole = values
    for index in 0..<10 { values[index] = .nan }
    for index in 200..<317 { values[index] = .nan }
    let (_, report) = try Self.fit(values, form)
    var model = report.start
    let band = model.follow(values)
    #expect(report.observationCount == 24 * 20 - 127)
    for index in 200..<317 {
      #expect(abs(band.expected[index] - whole[index]) < 1, "\(index)")
    }
    #expect(band.upper[316] - band.lower[316] > 1.5 * (band.upper[199] - band.lower[199]))
    #expect(band.upper[400] - band.lower[400] < 1.1 * (band.upper[199] - band.lower[199]))
  }

  @Test func theFirstOrderVarianceOfAProductIsThatOfASimulation() throws {
    let form = HoltWinters.Form(trend: .linear, periods: [4], seasonality: .multiplicative)
    let model = try HoltWinters(
      form: form, parameters: .init(level: 0.4, trend: 0.05, seasons: [0.3]),
      state: .init(level: 100, slope: 1, seasons: [[0.6, 1.2, 1.5, 0.7]]), errorDeviation: 2)
    var generator = RandomGenerator(seed: 12)
    var squares = [Double](repeating: 0, count: 12)
    let expected = model.forecast(count: 12)
    let count = 4000
    for _ in 0..<count {
      var path = model
      for step in 0..<12 {
        let value = path.expected + 2 * generator.normal()
        squares[step] += (value - expected.expected[step]) * (value - expected.expected[step])
        path.update(with: value)
      }
    }
    for step in 0..<12 {
      let width = (expected.upper[step] - expected.expected[step]) / normalQuantile(0.995)
      // Statistical: a standard error is 1.1 %.
      #expect(isClose(width, (squares[step] / Double(count)).squareRoot(), 0.05, scale: 0))
    }
  }

  // MARK: Properties

  /// Where the search stops depends on the last digits of linear algebra; in deviations.
  static let sameOptimum = 1e-3

  static func expectSame(
    _ a: HoltWinters, _ b: HoltWinters, shift: Double = 0, scale: Double = 1
  ) {
    #expect(isClose(b.errorDeviation, scale * a.errorDeviation, sameOptimum, scale: 0))
    for (x, y) in zip(a.forecast(count: 9).expected, b.forecast(count: 9).expected) {
      let difference = abs(y - shift - scale * x)
      #expect(difference <= sameOptimum * scale * a.errorDeviation + 4 * abs(shift).ulp)
    }
  }

  @Test(arguments: [0x1p-20, 1e6])
  func scalesWithTheData(scale: Double) throws {
    for form in Self.forms {
      let values = Self.series(for: form, seed: 5)
      let (model, report) = try Self.fit(values, form)
      let (scaled, _) = try Self.fit(values.map { scale * $0 }, form)
      Self.expectSame(model, scaled, scale: scale)
      #expect(report.converged)
    }
  }

  @Test(arguments: [1e9, -1e9])
  func shiftsWithTheData(shift: Double) throws {
    for form in Self.forms where form.seasonality == .additive {
      // Values that stay exact when shifted.
      let values = Self.series(for: form, seed: 5).map { ($0 * 256).rounded() / 256 }
      let (model, _) = try Self.fit(values, form)
      let (shifted, _) = try Self.fit(values.map { $0 + shift }, form)
      Self.expectSame(model, shifted, shift: shift)
    }
  }

  @Test func aPureSeasonIsRecovered() throws {
    for form in Self.forms where !form.periods.isEmpty {
      let product = form.seasonality == .multiplicative
      let values = (0..<120).map { t -> Double in
        form.periods.reduce(product ? 40.0 : 0) { value, period in
          let effect = sine(2 * .pi * Double(t) / Double(period))
          return product ? value * (1 + 0.3 * effect) : value + 5 * effect
        }
      }
      let (model, report) = try Self.fit(values, form)
      #expect(report.sumOfSquares < 1e-12 * values.reduce(0) { $0 + $1 * $1 }, "\(form)")
      let forecast = model.forecast(count: 20).expected
      let next = (120..<140).map { values[$0 - 60] }
      #expect(relativeDifference(forecast, next) < 1e-5, "\(form)")
    }
  }

  @Test(arguments: [20.0, 1e6])
  func anOutlierHardlyMovesARobustFit(size: Double) throws {
    let form = HoltWinters.Form(trend: .damped, periods: [12])
    let values = Self.series(150, periods: [12], seed: 7)
    let (clean, _) = try Self.fit(values, form, outlierLimit: 3)
    for place in [3, 149] {
      var spoilt = values
      spoilt[place] += size
      let (model, _) = try Self.fit(spoilt, form, outlierLimit: 3)
      let moved =
        zip(model.forecast(count: 24).expected, clean.forecast(count: 24).expected)
        .map { abs($0 - $1) }.max() ?? 0
      // The deviation of the errors is about 1: what an error at the limit can do stays.
      #expect(moved < 0.01 * max(size, 100), "\(place): \(moved)")
      #expect(isClose(model.errorDeviation, clean.errorDeviation, 0.1, scale: 0))
    }
  }

  @Test func aModelWithALimitDoesNotLearnASpike() throws {
    let values = Self.series(240, periods: [12], seed: 8)
    let form = HoltWinters.Form(trend: .none, periods: [12])
    var (model, _) = try Self.fit(values, form, outlierLimit: 3)
    var plain = model
    plain.update(with: plain.expected + 3 * plain.deviation)
    model.update(with: model.expected + 1e6)
    #expect(relativeDifference([model.expected], [plain.expected]) < Tolerance.closedForm)
  }

  @Test func criteriaFollowFromTheLikelihood() throws {
    let form = HoltWinters.Form(trend: .damped, periods: [6])
    let (_, report) = try Self.fit(Self.series(90, periods: [6], seed: 1), form)
    // α, β, φ, γ; level, slope, five free effects; the variance.
    #expect(report.parameterCount == 12)
    let n = 90.0
    let likelihood = -0.5 * n * (logarithm(2 * .pi * report.sumOfSquares / n) + 1)
    #expect(isClose(report.logLikelihood, likelihood, Tolerance.closedForm))
    #expect(isClose(report.aic, -2 * likelihood + 24, Tolerance.closedForm))
    #expect(isClose(report.aicc, -2 * likelihood + 24 + 2.0 * 12 * 13 / 77, Tolerance.closedForm))
    #expect(isClose(report.bic, -2 * likelihood + 12 * logarithm(90), Tolerance.closedForm))
    #expect(report.evaluationCount > 10)
  }

  @Test func fitsAreDeterministic() throws {
    let values = Self.series(200, periods: [10], seed: 2)
    let form = HoltWinters.Form(periods: [10])
    #expect(try Self.fit(values, form).model == Self.fit(values, form).model)
  }

  /// What is left of an error after 2²⁰ steps, at most, in a recursion that forgets.
  static let forgotten = 100.0

  @Test(arguments: 0..<12 as Range<UInt64>)
  func errorsDieAwayInWhatCountsAsStable(seed: UInt64) throws {
    var generator = RandomGenerator(seed: seed)
    let period = [12, 24, 40][Int(seed % 3)]
    let level = 0.02 + 0.9 * generator.uniform()
    let damping = seed % 2 == 0 ? 1 : 0.8 + 0.199 * generator.uniform()
    let season = (1 - level) * generator.uniform()
    let correlation = seed % 4 < 2 ? 0 : 1.6 * generator.uniform() - 0.8
    let form = HoltWinters.Form(
      trend: damping == 1 ? .linear : .damped, periods: [period],
      hasErrorCorrelation: correlation != 0)
    // The largest β that counts as stable, by bisection.
    func model(_ trend: Double) throws -> HoltWinters {
      try HoltWinters(
        form: form,
        parameters: .init(
          level: level, trend: trend, damping: damping, seasons: [season],
          errorCorrelation: correlation),
        state: .init(level: 0, seasons: [[Double](repeating: 0, count: period)]),
        errorDeviation: 1)
    }
    var range = (stable: 0.0, other: 1.0)
    for _ in 0..<40 {
      let middle = 0.5 * (range.stable + range.other)
      if try model(middle).isStable { range.stable = middle } else { range.other = middle }
    }
    #expect(range.stable > 0)
    let whole = WholeState(form, try model(range.stable).parameters)
    var map = Matrix.combined(whole.f, Naive.product(whole.g, whole.w), -1)
    for _ in 0..<20 { map = map * map }
    #expect(map.elements.allSatisfy { abs($0) < Self.forgotten }, "\(range.stable)")
  }

  // MARK: Degenerate series

  @Test(arguments: [0, 5, -7.25, 1e9])
  func aConstantHasNoErrors(value: Double) throws {
    for form in Self.forms where form.seasonality == .additive || value > 0 {
      let (model, report) = try Self.fit([Double](repeating: value, count: 60), form)
      #expect(model.errorDeviation <= 1e-12 * abs(value))
      #expect(isClose(model.expected, value, Tolerance.closedForm))
      #expect(report.logLikelihood > 0)
    }
  }

  @Test func shortSeriesAreRefused() throws {
    for form in Self.forms {
      for count in [0, 1, 4] {
        let error = #expect(throws: FitError.self) {
          try Self.fit((0..<count).map { 3 + Double($0 % 2) }, form)
        }
        guard case .tooFewSamples(count, let needed) = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
        // Who follows the advice gets a model, in steps at most.
        let values = Self.series(for: form, seed: 9)
        let enough = max(needed, 2 * (form.periods.last ?? 0))
        do {
          _ = try Self.fit(Array(values[..<enough]), form)
        } catch FitError.tooFewSamples(_, let more) {
          _ = try Self.fit(Array(values[..<more]), form)
        }
      }
      #expect(throws: FitError.self) {
        try Self.fit([Double](repeating: .nan, count: 100), form)
      }
    }
  }

  @Test func aSteepProductIsFitted() throws {
    let form = HoltWinters.Form(trend: .linear, periods: [4], seasonality: .multiplicative)
    let factors = [0.7, 1.2, 1.3, 0.8]
    func value(_ t: Int) -> Double { (0.01 + 3 * Double(t)) * factors[t % 4] }
    let values = (0..<80).map { t in value(t) + (t % 3 == 0 ? 0.1 : 0) }
    let (model, _) = try Self.fit(values, form)
    #expect(relativeDifference(model.forecast(count: 8).expected, (80..<88).map(value)) < 0.01)
  }

  @Test func missingBeginningsAreBridged() throws {
    for form in Self.forms {
      var values = Self.series(for: form, seed: 21)
      let whole = values
      for index in 0..<43 { values[index] = .nan }
      let (model, report) = try Self.fit(values, form)
      #expect(report.observationCount == 77)
      var start = report.start
      let band = start.follow(values)
      #expect(start == model)
      for index in 60..<120 { #expect(abs(band.expected[index] - whole[index]) < 6) }
    }
  }

  @Test func valuesThatCannotBeAreNamed() {
    var values = Self.series(for: Self.forms[2], seed: 1)
    values[7] = .infinity
    #expect(throws: FitError.infiniteValue(index: 7)) { try Self.fit(values, Self.forms[2]) }
    for value in [0, -3.0] {
      values[7] = value
      #expect(throws: FitError.nonPositiveValue(index: 7)) { try Self.fit(values, Self.forms[2]) }
      #expect((try? Self.fit(values, Self.forms[1])) != nil)
    }
    #expect(FitError.nonPositiveValue(index: 7).description.contains("additive season"))
  }

  @Test func partsThatDoNotFitAreRefused() {
    func make(
      _ form: HoltWinters.Form, _ parameters: HoltWinters.Parameters, _ state: HoltWinters.State,
      deviation: Double = 1, limit: Double? = nil
    ) -> String? {
      do {
        _ = try HoltWinters(
          form: form, parameters: parameters, state: state, errorDeviation: deviation,
          outlierLimit: limit)
        return nil
      } catch {
        guard case .invalidParameter(let name, _) = error else { return "\(error)" }
        return name
      }
    }
    let level = HoltWinters.Form(trend: .none)
    #expect(make(level, .init(level: 0.5), .init(level: 1)) == nil)
    #expect(make(level, .init(level: 1.5), .init(level: 1)) == "level")
    #expect(make(level, .init(level: 0.5, trend: 0.1), .init(level: 1)) == "trend")
    #expect(make(level, .init(level: 0.5, damping: 0.9), .init(level: 1)) == "damping")
    #expect(make(level, .init(level: 0.5, seasons: [0.1]), .init(level: 1)) == "seasons")
    #expect(
      make(level, .init(level: 0.5, errorCorrelation: 0.1), .init(level: 1)) == "errorCorrelation")
    #expect(make(level, .init(level: 0.5), .init(level: .nan)) == "state")
    #expect(make(level, .init(level: 0.5), .init(level: 1, slope: 1)) == "state")
    #expect(make(level, .init(level: 0.5), .init(level: 1), deviation: -1) == "errorDeviation")
    #expect(make(level, .init(level: 0.5), .init(level: 1), limit: 0) == "outlierLimit")
    for periods in [[1], [5, 5], [7, 3], [2, 3, 4]] {
      #expect(
        make(.init(trend: .none, periods: periods), .init(level: 0.5), .init(level: 1))
          == "periods")
    }
    let product = HoltWinters.Form(trend: .none, periods: [2], seasonality: .multiplicative)
    let gains = HoltWinters.Parameters(level: 0.5, seasons: [0.1])
    #expect(make(product, gains, .init(level: 1, seasons: [[1, 1]])) == nil)
    #expect(make(product, gains, .init(level: 1, seasons: [[1, 0]])) == "state")
    #expect(make(product, gains, .init(level: 1, seasons: [[1]])) == "state")
  }

  // MARK: Snapshots

  @Test func snapshotsReadBackEqual() throws {
    for form in Self.forms {
      for limit in [nil, 3.0] {
        var model = try Self.model(form, outlierLimit: limit)
        try Self.expectRoundTrip(model)
        for _ in 0..<7 { model.update(with: .nan) }
        try Self.expectRoundTrip(model)
        model.update(with: 50)
        try Self.expectRoundTrip(model)
      }
    }
  }

  private static func expectRoundTrip(_ model: HoltWinters) throws {
    let stored = try JSONEncoder().encode(model)
    let back = try JSONDecoder().decode(HoltWinters.self, from: stored)
    #expect(back == model)
    #expect(back.forecast(count: 9) == model.forecast(count: 9))
  }

  @Test func snapshotsOfFormat1AreRead() throws {
    struct Stored: Decodable {
      var model: HoltWinters
      var expected: [Double]
    }
    let stored: Stored = try references("holt_winters_snapshot_1", in: .module)
    #expect(stored.model.form.periods == [3, 6])
    #expect(
      relativeDifference(stored.model.forecast(count: 8).expected, stored.expected)
        <= Tolerance.closedForm)
  }

  @Test func snapshotsThatDoNotFitAreRefused() throws {
    let model = try Self.model(Self.forms[1])
    let stored = String(decoding: try JSONEncoder().encode(model), as: UTF8.self)
    let none = PackedDoubles([]).text
    for (part, other) in [
      ("\"formatVersion\":1", "\"formatVersion\":2"), ("\"periods\":[6]", "\"periods\":[7]"),
      ("\"periods\":[6]", "\"periods\":[]"), ("\"periods\":[6]", "\"periods\":[-6]"),
      ("\"linear\"", "\"none\""),
      (PackedDoubles(model.state.seasons[0]).text, none),
      (PackedDoubles([model.errorDeviation]).text, PackedDoubles([-.infinity]).text),
    ] {
      // JSON escapes the slash.
      let bad = stored.replacing("\\/", with: "/").replacing(part, with: other)
      #expect(bad != stored.replacing("\\/", with: "/"), "\(part)")
      #expect(throws: DecodingError.self, "\(part)") {
        try JSONDecoder().decode(HoltWinters.self, from: Data(bad.utf8))
      }
    }
  }
}

extension Matrix {
  fileprivate static func combined(_ a: Matrix, _ b: Matrix, _ factor: Double) -> Matrix {
    Matrix(
      rowCount: a.rowCount, columnCount: a.columnCount,
      elements: zip(a.elements, b.elements).map { $0 + factor * $1 })
  }
}
