/// How to fit a mixture.
public struct GaussianMixtureOptions: Sendable, Hashable {
  /// The number of components.
  public var componentCount = 1
  /// What the components' covariances have in common.
  public var structure = CovarianceStructure.full
  /// What is added to every variance, in squared units of the data.
  public var covarianceRegularization = 1e-6
  /// The gain in average log likelihood below which iteration stops.
  public var tolerance = 1e-3
  /// The largest number of EM iterations of a start.
  public var maximumIterations = 100
  /// How many starts are tried; the one with the highest likelihood is kept.
  public var restartCount = 1

  /// Makes the default options.
  public init() {}
}

/// What happened during a fit.
public struct FitReport: Sendable, Hashable {
  /// Whether the gain fell below the tolerance before the iterations ran out.
  public var converged: Bool
  /// The iterations of the start that was kept.
  public var iterations: Int
  /// The average log likelihood before each iteration of the start that was kept.
  public var lowerBounds: [Double]
}

extension GaussianMixture {
  /// Estimates a Gaussian mixture by expectation–maximization.
  ///
  /// Maximizes  L(θ) = (1/n) Σᵢ log Σₖ wₖ N(xᵢ; μₖ, Σₖ)  from a k-means++ start. Each iteration
  /// does not decrease L, up to rounding, when the regularization is 0.
  ///
  /// - Parameters:
  ///   - samples: `[n × d]`, finite; n ≥ 2 and ≥ `componentCount`.
  ///   - options: See ``GaussianMixtureOptions``.
  ///   - generator: Source of the starts; the same seed gives the same model.
  /// - Returns: The model and a ``FitReport``; see `converged` before trusting it.
  /// - Throws: ``FitError``; for ``FitError/componentCollapsed(index:)`` ask for fewer components.
  /// - Complexity: O(n·k·d²) per iteration, O(n) memory beside the samples.
  ///
  /// Source: Dempster, Laird, Rubin (1977), doi:10.1111/j.2517-6161.1977.tb01600.x.
  public static func fit(
    _ samples: Matrix, options: GaussianMixtureOptions = .init(),
    using generator: inout RandomGenerator
  ) throws(FitError) -> (model: GaussianMixture, report: FitReport) {
    try options.validate()
    try check(samples, needed: max(2, options.componentCount))
    var best: (model: GaussianMixture, report: FitReport)?
    var failure: FitError?
    for _ in 0..<options.restartCount {
      do throws(FitError) {
        let start = try initialModel(samples, options: options, using: &generator)
        let result = try iterate(samples, from: start, options: options)
        let bound = result.report.lowerBounds.last ?? -.infinity
        if best == nil || bound > best?.report.lowerBounds.last ?? -.infinity { best = result }
      } catch {
        failure = error
      }
    }
    if let best { return best }
    throw failure ?? .invalidParameter(name: "restartCount", reason: "must be at least 1")
  }

  /// Expectation–maximization from a given start.
  ///
  /// - Parameters:
  ///   - samples: `[n × d]`, finite; n ≥ 1.
  ///   - start: The model of the first E-step.
  ///   - options: `componentCount` and `restartCount` do not matter here.
  /// - Returns: The model after the last M-step, and the report.
  /// - Throws: ``FitError``; ``FitError/componentCollapsed(index:)`` where a component of the start
  ///   is far from all samples.
  /// - Complexity: O(n·k·d²) per iteration.
  public static func fit(
    _ samples: Matrix, from start: GaussianMixture, options: GaussianMixtureOptions
  ) throws(FitError) -> (model: GaussianMixture, report: FitReport) {
    try options.validateIteration()
    try check(samples, needed: 1)
    return try iterate(samples, from: start, options: options)
  }

  private static func iterate(
    _ samples: Matrix, from start: GaussianMixture, options: GaussianMixtureOptions
  ) throws(FitError) -> (model: GaussianMixture, report: FitReport) {
    var model = start
    var report = FitReport(converged: false, iterations: 0, lowerBounds: [])
    while report.iterations < options.maximumIterations {
      let statistics = MixtureStatistics(of: samples, under: model)
      let bound = statistics.logLikelihood / statistics.count
      model = try statistics.model(
        structure: options.structure, covarianceRegularization: options.covarianceRegularization)
      report.iterations += 1
      if let last = report.lowerBounds.last, bound - last < options.tolerance {
        report.converged = true
      }
      report.lowerBounds.append(bound)
      if report.converged { break }
    }
    return (model, report)
  }

