internal import SabaTestSupport
internal import Synchronization
internal import Testing

@testable internal import Saba

/// What ``RoleMonitor`` promises to programs of many tasks; made to be run under the thread sanitizer too.
@Suite("Monitors in many tasks")
struct MonitorConcurrencyTests {
  static let taskCount = 8

  let model: RoleModel
  let rows: [Observation]

  init() throws {
    model = try #require(RoleMonitorTests.model)
    rows = MonitorStateTests.rows(by: model, days: 1)
  }

  private func lines(_ rows: [Observation]) -> [String] {
    var monitor = RoleMonitor(model: model)
    return monitor.judge(rows).map(\.jsonLine)
  }

  @Test("Copies of one monitor judge at the same time, each as if it were alone")
  func copies() async {
    var monitor = RoleMonitor(model: model)
    let (past, future) = (Array(rows.prefix(200)), Array(rows.dropFirst(200)))
    _ = monitor.judge(past)
    let original = monitor
    let expected = monitor.judge(future).map(\.jsonLine)
    await withTaskGroup(of: [String].self) { group in
      for _ in 0..<Self.taskCount {
        group.addTask {
          var copy = original
          return future.map { copy.judge($0).jsonLine }
        }
      }
      for await lines in group { #expect(lines == expected) }
    }
  }

  @Test("Hosts may be shared out among monitors of one model")
  func sharding() async {
    let hosts = Set(rows.map(\.host))
    let expected = Dictionary(grouping: zip(rows, lines(rows)), by: \.0.host)
    await withTaskGroup(of: (String, [String]).self) { group in
      for host in hosts {
        let own = rows.filter { $0.host == host }
        group.addTask { (host, lines(own)) }
      }
      for await (host, lines) in group { #expect(lines == expected[host]?.map(\.1)) }
    }
  }

  /// A monitor that an actor guards: all that a server needs.
  private actor Judge {
    private var monitor: RoleMonitor

    init(_ monitor: RoleMonitor) { self.monitor = monitor }

    func judge(_ observation: Observation) -> Verdict { monitor.judge(observation) }
    func state() -> [UInt8] { monitor.encodedState() }
  }

  @Test("A monitor in an actor takes observations of any task, and is kept meanwhile")
  func actor() async {
    let judge = Judge(RoleMonitor(model: model))
    let expected = Dictionary(grouping: zip(rows, lines(rows)), by: \.0.host)
    await withTaskGroup(of: Void.self) { group in
      for (host, all) in expected {
        group.addTask {
          // Those of one host in order of time; hosts in any.
          for (row, line) in all {
            let verdict = await judge.judge(row)
            #expect(verdict.jsonLine == line, "\(host)")
          }
        }
      }
      group.addTask { for _ in 0..<3 { #expect(await judge.state().count > 0) } }
    }
  }

  /// A monitor that a lock guards.
  private final class LockedJudge: Sendable {
    private let monitor: Mutex<RoleMonitor>

    init(_ monitor: RoleMonitor) { self.monitor = Mutex(monitor) }

    func judge(_ observation: Observation) -> Verdict {
      monitor.withLock { $0.judge(observation) }
    }
  }

  @Test("A monitor under a lock does as well, and a model is read by all at once")
  func lock() async {
    let judge = LockedJudge(RoleMonitor(model: model))
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<Self.taskCount {
        let own = rows.prefix(100).map { row in
          Observation(host: "\(row.host)-\(task)", time: row.time, values: row.values)
        }
        group.addTask {
          for row in own {
            let verdict = judge.judge(row)
            if verdict.status != .unknown {
              #expect(model.pValue(of: verdict.score) == verdict.pValue)
            }
            #expect(model.threshold(for: .normal) > 0)
          }
        }
      }
    }
  }
}
