/// A mixture fitted by variational Bayes: a prior that wants few components switches the others off.
///
/// Weights have a Dirichlet prior with a small concentration, means and precisions a Gaussian–Wishart
/// prior. The E-step needs expectations under the posterior, which are those of an ordinary mixture
/// with full covariances and adjusted weights; the M-step needs the same ``MixtureStatistics``.
///
/// Source: Bishop (2006), "Pattern Recognition and Machine Learning", section 10.2.
public struct VariationalMixture: Sendable {
  /// How to fit.
  public struct Options: Sendable, Hashable {
    /// The largest number of components.
    public var componentCount = 8
    /// The Dirichlet prior's concentration for each component; nil for one over their number.
    ///
    /// Far below 1, components that the data can do without lose their weight.
    public var weightConcentration: Double?
    /// How many samples the prior of a mean counts for.
    public var meanPrecision = 1.0
    /// What is added to every variance, in squared units of the data.
    public var covarianceRegularization = 1e-6
    /// The change of the lower bound per sample below which iteration stops.
    public var tolerance = 1e-3
    /// The largest number of iterations.
    public var maximumIterations = 200
    /// Components with less than this share of the samples are left out of the model.
    public var smallestWeight = 1e-3

    /// Makes the default options.
    public init() {}
  }

  /// The mixture of posterior means, without the components that were switched off.
  public let model: GaussianMixture
  /// The posterior mean of every component's weight, switched-off ones included, `[k]`.
  public let weights: [Double]
  /// What happened; its lower bounds are those of the evidence, per sample.
  public let report: FitReport

  /// Fits a mixture.
  ///
  /// - Parameters:
  ///   - samples: `[n × d]`, finite, n ≥ 2 and ≥ the number of components.
  ///   - options: See ``Options``.
  ///   - generator: Source of the start.
  /// - Throws: ``FitError``.
  /// - Complexity: O(n·k·d²) an iteration.
  public init(
    fitting samples: Matrix, options: Options = .init(), using generator: inout RandomGenerator
  ) throws(FitError) {
    var start = GaussianMixtureOptions()
    start.componentCount = options.componentCount
    start.covarianceRegularization = options.covarianceRegularization
    try start.validate()
    let data = try MixtureSamples(samples, weights: nil)
    guard data.incomplete.isEmpty, data.complete.rowCount == samples.rowCount else {
      throw .invalidParameter(
        name: "samples", reason: "must be complete; fit them with GaussianMixture.fit")
    }
    try data.check(atLeast: max(2, options.componentCount))
    let prior = GaussianWishart(
      prior: samples, meanPrecision: options.meanPrecision,
      regularization: options.covarianceRegularization)
    let concentration = options.weightConcentration ?? 1 / Double(options.componentCount)
    guard concentration > 0, options.meanPrecision > 0 else {
      throw .invalidParameter(
        name: "weightConcentration and meanPrecision", reason: "must be above 0")
    }

    let initial = try data.initialModel(options: start, using: &generator)
    // The first posterior comes from a plain E-step under the start.
    var statistics = MixtureStatistics(of: samples, under: initial)
    var report = FitReport()
    report.seed = generator.seed
    var posterior = prior.posterior(of: statistics, concentration: concentration)
    let n = Double(samples.rowCount)
    while report.iterations < options.maximumIterations {
      let surrogate = try posterior.surrogate()
      statistics = MixtureStatistics(of: samples, under: surrogate.mixture)
      // The surrogate's weights were scaled to sum to 1; the bound counts with them as they were.
      let bound =
        (statistics.logLikelihood + n * surrogate.logScale - posterior.divergence(from: prior)) / n
      posterior = prior.posterior(of: statistics, concentration: concentration)
      report.iterations += 1
      if let last = report.lowerBounds.last, abs(bound - last) < options.tolerance {
        report.converged = true
      }
      report.lowerBounds.append(bound)
      if report.converged { break }
    }
    let total = posterior.concentrations.reduce(0, +)
    weights = posterior.concentrations.map { $0 / total }
    let shares = statistics.weights.map { $0 / n }
    let left = shares.indices.filter { shares[$0] >= options.smallestWeight }
    report.collapsedComponents = shares.indices.filter { !left.contains($0) }
    model = try posterior.expectedMixture(
      keeping: left, regularization: options.covarianceRegularization)
    self.report = report
  }
}

