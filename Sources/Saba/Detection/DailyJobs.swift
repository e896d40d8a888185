/// What hosts do at the same time every day: backups, rotations of logs, reports.
///
/// A job that comes every night at three is normal at three on that host, and news at four or when it
/// stays away. Only by the role's level it would be as unusual every night as any burst, and teach
/// that such bursts happen. So values in the slots of a host's jobs are judged from the job's own level
/// and by its own spread; then nothing is left of it at its time, and all of it at any other.
struct DailyJobs: Sendable, Hashable {
  /// What a job adds to one metric in one slot of the day, on the metric's scale.
  struct Part: Sendable, Hashable {
    var metric: Int
    /// Above or below what is usual around that time.
    var level: Double
    /// The deviation of days from that.
    var spread: Double

    /// How many times wider than by day the metric scatters in the slot, at least 1.
    func growth(overScale scale: Double) -> Double { max(1, spread / scale) }
  }

  /// The length of a slot in seconds, a divisor of a day.
  let slotLength: Int
  /// By whose clock the day goes.
  let zone: LocalZone
  /// The jobs of each host that has some, by slot of the day.
  let known: [String: [Int: [Part]]]

  /// The jobs of a host; nil for one without.
  func jobs(of host: String) -> HostJobs? {
    known[host].map { HostJobs(slotLength: slotLength, zone: zone, parts: $0) }
  }

  /// What a host that the history did not hold may do, nobody knows when: what others do at their times;
  /// nil where they do nothing.
  ///
  /// Of each metric the lowest level of any host's jobs, the middle one and the highest.
  var jobsOfNewHost: HostJobs? {
    var parts: [Int: [Part]] = [:]
    for part in known.values.lazy.flatMap(\.values).flatMap(\.self) {
      parts[part.metric, default: []].append(part)
    }
    guard !parts.isEmpty else { return nil }
    let typical = parts.values.flatMap { alike in
      let sorted = alike.sorted { $0.level < $1.level }
      return Set([0, sorted.count / 2, sorted.count - 1]).sorted().map { sorted[$0] }
    }
    return HostJobs(slotLength: slotLength, zone: zone, parts: [0: typical], isOfNewHost: true)
  }

  /// No jobs at all.
  static let none = DailyJobs(slotLength: 86_400, zone: .utc, known: [:])
}

/// What one host does at the same time every day.
struct HostJobs: Sendable, Hashable {
  private let slotLength: Int
  private let zone: LocalZone
  private let parts: [Int: [DailyJobs.Part]]
  private let isOfNewHost: Bool

  /// How long after clocks are changed a job may come at any time, or not at all, in seconds: schedulers
  /// differ in what they make of an hour that is left out or happens twice.
  static let unsettledTime = 3 * 3600

  init(
    slotLength: Int, zone: LocalZone, parts: [Int: [DailyJobs.Part]], isOfNewHost: Bool = false
  ) {
    self.slotLength = slotLength
    self.zone = zone
    self.parts = parts
    self.isOfNewHost = isOfNewHost
  }

  /// What jobs may add at a time; empty for nothing.
  ///
  /// - Parameter time: In seconds since the epoch.
  /// - Returns: At most one part a metric; where the time of jobs is not known, all parts of the day.
  func parts(at time: Int) -> [DailyJobs.Part] {
    isUnsettled(at: time)
      ? parts.values.flatMap(\.self)
      : parts[zone.localTime(at: time).secondOfDay / slotLength] ?? []
  }

  /// Whether jobs may come at any time, or not at all: on a new host, and after clocks were changed.
  func isUnsettled(at time: Int) -> Bool {
    isOfNewHost || zone.offset(at: time) != zone.offset(at: time - Self.unsettledTime)
  }
}
