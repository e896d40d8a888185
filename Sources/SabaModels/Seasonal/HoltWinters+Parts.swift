extension HoltWinters {
  /// What a model is made of.
  public struct Form: Sendable, Hashable {
    /// How the level moves on by itself.
    public enum Trend: String, Sendable, Hashable, Codable {
      /// It stays.
      case none
      /// By the slope, for ever.
      case linear
      /// By a slope that dies away, φ being below 1.
      case damped
    }

    /// How seasons act on the level.
    public enum Seasonality: String, Sendable, Hashable, Codable {
      /// They are added.
      case additive
      /// They multiply it: swings grow with the level. All values must be above 0.
      case multiplicative
    }

    /// How the level moves on by itself.
    public var trend: Trend
    /// The seasons' periods in steps, ascending, each at least 2; none, one or two.
    public var periods: [Int]
    /// How the seasons act; of no consequence without them.
    public var seasonality: Seasonality
    /// Whether part λ of the last error is expected again.
    public var hasErrorCorrelation: Bool

    /// Makes a form.
    public init(
      trend: Trend = .damped, periods: [Int] = [], seasonality: Seasonality = .additive,
      hasErrorCorrelation: Bool = false
    ) {
      self.trend = trend
      self.periods = periods
      self.seasonality = seasonality
      self.hasErrorCorrelation = hasErrorCorrelation
    }

    var isMultiplicative: Bool { seasonality == .multiplicative && !periods.isEmpty }

    func validate() throws(FitError) {
      guard
        periods.count <= 2, periods.allSatisfy({ $0 >= 2 }),
        periods.count < 2 || periods[0] < periods[1]
      else {
        throw .invalidParameter(
          name: "periods", reason: "must be at most two, ascending, each at least 2")
      }
    }
  }

  /// The smoothing parameters.
  public struct Parameters: Sendable, Hashable {
    /// α, how far an error moves the level, in 0…1.
    public var level: Double
    /// β, how far it moves the slope, in 0…1; 0 without a trend.
    ///
    /// β = α·β* in terms of the β* of statsmodels' `ExponentialSmoothing` and R's `HoltWinters`.
    public var trend: Double
    /// φ, by which the slope is multiplied each step, above 0 and at most 1; 1 unless damped.
    public var damping: Double
    /// γ and ω, how far an error moves each season, in 0…1; one a period.
    public var seasons: [Double]
    /// λ, the part of the last error that is expected again, in −1…1; 0 without correlation.
    public var errorCorrelation: Double

    /// Makes parameters.
    public init(
      level: Double, trend: Double = 0, damping: Double = 1, seasons: [Double] = [],
      errorCorrelation: Double = 0
    ) {
      self.level = level
      self.trend = trend
      self.damping = damping
      self.seasons = seasons
      self.errorCorrelation = errorCorrelation
    }

    func validate(for form: Form) throws(FitError) {
      func check(_ name: String, _ holds: Bool, _ reason: String) throws(FitError) {
        if !holds { throw .invalidParameter(name: name, reason: reason) }
      }
      try check("level", (0...1).contains(level), "must lie in 0…1")
      try check(
        "trend", form.trend == .none ? trend == 0 : (0...1).contains(trend),
        "must lie in 0…1, and be 0 without a trend")
      try check(
        "damping", form.trend == .damped ? damping > 0 && damping <= 1 : damping == 1,
        "must be above 0 and at most 1, and 1 unless the trend is damped")
      try check(
        "seasons", seasons.count == form.periods.count && seasons.allSatisfy((0...1).contains),
        "must lie in 0…1, one a period")
      try check(
        "errorCorrelation",
        form.hasErrorCorrelation ? abs(errorCorrelation) <= 1 : errorCorrelation == 0,
        "must lie in −1…1, and be 0 unless the form has it")
    }
  }

  /// Where a model stands between two steps.
  public struct State: Sendable, Hashable {
    /// The level l, in the metric's unit.
    public var level: Double
    /// The slope b, a step; 0 without a trend.
    public var slope: Double
    /// The effects of each season from the next step on, as many as its period: added to the level
    /// in the metric's unit, or factors above 0.
    public var seasons: [[Double]]
    /// The error u before the next step; of no consequence without correlation.
    public var error: Double

    /// Makes a state.
    public init(level: Double, slope: Double = 0, seasons: [[Double]] = [], error: Double = 0) {
      self.level = level
      self.slope = slope
      self.seasons = seasons
      self.error = error
    }

    func validate(for form: Form) throws(FitError) {
      guard level.isFinite, slope.isFinite, error.isFinite, form.trend != .none || slope == 0 else {
        throw .invalidParameter(
          name: "state", reason: "must be finite, its slope 0 without a trend")
      }
      guard
        seasons.map(\.count) == form.periods, seasons.joined().allSatisfy(\.isFinite),
        !form.isMultiplicative || seasons.joined().allSatisfy({ $0 > 0 })
      else {
        throw .invalidParameter(
          name: "state",
          reason: "must have finite seasons as long as the periods, above 0 if they multiply")
      }
    }
  }

  /// The parameters as the recursion uses them.
  struct Gains: Sendable, Hashable {
    let alpha: Double
    let beta: Double
    let phi: Double
    let gamma: Double
    let omega: Double
    let lambda: Double
    let firstPeriod: Int
    let secondPeriod: Int
    /// By how much, at least, what is unknown of the seasons shrinks in a longest period of values.
    let seasonDecay: Double

    init(_ form: Form, _ parameters: Parameters) {
      alpha = parameters.level
      beta = parameters.trend
      phi = parameters.damping
      gamma = parameters.seasons.first ?? 0
      omega = parameters.seasons.count > 1 ? parameters.seasons[1] : 0
      lambda = parameters.errorCorrelation
      firstPeriod = form.periods.first ?? 1
      secondPeriod = form.periods.count > 1 ? form.periods[1] : 1
      seasonDecay = parameters.seasons.lazy.filter { $0 > 0 }.map { (1 - $0) * (1 - $0) }.max() ?? 0
    }
  }

  /// The largest β, at most α, with which errors are known to die away in a seasonal model.
  ///
  /// An error e reaches later values as Σ cⱼ z⁻ʲ = γ/(zᵐ − 1) + H(z) − 1, and dies away where
  /// H + γ/(zᵐ − 1) has no zero outside the unit circle. On the circle, where the real part of
  /// 1/(zᵐ − 1) is −½, a zero needs Re H(e^{iω}) = γ/2 and m·ω = 2π·k − 2·atan(γ/(2·|Im H|)). Re H is
  /// 1 − α/2 + Re λ/(z − λ) − β·T(ω), with T falling in ω: β is taken so small that Re H ≥ γ/2 from the
  /// least such ω on. With two seasons γ stands for the sum of both, and the bound begins at π/n.
  ///
  /// Source: the condition of Hyndman, Akram, Archibald (2008), doi:10.1007/s10463-006-0109-x, here in
  /// a form that is sufficient and explicit. The usual region β < α lies partly outside of it where
  /// the period is long. As α + γ ≤ 1, what it leaves to β is above 0.
  static func largestTrend(
    level alpha: Double, damping phi: Double, seasons: [Double], periods: [Int],
    errorCorrelation lambda: Double
  ) -> Double {
    guard let period = periods.last else { return alpha }
    let half = 0.5 * seasons.reduce(0, +)
    let m = Double(period)
    // 1 − 2·x·cos ω + x², without cancellation.
    func square(_ x: Double, _ omega: Double) -> Double {
      let s = sine(0.5 * omega)
      return (1 - x) * (1 - x) + 4 * x * s * s
    }
    var least = Double.pi / m
    if periods.count == 1 {
      var most = 2 * least
      for _ in 0..<20 {
        let omega = 0.5 * (least + most)
        let imaginary =
          0.5 * alpha * cosine(0.5 * omega) / sine(0.5 * omega)
          + lambda * sine(omega) / square(lambda, omega)
        // The tangent of (2π − m·ω)/2, in 0…π/2, falls in ω.
        let turn = Double.pi - 0.5 * m * omega
        if imaginary > 0 && half * cosine(turn) < sine(turn) * imaginary {
          least = omega
        } else {
          most = omega
        }
      }
    }
    let steps = 16
    let ratio = power(Double.pi / least, 1 / Double(steps))
    var omega = least
    var result = alpha
    for _ in 0...steps {
      let rest =
        1 - 0.5 * alpha + lambda * (cosine(omega) - lambda) / square(lambda, omega) - half
      result = min(result, rest * 2 * square(phi, omega) / (phi * (1 + phi)))
      omega *= ratio
    }
    return result
  }

  /// The effects of a season, in a circle, and what missed values have left unknown of them.
  struct SeasonRing: Sendable, Hashable {
    private var values: [Double]
    /// In units of the errors' variance; empty until a value is missed.
    private var variances: [Double] = []
    private var position = 0

    /// The effects from the next step on, at least one, and their variances, none or as many.
    init(_ values: [Double], variances: [Double] = []) {
      self.values = values
      self.variances = variances
    }

    /// The effects from the next step on.
    var ordered: [Double] { Array(values[position...] + values[..<position]) }

    /// The variances from the next step on; none where nothing was ever missed.
    var orderedVariances: [Double] {
      variances.isEmpty ? [] : Array(variances[position...] + variances[..<position])
    }

    /// The next step's.
    var next: Double { values[position] }

    /// The next step's.
    var nextVariance: Double { variances.isEmpty ? 0 : variances[position] }

    mutating func replaceNext(_ value: Double) { values[position] = value }

    /// The next effect misses an error that would have moved it by this share.
    mutating func missNext(_ gain: Double) {
      if gain == 0 { return }
      if variances.isEmpty { variances = [Double](repeating: 0, count: values.count) }
      variances[position] += gain * gain
    }

    /// The next effect learns this share of an error.
    mutating func learnNext(_ gain: Double) {
      if !variances.isEmpty { variances[position] *= (1 - gain) * (1 - gain) }
    }

    mutating func advance() {
      position += 1
      if position == values.count { position = 0 }
    }

    static func == (a: SeasonRing, b: SeasonRing) -> Bool {
      a.ordered == b.ordered && a.orderedVariances == b.orderedVariances
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(ordered)
      hasher.combine(orderedVariances)
    }
  }
}
