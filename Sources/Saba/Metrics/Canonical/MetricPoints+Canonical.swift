internal import SabaNumerics

extension MetricPoints {
  /// The metrics made comparable between hosts of different size and make, on a regular grid.
  ///
  /// Names of mackerel-agent on any system, of Prometheus' node_exporter and of Amazon CloudWatch are
  /// known. Counters become rates; devices are summed up, or the fullest file system is taken; what
  /// depends on a host's size is divided by it where the size is known in half of the intervals at
  /// least. What is called `…_total` as Prometheus' counters are, and hardly ever falls, becomes a rate
  /// too. All else keeps its name and its values.
  ///
  /// - Parameter interval: As for ``history(interval:)``.
  /// - Returns: The history, and what became of the input's metrics; nil where no name was known, and
  ///   the history is that of ``history(interval:)``.
  /// - Throws: ``InputError``, as ``history(interval:)`` does.
  /// - Complexity: O(values + cells), with twice as many cells.
  public func canonicalHistory(
    interval: Int? = nil
  ) throws(InputError) -> (history: RoleHistory, mapping: MetricMapping?) {
    let identities = metrics.enumerated().map { metric, name in
      let identity = SeriesIdentity(of: name)
      return identity.isAssumedCounter && !behavesAsCounter(metric) ? .unknown(name) : identity
    }
    guard identities.contains(where: \.isRecognised) else {
      return (try history(interval: interval), nil)
    }
    let candidates = CanonicalCandidates(for: identities)
    let (history, chosen) = candidates.chosen(
      from: try canonicalHistory(of: candidates.names, identities, interval: interval))
    let mapping = MetricMapping(
      of: identities, chosen: chosen, counts: seriesCounts(identities))
    return (history, mapping)
  }

  /// The history that a model judges: on its interval, of its metrics.
  ///
  /// - Parameter model: Its rules make the metrics canonical if it was learnt from such.
  /// - Returns: The history; a metric that is not in the input is missing throughout.
  /// - Throws: ``InputError``, as ``history(interval:)`` does.
  public func history(for model: RoleModel) throws(InputError) -> RoleHistory {
    guard model.mapping != nil else { return try history(interval: model.interval) }
    let selection = CanonicalSelection(for: model.metrics)
    return try canonicalHistory(
      of: model.metrics, metrics.map { selection.identity(of: $0) }, interval: model.interval)
  }

  private func canonicalHistory(
    of names: [String], _ identities: [SeriesIdentity], interval: Int?
  ) throws(InputError) -> RoleHistory {
    let interval = interval ?? max(Self.usualInterval, spacing ?? 0)
    let ranges = hostPoints.map { $0.intervals(ofLength: interval) }
    try checkSize(ranges, interval: interval)
    let order = hosts.indices.sorted { hosts[$0] < hosts[$1] }
    let frames = order.map { host in
      let (points, series) = hostPoints[host].reduced(by: identities, interval: interval)
      return MetricFrame(
        canonical: names, host: hosts[host], start: ranges[host].lowerBound * interval,
        interval: interval, series: series.map { (metrics[$0], identities[$0]) },
        means: points.means(in: ranges[host], ofLength: interval, metricCount: series.count))
    }
    return RoleHistory(metrics: names, interval: interval, frames: frames)
  }

  /// Whether a metric falls as seldom as a counter does, that is at restarts: in one step of twenty.
  private func behavesAsCounter(_ metric: Int) -> Bool {
    var steps = 0
    var falls = 0
    for block in hostPoints.lazy.flatMap(\.blocks) {
      guard let column = block.metrics.firstIndex(of: metric) else { continue }
      var last = Double.nan
      for row in block.times.indices {
        let value = block.values[block.range(ofRow: row).lowerBound + column]
        guard !value.isNaN else { continue }
        if !last.isNaN { steps += 1 }
        if value < last { falls += 1 }
        last = value
      }
    }
    return 20 * falls <= steps
  }

  /// How many series of each group a host has, at most.
  private func seriesCounts(_ identities: [SeriesIdentity]) -> [SeriesIdentity.Group: Int] {
    var result: [SeriesIdentity.Group: Int] = [:]
    for points in hostPoints {
      var counts: [SeriesIdentity.Group: Int] = [:]
      for metric in points.metricsWithValues { counts[identities[metric].group, default: 0] += 1 }
      result.merge(counts, uniquingKeysWith: max)
    }
    return result
  }
}

extension HostPoints {
  /// The rows with counters turned into rates, and the metrics that the host has, numbered anew.
  fileprivate func reduced(
    by identities: [SeriesIdentity], interval: Int
  ) -> (points: HostPoints, series: [Int]) {
    let series = Set(blocks.flatMap(\.metrics)).sorted()
    let places = Dictionary(uniqueKeysWithValues: series.enumerated().map { ($1, $0) })
    let longestStep = CounterRate.longestStep(interval: interval)
    let points = mapped { block in
      for (column, metric) in block.metrics.enumerated() where identities[metric].isCounter {
        var rate = CounterRate()
        for row in block.times.indices {
          let index = block.range(ofRow: row).lowerBound + column
          block.values[index] = rate.add(
            block.values[index], at: block.times[row], longestStep: longestStep)
        }
      }
      block.metrics = block.metrics.compactMap { places[$0] }
    }
    return (points, series)
  }
}
