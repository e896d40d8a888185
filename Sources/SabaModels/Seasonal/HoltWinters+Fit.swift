internal import SabaNumerics

extension HoltWinters {
  /// Fits exponential smoothing to a series by Gaussian likelihood, the variance concentrated out.
  ///
  /// The parameters keep to 0 < α < 1, 0 < β < α, 0.8 < φ < 0.999, γ + ω < 1 − α, |λ| < 0.99, and
  /// β to what lets errors die away (``isStable``), which is little where periods are long. From
  /// the best three of six fixed starts the simplex method searches them with an initial state of
  /// medians over the first cycles; then the method of Levenberg and Marquardt refines parameters and
  /// initial state together, the seasons' initial effects as well unless the series is long
  /// (n·d² > 5·10⁷ with d unknowns; γ forgets them soon there). No chance takes part.
  ///
  /// With an outlier limit the errors are cut at it in all of this, in deviations that are estimated
  /// three times over from the median absolute error.
  ///
  /// The deviation of the errors is the root of Σ eₜ²/vₜ over the number of values less what was
  /// fitted but for the variance, or the robust one widened alike; 0 for a constant series.
  ///
  /// - Parameters:
  ///   - values: The series, NaN where missing; at least two cycles of the longest season, and
  ///     two values seen more than there are unknowns: the parameters, level, slope, period − 1 a
  ///     season, and the variance.
  ///   - options: What to fit.
  /// - Returns: The model after the last value, ready to go on from there, and the report with the
  ///   model before the first.
  /// - Throws: ``FitError/tooFewSamples(count:needed:)``, ``FitError/infiniteValue(index:)``,
  ///   ``FitError/nonPositiveValue(index:)`` for a multiplicative season, or
  ///   ``FitError/invalidParameter(name:reason:)``.
  /// - Complexity: O(n) a run through the series, about 10 ns a value; a few hundred to 2 000 runs, and
  ///   O(n·d²) for each of some 20 refinements.
  ///
  /// Source: as for the type; Marquardt (1963), doi:10.1137/0111030.
  public static func fit(
    _ values: [Double], options: HoltWintersOptions
  ) throws(FitError) -> (model: HoltWinters, report: HoltWintersReport) {
    var search = try HoltWintersSearch(values, options: options)
    return try search.run()
  }
}

/// The search for parameters and initial state.
struct HoltWintersSearch {
  private let values: [Double]
  private let options: HoltWintersOptions
  private let form: HoltWinters.Form
  private let free: FreeParameters
  private let origin: Double
  private let count: Int
  private let unknownCount: Int
  /// The parameters in use, unbounded; empty where they are given.
  private var point: [Double]
  private var start: HoltWinters.State
  /// The deviation at which errors are cut.
  private var deviation = 0.0
  private var converged = true
  private var evaluationCount = 0

  /// The largest n·d² at which the seasons' initial effects are refined.
  private static let refinementLimit = 5e7
  private static let deviationRounds = 3
  /// How many starts are searched from.
  private static let searchCount = 3

  init(_ values: [Double], options: HoltWintersOptions) throws(FitError) {
    try options.validate()
    form = options.form
    if let index = values.firstIndex(where: \.isInfinite) { throw .infiniteValue(index: index) }
    if form.isMultiplicative, let index = values.firstIndex(where: { $0 <= 0 }) {
      throw .nonPositiveValue(index: index)
    }
    count = values.count { !$0.isNaN }
    let parameterCount = options.parameters == nil ? FreeParameters.count(form) : 0
    let stateCount =
      options.state == nil
      ? 1 + (form.trend == .none ? 0 : 1) + form.periods.reduce(0) { $0 + $1 - 1 } : 0
    unknownCount = parameterCount + stateCount + 1
    let cycles = options.state == nil ? 2 * (form.periods.last ?? 0) : 0
    guard values.count >= cycles else { throw .tooFewSamples(count: values.count, needed: cycles) }
    guard count >= unknownCount + 2 else {
      throw .tooFewSamples(count: count, needed: max(cycles, unknownCount + 2))
    }
    free = FreeParameters(form: form, given: options.parameters)
    self.options = options
    if var state = options.state {
      origin = form.isMultiplicative ? 0 : state.level
      state.level -= origin
      start = state
      self.values = values
    } else {
      origin = form.isMultiplicative ? 0 : median(values.lazy.filter { !$0.isNaN }) ?? 0
      self.values = values
      let origin = origin
      start = HoltWinters.State(estimatedFrom: values.map { $0 - origin }, form: form)
    }
    point = []
  }

