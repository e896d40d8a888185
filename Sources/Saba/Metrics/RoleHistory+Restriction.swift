extension RoleHistory {
  /// The history without the rows that shall not teach; these become gaps.
  ///
  /// - Parameters:
  ///   - start: Rows that begin before it are left out; nil for none. In seconds since the epoch.
  ///   - excluded: Rows that begin in one of these stretches are left out.
  /// - Returns: The same hosts, metrics and grid.
  public func restricted(from start: Int?, excluding excluded: [Range<Int>] = []) -> RoleHistory {
    if start == nil && excluded.isEmpty { return self }
    return RoleHistory(
      metrics: metrics, interval: interval,
      frames: frames.map { frame in
        var values = frame.values
        for row in 0..<frame.rowCount {
          let time = frame.time(ofRow: row)
          let isEarly = start.map { time < $0 } ?? false
          if isEarly || excluded.contains(where: { $0.contains(time) }) {
            for column in metrics.indices { values[row, column] = .nan }
          }
        }
        return MetricFrame(
          host: frame.host, metrics: metrics, start: frame.start, interval: interval,
          values: values)
      })
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
