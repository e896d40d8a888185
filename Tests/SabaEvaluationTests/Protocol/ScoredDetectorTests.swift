import Foundation
import Saba
import SabaEvaluation
import Testing

@Suite struct ScoredDetectorTests {
  /// A host with 200 hours of train and 6 of test, and scores of somebody else.
  static let files: DatasetFiles = {
    var files: DatasetFiles = ["dataset.json": DatasetFixture.manifest(interval: 3_600)]
    files["web/train.csv"] = "a,b\n" + String(repeating: "0,0\n", count: 200)
    files["web/test.csv"] = "a,b\n0,0\n0,0\n0,0\n0,0\n0,0\n0,0\n"
    files["web/labels.csv"] = "start,end\n2,4\n"
    files["web/interpretation.csv"] = "start,end,metrics\n2,4,b\n"
    files["theirs/web.csv"] = "score,alarm\n1,0\n1,0\n90,0\n91,0\n92,1\nnan,0\n"
    files["theirs/train/web.csv"] =
      "score\n" + (0..<200).map { "\(1 + Double($0 % 10) / 10)\n" }.joined()
    files["theirs/contributions/web.csv"] = "b,a\n1,0\n1,0\n9,1\n9,1\n9,1\nnan,nan\n"
    return files
  }()

  func run(
    _ changes: DatasetFiles = [:], explaining: Bool = false
  ) async throws -> DetectorRun {
    try await withFolder(Self.files.merging(changes) { $1 }) { path in
      let entity = try Dataset(path: path).entity(named: "web")
      return try ScoredDetector(directory: path + "/theirs").run(on: entity, explaining: explaining)
    }
  }

  @Test func thresholdsComeFromTheScoresOfTheTrainingPart() async throws {
    let run = try await run()
    #expect(run.scores.prefix(5) == [1, 1, 90, 91, 92])
    #expect(run.scores[5].isNaN)
    #expect(run.alarms == [0, 0, 0, 0, 1, 0])
    let thresholds = try #require(run.thresholds)
    // The training's scores go up to 1.9, and up to 1.7 over three in a row.
    #expect((1.7..<90).contains(thresholds.sensitive))
    // Three in a row, and what is missing ends nothing.
    #expect(run.alerts?.sensitive == [[4..<6]])
    let pValues = try #require(run.pValues)
    #expect(pValues[2] < 0.01 && pValues[0] > 0.5 && pValues[5].isNaN)
    #expect(run.explanation == nil)
  }

  /// As the test file's scores do, whatever gaps and order of hosts the grid has.
  @Test func trainingScoresGoWithTheRowsOfTheirFile() async throws {
    func rows(_ host: String, _ hours: some Sequence<Int>) -> String {
      hours.map { "\($0 * 3_600),\(host),0,0\n" }.joined()
    }
    let header = "timestamp,host,a,b\n"
    let hours = Array(0..<50) + Array(100..<250)
    let run = try await run([
      "web/train.csv": header + rows("z", hours) + rows("a", hours),
      "web/test.csv": header + rows("z", 300..<306),
      "theirs/train/web.csv": "score\n"
        + (0..<400).map { "\(1 + Double($0 % 10) / 10)\n" }.joined(),
    ])
    #expect(run.alerts?.sensitive == [[4..<6]])
  }

  @Test func withoutATrainingPartThereAreNoAlerts() async throws {
    let run = try await run([
      "theirs/train/web.csv": "score\n" + String(repeating: "nan\n", count: 200)
    ])
    #expect(run.alerts == nil && run.thresholds == nil && run.pValues == nil)
    #expect(run.scores.count == 6)
  }

  @Test func contributionsAreTakenByName() async throws {
    let blame = try #require(try await run(explaining: true).explanation?.blame)
    #expect(blame.row(2) == [1, 9])
    #expect(blame.row(5).allSatisfy { $0.isNaN })
  }

  @Test(
    arguments: [
      ("web.csv", "score\n1\n2\n", "there are 2 rows where the test file has 6", nil),
      ("web.csv", "value\n1\n2\n3\n4\n5\n6\n", "there is no column \"score\"", 1),
      (
        "web.csv", "score,pValue\n1,0\n2,1\n3,2\n4,0\n5,0\n6,0\n", "the pValue is 2.0", 4
      ),
      ("train/web.csv", "score\n1\n", "there are 1 rows where the training part", nil),
      (
        "contributions/web.csv", "a\n1\n2\n3\n4\n5\n6\n", "the metric \"b\" has no column", 1
      ),
    ] as [(String, String, String, Int?)])
  func badFilesAreNamed(_ file: String, _ text: String, _ problem: String, _ line: Int?)
    async throws
  {
    let error = try await #require(throws: InputError.self) {
      _ = try await run(["theirs/\(file)": text], explaining: true)
    }
    #expect(error.kind == .badData)
    #expect(error.place.path.hasSuffix("/theirs/\(file)"))
    #expect(error.place.line == line)
    #expect(error.problem.contains(problem), "\(error)")
  }

  @Test func anEntityWithoutScoresIsNamed() async throws {
    try await withFolder(Self.files) { path in
      let entity = try Dataset(path: path).entity(named: "web")
      let error = try #require(throws: InputError.self) {
        _ = try ScoredDetector(directory: path + "/web").run(on: entity, explaining: false)
      }
      #expect(error.kind == .noInput)
      #expect(error.place.path == path + "/web/web.csv")
      let nowhere = try #require(throws: InputError.self) {
        _ = try ScoredDetector(directory: path + "/absent").run(on: entity, explaining: false)
      }
      #expect(nowhere.place.path == path + "/absent")
    }
    var files = Self.files
    files["theirs/train/mail.csv"] = files.removeValue(forKey: "theirs/train/web.csv")
    try await withFolder(files) { path in
      let entity = try Dataset(path: path).entity(named: "web")
      let error = try #require(throws: InputError.self) {
        _ = try ScoredDetector(directory: path + "/theirs").run(on: entity, explaining: false)
      }
      #expect(error.place.path == path + "/theirs/train/web.csv")
    }
  }

  @Test func whatIsWrittenIsReadAgain() async throws {
    var files = Self.files
    let values = (0..<200).map { "\($0 % 7),\(($0 * $0) % 11)\n" }.joined()
    files["web/train.csv"] = "\"a,\"\"x\"\"\",b\n" + values
    files["web/test.csv"] = "\"a,\"\"x\"\"\",b\n1,2\n,\n9,9\n3,4\n5,6\n0,1\n"
    try await withFolder(files) { path in
      let dataset = try Dataset(path: path)
      let entity = try dataset.entity(named: "web")
      _ = try await Evaluation(
        dataset: dataset, detectors: [RoleDetector()],
        observers: [
          ScoreFiles(directory: path + "/out"),
          ContributionFiles(directory: path + "/out/contributions"),
        ]
      ).run()
      let ours = try RoleDetector().run(on: entity, explaining: true)
      let again = try ScoredDetector(directory: path + "/out").run(on: entity, explaining: true)
      #expect(zip(ours.scores, again.scores).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
      let (blame, read) = try (
        #require(ours.explanation?.blame), #require(again.explanation?.blame)
      )
      #expect(
        zip(blame.elements, read.elements).allSatisfy {
          $0.isNaN && $1.isNaN || Float($0) == Float($1)
        })
    }
  }
}
