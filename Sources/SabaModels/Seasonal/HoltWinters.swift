internal import SabaNumerics

/// Exponential smoothing of level, trend and up to two seasons: an online model of one metric.
///
/// In the state-space form with additive errors, for the value y, the level l, the slope b, the
/// seasonal effects d and w (periods m and n), and the error u before it:
///
/// - additive: μ = l + φ·b + d₋ₘ + w₋ₙ + λ·u;  e = y − μ;
///   l ← l + φ·b + α·e;  b ← φ·b + β·e;  d ← d₋ₘ + γ·e;  w ← w₋ₙ + ω·e;  u ← λ·u + e
/// - multiplicative: μ = (l + φ·b)·d₋ₘ·w₋ₙ + λ·u, and e is divided by d·w in l and b, by (l + φ·b)·w
///   in d, and by (l + φ·b)·d in w.
///
/// With one season and λ = 0 these are the models ETS(A, ·, ·) of R's `forecast` and statsmodels'
/// `ExponentialSmoothing`, with β = α·β*; with two it is Taylor's. Smoothing as Winters printed it
/// corrects seasons at the level after the observation, not before it: in the additive form that is
/// the same with seasonal constants γ/(1 − α), in the multiplicative one nearly so.
///
/// **Missing steps.** The state moves on with e = 0 and the seasons advance. The variance of the next
/// value is σ²·(1 + x), the excess x growing with each missed step exactly as that of an h-step
/// forecast: x = Σ cⱼ² for j = 1…h−1, with cⱼ = α + β·(φ + … + φʲ) + λʲ + γ·[m divides j] + ω·[n
/// divides j]. When values return, the errors that level, slope and u carry shrink exactly as the
/// recursion forgets them, and those of each slot of a season by (1 − γ)² with each value there;
/// that slots and level err together is neglected then, so that without a season the deviation is
/// exact and with one nearly so. With a multiplicative season the same holds to first order in the errors:
/// the effect of an error on the level is divided by the factors at which it came and multiplied by
/// those at which it is read; there is no closed form.
///
/// A metric is scored before it is learnt from: ``update(with:)`` gives what was expected of a value
/// before it was seen, as do ``expected`` and ``deviation`` before the call.
///
/// Source: Hyndman, Koehler, Ord, Snyder (2008), doi:10.1007/978-3-540-71918-2, chapter 2 and table
/// 6.1; Taylor (2003), doi:10.1057/palgrave.jors.2601589; the clipped errors after Gelper, Fried,
/// Croux (2010), doi:10.1002/for.1125.
public struct HoltWinters: Sendable, Hashable {
  /// What the model is made of.
  public let form: Form
  /// The smoothing parameters.
  public let parameters: Parameters
  /// The standard deviation σ of the errors of one step, in the metric's unit.
  public let errorDeviation: Double
  /// The size, in deviations, to which errors are cut before they are learnt from; nil for none.
  public let outlierLimit: Double?

  let gains: Gains
  /// What is taken off values first, so that a huge offset costs no digits; 0 if multiplicative.
  let origin: Double
  private(set) var relativeLevel: Double
  private(set) var slope: Double
  private(set) var error: Double
  private(set) var first: SeasonRing
  private(set) var second: SeasonRing
  private(set) var uncertainty: StateUncertainty

  /// Makes a model from its parts.
  ///
  /// - Parameters:
  ///   - form: What the model is made of.
  ///   - parameters: The smoothing parameters, as many as the form has.
  ///   - state: Where it begins.
  ///   - errorDeviation: The standard deviation of the errors, finite and at least 0.
  ///   - outlierLimit: In deviations, above 0; nil to learn from errors whole.
  /// - Throws: ``FitError/invalidParameter(name:reason:)``.
  public init(
    form: Form, parameters: Parameters, state: State, errorDeviation: Double,
    outlierLimit: Double? = nil
  ) throws(FitError) {
    try form.validate()
    try parameters.validate(for: form)
    try state.validate(for: form)
    guard errorDeviation >= 0, errorDeviation.isFinite else {
      throw .invalidParameter(name: "errorDeviation", reason: "must be finite and at least 0")
    }
    if let outlierLimit, !(outlierLimit > 0) {
      throw .invalidParameter(name: "outlierLimit", reason: "must be above 0, or nil for none")
    }
    // Of an additive model only the differences of values from the level matter.
    let origin = form.isMultiplicative ? 0 : state.level
    var relative = state
    relative.level -= origin
    self.init(
      form: form, parameters: parameters, origin: origin, relative: relative,
      errorDeviation: errorDeviation, outlierLimit: outlierLimit)
  }

  /// Makes a model from parts that fit together, the state's level relative to an origin.
  init(
    form: Form, parameters: Parameters, origin: Double, relative state: State,
    errorDeviation: Double, outlierLimit: Double?, uncertainty: StateUncertainty = .init(),
    seasonVariances: [[Double]] = []
  ) {
    self.form = form
    self.parameters = parameters
    self.errorDeviation = errorDeviation
    self.outlierLimit = outlierLimit
    self.origin = origin
    gains = Gains(form, parameters)
    relativeLevel = state.level
    slope = state.slope
    error = state.error
    let neutral = form.isMultiplicative ? 1.0 : 0.0
    func ring(_ index: Int) -> SeasonRing {
      SeasonRing(
        state.seasons.count > index ? state.seasons[index] : [neutral],
        variances: seasonVariances.count > index ? seasonVariances[index] : [])
    }
    first = ring(0)
    second = ring(1)
    self.uncertainty = uncertainty
  }

