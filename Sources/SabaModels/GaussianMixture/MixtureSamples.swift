/// Samples made ready for a fit: complete rows in one matrix, incomplete ones grouped by what they
/// lack.
struct MixtureSamples: Sendable {
  /// The rows without missing values, `[m × d]`.
  let complete: Matrix
  /// The incomplete rows, by pattern of observed metrics.
  let incomplete: [IncompleteGroup]
  /// The weights of the complete rows; nil for 1 each.
  let weights: [Double]?
  /// The number of metrics d.
  let dimension: Int

  /// Rows in which the same metrics are observed.
  struct IncompleteGroup: Sendable {
    /// The observed metrics, ascending; at least one.
    var observed: [Int]
    /// The observed values, `[m × o]`.
    var values: Matrix
    /// The rows' weights, `[m]`.
    var weights: [Double]
  }

  /// Groups samples.
  ///
  /// - Parameters:
  ///   - samples: `[n × d]`; NaN is missing, rows without any value are left out.
  ///   - weights: `[n]`; nil for 1 each. Rows of weight 0 are left out too.
  /// - Throws: ``FitError/nonFiniteSample(row:column:)`` for an infinite value, or
  ///   ``FitError/invalidParameter(name:reason:)`` for a bad weight or no column.
  /// - Complexity: O(n·d).
  init(_ samples: Matrix, weights: [Double]?) throws(FitError) {
    guard samples.columnCount > 0 else {
      throw .invalidParameter(name: "samples", reason: "must have at least one column")
    }
    let d = samples.columnCount
    dimension = d
    if let weights {
      precondition(weights.count == samples.rowCount, "one weight a sample")
      guard weights.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
        throw .invalidParameter(name: "sampleWeights", reason: "must be at least 0 and finite")
      }
    }
    let all = samples.elements
    var isIncomplete = false
    for i in all.indices where !all[i].isFinite {
      if all[i].isInfinite { throw .nonFiniteSample(row: i / d, column: i % d) }
      isIncomplete = true
    }
    guard isIncomplete || weights?.contains(0) == true else {
      complete = samples
      incomplete = []
      self.weights = weights
      return
    }
    var completeRows: [Int] = []
    var groups: [IncompleteGroup] = []
    for (observed, all) in MissingPatterns.group(samples) {
      let rows = all.filter { row in weights.map { $0[row] > 0 } ?? true }
      if rows.isEmpty { continue }
      if observed.count == d {
        completeRows = rows
      } else if !observed.isEmpty {
        groups.append(
          IncompleteGroup(
            observed: observed, values: samples.block(rows: rows, columns: observed),
            weights: rows.map { weights?[$0] ?? 1 }))
      }
    }
    complete = samples.rows(at: completeRows)
    self.weights = weights.map { weights in completeRows.map { weights[$0] } }
    incomplete = groups
  }

  /// Throws where there are too few rows with a value and a positive weight.
  func check(atLeast needed: Int) throws(FitError) {
    let counted = incomplete.reduce(complete.rowCount) { $0 + $1.weights.count }
    guard counted >= needed else { throw .tooFewSamples(count: counted, needed: needed) }
  }

  /// The statistics of all samples under a model.
  ///
  /// - Parameters:
  ///   - model: Gives responsibilities and expectations.
  ///   - structure: The covariances that the statistics shall yield.
  ///   - weights: The weights of the complete rows, then of each group's, in place of their own; nil
  ///     for their own.
  ///   - threadCount: How many threads share the work.
  /// - Returns: Expected statistics given what was observed.
  func statistics(
    under model: GaussianMixture, structure: CovarianceStructure, weights: [Double]? = nil,
    threadCount: Int
  ) -> MixtureStatistics {
    let own = weights.map { Array($0[..<complete.rowCount]) } ?? self.weights
    var result = MixtureStatistics(
      of: complete, under: model, structure: structure, sampleWeights: own,
      threadCount: threadCount)
    var offset = complete.rowCount
    let groups = incomplete.map { group in
      var group = group
      if let weights {
        group.weights = Array(weights[offset..<(offset + group.weights.count)])
        offset += group.weights.count
      }
      return group
    }
    let parts = Parallel.map(groups.count, threadCount: threadCount) { index in
      groups[index].statistics(under: model, structure: structure)
    }
    for part in parts { result += part }
    return result
  }

  /// Every row's weight, or 0 for the share of them, by weight, whose density is least.
  ///
  /// Incomplete rows compete by their density per observed metric.
  func weightsKept(
    under model: GaussianMixture, trimmedShare: Double, threadCount: Int
  ) -> [Double] {
    let d = Double(dimension)
    var densities = model.logDensity(of: complete, threadCount: threadCount).map { $0 / d }
    for group in incomplete {
      let o = Double(group.observed.count)
      densities += group.logDensity(under: model).map { $0 / o }
    }
    var weights = allWeights
    var rest = trimmedShare * weights.reduce(0, +)
    for row in densities.indices.sorted(by: { densities[$0] < densities[$1] }) {
      if weights[row] > rest { break }
      rest -= weights[row]
      weights[row] = 0
    }
    return weights
  }

  /// The weights of the complete rows, then of each group's.
  private var allWeights: [Double] {
    incomplete.reduce(weights ?? [Double](repeating: 1, count: complete.rowCount)) {
      $0 + $1.weights
    }
  }

  /// The model that a fit starts from.
  ///
  /// - Throws: ``FitError``, for a metric without any value too.
  func initialModel(
    options: GaussianMixtureOptions, using generator: inout RandomGenerator
  ) throws(FitError) -> GaussianMixture {
    let k = options.componentCount
    for metric in 0..<dimension
    where complete.rowCount == 0 && !incomplete.contains(where: { $0.observed.contains(metric) }) {
      throw .invalidParameter(name: "samples", reason: "must have a value in column \(metric)")
    }
    // Where too few rows are complete for a covariance of each component, means stand in for what
    // is missing, in the start only.
    let areFilled = !incomplete.isEmpty && complete.rowCount < 2 * k * (dimension + 1)
    let samples = areFilled ? filled : complete
    let labels: [Int]
    switch options.start {
    case .kMeans: labels = KMeans.assign(samples, to: k, using: &generator)
    case .random: labels = KMeans.assignAtRandom(samples, to: k, using: &generator)
    }
    var responsibilities = Matrix(rowCount: samples.rowCount, columnCount: k)
    for (row, label) in labels.enumerated() { responsibilities[row, label] = 1 }
    // One sample of each component is a good enough reference: it lies within its cloud.
    var reference = Matrix(rowCount: k, columnCount: dimension)
    for component in 0..<k {
      let row = labels.firstIndex(of: component) ?? 0
      for j in 0..<dimension { reference[component, j] = samples[row, j] }
    }
    return try MixtureStatistics(
      of: samples, responsibilities: responsibilities, reference: reference,
      structure: options.structure,
      sampleWeights: areFilled ? allWeights : weights
    ).model(structure: options.structure, prior: options.prior)
  }

  /// All rows, with each missing value replaced by its metric's mean.
  private var filled: Matrix {
    var sums = [Double](repeating: 0, count: dimension)
    var counts = [Double](repeating: 0, count: dimension)
    for row in 0..<complete.rowCount {
      for j in 0..<dimension {
        sums[j] += complete[row, j]
        counts[j] += 1
      }
    }
    for group in incomplete {
      for (column, metric) in group.observed.enumerated() {
        for row in 0..<group.values.rowCount {
          sums[metric] += group.values[row, column]
          counts[metric] += 1
        }
      }
    }
    let means = zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
    var elements = complete.elements
    for group in incomplete {
      for row in 0..<group.values.rowCount {
        var filled = means
        for (column, metric) in group.observed.enumerated() {
          filled[metric] = group.values[row, column]
        }
        elements += filled
      }
    }
    return Matrix(
      rowCount: elements.count / dimension, columnCount: dimension, elements: elements)
  }
}
