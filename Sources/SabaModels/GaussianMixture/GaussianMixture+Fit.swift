extension GaussianMixture {
  /// Estimates a Gaussian mixture by expectation–maximization.
  ///
  /// Maximizes  L(θ) = (1/n) Σᵢ log Σₖ wₖ N(xᵢ; μₖ, Σₖ). Each iteration does not decrease L, up to
  /// rounding, when there is neither regularization, shrinkage nor trimming.
  ///
  /// - Parameters:
  ///   - samples: `[n × d]`, n ≥ 2 and ≥ `componentCount`. NaN is missing: an incomplete row counts
  ///     with the density of what was observed, by exact EM.
  ///   - sampleWeights: `[n]`, not negative, finite; nil for 1 each.
  ///   - options: See ``GaussianMixtureOptions``.
  ///   - generator: Source of the starts; the same seed gives the same model.
  /// - Returns: The model and a ``FitReport``; see `converged` before trusting it.
  /// - Throws: ``FitError``; for ``FitError/componentCollapsed(index:)`` ask for fewer components.
  /// - Complexity: O(n·k·d²) per iteration for full covariances, O(n) memory beside the samples; with
  ///   missing values O(k·d³) more per pattern of missing metrics.
  ///
  /// Source: Dempster, Laird, Rubin (1977), doi:10.1111/j.2517-6161.1977.tb01600.x; missing values
  /// after Ghahramani, Jordan (1994), "Supervised learning from incomplete data via an EM approach".
  public static func fit(
    _ samples: Matrix, sampleWeights: [Double]? = nil, options: GaussianMixtureOptions = .init(),
    using generator: inout RandomGenerator
  ) throws(FitError) -> (model: GaussianMixture, report: FitReport) {
    try options.validate()
    let data = try MixtureSamples(samples, weights: sampleWeights)
    try data.check(atLeast: max(2, options.componentCount))
    var best: (model: GaussianMixture, report: FitReport)?
    var failure: FitError?
    for _ in 0..<options.restartCount {
      do throws(FitError) {
        let start = try data.initialModel(options: options, using: &generator)
        let result = try fit(data, from: start, options: options)
        let bound = result.report.lowerBounds.last ?? -.infinity
        if best == nil || bound > best?.report.lowerBounds.last ?? -.infinity { best = result }
      } catch {
        failure = error
      }
    }
    if var best {
      best.report.seed = generator.seed
      return best
    }
    throw failure ?? .invalidParameter(name: "restartCount", reason: "must be at least 1")
  }

  /// Expectation–maximization from a given start.
  ///
  /// - Parameters:
  ///   - samples: `[n × d]`; NaN is missing.
  ///   - start: The model of the first E-step.
  ///   - sampleWeights: `[n]`, not negative, finite; nil for 1 each.
  ///   - options: `componentCount`, `start` and `restartCount` do not matter here.
  /// - Returns: The model after the last M-step, and the report.
  /// - Throws: ``FitError``.
  /// - Complexity: As ``fit(_:sampleWeights:options:using:)``.
  public static func fit(
    _ samples: Matrix, from start: GaussianMixture, sampleWeights: [Double]? = nil,
    options: GaussianMixtureOptions
  ) throws(FitError) -> (model: GaussianMixture, report: FitReport) {
    try options.validate()
    let data = try MixtureSamples(samples, weights: sampleWeights)
    try data.check(atLeast: max(2, start.componentCount))
    precondition(samples.columnCount == start.dimension, "samples have \(start.dimension) metrics")
    return try fit(data, from: start, options: options)
  }

  private static func fit(
    _ data: MixtureSamples, from start: GaussianMixture, options: GaussianMixtureOptions
  ) throws(FitError) -> (model: GaussianMixture, report: FitReport) {
    var model = start
    var report = FitReport()
    let threadCount = options.threadCount ?? Parallel.processorCount
    while report.iterations < options.maximumIterations {
      var kept: [Double]?
      if options.trimmedShare > 0 {
        let weights = data.weightsKept(
          under: model, trimmedShare: options.trimmedShare, threadCount: threadCount)
        report.trimmedCount = weights.count { $0 == 0 }
        kept = weights
      }
      let statistics = data.statistics(
        under: model, structure: options.structure, weights: kept, threadCount: threadCount)
      let bound = statistics.logLikelihood / statistics.count
      let collapsed = statistics.collapsedComponents
      if let first = collapsed.first {
        guard collapsed.count < model.componentCount else {
          throw .componentCollapsed(index: first)
        }
        // Without samples there is nothing to estimate; the others go on without it.
        let left = model.weights.indices.filter { !collapsed.contains($0) }
        model = try model.keeping(components: left)
        report.collapsedComponents += collapsed
        continue
      }
      model = try statistics.model(structure: options.structure, prior: options.prior)
      report.iterations += 1
      if let last = report.lowerBounds.last, abs(bound - last) < options.tolerance {
        report.converged = true
      }
      report.lowerBounds.append(bound)
      if report.converged { break }
    }
    return (model, report)
  }
}
