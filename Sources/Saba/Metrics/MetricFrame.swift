public import SabaNumerics

/// One host's metrics on a regular grid, with explicit gaps.
///
/// Row i holds the means over the interval that begins at `time(ofRow: i)`; a value that was not
/// seen is NaN, never 0.
public struct MetricFrame: Sendable, Hashable {
  /// The host's name.
  public let host: String
  /// The metrics' names, one a column of ``values``; unique.
  public let metrics: [String]
  /// The beginning of the first interval, in seconds since the epoch, UTC.
  public let start: Int
  /// The length of an interval, in seconds.
  public let interval: Int
  /// The values, `[n × d]`, in the metrics' own units; NaN where missing, otherwise finite.
  public let values: Matrix

  /// Makes a frame; the values' columns go with the metrics.
  public init(host: String, metrics: [String], start: Int, interval: Int, values: Matrix) {
    precondition(interval > 0, "an interval is at least a second")
    precondition(metrics.count == values.columnCount, "one column a metric")
    self.host = host
    self.metrics = metrics
    self.start = start
    self.interval = interval
    self.values = values
  }

  /// The number of intervals, gaps included.
  public var rowCount: Int { values.rowCount }

  /// The beginning of an interval, in seconds since the epoch.
  public func time(ofRow row: Int) -> Int { start + row * interval }
}
