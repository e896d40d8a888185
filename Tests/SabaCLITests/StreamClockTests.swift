internal import Foundation
internal import Saba
internal import SabaTestSupport
internal import Testing

@testable internal import SabaCLI

/// The stream as a value, with a clock: what comes of readings between bytes.
@Suite("Stream with a clock", .timeLimit(.minutes(10)))
struct StreamClockTests {
  static let model = try? RoleModel.train(history: SyntheticRole.history(days: 5))
  static let start = 1_800_000_000

  let model: RoleModel

  init() throws { model = try #require(Self.model) }

  /// What a stream gets.
  enum Input {
    case bytes(String)
    case reading(Int)
  }

  private func stream() -> RoleStream {
    RoleStream(
      RoleMonitor(model: model, policy: .init(attempts: 1)), input: "-", strict: true,
      hidesOk: false)
  }

  private func row(_ time: Int, _ host: String, moved: Double = 0) -> Input {
    var values = SyntheticRole.levels
    values[3] += moved
    return .bytes("\(time),\(host),\(values.map { "\($0)" }.joined(separator: ","))\n")
  }

  private static let header = Input.bytes(
    "time,host,\(SyntheticRole.metrics.joined(separator: ","))\n")

  /// Readings every ten seconds.
  private func readings(_ minutes: ClosedRange<Int>) -> [Input] {
    stride(from: 60 * minutes.lowerBound, to: 60 * minutes.upperBound, by: 10).map {
      .reading(Self.start + $0)
    }
  }

  private func take(_ inputs: some Sequence<Input>, _ stream: inout RoleStream) throws -> [String] {
    var given: [String] = []
    func keep(_ step: RoleStream.Step) {
      switch step {
      case .verdict(_, let line): if let line { given.append(line) }
      case .event(let event): given.append("event \(event.number): \(event.name)")
      }
    }
    for input in inputs {
      switch input {
      case .bytes(let text):
        var text = text
        try text.withUTF8 { try stream.take(UnsafeRawBufferPointer($0), keep) }
      case .reading(let time): try stream.advance(to: time, keep)
      }
    }
    return given
  }

  /// Two hosts that send every five minutes, while the clock is read; one of them is silent for two
  /// hours, and ill before and afterwards.
  private var timeline: [Input] {
    var inputs = [Self.header]
    for step in 0..<40 {
      inputs.append(row(Self.start + 300 * step, "a"))
      if !(5..<29).contains(step) {
        inputs.append(row(Self.start + 300 * step, "b", moved: step == 4 || step > 30 ? 1 : 0))
      }
      inputs += readings(5 * step...5 * step + 5)
    }
    return inputs
  }

  private func lines(_ given: [String], of host: String) -> [String] {
    given.filter { $0.contains("\"host\":\"\(host)\"") }
  }

  @Test("The clock brings the verdicts of a silent host earlier, and changes none")
  func sameVerdicts() throws {
    let timeline = timeline
    var (with, without) = (stream(), stream())
    let given = try take(timeline, &with)
    let expected = try take(
      timeline.filter { if case .bytes = $0 { true } else { false } }, &without)
    for host in ["a", "b"] {
      #expect(lines(given, of: host) == lines(expected, of: host))
    }
    for event in ["opened of a", "opened of b", "closed of b"] {
      let count = expected.count { $0.hasSuffix(event) }
      #expect(count > 0 && given.count { $0.hasSuffix(event) } == count)
    }
    #expect(expected.count { $0.contains("\"unknown\"") } == 24)
    // While nobody has heard of it: up to the hundredth minute.
    let back = try #require(
      timeline.firstIndex { input in
        if case .bytes(let text) = input { text.hasPrefix("\(Self.start + 6000),") } else { false }
      })
    var early = stream()
    let first = try take(timeline[..<back], &early)
    #expect(lines(first, of: "b").count { $0.contains("\"unknown\"") } == 12)
    #expect(lines(first, of: "b")[4].contains("\"critical\""))
  }

