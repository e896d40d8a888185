/// A regular grid of points in time.
public struct TimeGrid: Sendable, Hashable {
  /// The first point, in seconds since the epoch, UTC.
  public let start: Int
  /// The seconds between points.
  public let interval: Int
  /// The number of points.
  public let count: Int

  /// Makes a grid; the interval is at least a second.
  public init(start: Int, interval: Int, count: Int) {
    precondition(interval > 0 && count >= 0, "a grid has a positive interval")
    self.start = start
    self.interval = interval
    self.count = count
  }

  /// The time of a point, which may lie beyond the grid, in seconds since the epoch.
  public func time(at index: Int) -> Int { start + index * interval }

  /// As many points after the last one, for forecasts.
  public func continued(by count: Int) -> TimeGrid {
    TimeGrid(start: time(at: self.count), interval: interval, count: count)
  }
}
