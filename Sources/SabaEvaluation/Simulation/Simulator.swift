internal import Saba

/// Makes labelled metrics of a role that does not exist.
///
/// A common load with the rhythm of days and weeks reaches hosts of different sizes; their metrics
/// follow from it through costs, caches and queues, with heavy-tailed, autocorrelated noise. The
/// nightly job of each host, log rotation, a deploy and small bursts are normal; hosts fall silent
/// for an hour now and then, and single values get lost.
public enum Simulator {
  /// Simulates a scenario.
  ///
  /// The same scenario and seed give the same values on every machine, already rounded to the
  /// digits that ``SimulatedRole/write(to:)`` writes. Neither more hosts nor incidents nor changes
  /// change any other draw.
  ///
  /// - Parameters:
  ///   - scenario: What to simulate, within the bounds that its properties state.
  ///   - seed: The seed of every draw.
  /// - Returns: the histories, and what truly happened.
  /// - Complexity: O(hosts · intervals).
  public static func run(_ scenario: Scenario, seed: UInt64 = 1) -> SimulatedRole {
    precondition(Scenario.hostRange.contains(scenario.hosts), "a scenario has 1…99 hosts")
    precondition(
      Scenario.dayRange.contains(scenario.trainingDays)
        && Scenario.dayRange.contains(scenario.testDays), "a scenario has 1…366 days of both kinds")
    precondition(
      scenario.interval > 0 && 1800 % scenario.interval == 0, "the interval divides half an hour")
    precondition(
      scenario.clockOffset % scenario.interval == 0, "the users' clock is on the grid")
    precondition(scenario.start % 86_400 == 0, "a scenario starts at midnight UTC")

    let times = Array(stride(from: scenario.start, to: scenario.testEnd, by: scenario.interval))
    var process = Demand(seed: seed)
    let demand = times.map { process.next(at: scenario.localTime(at: $0)) }
    let joining = scenario.changes.count { $0 == .biggerHost }
    var hosts = (1...scenario.hosts + joining).map { number in
      SimulatedHost(number: number, scenario: scenario, seed: seed)
    }
    let incidents = plan(scenario, hosts: hosts.prefix(scenario.hosts).map(\.profile), seed: seed)

    var train: [MetricFrame] = []
    var test: [MetricFrame] = []
    var gaps: [SimulatedRole.Gap] = []
    for index in hosts.indices {
      var rows = zip(times, demand).map { time, demand in
        recorded(hosts[index].next(demand: demand, incidents: incidents, at: time))
      }
      let host = hosts[index].profile.name
      var missing = gapsOfHost(host, number: index + 1, of: scenario, seed: seed)
      if let maintenance = scenario.maintenance(ofHost: index + 1) {
        missing.append(
          .init(
            host: host, metric: nil, start: maintenance.lowerBound + ScenarioChange.drainLength,
            end: min(maintenance.upperBound, scenario.testEnd)))
      }
      for incident in incidents where incident.hosts.contains(host) {
        if incident.kind == .metricVanished, let metric = incident.metric {
          missing.append(
            .init(host: host, metric: metric, start: incident.start, end: incident.end))
        }
        if incident.kind == .metricFlatlined { freeze(incident, in: &rows, of: scenario) }
      }
      missing.sort { $0.start < $1.start }
      for gap in missing { erase(gap, from: &rows, of: scenario) }
      gaps += missing

      let trainingRows = (scenario.testStart - scenario.start) / scenario.interval
      func frame(_ rows: ArraySlice<[Double]>) -> MetricFrame {
        MetricFrame(
          host: host, metrics: SimulatedMetric.names, start: times[rows.startIndex],
          interval: scenario.interval, values: Matrix(rows: Array(rows)))
      }
      if index < scenario.hosts { train.append(frame(rows[..<trainingRows])) }
      test.append(frame(rows[trainingRows...]))
    }
    func history(_ frames: [MetricFrame]) -> RoleHistory {
      RoleHistory(metrics: SimulatedMetric.names, interval: scenario.interval, frames: frames)
    }
    return SimulatedRole(
      scenario: scenario, seed: seed, train: history(train), test: history(test),
      incidents: incidents, gaps: gaps)
  }

  private static func recorded(_ values: [Double]) -> [Double] {
    zip(values, SimulatedMetric.allCases).map { value, metric in
      SignificantDecimal(rounding: value, to: metric.digits).value
    }
  }

