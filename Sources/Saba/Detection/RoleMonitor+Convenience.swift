extension RoleMonitor {
  /// Lets the monitor know its hosts before it judges them: what they showed of late, and where they
  /// have moved to.
  ///
  /// Alerts that the history would have raised do not count: nobody was called.
  ///
  /// - Parameter history: On the model's interval; what is judged afterwards is later.
  public mutating func warmUp(on history: RoleHistory) {
    judge(history, explaining: false) { _ in }
    forgetAlerts()
  }

  /// Judges a whole history in order of time, hosts of one time by name.
  ///
  /// - Parameters:
  ///   - history: On the model's interval; see ``RoleModel/observations(of:)`` for metrics that
  ///     the model does not know or the history lacks.
  ///   - explaining: Whether verdicts carry contributions.
  ///   - body: Called with each verdict. A gap is judged `unknown` for
  ///     ``LiveGrid/longestFilledGap``; the rest of it is not judged, as in a live stream.
  /// - Throws: Whatever the body throws; the monitor has then taken in some more rows.
  /// - Complexity: O(k·d²) a row, and O(metrics) memory a host.
  public mutating func judge<Failure: Error>(
    _ history: RoleHistory, explaining: Bool = true, _ body: (Verdict) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(history.interval == model.interval, "a history on the model's interval")
    var columns: [String: Int] = [:]
    for (column, metric) in history.metrics.enumerated() { columns[metric] = column }
    let sources = model.metrics.map { columns[$0] }
    var rows = history.frames.map { JudgedRows(of: $0, sources: sources) }
    var batch: [Observation] = []
    while let time = rows.lazy.compactMap(\.next?.time).min() {
      for host in rows.indices {
        guard let observation = rows[host].next, observation.time == time else { continue }
        batch.append(observation)
        rows[host].advance()
        if batch.count == Self.largestBlock {
          for verdict in judge(batch, explaining: explaining) { try body(verdict) }
          batch.removeAll(keepingCapacity: true)
        }
      }
    }
    for verdict in judge(batch, explaining: explaining) { try body(verdict) }
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

extension RoleMonitor {
  /// Judges what one host showed over one interval, metrics by name.
  ///
  /// - Parameters:
  ///   - host: The host's name.
  ///   - time: The beginning of the interval, in seconds since the epoch.
  ///   - metrics: Values by name; metrics that the model does not know are left out, those that
  ///     are not given are missing.
  /// - Returns: The verdict, with contributions.
  /// - Complexity: O(k·d²).
  public mutating func judge(host: String, time: Int, metrics: [String: Double]) -> Verdict {
    let values = model.metrics.map { metrics[$0] ?? .nan }
    return judge(Observation(host: host, time: time, values: values))
  }
}
