internal import SabaNumerics

/// Learns the densities of a history, of the whole and of all but each part.
///
/// The history is never held as features: it is run through, host by host, as a monitor would: for a
/// sample of its features, for their statistics, and for the scores.
struct RoleLearner: Sendable {
  let rows: TrainingRows
  let scaling: MetricScaling
  let spans: FeatureSpans
  var pipeline = RolePipeline()
  let threadCount: Int

  private var d: Int { rows.metrics.count }
  private static let blockCapacity = 512
  private static let hostsAtOnce = 8
  private static let groupsPerThread = 4

  /// Runs through a host's rows.
  ///
  /// - Parameters:
  ///   - host: The number of its frame.
  ///   - range: Where levels and spreads usually lie; nil where it is not known yet.
  ///   - renewed: Called with the host's levels and spreads whenever they are renewed.
  ///   - body: Called with the features of consecutive rows of one part.
  func run(
    host: Int, range: DriftRange?, renewed: (HostDrift) -> Void = { _ in },
    _ body: (_ block: borrowing FeatureBlock, _ rows: Range<Int>, _ part: Int) -> Void
  ) {
    let frame = rows.frames[host]
    var features = HostFeatures(
      of: rows.summary.hosts[host], spans: spans, interval: rows.interval, scaling: scaling)
    var block = FeatureBlock(spans: spans, metricCount: d, capacity: Self.blockCapacity)
    var part = 0
    let elements = frame.values.elements
    for row in 0..<frame.values.rowCount {
      let time = frame.start + row * rows.interval
      let own = rows.part(of: time)
      if block.rowCount > 0, own != part || block.isFull {
        body(block, (row - block.rowCount)..<row, part)
        block.removeAll()
      }
      part = own
      let isRenewed = features.add(
        elements.span.extracting(row * d..<(row + 1) * d), at: time, scaling: scaling,
        range: range, interval: rows.interval, to: &block)
      if isRenewed { renewed(features.drift) }
    }
    let count = frame.values.rowCount
    if block.rowCount > 0 { body(block, (count - block.rowCount)..<count, part) }
  }

  /// The statistics of all hosts.
  ///
  /// - Parameter mixture: Over the level features: gives the components.
  /// - Returns: Their sums, part by part.
  /// - Complexity: O(n·f²) for n rows of f features.
  func statistics(under mixture: GaussianMixture) -> FeatureStatistics {
    var sum = emptyStatistics(under: mixture)
    // Sums of a few hosts at a time are held, the same few on any machine.
    for first in stride(from: 0, to: rows.frames.count, by: Self.hostsAtOnce) {
      let count = min(Self.hostsAtOnce, rows.frames.count - first)
      let hosts = Parallel.map(count, threadCount: threadCount) { host in
        var statistics = emptyStatistics(under: mixture)
        var levels: [Double] = []
        var spreads: [Double] = []
        run(
          host: first + host, range: nil,
          renewed: {
            levels += $0.levels
            spreads += $0.spreads
          }
        ) { block, _, part in
          statistics.add(block, part: part, under: mixture)
        }
        statistics.add(levels: levels, spreads: spreads)
        return statistics
      }
      for host in hosts { sum += host }
    }
    return sum
  }

  private func emptyStatistics(under mixture: GaussianMixture) -> FeatureStatistics {
    FeatureStatistics(
      partCount: TrainingRows.partCount, levelReference: mixture.means, spans: spans,
      metricCount: d)
  }

