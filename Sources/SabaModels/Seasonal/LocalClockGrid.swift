/// A regular grid of points by the clock of a place, made from one in UTC.
///
/// People keep to their clocks, and so does their load: on the grid of UTC a daily season moves by an
/// hour twice a year, which shows as a burst in every remainder; on the clock's grid it stays. There the
/// hour left out in spring is a gap. Of points that share an hour in autumn the mean is decomposed, and
/// each gets the same components; its remainder is what they leave of its own value.
///
/// Points move by the change of the clock's offset since the first of them, in whole intervals: a change
/// that is no multiple of the interval is rounded to the nearest one, a half to the even one. Daily
/// points thus never move.
public struct LocalClockGrid: Sendable, Hashable {
  /// The points in UTC.
  public let grid: TimeGrid
  /// Where each of them is on the clock's grid, from 0 on.
  public let positions: [Int]
  /// The number of points on the clock's grid.
  public let count: Int

  /// Lays out a grid.
  ///
  /// - Parameters:
  ///   - grid: The points in UTC.
  ///   - offset: The seconds by which the clock is ahead of UTC at a time in seconds since the epoch.
  /// - Complexity: O(n).
  public init(_ grid: TimeGrid, offset: (Int) -> Int) {
    let first = offset(grid.start)
    let places = (0..<grid.count).map { index in
      let change = offset(grid.time(at: index)) - first
      return index + Int((Double(change) / Double(grid.interval)).rounded(.toNearestOrEven))
    }
    let least = places.min() ?? 0
    self.grid = grid
    positions = places.map { $0 - least }
    count = (places.max() ?? least - 1) - least + 1
  }

  /// A series by the clock: the mean of the values at each point, NaN where there is none.
  ///
  /// - Parameter values: One a point in UTC, NaN where missing.
  /// - Returns: ``count`` values.
  public func layOut(_ values: [Double]) -> [Double] {
    precondition(values.count == grid.count, "one value a point")
    var result = [Double](repeating: .nan, count: count)
    var seen = [Double](repeating: 0, count: count)
    for (value, position) in zip(values, positions) where !value.isNaN {
      seen[position] += 1
      // A running mean, so that no sum overflows and a single value stays as it is.
      result[position] =
        seen[position] == 1
        ? value : result[position] + (value - result[position]) / seen[position]
    }
    return result
  }

  /// Decomposes a series by the clock.
  ///
  /// - Parameters:
  ///   - values: One a point in UTC, NaN where missing.
  ///   - decompose: How a series is decomposed, such as that of an ``STL``.
  /// - Returns: The components at the points in UTC; missing values have weight 0.
  /// - Throws: ``FitError/infiniteValue(index:)``, and what `decompose` throws.
  public func decompose(
    _ values: [Double], by decompose: ([Double]) throws(FitError) -> Decomposition
  ) throws(FitError) -> Decomposition {
    if let index = values.firstIndex(where: \.isInfinite) { throw .infiniteValue(index: index) }
    let local = try decompose(layOut(values))
    func inUTC(_ part: [Double]) -> [Double] { positions.map { part[$0] } }
    return Decomposition(
      observed: values, trend: inUTC(local.trend),
      seasons: local.seasons.map { .init(period: $0.period, values: inUTC($0.values)) },
      weights: zip(values, inUTC(local.weights)).map { $0.isNaN ? 0 : $1 })
  }
}