/// The distributions over means and precisions of components, and over their weights.
private struct GaussianWishart {
  /// Dirichlet concentrations α, `[k]`; the prior's one for each component.
  var concentrations: [Double]
  /// Precisions β of the means in units of the components' own, `[k]`.
  var meanPrecisions: [Double]
  /// The means m, `[k × d]`.
  var means: Matrix
  /// Degrees of freedom ν, `[k]`.
  var degrees: [Double]
  /// The inverse scale matrices W⁻¹, k of `[d × d]`.
  var inverseScales: [Matrix]

  /// A prior about the data's mean, as wide as the data, of d degrees of freedom.
  init(prior samples: Matrix, meanPrecision: Double, regularization: Double) {
    let d = samples.columnCount
    let n = Double(samples.rowCount)
    var mean = [Double](repeating: 0, count: d)
    for row in 0..<samples.rowCount {
      for j in 0..<d { mean[j] += samples[row, j] / n }
    }
    var centred = samples
    for row in 0..<samples.rowCount {
      for j in 0..<d { centred[row, j] -= mean[j] }
    }
    var covariance = centred.gram()
    for i in 0..<d {
      for j in 0..<d { covariance[i, j] /= max(1, n - 1) }
      covariance[i, i] += regularization
    }
    concentrations = [0]
    meanPrecisions = [meanPrecision]
    means = Matrix(rowCount: 1, columnCount: d, elements: mean)
    degrees = [Double(d)]
    inverseScales = [covariance]
  }

  private init(
    concentrations: [Double], meanPrecisions: [Double], means: Matrix, degrees: [Double],
    inverseScales: [Matrix]
  ) {
    self.concentrations = concentrations
    self.meanPrecisions = meanPrecisions
    self.means = means
    self.degrees = degrees
    self.inverseScales = inverseScales
  }

  /// What the samples of some statistics make of this prior (Bishop 10.58, 10.60–10.63).
  func posterior(of statistics: MixtureStatistics, concentration: Double) -> GaussianWishart {
    let d = statistics.dimension
    let k = statistics.componentCount
    var result = GaussianWishart(
      concentrations: [], meanPrecisions: [],
      means: Matrix(rowCount: k, columnCount: d), degrees: [], inverseScales: [])
    guard case .full(let sums) = statistics.second else { return result }
    for c in 0..<k {
      let n = statistics.weights[c]
      let beta = meanPrecisions[0] + n
      var inverse = inverseScales[0]
      // The component's mean and scatter; without samples its reference and none.
      let shift = (0..<d).map { n > 0 ? statistics.first[c, $0] / n : 0 }
      let average = (0..<d).map { statistics.reference[c, $0] + shift[$0] }
      for i in 0..<d {
        let awayI = average[i] - means[0, i]
        result.means[c, i] = (meanPrecisions[0] * means[0, i] + n * average[i]) / beta
        for j in 0..<d {
          let awayJ = average[j] - means[0, j]
          inverse[i, j] +=
            sums[c][i, j] - n * shift[i] * shift[j] + meanPrecisions[0] * n / beta * awayI * awayJ
        }
      }
      result.concentrations.append(concentration + n)
      result.meanPrecisions.append(beta)
      result.degrees.append(degrees[0] + n)
      result.inverseScales.append(inverse)
    }
    result.priorConcentration = concentration
    return result
  }

  private var priorConcentration = 0.0

  private func factor(_ c: Int) throws(FitError) -> Cholesky {
    do throws(NumericError) {
      return try Cholesky(inverseScales[c])
    } catch {
      throw .notPositiveDefinite(component: c, minor: 1)
    }
  }

  /// E[log |Λ|] of a component (Bishop 10.65), given log |W⁻¹|.
  private func expectedLogDeterminant(_ c: Int, logInverseScale: Double) -> Double {
    let d = means.columnCount
    var sum = Double(d) * logarithm(2) - logInverseScale
    for i in 0..<d { sum += digamma((degrees[c] - Double(i)) / 2) }
    return sum
  }

