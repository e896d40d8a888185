extension GaussianMixture {
  /// The mixture of the other metrics, given the values of some: Gaussian mixture regression.
  ///
  /// - Parameters:
  ///   - metrics: The given metrics, each once; at least one, not all.
  ///   - values: Their values, in the same order, finite.
  /// - Returns: A mixture with full covariances over the other metrics in ascending order. Its weights
  ///   are the components' responsibilities for the given values.
  /// - Throws: ``FitError/invalidParameter(name:reason:)`` where the values have density 0 to rounding,
  ///   ``FitError/notPositiveDefinite(component:minor:)`` by rounding.
  /// - Complexity: O(k·d³).
  public func conditional(
    on metrics: [Int], equalTo values: [Double]
  ) throws(FitError) -> GaussianMixture {
    precondition(metrics.count == values.count, "one value a metric")
    precondition(
      !metrics.isEmpty && metrics.count < dimension && Set(metrics).count == metrics.count,
      "some metrics, not all, each once")
    let rest = (0..<dimension).filter { !metrics.contains($0) }
    let parts = try ConditionalComponents(of: self, expected: rest, given: metrics)
    let sample = Matrix(rowCount: 1, columnCount: values.count, elements: values)
    let shares = try marginal(over: metrics).responsibilities(of: sample).elements
    guard shares.contains(where: { $0 > 0 }) else {
      throw .invalidParameter(
        name: "values", reason: "have density 0 under every component; they are too far away")
    }
    var conditionalMeans = Matrix(rowCount: componentCount, columnCount: rest.count)
    for k in 0..<componentCount {
      let expected = parts.expectations(component: k, of: self, rest, given: metrics, sample)
      for index in rest.indices { conditionalMeans[k, index] = expected[0, index] }
    }
    return try GaussianMixture(
      weights: shares, means: conditionalMeans, covariances: parts.covariances)
  }

  /// The mean of each metric, `[d]`.
  public var mean: [Double] {
    (0..<dimension).map { j in
      (0..<componentCount).reduce(0) { $0 + weights[$1] * means[$1, j] }
    }
  }

  /// The variance of each metric, within and between components, `[d]`.
  public var variance: [Double] {
    let mean = mean
    return (0..<dimension).map { j in
      (0..<componentCount).reduce(0) { sum, k in
        let shift = means[k, j] - mean[j]
        return sum + weights[k] * (variance(ofMetric: j, component: k) + shift * shift)
      }
    }
  }

  /// The log density of what was observed of each sample, missing values integrated out exactly.
  ///
  /// - Parameter samples: `[n × d]`; NaN is missing.
  /// - Returns: `[n]`; 0 for a row without any value.
  /// - Throws: ``FitError``, by rounding only.
  /// - Complexity: O(n·k·d²) and O(k·d³) for each pattern of missing values.
  public func logDensityOfObserved(in samples: Matrix) throws(FitError) -> [Double] {
    precondition(samples.columnCount == dimension, "samples have \(dimension) metrics")
    var result = [Double](repeating: 0, count: samples.rowCount)
    for (observed, rows) in MissingPatterns.group(samples) where !observed.isEmpty {
      let part = observed.count == dimension ? self : try marginal(over: observed)
      let values = part.logDensity(of: samples.block(rows: rows, columns: observed))
      for (row, value) in zip(rows, values) { result[row] = value }
    }
    return result
  }

  /// The samples with each missing value replaced by its expectation given the others of its row.
  ///
  /// - Parameter samples: `[n × d]`; NaN is missing.
  /// - Returns: `[n × d]`, complete.
  /// - Throws: ``FitError``, by rounding only.
  /// - Complexity: O(n·k·d²) and O(k·d³) for each pattern of missing values.
  public func expectedValues(of samples: Matrix) throws(FitError) -> Matrix {
    precondition(samples.columnCount == dimension, "samples have \(dimension) metrics")
    var result = samples
    for (observed, rows) in MissingPatterns.group(samples) where observed.count < dimension {
      let missing = (0..<dimension).filter { !observed.contains($0) }
      if observed.isEmpty {
        let mean = mean
        for row in rows { for j in missing { result[row, j] = mean[j] } }
        continue
      }
      let parts = try ConditionalComponents(of: self, expected: missing, given: observed)
      let values = samples.block(rows: rows, columns: observed)
      let shares = try marginal(over: observed).responsibilities(of: values)
      for row in rows { for metric in missing { result[row, metric] = 0 } }
      for k in 0..<componentCount {
        let expected = parts.expectations(
          component: k, of: self, missing, given: observed, values)
        for (i, row) in rows.enumerated() where shares[i, k] > 0 {
          for (index, metric) in missing.enumerated() {
            result[row, metric] += shares[i, k] * expected[i, index]
          }
        }
      }
    }
    return result
  }

  /// What one metric of a sample says, by itself and given all the others.
  public struct MetricContribution: Sendable, Hashable {
    /// −log p(xⱼ): how unusual the value is by itself, in nats.
    public var marginalSurprise: Double
    /// −log p(xⱼ | all others): how unusual it is given the others, in nats.
    ///
    /// The sample's −log p(x) is that of the others plus this.
    public var conditionalSurprise: Double
    /// E[xⱼ | all others].
    public var expected: Double
    /// Var[xⱼ | all others].
    public var variance: Double
  }

  /// What each metric adds to a sample's being unusual.
  ///
  /// - Parameter sample: `[d]`, finite, d ≥ 2.
  /// - Returns: `[d]`.
  /// - Throws: ``FitError/invalidParameter(name:reason:)`` where the others of some metric have density
  ///   0 to rounding.
  /// - Complexity: O(k·d⁴).
  public func contributions(of sample: [Double]) throws(FitError) -> [MetricContribution] {
    precondition(sample.count == dimension && dimension >= 2, "a sample of \(dimension) metrics")
    var result: [MetricContribution] = []
    for metric in 0..<dimension {
      let others = (0..<dimension).filter { $0 != metric }
      let given = try conditional(on: others, equalTo: others.map { sample[$0] })
      result.append(
        MetricContribution(
          marginalSurprise: -(try marginal(over: [metric]).logDensity(of: [sample[metric]])),
          conditionalSurprise: -given.logDensity(of: [sample[metric]]),
          expected: given.mean[0], variance: given.variance[0]))
    }
    return result
  }

  /// Draws samples.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - generator: Source of the draws.
  /// - Returns: The samples, `[count × d]`, and the component that each came from.
  /// - Throws: ``FitError/notPositiveDefinite(component:minor:)``, by rounding only.
  /// - Complexity: O(count·d²).
  public func sample(
    _ count: Int, using generator: inout RandomGenerator
  ) throws(FitError) -> (samples: Matrix, components: [Int]) {
    var factors: [Matrix] = []
    for k in 0..<componentCount {
      let dense = covariance.dense(ofComponent: k, dimension: dimension)
      do throws(NumericError) {
        factors.append(try Cholesky(dense).lower)
      } catch {
        throw .notPositiveDefinite(component: k, minor: 1)
      }
    }
    var samples = Matrix(rowCount: count, columnCount: dimension)
    var components: [Int] = []
    for row in 0..<count {
      let k = generator.index(weights: weights)
      components.append(k)
      let noise = (0..<dimension).map { _ in generator.normal() }
      for i in 0..<dimension {
        var value = means[k, i]
        for j in 0...i { value += factors[k][i, j] * noise[j] }
        samples[row, i] = value
      }
    }
    return (samples, components)
  }
}
