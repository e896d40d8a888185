internal import SabaNumerics
internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("How hosts of a role differ")
struct HostOffsetsTests {
  static let tolerance = 1e-12

  @Test("Equally long histories: the variance of means less that of a mean, and means shrunk by it")
  func balanced() throws {
    let means = [-3.0, -1, 0, 4]
    let offsets = HostOffsets(
      names: ["a", "b", "c", "d"], deviations: [means], days: [10, 10, 10, 10])
    // Balanced one-way layout: the sample variance of the means, 26/3, less 1/10.
    let variance = 26.0 / 3 - 0.1
    #expect(isClose(offsets.variances[0], variance, Self.tolerance))
    for (name, mean) in zip(["a", "b", "c", "d"], means) {
      let own = try #require(offsets.known[name])
      #expect(isClose(own[0], mean * variance / (variance + 0.1), Self.tolerance))
    }
    let new = try #require(offsets.adaptation(of: "new", interval: 300))
    let doubt = (1 + 1.0 / 4) * 5 / 3
    #expect(isClose(new.growth[0], (1 + doubt * variance).squareRoot(), Self.tolerance))
    #expect(offsets.offsets(of: "new") == [0])
    #expect(offsets.adaptation(of: "a", interval: 300) == nil)
  }

  @Test("One host, and hosts that differ no more than their days do, have no offset")
  func alike() {
    let one = HostOffsets(names: ["a"], deviations: [[0], [0]], days: [20])
    #expect(one.variances == [0, 0] && one.offsets(of: "a") == [0, 0])
    let alike = HostOffsets(
      names: ["a", "b", "c"], deviations: [[-0.2, 0, 0.2]], days: [10, 10, 10])
    #expect(alike.variances == [0] && alike.offsets(of: "a") == [0])
  }

  @Test("A host that taught nothing stays unknown")
  func silent() {
    let offsets = HostOffsets(
      names: ["a", "b", "c"], deviations: [[-2, 2, 0]], days: [10, 10, 0])
    #expect(offsets.adaptation(of: "c", interval: 300) != nil && offsets.offsets(of: "c") == [0])
    #expect(offsets.offsets(of: "b")[0] > 1.9)
  }

  /// The share of a variance by which an estimate from some hundred hosts may miss.
  static let varianceTolerance = 0.15

  @Test("The variance between hosts is found, with histories of any length")
  func variance() {
    var generator = RandomGenerator(seed: 31)
    let days = (0..<400).map { _ in 1 + 30 * generator.uniform() }
    let deviations = days.map { 2 * generator.normal() + generator.normal() / $0.squareRoot() }
    let offsets = HostOffsets(
      names: days.indices.map { "h\($0)" }, deviations: [deviations], days: days)
    #expect(isClose(offsets.variances[0], 4, Self.varianceTolerance))
  }

  static let rowCount = 3000

  /// A history of hosts whose one metric lies apart by much more than it moves, with a slow leak on the
  /// last one's last day.
  static func history(leak: Double = 0) -> RoleHistory {
    var generator = RandomGenerator(seed: 5)
    let frames = [10.0, 30, 50, 90].enumerated().map { host, level in
      var elements: [Double] = []
      for row in 0..<rowCount {
        let leaked = host == 3 ? leak * Double(max(0, row - rowCount + 288)) / 288 : 0
        elements += [level + generator.normal() + leaked, generator.normal()]
      }
      return MetricFrame(
        host: "h\(host)", metrics: ["memory", "load"], start: 0, interval: 300,
        values: Matrix(rowCount: rowCount, columnCount: 2, elements: elements))
    }
    return RoleHistory(metrics: ["memory", "load"], interval: 300, frames: frames)
  }

  @Test("A host is judged about its own level: what is usual on another is not on this one")
  func ownLevel() throws {
    let model = try RoleModel.train(history: Self.history())
    let scales = model.scales
    #expect(isClose(scales[0], 1, 0.1), "the scale is that of one host, not of the role")
    var monitor = RoleMonitor(model: model)
    monitor.warmUp(on: Self.history())
    let later = Self.rowCount * 300
    let usual = monitor.judge(host: "h0", time: later, metrics: ["memory": 10.5, "load": 0])
    #expect(usual.status == .ok && usual.pValue > 0.05)
    let culprit = try #require(usual.contributions.first { $0.metric == "memory" })
    #expect(abs(culprit.expected - 10) < 1 && culprit.low > 5 && culprit.high < 15)
    for row in 1...3 {
      let moved = monitor.judge(
        host: "h0", time: later + row * 300, metrics: ["memory": 50, "load": 0])
      #expect(moved.pValue < 1e-3)
      if row == 3 { #expect(moved.status != .ok) }
    }
  }

  @Test("A leak far smaller than the hosts differ is found, and the host that leaks")
  func leak() throws {
    let model = try RoleModel.train(history: Self.history())
    var monitor = RoleMonitor(model: model)
    var alertRows: [String: Int] = [:]
    monitor.judge(Self.history(leak: 12)) { verdict in
      if verdict.time > 300 * (Self.rowCount - 288), verdict.status != .ok {
        alertRows[verdict.host, default: 0] += 1
      }
    }
    // Chance has its share on the others, an alert or two of some minutes.
    #expect(alertRows["h3", default: 0] > 150)
    for host in ["h0", "h1", "h2"] { #expect(alertRows[host, default: 0] < 15) }
  }

  @Test("A new host of any level that the role has is normal from the first minute")
  func newHost() throws {
    let model = try RoleModel.train(history: Self.history())
    var monitor = RoleMonitor(model: model)
    var generator = RandomGenerator(seed: 6)
    var alertCount = 0
    for row in 0..<600 {
      let verdict = monitor.judge(
        host: "new", time: row * 300,
        metrics: ["memory": 70 + generator.normal(), "load": generator.normal()])
      if verdict.status != .ok { alertCount += 1 }
    }
    #expect(alertCount < 15)
  }
}
