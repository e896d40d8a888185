extension RoleModel {
  /// A frame's rows as observations for this model.
  ///
  /// - Parameter frame: On the model's interval; its metrics may come in any order. Metrics that
  ///   the model does not know are left out, those that the frame lacks are missing.
  /// - Returns: One observation a row, gaps included.
  public func observations(of frame: MetricFrame) -> [Observation] {
    precondition(frame.interval == interval, "a frame on the model's interval")
    var columns: [String: Int] = [:]
    for (column, metric) in frame.metrics.enumerated() { columns[metric] = column }
    let sources = metrics.map { columns[$0] }
    return (0..<frame.rowCount).map { row in
      Observation(
        host: frame.host, time: frame.time(ofRow: row),
        values: sources.map { source in source.map { frame.values[row, $0] } ?? .nan })
    }
  }
}
