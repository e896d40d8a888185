internal import SabaNumerics

/// How to fit exponential smoothing.
public struct HoltWintersOptions: Sendable, Hashable {
  /// What the model is made of.
  public var form: HoltWinters.Form
  /// The smoothing parameters; nil to find those of the highest likelihood.
  public var parameters: HoltWinters.Parameters?
  /// Where the model begins; nil to find that too.
  public var state: HoltWinters.State?
  /// The size, in deviations, to which errors are cut before they are learnt from, so that outliers
  /// move neither the fit nor, later, the model; nil for none, 3 is usual.
  public var outlierLimit: Double?
  /// Whether the deviation of the errors is their median absolute one over 0.6745, which anomalies
  /// do not widen, and not the root of their mean square; with an outlier limit it always is.
  public var isDeviationRobust = false
  /// About how many runs through the series the search for parameters may take from each start.
  public var maximumEvaluations = 1000

  /// Makes the default options for a form.
  public init(form: HoltWinters.Form = HoltWinters.Form()) { self.form = form }

  func validate() throws(FitError) {
    try form.validate()
    try parameters?.validate(for: form)
    try state?.validate(for: form)
    if let outlierLimit, !(outlierLimit > 0) {
      throw .invalidParameter(name: "outlierLimit", reason: "must be above 0, or nil for none")
    }
    guard maximumEvaluations >= 1 else {
      throw .invalidParameter(name: "maximumEvaluations", reason: "must be at least 1")
    }
  }
}

/// What happened during a fit of exponential smoothing.
public struct HoltWintersReport: Sendable, Hashable {
  /// The model before the first value; ``HoltWinters/follow(_:coverage:)`` from here on gives the
  /// band along the history.
  public let start: HoltWinters
  /// The number of values seen.
  public let observationCount: Int
  /// Σ eₜ²/vₜ over them, vₜ being the variance of a value in units of the errors'.
  ///
  /// vₜ is 1 unless steps before it are missing. With an outlier limit, of the errors as cut.
  public let sumOfSquares: Double
  /// The logarithm of the Gaussian likelihood at the variance that makes it highest; infinite where
  /// there are no errors.
  public let logLikelihood: Double
  /// The number of what was fitted: parameters, free initial states, and the variance.
  public let parameterCount: Int
  /// Whether the search ended by its own rule.
  public let converged: Bool
  /// How often the series was run through.
  public let evaluationCount: Int

  /// Akaike's criterion, −2·log L + 2·k.
  public var aic: Double { -2 * logLikelihood + 2 * Double(parameterCount) }

  /// Akaike's criterion for short series, AIC + 2·k·(k + 1)/(n − k − 1).
  public var aicc: Double {
    let k = Double(parameterCount)
    let rest = Double(observationCount) - k - 1
    return rest > 0 ? aic + 2 * k * (k + 1) / rest : .infinity
  }

  /// Schwarz's criterion, −2·log L + k·log n.
  public var bic: Double {
    -2 * logLikelihood + Double(parameterCount) * logarithm(Double(observationCount))
  }
}
