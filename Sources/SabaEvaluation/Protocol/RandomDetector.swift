internal import Saba

/// Uniform random scores: what every other detector must beat.
///
/// Its alerts keep the promised rates as any detector's should: as many scores in a row as the
/// usual ``AlertPolicy`` asks for, above a quantile of its scores in training, so high that this
/// happens by chance once in the time named.
public struct RandomDetector: EvaluatedDetector {
  /// `random`.
  public let name = "random"
  /// The source of the scores, together with the entity's name.
  public let seed: UInt64

  /// Makes a detector; the same seed gives the same scores for an entity, in whatever set.
  public init(seed: UInt64 = 1) {
    self.seed = seed
  }

  /// Scores an entity at random.
  public func run(on entity: DatasetEntity, explaining: Bool = false) -> DetectorRun {
    let clock = ContinuousClock()
    let start = clock.now
    // FNV-1a, so that entities differ though each is scored by itself.
    let hash = entity.name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    var generator = RandomGenerator(seed: seed ^ hash)
    let trainRows = entity.train.frames.reduce(0) { $0 + $1.rowCount }
    let trained = (0..<trainRows).map { _ in generator.uniform() }.sorted()
    let thresholds = PerSensitivity<Sensitivity>.all.map { sensitivity in
      let alertsPerRow = sensitivity.falseAlertsPerHostDay * Double(entity.train.interval) / 86_400
      let share = power(alertsPerRow, 1 / Double(ScoreAlarm.attempts))
      let rank = Int((1 - share) * Double(trained.count))
      return trained.isEmpty ? 1 : trained[min(max(rank, 0), trained.count - 1)]
    }
    let fitted = clock.now
    let scores = entity.labels.map { _ in generator.uniform() }
    let alerts = thresholds.map { threshold in
      entity.hosts.map { host in
        AlertCounter.alerts(
          in: scores[host.fileRows], above: threshold, attempts: ScoreAlarm.attempts
        ).map { host.frameRows[$0.lowerBound]..<host.frameRows[$0.upperBound - 1] + 1 }
      }
    }
    var run = DetectorRun(
      scores: scores, alerts: alerts, fitSeconds: (fitted - start) / .seconds(1),
      scoreSeconds: (clock.now - fitted) / .seconds(1))
    run.thresholds = thresholds
    run.pValues = scores.map { 1 - $0 }
    return run
  }
}
