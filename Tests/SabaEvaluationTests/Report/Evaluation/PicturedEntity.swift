@testable import Saba
@testable import SabaEvaluation

/// Entities and runs to make pictures of.
struct PicturedEntity {
  var name = "web"
  var hosts = ["a"]
  var metrics = ["cpu", "memory", "disk"]
  /// Of each host.
  var rowCount = 600
  var interval = 300
  /// Host, rows of its frame, and columns that the publisher names.
  var events: [(host: Int, rows: ClosedRange<Int>, named: [Int])] = []
  /// Changes of the noise: host, row, column, value.
  var changes: [(host: Int, row: Int, column: Int, value: Double)] = []
  /// Rows of every frame that are not in the file.
  var gap: Range<Int>?
  var hasClock = true
  var seed: UInt64 = 1

  /// 2026-01-19 00:00 UTC.
  static let start = 1_768_780_800

  var entity: DatasetEntity {
    var generator = RandomGenerator(seed: seed)
    let start = hasClock ? Self.start : 2 * 86_400
    let frameRows = (0..<rowCount).filter { gap?.contains($0) != true }
    var frames: [MetricFrame] = []
    for (index, host) in hosts.enumerated() {
      var values = Matrix(rowCount: rowCount, columnCount: metrics.count)
      for row in 0..<rowCount {
        for column in metrics.indices {
          values[row, column] = gap?.contains(row) == true ? .nan : 10 + generator.normal()
        }
      }
      for change in changes where change.host == index {
        values[change.row, change.column] = change.value
      }
      frames.append(
        MetricFrame(host: host, metrics: metrics, start: start, interval: interval, values: values))
    }
    let placed = hosts.enumerated().map { index, host in
      DatasetHost(
        name: host,
        fileRows: index * frameRows.count..<(index + 1) * frameRows.count, frameRows: frameRows)
    }
    var labels = [Bool](repeating: false, count: hosts.count * frameRows.count)
    var ranges: [ClosedRange<Int>] = []
    var interpretations: [Interpretation] = []
    for event in events {
      let rows = placed[event.host].fileRows.filter {
        event.rows.contains(frameRows[$0 - placed[event.host].fileRows.lowerBound])
      }
      let range = rows[0]...rows[rows.count - 1]
      for row in range { labels[row] = true }
      ranges.append(range)
      if !event.named.isEmpty {
        interpretations.append(Interpretation(rows: range, metrics: Set(event.named)))
      }
    }
    let history = RoleHistory(metrics: metrics, interval: interval, frames: frames)
    return DatasetEntity(
      name: name, train: history, test: history, trainHosts: placed, hosts: placed, labels: labels,
      events: ranges.sorted { $0.lowerBound < $1.lowerBound }, interpretations: interpretations,
      vusBuffer: 4, testIncludesTrain: false, hasClock: hasClock)
  }

  /// A run with the same alerts at each of the three sensitivities, those of `sensitive` being more,
  /// and blame for one metric.
  func run(
    alerts: [[Range<Int>]]? = nil, onlySensitive: [[Range<Int>]]? = nil, blamed: Int? = nil,
    scores: [Double]? = nil
  ) -> DetectorRun {
    let rows = entity.labels.count
    var generator = RandomGenerator(seed: seed + 1)
    var run = DetectorRun(
      scores: scores ?? (0..<rows).map { _ in 1 + generator.uniform() }, fitSeconds: 0,
      scoreSeconds: 0)
    if let alerts {
      let more = zip(alerts, onlySensitive ?? alerts.map { _ in [] }).map { alerts, more in
        (alerts + more).sorted { $0.lowerBound < $1.lowerBound }
      }
      run.alerts = PerSensitivity(insensitive: alerts, normal: alerts, sensitive: more)
      run.thresholds = PerSensitivity(insensitive: 9, normal: 6, sensitive: 3)
    }
    if let blamed {
      var blame = Matrix(rowCount: rows, columnCount: metrics.count, repeating: 1)
      for row in 0..<rows { blame[row, blamed] = 8 }
      run.explanation = Explanation(
        blame: blame, low: Matrix(rowCount: rows, columnCount: metrics.count, repeating: 8),
        high: Matrix(rowCount: rows, columnCount: metrics.count, repeating: 12))
    }
    return run
  }

  /// A report of one entity by some runs.
  func report(_ runs: [NamedRun]) -> EvaluationReport {
    let entity = entity
    let scores = runs.map { [EntityScore(of: $0.run, on: entity)] }
    let pictures = EntityPictures(entityCount: 1)
    pictures.observe(entity, runs)
    return pictures.report(
      of: EvaluationResult(
        dataset: "set", layout: "entities",
        detectors: zip(runs, scores).map { run, score in
          DetectorResult(
            name: run.name, scores: score, first: run.name == runs[0].name ? nil : scores[0])
        }))
  }
}
