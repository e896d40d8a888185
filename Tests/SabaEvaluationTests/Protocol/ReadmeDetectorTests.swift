import Foundation
import Saba
import SabaEvaluation
import Testing

// README begins
struct Loudest: EvaluatedDetector {
  let name = "loudest"

  /// The greatest value of a row, in whatever unit; thresholds from the training part.
  func run(on entity: DatasetEntity, explaining: Bool) throws -> DetectorRun {
    func scores(_ history: RoleHistory) -> [[Double]] {
      history.frames.map { frame in
        (0..<frame.rowCount).map { frame.values.row($0).max() ?? .nan }
      }
    }
    let test = scores(entity.test)
    var run = DetectorRun(scores: entity.fileOrder(of: test), fitSeconds: 0, scoreSeconds: 0)
    let alarm = try ScoreAlarm(scores: scores(entity.train), interval: entity.train.interval)
    run.thresholds = alarm.thresholds
    run.alerts = ScoreAlarm.alerts(in: test, above: alarm.thresholds)
    run.pValues = run.scores.map(alarm.pValue)
    return run
  }
}
// README ends

@Suite("The README's detector")
struct ReadmeDetectorTests {
  private let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../..").standardized

  @Test("It runs beside Saba's own, word for word")
  func example() async throws {
    let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    let code = try #require(
      source.split(separator: "// README begins\n").dropFirst().first?
        .split(separator: "// README ends").first)
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    #expect(
      readme.contains(
        """
        import Saba
        import SabaEvaluation

        \(code)
        let dataset = try Dataset(path: "Fixtures/web-role")
        let result = try await Evaluation(dataset: dataset, detectors: [Loudest(), RoleDetector()]).run()
        for line in result.lines() { print(line) }
        """))
    let fixture = root.appending(path: "Fixtures/web-role").path(percentEncoded: false)
    let dataset = try Dataset(path: fixture)
    let result = try await Evaluation(dataset: dataset, detectors: [Loudest(), RandomDetector()])
      .run()
    #expect(result.lines().contains { $0.hasPrefix("loudest") })
    #expect(result.detectors[0].mean.eventRecall.sensitive != nil)
  }
}
