import Saba
import SabaEvaluation
import SabaTestSupport
import Testing

@Suite("Incidents of single metrics and jobs, and changes that are no incident")
struct ScenarioChangeTests {
  private static let base = Scenario(name: "short", trainingDays: 3, testDays: 2)
  private static let quiet = Simulator.run(base, seed: 3)
  private static let hour = 3600

  private static func run(_ kind: Incident.Kind, slot: Int = 1) throws -> (SimulatedRole, Incident)
  {
    var scenario = base
    scenario.incidents = [kind]
    scenario.incidentSlots = slot..<slot + 1
    let role = Simulator.run(scenario, seed: 3)
    return (role, try #require(role.incidents.first))
  }

  private static func run(_ change: ScenarioChange) -> SimulatedRole {
    var scenario = base
    scenario.changes = [change]
    return Simulator.run(scenario, seed: 3)
  }

  /// The times at which a host's values differ from those of its twin, by metric.
  private static func differences(
    of frame: MetricFrame, from twin: MetricFrame
  ) -> [String: [Int]] {
    var times: [String: [Int]] = [:]
    for row in 0..<frame.rowCount {
      for (column, metric) in frame.metrics.enumerated()
      where frame.values[row, column].bitPattern != twin.values[row, column].bitPattern {
        times[metric, default: []].append(frame.time(ofRow: row))
      }
    }
    return times
  }

  @Test("One incident in the chosen slot, on one host, in nothing but its metric, while it lasts")
  func singleMetric() throws {
    for kind in [Incident.Kind.metricVanished, .metricFlatlined] {
      let (role, incident) = try Self.run(kind)
      #expect(role.incidents.count == 1)
      let metric = try #require(incident.metric)
      #expect(incident.culprits == [metric])
      for (frame, twin) in zip(role.test.frames, Self.quiet.test.frames) {
        let differences = Self.differences(of: frame, from: twin)
        guard incident.hosts == [frame.host] else {
          #expect(differences.isEmpty)
          continue
        }
        #expect(Array(differences.keys) == [metric])
        let times = try #require(differences[metric])
        #expect(times.allSatisfy { (incident.start..<incident.end).contains($0) })
        #expect(times.count > 30)
        let column = try #require(frame.metrics.firstIndex(of: metric))
        let rows = (0..<frame.rowCount).filter {
          (incident.start..<incident.end).contains(frame.time(ofRow: $0))
        }
        let seen = rows.map { frame.values[$0, column] }.filter { !$0.isNaN }
        #expect(kind == .metricVanished ? seen.isEmpty : Set(seen).count == 1)
      }
    }
  }

  @Test("A late nightly job does an hour later what it would have done")
  func cron() throws {
    let (role, incident) = try Self.run(.cronShifted)
    let frame = try #require(role.test.frames.first { incident.hosts == [$0.host] })
    let twin = try #require(Self.quiet.test.frames.first { $0.host == frame.host })
    let reads = try #require(frame.metrics.firstIndex(of: "disk.sda.reads.delta"))
    let first = (incident.start - frame.start) / frame.interval
    let later = first + Self.hour / frame.interval
    #expect(twin.values[first, reads] > 80 && frame.values[first, reads] < 40)
    #expect(frame.values[later, reads] > 80 && twin.values[later, reads] < 40)
    #expect(incident.end - incident.start == Self.hour + 900)
  }

  @Test("From the change of the clock on the rhythm of days comes an hour earlier")
  func clock() throws {
    let at = Self.base.testStart + 16 * Self.hour
    let role = Self.run(.clock(at: at, by: Self.hour))
    #expect(
      role.train.frames[0].values.elements.count == Self.quiet.train.frames[0].values.elements.count
    )
    var busier = 0
    for (frame, twin) in zip(role.test.frames, Self.quiet.test.frames) {
      let requests = try #require(frame.metrics.firstIndex(of: "custom.nginx.requests"))
      for row in 0..<frame.rowCount {
        let time = frame.time(ofRow: row)
        let (value, usual) = (frame.values[row, requests], twin.values[row, requests])
        if time < at { #expect(value.isNaN ? usual.isNaN : value == usual) }
        // 8 o'clock by the old clock: the morning rises.
        if (time + 9 * Self.hour) % 86_400 == 8 * Self.hour, time > at, value > 1.2 * usual {
          busier += 1
        }
      }
    }
    #expect(busier == role.test.frames.count)
  }

  @Test("A nightly job in the hour left out begins at its end; in one that repeats it runs once")
  func jobsAtTheChange() throws {
    // Every host's job begins from 2 to 4 o'clock: 17 to 19 o'clock UTC.
    for (second, step) in [(18, Self.hour), (19, -Self.hour)] {
      let at = Self.base.testStart + second * Self.hour
      let role = Self.run(.clock(at: at, by: step))
      for frame in role.test.frames {
        let reads = try #require(frame.metrics.firstIndex(of: "disk.sda.reads.delta"))
        let evening = (0..<frame.rowCount).filter {
          (16 * Self.hour..<22 * Self.hour).contains(frame.time(ofRow: $0) - Self.base.testStart)
        }
        let starts = evening.filter {
          frame.values[$0, reads] > 80 && !(frame.values[$0 - 1, reads] > 60)
        }
        #expect(starts.count == 1, "\(frame.host), \(step)")
      }
    }
  }

  @Test("The bigger host is in the test days alone, and changes no other")
  func biggerHost() throws {
    let role = Self.run(.biggerHost)
    #expect(role.train.frames.map(\.host) == Self.quiet.train.frames.map(\.host))
    #expect(role.test.frames.map(\.host) == Self.quiet.test.frames.map(\.host) + ["web04"])
    for (frame, twin) in zip(role.test.frames, Self.quiet.test.frames) {
      #expect(Self.differences(of: frame, from: twin).isEmpty)
    }
    let memory = try #require(role.test.metrics.firstIndex(of: "memory.used"))
    func largest(_ frame: MetricFrame) -> Double {
      frame.values.column(memory).filter { !$0.isNaN }.max() ?? 0
    }
    #expect(largest(role.test.frames[3]) > 2 * largest(role.test.frames[2]))
  }

  @Test("A deploy restarts host after host and leaves the load as it is")
  func deploy() throws {
    let at = Self.base.testStart + 6 * Self.hour
    let role = Self.run(.rollingDeploy(at: at))
    for (index, (frame, twin)) in zip(role.test.frames, Self.quiet.test.frames).enumerated() {
      let differences = Self.differences(of: frame, from: twin)
      #expect(differences["custom.nginx.requests"] == nil)
      let start = at + index * 600
      #expect(differences["memory.used"] == [start, start + 300])
    }
  }

  @Test("A host in maintenance is drained, silent for two hours, and comes back with a cold cache")
  func maintenance() throws {
    let at = Self.base.testStart + 6 * Self.hour
    let role = Self.run(.maintenance(host: 2, at: at))
    let (frame, twin) = (role.test.frames[1], Self.quiet.test.frames[1])
    let requests = try #require(frame.metrics.firstIndex(of: "custom.nginx.requests"))
    let cached = try #require(frame.metrics.firstIndex(of: "memory.cached"))
    let row = (at - frame.start) / 300
    #expect(frame.values[row, requests] < 1)
    let off = row + 2..<row + 26
    #expect(
      off.allSatisfy { row in frame.metrics.indices.allSatisfy { frame.values[row, $0].isNaN } })
    #expect(frame.values[row + 26, cached] < 0.5 * twin.values[row + 26, cached])
    #expect(frame.values[row + 80, cached] > 0.9 * twin.values[row + 80, cached])
    #expect(Self.differences(of: role.test.frames[0], from: Self.quiet.test.frames[0]).isEmpty)
  }

  @Test("The story of an incident of one metric is read back")
  func file() throws {
    let (role, incident) = try Self.run(.metricVanished)
    #expect(incident.description == "The agent of web02 no longer gives \(incident.metric ?? "")")
    try TemporaryFolder.with { folder in
      try role.write(to: "\(folder)/role")
      #expect(try Incident.read(path: "\(folder)/role/web/incidents.csv") == [incident])
    }
  }
}
