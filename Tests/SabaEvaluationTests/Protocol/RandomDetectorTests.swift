import Saba
import SabaEvaluation
import Testing

@Suite struct RandomDetectorTests {
  static let rowCount = 20_000

  /// A one-host entity of one constant metric, a row a minute.
  static func files(names: [String]) -> DatasetFiles {
    let history = "cpu\n" + String(repeating: "0\n", count: rowCount)
    var files: DatasetFiles = ["dataset.json": DatasetFixture.manifest(interval: 60)]
    for name in names {
      files["\(name)/train.csv"] = history
      files["\(name)/test.csv"] = history
      files["\(name)/labels.csv"] = "start,end\n"
    }
    return files
  }

  @Test func scoresAreUniformAndRepeatable() async throws {
    try await withFolder(Self.files(names: ["a", "b"])) { path in
      let dataset = try Dataset(path: path)
      let (a, b) = try (dataset.entity(named: "a"), dataset.entity(named: "b"))
      let run = RandomDetector(seed: 3).run(on: a)
      #expect(run.scores == RandomDetector(seed: 3).run(on: a).scores)
      #expect(run.alerts == RandomDetector(seed: 3).run(on: a).alerts)
      #expect(run.scores != RandomDetector(seed: 4).run(on: a).scores)
      #expect(run.scores != RandomDetector(seed: 3).run(on: b).scores)
      #expect(run.scores.allSatisfy { (0..<1).contains($0) })
      // Five standard deviations of the mean of so many uniform numbers.
      let mean = run.scores.reduce(0, +) / Double(Self.rowCount)
      #expect(abs(mean - 0.5) < 5 * (1.0 / 12 / Double(Self.rowCount)).squareRoot())
    }
  }

  @Test func alertsKeepThePromisedRate() async throws {
    try await withFolder(Self.files(names: ["a"])) { path in
      let entity = try Dataset(path: path).entity(named: "a")
      // Together 417 days of one host.
      var counts = (insensitive: 0, normal: 0, sensitive: 0)
      for seed in 0..<30 as Range<UInt64> {
        let alerts = try #require(RandomDetector(seed: seed).run(on: entity).alerts)
        counts.insensitive += alerts.insensitive[0].count
        counts.normal += alerts.normal[0].count
        counts.sensitive += alerts.sensitive[0].count
      }
      let days = Double(30 * Self.rowCount) / 1_440
      // Counts of rare, independent events: within five standard deviations, plus the error of
      // the threshold, which is a quantile of a sample.
      for (count, daysPerAlert) in [
        (counts.insensitive, 91.0), (counts.normal, 30), (counts.sensitive, 7),
      ] {
        let expected = days / daysPerAlert
        #expect(abs(Double(count) - expected) < 5 * expected.squareRoot() + 0.1 * expected)
      }
    }
  }

  @Test func alertsOpenWithTheThirdScoreAndSkipGaps() async throws {
    try await withFolder(DatasetFixture.twoHosts) { path in
      let entity = try Dataset(path: path).entity(named: "web")
      // So little history makes thresholds that are often exceeded.
      for seed in 0..<200 as Range<UInt64> {
        let run = RandomDetector(seed: seed).run(on: entity)
        #expect(run.scores.count == 7)
        let alerts = try #require(run.alerts).sensitive
        #expect(alerts.count == 2)
        for alert in alerts[0] { #expect(alert == 2..<3) }
        for alert in alerts[1] {
          #expect(alert == 4..<5 || alert == 4..<6 || alert == 5..<6)
        }
      }
    }
  }
}
