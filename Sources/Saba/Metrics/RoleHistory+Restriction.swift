extension RoleHistory {
  /// The history without the rows that shall not teach; these become gaps.
  ///
  /// - Parameters:
  ///   - start: Rows that begin before it are left out; nil for none. In seconds since the epoch.
  ///   - excluded: Rows that begin in one of these stretches are left out, of their hosts.
  /// - Returns: The same hosts, metrics and grid.
  public func restricted(from start: Int?, excluding excluded: [Exclusion] = []) -> RoleHistory {
    if start == nil && excluded.isEmpty { return self }
    return RoleHistory(
      metrics: metrics, interval: interval,
      frames: frames.map { frame in
        var values = frame.values
        let excluded = excluded.filter { $0.host == nil || $0.host == frame.host }
        for row in 0..<frame.rowCount {
          let time = frame.time(ofRow: row)
          let isEarly = start.map { time < $0 } ?? false
          if isEarly || excluded.contains(where: { $0.contains(time, host: frame.host) }) {
            for column in metrics.indices { values[row, column] = .nan }
          }
        }
        return MetricFrame(
          host: frame.host, metrics: metrics, start: frame.start, interval: interval,
          values: values)
      })
  }

  /// What the options of training leave out: of each stretch how many rows with a value, each row once.
  func leftOut(by options: RoleModelOptions) -> [FitReport.LeftOut] {
    let first = frames.map(\.start).min() ?? 0
    var stretches: [FitReport.LeftOut] =
      options.trainingFrom.map {
        [.init(reason: .beforeTraining, from: min(first, $0), to: $0, rowCount: 0)]
      } ?? []
    for (reason, exclusions) in [
      (FitReport.LeftOut.Reason.excluded, options.excluded), (.guarded, options.guarded),
    ] {
      stretches += exclusions.sorted { $0.range.lowerBound < $1.range.lowerBound }.map {
        .init(
          reason: reason, host: $0.host, from: $0.range.lowerBound, to: $0.range.upperBound,
          rowCount: 0)
      }
    }
    if stretches.isEmpty { return [] }
    for frame in frames {
      let own = stretches.indices.filter { (stretches[$0].host ?? frame.host) == frame.host }
      for row in 0..<frame.rowCount {
        let time = frame.time(ofRow: row)
        guard
          let index = own.first(where: { stretches[$0].from <= time && time < stretches[$0].to }),
          metrics.indices.contains(where: { !frame.values[row, $0].isNaN })
        else { continue }
        stretches[index].rowCount += 1
      }
    }
    return stretches
  }

  /// The rows that end by some time, in seconds since the epoch; hosts that have none are left out.
  package func restricted(until end: Int) -> RoleHistory {
    RoleHistory(
      metrics: metrics, interval: interval,
      frames: frames.compactMap { frame in
        let count = min(frame.rowCount, (end - frame.start) / interval)
        guard count > 0 else { return nil }
        return MetricFrame(
          host: frame.host, metrics: metrics, start: frame.start, interval: interval,
          values: frame.values.rows(0..<count))
      })
  }
}
