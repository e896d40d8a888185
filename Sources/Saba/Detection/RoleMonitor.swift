/// Judges a role's hosts as their observations come in.
///
/// A value: it holds each host's state, a few numbers a host. Observations of one host come in order
/// of time; hosts may be interleaved in any way.
///
/// # Concurrency
///
/// A monitor is `Sendable` and locks nothing. Whoever holds the only access to the variable may call
/// anything, from any task or thread: one at a time, which the compiler enforces, as every judgement is
/// `mutating`. A server puts it into an actor, or a `Mutex`, and keeps each host's observations in
/// order:
///
/// ```swift
/// actor Judge {
///   private var monitor: RoleMonitor
///   init(_ monitor: RoleMonitor) { self.monitor = monitor }
///   func judge(_ observation: Observation) -> Verdict { monitor.judge(observation) }
/// }
/// ```
///
/// Copies are independent and may judge at the same time; a copy costs nothing until one of the two
/// judges, which then copies the states of all hosts. A host's verdicts depend on its own observations
/// alone: to use many cores, share out the hosts among monitors. The ``model`` is immutable and may be
/// read by all at once. What a monitor knows survives its process by ``encodedState()``.
public struct RoleMonitor: Sendable {
  /// The model that it judges by.
  public let model: RoleModel
  /// When unusual samples become an alert.
  public private(set) var policy: AlertPolicy
  private var reader: DensityReader
  private var block: FeatureBlock
  /// The counters of a host that never alerted.
  private var calm: (warning: AlertCounter, critical: AlertCounter)
  /// Where each host's state is.
  private var hosts: [String: Int] = [:]
  private var states: [HostState] = []
  private var watch = RoleChangeWatch()
  /// The blame of one row, in memory that is used again.
  private var blame: [Double]

  /// How many rows are read together: their features stay in the processor's second cache.
  static let largestBlock = 240

  /// Makes a monitor that has not seen any host.
  public init(model: RoleModel, policy: AlertPolicy = .init()) {
    self.model = model
    self.policy = policy
    reader = DensityReader(model.density)
    let spans = model.density.spans
    blame = [Double](repeating: 0, count: model.metrics.count)
    block = FeatureBlock(spans: spans, metricCount: model.metrics.count, capacity: 1)
    calm = Self.counters(of: policy, by: model)
  }

  private static func counters(
    of policy: AlertPolicy, by model: RoleModel
  ) -> (warning: AlertCounter, critical: AlertCounter) {
    func counter(_ sensitivity: Sensitivity?) -> AlertCounter {
      sensitivity.map { model.alertCounter(for: $0, attempts: policy.attempts) }
        ?? AlertCounter(threshold: .infinity, attempts: policy.attempts)
    }
    return (counter(policy.warning), counter(policy.critical))
  }

  /// Goes by another policy from now on; what it knows of the hosts stays, and unusual samples in a row
  /// are counted anew.
  ///
  /// - Parameter policy: When unusual samples become an alert; the same as before changes nothing.
  package mutating func use(_ policy: AlertPolicy) {
    guard policy != self.policy else { return }
    self.policy = policy
    calm = Self.counters(of: policy, by: model)
    forgetAlerts()
  }

  private func newHost(_ name: String) -> HostState {
    HostState(
      features: HostFeatures(
        of: name, spans: model.density.spans, interval: model.interval,
        scaling: model.density.scaling, sizeDependent: model.sizeDependentMetrics,
        transients: model.transients),
      energies: TrailingEnergies(pipeline: model.pipeline),
      pulse: MetricPulse(metricCount: model.metrics.count), warning: calm.warning,
      critical: calm.critical)
  }

  /// Judges one observation and takes it into the host's state.
  ///
  /// - Parameters:
  ///   - observation: One value for each of the model's metrics; what is not finite is missing.
  ///   - explaining: Whether the verdict carries contributions; they cost a few microseconds.
  /// - Returns: The verdict; `unknown` where more than half of the metrics are missing, or the
  ///   observation is not later than one that was already judged. An unknown verdict changes
  ///   neither the streak of unusual samples nor an open alert.
  /// - Complexity: O(k·d²).
  public mutating func judge(_ observation: Observation, explaining: Bool = true) -> Verdict {
    judge([observation], explaining: explaining)[0]
  }