  mutating func run() throws(FitError) -> (model: HoltWinters, report: HoltWintersReport) {
    point = free.starts.first ?? []
    if options.outlierLimit == nil {
      find()
    } else {
      for _ in 0..<Self.deviationRounds {
        settleDeviation()
        find()
      }
      settleDeviation()
    }
    if options.state == nil {
      start = start.normalized(isMultiplicative: form.isMultiplicative)
    }
    let (squares, logarithms) = sums(model(point, start))
    let n = Double(count)
    let variance = squares / n
    // What was fitted makes the errors seen smaller than those to come.
    let spent = (n / (n - Double(unknownCount - 1))).squareRoot()
    let first = HoltWinters(
      form: form, parameters: free.parameters(point), origin: origin, relative: start,
      errorDeviation: options.isDeviationRobust || options.outlierLimit != nil
        ? spent * robustDeviation() : spent * variance.squareRoot(),
      outlierLimit: options.outlierLimit)
    var last = first
    for value in values { last.update(with: value) }
    guard last.expected.isFinite else {
      throw .invalidParameter(
        name: "values", reason: "are too large to smooth; scale them, or look for a wrong value")
    }
    let report = HoltWintersReport(
      start: first, observationCount: count, sumOfSquares: squares,
      logLikelihood: -0.5 * (n * (logarithm(2 * Double.pi * variance) + 1) + logarithms),
      parameterCount: unknownCount, converged: converged, evaluationCount: evaluationCount)
    return (last, report)
  }

  // MARK: Likelihood

  private func model(_ point: [Double], _ state: HoltWinters.State) -> HoltWinters {
    HoltWinters(
      form: form, parameters: free.parameters(point), origin: origin, relative: state,
      errorDeviation: deviation, outlierLimit: deviation > 0 ? options.outlierLimit : nil)
  }

  /// Σ eₜ²/vₜ and Σ log vₜ over the values seen.
  private func sums(_ start: HoltWinters) -> (squares: Double, logarithms: Double) {
    var model = start
    let limit = start.outlierLimit.map { $0 * deviation } ?? .infinity
    var squares = 0.0
    var logarithms = 0.0
    for value in values {
      if value.isNaN {
        model.update(with: value)
        continue
      }
      let variance = model.varianceFactor
      var error = model.learn(value)
      if variance != 1 {
        error /= variance.squareRoot()
        logarithms += logarithm(variance)
      }
      error = min(max(error, -limit), limit)
      squares += error * error
    }
    return (squares, logarithms)
  }

  /// The function to minimise, a sum of squares whose logarithm is −2/n times the log likelihood
  /// but for a constant.
  private mutating func loss(_ point: [Double], _ state: HoltWinters.State) -> Double {
    evaluationCount += 1
    let (squares, logarithms) = sums(model(point, state))
    return squares * exponential(logarithms / Double(count))
  }

  /// The terms of which ``loss(_:_:)`` is the sum of squares.
  private mutating func terms(_ point: [Double], _ state: HoltWinters.State) -> [Double] {
    evaluationCount += 1
    var model = model(point, state)
    let limit = model.outlierLimit.map { $0 * deviation } ?? .infinity
    var terms: [Double] = []
    terms.reserveCapacity(count)
    var logarithms = 0.0
    for value in values {
      if value.isNaN {
        model.update(with: value)
        continue
      }
      let variance = model.varianceFactor
      let error = model.learn(value) / variance.squareRoot()
      if variance != 1 { logarithms += logarithm(variance) }
      terms.append(min(max(error, -limit), limit))
    }
    let scale = exponential(0.5 * logarithms / Double(count))
    return scale == 1 ? terms : terms.map { scale * $0 }
  }

