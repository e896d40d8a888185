import Saba
import SabaEvaluation
import Testing

private let web = Simulator.run(.webRole)
private let quiet = Simulator.run(.quietRole)

// Bit by bit, so that gaps compare as equal. A plain Bool: a failed comparison of long arrays in
// an expectation would be spelt out element by element, which takes for ever.
private func areIdentical(_ one: [MetricFrame], _ other: [MetricFrame]) -> Bool {
  func bits(_ frames: [MetricFrame]) -> [[UInt64]] {
    frames.map { $0.values.elements.map(\.bitPattern) }
  }
  return bits(one) == bits(other)
}

private func column(_ metric: String, of frame: MetricFrame) throws -> [Double] {
  let index = try #require(frame.metrics.firstIndex(of: metric))
  return frame.values.column(index)
}

private func medianOfSeen(_ values: some Sequence<Double>) throws -> Double {
  let sorted = values.filter { !$0.isNaN }.sorted()
  try #require(!sorted.isEmpty)
  return sorted[sorted.count / 2]
}

@Suite struct SimulatorTests {
  @Test func theSameSeedGivesTheSameRole() {
    let again = Simulator.run(.webRole)
    #expect(areIdentical(again.train.frames, web.train.frames))
    #expect(areIdentical(again.test.frames, web.test.frames))
    #expect(again.incidents == web.incidents)
    #expect(again.gaps == web.gaps)
  }

  @Test func anotherSeedGivesAnotherRole() {
    let scenario = Scenario(name: "short", trainingDays: 1, testDays: 1)
    let one = Simulator.run(scenario, seed: 1)
    let two = Simulator.run(scenario, seed: 2)
    for (a, b) in zip(one.train.frames, two.train.frames) {
      let same = zip(a.values.elements, b.values.elements).count { $0 == $1 }
      // Chance makes a few rounded values equal.
      #expect(same < a.values.elements.count / 10)
    }
    #expect(one.gaps != two.gaps)
  }

  @Test func hostsOfARoleDifferFromEachOther() throws {
    let one = try column("custom.nginx.requests", of: web.train.frames[0])
    let two = try column("custom.nginx.requests", of: web.train.frames[1])
    #expect(zip(one, two).count { $0 == $1 } < one.count / 10)
  }

  @Test func oneMoreHostChangesNoOther() {
    var scenario = Scenario.webRole
    scenario.trainingDays = 2
    let few = Simulator.run(scenario)
    scenario.hosts += 1
    let more = Simulator.run(scenario)
    #expect(areIdentical(few.train.frames, more.train.frames.dropLast()))
  }

  @Test func coversItsDaysOnOneGrid() {
    #expect(web.train.frames.map(\.host) == ["web01", "web02", "web03"])
    for (train, test) in zip(web.train.frames, web.test.frames) {
      #expect(train.rowCount == 14 * 288)
      #expect(test.rowCount == 3 * 288)
      // Monday 2026-01-05 00:00 UTC.
      #expect(train.start == 1_767_571_200)
      #expect(test.start == train.time(ofRow: train.rowCount))
      #expect(train.host == test.host)
    }
    #expect(web.train.metrics.count == 14)
  }

  @Test func daysAndWeeksHaveTheirRhythm() throws {
    for frame in web.train.frames {
      let requests = try column("custom.nginx.requests", of: frame)
      // By the users' clock, 9 hours ahead: day 1 is a Tuesday, day 5 a Saturday.
      func level(day: Int, hours: Range<Int>) throws -> Double {
        try medianOfSeen(
          hours.flatMap { hour in
            let first = (day * 24 + hour - 9) * 12
            return requests[first..<first + 12]
          })
      }
      for day in 1...4 {
        #expect(try level(day: day, hours: 15..<16) > 2.5 * level(day: day, hours: 4..<5))
        #expect(try level(day: day, hours: 12..<13) < 0.97 * level(day: day, hours: 15..<16))
      }
      #expect(try level(day: 5, hours: 14..<17) < 0.75 * level(day: 3, hours: 14..<17))
      #expect(try level(day: 6, hours: 14..<17) < 0.75 * level(day: 3, hours: 14..<17))
    }
  }