  /// Level features of rows spread over the history, for fits that run over them again and again.
  ///
  /// - Parameter largestCount: The most rows.
  /// - Returns: `[n × f]`, and the part of the history that each row lies in.
  func sampledLevels(largestCount: Int) -> (samples: Matrix, parts: [Int]) {
    let total = rows.frames.reduce(0) { $0 + $1.values.rowCount }
    let stride = max(1, (total + largestCount - 1) / largestCount)
    let hosts = Parallel.map(rows.frames.count, threadCount: threadCount) { host in
      let frame = rows.frames[host]
      let values = frame.values.elements
      var elements: [Double] = []
      var parts: [Int] = []
      let offsets = scaling.hostOffsets.offsets(of: rows.summary.hosts[host])
      let jobs = scaling.jobs.jobs(of: rows.summary.hosts[host])
      var trail = HostTrail(spans: spans, metricCount: d)
      var block = FeatureBlock(spans: spans, metricCount: d, capacity: 1)
      var standard = [Double](repeating: .nan, count: d)
      var next = 0
      for row in Swift.stride(from: 0, to: frame.values.rowCount, by: stride) {
        // Features look back no further than the longest window: what is between is left out.
        if row - spans.longest > next {
          trail = HostTrail(spans: spans, metricCount: d)
          next = row - spans.longest
        }
        while next <= row {
          scaling.standardize(
            values.span.extracting(next * d..<(next + 1) * d),
            at: frame.start + next * rows.interval, offsets: offsets, jobs: jobs,
            into: &standard)
          block.removeAll()
          block.append(standard, change: nil, offsets: offsets, trail: &trail)
          next += 1
        }
        if block.isComplete[0] {
          elements += block.level
          parts.append(rows.part(of: frame.start + row * rows.interval))
        }
      }
      return (elements, parts)
    }
    let parts = hosts.flatMap(\.1)
    return (
      Matrix(
        rowCount: parts.count, columnCount: spans.levelCount(metricCount: d),
        elements: hosts.flatMap(\.0)), parts
    )
  }

  /// The density of the whole history, or of all but one part.
  ///
  /// A part's density counts its regularization in the spread that the metrics have outside of that
  /// part: as if the part had not taught the scaling either.
  ///
  /// - Parameters:
  ///   - statistics: Of the whole.
  ///   - range: Where levels and spreads usually lie.
  ///   - regularization: What is added to variances.
  ///   - states: What hosts do at the same time of many days.
  ///   - held: The part that is left out; nil for none.
  /// - Returns: The density.
  /// - Throws: ``FitError`` of the M-steps.
  func density(
    from statistics: FeatureStatistics, range: DriftRange,
    regularization: RoleDensity.Regularization, states: RecurringStates = .none,
    without held: Int? = nil
  ) throws(FitError) -> RoleDensity {
    let sums = statistics.sums(without: held)
    var units: [Double]?
    if held != nil {
      units = zip(sums.level.variances(ofFirst: d), scaling.leastVariances).map { max($0, $1) }
    }
    func prior(_ regularization: Double, featureCount: Int) -> CovariancePrior {
      CovariancePrior(
        regularization: regularization,
        regularizationUnits: units.map { units in
          (0..<featureCount).map { units[$0 % units.count] }
        })
    }
    return try RoleDensity(
      metrics: rows.metrics, spans: spans, scaling: scaling,
      level: mixture(
        sums.level.model(
          structure: .tied,
          prior: prior(
            regularization.level, featureCount: spans.levelCount(metricCount: d))),
        with: states.states(without: held)),
      dynamics: sums.dynamics.model(
        structure: .tied,
        prior: prior(
          regularization.dynamics, featureCount: spans.dynamicsCount(metricCount: d))),
      regularization: regularization,
      driftRange: range, units: units)
  }

  /// The trailing energies of every row, each under the density that did not see its part.
  ///
  /// - Returns: For each host on its grid; nil where there are none.
  func crossFit(
    _ densities: [RoleDensity]
  ) -> [[(level: Double, dynamics: Double)?]] {
    // Readers keep what they have learnt to read of incomplete rows: each serves several hosts.
    let hosts = Array(rows.frames.indices)
    let groupSize = max(1, hosts.count / (Self.groupsPerThread * threadCount))
    let groups = stride(from: 0, to: hosts.count, by: groupSize).map {
      hosts[$0..<min($0 + groupSize, hosts.count)]
    }
    return Parallel.map(groups.count, threadCount: threadCount) { group in
      var readers = densities.map { DensityReader($0) }
      return groups[group].map { crossFit(host: $0, by: &readers) }
    }.flatMap(\.self)
  }

  /// The trailing energies of a host's rows, each by the reader of its part.
  private func crossFit(
    host: Int, by readers: inout [DensityReader]
  ) -> [(level: Double, dynamics: Double)?] {
    var trailing = TrailingEnergies(pipeline: pipeline)
    let frame = rows.frames[host]
    var result = [(level: Double, dynamics: Double)?](repeating: nil, count: frame.values.rowCount)
    run(host: host, range: readers[0].density.driftRange) { block, range, part in
      let energies = readers[part].energies(of: block)
      for row in range {
        result[row] = trailing.add(
          energies[row - range.lowerBound], at: frame.start + row * rows.interval)
      }
    }
    return result
  }
}
