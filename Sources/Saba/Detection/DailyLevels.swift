internal import SabaNumerics

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
  ///   - values: In the metric's unit, finite, slot after slot.
  ///   - starts: Where each slot's values begin; the end of the last is the last element.
  ///   - zone: By whose clock days begin.
  ///   - teaches: Whether a value counts.
  /// - Throws: ``FitError/tooFewSamples(count:needed:)`` where none does.
  /// - Complexity: O(n).
  init(
    values: [Double], starts: [Int], zone: LocalZone,
    where teaches: (_ index: Int) -> Bool = { _ in true }
  ) throws(FitError) {
    var chosen: [Double] = []
    let medians = starts.indices.dropLast().map { slot in
      chosen.removeAll(keepingCapacity: true)
      for index in starts[slot]..<starts[slot + 1] where teaches(index) {
        chosen.append(values[index])
      }
      return medianByReordering(&chosen)
    }
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
    level(atSecondOfDay: zone.localTime(at: time).secondOfDay)
  }

  /// The level at a second of the local day.
  func level(atSecondOfDay second: Int) -> Double { levels[second / slotLength] }
}
