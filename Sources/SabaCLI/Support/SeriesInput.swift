internal import Saba

/// One metric of one host on a regular grid.
struct SeriesInput {
  let name: MetricPoints.SeriesName
  let grid: TimeGrid
  /// One a point, NaN where missing.
  let values: [Double]

  /// Reads files whole and picks one series; says on standard error what was read.
  ///
  /// - Parameters:
  ///   - paths: The files; `-` is standard input.
  ///   - host: The host; nil where there is only one to choose from.
  ///   - metric: The metric; nil where there is only one to choose from.
  ///   - interval: The grid's interval in seconds; nil for the series' own.
  ///   - strict: Whether the first bad line is an error.
  /// - Throws: As ``MetricPoints`` does, and of kind `badData` where not one series is left.
  init(
    paths: [String], host: String?, metric: String?, interval: Int?, strict: Bool
  ) throws(InputError) {
    let points = try MetricPoints.read(paths: paths, strict: strict)
    StandardError.print(Text.printable("\(points.report)"))
    name = try Self.choose(
      from: points, host: host, metric: metric, place: paths.count == 1 ? paths[0] : "the input")
    let series = points.only(name)
    let history = try series.history(
      interval: interval ?? series.spacing ?? MetricPoints.usualInterval)
    let frame = history.frames[0]
    grid = TimeGrid(start: frame.start, interval: frame.interval, count: frame.rowCount)
    values = frame.values.elements
  }

  private static func choose(
    from points: MetricPoints, host: String?, metric: String?, place: String
  ) throws(InputError) -> MetricPoints.SeriesName {
    func error(_ problem: String, _ cure: String) -> InputError {
      InputError(
        .badData, at: .init(path: place), Text.printable(problem), cure: Text.printable(cure))
    }
    if let host, !points.hosts.contains(host) {
      throw error("there is no host \(host)", "choose from \(listed(points.hosts))")
    }
    if let metric, !points.metrics.contains(metric) {
      throw error("there is no metric \(metric)", "choose from \(listed(points.metrics))")
    }
    let series = points.series.filter {
      host ?? $0.host == $0.host && metric ?? $0.metric == $0.metric
    }
    guard let first = series.first else {
      let what = [metric.map { "of \($0) " }, host.map { "of \($0) " }].compactMap(\.self).joined()
      throw error(
        "all values \(what)are missing",
        "check how they were exported, or choose others with --host and --metric")
    }
    if series.count == 1 { return first }
    var hosts: [String] = []
    var metrics: [String] = []
    for name in series {
      if hosts.last != name.host { hosts.append(name.host) }
      if !metrics.contains(name.metric) { metrics.append(name.metric) }
    }
    let lists = [
      hosts.count > 1 ? "\(hosts.count) hosts (\(listed(hosts)))" : nil,
      metrics.count > 1 ? "\(metrics.count) metrics (\(listed(metrics)))" : nil,
    ].compactMap(\.self)
    let options = [hosts.count > 1 ? "--host" : nil, metrics.count > 1 ? "--metric" : nil]
    throw error(
      "there are \(lists.joined(separator: " and ")), and one series is decomposed at a time",
      "choose with \(options.compactMap(\.self).joined(separator: " and "))")
  }

  /// Some names, and how many more there are.
  private static func listed(_ names: [String]) -> String {
    let shown = 20
    let rest = names.count > shown ? " and \(names.count - shown) more" : ""
    return names.prefix(shown).joined(separator: ", ") + rest
  }
}
