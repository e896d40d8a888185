internal import Saba

/// Saba's own detector with its defaults: a ``RoleModel`` of the training part, and a
/// ``RoleMonitor`` that runs through both parts.
public struct RoleDetector: EvaluatedDetector {
  /// `role`.
  public let name = "role"

  /// Makes the detector.
  public init() {}

  /// Trains on the entity's training part and judges its test part.
  public func run(on entity: DatasetEntity) throws -> DetectorRun {
    let clock = ContinuousClock()
    let start = clock.now
    let model = try RoleModel.train(history: entity.train)
    let fitted = clock.now
    var monitor = RoleMonitor(model: model)
    for frame in entity.train.frames { _ = scores(of: frame, from: &monitor) }
    let scores = entity.test.frames.map { self.scores(of: $0, from: &monitor) }
    let thresholds = PerSensitivity<Sensitivity>.all.map { model.threshold(for: $0) }
    let alerts = thresholds.map { threshold in
      scores.map {
        AttemptCounter.alerts(in: $0, above: threshold, attempts: model.attempts)
      }
    }
    return DetectorRun(
      scores: entity.fileOrder(of: scores), alerts: alerts,
      fitSeconds: (fitted - start) / .seconds(1), scoreSeconds: (clock.now - fitted) / .seconds(1))
  }

  private func scores(of frame: MetricFrame, from monitor: inout RoleMonitor) -> [Double] {
    let rows = monitor.model.observations(of: frame)
    return rows.map { monitor.judge($0, explaining: false).score }
  }
}