  /// Judges many observations at once: several of one host, or one of each host of a fleet.
  ///
  /// A few times as fast as one by one, with the same verdicts.
  ///
  /// - Parameters:
  ///   - observations: Those of one host in order of time; one value for each of the model's metrics.
  ///   - explaining: Whether verdicts carry contributions; they cost about as much again.
  /// - Returns: One verdict an observation, in their order.
  /// - Complexity: O(k·d²) an observation.
  public mutating func judge(
    _ observations: [Observation], explaining: Bool = true
  ) -> [Verdict] {
    var verdicts: [Verdict] = []
    verdicts.reserveCapacity(observations.count)
    for start in stride(from: 0, to: observations.count, by: Self.largestBlock) {
      let end = min(start + Self.largestBlock, observations.count)
      judge(observations[start..<end], explaining: explaining, into: &verdicts)
    }
    return verdicts
  }

  /// Judges as many observations as a block holds.
  private mutating func judge(
    _ observations: ArraySlice<Observation>, explaining: Bool, into verdicts: inout [Verdict]
  ) {
    if block.capacity < observations.count {
      block = FeatureBlock(
        spans: block.spans, metricCount: block.metricCount, capacity: observations.count)
    }
    block.removeAll()
    // Of each observation its host, and the last time judged where it is not later.
    var taken: [(host: Int, late: Int?)] = []
    taken.reserveCapacity(observations.count)
    for observation in observations {
      precondition(observation.values.count == model.metrics.count, "one value a metric")
      let host = index(of: observation.host)
      if let last = states[host].lastTime, observation.time <= last {
        taken.append((host, last))
        continue
      }
      taken.append((host, nil))
      if watch.isDue(at: observation.time) { watch.look(at: states, by: model) }
      states[host].lastTime = observation.time
      states[host].features.add(
        observation.values.span, at: observation.time, scaling: model.density.scaling,
        range: model.density.driftRange, interval: model.interval,
        transients: model.transients, to: &block)
    }
    let energies = reader.energies(of: block)
    // Held once for all rows: it has too many parts to be copied for each.
    let model = model
    var row = 0
    for (observation, (host, late)) in zip(observations, taken) {
      if let late {
        verdicts.append(
          unknown(
            observation,
            late == observation.time
              ? "a sample of this time was already judged: a duplicate; send each once"
              : "the sample is late: one of \(Timestamp.text(late)) was already judged"))
        continue
      }
      verdicts.append(
        verdict(
          on: observation, by: model, host: host, energies: energies[row], row: row,
          explaining: explaining))
      row += 1
    }
  }

  /// The verdict on a row of the block.
  private mutating func verdict(
    on observation: Observation, by model: RoleModel, host: Int,
    energies: DensityReader.Energies?, row: Int, explaining: Bool
  ) -> Verdict {
    let time = observation.time
    states[host].pulse.add(observation.values.span, at: time)
    let trailing = states[host].energies.add(energies, at: time)
    guard let energies, let trailing else {
      return unknown(observation, reasonForMissing(observation.values))
    }
    let score =
      model.surprise.score(level: trailing.level, dynamics: trailing.dynamics)
      / model.calibration.unit
    states[host].warning.add(score, at: time)
    states[host].critical.add(score, at: time)
    let faults =
      model.pulse.map {
        states[host].pulse.faults(by: $0, metrics: model.metrics, interval: model.interval)
      } ?? []
    let isUnusual = states[host].critical.isAlerting || states[host].warning.isAlerting
    let status: Verdict.Status =
      states[host].critical.isAlerting
      ? .critical : states[host].warning.isAlerting ? .warning : faultStatus(faults)
    let pValue = model.pValue(of: score)
    var verdict = Verdict(
      host: observation.host, time: time, status: status, score: score, pValue: pValue,
      grade: pValue < 1 ? min(100, -10 * logarithm(pValue) / logarithm(10)) : 0,
      faults: faults, contributions: [], reason: nil)
    if explaining {
      let view = reader.blame(
        of: block, row: row, view: energies.view, at: time, into: &blame)
      states[host].blame.add(blame, values: observation.values, seenBy: view)
      let (offsets, jobs) = (block.offsets[row], states[host].features.jobs)
      verdict.contributions = states[host].blame.contributions(
        by: model.density, offsets: offsets, jobs: jobs)
      if isUnusual {
        verdict.reason = states[host].blame.sentence(
          about: verdict.contributions, by: model, offsets: offsets, jobs: jobs)
      }
      if !faults.isEmpty { verdict.take(faults, areToBlame: !isUnusual) }
    }
    return verdict
  }

