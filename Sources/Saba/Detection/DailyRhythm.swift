/// Finds which metrics follow the time of day.
enum DailyRhythm {
  /// The largest share of the absolute deviation from the median that a profile may leave.
  ///
  /// Measured on days that it did not learn from. A role without a rhythm loses by a profile, so that no gain is
  /// taken on trust.
  static let largestRemainder = 0.5
  /// The lengths of slots, finest first.
  static let slotLengths = [1800, 3600]
  /// The values that a slot's median wants.
  static let smallestSlotCount = 15
  /// So many rows show a rhythm: of a longer history every second, third … is looked at.
  private static let largestRowCount = 100_000
  /// The days that a rhythm takes to show.
  static let smallestDayCount = 4

  /// The slot length of each metric's profile; nil for a metric without a rhythm.
  ///
  /// Hosts are levelled first, since their sizes differ. Each of the contiguous parts of the history
  /// is compared with profile and median of the other parts. Slots hold whole intervals: a grid
  /// whose interval divides no slot length has no rhythm.
  ///
  /// - Complexity: O(n·d); a hundred thousand rows at most are gone through for each part.
  static func find(in rows: TrainingRows, threadCount: Int) -> [Int?] {
    let none = [Int?](repeating: nil, count: rows.metrics.count)
    guard
      rows.dayCount >= smallestDayCount,
      let slotLength = slotLengths.first(where: {
        $0 % rows.interval == 0 && rows.complete.count * $0 / 86_400 >= smallestSlotCount
      })
    else { return none }
    let slots = rows.slots(ofLength: slotLength).thinned(to: largestRowCount)
    let parts = slots.rows.map { UInt8(rows.parts[$0]) }
    return Parallel.map(rows.metrics.count, threadCount: threadCount) { metric in
      let column = rows.levelledColumn(metric)
      // Slot after slot, so that all that follows runs through memory in order.
      let values = slots.rows.map { column[$0] }
      var remainder = 0.0
      var deviation = 0.0
      for held in 0..<UInt8(TrainingRows.partCount) {
        guard
          let profile = try? DailyLevels(
            values: values, starts: slots.starts, zone: rows.zone, where: { parts[$0] != held }),
          let flat = try? DailyLevels(
            values: values, starts: [0, values.count], zone: rows.zone,
            where: { parts[$0] != held })
        else { continue }
        for (slot, level) in profile.levels.enumerated() {
          for index in slots.starts[slot]..<slots.starts[slot + 1] where parts[index] == held {
            remainder += abs(values[index] - level)
            deviation += abs(values[index] - flat.levels[0])
          }
        }
      }
      return remainder <= largestRemainder * deviation && deviation > 0 ? slotLength : nil
    }
  }
}
