internal import SabaNumerics
internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("A change of the role")
struct RoleChangeTests {
  static let start = 1_767_571_200 + 7 * 86_400

  /// Days after those that the model learnt from, with levels of some hosts moved over a stretch of them.
  ///
  /// - Parameters:
  ///   - days: How many there are.
  ///   - hosts: The numbers of the hosts that move, of three.
  ///   - moves: By how many standard deviations each metric moves.
  ///   - rows: When.
  /// - Returns: The history.
  static func later(
    days: Int, hosts: [Int] = [], by moves: [Double] = [0, 0, 0, 0], in rows: Range<Int> = 0..<0
  ) -> RoleHistory {
    let quiet = SyntheticRole.history(hosts: 3, days: days, start: start, seed: 9)
    return RoleHistory(
      metrics: quiet.metrics, interval: quiet.interval,
      frames: quiet.frames.enumerated().map { host, frame in
        var values = frame.values
        for row in rows where hosts.contains(host) {
          for j in moves.indices { values[row, j] += moves[j] * SyntheticRole.scales[j] }
        }
        return MetricFrame(
          host: frame.host, metrics: frame.metrics, start: frame.start, interval: frame.interval,
          values: values)
      })
  }

  static let model = Result {
    try RoleModel.train(history: SyntheticRole.history(hosts: 3, days: 7))
  }

  /// The change that is known after some days.
  func change(after history: RoleHistory, model: RoleModel? = nil) throws -> RoleChange? {
    var monitor = RoleMonitor(model: try model ?? Self.model.get())
    monitor.judge(history, explaining: false) { _ in }
    return monitor.roleChange
  }

  @Test("Levels that move on all hosts are a change from then on, told by the metrics that moved")
  func found() throws {
    let moved = 200
    let change = try #require(
      try change(after: Self.later(days: 2, hosts: [0, 1, 2], by: [0, 0, 4, -2], in: moved..<576)))
    #expect(abs(change.since - (Self.start + moved * 300)) <= 1800, "to half an hour")
    #expect(change.metrics.map(\.name) == ["requests", "latency"])
    #expect(change.hostCount == 3 && change.metrics.allSatisfy { $0.hostCount == 3 })
    let requests = change.metrics[0]
    #expect(abs(requests.before - 250) < 5 && abs(requests.after - 370) < 15)
    let json = change.jsonLine
    #expect(json.hasPrefix(#"{"event":"roleChanged","since":\#(change.since),"hostCount":3,"#))
    #expect(json.contains(#"{"name":"latency","before":"#) && json.hasSuffix(#"has moved too"}"#))
    #expect(
      change.sentence.hasPrefix("requests is 3") && change.sentence.contains("on 3 of 3 hosts"))
    #expect(change.sentence.hasSuffix("latency has moved too"))
  }

  @Test("It keeps its beginning while it lasts, and is none any more once it is undone")
  func undone() throws {
    let still = try change(
      after: Self.later(days: 5, hosts: [0, 1, 2], by: [4, 0, 0, 0], in: 300..<1440))
    #expect(abs((still?.since ?? 0) - (Self.start + 300 * 300)) <= 1800)
    #expect(
      try change(after: Self.later(days: 4, hosts: [0, 1, 2], by: [4, 0, 0, 0], in: 300..<700))
        == nil)
  }

  @Test(
    "Nothing, one host of three, and what lasts for some hours are no change",
    arguments: [
      later(days: 3), later(days: 3, hosts: [1], by: [6, 6, 6, 6], in: 200..<864),
      later(days: 3, hosts: [0, 1, 2], by: [6, 6, 6, 6], in: 200..<320),
    ])
  func none(history: RoleHistory) throws {
    #expect(try change(after: history) == nil)
  }

  @Test("A model file keeps what a change is told by; one that lacks it tells of none")
  func snapshot() throws {
    let model = try Self.model.get()
    let history = Self.later(days: 2, hosts: [0, 1, 2], by: [4, 0, 0, 0], in: 100..<576)
    var snapshot = RoleModelSnapshot(model)
    let read = try #require(snapshot.model)
    #expect(try change(after: history, model: read) == (try change(after: history)))
    snapshot.lowestLevels = nil
    snapshot.highestLevels = nil
    let old = try #require(snapshot.model)
    #expect(try change(after: history, model: old) == nil)
    snapshot.highestLevels = PackedDoubles([1])
    #expect(snapshot.model == nil)
  }
}
