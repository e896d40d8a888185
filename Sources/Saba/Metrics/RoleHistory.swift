/// Several hosts of one role on one grid: the same interval, the same metrics in the same order.
public struct RoleHistory: Sendable, Hashable {
  /// The metrics' names, sorted as the input named them first.
  public let metrics: [String]
  /// The length of an interval, in seconds.
  public let interval: Int
  /// The hosts, sorted by name; each starts and ends where its own data does.
  public let frames: [MetricFrame]

  /// Makes a history of frames that agree in metrics and interval.
  public init(metrics: [String], interval: Int, frames: [MetricFrame]) {
    for frame in frames {
      precondition(
        frame.metrics == metrics && frame.interval == interval,
        "frames of a role share metrics and interval")
      precondition(
        (frame.start - (frames.first?.start ?? 0)) % interval == 0, "frames share one grid")
    }
    self.metrics = metrics
    self.interval = interval
    self.frames = frames
  }
}
