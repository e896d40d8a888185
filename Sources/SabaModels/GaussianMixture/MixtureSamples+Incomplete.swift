extension MixtureSamples.IncompleteGroup {
  /// The log density of what was observed of each row.
  func logDensity(under model: GaussianMixture) -> [Double] {
    // A principal minor of a positive definite matrix fails to be one by rounding only; such rows
    // count as impossible.
    guard let marginal = try? model.marginal(over: observed) else {
      return [Double](repeating: -.infinity, count: values.rowCount)
    }
    return marginal.logDensity(of: values)
  }

  /// The expected statistics of the rows given what was observed of them.
  ///
  /// A component that is responsible for a row expects x̂ of it: the observed values, and of the
  /// missing ones the conditional mean. Then  F = Σ r·(x̂ − c)  and
  /// S = Σ r·((x̂ − c)(x̂ − c)ᵀ + C)  with C the conditional covariance of the missing values.
  ///
  /// - Complexity: O(k·d³ + rows·k·d²).
  func statistics(
    under model: GaussianMixture, structure: CovarianceStructure
  ) -> MixtureStatistics {
    let d = model.dimension
    let k = model.componentCount
    let missing = (0..<d).filter { !observed.contains($0) }
    var total = MixtureStatistics(reference: model.means, structure: structure)
    guard
      let marginal = try? model.marginal(over: observed),
      let conditional = try? ConditionalComponents(of: model, expected: missing, given: observed)
    else { return total }

    let responsibilities = marginal.responsibilities(of: values)
    let densities = marginal.logDensity(of: values)
    for (density, weight) in zip(densities, weights) where weight > 0 {
      total.logLikelihood += weight * density
      total.count += weight
    }
    var parts: [MixtureStatistics] = []
    for c in 0..<k {
      let reference = model.means.rows(c..<(c + 1))
      var accumulator = MomentAccumulator(
        reference: reference, structure: structure == .tied ? .full : structure,
        hasCloseMeans: true)
      let expected = conditional.expectations(
        component: c, of: model, missing, given: observed, values
      ).elements
      let given = values.elements
      var block = MixtureBlock(dimension: d, componentCount: 1)
      var imputed = [Double](repeating: 0, count: block.capacity * d)
      var start = 0
      while start < values.rowCount {
        let rows = start..<min(start + block.capacity, values.rowCount)
        let shares = rows.map { responsibilities[$0, c] * weights[$0] }
        for (i, row) in rows.enumerated() {
          // What a component without a share would expect may overflow, and 0·∞ is not a number.
          guard shares[i] > 0 else {
            for j in 0..<d { imputed[i * d + j] = reference[0, j] }
            continue
          }
          for column in observed.indices {
            imputed[i * d + observed[column]] = given[row * observed.count + column]
          }
          for column in missing.indices {
            imputed[i * d + missing[column]] = expected[row * missing.count + column]
          }
        }
        block.load(imputed.span.extracting(0..<(rows.count * d)))
        block.setResponsibilities(
          Matrix(rowCount: shares.count, columnCount: 1, elements: shares), rows: shares.indices)
        accumulator.add(&block, rows: rows, sampleWeights: nil)
        start = rows.upperBound
      }
      parts.append(
        accumulator.statistics.adding(
          covariance: conditional.covariances[c], of: missing))
    }
    total.combine(components: parts)
    return total
  }
}

extension MixtureStatistics {
  /// Adds, to the only component, its weight times a covariance of some metrics.
  fileprivate func adding(covariance: Matrix, of metrics: [Int]) -> MixtureStatistics {
    let weight = weights[0]
    let changed: SecondMoments
    switch second {
    case .full(var sums):
      for (i, a) in metrics.enumerated() {
        for (j, b) in metrics.enumerated() { sums[0][a, b] += weight * covariance[i, j] }
      }
      changed = .full(sums)
    case .diagonal(var sums):
      for (i, a) in metrics.enumerated() { sums[0, a] += weight * covariance[i, i] }
      changed = .diagonal(sums)
    case .pooled: preconditionFailure("one component is never pooled")
    }
    return MixtureStatistics(
      reference: reference, weights: weights, first: first, second: changed,
      logLikelihood: 0, count: 0)
  }

  /// Takes the moments of k statistics of one component each.
  fileprivate mutating func combine(components: [MixtureStatistics]) {
    var first = first
    var second = second
    for (k, part) in components.enumerated() {
      for j in 0..<dimension { first[k, j] = part.first[0, j] }
      switch (second, part.second) {
      case (.full(var sums), .full(let own)):
        sums[k] = own[0]
        second = .full(sums)
      case (.pooled(var sum), .full(let own)):
        for i in 0..<dimension {
          for j in 0..<dimension { sum[i, j] += own[0][i, j] }
        }
        second = .pooled(sum)
      case (.diagonal(var sums), .diagonal(let own)):
        for j in 0..<dimension { sums[k, j] = own[0, j] }
        second = .diagonal(sums)
      default: preconditionFailure("statistics of one structure")
      }
    }
    self = MixtureStatistics(
      reference: reference, weights: components.map { $0.weights[0] }, first: first,
      second: second, logLikelihood: logLikelihood, count: count)
  }
}