  /// Fits mixtures of 1, 2, … components and keeps the one with the lowest BIC.
  ///
  /// - Parameters:
  ///   - samples: `[n × d]`, finite.
  ///   - largestCount: The largest number of components tried.
  ///   - options: `componentCount` does not matter here.
  ///   - generator: Source of the starts.
  /// - Returns: The model, its report, and the BIC of every count tried, from 1 up; the search
  ///   ends at the first count that does not improve on the one before.
  /// - Throws: ``FitError`` of the single component; larger counts that fail end the search.
  /// - Complexity: O(n·k²·d²) per iteration for k counts tried.
  public static func fitSelectingComponentCount(
    _ samples: Matrix, upTo largestCount: Int, options: GaussianMixtureOptions = .init(),
    using generator: inout RandomGenerator
  ) throws(FitError) -> (model: GaussianMixture, report: FitReport, bic: [Double]) {
    var options = options
    options.componentCount = 1
    var best = try fit(samples, options: options, using: &generator)
    var criteria = [best.model.bic(of: samples)]
    for count in 2..<max(2, largestCount + 1) {
      options.componentCount = count
      guard let next = try? fit(samples, options: options, using: &generator) else { break }
      let criterion = next.model.bic(of: samples)
      criteria.append(criterion)
      guard criterion < criteria[count - 2] else { break }
      best = next
    }
    return (best.model, best.report, criteria)
  }

  /// Throws unless there are enough samples, all of them finite.
  private static func check(_ samples: Matrix, needed: Int) throws(FitError) {
    guard samples.rowCount >= needed else {
      throw .tooFewSamples(count: samples.rowCount, needed: needed)
    }
    guard samples.columnCount > 0 else {
      throw .invalidParameter(name: "samples", reason: "must have at least one column")
    }
    do throws(NumericError) {
      try samples.checkFinite()
    } catch {
      guard case .nonFinite(let row, let column) = error else {
        throw .invalidParameter(name: "samples", reason: "must be finite")
      }
      throw .nonFiniteSample(row: row, column: column)
    }
  }

  private static func initialModel(
    _ samples: Matrix, options: GaussianMixtureOptions, using generator: inout RandomGenerator
  ) throws(FitError) -> GaussianMixture {
    let k = options.componentCount
    let labels = KMeans.assign(samples, to: k, using: &generator)
    var responsibilities = Matrix(rowCount: samples.rowCount, columnCount: k)
    for (row, label) in labels.enumerated() { responsibilities[row, label] = 1 }
    // One sample of each component is a good enough reference: it lies within its cloud.
    var reference = Matrix(rowCount: k, columnCount: samples.columnCount)
    for component in 0..<k {
      let row = labels.firstIndex(of: component) ?? 0
      for j in 0..<samples.columnCount { reference[component, j] = samples[row, j] }
    }
    return try MixtureStatistics(
      of: samples, responsibilities: responsibilities, reference: reference
    ).model(
      structure: options.structure, covarianceRegularization: options.covarianceRegularization)
  }
}

extension GaussianMixtureOptions {
  fileprivate func validate() throws(FitError) {
    guard componentCount >= 1 else {
      throw .invalidParameter(name: "componentCount", reason: "must be at least 1")
    }
    guard restartCount >= 1 else {
      throw .invalidParameter(name: "restartCount", reason: "must be at least 1")
    }
    try validateIteration()
  }

  /// Checks the options that count from a given start too.
  fileprivate func validateIteration() throws(FitError) {
    guard covarianceRegularization >= 0, covarianceRegularization.isFinite else {
      throw .invalidParameter(
        name: "covarianceRegularization", reason: "must be at least 0 and finite")
    }
    guard maximumIterations >= 1 else {
      throw .invalidParameter(name: "maximumIterations", reason: "must be at least 1")
    }
    guard tolerance >= 0 else {
      throw .invalidParameter(name: "tolerance", reason: "must be at least 0")
    }
  }
}
