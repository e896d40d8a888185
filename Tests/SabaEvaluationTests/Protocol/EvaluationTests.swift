import Foundation
import Saba
import SabaEvaluation
import Synchronization
import Testing

private let closedFormTolerance = 1e-12

private struct Failure: Error, CustomStringConvertible {
  let description = "out of luck"
}

/// Scores a row by its first metric; one alert where the second metric is above 0.
private struct MetricDetector: EvaluatedDetector {
  let name = "metric"

  func run(on entity: DatasetEntity, explaining: Bool) throws -> DetectorRun {
    if entity.name == "failing" { throw Failure() }
    if entity.name == "refused" { throw CannotJudge("too constant") }
    let scores = entity.test.frames.map { $0.values.column(0) }
    let alerts = entity.test.frames.map { frame in
      (0..<frame.rowCount).filter { frame.values[$0, 1] > 0 }.map { $0..<$0 + 2 }
    }
    return DetectorRun(
      scores: entity.fileOrder(of: scores),
      alerts: PerSensitivity(
        insensitive: alerts.map { _ in [] }, normal: alerts, sensitive: alerts),
      fitSeconds: 1, scoreSeconds: 2)
  }
}

@Suite struct EvaluationTests {
  /// Hourly rows; two entities of one host with events, one of them found late, and one without.
  static let files: DatasetFiles = {
    func test(score: (Int) -> Double, alerts: Set<Int>) -> String {
      (0..<48).reduce("s,a\n") { $0 + "\(score($1)),\(alerts.contains($1) ? 1 : 0)\n" }
    }
    var files: DatasetFiles = ["dataset.json": DatasetFixture.manifest(interval: 3_600)]
    files["one/test.csv"] = test(score: { (10...12).contains($0) ? 5 : 0 }, alerts: [11])
    files["one/labels.csv"] = "start,end\n10,12\n"
    files["two/test.csv"] = test(score: { Double($0) }, alerts: [3])
    files["two/labels.csv"] = "start,end\n20,21\n30,33\n"
    files["zero/test.csv"] = test(score: { Double($0 % 5) }, alerts: [7, 30])
    files["zero/labels.csv"] = "start,end\n"
    for name in ["one", "two", "zero"] { files["\(name)/train.csv"] = "s,a\n0,0\n1,0\n" }
    return files
  }()

  static func result(jobs: Int, detectors: [any EvaluatedDetector]) async throws -> EvaluationResult
  {
    try await withFolder(files) { path in
      try await Evaluation(dataset: Dataset(path: path), detectors: detectors, jobs: jobs).run()
    }
  }

