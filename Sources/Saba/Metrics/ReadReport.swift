/// What reading metrics met with: nothing that is skipped goes uncounted.
public struct ReadReport: Sendable, Hashable, CustomStringConvertible {
  /// The number of files begun.
  public internal(set) var files = 0
  /// The number of lines, headers and blank lines included.
  public internal(set) var lines = 0
  /// The number of good rows.
  public internal(set) var rows = 0
  /// The number of bad lines, each skipped as a whole.
  public internal(set) var badLines = 0
  /// The first bad line: where, what, and what to do about it.
  public internal(set) var firstBadLine: InputError?
  /// The number of values overwritten by a later row of the same host, time and metric.
  public internal(set) var duplicatePoints = 0
  /// The number of rows earlier than a row before them of the same host and metrics.
  public internal(set) var outOfOrderRows = 0
  /// The number of infinite values of Prometheus, which are missing ones.
  public internal(set) var infiniteValues = 0
  /// The number of values of metrics that are not among the wanted ones.
  public internal(set) var ignoredValues = 0
  /// The first such metric.
  public internal(set) var firstIgnoredMetric: String?
  /// The number of metrics, known from the start or seen.
  public internal(set) var metrics = 0
  /// The number of hosts seen.
  public internal(set) var hosts = 0
  /// The earliest and the latest time of a good row, in seconds since the epoch.
  public internal(set) var times: ClosedRange<Double>?

  /// One plain line, which leaves out what did not happen.
  public var description: String {
    func counted(_ count: Int, _ noun: String) -> String {
      "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
    var text = "read \(counted(rows, "row")) of \(counted(hosts, "host"))"
    text += " and \(counted(metrics, "metric")) from \(counted(files, "file"))"
    if outOfOrderRows > 0 { text += "; \(counted(outOfOrderRows, "row")) out of order" }
    if duplicatePoints > 0 { text += "; \(counted(duplicatePoints, "value")) overwritten" }
    if infiniteValues > 0 {
      text += "; \(counted(infiniteValues, "infinite value")) taken for missing"
    }
    if let firstIgnoredMetric {
      text += "; \(counted(ignoredValues, "value")) of unknown metrics ignored"
      text += " (the first is \(firstIgnoredMetric))"
    }
    if let firstBadLine {
      text += "; \(counted(badLines, "bad line")) skipped, the first is \(firstBadLine)"
    }
    return text
  }
}
