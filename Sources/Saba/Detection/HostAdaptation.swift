internal import SabaNumerics

/// Learns the own level of a host that the history did not hold, while it is judged.
///
/// The role is the prior: hosts' levels scatter about it with the variance B that the history showed
/// between them (``HostOffsets``), in units of that within. After t days of own history with mean m the
/// most probable offset is m·t/(t + 1/B): the prior weighs as much as 1/B days. What is still unknown of
/// it, B/(1 + B·t), widens the scatter about it.
///
/// A sample that lies far outside of what the host may show teaches nothing: not what an incident does,
/// but what a host is like is to be learnt. A host that lies out there for good is followed by
/// ``HostDrift``, half a day later.
///
/// Source: Gauvain, Lee (1994), doi:10.1109/89.279278 (maximum a posteriori estimates of a mean).
struct HostAdaptation: Sendable, Hashable {
  /// The variances between hosts, B, `[d]`.
  private var variances: [Double]
  /// The length of an interval, in days.
  private let days: Double
  /// Of each metric the sum of its deviations from the role, and how many there were.
  private var sums: [Double]
  private var counts: [Double]
  /// The most probable offsets, `[d]`, in units of the metrics' scales.
  private(set) var offsets: [Double]
  /// How many times wider the host scatters about them than one whose level is known, `[d]`.
  private(set) var growth: [Double]

  /// A sample teaches nothing if a metric lies further out than so many standard deviations.
  static let largestDeviation = 5.0

  /// The variance between hosts of what says nothing of a host of another size: next to nothing of the
  /// role's level is left in an offset after a day.
  private static let unknownVariance = 100.0

  /// Begins with what is known of any host of the role.
  ///
  /// - Parameters:
  ///   - variances: The variances between hosts, `[d]`.
  ///   - interval: The length of an interval, in seconds.
  init(variances: [Double], interval: Int) {
    self.variances = variances
    days = Double(interval) / 86_400
    sums = [Double](repeating: 0, count: variances.count)
    counts = sums
    offsets = sums
    growth = variances.map { (1 + $0).squareRoot() }
  }

  /// Takes a sample; it counts from the next ``renew()`` on.
  ///
  /// - Parameters:
  ///   - sample: `[d]`, standardised about the present offsets; NaN where missing.
  ///   - setAside: The metrics of which the role says nothing, by number.
  mutating func add(_ sample: [Double], setAside: [Int] = []) {
    for j in setAside { variances[j] = max(variances[j], Self.unknownVariance) }
    for j in sample.indices where abs(sample[j]) > Self.largestDeviation * growth[j] {
      if !setAside.contains(j) { return }
    }
    for j in sample.indices where !sample[j].isNaN {
      sums[j] += sample[j] + offsets[j]
      counts[j] += 1
    }
  }

  /// Makes the offsets anew.
  ///
  /// - Returns: By how much they have moved, `[d]`; nil if they have not.
  mutating func renew() -> [Double]? {
    let before = offsets
    for j in offsets.indices where counts[j] > 0 && variances[j] > 0 {
      let time = counts[j] * days
      offsets[j] = sums[j] / counts[j] * time / (time + 1 / variances[j])
      growth[j] = (1 + variances[j] / (1 + variances[j] * time)).squareRoot()
    }
    if offsets == before { return nil }
    return zip(offsets, before).map { $0 - $1 }
  }

  /// The memory of all arrays.
  var byteCount: Int {
    variances.byteCount + sums.byteCount + counts.byteCount + offsets.byteCount + growth.byteCount
  }
}

extension HostAdaptation: Restorable {
  func write(to writer: inout StateWriter) {
    for values in [variances, sums, counts, offsets, growth] { writer.write(values) }
  }

  mutating func restore(from reader: inout StateReader) throws(StateError) {
    try reader.replace(&variances)
    try reader.replace(&sums)
    try reader.replace(&counts)
    try reader.replace(&offsets)
    try reader.replace(&growth)
  }
}