  /// The median absolute error over 0.6745; where that is 0, the root of the mean square.
  private func robustDeviation() -> Double {
    var model = model(point, start)
    var errors: [Double] = []
    for value in values {
      if value.isNaN {
        model.update(with: value)
      } else {
        let variance = model.varianceFactor
        errors.append(abs(model.learn(value)) / variance.squareRoot())
      }
    }
    let size = (median(errors) ?? 0) / 0.6744897501960817
    if size > 0 { return size }
    return (errors.reduce(0) { $0 + $1 * $1 } / Double(count)).squareRoot()
  }

  /// Estimates the deviation until cutting errors at it makes it no smaller: what an outlier drags
  /// along without being cut would widen it.
  private mutating func settleDeviation() {
    deviation = robustDeviation()
    for _ in 0..<20 {
      let next = robustDeviation()
      let isSettled = next >= 0.99 * deviation
      deviation = next
      if isSettled { break }
    }
  }

  // MARK: Search

  /// Parameters and initial state from the best few starts, each refined; the best of them is kept.
  private mutating func find() {
    let state = start
    var starts = ([point] + free.starts.dropFirst()).map { (point: $0, loss: loss($0, state)) }
    starts.sort { $0.loss < $1.loss }
    var best: (point: [Double], start: HoltWinters.State, loss: Double, converged: Bool)?
    for candidate in starts.prefix(Self.searchCount) {
      (point, start, converged) = (candidate.point, state, true)
      if !point.isEmpty {
        let found = NelderMead(
          from: point, steps: point.map { _ in 1 }, tolerance: 1e-8,
          maximumEvaluations: options.maximumEvaluations
        ) { loss($0, state) }
        // Not where the curve is flat, from where there would be no way back once the state fits.
        (point, converged) = (found.point.map { min(max($0, -5), 5) }, found.converged)
      }
      let refined = refine()
      if refined < best?.loss ?? .infinity { best = (point, start, refined, converged) }
    }
    if let best { (point, start, converged) = (best.point, best.start, best.converged) }
  }

  /// Moves parameters and initial state together, by the method of Levenberg and Marquardt, and gives
  /// the loss.
  private mutating func refine() -> Double {
    let k = point.count
    let level = options.state == nil ? 1 : 0
    let slope = level == 1 && form.trend != .none ? 1 : 0
    let seasonal = level == 1 ? start.seasons.joined().count : 0
    let simple = k + level + slope
    let whole = Double(simple + seasonal)
    let d = Double(count) * whole * whole <= Self.refinementLimit ? simple + seasonal : simple
    if d == 0 { return loss(point, start) }
    /// The point and the state moved by a step.
    func moved(_ step: [Double]) -> (point: [Double], state: HoltWinters.State) {
      var state = start
      if level == 1 { state.level += step[k] }
      if slope == 1 { state.slope += step[k + 1] }
      var next = simple
      if d > simple {
        for season in state.seasons.indices {
          for slot in state.seasons[season].indices {
            state.seasons[season][slot] += step[next]
            next += 1
          }
        }
      }
      return ((0..<k).map { point[$0] + step[$0] }, state)
    }
    var residuals = terms(point, start)
    var value = residuals.reduce(0) { $0 + $1 * $1 }
    var damping = 1e-3
    var isDone = value == 0
    for _ in 0..<60 where !isDone {
      // Innovations of an additive model are linear in the state, so that the size of a step for the
      // difference quotient matters for products alone.
      let scale = form.isMultiplicative ? abs(start.level) : (value / Double(count)).squareRoot()
      var steps = [Double](repeating: 1e-6, count: k)
      if level == 1 { steps.append(1e-5 * scale) }
      if slope == 1 { steps.append(1e-6 * scale) }
      if d > simple {
        steps += [Double](
          repeating: form.isMultiplicative ? 1e-5 : 1e-5 * scale, count: d - simple)
      }
      var jacobian = Matrix(rowCount: count, columnCount: d)
      var lengths = [Double](repeating: 0, count: d)
      for column in 0..<d {
        var step = [Double](repeating: 0, count: d)
        step[column] = steps[column]
        let (point, state) = moved(step)
        let shifted = terms(point, state)
        var square = 0.0
        jacobian.withMutableElements { elements in
          for row in 0..<count {
            let slope = (shifted[row] - residuals[row]) / steps[column]
            elements[row * d + column] = slope
            square += slope * slope
          }
        }
        lengths[column] = square > 0 ? square.squareRoot() : 1
      }
      var reduction = LeastSquaresReduction(columnCount: d)
      do throws(NumericError) {
        try reduction.add(design: jacobian, responses: residuals.map { -$0 })
      } catch {
        return value
      }
      while true {
        var damped = reduction
        var diagonal = Matrix(rowCount: d, columnCount: d)
        for j in 0..<d { diagonal[j, j] = damping.squareRoot() * lengths[j] }
        do throws(NumericError) {
          try damped.add(design: diagonal, responses: [Double](repeating: 0, count: d))
        } catch {
          return value
        }
        let (nextPoint, nextState) = moved(damped.solve().coefficients)
        let isAllowed =
          !form.isMultiplicative
          || nextState.seasons.allSatisfy {
            $0.allSatisfy { $0 > HoltWinters.smallestFactor }
          }
        let next = isAllowed ? terms(nextPoint, nextState) : []
        let nextValue = isAllowed ? next.reduce(0) { $0 + $1 * $1 } : .infinity
        if nextValue < value {
          isDone = value - nextValue <= 1e-10 * value
          (point, start, residuals, value) = (nextPoint, nextState, next, nextValue)
          damping = max(damping / 10, 1e-12)
          break
        }
        damping *= 10
        if damping > 1e8 {
          isDone = true
          break
        }
      }
    }
    converged = isDone
    return value
  }
}