  @Test func loadDrivesTheMetricsTogether() throws {
    for frame in web.train.frames {
      let requests = try column("custom.nginx.requests", of: frame)
      for metric in ["cpu.user.percentage", "interface.eth0.txBytes.delta", "loadavg5"] {
        let pairs = zip(requests, try column(metric, of: frame))
          .filter { !$0.isNaN && !$1.isNaN }
        let n = Double(pairs.count)
        let meanX = pairs.map(\.0).reduce(0, +) / n
        let meanY = pairs.map(\.1).reduce(0, +) / n
        let xy = pairs.map { ($0.0 - meanX) * ($0.1 - meanY) }.reduce(0, +)
        let xx = pairs.map { ($0.0 - meanX) * ($0.0 - meanX) }.reduce(0, +)
        let yy = pairs.map { ($0.1 - meanY) * ($0.1 - meanY) }.reduce(0, +)
        #expect(xy / (xx * yy).squareRoot() > 0.95, "\(metric) on \(frame.host)")
      }
    }
  }

  @Test func theNightlyJobRunsAtTheSameMinuteEveryNight() throws {
    for (train, test) in zip(web.train.frames, web.test.frames) {
      for metric in ["disk.sda.reads.delta", "cpu.iowait.percentage"] {
        let values = try column(metric, of: train) + column(metric, of: test)
        let usual = try medianOfSeen(values)
        let days = values.count / 288
        let nights = (0..<days).map { day in Array(values[day * 288..<(day + 1) * 288]) }
        let first = try #require(nights[0].indices.max { nights[0][$0] < nights[0][$1] })
        // Between 2 and 4 o'clock by the users' clock is 17 to 19 UTC.
        #expect((17 * 12..<19 * 12).contains(first))
        for night in nights where !night[first].isNaN {
          #expect(night[first] > 4 * usual, "\(metric) on \(train.host)")
        }
        #expect(nights.count { !$0[first].isNaN } >= days - 1)
      }
    }
  }

  @Test func theDeployRaisesMemoryForGood() throws {
    for frame in quiet.train.frames {
      let used = try column("memory.used", of: frame)
      // The same weekdays one week apart, before and after the deploy of day 9.
      let before = try medianOfSeen(used[3 * 288..<4 * 288])
      let after = try medianOfSeen(used[10 * 288..<11 * 288])
      #expect(after > 1.05 * before && after < 1.25 * before)
    }
  }

  @Test func nothingBreaksThePhysicalLimits() throws {
    let cores = [4.0, 4, 6]
    for history in [web.train, web.test, quiet.test] {
      for (frame, cores) in zip(history.frames, cores) {
        let values = frame.values.elements
        #expect(values.allSatisfy { $0.isNaN || ($0 >= 0 && $0.isFinite) })
        let used = try column("memory.used", of: frame)
        let cached = try column("memory.cached", of: frame)
        #expect(zip(used, cached).allSatisfy { $0.isNaN || $1.isNaN || $0 + $1 < cores * 0x1p32 })
        #expect(try column("filesystem.root.used", of: frame).allSatisfy { !($0 > 80e9) })
        let shares = frame.metrics.indices.filter { frame.metrics[$0].hasPrefix("cpu.") }
        for row in 0..<frame.rowCount {
          let total = shares.map { frame.values[row, $0] }.reduce(0, +)
          #expect(total.isNaN || (total <= 100 * cores && total > 98 * cores))
        }
      }
    }
  }

