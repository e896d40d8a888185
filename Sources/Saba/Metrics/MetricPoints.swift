/// Metrics as they were measured, of several hosts, before they are put on a grid.
///
/// Rows are held column by column as the input gave them, so that memory is close to that of the
/// numbers themselves: for each row a time, a place in the input, and its values.
public struct MetricPoints: Sendable {
  /// The metrics' names, in order of their first appearance in the input.
  public private(set) var metrics: [String] = []
  /// The hosts' names, in order of their first appearance in the input.
  public private(set) var hosts: [String] = []
  /// What reading met with.
  public private(set) var report = ReadReport()
  /// The rows of each host.
  ///
  /// Once read, no two blocks of a host share a metric, and each is strictly ascending in time.
  private(set) var hostPoints: [HostPoints] = []

  /// Reads files as one collection.
  ///
  /// Rows may come in any order and hosts interleaved. They are sorted by time; of two rows of one
  /// host with the same time that both give a metric, the later in the input wins.
  ///
  /// - Parameters:
  ///   - paths: The files' paths, at least one; `-`, once at most, is standard input. Formats are
  ///     those of ``MetricParser``, and may differ.
  ///   - defaultHost: The host of rows that name none; nil for their file's name without extensions.
  ///   - metrics: The wanted metrics, as for ``MetricParser/init(metrics:strict:)``; nil for all.
  ///   - strict: Whether the first bad line is an error.
  /// - Returns: the points and, in ``report``, what was skipped.
  /// - Throws: ``InputError`` at a file that cannot be read or understood or has no good row, and at a
  ///   bad line if `strict`.
  public static func read(
    paths: [String], defaultHost: String? = nil, metrics: [String]? = nil, strict: Bool = false
  ) throws(InputError) -> MetricPoints {
    try read(
      paths: paths, defaultHost: defaultHost, MetricParser(metrics: metrics, strict: strict))
  }

  /// Reads what a model judges, as ``read(paths:defaultHost:metrics:strict:)`` does.
  ///
  /// - Parameters:
  ///   - paths: The files' paths.
  ///   - defaultHost: The host of rows that name none; nil for their file's name.
  ///   - model: Says which metrics are wanted.
  ///   - strict: Whether the first bad line is an error.
  /// - Returns: the points, for ``history(for:)``.
  /// - Throws: ``InputError``.
  public static func read(
    paths: [String], defaultHost: String? = nil, for model: RoleModel, strict: Bool = false
  ) throws(InputError) -> MetricPoints {
    try read(paths: paths, defaultHost: defaultHost, for: [model], strict: strict)
  }

  /// Reads what some models judge, as ``read(paths:defaultHost:metrics:strict:)`` does.
  ///
  /// - Parameters:
  ///   - paths: The files' paths.
  ///   - defaultHost: The host of rows that name none; nil for their file's name.
  ///   - models: Say which metrics are wanted; at least one.
  ///   - strict: Whether the first bad line is an error.
  /// - Returns: the points, for ``history(for:)`` of each model.
  /// - Throws: ``InputError``.
  public static func read(
    paths: [String], defaultHost: String? = nil, for models: [RoleModel], strict: Bool = false
  ) throws(InputError) -> MetricPoints {
    try read(paths: paths, defaultHost: defaultHost, MetricParser(for: models, strict: strict))
  }

  private static func read(
    paths: [String], defaultHost: String?, _ parser: MetricParser
  ) throws(InputError) -> MetricPoints {
    try ByteSource.check(paths)
    var parser = parser
    var points = MetricPoints()
    for path in paths {
      try parser.read(path: path, defaultHost: defaultHost) { points.append($0) }
    }
    points.settle(parser)
    return points
  }

  /// One metric of one host.
  public struct SeriesName: Sendable, Hashable, CustomStringConvertible {
    /// The host's name.
    public var host: String
    /// The metric's name.
    public var metric: String

    /// Such as `loadavg5 of web01`.
    public var description: String { "\(metric) of \(host)" }
  }

  /// The series that have at least one value, by host and metric in order of their appearance.
  ///
  /// - Complexity: O(values) at worst.
  public var series: [SeriesName] {
    hosts.indices.flatMap { host in
      let metricsWithValues = Set(hostPoints[host].metricsWithValues)
      return metrics.indices.lazy.filter { metricsWithValues.contains($0) }.map {
        SeriesName(host: hosts[host], metric: metrics[$0])
      }
    }
  }

  /// One series by itself, whose ``spacing`` is that of the rows that give its metric.
  ///
  /// - Parameter name: Of a host and a metric that are here.
  /// - Returns: The points of the series; the report stays as it is.
  public func only(_ name: SeriesName) -> MetricPoints {
    guard let host = hosts.firstIndex(of: name.host),
      let metric = metrics.firstIndex(of: name.metric)
    else { preconditionFailure("a series that is here") }
    var result = MetricPoints()
    result.metrics = [name.metric]
    result.hosts = [name.host]
    result.report = report
    result.hostPoints = [hostPoints[host].only(metric: metric)]
    return result
  }

  /// Some hosts by themselves.
  ///
  /// - Parameter names: The hosts' names; those that are not here are left out.
  /// - Returns: Their points; the report stays as it is.
  package func only(hosts names: Set<String>) -> MetricPoints {
    let kept = hosts.indices.filter { names.contains(hosts[$0]) }
    var result = self
    result.hosts = kept.map { hosts[$0] }
    result.hostPoints = kept.map { hostPoints[$0] }
    return result
  }

  private mutating func append(_ row: MetricRow) {
    while hostPoints.count <= row.host { hostPoints.append(HostPoints()) }
    hostPoints[row.host].append(row)
  }

  private mutating func settle(_ parser: MetricParser) {
    report = parser.report
    hosts = parser.hosts
    metrics = parser.metrics
    if !parser.prometheusNames.isEmpty { rename(by: parser.prometheusNames.names) }
    for host in hostPoints.indices {
      report.outOfOrderRows += hostPoints[host].outOfOrderRows
      report.duplicatePoints += hostPoints[host].settle()
    }
  }

  /// Gives metrics their last names, and those that come to have the same name one number.
  private mutating func rename(by names: [Int: String]) {
    var numbers: [String: Int] = [:]
    var renamed: [String] = []
    let newNumbers = metrics.enumerated().map { number, metric in
      let name = names[number] ?? metric
      if let known = numbers[name] { return known }
      numbers[name] = renamed.count
      renamed.append(name)
      return renamed.count - 1
    }
    metrics = renamed
    report.metrics = renamed.count
    for host in hostPoints.indices { hostPoints[host].renumber(newNumbers) }
  }
}
