/// A short movement that the hosts of a role are known to make, such as that of a restart.
public struct KnownTransient: Sendable, Hashable, Codable {
  /// How a metric moves.
  public struct Movement: Sendable, Hashable, Codable {
    /// The metric's name.
    public let metric: String
    /// By how much, in units of ``RoleModel/scales``, on the metric's scale: negative for down.
    public let deviation: Double
  }

  /// The metrics that move, the one that moves furthest first.
  public let movements: [Movement]
  /// The longest that it took in the history, in seconds.
  public let seconds: Int
  /// On how many occasions it came; what several hosts do at once is one.
  public let occurrenceCount: Int
}

extension RoleModel {
  /// The short movements that hosts made again and again at any time in the history, and for which they
  /// are excused as long as they then took: those that came most often first.
  public var knownTransients: [KnownTransient] {
    transients.transients.map { transient in
      KnownTransient(
        movements: zip(metrics, transient.movement).filter { $0.1 != 0 }
          .map { KnownTransient.Movement(metric: $0, deviation: $1) }
          .sorted { abs($0.deviation) > abs($1.deviation) },
        seconds: transient.length * interval, occurrenceCount: transient.occurrenceCount)
    }
  }
}
