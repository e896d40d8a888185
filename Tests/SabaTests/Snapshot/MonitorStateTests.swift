internal import SabaNumerics
internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("State of a monitor")
struct MonitorStateTests {
  let model: RoleModel
  let rows: [Observation]

  init() throws {
    model = try #require(RoleMonitorTests.model)
    rows = Self.rows(by: model)
  }

  /// Three hosts, one of them unknown to the model, with alerts, drift, gaps and missing values.
  static func rows(by model: RoleModel, days: Int = 3) -> [Observation] {
    var generator = RandomGenerator(seed: 5)
    let history = SyntheticRole.history(
      hosts: 3, days: days, start: model.summary.lastTime + model.interval, seed: 11)
    var rows: [Observation] = []
    for frame in history.frames { rows += model.observations(of: frame) }
    rows.sort { ($0.time, $0.host) < ($1.time, $1.host) }
    let middle = rows[rows.count / 2].time
    for index in rows.indices {
      if rows[index].host == "host-1", index % 200 > 170 { rows[index].values[3] += 0.3 }
      // Moved for good, and further apart.
      if rows[index].host == "host-2", rows[index].time > middle {
        rows[index].values[0] = 60 + 3 * (rows[index].values[0] - 40)
      }
      if generator.uniform() > 0.97 { rows[index].values[index % 4] = .nan }
    }
    return rows.filter { _ in generator.uniform() < 0.98 }
  }

  @Test("A monitor that goes on from a state gives the verdicts of one that never stopped")
  func everySplit() throws {
    var whole = RoleMonitor(model: model)
    var expected: [String] = []
    var states: [Int: [UInt8]] = [:]
    for (index, row) in rows.enumerated() {
      if index % 197 == 0 { states[index] = whole.encodedState() }
      expected.append(whole.judge(row).jsonLine)
    }
    #expect(expected.contains { $0.contains("\"critical\"") })
    let end = whole.encodedState()
    for (split, state) in states {
      var resumed = RoleMonitor(model: model)
      try resumed.restore(encodedState: state, path: "state")
      #expect(resumed.encodedState() == state)
      let verdicts = resumed.judge(Array(rows[split...]))
      #expect(verdicts.map(\.jsonLine)[...] == expected[split...], "from row \(split)")
      #expect(resumed.encodedState() == end, "from row \(split)")
    }
  }

  @Test("A recorder that goes on from a state gives the events of one that never stopped")
  func alerts() throws {
    var monitor = RoleMonitor(model: model)
    let verdicts = monitor.judge(rows)
    var whole = AlertRecorder()
    var resumed = AlertRecorder()
    var events = 0
    for verdict in verdicts {
      var writer = StateWriter()
      resumed.write(to: &writer, metrics: model.metrics)
      var reader = StateReader(writer.bytes[...])
      try resumed.restore(from: &reader, metrics: model.metrics)
      #expect(reader.isAtEnd)
      let event = whole.record(verdict)
      let again = resumed.record(verdict)
      #expect(again?.kind == event?.kind)
      #expect(again?.alert.openedAt == event?.alert.openedAt)
      #expect(again?.alert.peakScore == event?.alert.peakScore)
      // Shares are sums in no certain order.
      #expect(again?.alert.culprits.map(\.metric) == event?.alert.culprits.map(\.metric))
      events += event == nil ? 0 : 1
    }
    #expect(events > 4)
    #expect(resumed.stillOpen.map(\.host) == whole.stillOpen.map(\.host))
  }

  @Test("A state of another model or policy is refused with its reason, and changes nothing")
  func mismatch() throws {
    var monitor = RoleMonitor(model: model)
    _ = monitor.judge(rows)
    let state = monitor.encodedState()
    var strict = RoleMonitor(model: model, policy: .init(warning: .normal, critical: nil))
    let before = strict.encodedState()
    #expect {
      try strict.restore(encodedState: state, path: "s")
    } throws: { error in
      "\(error)"
        == "s: the state was begun with other sensitivities; give those with which it was begun, or "
        + "begin anew without it"
    }
    #expect(strict.encodedState() == before)
    var other = RoleMonitor(
      model: try RoleModel.train(history: SyntheticRole.history(days: 5, seed: 9)))
    #expect {
      try other.restore(encodedState: state, path: "s")
    } throws: { "\($0)".hasPrefix("s: the state belongs to another model; ") }
  }

  @Test("A damaged state is an error, whatever is damaged")
  func damage() throws {
    var monitor = RoleMonitor(model: model)
    _ = monitor.judge(Array(rows.prefix(300)))
    let state = monitor.encodedState()
    var generator = RandomGenerator(seed: 3)
    for _ in 0..<10 {
      var damaged = state
      damaged[Int.random(in: 0..<state.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8)
      let short = Array(state.prefix(Int.random(in: 0..<state.count, using: &generator)))
      for bytes in [damaged, short, state + [0]] {
        #expect(throws: InputError.self) { try monitor.restore(encodedState: bytes, path: "s") }
      }
    }
    #expect(monitor.encodedState() == state)
  }

  @Test("Damage that no checksum tells never crashes")
  func forgedChecksum() {
    var monitor = RoleMonitor(model: model)
    _ = monitor.judge(Array(rows.prefix(300)))
    var writer = StateWriter()
    monitor.write(to: &writer)
    var generator = RandomGenerator(seed: 4)
    for _ in 0..<400 {
      var bytes = writer.bytes
      for _ in 0..<8 {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[place] = UInt8.random(in: 0...255, using: &generator)
      }
      var reader = StateReader(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator)))
      var restored = RoleMonitor(model: model)
      guard (try? restored.restore(from: &reader)) != nil else { continue }
      _ = restored.judge(Array(rows[300..<400]))
    }
  }
}