  @Test func eventsArePooledAndVolumesAveraged() async throws {
    let result = try await Self.result(jobs: 2, detectors: [MetricDetector()])
    #expect(result.dataset == "small")
    #expect(result.layout == "entities")
    #expect(result.intervalSeconds == 3_600)
    #expect(result.vusBuffer == 4)
    let detector = try #require(result.detectors.first)
    #expect(detector.name == "metric")
    #expect(detector.entities.map(\.name) == ["one", "two", "zero"])
    #expect(detector.entities.map(\.rows) == [48, 48, 48])
    #expect(detector.entities.map(\.events) == [1, 2, 0])

    let (one, two, zero) = (detector.entities[0], detector.entities[1], detector.entities[2])
    #expect(one.aucPR == 1)
    #expect(one.baseRate == 3.0 / 48)
    #expect(one.eventRecall == .init(insensitive: 0, normal: 1, sensitive: 1))
    #expect(one.falseAlertsPerHostDay == .init(insensitive: 0, normal: 0, sensitive: 0))
    #expect(one.medianDelay == .init(insensitive: nil, normal: 1, sensitive: 1))
    #expect(two.eventRecall.normal == 0)
    // Outside the widened events 19...22 and 29...34 are 38 hours.
    let falseRate = try #require(two.falseAlertsPerHostDay.normal)
    #expect(abs(falseRate - 24.0 / 38) <= closedFormTolerance)
    let hours = try #require(two.alertHoursOutsideEventsPerHostDay.normal)
    #expect(abs(hours - 2 / (38.0 / 24)) <= closedFormTolerance)
    #expect(zero.vusPR == nil && zero.aucPR == nil && zero.vusROC == nil && zero.baseRate == nil)
    #expect(zero.eventRecall.normal == nil)
    #expect(zero.falseAlertsPerHostDay.normal == 1)

    let mean = detector.mean
    let volumes = try [#require(one.vusPR), #require(two.vusPR)]
    let meanVolume = try #require(mean.vusPR)
    #expect(abs(meanVolume - (volumes[0] + volumes[1]) / 2) <= closedFormTolerance)
    #expect(mean.baseRate == (3.0 / 48 + 6.0 / 48) / 2)
    #expect(mean.eventRecall.normal == 1.0 / 3)
    let rate = try #require(mean.falseAlertsPerHostDay.normal)
    #expect(abs(rate - 3 / ((43.0 + 38 + 48) / 24)) <= closedFormTolerance)
    #expect(mean.fitSeconds == 1)
    #expect(mean.scoreSeconds == 2)
  }

  @Test func hostsOfAnEntityArePooled() async throws {
    var files: DatasetFiles = ["dataset.json": DatasetFixture.manifest(interval: 3_600)]
    func rows(_ host: String, alertAt alert: Int) -> String {
      (0..<24).reduce("") { $0 + "\($1 * 3_600),\(host),0,\($1 == alert ? 1 : 0)\n" }
    }
    files["web/train.csv"] = "timestamp,host,s,a\n0,a,0,0\n"
    files["web/test.csv"] = "timestamp,host,s,a\n" + rows("a", alertAt: 10) + rows("b", alertAt: 10)
    // On host b only.
    files["web/labels.csv"] = "start,end\n33,35\n"
    try await withFolder(files) { path in
      let result = try await Evaluation(
        dataset: Dataset(path: path), detectors: [MetricDetector()]
      ).run()
      let entity = try #require(result.detectors.first?.entities.first)
      #expect(entity.rows == 48)
      #expect(entity.eventRecall.normal == 1)
      #expect(entity.medianDelay.normal == 1)
      // The alert at the same time on host a is false; 24 + 19 hours lie outside.
      let rate = try #require(entity.falseAlertsPerHostDay.normal)
      #expect(abs(rate - 24.0 / 43) <= closedFormTolerance)
    }
  }

  @Test func theResultDoesNotDependOnTheJobs() async throws {
    let detectors: [any EvaluatedDetector] = [MetricDetector(), RandomDetector(seed: 7)]
    func withoutTimes(_ result: EvaluationResult) -> EvaluationResult {
      var result = result
      for d in result.detectors.indices {
        result.detectors[d].mean.fitSeconds = 0
        result.detectors[d].mean.scoreSeconds = 0
        for e in result.detectors[d].entities.indices {
          result.detectors[d].entities[e].fitSeconds = 0
          result.detectors[d].entities[e].scoreSeconds = 0
        }
      }
      return result
    }
    let alone = try await withoutTimes(Self.result(jobs: 1, detectors: detectors))
    for jobs in [8, .max] {
      #expect(try await alone == withoutTimes(Self.result(jobs: jobs, detectors: detectors)))
    }
    #expect(alone.detectors.map(\.name) == ["metric", "random"])
  }

  @Test func progressCountsEveryRunOnce() async throws {
    try await withFolder(Self.files) { path in
      let seen = Mutex<[EvaluationProgress]>([])
      _ = try await Evaluation(
        dataset: Dataset(path: path), detectors: [MetricDetector(), RandomDetector()]
      ).run { progress in seen.withLock { $0.append(progress) } }
      let steps = seen.withLock { $0 }
      #expect(steps.map(\.doneCount) == [1, 2, 3, 4, 5, 6])
      #expect(steps.allSatisfy { $0.totalCount == 6 })
      #expect(Set(steps.map { $0.entity + $0.detector }).count == 6)
      #expect(Set(steps.map(\.entity)) == ["one", "two", "zero"])
    }
  }

  /// The files with one more entity, like the first one but for its labels.
  static func files(adding name: String, labels: String? = nil) -> DatasetFiles {
    var files = Self.files
    for file in ["train.csv", "test.csv", "labels.csv"] {
      files["\(name)/\(file)"] = files["one/\(file)"]
    }
    files["\(name)/labels.csv"] = labels ?? files["one/labels.csv"]
    return files
  }

  @Test func errorsNameTheEntity() async throws {
    try await withFolder(Self.files(adding: "failing")) { path in
      let error = await #expect(throws: EvaluationError.self) {
        _ = try await Evaluation(dataset: Dataset(path: path), detectors: [MetricDetector()]).run()
      }
      #expect(error?.description == "failing: detector metric: out of luck")
    }
    try await withFolder(Self.files(adding: "three", labels: "start,end\n4,3\n")) { path in
      let error = await #expect(throws: InputError.self) {
        _ = try await Evaluation(dataset: Dataset(path: path), detectors: [MetricDetector()]).run()
      }
      #expect(error?.place.path == path + "/three/labels.csv")
    }
  }

  @Test func whoCannotJudgeIsGivenTheScoreOfSilence() async throws {
    try await withFolder(Self.files(adding: "refused")) { path in
      let result = try await Evaluation(
        dataset: Dataset(path: path), detectors: [MetricDetector()]
      ).run()
      let entity = try #require(result.detectors[0].entities.first { $0.name == "refused" })
      #expect(entity.unjudged == "too constant")
      #expect(entity.aucPR == 3.0 / 48)
      #expect(entity.eventRecall.sensitive == nil)
      #expect(entity.pate == 3.0 / 48)
      // Of four events one is found; time that nobody judged is no time without false alerts.
      let mean = result.detectors[0].mean
      #expect(mean.eventRecall.sensitive == 1.0 / 4)
      let rate = try #require(mean.falseAlertsPerHostDay.sensitive)
      #expect(abs(rate - 3 / ((43.0 + 38 + 48) / 24)) <= closedFormTolerance)
      #expect(result.detectors[0].entities.count { $0.unjudged != nil } == 1)
    }
  }

  @Test func aCancelledEvaluationHasNoResult() async throws {
    try await withFolder(Self.files) { path in
      let evaluation = Evaluation(dataset: try Dataset(path: path), detectors: [MetricDetector()])
      let task = Task { try await evaluation.run() }
      task.cancel()
      await #expect(throws: CancellationError.self) { _ = try await task.value }
    }
  }

  @Test func writesScoresOfEveryRow() async throws {
    var files = Self.files
    files["one/test.csv"] = "s,a\n0.1,0\n,0\n1e-300,0\n"
    files["one/labels.csv"] = "start,end\n0,0\n"
    try await withFolder(files) { path in
      _ = try await Evaluation(
        dataset: Dataset(path: path), detectors: [MetricDetector(), RandomDetector()],
        observers: [ScoreFiles(directory: path + "/out/scores")]
      ).run()
      func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(path)/out/scores/\(name).csv", encoding: .utf8)
      }
      #expect(try text("one") == "score\n0.1\nnan\n1e-300\n")
      #expect(try text("two").split(separator: "\n").count == 49)
      #expect(try text("random/one").split(separator: "\n").count == 4)
      #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/out/scores").count == 4)
    }
  }

  @Test func aScoreFolderThatCannotBe() async throws {
    var files = Self.files
    files["file"] = ""
    try await withFolder(files) { path in
      let entity = try Dataset(path: path).entity(named: "one")
      let run = NamedRun(name: "random", run: RandomDetector().run(on: entity))
      let error = try #require(throws: InputError.self) {
        try ScoreFiles(directory: path + "/file/scores").observe(entity, [run])
      }
      #expect(error.kind == .inputOutput)
      #expect(error.place.path == path + "/file/scores")
    }
  }
}
