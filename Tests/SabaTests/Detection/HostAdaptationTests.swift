internal import SabaNumerics
internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("What a new host is like")
struct HostAdaptationTests {
  static let tolerance = 1e-12

  @Test("The most probable offset, and what is unknown of it, of a mean known for so many days")
  func posterior() {
    var adaptation = HostAdaptation(variances: [4, 0, 0.5], interval: 21_600)
    #expect(adaptation.renew() == nil, "nothing was seen")
    for value in [1.0, 2, 3, 4, 5] { adaptation.add([value, 2, .nan]) }
    let moved = adaptation.renew() ?? []
    // Five quarters of a day with mean 3: 3·1.25/(1.25 + 1/4).
    #expect(isClose(moved[0], 2.5, Self.tolerance) && moved[1] == 0 && moved[2] == 0)
    #expect(isClose(adaptation.growth[0], (1 + 4.0 / 6).squareRoot(), Self.tolerance))
    #expect(adaptation.growth[1] == 1)
    #expect(isClose(adaptation.growth[2], 1.5.squareRoot(), Self.tolerance))
    // Samples are now about the offset; another five of the same mean.
    for value in [1.0, 2, 3, 4, 5] { adaptation.add([value - 2.5, 2, .nan]) }
    _ = adaptation.renew()
    #expect(isClose(adaptation.offsets[0], 3 * 2.5 / (2.5 + 0.25), Self.tolerance))
  }

  @Test("What lies far outside teaches nothing")
  func guarded() {
    var adaptation = HostAdaptation(variances: [3, 3], interval: 300)
    // Bands are twice as wide: 10 is the furthest that teaches.
    for _ in 0..<100 { adaptation.add([10.1, 0]) }
    for _ in 0..<100 { adaptation.add([0, -1e6]) }
    #expect(adaptation.renew() == nil)
    adaptation.add([10, 0])
    #expect(adaptation.renew() != nil)
  }

  @Test("What is set aside teaches however far out it lies, and nothing of the role is left in it")
  func ofOtherSize() {
    var adaptation = HostAdaptation(variances: [3, 3], interval: 21_600)
    for _ in 0..<4 { adaptation.add([40, 1], setAside: [0]) }
    _ = adaptation.renew()
    // A day with mean 40 against a prior that weighs a hundredth of a day, and one of a third.
    #expect(isClose(adaptation.offsets[0], 40 / 1.01, Self.tolerance))
    #expect(isClose(adaptation.offsets[1], 1 / (1 + 1.0 / 3), Self.tolerance))
  }

  /// Sums of a hundred samples of size 1 lose no more than this.
  static let summing = 1e-9

  @Test("Moved trails and levels are those of samples about the moved level")
  func translation() {
    var generator = RandomGenerator(seed: 3)
    let spans = FeatureSpans(interval: 1800)
    let moved = [0.75, -2]
    var trails = [Bool](repeating: true, count: 2).map { _ in
      HostTrail(spans: spans, metricCount: 2)
    }
    var drifts = trails.map { _ in HostDrift(interval: 1800, metricCount: 2) }
    for row in 0..<100 {
      let sample = [generator.normal(), row % 7 == 0 ? .nan : generator.normal()]
      for (index, shift) in [[0, 0], moved].enumerated() {
        var block = FeatureBlock(spans: spans, metricCount: 2, capacity: 1)
        let seen = zip(sample, shift).map { $0 - $1 }
        block.append(seen, change: nil, offsets: shift, trail: &trails[index])
        _ = drifts[index].add(seen, at: row * 1800)
      }
    }
    trails[0].translate(by: moved)
    drifts[0].translate(by: moved)
    let features = trails.indices.map { index in
      var block = FeatureBlock(spans: spans, metricCount: 2, capacity: 1)
      block.append([0.5, 0.25], change: nil, offsets: moved, trail: &trails[index])
      return block.level + block.dynamics
    }
    for (own, expected) in zip(features[0], features[1]) {
      #expect(own.isNaN ? expected.isNaN : isClose(own, expected, Self.summing))
    }
    for (own, expected) in zip(drifts[0].levels, drifts[1].levels) {
      #expect(isClose(own, expected, Self.summing))
    }
  }

  static let later = HostOffsetsTests.rowCount * 300

  /// Judges a host at a level of its own, and then rows away from it.
  func verdicts(
    level: Double, hours: Int, then away: Double, in monitor: inout RoleMonitor
  ) -> [Verdict] {
    var generator = RandomGenerator(seed: 6)
    let normal = (0..<12 * hours).map { _ in [level + generator.normal(), generator.normal()] }
    let moved = (0..<6).map { _ in [level + away + generator.normal(), generator.normal()] }
    return monitor.judge(
      (normal + moved).enumerated().map { row, values in
        Observation(host: "new", time: Self.later + 300 * row, values: values)
      })
  }

  @Test(
    "A new host is judged about its own level after some hours, as narrowly as is known by then")
  func ownLevel() throws {
    let model = try RoleModel.train(history: HostOffsetsTests.history())
    let bands = [1, 3, 24].map { hours in
      var monitor = RoleMonitor(model: model)
      let verdicts = verdicts(level: 70, hours: hours, then: 25, in: &monitor)
      #expect(verdicts.prefix(12 * hours).allSatisfy { $0.status == .ok })
      #expect(hours == 1 || verdicts.last?.status != .ok, "70 + 25 is no longer usual")
      let shown = verdicts[12 * hours - 1].contributions.first { $0.metric == "memory" }
      #expect(hours == 1 || abs((shown?.expected ?? 0) - 70) < 2)
      return (shown?.high ?? 0) - (shown?.low ?? 0)
    }
    #expect(bands[0] > bands[1] && bands[1] > bands[2] && bands[2] < 20, "\(bands)")
  }

  @Test("A retired host leaves no trace, and others stay as they were")
  func retired() throws {
    let model = try RoleModel.train(history: HostOffsetsTests.history())
    let start = Self.later
    func judge(_ hosts: [String], _ rows: Range<Int>, _ monitor: inout RoleMonitor) -> [Verdict] {
      monitor.judge(
        rows.flatMap { row in
          hosts.map { host in
            let level = host == "h1" ? 30.0 : 55
            return Observation(
              host: host, time: start + 300 * row, values: [level + Double(row % 5), 0])
          }
        })
    }
    var monitor = RoleMonitor(model: model)
    let alone = judge(["h1"], 0..<60, &monitor)
    monitor = RoleMonitor(model: model)
    _ = judge(["new", "h1"], 0..<40, &monitor)
    #expect(monitor.retire("new") && !monitor.retire("new") && !monitor.retire("never"))
    #expect(judge(["h1"], 40..<60, &monitor) == Array(alone.suffix(20)))
    var fresh = RoleMonitor(model: model)
    #expect(judge(["new"], 0..<60, &monitor) == judge(["new"], 0..<60, &fresh))
    monitor.retire("new")
    monitor.retire("h1")
    #expect(monitor.stateByteCount == 0)
  }
}
