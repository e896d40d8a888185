internal import Saba
internal import SabaTestSupport
internal import Testing

@Suite("Training")
struct TrainingTests {
  /// A history with its values changed, row by row.
  func changed(
    _ history: RoleHistory, _ change: (_ host: Int, _ row: Int, inout [Double]) -> Void
  ) -> RoleHistory {
    RoleHistory(
      metrics: history.metrics, interval: history.interval,
      frames: history.frames.enumerated().map { host, frame in
        let rows = (0..<frame.rowCount).map { row in
          var values = frame.values.row(row)
          change(host, row, &values)
          return values
        }
        return MetricFrame(
          host: frame.host, metrics: frame.metrics, start: frame.start, interval: frame.interval,
          values: Matrix(rows: rows))
      })
  }

  @Test("The same history and seed give the same bytes")
  func deterministic() throws {
    let history = SyntheticRole.history()
    let first = try RoleModel.train(history: history).encoded()
    #expect(try RoleModel.train(history: history).encoded() == first)
  }

  @Test("Two levels of one role become two states")
  func states() throws {
    let history = changed(SyntheticRole.history()) { _, row, values in
      if row / 100 % 2 == 1 { for j in 0..<4 { values[j] += 12 * SyntheticRole.scales[j] } }
    }
    let model = try RoleModel.train(history: history)
    #expect(model.componentCount >= 2)
    // A sample of either level is normal, one between them is not.
    func score(_ shift: Double) -> Double {
      var monitor = RoleMonitor(model: model)
      let values = (0..<4).map {
        SyntheticRole.levels[$0] + shift * SyntheticRole.scales[$0]
      }
      return monitor.judge(Observation(host: "h", time: 0, values: values)).score
    }
    #expect(score(6) > 2 * max(score(0), score(12)))
  }

  @Test("A metric that only one host has is left out and named")
  func differentMetrics() throws {
    let history = changed(SyntheticRole.history(hosts: 3)) { host, _, values in
      if host > 0 { values[1] = .nan }
    }
    let model = try RoleModel.train(history: history)
    #expect(model.metrics == ["cpu", "requests", "latency"])
    #expect(model.summary.droppedMetrics.map(\.metric) == ["memory"])
    #expect(model.summary.droppedMetrics.first?.reason == "missing in 66 % of the rows")
  }

  @Test("A metric missing for days is kept while most rows have it")
  func missingForDays() throws {
    let history = changed(SyntheticRole.history()) { _, row, values in
      if row < 2 * 288 { values[2] = .nan }
    }
    let model = try RoleModel.train(history: history)
    #expect(model.metrics == SyntheticRole.metrics)
    #expect(model.summary.completeRowCount == 2 * 5 * 288)
    #expect(model.summary.rowCount == 2 * 7 * 288)
  }

  @Test("A constant metric trains, and its first real movement is seen", arguments: [0.0, 7.0])
  func constant(level: Double) throws {
    let history = changed(SyntheticRole.history()) { _, _, values in values[0] = level }
    let model = try RoleModel.train(history: history)
    var monitor = RoleMonitor(model: model)
    var values = SyntheticRole.levels
    values[0] = level
    let still = monitor.judge(Observation(host: "a", time: 0, values: values))
    values[0] = level + 5
    let moved = monitor.judge(Observation(host: "b", time: 0, values: values))
    #expect(still.pValue > 0.05)
    #expect(moved.pValue < 0.001)
    #expect(moved.contributions.first?.metric == "cpu")
  }

  @Test("Scales and offsets of metrics do not matter")
  func units() throws {
    let plain = try RoleModel.train(history: SyntheticRole.history())
    let scaled = try RoleModel.train(
      history: changed(SyntheticRole.history()) { _, _, values in
        values[0] = 1e9 + 1e3 * values[0]
        values[3] *= 1e-9
      })
    var first = RoleMonitor(model: plain)
    var second = RoleMonitor(model: scaled)
    for row in 0..<20 {
      var values = SyntheticRole.levels
      values[0] += Double(row)
      let one = first.judge(Observation(host: "h", time: 300 * row, values: values))
      values[0] = 1e9 + 1e3 * values[0]
      values[3] *= 1e-9
      let other = second.judge(Observation(host: "h", time: 300 * row, values: values))
      #expect(abs(one.score - other.score) < Self.unitTolerance * one.score)
    }
  }

  /// An offset of 1e9 leaves 1e-7 of the digits of values with a spread of 5e3.
  static let unitTolerance = 1e-6

  @Test("Excluded stretches do not teach")
  func exclusion() throws {
    let history = SyntheticRole.history()
    let start = history.frames[0].start
    let spoilt = changed(history) { _, row, values in
      if (100..<300).contains(row) { values[0] = 4000 }
    }
    let excluded = [Exclusion(start + 100 * 300..<start + 300 * 300)]
    let clean = try RoleModel.train(history: history.restricted(from: nil, excluding: excluded))
    let mended = try RoleModel.train(history: spoilt.restricted(from: nil, excluding: excluded))
    #expect(clean.encoded() == mended.encoded())
    let late = try RoleModel.train(history: history.restricted(from: start + 86_400))
    #expect(late.summary.firstTime == start + 86_400)
  }