  @Test("A host is told as unknown within twenty minutes of its last point, and so are all of them")
  func silence() throws {
    var stream = stream()
    _ = try take([Self.header], &stream)
    for step in 0..<4 {
      _ = try take(
        [row(Self.start + 300 * step, "a"), row(Self.start + 300 * step, "b")]
          + readings(5 * step...5 * step + 5), &stream)
    }
    // The last points came at the fifteenth minute; their interval ends with the twentieth.
    #expect(try take(readings(20...30), &stream).isEmpty)
    let last = try take(readings(30...31), &stream)
    #expect(last.count == 2 && last.allSatisfy { $0.contains("\"ok\"") })
    let unknown = try take(readings(31...36), &stream)
    #expect(unknown.count == 2)
    for line in unknown {
      #expect(line.contains("\"time\":\(Self.start + 1200),"))
      #expect(line.contains("all 4 metrics are missing"))
    }
    // For a day, and no longer.
    #expect(try take(readings(36...1441 + 33), &stream).count == 2 * 287)
    #expect(try take(readings(1441 + 33...3000), &stream).isEmpty)
    // Who comes back begins where it begins.
    #expect(try take([row(Self.start + 180_000, "a")] + readings(3000...3005), &stream).isEmpty)
    let back = try take([row(Self.start + 180_300, "a")], &stream)
    #expect(back.count == 1 && back[0].contains("\"time\":\(Self.start + 180_000),"))
  }

  @Test("What waited while nobody looked is read before anything is missing")
  func backlog() throws {
    var (with, without) = (stream(), stream())
    let first = [Self.header] + (0..<3).map { row(Self.start + 300 * $0, "a") }
    // An hour later it is all there at once, the last point a minute old.
    let rest = (3..<16).map { row(Self.start + 300 * $0, "a") }
    let expected = try take(first + rest, &without)
    var given = try take(readings(0...10) + first, &with)
    for (second, row) in rest.enumerated() {
      given += try take([.reading(Self.start + 4560 + second), row], &with)
    }
    #expect(given == expected)
    #expect(try take(readings(77...90), &with).isEmpty)
    #expect(try take(readings(90...91), &with).count == 1)
  }

  @Test("A row of an interval that the clock has closed is late; one of the future is dropped")
  func lost() throws {
    var stream = stream()
    _ = try take([Self.header] + readings(0...1) + [row(Self.start, "a")], &stream)
    #expect(try take(readings(1...16), &stream).count == 1)
    #expect(try take([row(Self.start + 299, "a")], &stream).isEmpty)
    #expect(stream.report.contains("dropped 1 row that came too late: a 1"))
    // The clock shows nearly 16 minutes, and an interval is five.
    let future = Self.start + 60 * 21
    #expect(try take([row(future, "a"), row(future + 1, "b")], &stream).isEmpty)
    #expect(stream.report.contains("dropped 2 rows in the future by the clock: a 1, b 1"))
    // Nothing has come of them: what is right is taken as ever.
    let given = try take([row(Self.start + 950, "a"), row(Self.start + 1200, "a")], &stream)
    #expect(given.count == 3)
  }

  @Test("From a state on, bytes and readings give what they give to one that never stopped")
  func state() throws {
    let inputs = timeline
    var whole = stream()
    let expected = try take(inputs, &whole)
    for cut in stride(from: 0, through: inputs.count, by: 29) {
      var first = stream()
      var given = try take(inputs[..<cut], &first)
      let state = first.state
      var second = stream()
      try second.restore(state[...])
      #expect(second.state == state)
      given += try take(inputs[cut...], &second)
      #expect(given == expected, "at \(cut)")
      let isSame = second.state == whole.state
      #expect(isSame, "at \(cut)")
    }
  }

  @Test("A state from before there was a clock goes on with one, and one with a clock without")
  func otherStates() throws {
    var old = stream()
    let inputs = [Self.header] + (0..<4).map { row(Self.start + 300 * $0, "a") }
    _ = try take(inputs, &old)
    var clocked = stream()
    try clocked.restore(old.state[...])
    #expect(clocked.state == old.state)
    #expect(try take(readings(16...31), &clocked).count == 1)
    #expect(clocked.state.count > old.state.count)
    var without = stream()
    try without.restore(clocked.state[...])
    without.stopClock()
    // Rows of the future are none any more.
    #expect(try take([row(Self.start + 60 * 100, "a")], &without).count > 1)
    #expect(without.report.count == 1)
  }

