/// The simulated metrics by Mackerel's names, in the order of the columns.
enum SimulatedMetric: String, CaseIterable {
  /// Runnable and waiting processes, a mean over five minutes.
  case load = "loadavg5"
  // Percentages as Linux agents report them: all together 100 for each core.
  case cpuUser = "cpu.user.percentage"
  case cpuSystem = "cpu.system.percentage"
  case cpuWaiting = "cpu.iowait.percentage"
  case cpuIdle = "cpu.idle.percentage"
  // Bytes.
  case memoryUsed = "memory.used"
  case memoryCached = "memory.cached"
  // Operations a second.
  case diskReads = "disk.sda.reads.delta"
  case diskWrites = "disk.sda.writes.delta"
  // Bytes a second.
  case received = "interface.eth0.rxBytes.delta"
  case sent = "interface.eth0.txBytes.delta"
  /// Bytes.
  case fileSystemUsed = "filesystem.root.used"
  /// Requests a second.
  case requests = "custom.nginx.requests"
  /// Milliseconds.
  case latency = "custom.nginx.latency_p95"

  /// The significant digits that are recorded: more where little changes from one to the next.
  var digits: Int {
    switch self {
    case .memoryUsed, .memoryCached, .fileSystemUsed: 4
    default: 3
    }
  }

  static let names = allCases.map(\.rawValue)
}
