internal import Saba

/// Saba's own detector with its defaults: a ``RoleModel`` of the training part, and a
/// ``RoleMonitor`` that runs through both parts.
public struct RoleDetector: EvaluatedDetector {
  /// `role`.
  public let name = "role"

  /// Makes the detector.
  public init() {}

  /// Trains on the entity's training part and judges its test part.
  public func run(on entity: DatasetEntity, explaining: Bool) throws -> DetectorRun {
    let clock = ContinuousClock()
    let start = clock.now
    let model: RoleModel
    do throws(TrainingError) {
      model = try RoleModel.train(history: entity.train)
    } catch {
      throw CannotJudge("\(error)")
    }
    let fitted = clock.now
    var monitor = RoleMonitor(model: model)
    prime(&monitor, with: entity)
    var verdicts = TestVerdicts(of: entity, explaining: explaining)
    for (host, frame) in entity.test.frames.enumerated() {
      for (row, observation) in model.observations(of: frame).enumerated() {
        verdicts.add(monitor.judge(observation, explaining: explaining), host: host, row: row)
      }
    }
    let thresholds = PerSensitivity<Sensitivity>.all.map { model.threshold(for: $0) }
    let alerts = thresholds.map { threshold in
      verdicts.scores.map {
        AttemptCounter.alerts(in: $0, above: threshold, attempts: model.attempts)
      }
    }
    var run = DetectorRun(
      scores: entity.fileOrder(of: verdicts.scores), alerts: alerts,
      fitSeconds: (fitted - start) / .seconds(1), scoreSeconds: (clock.now - fitted) / .seconds(1))
    run.pValues = entity.fileOrder(of: verdicts.pValues)
    run.thresholds = thresholds
    run.explanation = verdicts.explanation
    return run
  }

  /// Shows a monitor what comes before the test part, so that its memory of each host begins there.
  private func prime(_ monitor: inout RoleMonitor, with entity: DatasetEntity) {
    for frame in entity.train.frames {
      let next = entity.test.frames.first { $0.host == frame.host }?.start ?? .max
      for observation in monitor.model.observations(of: frame) where observation.time < next {
        _ = monitor.judge(observation, explaining: false)
      }
    }
  }
}

/// The verdicts on an entity's test part, by frame and row.
private struct TestVerdicts {
  private(set) var scores: [[Double]]
  private(set) var pValues: [[Double]]
  /// In the order of the test file.
  private(set) var explanation: Explanation?
  /// For each frame and row the row of the test file; nil for those of gaps.
  private let fileRows: [[Int?]]
  private var columns: [String: Int] = [:]

  init(of entity: DatasetEntity, explaining: Bool) {
    scores = entity.test.frames.map { [Double](repeating: .nan, count: $0.rowCount) }
    pValues = scores
    guard explaining else {
      fileRows = []
      return
    }
    fileRows = zip(entity.hosts, entity.test.frames).map { host, frame in
      var rows = [Int?](repeating: nil, count: frame.rowCount)
      for (fileRow, frameRow) in zip(host.fileRows, host.frameRows) { rows[frameRow] = fileRow }
      return rows
    }
    for (column, metric) in entity.test.metrics.enumerated() { columns[metric] = column }
    let empty = Matrix(
      rowCount: entity.labels.count, columnCount: columns.count, repeating: .nan)
    explanation = Explanation(blame: empty, low: empty, high: empty)
  }

  mutating func add(_ verdict: Verdict, host: Int, row: Int) {
    scores[host][row] = verdict.score
    pValues[host][row] = verdict.pValue
    guard explanation != nil, !verdict.score.isNaN, let fileRow = fileRows[host][row] else {
      return
    }
    // What the model leaves out is not to blame.
    for column in 0..<columns.count { explanation?.blame[fileRow, column] = 0 }
    for contribution in verdict.contributions {
      guard let column = columns[contribution.metric] else { continue }
      explanation?.blame[fileRow, column] = contribution.share * verdict.score
      explanation?.low?[fileRow, column] = contribution.low
      explanation?.high?[fileRow, column] = contribution.high
    }
  }
}