  /// The status of a host whose score is calm.
  private func faultStatus(_ faults: [MetricFault]) -> Verdict.Status {
    if faults.isEmpty { return .ok }
    return policy.warning == nil ? .critical : .warning
  }

  /// Where the state of a host is; a new one is made for a host that was never seen.
  private mutating func index(of host: String) -> Int {
    if let index = hosts[host] { return index }
    hosts[host] = states.count
    states.append(newHost(host))
    return states.count - 1
  }

  /// How the role has changed since training, for good and on most hosts; nil if it has not.
  ///
  /// The model should then be trained from ``RoleChange/since`` on.
  /// Hosts follow their new levels meanwhile; but the model's bands, its relations between metrics and
  /// its dynamics are still those of before.
  public var roleChange: RoleChange? { watch.change }

  /// Forgets a host that has been retired: it leaves no trace, and is new if it comes back.
  ///
  /// - Parameter host: Its name.
  /// - Returns: Whether the monitor knew it.
  /// - Complexity: O(hosts).
  @discardableResult
  public mutating func retire(_ host: String) -> Bool {
    guard let place = hosts.removeValue(forKey: host) else { return false }
    let last = states.count - 1
    if place < last {
      states.swapAt(place, last)
      if let moved = hosts.first(where: { $0.value == last })?.key { hosts[moved] = place }
    }
    states.removeLast()
    return true
  }

  /// The memory that the hosts' states take, without their names.
  package var stateByteCount: Int { states.reduce(0) { $0 + $1.byteCount } }

  /// Gives every host the thresholds of one that never alerted.
  mutating func forgetAlerts() {
    for host in states.indices {
      states[host].warning = calm.warning
      states[host].critical = calm.critical
    }
  }

  /// How many metrics are missing, the first of them by name.
  private func reasonForMissing(_ values: [Double]) -> String {
    let missing = zip(model.metrics, values).filter { !$0.1.isFinite }.map(\.0)
    if missing.count == values.count { return "all \(values.count) metrics are missing" }
    let named = missing.prefix(3).joined(separator: ", ") + (missing.count > 3 ? ", …" : "")
    return "\(missing.count) of \(values.count) metrics are missing: \(named)"
  }

  private func unknown(_ observation: Observation, _ reason: String) -> Verdict {
    Verdict(
      host: observation.host, time: observation.time, status: .unknown, score: .nan, pValue: .nan,
      grade: .nan, contributions: [], reason: reason)
  }
}

// MARK: - State

extension RoleMonitor {
  /// Writes the state of every host, and by what it was judged.
  package func write(to writer: inout StateWriter) {
    writer.write(model.checksum)
    writer.write(terms)
    var names = [String](repeating: "", count: states.count)
    for (name, index) in hosts { names[index] = name }
    watch.write(to: &writer)
    writer.write(states.count)
    for (name, state) in zip(names, states) {
      writer.write(name)
      state.write(to: &writer)
    }
  }

  /// Puts back what was written, in place of all hosts.
  ///
  /// - Throws: Where it was written by a monitor of another model or policy, or cannot be what was
  ///   written; the monitor is then not to be used.
  package mutating func restore(from reader: inout StateReader) throws(StateError) {
    guard try reader.pattern() == model.checksum else { throw .otherModel }
    guard try reader.byteString() == terms[...] else { throw .otherPolicy }
    try watch.restore(from: &reader)
    hosts = [:]
    states = []
    for _ in 0..<(try reader.count()) {
      let name = try reader.text()
      guard hosts.updateValue(states.count, forKey: name) == nil else { throw .damaged }
      var state = newHost(name)
      try state.restore(from: &reader, componentCount: model.componentCount)
      states.append(state)
    }
  }

  /// What makes an alert.
  private var terms: [UInt8] {
    var writer = StateWriter()
    calm.warning.writeTerms(to: &writer)
    calm.critical.writeTerms(to: &writer)
    return writer.bytes
  }
}
