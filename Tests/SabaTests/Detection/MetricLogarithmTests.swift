internal import SabaNumerics
internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("Rates on a logarithmic scale")
struct MetricLogarithmTests {
  @Test("The scale is linear below its unit, logarithmic above, and turns back")
  func scale() {
    let scale = MetricLogarithm(unit: 100)
    #expect(scale.scaled(0) == 0)
    #expect(isClose(scale.scaled(1), 0.01, 1e-4))
    #expect(isClose(scale.scaled(1e8) - scale.scaled(1e7), logarithm(10), 1e-4))
    for value in [-300.0, 0, 0.5, 100, 1e9] {
      #expect(isClose(scale.value(scale.scaled(value)), value, 1e-12))
    }
  }

  @Test("The unit is the median, or what there is in place of it")
  func unit() {
    #expect(MetricLogarithm(for: [1, 2, 9]).unit == 2)
    #expect(MetricLogarithm(for: [0, 0, 0, 4, 8]).unit == 6)
    #expect(MetricLogarithm(for: [0, 0]).unit == 1)
    #expect(MetricLogarithm(for: []).unit == 1)
  }

  /// Two hosts whose traffic differs by a factor and scatters by factors, one metric.
  private func role(factor: Double = 1) -> (history: RoleHistory, mapping: MetricMapping) {
    var generator = RandomGenerator(seed: 1)
    let name = "interface.rxBytes.delta"
    let frames = (0..<2).map { host in
      MetricFrame(
        host: "host-\(host)", metrics: [name], start: 1_767_571_200, interval: 300,
        values: Matrix(
          rowCount: 2016, columnCount: 1,
          elements: (0..<2016).map { _ in
            factor * 1e6 * Double(host + 1) * exponential(0.4 * generator.normal())
          }))
    }
    let identity = SeriesIdentity(of: name)
    return (
      RoleHistory(metrics: [name], interval: 300, frames: frames),
      MetricMapping(
        of: [identity], chosen: [identity.quantity?.candidates[0]].compactMap { $0 }, counts: [:])
    )
  }

  @Test("Values, expectations and bands are told in the metric's own unit")
  func units() throws {
    let (history, mapping) = role()
    var options = RoleModelOptions()
    options.mapping = mapping
    options.componentCounts = [1]
    let model = try RoleModel.train(history: history, options: options)
    #expect((1e6...2e6).contains(model.centres[0]))
    #expect((2e5...1e6).contains(model.scales[0]))
    for state in model.usualComponents {
      #expect((5e5...4e6).contains(model.componentMeans[state, 0]))
    }
    var monitor = RoleMonitor(model: model)
    let verdict = monitor.judge(
      host: "host-0", time: 1_800_000_000, metrics: ["interface.rxBytes.delta": 9e6])
    let shown = try #require(verdict.contributions.first)
    #expect(shown.value == 9e6)
    #expect((8e5...1.3e6).contains(shown.expected))
    #expect(shown.low >= 0 && shown.low < shown.expected && shown.high < 9e6)
    // Factors below and above are as likely, and so more is above than below.
    #expect(shown.high - shown.expected > 1.2 * (shown.expected - shown.low))
    #expect(try RoleModel(decoding: model.encoded(), path: "role.saba") == model)
  }

  @Test("The unit in which a rate is given does not matter")
  func equivariance() throws {
    var options = RoleModelOptions()
    options.mapping = role().mapping
    let plain = try RoleModel.train(history: role().history, options: options)
    let scaled = try RoleModel.train(history: role(factor: 0.001).history, options: options)
    let tolerance = 1e-6
    #expect(isClose(plain.centres[0] * 0.001, scaled.centres[0], tolerance, scale: 0))
    #expect(
      isClose(plain.threshold(for: .normal), scaled.threshold(for: .normal), tolerance, scale: 0))
  }

  @Test("Without a mapping nothing has such a scale")
  func plainRole() throws {
    let model = try RoleModel.train(history: role().history)
    #expect(model.mapping == nil && model.density.scaling.logarithms == [nil])
    #expect(String(decoding: model.encoded(), as: UTF8.self).contains("logarithm") == false)
  }
}
