internal import SabaNumerics

/// A robust time-of-day profile of one metric: the median of each slot of the day.
///
/// Days are days of UTC. A slot that never had a value takes what lies between its neighbours,
/// interpolated around the clock.
public struct SeasonalProfile: Sendable, Hashable {
  /// The length of a slot in seconds, a divisor of a day.
  public let slotLength: Int
  /// The median of each slot, from midnight on; finite, in the metric's unit.
  public let levels: [Double]

  /// Makes a profile from its levels, as many as fill a day.
  public init(levels: [Double]) {
    precondition(
      !levels.isEmpty && 86_400 % levels.count == 0 && levels.allSatisfy(\.isFinite),
      "finite levels whose slots fill a day")
    self.levels = levels
    slotLength = 86_400 / levels.count
  }

  /// Learns a profile.
  ///
  /// - Parameters:
  ///   - values: In the metric's unit; NaN where missing.
  ///   - times: One a value, in seconds since the epoch; in any order.
  ///   - slotLength: In seconds, a divisor of a day.
  /// - Throws: ``FitError/tooFewSamples(count:needed:)`` where all values are missing.
  /// - Complexity: O(n log n).
  public init(values: [Double], times: [Int], slotLength: Int) throws(FitError) {
    precondition(values.count == times.count, "one time a value")
    precondition(slotLength > 0 && 86_400 % slotLength == 0, "slots fill a day")
    var slots = [[Double]](repeating: [], count: 86_400 / slotLength)
    for (value, time) in zip(values, times) where !value.isNaN {
      slots[Self.slot(of: time, length: slotLength)].append(value)
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
    self.init(levels: levels)
  }

  /// The level at a time.
  ///
  /// - Parameter time: In seconds since the epoch.
  /// - Returns: The median of its slot, in the metric's unit.
  public func level(at time: Int) -> Double {
    levels[Self.slot(of: time, length: slotLength)]
  }

  private static func slot(of time: Int, length: Int) -> Int {
    ((time % 86_400) + 86_400) % 86_400 / length
  }
}
