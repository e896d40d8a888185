internal import Saba

/// What the incidents do to one host in one interval; nothing by default.
struct Disturbance {
  /// Factor on the requests that arrive.
  var requests = 1.0
  /// Share of all cores that a runaway process takes.
  var spinning = 0.0
  /// Share of the memory that has leaked.
  var leaked = 0.0
  /// Share of the file system that has been filled.
  var filled = 0.0
  /// Writes a second on top.
  var writes = 0.0
  /// How badly the disk answers, 0…1.
  var slowness = 0.0
  /// By how much the nightly job is late, in seconds.
  var cronDelay = 0

  /// The sum of what the incidents do to a host at a time.
  init(of incidents: [Incident], on host: String, at time: Int) {
    for incident in incidents
    where incident.start <= time && time < incident.end && incident.hosts.contains(host) {
      let elapsed = Double(time - incident.start)
      let progress = (elapsed + 300) / Double(incident.end - incident.start + 300)
      // Sudden incidents take a quarter of an hour to unfold, and as long to go.
      let onset = min(1, (elapsed + 300) / 900, Double(incident.end - time) / 900)
      switch incident.kind {
      case .memoryLeak: leaked += 0.42 * progress
      case .runawayProcess: spinning += 0.4 * onset
      case .diskFilling:
        filled += 0.48 * progress
        writes += 110 * onset
      case .trafficLoss: requests *= 1 - 0.97 * onset
      case .slowHost: slowness += onset
      case .roleSurge: requests *= 1 + 0.8 * onset
      case .cronShifted: cronDelay += Incident.Kind.cronDelay
      // What is recorded of the host, not the host itself, is wrong.
      case .metricVanished, .metricFlatlined: break
      }
    }
  }
}
