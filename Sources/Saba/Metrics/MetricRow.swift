/// Some metrics of one host at one time, as one line of the input gives them.
public struct MetricRow: Sendable, Hashable {
  /// The host's number among the parser's ``MetricParser/hosts``.
  public var host: Int
  /// Seconds since the epoch, UTC.
  public var time: Double
  /// The metrics' numbers among the parser's ``MetricParser/metrics``; no two the same.
  public var metrics: [Int]
  /// The values, one for each of ``metrics``; NaN where missing, otherwise finite.
  public var values: [Double]

  /// Makes a row; the values go with the metrics.
  public init(host: Int, time: Double, metrics: [Int], values: [Double]) {
    precondition(metrics.count == values.count, "one value a metric")
    self.host = host
    self.time = time
    self.metrics = metrics
    self.values = values
  }
}

extension MetricRow {
  func write(to writer: inout StateWriter) {
    writer.write(host)
    writer.write(time)
    writer.write(metrics)
    writer.write(values)
  }

  init(from reader: inout StateReader, hostCount: Int, metricCount: Int) throws(StateError) {
    host = try reader.integer(in: 0..<hostCount)
    time = try reader.double()
    metrics = try reader.integers()
    values = try reader.doubles()
    guard metrics.count == values.count, metrics.allSatisfy((0..<metricCount).contains) else {
      throw .damaged
    }
  }
}