  @Test func nothingIsMissingButTheGaps() {
    var missing: Set<String> = []
    for gap in web.gaps {
      for time in stride(from: gap.start, to: gap.end, by: 300) {
        for metric in web.train.metrics where gap.metric == nil || gap.metric == metric {
          missing.insert("\(gap.host) \(time) \(metric)")
        }
      }
    }
    var found: Set<String> = []
    for frame in web.train.frames + web.test.frames {
      for row in 0..<frame.rowCount {
        for (j, metric) in frame.metrics.enumerated() where frame.values[row, j].isNaN {
          found.insert("\(frame.host) \(frame.time(ofRow: row)) \(metric)")
        }
      }
    }
    #expect(found == missing)
    #expect(web.gaps.contains { $0.metric == nil && $0.end - $0.start == 3600 })
    #expect(web.gaps.contains { $0.metric != nil && $0.end - $0.start == 300 })
  }
}

@Suite struct IncidentTests {
  @Test func everyKindHappensOnceWithQuietHoursBetween() {
    let kinds: Set<Incident.Kind> = [
      .memoryLeak, .runawayProcess, .diskFilling, .trafficLoss, .slowHost, .roleSurge,
    ]
    #expect(Set(web.incidents.map(\.kind)) == kinds)
    #expect(web.incidents.count == kinds.count)
    for (one, next) in zip(web.incidents, web.incidents.dropFirst()) {
      #expect(next.start - one.end >= 3 * 3600)
    }
    for incident in web.incidents {
      #expect(incident.start >= web.scenario.testStart && incident.end <= web.scenario.testEnd)
      #expect(incident.end - incident.start >= 3600)
      #expect(incident.hosts.count == (incident.kind == .roleSurge ? 3 : 1))
      #expect(!incident.description.contains(","))
      #expect(incident.culprits.allSatisfy(web.test.metrics.contains))
    }
    #expect(quiet.incidents.isEmpty)
    #expect(quiet.gaps == web.gaps)
    #expect(areIdentical(quiet.train.frames, web.train.frames))
  }

  @Test func incidentsRepeatOverLongTests() {
    var scenario = Scenario.webRole
    scenario.trainingDays = 1
    scenario.testDays = 6
    let kinds = Simulator.run(scenario).incidents.map(\.kind)
    #expect(kinds == scenario.incidents + scenario.incidents)
  }

  /// The least factor by which an incident's strongest hour moves the main culprit, against the
  /// twin without incidents.
  @Test(arguments: [
    (Incident.Kind.memoryLeak, 1.8), (.runawayProcess, 1.7), (.diskFilling, 2), (.trafficLoss, 10),
    (.slowHost, 20), (.roleSurge, 1.6),
  ])
  func incidentsMoveTheirCulprits(kind: Incident.Kind, factor: Double) throws {
    let incident = try #require(web.incidents.first { $0.kind == kind })
    for (frame, twin) in zip(web.test.frames, quiet.test.frames)
    where incident.hosts.contains(frame.host) {
      let rows = (incident.start - frame.start) / 300..<(incident.end - frame.start) / 300
      for (position, metric) in incident.culprits.enumerated() {
        let values = try column(metric, of: frame)
        let usual = try column(metric, of: twin)
        let strongest = try stride(from: rows.lowerBound, through: rows.upperBound - 12, by: 1)
          .map { first in
            let hour = first..<first + 12
            let ratio = try medianOfSeen(hour.map { values[$0] / usual[$0] })
            return max(ratio, 1 / ratio)
          }.max()
        let least = position == 0 ? factor : 1.25
        #expect(try #require(strongest) >= least, "\(metric) on \(frame.host)")
      }
    }
  }

  @Test func incidentsMoveNothingElse() throws {
    for (frame, twin) in zip(web.test.frames, quiet.test.frames) {
      let own = web.incidents.filter { $0.hosts.contains(frame.host) }
      for row in 0..<frame.rowCount {
        let time = frame.time(ofRow: row)
        guard !own.contains(where: { $0.start <= time && time < $0.end }) else { continue }
        // The log remembers how many requests there were; all else is as if nothing had happened.
        for (j, metric) in frame.metrics.enumerated() where metric != "filesystem.root.used" {
          #expect(frame.values[row, j].bitPattern == twin.values[row, j].bitPattern)
        }
      }
    }
  }
}
