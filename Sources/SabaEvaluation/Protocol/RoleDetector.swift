package import Saba

/// Saba's own detector with its defaults: a ``RoleModel`` of the training part, and a
/// ``RoleMonitor`` that runs through both parts.
///
/// Where the test part is the whole series, of which the training part is but the beginning, the
/// detector lives with it as it would in operation: it learns anew each time that the history behind
/// it has doubled, never from what is ahead, and is silent until there is enough.
public struct RoleDetector: EvaluatedDetector {
  /// `role`, or `role-without-` and the step that it does not take.
  public let name: String
  private let pipeline: RolePipeline

  /// Makes the detector.
  public init() { self.init(without: nil) }

  /// Makes the detector without one of its steps.
  package init(without step: RolePipeline.Step?) {
    name = step.map { "role-without-\($0.rawValue)" } ?? "role"
    pipeline = RolePipeline(without: step)
  }

  /// The detector without each of its steps in turn.
  package static let ablations = RolePipeline.Step.allCases.map { RoleDetector(without: $0) }

  /// Trains on the entity's training part and judges its test part.
  public func run(on entity: DatasetEntity, explaining: Bool) throws -> DetectorRun {
    let clock = ContinuousClock()
    let start = clock.now
    var fitTime = Duration.zero
    var verdicts = TestVerdicts(of: entity, explaining: explaining)
    var refusal = ""
    for stage in LearningStage.all(of: entity) {
      let fitStart = clock.now
      do throws(TrainingError) {
        verdicts.model = try RoleModel.train(history: stage.history, pipeline: pipeline)
      } catch {
        // An earlier model stays in force.
        refusal = "\(error)"
      }
      fitTime += clock.now - fitStart
      verdicts.judge(stage)
    }
    guard let thresholds = verdicts.thresholds else { throw CannotJudge(refusal) }
    var run = DetectorRun(
      scores: entity.fileOrder(of: verdicts.scores), alerts: verdicts.alerts,
      fitSeconds: fitTime / .seconds(1), scoreSeconds: (clock.now - start - fitTime) / .seconds(1))
    run.pValues = entity.fileOrder(of: verdicts.pValues)
    run.alarms = entity.fileOrder(of: verdicts.onsets)
    run.thresholds = thresholds
    run.explanation = verdicts.explanation
    return run
  }
}

/// A history to learn from, and the stretch of time that is judged with what was learnt.
private struct LearningStage {
  let history: RoleHistory
  let judged: Range<Int>

  /// The stages of an entity, in order of time.
  static func all(of entity: DatasetEntity) -> [LearningStage] {
    let test = entity.test
    let trainEnd = entity.train.frames.map { $0.time(ofRow: $0.rowCount) }.max() ?? 0
    let testStart = test.frames.map(\.start).min() ?? 0
    let testEnd = test.frames.map { $0.time(ofRow: $0.rowCount) }.max() ?? 0
    guard entity.testIncludesTrain, testStart < trainEnd else {
      return [LearningStage(history: entity.train, judged: testStart..<max(testStart, testEnd))]
    }
    var stages: [LearningStage] = []
    var now = trainEnd
    while now < testEnd {
      let next = testStart + 2 * (now - testStart)
      stages.append(
        LearningStage(
          history: stages.isEmpty ? entity.train : test.restricted(until: now),
          judged: now..<min(next, testEnd)))
      now = next
    }
    return stages
  }
}

/// The verdicts on an entity's test part, by frame and row.
private struct TestVerdicts {
  /// The model in force; nil until there is one.
  var model: RoleModel?
  private(set) var scores: [[Double]]
  private(set) var pValues: [[Double]]
  /// In the order of the test file.
  private(set) var explanation: Explanation?
  /// Where each host is in alert.
  private var hostAlerts: [HostAlerts?]
  private let entity: DatasetEntity
  /// For each frame and row the row of the test file; nil for those of gaps.
  private let fileRows: [[Int?]]
  private let columns: [String: Int]

  init(of entity: DatasetEntity, explaining: Bool) {
    self.entity = entity
    let none = entity.test.frames.map { [Double](repeating: .nan, count: $0.rowCount) }
    scores = none
    pValues = none
    hostAlerts = none.map { _ in nil }
    fileRows = zip(entity.hosts, entity.test.frames).map { $0.fileRows(in: $1) }
    var columns: [String: Int] = [:]
    for (column, metric) in entity.test.metrics.enumerated() { columns[metric] = column }
    self.columns = columns
    if explaining {
      let empty = Matrix(
        rowCount: entity.labels.count, columnCount: columns.count, repeating: .nan)
      explanation = Explanation(blame: empty, low: empty, high: empty)
    }
  }

  /// The thresholds of the last model.
  var thresholds: PerSensitivity<Double>? {
    model.map { model in PerSensitivity<Sensitivity>.all.map { model.threshold(for: $0) } }
  }

  /// The alerts of each host.
  var alerts: PerSensitivity<[[Range<Int>]]> {
    let ranges = hostAlerts.map { $0?.ranges }
    return PerSensitivity(
      insensitive: ranges.map { $0?.insensitive ?? [] }, normal: ranges.map { $0?.normal ?? [] },
      sensitive: ranges.map { $0?.sensitive ?? [] })
  }

  /// The score on the rows at which an alert opens, 0 on all others: an operator is called once.
  var onsets: [[Double]] {
    var onsets = scores.map { [Double](repeating: 0, count: $0.count) }
    for (host, alerts) in alerts.sensitive.enumerated() {
      for alert in alerts { onsets[host][alert.lowerBound] = scores[host][alert.lowerBound] }
    }
    return onsets
  }

  /// Judges a stretch of time by the model in force; its memory of each host begins with the history.
  mutating func judge(_ stage: LearningStage) {
    guard let model else { return }
    for host in hostAlerts.indices {
      if hostAlerts[host] == nil { hostAlerts[host] = HostAlerts(model: model) }
      hostAlerts[host]?.judge(by: model)
    }
    var monitor = RoleMonitor(model: model)
    for frame in stage.history.frames {
      let next = entity.test.frames.first { $0.host == frame.host }?.start ?? .max
      let end = max(next, stage.judged.lowerBound)
      for observation in model.observations(of: frame) where observation.time < end {
        _ = monitor.judge(observation, explaining: false)
      }
    }
    for (host, frame) in entity.test.frames.enumerated() {
      for (row, observation) in model.observations(of: frame).enumerated()
      where stage.judged.contains(observation.time) {
        let verdict = monitor.judge(observation, explaining: explanation != nil)
        scores[host][row] = verdict.score
        pValues[host][row] = verdict.pValue
        hostAlerts[host]?.add(
          verdict.score, at: observation.time, row: row, isFaulty: !verdict.faults.isEmpty)
        explain(verdict, host: host, row: row)
      }
    }
  }

  private mutating func explain(_ verdict: Verdict, host: Int, row: Int) {
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
