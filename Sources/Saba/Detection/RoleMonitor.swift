/// Judges a role's hosts as their observations come in.
///
/// A value: it holds each host's state, a few numbers a host. Observations of one host come in order
/// of time; hosts may be interleaved in any way. One monitor is used from one place at a time; copies
/// are independent.
public struct RoleMonitor: Sendable {
  /// The model that it judges by.
  public let model: RoleModel
  /// When unusual samples become an alert.
  public let policy: AlertPolicy
  private var reader: DensityReader
  private var block: FeatureBlock
  private var hosts: [String: HostState] = [:]
  private let newHost: HostState

  private struct HostState: Sendable {
    var lastTime: Int?
    var features: HostFeatures
    var energies: TrailingEnergies
    var blame = TrailingBlame()
    var warning: AlertCounter
    var critical: AlertCounter
  }

  /// Makes a monitor that has not seen any host.
  public init(model: RoleModel, policy: AlertPolicy = .init()) {
    self.model = model
    self.policy = policy
    reader = DensityReader(model.density)
    func counter(_ sensitivity: Sensitivity?) -> AlertCounter {
      sensitivity.map { model.alertCounter(for: $0, attempts: policy.attempts) }
        ?? AlertCounter(threshold: .infinity, attempts: policy.attempts)
    }
    let spans = model.density.spans
    block = FeatureBlock(spans: spans, metricCount: model.metrics.count, capacity: 1)
    newHost = HostState(
      features: HostFeatures(
        spans: spans, interval: model.interval, metricCount: model.metrics.count),
      energies: TrailingEnergies(pipeline: model.pipeline), warning: counter(policy.warning),
      critical: counter(policy.critical))
  }

  /// Judges one observation and takes it into the host's state.
  ///
  /// - Parameters:
  ///   - observation: One value for each of the model's metrics; what is not finite is missing.
  ///   - explaining: Whether the verdict carries contributions; they cost about as much again.
  /// - Returns: The verdict; `unknown` where more than half of the metrics are missing, or the
  ///   observation is not later than one that was already judged. An unknown verdict changes
  ///   neither the streak of unusual samples nor an open alert.
  /// - Complexity: O(k·d²).
  public mutating func judge(_ observation: Observation, explaining: Bool = true) -> Verdict {
    precondition(observation.values.count == model.metrics.count, "one value a metric")
    let values = observation.values.map { $0.isFinite ? $0 : .nan }
    var state = hosts[observation.host] ?? newHost
    if let last = state.lastTime, observation.time <= last {
      return unknown(
        observation, "the sample is not later than one already judged (at \(last)); send each once")
    }
    state.lastTime = observation.time
    block.removeAll()
    state.features.add(
      values.span, at: observation.time, scaling: model.density.scaling,
      range: model.density.driftRange, interval: model.interval, to: &block)
    let energies = reader.energies(of: block)[0]
    let trailing = state.energies.add(energies, at: observation.time)
    guard let energies, let trailing else {
      hosts[observation.host] = state
      return unknown(observation, reasonForMissing(values))
    }
    let score =
      model.surprise.score(level: trailing.level, dynamics: trailing.dynamics)
      / model.calibration.unit
    state.warning.add(score, at: observation.time)
    state.critical.add(score, at: observation.time)
    if explaining {
      state.blame.add(
        reader.blame(
          of: block, row: 0, values: values.span, at: observation.time,
          view: energies.view), at: observation.time)
    }
    hosts[observation.host] = state

    let status: Verdict.Status =
      state.critical.isAlerting ? .critical : state.warning.isAlerting ? .warning : .ok
    let pValue = model.pValue(of: score)
    return Verdict(
      host: observation.host, time: observation.time, status: status, score: score,
      pValue: pValue, grade: pValue < 1 ? min(100, -10 * logarithm(pValue) / logarithm(10)) : 0,
      contributions: explaining ? state.blame.contributions : [],
      reason: status == .ok || !explaining ? nil : state.blame.sentence(by: model))
  }

  /// Gives every host the thresholds of one that never alerted.
  mutating func forgetAlerts() {
    for host in hosts.keys {
      hosts[host]?.warning = newHost.warning
      hosts[host]?.critical = newHost.critical
    }
  }

  /// How many metrics are missing, the first of them by name.
  private func reasonForMissing(_ values: [Double]) -> String {
    let missing = zip(model.metrics, values).filter { $0.1.isNaN }.map(\.0)
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
