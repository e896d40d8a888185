internal import SabaNumerics

extension RoleHistory {
  /// The metrics made comparable between hosts of different size and make, as
  /// ``MetricPoints/canonicalHistory(interval:)`` does.
  ///
  /// Rates of counters are those between the means of intervals; from the points themselves they would
  /// miss less around restarts.
  ///
  /// - Returns: The history, and what became of its metrics; nil where no name was known, and the
  ///   history is this one.
  /// - Complexity: O(cells).
  public func canonical() -> (history: RoleHistory, mapping: MetricMapping?) {
    let identities = metrics.map { SeriesIdentity(of: $0) }
    guard identities.contains(where: \.isRecognised) else { return (self, nil) }
    let candidates = CanonicalCandidates(for: identities)
    let (history, chosen) = candidates.chosen(from: canonical(candidates.names, identities))
    var counts: [SeriesIdentity.Group: Int] = [:]
    for frame in frames {
      var own: [SeriesIdentity.Group: Int] = [:]
      for (metric, identity) in identities.enumerated()
      where (0..<frame.rowCount).contains(where: { !frame.values[$0, metric].isNaN }) {
        own[identity.group, default: 0] += 1
      }
      counts.merge(own, uniquingKeysWith: max)
    }
    return (history, MetricMapping(of: identities, chosen: chosen, counts: counts))
  }

  /// The history that a model judges, made canonical if the model was learnt from such.
  ///
  /// - Parameter model: On the history's interval.
  /// - Returns: The history of the model's metrics, or this one where the model's are the input's own.
  public func canonical(for model: RoleModel) -> RoleHistory {
    guard model.mapping != nil else { return self }
    let selection = CanonicalSelection(for: model.metrics)
    return canonical(model.metrics, metrics.map { selection.identity(of: $0) })
  }

  private func canonical(_ names: [String], _ identities: [SeriesIdentity]) -> RoleHistory {
    let longestStep = CounterRate.longestStep(interval: interval)
    let series = Array(zip(metrics, identities))
    return RoleHistory(
      metrics: names, interval: interval,
      frames: frames.map { frame in
        var means = frame.values
        for (column, identity) in identities.enumerated() where identity.isCounter {
          var rate = CounterRate()
          for row in 0..<means.rowCount {
            means[row, column] = rate.add(
              means[row, column], at: Double(frame.time(ofRow: row)), longestStep: longestStep)
          }
        }
        return MetricFrame(
          canonical: names, host: frame.host, start: frame.start, interval: interval,
          series: series.map { ($0.0, $0.1) }, means: means)
      })
  }
}
