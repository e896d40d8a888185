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
    var batch: [Observation] = []
    for observation in HistoryObservations(of: history, for: model) {
      batch.append(observation)
      if batch.count == Self.largestBlock {
        for verdict in judge(batch, explaining: explaining) { try body(verdict) }
        batch.removeAll(keepingCapacity: true)
      }
    }
    for verdict in judge(batch, explaining: explaining) { try body(verdict) }
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
