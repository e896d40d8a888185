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
  /// The days that a rhythm takes to show.
  static let smallestDayCount = 4

  /// The slot length of each metric's profile; nil for a metric without a rhythm.
  ///
  /// Hosts are levelled first, since their sizes differ. Each of the contiguous parts of the history
  /// is compared with profile and median of the other parts. Slots hold whole intervals: a grid
  /// whose interval divides no slot length has no rhythm.
  ///
  /// - Complexity: O(n·d·log n) for each part.
  static func find(in rows: TrainingRows) -> [Int?] {
    let none = [Int?](repeating: nil, count: rows.metrics.count)
    let days = Set(rows.times.map { rows.zone.localTime(at: $0).date })
    guard
      days.count >= smallestDayCount,
      let slotLength = slotLengths.first(where: {
        $0 % rows.interval == 0 && rows.times.count * $0 / 86_400 >= smallestSlotCount
      })
    else { return none }
    let parts = rows.times.map { rows.part(of: $0) }
    return none.indices.map { metric in
      let column = levelled(rows.complete.column(metric), hosts: rows.hosts)
      var remainder = 0.0
      var deviation = 0.0
      for held in 0..<TrainingRows.partCount {
        let teaching = column.indices.filter { parts[$0] != held }
        let values = teaching.map { column[$0] }
        guard
          let profile = try? DailyLevels(
            values: values, times: teaching.map { rows.times[$0] }, slotLength: slotLength,
            zone: rows.zone),
          let flat = try? DailyLevels(
            values: values, times: teaching.map { rows.times[$0] }, slotLength: 86_400,
            zone: rows.zone)
        else { continue }
        for row in column.indices where parts[row] == held {
          remainder += abs(column[row] - profile.level(at: rows.times[row]))
          deviation += abs(column[row] - flat.levels[0])
        }
      }
      return remainder <= largestRemainder * deviation && deviation > 0 ? slotLength : nil
    }
  }

  /// A metric's values less the median of their host.
  ///
  /// - Complexity: O(n log n).
  static func levelled(_ values: [Double], hosts: [Int]) -> [Double] {
    var ofHost: [Int: [Double]] = [:]
    for (value, host) in zip(values, hosts) { ofHost[host, default: []].append(value) }
    let medians = ofHost.mapValues { values in
      let sorted = values.sorted()
      return sorted[sorted.count / 2]
    }
    return zip(values, hosts).map { value, host in value - (medians[host] ?? 0) }
  }
}
