import Saba
import SabaTestSupport

@testable import SabaEvaluation

/// Entities made of matrices, hosts' rows one after the other in the test file.
enum BaselineFixture {
  static let interval = 300
  static let rowsPerDay = 288

  /// One host, with test right after train.
  static func entity(train: Matrix, test: Matrix, pause: Int = 0, interval: Int = interval)
    -> DatasetEntity
  {
    entity(
      train: [("a", 0, train)], test: [("a", (train.rowCount + pause) * interval, test)],
      interval: interval)
  }

  static func entity(
    train: [(host: String, start: Int, values: Matrix)],
    test: [(host: String, start: Int, values: Matrix)], interval: Int = interval
  ) -> DatasetEntity {
    let metrics = (0..<(train.first?.values.columnCount ?? 0)).map { "m\($0)" }
    func history(_ hosts: [(host: String, start: Int, values: Matrix)]) -> RoleHistory {
      RoleHistory(
        metrics: metrics, interval: interval,
        frames: hosts.map {
          MetricFrame(
            host: $0.host, metrics: metrics, start: $0.start, interval: interval,
            values: $0.values)
        })
    }
    func placed(_ parts: [(host: String, start: Int, values: Matrix)]) -> [DatasetHost] {
      var hosts: [DatasetHost] = []
      var rowCount = 0
      for part in parts {
        let rows = rowCount..<rowCount + part.values.rowCount
        hosts.append(
          DatasetHost(name: part.host, fileRows: rows, frameRows: Array(0..<rows.count)))
        rowCount = rows.upperBound
      }
      return hosts
    }
    let hosts = placed(test)
    let rowCount = hosts.reduce(0) { $0 + $1.fileRows.count }
    return DatasetEntity(
      name: "e", train: history(train), test: history(test), trainHosts: placed(train),
      hosts: hosts,
      labels: [Bool](repeating: false, count: rowCount), events: [], interpretations: [],
      vusBuffer: 10, testIncludesTrain: false, hasClock: false)
  }

  /// Metrics that share a factor, each in a unit of its own; the factor holds more than 90 % of the
  /// variance.
  static func rows(_ count: Int, metrics: Int = 4, seed: UInt64) -> Matrix {
    var generator = RandomGenerator(seed: seed)
    var rows = Matrix(rowCount: count, columnCount: metrics)
    for row in 0..<count {
      let factor = generator.normal()
      for j in 0..<metrics {
        rows[row, j] = power(10, Double(j)) * (5 + factor + 0.2 * generator.normal())
      }
    }
    return rows
  }

  static let trainRowCount = 6 * rowsPerDay
  static let testRowCount = rowsPerDay
  /// The rows of ``anomalous``'s test part in which one metric goes far up.
  static let anomaly = 200..<204
  static let anomalousMetric = 1

  /// A role of usual behaviour, then the same with one obvious anomaly.
  static let anomalous: (train: Matrix, test: Matrix) = {
    var test = rows(testRowCount, seed: 2)
    for row in anomaly { test[row, anomalousMetric] *= 10 }
    return (rows(trainRowCount, seed: 1), test)
  }()
}

extension Matrix {
  /// The rows of this matrix, then those of another.
  func followed(by other: Matrix) -> Matrix {
    Matrix(
      rowCount: rowCount + other.rowCount, columnCount: columnCount,
      elements: elements + other.elements)
  }
}

/// Whether two series of scores agree to rounding; NaN agrees with NaN.
func agree(_ a: some Collection<Double>, _ b: some Collection<Double>) -> Bool {
  a.count == b.count
    && zip(a, b).allSatisfy { ($0.isNaN && $1.isNaN) || isClose($0, $1, Tolerance.moments) }
}