/// The parameters that are searched, as numbers without bounds.
private struct FreeParameters {
  private let form: HoltWinters.Form
  private let given: HoltWinters.Parameters?

  init(form: HoltWinters.Form, given: HoltWinters.Parameters?) {
    self.form = form
    self.given = given
  }

  static func count(_ form: HoltWinters.Form) -> Int {
    let trend =
      switch form.trend {
      case .none: 0
      case .linear: 1
      case .damped: 2
      }
    return 1 + trend + form.periods.count + (form.hasErrorCorrelation ? 1 : 0)
  }

  private static let damping = 0.8...0.999
  private static let correlation = 0.99

  func parameters(_ point: [Double]) -> HoltWinters.Parameters {
    if let given { return given }
    var next = point.makeIterator()
    // Held where the curve is flat, so that a search has nothing to gain further out.
    func share() -> Double { 1 / (1 + exponential(-min(max(next.next() ?? 0, -18), 18))) }
    var result = HoltWinters.Parameters(level: share())
    let trend = form.trend == .none ? 0 : share()
    if form.trend == .damped {
      let (least, most) = (Self.damping.lowerBound, Self.damping.upperBound)
      result.damping = least + (most - least) * share()
    }
    var room = 1 - result.level
    for _ in form.periods {
      let season = room * share()
      result.seasons.append(season)
      room -= season
    }
    if form.hasErrorCorrelation {
      result.errorCorrelation = Self.correlation * (2 * share() - 1)
    }
    if form.trend != .none {
      result.trend =
        trend
        * HoltWinters.largestTrend(
          level: result.level, damping: result.damping, seasons: result.seasons,
          periods: form.periods, errorCorrelation: result.errorCorrelation)
    }
    return result
  }

  /// Where searches begin; one start without numbers where the parameters are given.
  var starts: [[Double]] {
    if given != nil { return [[]] }
    func point(_ level: Double, _ trend: Double, _ damping: Double, _ season: Double) -> [Double] {
      var shares = [level]
      if form.trend != .none { shares.append(trend) }
      if form.trend == .damped { shares.append(damping) }
      shares += form.periods.map { _ in season }
      if form.hasErrorCorrelation { shares.append(0.6) }
      return shares.map { logarithm($0 / (1 - $0)) }
    }
    return [
      point(0.3, 0.1, 0.9, 0.1), point(0.05, 0.05, 0.9, 0.05), point(0.1, 0.1, 0.3, 0.3),
      point(0.8, 0.05, 0.3, 0.2), point(0.8, 0.5, 0.9, 0.3), point(0.02, 0.5, 0.9, 0.1),
    ]
  }
}
