/// Finds which metrics follow the time of day.
enum DailyRhythm {
  /// The largest share of the absolute deviation from the median that a profile may leave.
  ///
  /// Measured on days that it did not learn from. A role without a rhythm loses by a profile, so that no gain is
  /// taken on trust.
  static let largestRemainder = 0.5
  /// The lengths of slots, finest first.
  static let slotLengths = [300, 900, 1800, 3600]
  /// The values that a slot's median wants.
  static let smallestSlotCount = 15
  /// The days that a rhythm takes to show.
  static let smallestDayCount = 4

  /// The slot length of each metric's profile; nil for a metric without a rhythm.
  ///
  /// Each of the contiguous parts of the history is compared with profile and median of the other
  /// parts.
  ///
  /// - Complexity: O(n·d·log n) for each part.
  static func find(in rows: TrainingRows) -> [Int?] {
    let none = [Int?](repeating: nil, count: rows.metrics.count)
    let days = (rows.summary.lastTime - rows.summary.firstTime) / 86_400 + 1
    let perSecond = Double(rows.complete.rowCount) / 86_400
    guard
      days >= smallestDayCount,
      let slotLength = slotLengths.first(where: {
        $0 % rows.interval == 0 && perSecond * Double($0) >= Double(smallestSlotCount)
      })
    else { return none }
    let parts = rows.times.map { rows.part(of: $0) }
    return none.indices.map { metric in
      let column = rows.complete.column(metric)
      var remainder = 0.0
      var deviation = 0.0
      for held in 0..<TrainingRows.partCount {
        let teaching = column.indices.filter { parts[$0] != held }
        let values = teaching.map { column[$0] }
        guard
          let profile = try? SeasonalProfile(
            values: values, times: teaching.map { rows.times[$0] }, slotLength: slotLength),
          let flat = try? SeasonalProfile(
            values: values, times: teaching.map { rows.times[$0] }, slotLength: 86_400)
        else { continue }
        for row in column.indices where parts[row] == held {
          remainder += abs(column[row] - profile.level(at: rows.times[row]))
          deviation += abs(column[row] - flat.levels[0])
        }
      }
      return remainder <= largestRemainder * deviation && deviation > 0 ? slotLength : nil
    }
  }
}