  /// The mixture whose joint densities are the exponentials of the posterior expectations of
  /// log πₖ N(x; μₖ, Λₖ⁻¹) (Bishop 10.46, 10.64), but for a factor on all weights.
  func surrogate() throws(FitError) -> (mixture: GaussianMixture, logScale: Double) {
    let d = Double(means.columnCount)
    let total = digamma(concentrations.reduce(0, +))
    var logWeights: [Double] = []
    var covariances: [Matrix] = []
    for c in concentrations.indices {
      let logInverseScale = try factor(c).logDeterminant
      var covariance = inverseScales[c]
      for i in 0..<covariance.rowCount {
        for j in 0..<covariance.columnCount { covariance[i, j] /= degrees[c] }
      }
      covariances.append(covariance)
      // The mixture's own constant has log |(W⁻¹/ν)|; the difference goes into the weight.
      let ownLogDeterminant = logInverseScale - d * logarithm(degrees[c])
      logWeights.append(
        digamma(concentrations[c]) - total - d / (2 * meanPrecisions[c])
          + 0.5 * expectedLogDeterminant(c, logInverseScale: logInverseScale)
          + 0.5 * ownLogDeterminant)
    }
    let largest = logWeights.max() ?? 0
    let weights = logWeights.map { exponential($0 - largest) }
    let mixture = try GaussianMixture(weights: weights, means: means, covariances: covariances)
    return (mixture, largest + logarithm(weights.reduce(0, +)))
  }

  /// The Kullback–Leibler divergence of this posterior from the prior, summed over all parts.
  func divergence(from prior: GaussianWishart) -> Double {
    let k = concentrations.count
    let d = means.columnCount
    let alpha0 = priorConcentration
    let total = concentrations.reduce(0, +)
    // Dirichlet from the symmetric prior.
    var sum =
      logGamma(total) - logGamma(Double(k) * alpha0) + Double(k) * logGamma(alpha0)
    for alpha in concentrations {
      sum += (alpha - alpha0) * (digamma(alpha) - digamma(total)) - logGamma(alpha)
    }
    guard let priorFactor = try? prior.factor(0) else { return sum }
    for c in 0..<k {
      guard let own = try? factor(c) else { continue }
      let nu = degrees[c]
      let nu0 = prior.degrees[0]
      let beta = meanPrecisions[c]
      let beta0 = prior.meanPrecisions[0]
      // E[(μ − m₀)ᵀΛ(μ − m₀)] under the posterior is d/β + ν·|m − m₀|² in the metric W.
      var away = Matrix(rowCount: d, columnCount: 1)
      for i in 0..<d { away[i, 0] = means[c, i] - prior.means[0, i] }
      let whitened = own.whiten(away)
      let distance = whitened.elements.reduce(0) { $0 + $1 * $1 }
      sum +=
        0.5 * (Double(d) * (beta0 / beta - 1 + logarithm(beta / beta0)) + beta0 * nu * distance)
      // Wishart: ½[ν·tr(W₀⁻¹W) − ν·d − ν₀·log|W₀⁻¹W| ] + log Γ_d(ν₀/2) − log Γ_d(ν/2)
      // + ½(ν − ν₀)·ψ_d(ν/2), with W₀⁻¹W similar to L⁻¹·W₀⁻¹·L⁻ᵀ.
      let ratio = own.whiten(own.whiten(prior.inverseScales[0]).transposed)
      let trace = ratio.diagonal.reduce(0, +)
      let logRatio = priorFactor.logDeterminant - own.logDeterminant
      sum += 0.5 * (nu * trace - nu * Double(d) - nu0 * logRatio)
      for i in 0..<d {
        let shift = Double(i)
        sum +=
          logGamma((nu0 - shift) / 2) - logGamma((nu - shift) / 2)
          + 0.5 * (nu - nu0) * digamma((nu - shift) / 2)
      }
    }
    return sum
  }

  /// The mixture of posterior means of some components.
  func expectedMixture(
    keeping components: [Int], regularization: Double
  ) throws(FitError) -> GaussianMixture {
    try GaussianMixture(
      weights: components.map { concentrations[$0] }, means: means.rows(at: components),
      covariances: components.map { c in
        var covariance = inverseScales[c]
        for i in 0..<covariance.rowCount {
          for j in 0..<covariance.columnCount { covariance[i, j] /= degrees[c] }
        }
        return covariance
      })
  }
}
