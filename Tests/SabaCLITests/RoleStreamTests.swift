internal import Saba
internal import SabaTestSupport
internal import Testing

@testable internal import SabaCLI

/// The stream as a value: bytes in, lines and events out.
@Suite("Stream of a role")
struct RoleStreamTests {
  static let model = try? RoleModel.train(history: SyntheticRole.history(days: 5))

  let model: RoleModel

  init() throws { model = try #require(Self.model) }

  private func stream(hidesOk: Bool = false) -> RoleStream {
    let monitor = RoleMonitor(model: model, policy: .init(attempts: 1))
    return RoleStream(monitor, input: "-", strict: true, hidesOk: hidesOk)
  }

  /// What a stream gives, and itself afterwards.
  private func take(_ bytes: some Collection<UInt8>, _ stream: inout RoleStream) throws -> [String]
  {
    var given: [String] = []
    func keep(_ step: RoleStream.Step) {
      switch step {
      case .verdict(_, let line): if let line { given.append(line) }
      case .event(let event): given.append("event \(event.number): \(event.name)")
      }
    }
    let input = Array(bytes)
    try input.withUnsafeBytes { try stream.take($0, keep) }
    return given
  }

  /// The state of a stream, in a new one.
  private func restored(_ state: [UInt8]) throws -> RoleStream {
    var stream = stream()
    try stream.restore(state[...])
    return stream
  }

  /// Two hosts, one of which alerts; two rows are late, one interval is missing.
  private var table: [(time: Int, host: String, values: [Double])] {
    var rows: [(time: Int, host: String, values: [Double])] = []
    for step in [0, 1, 2, 3, 5, 6] {
      for host in ["a", "b"] {
        var values = SyntheticRole.levels
        if host == "b", step == 2 { values[3] += 1 }
        let late = step == 3 && host == "a" ? 200 : 0
        for half in [0, 150] {
          rows.append((1_800_000_000 + 300 * step + half - late, host, values))
        }
      }
    }
    return rows
  }

  private var wide: [UInt8] {
    let rows = table.map { row in
      "\(row.time),\(row.host)," + row.values.map { "\($0)" }.joined(separator: ",")
    }
    let header = "time,host," + SyntheticRole.metrics.joined(separator: ",")
    return Array(([header] + rows).joined(separator: "\n").utf8) + [UInt8(ascii: "\n")]
  }

  private var long: [UInt8] {
    let rows = table.flatMap { row in
      zip(SyntheticRole.metrics, row.values).map { "\(row.time),\(row.host),\($0),\($1)" }
    }
    return Array((["time,host,metric,value"] + rows).joined(separator: "\n").utf8)
      + [UInt8(ascii: "\n")]
  }

  @Test("From a state on a stream gives what one gives that never stopped")
  func everyByte() throws {
    for bytes in [wide, long] {
      var whole = stream()
      let expected = try take(bytes, &whole)
      #expect(expected.contains { $0.hasPrefix("event ") })
      #expect(expected.count > 12)
      var end = stream()
      _ = try take(bytes, &end)
      for cut in stride(from: 0, through: bytes.count, by: bytes == wide ? 5 : 29) {
        var first = stream()
        let given = try take(bytes[..<cut], &first)
        let state = first.state
        // The same input goes on.
        var second = try restored(state)
        #expect(second.state == state)
        #expect(try given + take(bytes[cut...], &second) == expected, "at \(cut)")
        let isSame = second.state == end.state
        #expect(isSame, "at \(cut)")
        // A pipe goes on; everything comes again.
        for start in [cut, 0] {
          var after = try restored(state)
          after.breakOff()
          #expect(
            try given + take(bytes[start...], &after) == expected, "from \(start) after \(cut)")
        }
      }
    }
  }

  @Test("How input is cut into pieces makes no difference")
  func pieces() throws {
    var whole = stream()
    let expected = try take(wide, &whole)
    for size in [1, 2, 7, 64, 1000] {
      var stream = stream()
      var given: [String] = []
      for start in stride(from: 0, to: wide.count, by: size) {
        given += try take(wide[start..<min(start + size, wide.count)], &stream)
      }
      #expect(given == expected)
      let isSame = stream.state == whole.state
      #expect(isSame, "pieces of \(size)")
      #expect(
        stream.producedBytes
          == given.filter { !$0.hasPrefix("event") }.reduce(0) { $0 + $1.utf8.count + 1 })
    }
  }

  @Test("Events are kept until their commands have ended")
  func events() throws {
    var stream = stream(hidesOk: true)
    let given = try take(wide, &stream)
    let count = stream.eventCount
    #expect(count >= 1)
    #expect(stream.recentEvents.map(\.number) == Array(1...count))
    var kept = try restored(stream.state)
    #expect(kept.recentEvents.map(\.line) == stream.recentEvents.map(\.line))
    kept.forgetEvents(upTo: count)
    #expect(try restored(kept.state).recentEvents.isEmpty)
    #expect(try restored(kept.state).eventCount == count)
    #expect(!given.contains { $0.contains(#""status":"ok""#) })
  }

  @Test("A state with any byte changed or missing never crashes")
  func damage() throws {
    var stream = stream()
    _ = try take(wide.dropLast(30), &stream)
    let state = stream.state
    for place in stride(from: 0, to: state.count, by: 61) {
      var cut = self.stream()
      #expect(throws: StateError.self) { try cut.restore(state[..<place]) }
      var changed = state
      changed[place] ^= 0x81
      var other = self.stream()
      guard (try? other.restore(changed[...])) != nil else { continue }
      _ = try? take(wide, &other)
    }
  }
}
