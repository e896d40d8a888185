/// The time outside all events, these widened by one hour on either side: where an alert is false, and
/// where all counts as normal.
enum TimeOutsideEvents {
  /// How far events are widened, in seconds.
  static let margin = 3_600

  /// Whether each row of a host's frame is seen and outside.
  ///
  /// - Parameters:
  ///   - rows: The rows that were seen, ascending.
  ///   - events: First and last row of each.
  ///   - interval: The length of a row, in seconds.
  /// - Returns: One value a row, up to the last one seen.
  static func mask(rows: [Int], events: [ClosedRange<Int>], interval: Int) -> [Bool] {
    var isOutside = [Bool](repeating: false, count: (rows.last ?? -1) + 1)
    for row in rows { isOutside[row] = true }
    let marginRows = margin / interval
    for event in events {
      let widened = event.lowerBound - marginRows..<event.upperBound + marginRows + 1
      for row in widened.clamped(to: isOutside.indices) { isOutside[row] = false }
    }
    return isOutside
  }
}
