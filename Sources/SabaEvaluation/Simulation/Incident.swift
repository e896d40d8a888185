/// Something that went wrong in the simulation: the truth that a detector is measured against.
public struct Incident: Sendable, Hashable {
  /// The kinds of trouble.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A process keeps what it allocates: used memory creeps up, the page cache gives way.
    case memoryLeak
    /// A process spins on one host while the requests stay as they are.
    case runawayProcess
    /// Something writes without end, and the file system fills.
    case diskFilling
    /// One host gets next to no requests.
    case trafficLoss
    /// One host's disk answers late: requests arrive as ever and wait.
    case slowHost
    /// Far more users than on any day before, on every host.
    case roleSurge
    /// A host's nightly job begins an hour late.
    case cronShifted
    /// A host's agent no longer gives one of the metrics.
    case metricVanished
    /// One of a host's metrics stands still at its last value.
    case metricFlatlined
  }

  /// What happened.
  public var kind: Kind
  /// The hosts it happened to, sorted by name.
  public var hosts: [String]
  /// The beginning of the first affected interval, in seconds since the epoch.
  public var start: Int
  /// The end of the last affected interval, in seconds since the epoch.
  public var end: Int

  /// The one metric that it is about, of kinds that are about any metric; otherwise nil.
  public var metric: String?

  /// Makes an incident.
  public init(kind: Kind, hosts: [String], start: Int, end: Int, metric: String? = nil) {
    self.kind = kind
    self.hosts = hosts
    self.start = start
    self.end = end
    self.metric = metric
  }

  /// The metrics that show it, the main culprit first.
  public var culprits: [String] { metric.map { [$0] } ?? kind.culprits.map(\.rawValue) }

  /// What happened, in one line of plain words without commas.
  public var description: String {
    let place = kind == .roleSurge ? "every host" : hosts.joined(separator: " ")
    return kind.story(of: place, metric: metric ?? "a metric")
  }
}

extension Incident.Kind {
  var culprits: [SimulatedMetric] {
    switch self {
    case .memoryLeak: [.memoryUsed, .memoryCached]
    case .runawayProcess: [.cpuUser, .load, .cpuIdle]
    case .diskFilling: [.fileSystemUsed, .diskWrites]
    case .trafficLoss: [.requests, .sent, .received, .cpuUser, .latency]
    case .slowHost: [.cpuWaiting, .latency, .load]
    case .roleSurge: [.requests, .sent, .received, .cpuUser, .load, .latency]
    case .cronShifted:
      [.diskReads, .cpuUser, .cpuWaiting, .cpuSystem, .diskWrites, .load, .cpuIdle, .memoryCached]
    case .metricVanished, .metricFlatlined: []
    }
  }

  /// Whether it is about one metric, whichever that is.
  var hitsAnyMetric: Bool { self == .metricVanished || self == .metricFlatlined }

  /// How long it lasts, in seconds.
  var duration: Int {
    switch self {
    case .memoryLeak: 5 * 3600
    case .diskFilling: 4 * 3600
    case .runawayProcess: 9000
    case .slowHost: 2 * 3600
    case .trafficLoss, .roleSurge: 5400
    case .cronShifted: Self.cronDelay + 900
    case .metricVanished, .metricFlatlined: 3 * 3600
    }
  }

  /// By how much a nightly job is late, in seconds.
  static let cronDelay = 3600

  fileprivate func story(of place: String, metric: String) -> String {
    switch self {
    case .memoryLeak: "Memory leaks on \(place) for five hours until a restart"
    case .runawayProcess: "A process on \(place) spins while the requests stay as they are"
    case .diskFilling: "A debug log left on fills the file system of \(place) until it is removed"
    case .trafficLoss: "The load balancer sends nothing but health checks to \(place)"
    case .slowHost: "The disk of \(place) answers late and requests wait for it"
    case .roleSurge: "A campaign brings \(place) nearly twice the usual load"
    case .cronShifted: "The nightly job of \(place) begins an hour late"
    case .metricVanished: "The agent of \(place) no longer gives \(metric)"
    case .metricFlatlined: "\(metric) of \(place) stands still while the host works on"
    }
  }
}
