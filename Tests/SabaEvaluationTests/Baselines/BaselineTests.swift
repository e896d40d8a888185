import Saba
import SabaTestSupport
import Testing

@testable import SabaEvaluation

/// What holds for every baseline.
@Suite struct BaselineTests {
  /// All but the random one, which looks at no value.
  static let baselines = Baselines.all.compactMap { $0 as? Baseline }
  static let names = baselines.map(\.name)

  func run(
    _ name: String, _ entity: DatasetEntity, explaining: Bool = false
  ) throws -> DetectorRun {
    let detector = try #require(Self.baselines.first { $0.name == name })
    return try detector.run(on: entity, explaining: explaining)
  }

  static func entity(train: Matrix? = nil, test: Matrix? = nil) -> DatasetEntity {
    let usual = BaselineFixture.anomalous
    return BaselineFixture.entity(train: train ?? usual.train, test: test ?? usual.test)
  }

  /// Whether an alert opened in the anomaly.
  static func alertsFindTheAnomaly(_ alerts: [Range<Int>]) -> Bool {
    alerts.contains { BaselineFixture.anomaly.contains($0.lowerBound) }
  }

  @Test func namesInOrder() {
    #expect(
      Baselines.all.map(\.name) == [
        "random", "max-robust-z", "mean-z2", "mahalanobis", "mixture", "pca", "var",
        "seasonal-naive", "windowed-gaussian",
      ])
  }

  @Test(arguments: names) func anObviousAnomalyStandsOut(name: String) throws {
    let run = try run(name, Self.entity(), explaining: true)
    let anomaly = BaselineFixture.anomaly
    let others = run.scores.indices.filter { !anomaly.contains($0) }
    let lowest = try #require(run.scores[anomaly].min())
    #expect(run.scores.allSatisfy { $0.isFinite })
    #expect(others.allSatisfy { run.scores[$0] < lowest })

    let pValues = try #require(run.pValues)
    #expect(pValues.allSatisfy { (0...1).contains($0) })
    #expect(pValues[anomaly].allSatisfy { $0 < 1e-3 })
    let thresholds = try #require(run.thresholds)
    #expect(thresholds.insensitive >= thresholds.normal)
    #expect(thresholds.normal >= thresholds.sensitive)
    let alerts = try #require(run.alerts)
    for hosts in alerts.values { #expect(Self.alertsFindTheAnomaly(hosts[0])) }

    guard name != "mixture" else {
      #expect(run.explanation == nil)
      return
    }
    let blame = try #require(run.explanation?.blame)
    #expect(blame.rowCount == run.scores.count)
    #expect(blame.elements.allSatisfy { $0 >= 0 })
    for row in anomaly {
      let parts = blame.row(row)
      #expect(parts.indices.max { parts[$0] < parts[$1] } == BaselineFixture.anomalousMetric)
    }
  }

  @Test(arguments: names) func aRunRepeatsExplainedOrNot(name: String) throws {
    let entity = Self.entity()
    let plain = try run(name, entity)
    let explained = try run(name, entity, explaining: true)
    #expect(plain.scores == explained.scores)
    #expect(plain.alerts == explained.alerts)
    #expect(plain.pValues == explained.pValues)
    #expect(plain.explanation == nil)
  }

  @Test(arguments: names) func laterRowsDoNotMatter(name: String) throws {
    let usual = try run(name, Self.entity()).scores
    var test = BaselineFixture.anomalous.test
    for row in 150..<test.rowCount {
      for j in 0..<test.columnCount { test[row, j] = row % 3 == 0 ? .nan : Double(row * j) }
    }
    let changed = try run(name, Self.entity(test: test)).scores
    #expect(agree(usual[..<150], changed[..<150]))
    #expect(!agree(usual[150...], changed[150...]))
  }

  @Test(arguments: names) func missingValues(name: String) throws {
    var generator = RandomGenerator(seed: 3)
    var (train, test) = BaselineFixture.anomalous
    // Metric 3 was never seen in training, metric 0 often not; some rows not at all.
    let blank = [7, 8, 100]
    for row in 0..<train.rowCount {
      if generator.uniform() < 0.1 { train[row, 0] = .nan }
      if row % 97 == 5 { for j in 0..<3 { train[row, j] = .nan } }
      train[row, 3] = .nan
    }
    for row in 0..<test.rowCount where !BaselineFixture.anomaly.contains(row) {
      if generator.uniform() < 0.1 { test[row, 0] = .nan }
    }
    for row in blank { for j in 0..<4 { test[row, j] = .nan } }
    let run = try run(name, Self.entity(train: train, test: test), explaining: true)
    // The autoregression cannot look across them.
    let unjudged = name == "var" ? Set(blank.flatMap { $0...$0 + 5 }) : Set(blank)
    for (row, score) in run.scores.enumerated() {
      #expect(score.isNaN == unjudged.contains(row), "row \(row)")
      #expect(run.pValues?[row].isNaN == score.isNaN)
    }
    let best = run.scores.indices.filter { !run.scores[$0].isNaN }
      .sorted { run.scores[$0] > run.scores[$1] }
    #expect(Set(best.prefix(4)) == Set(BaselineFixture.anomaly))
    guard let blame = run.explanation?.blame else { return }
    for row in run.scores.indices {
      for j in 0..<4 {
        #expect(blame[row, j].isNaN == unjudged.contains(row))
        if j == 3 || test[row, j].isNaN, !unjudged.contains(row) { #expect(blame[row, j] == 0) }
      }
    }
  }

  @Test(arguments: names) func constantMetrics(name: String) throws {
    // One that stays, one that moves in test, beside one with noise.
    func rows(_ count: Int, seed: UInt64) -> Matrix {
      let noise = BaselineFixture.rows(count, metrics: 1, seed: seed)
      return Matrix(rows: (0..<count).map { [0, 3, noise[$0, 0]] })
    }
    var test = rows(BaselineFixture.testRowCount, seed: 5)
    for row in BaselineFixture.anomaly { test[row, 1] = 4 }
    let train = rows(BaselineFixture.trainRowCount, seed: 4)
    let run = try run(name, Self.entity(train: train, test: test))
    let lowest = try #require(run.scores[BaselineFixture.anomaly].min())
    #expect(run.scores.allSatisfy { $0.isFinite })
    for row in run.scores.indices where !BaselineFixture.anomaly.contains(row) {
      #expect(run.scores[row] < lowest)
    }
  }

  @Test(arguments: names) func nothingButConstants(name: String) throws {
    let train = Matrix(rowCount: BaselineFixture.trainRowCount, columnCount: 2, repeating: 7)
    var test = Matrix(rowCount: BaselineFixture.testRowCount, columnCount: 2, repeating: 7)
    for row in BaselineFixture.anomaly { test[row, 0] = 8 }
    guard name != "mixture" else {
      // Four components cannot be told apart.
      #expect(throws: CannotJudge.self) {
        try self.run(name, Self.entity(train: train, test: test))
      }
      return
    }
    let run = try run(name, Self.entity(train: train, test: test))
    let lowest = try #require(run.scores[BaselineFixture.anomaly].min())
    for (row, score) in run.scores.enumerated() where !BaselineFixture.anomaly.contains(row) {
      #expect(score < lowest)
    }
  }

  @Test(arguments: names) func oneMetric(name: String) throws {
    let train = BaselineFixture.rows(BaselineFixture.trainRowCount, metrics: 1, seed: 6)
    var test = BaselineFixture.rows(BaselineFixture.testRowCount, metrics: 1, seed: 7)
    for row in BaselineFixture.anomaly { test[row, 0] = 100 }
    let run = try run(name, Self.entity(train: train, test: test))
    let lowest = try #require(run.scores[BaselineFixture.anomaly].min())
    for (row, score) in run.scores.enumerated() where !BaselineFixture.anomaly.contains(row) {
      #expect(score < lowest)
    }
  }

  @Test(arguments: names) func hugeValuesGiveFiniteScores(name: String) throws {
    var (train, test) = BaselineFixture.anomalous
    train[50, 0] = .greatestFiniteMagnitude
    train[51, 0] = -.greatestFiniteMagnitude
    test[60, 2] = -.greatestFiniteMagnitude
    let run = try run(name, Self.entity(train: train, test: test))
    #expect(run.scores.allSatisfy { $0.isFinite })
  }

  @Test(arguments: names) func fewRowsGiveScoresWithoutAlerts(name: String) throws {
    let test = BaselineFixture.anomalous.test
    let entity = Self.entity(train: BaselineFixture.rows(60, seed: 8), test: test)
    let run = try run(name, entity)
    #expect(run.alerts == nil && run.thresholds == nil && run.pValues == nil)
    #expect(run.scores.count { !$0.isNaN } >= test.rowCount - 100)

    for count in [0, 9] {
      #expect(throws: CannotJudge.self) {
        try self.run(
          name, Self.entity(train: BaselineFixture.rows(count, seed: 8), test: test))
      }
    }
  }

  @Test(arguments: names) func memoryRunsOnIntoTest(name: String) throws {
    let (train, test) = BaselineFixture.anomalous
    let continued = try run(name, Self.entity())
    // A file that holds both parts: judged from its first row on, afresh, and from the end of train
    // on with the same memory.
    let whole = try run(
      name,
      BaselineFixture.entity(
        train: [("a", 0, train)], test: [("a", 0, train.followed(by: test))]))
    #expect(agree(whole.scores[train.rowCount...], continued.scores))
    let warmUp = ["var": 5, "seasonal-naive": 1, "windowed-gaussian": 100][name] ?? 0
    #expect(whole.scores[..<warmUp].allSatisfy { $0.isNaN })
    #expect(whole.scores[warmUp...].allSatisfy { $0.isFinite })
    #expect(continued.scores.allSatisfy { $0.isFinite })
    #expect(whole.thresholds == continued.thresholds)

    // A long break: what comes after it is not compared with what came before.
    let late = try run(name, BaselineFixture.entity(train: train, test: test, pause: 1_000_000))
    let lost = ["var": 5, "seasonal-naive": 1][name] ?? 0
    #expect(late.scores[..<lost].allSatisfy { $0.isNaN })
    #expect(late.scores[lost...].allSatisfy { $0.isFinite })
  }

  @Test(arguments: names) func hostsAreScoredByThemselves(name: String) throws {
    let (train, test) = BaselineFixture.anomalous
    let end = train.rowCount * BaselineFixture.interval
    let calm = BaselineFixture.rows(200, seed: 9)
    let other = BaselineFixture.rows(500, seed: 10)
    let both = try run(
      name,
      BaselineFixture.entity(
        train: [("a", 0, train), ("b", 0, other)],
        test: [("a", end, test), ("c", end, calm)]), explaining: true)
    let swapped = try run(
      name,
      BaselineFixture.entity(
        train: [("a", 0, train), ("b", 0, other)],
        test: [("c", end, calm), ("a", end, test)]), explaining: true)
    #expect(both.scores.count == test.rowCount + calm.rowCount)
    #expect(agree(both.scores[..<test.rowCount], swapped.scores[calm.rowCount...]))
    #expect(agree(both.scores[test.rowCount...], swapped.scores[..<calm.rowCount]))
    for (run, host) in [(both, 0), (swapped, 1)] {
      let alerts = try #require(run.alerts).insensitive
      #expect(Self.alertsFindTheAnomaly(alerts[host]))
      #expect(alerts[1 - host].isEmpty)
    }
    if let blame = both.explanation?.blame, let other = swapped.explanation?.blame {
      #expect(agree(blame.row(200), other.row(200 + calm.rowCount)))
    }
  }
}