  /// Whether an error is known to die away; if not, expectations may swing ever wider in time.
  ///
  /// Always without a season and without a trend; with both, β must be small where periods are long,
  /// below about (2π/m)² for a slope that is not damped. Fitted parameters are stable.
  public var isStable: Bool {
    parameters.trend
      <= Self.largestTrend(
        level: parameters.level, damping: parameters.damping, seasons: parameters.seasons,
        periods: form.periods, errorCorrelation: parameters.errorCorrelation)
  }

  /// Where the model stands.
  public var state: State {
    State(
      level: origin + relativeLevel, slope: slope,
      seasons: zip([first, second], form.periods).map { ring, _ in ring.ordered }, error: error)
  }

  /// What the next value is expected to be, in the metric's unit.
  public var expected: Double { expectation }

  /// The standard deviation of the next value from ``expected``: that of the errors, and more after
  /// missed steps.
  public var deviation: Double { currentDeviation }

  // What each step reads is inlined into it: a call would copy the whole model.

  @inline(__always)
  private var expectation: Double {
    let base = relativeLevel + gains.phi * slope
    let structure =
      form.isMultiplicative ? base * (first.next * second.next) : base + first.next + second.next
    return origin + (structure + gains.lambda * error)
  }

  @inline(__always)
  private var currentDeviation: Double {
    uncertainty.isSettled ? errorDeviation : errorDeviation * varianceFactor.squareRoot()
  }

  /// The variance of the next value in units of the errors' own.
  @inline(__always)
  var varianceFactor: Double {
    if uncertainty.isSettled { return 1 }
    return 1 + uncertainty.excess(gains, factor: factor) + first.nextVariance + second.nextVariance
  }

  /// By how much the next season multiplies the level.
  @inline(__always)
  private var factor: Double { form.isMultiplicative ? first.next * second.next : 1 }

  /// Learns from the next value.
  ///
  /// - Parameter value: In the metric's unit; NaN, or infinite, where missing.
  /// - Returns: What was expected of it and the standard deviation from that, before it was seen.
  /// - Complexity: O(1), without allocation but for a season's first missing value.
  @discardableResult
  public mutating func update(with value: Double) -> (expected: Double, deviation: Double) {
    let foreseen = (expectation, currentDeviation)
    if value.isFinite {
      _ = learn(value)
    } else {
      miss()
    }
    return foreseen
  }

  /// Moves on by a step whose value is missing.
  private mutating func miss() {
    uncertainty.miss(gains, factor: factor)
    first.missNext(gains.gamma)
    second.missNext(gains.omega)
    slope *= gains.phi
    relativeLevel += slope
    error *= gains.lambda
    first.advance()
    second.advance()
  }

  /// Moves on by a step with a value, and gives its whole error.
  @inline(__always)
  mutating func learn(_ value: Double) -> Double {
    let trend = gains.phi * slope
    let base = relativeLevel + trend
    let d = first.next
    let w = second.next
    let remembered = gains.lambda * error
    let whole: Double
    if form.isMultiplicative {
      let season = d * w
      whole = value - (base * season + remembered)
      let e = clipped(whole)
      relativeLevel = base + gains.alpha * e / season
      slope = trend + gains.beta * e / season
      error = remembered + e
      // A level that has fallen to 0 says nothing on the seasons.
      let share = base > 0 ? e / (base * season) : 0
      first.replaceNext(max(d + gains.gamma * share * d, Self.smallestFactor))
      second.replaceNext(max(w + gains.omega * share * w, Self.smallestFactor))
    } else {
      whole = (value - origin) - (base + d + w + remembered)
      let e = clipped(whole)
      relativeLevel = base + gains.alpha * e
      slope = trend + gains.beta * e
      error = remembered + e
      first.replaceNext(d + gains.gamma * e)
      second.replaceNext(w + gains.omega * e)
    }
    if !uncertainty.isSettled {
      uncertainty.observe(gains, factor: form.isMultiplicative ? d * w : 1)
      first.learnNext(gains.gamma)
      second.learnNext(gains.omega)
    }
    first.advance()
    second.advance()
    return whole
  }

  @inline(__always)
  private func clipped(_ error: Double) -> Double {
    guard let outlierLimit else { return error }
    let limit = outlierLimit * currentDeviation
    // A series that never erred tells no outlier from news.
    return limit > 0 ? min(max(error, -limit), limit) : error
  }

  /// Multiplicative seasons stay above 0.
  static let smallestFactor = 1e-6

  /// What is expected of the next steps, if none of their values is seen.
  ///
  /// The deviations are those of an h-step forecast: exact for an additive season or none, to first
  /// order in the errors for a multiplicative one.
  ///
  /// - Parameters:
  ///   - count: The number of steps.
  ///   - coverage: The share of normal values that the band holds, between 0 and 1.
  /// - Returns: One point a step.
  /// - Complexity: O(count).
  public func forecast(count: Int, coverage: Double = 0.99) -> ExpectedBand {
    var ahead = self
    return ahead.follow([Double](repeating: .nan, count: count), coverage: coverage)
  }

  /// Learns from values, one after the other.
  ///
  /// - Parameters:
  ///   - values: The next ones; NaN, or infinite, where missing.
  ///   - coverage: The share of normal values that the band holds, between 0 and 1.
  /// - Returns: What was expected of each of them before it was seen.
  /// - Complexity: O(n).
  public mutating func follow(_ values: [Double], coverage: Double = 0.99) -> ExpectedBand {
    var expectations: [Double] = []
    var deviations: [Double] = []
    expectations.reserveCapacity(values.count)
    deviations.reserveCapacity(values.count)
    for value in values {
      let (expected, deviation) = update(with: value)
      expectations.append(expected)
      deviations.append(deviation)
    }
    return ExpectedBand(expected: expectations, deviations: deviations, coverage: coverage)
  }
}
