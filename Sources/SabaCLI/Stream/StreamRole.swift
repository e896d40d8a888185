internal import Saba

/// One role of a stream: its open intervals, its monitor and its alerts.
struct StreamRole {
  let model: RoleModel
  private var rows: LiveRows
  private var monitor: RoleMonitor
  private var alerts = AlertRecorder(keepsClosed: false)

  /// A role of which nothing has been seen.
  init(monitor: RoleMonitor) {
    self.monitor = monitor
    model = monitor.model
    rows = LiveRows(model: model, insistsOnOrder: true)
  }

  /// Whether nothing is said of rows that are lost.
  var isQuiet: Bool {
    get { rows.isQuiet }
    set { rows.isQuiet = newValue }
  }

  /// Takes a row.
  mutating func push(_ row: MetricRow) { rows.push(row) }

  /// Judges the intervals that have closed, in order of time for each host.
  mutating func judge(_ parser: MetricParser) -> [Verdict] {
    monitor.judge(rows.takeObservations(parser))
  }

  /// What a verdict, the next one, changes in its host's alert.
  mutating func record(_ verdict: Verdict) -> AlertEvent? { alerts.record(verdict) }

  /// How the role has changed since training; nil if it has not.
  var roleChange: RoleChange? { monitor.roleChange }

  /// How many rows were lost, and why; empty if none.
  var losses: [String] { rows.losses }
}

// MARK: - State

extension StreamRole {
  /// Writes everything that is needed to go on.
  func write(to writer: inout StateWriter) {
    monitor.write(to: &writer)
    rows.write(to: &writer)
    alerts.write(to: &writer, metrics: model.metrics)
  }

  /// Puts back what was written by a role of the same model and policy, of a parser's hosts and metrics.
  mutating func restore(
    from reader: inout StateReader, parser: MetricParser
  ) throws(StateError) {
    try monitor.restore(from: &reader)
    try rows.restore(from: &reader, hostCount: parser.hosts.count, names: parser.metrics)
    try alerts.restore(from: &reader, metrics: model.metrics)
  }
}
