internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("Probabilities of rows with missing values")
struct IncompleteCalibrationTests {
  static let metricCount = 20

  /// Hosts with metrics that share three factors and remember the sample before.
  static func history(days: Int, start: Int = 0, seed: UInt64) -> RoleHistory {
    let metrics = (0..<metricCount).map { "metric-\($0)" }
    var generator = RandomGenerator(seed: seed)
    let frames = ["a", "b"].map { host in
      var factors = [0.0, 0, 0]
      var own = [Double](repeating: 0, count: metricCount)
      var values = Matrix(rowCount: days * 288, columnCount: metricCount)
      for row in 0..<days * 288 {
        for f in factors.indices { factors[f] = 0.7 * factors[f] + 0.714 * generator.normal() }
        for j in own.indices {
          own[j] = 0.5 * own[j] + 0.866 * generator.normal()
          values[row, j] = 50 + 0.6 * factors[j % 3] + 0.8 * own[j]
        }
      }
      return MetricFrame(
        host: host, metrics: metrics, start: start, interval: 300, values: values)
    }
    return RoleHistory(metrics: metrics, interval: 300, frames: frames)
  }

  static let model = try? RoleModel.train(history: history(days: 10, seed: 1))

  /// The shares of rows with p-values of at most 0.1 and 0.01, where values are missing.
  static func shares(
    missing: (_ metric: Int, _ generator: inout RandomGenerator) -> Bool
  ) throws -> [(p: Double, share: Double)] {
    let model = try #require(Self.model)
    var monitor = RoleMonitor(model: model)
    var generator = RandomGenerator(seed: 5)
    let frame = history(days: 7, start: 10 * 86_400, seed: 2).frames[0]
    let observations = model.observations(of: frame).map { observation in
      var observation = observation
      for j in 0..<metricCount where missing(j, &generator) { observation.values[j] = .nan }
      return observation
    }
    let judged = monitor.judge(observations, explaining: false).filter { !$0.score.isNaN }
    return [0.1, 0.01].map { p in
      (p, Double(judged.count { $0.pValue <= p }) / Double(judged.count))
    }
  }

  /// Rows follow on each other: two thousand of them are worth fewer.
  static let factor = 2.5

  @Test("Metrics that are gone for good leave p-values as they are", arguments: [1, 5, 10])
  func vanished(count: Int) throws {
    for (p, share) in try Self.shares(missing: { metric, _ in metric < count }) {
      #expect(share <= Self.factor * p && share >= p / Self.factor, "\(share) for \(p)")
    }
  }

  @Test("So do values that get lost at random", arguments: [0.2])
  func lost(share lost: Double) throws {
    for (p, share) in try Self.shares(missing: { $1.uniform() < lost }) {
      #expect(share <= Self.factor * p && share >= p / Self.factor, "\(share) for \(p)")
    }
  }
}
