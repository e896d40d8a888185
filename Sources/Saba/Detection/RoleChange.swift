/// A change of a role after training: levels that have moved for good on most of its hosts at once, as
/// after a deploy.
public struct RoleChange: Sendable, Hashable, Codable {
  /// A metric whose level has moved.
  public struct Metric: Sendable, Hashable, Codable {
    /// The metric's name.
    public var name: String
    /// What was usual, over the day and all hosts, in its own unit.
    public var before: Double
    /// What is usual now on the hosts where it has moved, in the middle of them.
    public var after: Double
    /// On how many hosts it has moved.
    public var hostCount: Int
  }

  /// About when it came, to half an hour, in seconds since the epoch: the time to retrain from.
  public var since: Int
  /// The metrics that have moved, the furthest first.
  public var metrics: [Metric]
  /// How many hosts have been seen for long enough to tell.
  public var hostCount: Int

  /// The evidence in one plain sentence without a full stop.
  ///
  /// Such as "requests is 180 where 120 was usual, on 3 of 3 hosts; latency and loadavg5 have moved too".
  public var sentence: String {
    guard let first = metrics.first else { return "no level has moved" }
    let unit = MetricUnit(metric: first.name)
    let others = metrics.dropFirst().map(\.name)
    var text =
      "\(first.name) is \(unit.text(first.after)) where \(unit.text(first.before)) was usual, on "
      + "\(first.hostCount) of \(hostCount) host\(hostCount == 1 ? "" : "s")"
    if others.isEmpty { return text }
    let named = others.count > 3 ? Array(others.prefix(2)) + ["\(others.count - 2) others"] : others
    text += "; " + named.dropLast().joined(separator: ", ") + (named.count > 1 ? " and " : "")
    return text + "\(named[named.count - 1]) ha\(others.count == 1 ? "s" : "ve") moved too"
  }
}

/// Watches for a change of the role, from what is known of its hosts' levels anyway.
///
/// The role has changed where the level of a metric, the median over a day, has left all that the
/// history showed on any host, by half the width of that or half a standard deviation, on most hosts
/// and in the same direction. One host alone that moves is no change of the role. As a level is a day's
/// median, a change is known half a day after it came; when it came is where its half-hours fall apart
/// into two halves best.
struct RoleChangeWatch: Sendable, Hashable {
  /// The present change; nil while there is none.
  private(set) var change: RoleChange?
  /// The half-hour that levels were looked at last.
  private var lastSlot: Int?

  /// How often levels are looked at, in seconds: as often as they are renewed.
  private static let slotLength = 1800
  /// The least distance from what the history showed, in standard deviations.
  private static let smallestMargin = 0.5

  /// Whether a time lies in another half-hour than the last look.
  mutating func isDue(at time: Int) -> Bool {
    let slot = Int((Double(time) / Double(Self.slotLength)).rounded(.down))
    if let lastSlot, slot <= lastSlot { return false }
    lastSlot = slot
    return true
  }

  /// Looks at the hosts' levels.
  ///
  /// - Parameters:
  ///   - hosts: What is known of each host.
  ///   - model: The role's.
  /// - Complexity: O(hosts · d).
  mutating func look(at hosts: [HostState], by model: RoleModel) {
    let range = model.density.driftRange
    guard let outer = range.outer else { return }
    let drifts = hosts.lazy.map(\.features.drift).filter { drift in
      drift.levels.contains { !$0.isNaN }
    }
    let known = Array(drifts)
    var moved: [(metric: RoleChange.Metric, distance: Double, index: Int)] = []
    for j in model.metrics.indices {
      let margin = max(Self.smallestMargin, 0.5 * (outer.high[j] - outer.low[j]))
      let levels = known.map { $0.levels[j] }
      let above = levels.filter { $0 > outer.high[j] + margin }
      let below = levels.filter { $0 < outer.low[j] - margin }
      let gone = above.count >= below.count ? above : below
      guard !gone.isEmpty, 2 * gone.count > levels.count else { continue }
      let level = gone.sorted()[gone.count / 2]
      moved.append(
        (
          .init(
            name: model.metrics[j], before: model.centres[j],
            after: model.centres[j] + model.density.scaling.deviation(level, metric: j),
            hostCount: gone.count), max(level - outer.high[j], outer.low[j] - level), j
        ))
    }
    moved.sort { ($0.distance, $1.metric.name) > ($1.distance, $0.metric.name) }
    guard let first = moved.first else {
      change = nil
      return
    }
    // A change that goes on keeps its beginning.
    let since = change?.since ?? Self.beginning(of: first.index, in: known)
    change = since.map {
      RoleChange(since: $0, metrics: moved.map(\.metric), hostCount: known.count)
    }
  }

  /// When a metric moved: the middle one of the times that hosts have it from.
  private static func beginning(of metric: Int, in hosts: [HostDrift]) -> Int? {
    let times = hosts.compactMap { $0.steepestTime(ofMetric: metric) }.sorted()
    return times.isEmpty ? nil : times[times.count / 2]
  }
}

extension RoleChangeWatch: Restorable {
  func write(to writer: inout StateWriter) {
    writer.write(lastSlot)
    writer.write(change) { change, writer in
      writer.write(change.since)
      writer.write(change.hostCount)
      writer.write(change.metrics.count)
      for metric in change.metrics {
        writer.write(metric.name)
        writer.write(metric.before)
        writer.write(metric.after)
        writer.write(metric.hostCount)
      }
    }
  }

  mutating func restore(from reader: inout StateReader) throws(StateError) {
    lastSlot = try reader.optionalInteger()
    change = try reader.optional { (reader) throws(StateError) in
      var change = RoleChange(
        since: try reader.integer(), metrics: [], hostCount: try reader.integer())
      for _ in 0..<(try reader.count()) {
        change.metrics.append(
          .init(
            name: try reader.text(), before: try reader.double(), after: try reader.double(),
            hostCount: try reader.integer()))
      }
      return change
    }
  }
}
