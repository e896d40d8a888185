internal import Saba

/// A simple detector, of which only the way to fit and to score is its own.
///
/// What all share:
/// - Metrics are brought to a standard form by the training part, see ``BaselineScaling``.
/// - A missing value is left out of means and maxima; a method that needs all of a row takes the
///   metric's median in training instead. Rows without any value have no score.
/// - What a method remembers of the rows before runs through from train into test where test comes
///   after train; where test begins earlier, as with files that hold both, it starts afresh.
/// - Thresholds, p-values and alerts come from the scores of the training part by the rule of
///   ``ScoreAlarm``; a history too short for them leaves the scores alone.
public struct Baseline: EvaluatedDetector {
  /// Gives every row of a track its score; called for each track by itself.
  typealias Scorer = (BaselineTrack) -> BaselineScores

  /// The name in results.
  public let name: String
  private let fit: @Sendable (BaselineData) throws(CannotJudge) -> Scorer

  /// Makes a detector.
  ///
  /// - Parameters:
  ///   - name: The name in results.
  ///   - fit: Learns from the training rows alone.
  init(name: String, fit: @escaping @Sendable (BaselineData) throws(CannotJudge) -> Scorer) {
    self.name = name
    self.fit = fit
  }

  /// Fits on the training part, then scores both parts.
  ///
  /// - Parameters:
  ///   - entity: The data.
  ///   - explaining: Whether to say which metrics are to blame, where the method has an answer.
  /// - Returns: Scores; thresholds, p-values and alerts where the history is long enough for them.
  /// - Throws: ``CannotJudge`` where the training part is too short for the method.
  public func run(on entity: DatasetEntity, explaining: Bool = false) throws -> DetectorRun {
    let clock = ContinuousClock()
    let start = clock.now
    let data = try BaselineData(entity)
    let score = try fit(data)
    let fitted = clock.now
    var trained: [[Double]] = []
    var scores = entity.test.frames.map { _ in [Double]() }
    var blame = entity.test.frames.map { _ in Matrix?.none }
    for track in data.tracks {
      let scored = score(track)
      trained.append(Array(scored.scores[..<track.trainRowCount]))
      guard let test = track.test else { continue }
      let rows = test.firstRow..<track.values.rowCount
      scores[test.frame] = Array(scored.scores[rows])
      if explaining { blame[test.frame] = scored.blame?.rows(rows) }
    }
    let alarm = try? ScoreAlarm(scores: trained, interval: entity.train.interval)
    let thresholds = alarm?.thresholds
    var run = DetectorRun(
      scores: entity.fileOrder(of: scores),
      alerts: thresholds.map { ScoreAlarm.alerts(in: scores, above: $0) },
      fitSeconds: (fitted - start) / .seconds(1), scoreSeconds: (clock.now - fitted) / .seconds(1))
    run.thresholds = thresholds
    run.pValues = alarm.map { alarm in run.scores.map(alarm.pValue) }
    if explaining { run.explanation = Self.explanation(of: blame, scores: run.scores, in: entity) }
    return run
  }

  /// Puts the blame in the rows of every test frame into the order of the test file.
  private static func explanation(
    of blame: [Matrix?], scores: [Double], in entity: DatasetEntity
  ) -> Explanation? {
    let metricCount = entity.test.metrics.count
    var ordered = Matrix(
      rowCount: entity.labels.count, columnCount: metricCount, repeating: .nan)
    for (host, blame) in zip(entity.hosts, blame) {
      guard let blame else { return nil }
      for (fileRow, frameRow) in zip(host.fileRows, host.frameRows) where !scores[fileRow].isNaN {
        for metric in 0..<metricCount {
          let part = blame[frameRow, metric]
          ordered[fileRow, metric] = part.isNaN ? 0 : part
        }
      }
    }
    return Explanation(blame: ordered)
  }
}