  private static func erase(
    _ gap: SimulatedRole.Gap, from rows: inout [[Double]], of scenario: Scenario
  ) {
    let first = (gap.start - scenario.start) / scenario.interval
    let end = (gap.end - scenario.start) / scenario.interval
    for row in first..<end {
      for (column, metric) in SimulatedMetric.names.enumerated()
      where gap.metric == nil || gap.metric == metric {
        rows[row][column] = .nan
      }
    }
  }

  /// Repeats the last value of a metric for as long as an incident lasts.
  private static func freeze(
    _ incident: Incident, in rows: inout [[Double]], of scenario: Scenario
  ) {
    guard let column = SimulatedMetric.names.firstIndex(where: { $0 == incident.metric }) else {
      return
    }
    let first = (incident.start - scenario.start) / scenario.interval
    let end = (incident.end - scenario.start) / scenario.interval
    for row in first..<end { rows[row][column] = rows[first - 1][column] }
  }

  /// Two incidents a day, up to an hour and a half after 11 and after 19 o'clock.
  private static func plan(
    _ scenario: Scenario, hosts: [SimulatedHost.Profile], seed: UInt64
  ) -> [Incident] {
    guard !scenario.incidents.isEmpty else { return [] }
    var generator = RandomGenerator(seed: seed, purpose: "incidents")
    var metrics = RandomGenerator(seed: seed, purpose: "incident metrics")
    let slots = scenario.incidentSlots ?? 0..<2 * scenario.testDays
    var incidents: [Incident] = []
    for slot in 0..<2 * scenario.testDays {
      let shift = Int(generator.uniform() * 5400) / scenario.interval * scenario.interval
      let metric = Int(metrics.uniform() * Double(SimulatedMetric.names.count))
      guard slots.contains(slot) else { continue }
      let position = slot - slots.lowerBound
      let kind = scenario.incidents[position % scenario.incidents.count]
      let host = hosts[slot % hosts.count]
      let hour = slot % 2 == 0 ? 11 : 19
      let sinceMidnight =
        kind == .cronShifted
        ? remainder(host.cronSecond - scenario.clockOffset, 86_400)
        : remainder(hour * 3600 - scenario.clockOffset, 86_400) + shift
      let start = scenario.testStart + slot / 2 * 86_400 + sinceMidnight
      let end = start + kind.duration
      guard end <= scenario.testEnd else { continue }
      let affected = kind == .roleSurge ? hosts : [host]
      incidents.append(
        Incident(
          kind: kind, hosts: affected.map(\.name), start: start, end: end,
          metric: kind.hitsAnyMetric ? SimulatedMetric.names[metric] : nil))
    }
    return incidents.sorted { $0.start < $1.start }
  }

  /// An hour of silence about once a week, and one value in a thousand.
  ///
  /// Silences fall between 5 and 8 o'clock by the users' clock, when no incident is planned.
  private static func gapsOfHost(
    _ host: String, number: Int, of scenario: Scenario, seed: UInt64
  ) -> [SimulatedRole.Gap] {
    var generator = RandomGenerator(seed: seed, purpose: "host \(number) silences")
    var gaps: [SimulatedRole.Gap] = []
    for day in 0..<scenario.trainingDays + scenario.testDays {
      let silent = generator.uniform() < 1 / 7
      let shift = Int(generator.uniform() * 7200) / scenario.interval * scenario.interval
      let sinceMidnight = remainder(5 * 3600 - scenario.clockOffset, 86_400) + shift
      let start = scenario.start + day * 86_400 + sinceMidnight
      guard silent && start + 3600 <= scenario.testEnd else { continue }
      gaps.append(.init(host: host, metric: nil, start: start, end: start + 3600))
    }
    generator = RandomGenerator(seed: seed, purpose: "host \(number) losses")
    for time in stride(from: scenario.start, to: scenario.testEnd, by: scenario.interval) {
      for metric in SimulatedMetric.names where generator.uniform() < 0.001 {
        gaps.append(
          .init(host: host, metric: metric, start: time, end: time + scenario.interval))
      }
    }
    return gaps.sorted { $0.start < $1.start }
  }

  private static func remainder(_ a: Int, _ b: Int) -> Int { (a % b + b) % b }
}
