extension SeasonalProfile {
  /// Takes in what another profile of the same metric has learnt: other days, or other hosts.
  ///
  /// Locations are averaged by the days seen, newer ones counting more as the options say, and
  /// spreads by their squares, the distance of the locations included. The order of merging matters
  /// to rounding only. Against learning everything in one profile, expectations differ by a small
  /// part of a spread: neither clips outliers by what the other knows, nor weighs its later values
  /// higher for it.
  ///
  /// - Parameter other: Of the same options and calendar.
  /// - Throws: ``FitError/invalidParameter(name:reason:)`` for other options or another calendar.
  /// - Complexity: O(cells).
  public mutating func merge(_ other: SeasonalProfile) throws(FitError) {
    guard other.options == options, other.calendar == calendar else {
      throw .invalidParameter(
        name: "the merged profile", reason: "has other options or another calendar")
    }
    if other.isEmpty { return }
    if isEmpty {
      self = other
      return
    }
    let factors = clock.merge(other.clock)
    for index in cells.indices {
      var cell = other.cells[index]
      cell.weight *= factors.other
      // Only these are relative to the origin; the others are deviations.
      if index < ProfileLayout.knots + layout.knotCount {
        cell.location += other.origin - origin
      }
      cells[index].weight *= factors.own
      cells[index].merge(cell)
    }
    for kind in 0..<ProfileLayout.dayKindCount { weigh(knotsOfKind: kind) }
  }
}
