internal import Foundation
internal import SabaTestSupport
internal import Testing

@testable internal import Saba

/// A small fleet from metrics to people: how ``FleetOperation`` stands behind ``RoleMonitor``.
@Suite("A fleet from end to end")
struct FleetEndToEndTests {
  static let model = try? RoleModel.train(history: SyntheticRole.history())

  /// Judges some hours of eight hosts, of which some show twelve standard deviations too much latency.
  func run(
    _ changes: [String: String?], from start: Int, hours: Int, unusual: [String: Range<Int>]
  ) throws -> [OperationEvent] {
    let model = try #require(Self.model)
    let role = try FleetFixture.role()
    var operation = FleetOperation(configuration: try FleetFixture.configuration(changes))
    let monitoring = try #require(operation.configuration.monitor(watching: role))
    #expect(model.doubt(aboutAttempts: monitoring.maxCheckAttempts) == nil)
    var monitor = RoleMonitor(model: model, policy: monitoring.policy)
    let latency = try #require(model.metrics.firstIndex(of: "latency"))
    let history = SyntheticRole.history(hosts: 8, days: 1, start: start, seed: 9)
    var events: [OperationEvent] = []
    for row in 0..<hours * 12 {
      var observations: [Observation] = []
      for (index, frame) in history.frames.enumerated() {
        let host = "web\(index + 1)"
        guard operation.isJudged(host) else { continue }
        var values = Array(frame.values.row(row))
        if unusual[host]?.contains(row) == true {
          values[latency] += 12 * SyntheticRole.scales[latency]
        }
        observations.append(Observation(host: host, time: frame.time(ofRow: row), values: values))
      }
      for verdict in monitor.judge(observations) {
        events += operation.take(verdict, of: role, interval: model.interval)
      }
      // What a stream does after each batch.
      events += operation.advance(to: start + (row + 1) * model.interval)
      // A restart at any moment changes nothing.
      operation = try JSONDecoder().decode(
        FleetOperation.self, from: JSONEncoder().encode(operation))
    }
    return events
  }

  static let start = 1_768_176_000

  @Test("A surge of six hosts is one role-wide incident with the right culprit, told of as it ends")
  func surge() throws {
    let unusual = Dictionary(
      uniqueKeysWithValues: (1...6).map { ("web\($0)", 24 + ($0 == 3 ? 0 : 1)..<40) })
    let events = try run([:], from: Self.start, hours: 6, unusual: unusual)
    let groups = events.compactMap { if case .group(let event) = $0 { event } else { nil } }
    #expect(groups.first?.kind == .opened)
    #expect(groups.last?.kind == .closed)
    let group = try #require(groups.last?.group)
    #expect(Set(groups.map(\.group.number)) == [group.number])
    #expect(group.firstHost == "web3")
    #expect(Set(group.hosts) == Set((1...6).map { "web\($0)" }))
    #expect(group.extent == .roleWide)
    #expect(group.judgedCount == 8)
    #expect(group.culprits.first?.metric == "latency")
    #expect(group.openedAt >= Self.start + 26 * 300)
    #expect(groups.allSatisfy { !$0.isSilent })
    #expect(group.sentence.contains("role-wide, 6 of 8 hosts in Shop: web were unusual for"))
    #expect(groups.allSatisfy { $0.jsonLine.contains(#""name":"Shop: web""#) })
  }

  @Test("Maintenance, standby and a downtime keep people out of it")
  func silence() throws {
    let hosts = FleetFixture.hosts(["web1": "maintenance", "web2": "standby"])
    let unusual = ["web1": 24..<40, "web2": 24..<40, "web3": 24..<40]
    let downtime = #"""
      [{"name": "deploy", "start": \#(Self.start + 7200), "duration": 60, "roleScopes": ["Shop: web"]}]
      """#
    let events = try run(
      ["hosts": hosts, "downtimes": downtime], from: Self.start, hours: 6, unusual: unusual)
    #expect(!events.contains { if case .alert = $0 { true } else { false } })
    #expect(!events.contains { $0.notifies })
    let judged = Set(
      events.compactMap { if case .verdict(let verdict, _) = $0 { verdict.host } else { nil } })
    #expect(judged == Set((2...8).map { "web\($0)" } + ["db1"]))
    let loud = try run(["hosts": hosts], from: Self.start, hours: 6, unusual: unusual)
    let told = Set(
      loud.compactMap { event -> String? in
        guard case .alert(let alert, _) = event, event.notifies else { return nil }
        return alert.alert.host
      })
    #expect(told == ["web3"])
  }
}