  @Test("A state with a clock that is damaged never crashes")
  func damage() throws {
    var stream = stream()
    _ = try take(timeline.prefix(700), &stream)
    let state = stream.state
    stream.stopClock()
    let rest = stream.state.count
    #expect(state.count > rest + 40)
    for place in rest..<state.count {
      var cut = self.stream()
      if place > rest {
        #expect(throws: StateError.self) { try cut.restore(state[..<place]) }
      }
      var changed = state
      changed[place] ^= 0x81
      var other = self.stream()
      guard (try? other.restore(changed[...])) != nil else { continue }
      _ = try? take(readings(300...330) + [row(Self.start + 18_000, "a")], &other)
    }
  }

  @Test("A fleet that falls silent is told of though no point of anybody comes; alerts stay open")
  func fleet() throws {
    try JudgeFleetTests.with { folder in
      let fleet = try FleetFile.read("\(folder)/fleet.json")
      var stream = RoleStream(fleet, input: "-", strict: true, hidesOk: true)
      var first: [Input] = []
      for step in 0..<12 {
        first.append(.bytes(JudgeFleetTests.lines(step..<step + 1, ill: 3..<12)))
        first += readings(5 * step...5 * step + 5)
      }
      let given = try take(first, &stream)
      #expect(given.contains { $0.contains("event") && $0.contains("opened of web-0") })
      // Who has no model is told at once.
      #expect(given.count { $0.contains("\"unknown\"") } == 1)
      let state = stream.state
      let silent = try take(readings(60...76), &stream)
      #expect(!silent.contains { $0.contains("closed") })
      var unknown = Set<String>()
      for line in silent where line.contains("\"unknown\"") {
        let verdict = try #require(
          try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        unknown.insert("\(verdict["host"] ?? "") \(verdict["role"] ?? "")")
      }
      #expect(
        unknown == [
          "web-0 Shop: web", "both Shop: web", "both Shop: db", "spare Shop: web", "db-0 Shop: db",
        ])
      // The same after an end in between.
      var other = RoleStream(fleet, input: "-", strict: true, hidesOk: true)
      try other.restore(state[...])
      #expect(try take(readings(60...76), &other) == silent)
      // A host of which nothing ever came vanishes by the clock alone.
      var never = RoleStream(fleet, input: "-", strict: true, hidesOk: true)
      let vanished = try take(readings(0...22), &never)
      #expect(vanished.count { $0.contains("\"reason\":\"no point for 21 min, since ") } == 5)
    }
  }

  @Test("By a clock that was ahead for a moment nothing is old afterwards, nor by one that is gone")
  func setBack() throws {
    try JudgeFleetTests.with { folder in
      let fleet = try FleetFile.read("\(folder)/fleet.json")
      let input = Input.bytes(JudgeFleetTests.lines(0..<3))
      let ahead = readings(9...10) + readings(600...601)
      for isStopped in [false, true] {
        var stream = RoleStream(fleet, input: "-", strict: true, hidesOk: false)
        _ = try take(ahead, &stream)
        if isStopped { stream.stopClock() }
        let given = try take((isStopped ? [] : readings(10...11)) + [input], &stream)
        #expect(given.count { $0.contains("\"status\":\"ok\"") } == 10, "\(given.first ?? "none")")
      }
    }
  }

  @Test("Points over twenty minutes old by the clock are not judged in a fleet")
  func old() throws {
    try JudgeFleetTests.with { folder in
      let fleet = try FleetFile.read("\(folder)/fleet.json")
      var stream = RoleStream(fleet, input: "-", strict: true, hidesOk: false)
      let input = Input.bytes(JudgeFleetTests.lines(0..<3))
      let given = try take(readings(34...35) + [input], &stream)
      #expect(given.count { $0.contains("min old, and those over 20 min are not judged") } == 10)
    }
  }
}
