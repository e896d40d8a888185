/// The usual level of one metric at each time of day: the median of each slot.
///
/// A slot that never had a value takes what lies between its neighbours, interpolated around the
/// clock.
public struct DailyLevels: Sendable, Hashable {
  /// By whose clock days begin.
  public let zone: LocalZone
  /// The length of a slot in seconds, a divisor of a day.
  public let slotLength: Int
  /// The median of each slot, from midnight on; finite, in the metric's unit.
  public let levels: [Double]

  /// Makes the levels of a day from as many as fill it.
  init(levels: [Double], zone: LocalZone) {
    precondition(
      !levels.isEmpty && 86_400 % levels.count == 0 && levels.allSatisfy(\.isFinite),
      "finite levels whose slots fill a day")
    self.levels = levels
    self.zone = zone
    slotLength = 86_400 / levels.count
  }

  /// Learns the levels.
  ///
  /// - Parameters:
  ///   - values: In the metric's unit; NaN where missing.
  ///   - times: One a value, in seconds since the epoch; in any order.
  ///   - slotLength: In seconds, a divisor of a day.
  ///   - zone: By whose clock days begin.
  /// - Throws: ``FitError/tooFewSamples(count:needed:)`` where all values are missing.
  /// - Complexity: O(n).
  init(
    values: [Double], times: [Int], slotLength: Int, zone: LocalZone
  ) throws(FitError) {
    precondition(values.count == times.count, "one time a value")
    precondition(slotLength > 0 && 86_400 % slotLength == 0, "slots fill a day")
    var slots = [[Double]](repeating: [], count: 86_400 / slotLength)
    for (value, time) in zip(values, times) where !value.isNaN {
      slots[zone.localTime(at: time).secondOfDay / slotLength].append(value)
    }
    let medians = slots.map { median($0) }
    let seen = medians.indices.filter { medians[$0] != nil }
    guard let first = seen.first else { throw .tooFewSamples(count: 0, needed: 1) }
    var levels = medians.map { $0 ?? 0 }
    // From each seen slot to the next one, the last one's next being the first of tomorrow.
    for (index, slot) in seen.enumerated() {
      let next = index + 1 < seen.count ? seen[index + 1] : first + levels.count
      let from = levels[slot]
      let to = levels[next % levels.count]
      for between in (slot + 1)..<max(next, slot + 1) {
        let share = Double(between - slot) / Double(next - slot)
        levels[between % levels.count] = from + share * (to - from)
      }
    }
    self.init(levels: levels, zone: zone)
  }

  /// The level at a time.
  ///
  /// - Parameter time: In seconds since the epoch.
  /// - Returns: The median of its slot, in the metric's unit.
  public func level(at time: Int) -> Double {
    levels[zone.localTime(at: time).secondOfDay / slotLength]
  }
}