  @Test("A stretch of one host is left out of that host alone")
  func exclusionOfHost() throws {
    let history = SyntheticRole.history()
    let start = history.frames[0].start
    let spoilt = changed(history) { host, row, values in
      if host == 1, (100..<300).contains(row) { values[0] = 4000 }
    }
    var options = RoleModelOptions()
    options.excluded = [Exclusion(start + 100 * 300..<start + 300 * 300, host: "host-1")]
    let clean = try RoleModel.train(history: history, options: options)
    let mended = try RoleModel.train(history: spoilt, options: options)
    #expect(clean.encoded() == mended.encoded())
    #expect(clean.summary.rowCount == 2 * 7 * 288 - 200)
    let leftOut = try #require(clean.report?.leftOut.first)
    #expect(leftOut.host == "host-1" && leftOut.rowCount == 200 && leftOut.reason == .excluded)
  }

  @Test("A history that is too short says how much is needed")
  func tooShort() {
    #expect(throws: TrainingError.tooFewSamples(count: 5, needed: 100)) {
      try RoleModel.train(history: firstRows(5))
    }
    #expect(throws: TrainingError.historyTooShort(hostHours: 33, neededHostHours: 100)) {
      try RoleModel.train(history: firstRows(400))
    }
  }

  func firstRows(_ count: Int) -> RoleHistory {
    let frame = SyntheticRole.history(hosts: 1).frames[0]
    return RoleHistory(
      metrics: frame.metrics, interval: frame.interval,
      frames: [
        MetricFrame(
          host: frame.host, metrics: frame.metrics, start: frame.start,
          interval: frame.interval, values: frame.values.rows(0..<count))
      ])
  }

  @Test("A role in which nothing ever changes is not judged")
  func constantRole() {
    let history = changed(SyntheticRole.history()) { _, _, values in
      values = [0, 7, 1e9, -3]
    }
    #expect(throws: TrainingError.constantRole(metricCount: 4)) {
      try RoleModel.train(history: history)
    }
  }

  @Test("A movement as small as rounding noise is no news, however still the metric was")
  func nearlyConstant() throws {
    let history = changed(SyntheticRole.history()) { _, row, values in
      values[0] = 0.1 + (row % 2 == 0 ? 1e-9 : 0)
    }
    let model = try RoleModel.train(history: history)
    var monitor = RoleMonitor(model: model)
    var values = SyntheticRole.levels
    values[0] = 0.100000005
    #expect(monitor.judge(Observation(host: "h", time: 0, values: values)).pValue > 0.05)
  }

  @Test("A stray time far from the others does not matter", arguments: [0, 1_900_000_000])
  func strayTime(time: Int) throws {
    let history = SyntheticRole.history(hosts: 1)
    let stray = MetricFrame(
      host: "host-0-stray", metrics: history.metrics, start: time / 300 * 300, interval: 300,
      values: Matrix(rows: [SyntheticRole.levels]))
    let whole = RoleHistory(
      metrics: history.metrics, interval: 300, frames: history.frames + [stray])
    let clean = try RoleModel.train(history: history)
    let model = try RoleModel.train(history: whole)
    for sensitivity in Sensitivity.named {
      let ratio = model.threshold(for: sensitivity) / clean.threshold(for: sensitivity)
      #expect((0.8...1.25).contains(ratio))
    }
  }

  /// Three hosts, one metric of which swings over the day about a level of the host's own.
  func rhythmicRole(hostOffset: Double) -> RoleHistory {
    changed(SyntheticRole.history(hosts: 3, days: 10)) { host, row, values in
      let phase = 2 * Double.pi * Double(row % 288) / 288
      values[2] += SyntheticRole.scales[2] * (6 * sine(phase) + hostOffset * Double(host))
    }
  }

  @Test("A daily rhythm is found, also in hosts of different size, and noise has none")
  func rhythm() throws {
    let plain = try RoleModel.train(history: SyntheticRole.history(hosts: 3, days: 10))
    #expect(plain.profiles.allSatisfy { $0 == nil })
    for offset in [0.0, 15] {
      let model = try RoleModel.train(history: rhythmicRole(hostOffset: offset))
      #expect(model.profiles.map { $0 != nil } == [false, false, true, false])
    }
    let model = try RoleModel.train(history: rhythmicRole(hostOffset: 0))
    // What is normal at the peak of the day is not at its trough.
    func pValue(hour: Int, shift: Double) -> Double {
      var monitor = RoleMonitor(model: model)
      var values = SyntheticRole.levels
      values[2] += SyntheticRole.scales[2] * shift
      let time = model.summary.lastTime / 86_400 * 86_400 + 86_400 + hour * 3600
      return monitor.judge(Observation(host: "h", time: time, values: values)).pValue
    }
    #expect(pValue(hour: 6, shift: 6) > 0.05)
    #expect(pValue(hour: 18, shift: 6) < 0.02)
  }

  @Test("A host that never shows all metrics is named")
  func silentHost() throws {
    let history = changed(SyntheticRole.history(hosts: 3)) { host, _, values in
      if host == 2 { values[0] = .nan }
    }
    let model = try RoleModel.train(history: history)
    #expect(model.metrics.count == 4)
    #expect(model.summary.warnings.contains { $0.hasPrefix("no row of host-2 has every metric") })
  }

  @Test("A history without a value has no usable metric")
  func empty() {
    let history = changed(SyntheticRole.history()) { _, _, values in
      for j in values.indices { values[j] = .nan }
    }
    #expect(throws: TrainingError.noUsableMetric(metricCount: 4)) {
      try RoleModel.train(history: history)
    }
  }
}
