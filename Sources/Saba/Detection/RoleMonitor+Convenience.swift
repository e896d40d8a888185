extension RoleMonitor {
  /// Judges a whole history in order of time, hosts of one time by name.
  ///
  /// - Parameters:
  ///   - history: On the model's interval; see ``RoleModel/observations(of:)`` for metrics that
  ///     the model does not know or the history lacks.
  ///   - explaining: Whether verdicts carry contributions.
  ///   - body: Called with each verdict; gaps are judged `unknown`.
  /// - Throws: Whatever the body throws.
  /// - Complexity: O(k·d²) a row.
  public mutating func judge<Failure: Error>(
    _ history: RoleHistory, explaining: Bool = true, _ body: (Verdict) throws(Failure) -> Void
  ) throws(Failure) {
    let frames = history.frames.map { model.observations(of: $0) }
    var next = [Int](repeating: 0, count: frames.count)
    while true {
      var time = Int.max
      for (frame, index) in zip(frames, next) where index < frame.count {
        time = min(time, frame[index].time)
      }
      if time == Int.max { return }
      for host in frames.indices
      where next[host] < frames[host].count && frames[host][next[host]].time == time {
        try body(judge(frames[host][next[host]], explaining: explaining))
        next[host] += 1
      }
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
  /// - Returns: As ``judge(_:explaining:)``.
  /// - Complexity: O(k·d²).
  public mutating func judge(host: String, time: Int, metrics: [String: Double]) -> Verdict {
    let values = model.metrics.map { metrics[$0] ?? .nan }
    return judge(Observation(host: host, time: time, values: values))
  }
}
