internal import SabaNumerics

extension RoleLearner {
  /// Finds what hosts do at the same time of many days.
  ///
  /// - Parameters:
  ///   - mixture: Its usual states: over the level features, with one covariance for all components.
  ///   - sample: Level features of rows spread over the history, `[n × f]`.
  /// - Returns: What tells the states.
  /// - Complexity: O(n·f²) for n rows of f features.
  func recurringStates(beyond mixture: GaussianMixture, sample: Matrix) -> RecurringStates {
    let energies = Self.energies(of: sample.elements.span, under: mixture).sorted()
    if energies.isEmpty { return .none }
    let bound = energies[Int(RecurringStates.usualShare * Double(energies.count - 1))]
    return RecurringStates(
      among: unusualRows(under: mixture, beyond: bound),
      covariance: mixture.covariance.dense(ofComponent: 0, dimension: mixture.dimension),
      dayCount: rows.dayCount, threadCount: threadCount)
  }

  /// A mixture with a component more for each state.
  func mixture(
    _ mixture: GaussianMixture, with states: [RecurringStates.State]
  ) throws(FitError) -> GaussianMixture {
    if states.isEmpty { return mixture }
    let rowCount = Double(rows.complete.count)
    return try GaussianMixture(
      weights: mixture.weights + states.map { Double($0.rowCount) / rowCount },
      means: Matrix(
        rowCount: mixture.componentCount + states.count, columnCount: mixture.dimension,
        elements: mixture.means.elements + states.flatMap(\.mean)),
      covariance: mixture.covariance)
  }

  /// The rows of all hosts that lie further from all components than a bound, the furthest of them where
  /// there are very many.
  private func unusualRows(
    under mixture: GaussianMixture, beyond bound: Double
  ) -> [RecurringStates.UnusualRow] {
    let found = Parallel.map(rows.frames.count, threadCount: threadCount) { host in
      var found: [RecurringStates.UnusualRow] = []
      run(host: host, range: nil) { block, range, part in
        let width = block.levelCount
        let features = block.level.span.extracting(0..<block.rowCount * width)
        for (index, energy) in Self.energies(of: features, under: mixture).enumerated()
        where energy > bound && block.isComplete[index] {
          found.append(
            .init(
              host: host,
              time: rows.frames[host].start + (range.lowerBound + index) * rows.interval,
              part: part, energy: energy,
              features: Array(block.level[index * width..<(index + 1) * width])))
        }
      }
      return found
    }
    let all = found.flatMap(\.self)
    if all.count <= RecurringStates.largestRowCount { return all }
    return Array(
      all.sorted { ($0.energy, $0.host, $0.time) > ($1.energy, $1.host, $1.time) }
        .prefix(RecurringStates.largestRowCount))
  }

  /// How far samples lie from the nearest component, in units of the covariance.
  private static func energies(
    of samples: Span<Double>, under mixture: GaussianMixture
  ) -> [Double] {
    let peak = mixture.peakLogDensity
    return mixture.logDensity(ofRows: samples).map { -2 * ($0 - peak) }
  }
}
