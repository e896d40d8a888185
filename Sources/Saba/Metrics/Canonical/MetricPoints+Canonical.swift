internal import SabaNumerics

extension MetricPoints {
  /// The metrics made comparable between hosts of different size and make, on a regular grid.
  ///
  /// Names of mackerel-agent on any system, of Prometheus' node_exporter and of Amazon CloudWatch are
  /// known. Counters become rates; devices are summed up, or the fullest file system is taken; what
  /// depends on a host's size is divided by it where the size is known in half of the intervals at
  /// least. All else keeps its name and its values.
  ///
  /// - Parameter interval: As for ``history(interval:)``.
  /// - Returns: The history, and what became of the input's metrics; nil where no name was known, and
  ///   the history is that of ``history(interval:)``.
  /// - Throws: ``InputError``, as ``history(interval:)`` does.
  /// - Complexity: O(values + cells), with twice as many cells.
  public func canonicalHistory(
    interval: Int? = nil
  ) throws(InputError) -> (history: RoleHistory, mapping: MetricMapping?) {
    let identities = metrics.map { SeriesIdentity(of: $0) }
    guard identities.contains(where: \.isRecognised) else {
      return (try history(interval: interval), nil)
    }
    var seen: Set<String> = []
    let groups = identities.compactMap { $0.quantity?.candidates }.filter { candidates in
      // A size alone is no metric, but comes with the candidates of what is used.
      seen.insert(candidates[0].name).inserted
    }
    let all = groups.flatMap { $0 }
    let whole = try canonicalHistory(of: all.map(\.name), identities, interval: interval)
    let counts = whole.valueCounts
    var first = 0
    let chosen = groups.map { candidates in
      defer { first += candidates.count }
      guard candidates.count > 1 else { return first }
      return counts[first] > 0 && 2 * counts[first] >= counts[first + 1] ? first : first + 1
    }
    let mapping = MetricMapping(
      of: identities, chosen: chosen.map { all[$0] }, counts: seriesCounts(identities))
    return (whole.columns(chosen), mapping)
  }

  /// The history that a model judges: on its interval, of its metrics.
  ///
  /// - Parameter model: Its rules make the metrics canonical if it was learnt from such.
  /// - Returns: The history; a metric that is not in the input is missing throughout.
  /// - Throws: ``InputError``, as ``history(interval:)`` does.
  public func history(for model: RoleModel) throws(InputError) -> RoleHistory {
    guard model.mapping != nil else { return try history(interval: model.interval) }
    return try canonicalHistory(
      of: model.metrics, metrics.map { SeriesIdentity(of: $0) }, interval: model.interval)
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
      var canonical = CanonicalHost(metrics: names, interval: interval)
      for metric in series { canonical.addSeries(metrics[metric], identities[metric]) }
      let means = points.means(
        in: ranges[host], ofLength: interval, metricCount: series.count)
      let start = ranges[host].lowerBound * interval
      var values: [Double] = []
      values.reserveCapacity(means.rowCount * names.count)
      for row in 0..<means.rowCount {
        let span = means.elements.span.extracting(row * series.count..<(row + 1) * series.count)
        values += canonical.metrics(of: span, at: start + row * interval)
      }
      return MetricFrame(
        host: hosts[host], metrics: names, start: start, interval: interval,
        values: Matrix(
          rowCount: means.rowCount, columnCount: names.count, elements: values))
    }
    return RoleHistory(metrics: names, interval: interval, frames: frames)
  }

  /// By pattern how many series of it a host has, at most.
  private func seriesCounts(_ identities: [SeriesIdentity]) -> [String: Int] {
    var result: [String: Int] = [:]
    for points in hostPoints {
      var counts: [String: Int] = [:]
      for metric in points.metricsWithValues { counts[identities[metric].pattern, default: 0] += 1 }
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

extension RoleHistory {
  /// How many values each metric has.
  fileprivate var valueCounts: [Int] {
    var counts = [Int](repeating: 0, count: metrics.count)
    for frame in frames {
      for (index, value) in frame.values.elements.enumerated() where !value.isNaN {
        counts[index % metrics.count] += 1
      }
    }
    return counts
  }

  /// Only some metrics.
  fileprivate func columns(_ chosen: [Int]) -> RoleHistory {
    let names = chosen.map { metrics[$0] }
    return RoleHistory(
      metrics: names, interval: interval,
      frames: frames.map { frame in
        var values: [Double] = []
        values.reserveCapacity(frame.rowCount * chosen.count)
        for row in 0..<frame.rowCount { for j in chosen { values.append(frame.values[row, j]) } }
        return MetricFrame(
          host: frame.host, metrics: names, start: frame.start, interval: interval,
          values: Matrix(
            rowCount: frame.rowCount, columnCount: chosen.count, elements: values))
      })
  }
}
