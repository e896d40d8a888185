internal import Saba
internal import SabaEvaluation

/// Reads metrics as the commands do, and says on standard error what it met with.
enum MetricInput {
  /// Reads files whole and puts them on a grid.
  ///
  /// - Parameters:
  ///   - paths: The files; `-` is standard input.
  ///   - strict: Whether the first bad line is an error.
  ///   - interval: The grid's interval in seconds; nil for the data's own, at least 5 minutes.
  ///   - metrics: The metrics that count; nil for all.
  /// - Returns: The history on its grid.
  /// - Throws: As ``MetricPoints`` does.
  static func read(
    paths: [String], strict: Bool, interval: Int?, metrics: [String]? = nil
  ) throws(InputError) -> RoleHistory {
    let points = try MetricPoints.read(paths: paths, metrics: metrics, strict: strict)
    StandardError.print("\(points.report)")
    return try points.history(interval: interval)
  }

  /// Reads files or a stream as it comes, and hands on each host's intervals as they close.
  ///
  /// - Parameters:
  ///   - paths: Read one after the other.
  ///   - strict: Whether the first bad line is an error.
  ///   - model: Says which metrics count, and the interval.
  ///   - body: Called with the intervals that closed since the last call, in order of time for
  ///     each host.
  /// - Throws: As ``MetricParser`` does.
  static func follow(
    paths: [String], strict: Bool, model: RoleModel, _ body: ([Observation]) -> Void
  ) throws(InputError) {
    var parser = MetricParser(metrics: model.metrics, strict: strict)
    var grid = LiveGrid(metricCount: model.metrics.count, interval: model.interval)
    var hosts: [String] = []
    func observations(_ closed: [LiveGrid.ClosedInterval]) -> [Observation] {
      closed.map { Observation(host: hosts[$0.host], time: $0.start, values: $0.values) }
    }
    for path in paths {
      var source = try ByteSource(path: path)
      parser.begin(path: path)
      var isOpen = true
      while isOpen {
        var rows: [MetricRow] = []
        isOpen = try source.nextChunk { (bytes) throws(InputError) in
          try parser.feed(bytes) { rows.append($0) }
        }
        if !isOpen { try parser.finish { rows.append($0) } }
        hosts = parser.hosts
        body(rows.flatMap { observations(grid.push($0)) })
      }
    }
    body(observations(grid.finish()))
    StandardError.print("\(parser.report)")
    if grid.lateRows > 0 {
      StandardError.print("\(Words.count(grid.lateRows, "row")) came too late and were dropped")
    }
  }
}
