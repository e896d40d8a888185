internal import SabaNumerics

/// The canonical metrics that series could be for, of which a history shows the ones to take.
struct CanonicalCandidates {
  /// For each quantity its candidates, the preferred one first.
  private let groups: [[CanonicalMetric]]

  init(for identities: [SeriesIdentity]) {
    var seen: Set<String> = []
    groups = identities.compactMap { $0.quantity?.candidates }.filter {
      seen.insert($0[0].name).inserted
    }
  }

  /// The names of all.
  var names: [String] { groups.flatMap { $0.map(\.name) } }

  /// Takes of each quantity the candidate that does not depend on hosts' sizes, where it has half as
  /// many values as the other one at least.
  ///
  /// - Parameter history: All candidates.
  /// - Returns: A history of those taken, and which these are.
  func chosen(from history: RoleHistory) -> (history: RoleHistory, metrics: [CanonicalMetric]) {
    let counts = history.valueCounts
    var columns: [Int] = []
    var metrics: [CanonicalMetric] = []
    var first = 0
    for group in groups {
      let isPreferred =
        group.count == 1 || counts[first] > 0 && 2 * counts[first] >= counts[first + 1]
      columns.append(isPreferred ? first : first + 1)
      metrics.append(group[isPreferred ? 0 : 1])
      first += group.count
    }
    return (history.columns(columns), metrics)
  }
}

extension MetricFrame {
  /// Makes the canonical frame of a host.
  ///
  /// - Parameters:
  ///   - metrics: The canonical metrics wanted.
  ///   - host: The host's name.
  ///   - start: The beginning of the first interval.
  ///   - interval: The length of an interval.
  ///   - series: The host's series.
  ///   - means: Their means over intervals, or of counters their rates, `[intervals × series]`.
  init(
    canonical metrics: [String], host: String, start: Int, interval: Int,
    series: [(name: String, identity: SeriesIdentity)], means: Matrix
  ) {
    var canonical = CanonicalHost(metrics: metrics, interval: interval)
    for (name, identity) in series { canonical.addSeries(name, identity) }
    var values: [Double] = []
    values.reserveCapacity(means.rowCount * metrics.count)
    for row in 0..<means.rowCount {
      let span = means.elements.span.extracting(row * series.count..<(row + 1) * series.count)
      values += canonical.metrics(of: span, at: start + row * interval)
    }
    self.init(
      host: host, metrics: metrics, start: start, interval: interval,
      values: Matrix(rowCount: means.rowCount, columnCount: metrics.count, elements: values))
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
