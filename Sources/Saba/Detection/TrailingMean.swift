/// The mean over the last few energies: what a score is made of.
///
/// A quarter of an hour, or one sample where samples are coarser. Older samples do not count, even
/// if those between are missing.
struct TrailingMean: Sendable, Hashable {
  private var times: [Int] = []
  private var values: [Double] = []

  /// The time that the mean looks back over, in seconds.
  static let span = 900

  /// Adds a value and gives the mean over the span that ends with it.
  ///
  /// - Parameters:
  ///   - value: A finite value, or nil where there is none.
  ///   - time: In seconds, later than any before.
  /// - Returns: nil where the value is nil.
  mutating func add(_ value: Double?, at time: Int) -> Double? {
    let expired = times.prefix { $0 <= time - Self.span }.count
    times.removeFirst(expired)
    values.removeFirst(expired)
    guard let value else { return nil }
    times.append(time)
    values.append(value)
    var sum = 0.0
    for value in values { sum += value }
    return sum / Double(values.count)
  }
}
