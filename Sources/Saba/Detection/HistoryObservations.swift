/// The observations of a history that are judged, in order of time, hosts of one time by name.
package struct HistoryObservations: Sequence, IteratorProtocol {
  private var rows: [JudgedRows]
  /// The time whose observations are being given, and the host whose turn it is.
  private var time: Int?
  private var host = 0

  /// Begins at the beginning.
  ///
  /// - Parameters:
  ///   - history: On the model's interval; see ``RoleMonitor/judge(_:explaining:_:)`` for its gaps.
  ///   - model: Its metrics are an observation's values.
  package init(of history: RoleHistory, for model: RoleModel) {
    precondition(history.interval == model.interval, "a history on the model's interval")
    var columns: [String: Int] = [:]
    for (column, metric) in history.metrics.enumerated() { columns[metric] = column }
    let sources = model.metrics.map { columns[$0] }
    rows = history.frames.map { JudgedRows(of: $0, sources: sources) }
  }

  /// The next observation; nil at the end.
  package mutating func next() -> Observation? {
    while true {
      while let time, host < rows.count {
        defer { host += 1 }
        guard let observation = rows[host].next, observation.time == time else { continue }
        rows[host].advance()
        return observation
      }
      guard let earliest = rows.lazy.compactMap(\.next?.time).min() else { return nil }
      time = earliest
      host = 0
    }
  }
}

/// A frame's rows that are judged, one after another.
private struct JudgedRows {
  /// The next observation; nil at the end.
  private(set) var next: Observation?
  private let frame: MetricFrame
  /// The frame's column of each of the model's metrics; nil where it has none.
  private let sources: [Int?]
  private var row = 0
  private var gapRule = GapRule()

  init(of frame: MetricFrame, sources: [Int?]) {
    self.frame = frame
    self.sources = sources
    advance()
  }

  mutating func advance() {
    next = nil
    while row < frame.rowCount, next == nil {
      let time = frame.time(ofRow: row)
      let hasValue = sources.contains { source in
        source.map { frame.values[row, $0].isFinite } ?? false
      }
      if gapRule.admits(time: time, hasValue: hasValue) {
        next = Observation(
          host: frame.host, time: time,
          values: sources.map { source in source.map { frame.values[row, $0] } ?? .nan })
      }
      row += 1
    }
  }
}
