internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("State of a host")
struct HostStateTests {
  static let metricCount = 20
  static let interval = 60

  /// A model that nothing was learnt for.
  static func model() throws -> RoleModel {
    var generator = RandomGenerator(seed: 1)
    let range = DriftRange(
      low: [Double](repeating: -1, count: metricCount),
      high: [Double](repeating: 1, count: metricCount),
      spread: [Double](repeating: 1.1, count: metricCount))
    let energies = (0..<6000).map { _ in abs(generator.normal()) }
    let distribution = try ScoreDistribution(fitting: energies)
    return RoleModel(
      interval: interval, attempts: 3, zone: .utc,
      summary: try #require(RoleMonitorTests.model).summary, report: nil,
      density: try RoleDensity.random(
        metricCount: metricCount, interval: interval, range: range, using: &generator),
      surprise: SurpriseScale(level: distribution, dynamics: distribution),
      calibration: try ScoreCalibration(scores: [energies], interval: interval, attempts: 3))
  }

  @Test("Less than 2 KB a metric at one-minute intervals, however long a host is judged")
  func size() throws {
    var monitor = RoleMonitor(model: try Self.model())
    var generator = RandomGenerator(seed: 2)
    // The host moves away for good now and then, so that there is drift to keep as well.
    for (day, level) in [0.0, 3, 6, 0, 0].enumerated() {
      let rows = (0..<1440).map { minute in
        Observation(
          host: "a", time: day * 86_400 + minute * Self.interval,
          values: (0..<Self.metricCount).map { _ in level + 2 * generator.normal() })
      }
      #expect(monitor.judge(rows).allSatisfy { $0.status != .unknown })
      #expect(monitor.stateByteCount > 1024 * Self.metricCount)
      #expect(monitor.stateByteCount < 2048 * Self.metricCount, "day \(day)")
    }
    let one = monitor.stateByteCount
    _ = monitor.judge(
      Observation(host: "b", time: 0, values: [Double](repeating: 0, count: Self.metricCount)))
    #expect(monitor.stateByteCount > one)
  }
}
