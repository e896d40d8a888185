/// What is normal for a role: the density of its standardised metrics.
struct RoleDensity: Sendable, Hashable {
  let metrics: [String]
  let scaling: MetricScaling
  let mixture: GaussianMixture

  /// The number of metrics d.
  var dimension: Int { metrics.count }

  /// Fits scaling and mixture to rows of a history without missing values.
  ///
  /// - Parameters:
  ///   - rows: The history.
  ///   - indices: Which of its complete rows.
  ///   - rhythms: For each metric the slot length of its time-of-day profile; nil for none.
  ///   - componentCount: The number of components.
  ///   - start: A mixture to start from, of as many components; nil for random starts.
  ///   - options: The regularization and the seed.
  /// - Returns: The density.
  /// - Throws: ``FitError``, as scaling and mixture do.
  static func fit(
    _ rows: TrainingRows, at indices: [Int], rhythms: [Int?], componentCount: Int,
    from start: GaussianMixture? = nil, options: RoleModelOptions
  ) throws(FitError) -> RoleDensity {
    let samples = rows.complete.rows(at: indices)
    let times = indices.map { rows.times[$0] }
    let scaling = try MetricScaling(
      fitting: samples, times: times, hosts: indices.map { rows.hosts[$0] }, rhythms: rhythms,
      zone: rows.zone)
    var mixtureOptions = GaussianMixtureOptions()
    mixtureOptions.componentCount = componentCount
    mixtureOptions.covarianceRegularization = options.covarianceRegularization
    // A component with a wide covariance of its own would take the history's incidents for a state
    // of the role, and then everything like them for normal.
    mixtureOptions.structure = .tied
    let standard = scaling.standardized(samples, at: times)
    let mixture: GaussianMixture
    if let start {
      mixture = try GaussianMixture.fit(standard, from: start, options: mixtureOptions).model
    } else {
      var generator = RandomGenerator(seed: options.seed)
      mixture = try GaussianMixture.fit(
        standard, options: mixtureOptions, using: &generator
      ).model
    }
    return RoleDensity(metrics: rows.metrics, scaling: scaling, mixture: mixture)
  }

  /// The log density that an energy stands for.
  func logDensity(ofEnergy energy: Double) -> Double {
    mixture.peakLogDensity - 0.5 * energy * Double(dimension)
  }
}

/// Reads a ``RoleDensity`` row by row, missing metrics marginalised out.
///
/// Keeps the marginal of each pattern of missing metrics that it has met, up to a bound.
struct DensityReader: Sendable {
  let density: RoleDensity
  private let complete: Part
  private var parts: [[Int]: Part] = [:]

  /// The mixture over the observed metrics.
  private struct Part: Sendable {
    var observed: [Int]
    var mixture: GaussianMixture
    var peak: Double
  }

  /// More patterns than these are recomputed as they come.
  private static let largestPartCount = 256

  init(_ density: RoleDensity) {
    self.density = density
    complete = Part(
      observed: Array(0..<density.dimension), mixture: density.mixture,
      peak: density.mixture.peakLogDensity)
  }

  /// Rows in which a larger share of the metrics is missing are not judged.
  static let largestMissingShare = 0.5

  /// The energy of one row, comparable whatever is missing; nil where too much is.
  ///
  /// With m of d metrics observed, the energy of the observed part is moved to the value of the
  /// same probability under d metrics, both taken as χ²: (χ²_m/m)^⅓ is nearly normal with mean
  /// 1 − 2/(9m) and variance 2/(9m) (Wilson, Hilferty 1931, doi:10.1073/pnas.17.12.684).
  mutating func energy(of values: [Double], at time: Int) -> Double? {
    guard let part = part(for: values) else { return nil }
    let m = Double(part.observed.count)
    let standard = part.observed.map {
      density.scaling.standardized(values[$0], metric: $0, at: time)
    }
    let logDensity = part.mixture.logDensity(of: standard)
    let d = Double(density.dimension)
    let energy = -2 * (logDensity - part.peak) / m
    if m == d { return energy }
    // What a light component costs at its very centre does not depend on the number of metrics:
    // it is set aside while the rest moves.
    let sample = Matrix(rowCount: 1, columnCount: standard.count, elements: standard)
    let shares = part.mixture.responsibilities(of: sample).elements
    let heaviest = part.mixture.weights.max() ?? 1
    var lightness = 0.0
    for (share, weight) in zip(shares, part.mixture.weights) where share > 0 {
      lightness -= 2 * share * logarithm(weight / heaviest)
    }
    let rest = max(0, energy - lightness / m)
    let deviation = (power(rest, 1 / 3) - (1 - 2 / (9 * m))) / (2 / (9 * m)).squareRoot()
    let moved = max(0, 1 - 2 / (9 * d) + deviation * (2 / (9 * d)).squareRoot())
    return moved * moved * moved + lightness / d
  }

  /// Every metric with what was expected of it, in the model's order; the shares are the blame itself.
  ///
  /// The components answer in proportion to their responsibility for the observed metrics. A
  /// metric's blame is its squared deviation from the expected value, in units of its variance;
  /// missing metrics have none.
  mutating func blame(of values: [Double], at time: Int) -> [Verdict.Contribution] {
    guard let part = part(for: values) else { return [] }
    let scaling = density.scaling
    let mixture = density.mixture
    let standard = part.observed.map {
      scaling.standardized(values[$0], metric: $0, at: time)
    }
    let sample = Matrix(rowCount: 1, columnCount: standard.count, elements: standard)
    let shares = part.mixture.responsibilities(of: sample).elements
    var result: [Verdict.Contribution] = []
    for j in 0..<density.dimension {
      var mean = 0.0
      var square = 0.0
      for k in 0..<mixture.componentCount {
        let centre = mixture.means[k, j]
        mean += shares[k] * centre
        square += shares[k] * (mixture.variance(ofMetric: j, component: k) + centre * centre)
      }
      let variance = max(square - mean * mean, 1e-12)
      let deviation = scaling.standardized(values[j], metric: j, at: time) - mean
      let blame = values[j].isNaN ? 0 : deviation * deviation / variance
      let half = Self.bandHalfWidth * variance.squareRoot()
      result.append(
        .init(
          metric: density.metrics[j], value: values[j],
          expected: scaling.value(mean, metric: j, at: time),
          low: scaling.value(mean - half, metric: j, at: time),
          high: scaling.value(mean + half, metric: j, at: time), share: blame))
    }
    return result
  }

  /// Half the width of the expected band, in standard deviations: 99.7 % where it is Gaussian.
  static let bandHalfWidth = 3.0

  private mutating func part(for values: [Double]) -> Part? {
    precondition(values.count == density.dimension, "one value a metric of the model")
    if !values.contains(where: \.isNaN) { return complete }
    let observed = values.indices.filter { !values[$0].isNaN }
    let missing = density.dimension - observed.count
    if Double(missing) > Self.largestMissingShare * Double(density.dimension) { return nil }
    if let known = parts[observed] { return known }
    // A principal minor of a positive definite matrix is positive definite; by rounding it might
    // fail to be, and then there is no judgement.
    guard let mixture = try? density.mixture.marginal(over: observed) else { return nil }
    let part = Part(observed: observed, mixture: mixture, peak: mixture.peakLogDensity)
    if parts.count < Self.largestPartCount { parts[observed] = part }
    return part
  }
}
