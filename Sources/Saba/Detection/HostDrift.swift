internal import SabaNumerics

/// Learns where a host's metrics have moved to for good, and how much more they scatter.
///
/// Of each metric the median of the last day's half-hour means is its present *level*: what lasts less
/// than half a day does not move it. Its *spread* is the root mean square deviation from that level
/// over three days, the last six hours left out.
struct HostDrift: Sendable, Hashable {
  private let metricCount: Int
  private var means: SlotRing
  /// The same means of each metric in order of size.
  private var sorted: [SortedValues]
  private var squares: SlotRing
  /// The present level of each metric, `[d]`, standardised; 0 before there is enough.
  private(set) var levels: [Double]
  /// The spread of each metric about its level, `[d]`; 0 before there is enough.
  private(set) var spreads: [Double]

  private static let levelSlot = 1800
  private static let levelSpan = 86_400
  private static let spreadSlot = 7200
  private static let spreadSpan = 3 * 86_400
  private static let spreadDelay = 6 * 3600
  /// The share of slots without which there is no level or spread.
  private static let smallestFilledShare = 0.25

  init(interval: Int, metricCount: Int) {
    self.metricCount = metricCount
    means = SlotRing(
      slotLength: max(Self.levelSlot, interval), span: Self.levelSpan, metricCount: metricCount)
    squares = SlotRing(
      slotLength: max(Self.spreadSlot, interval), span: Self.spreadSpan + Self.spreadDelay,
      metricCount: metricCount)
    sorted = [SortedValues](repeating: SortedValues(), count: metricCount)
    levels = [Double](repeating: 0, count: metricCount)
    spreads = levels
  }

  /// Takes a sample.
  ///
  /// - Parameters:
  ///   - sample: `[d]`, standardised; NaN where missing.
  ///   - time: In seconds since the epoch, not before any earlier one.
  /// - Returns: Whether levels and spreads were renewed; the sample counts from the next time on.
  mutating func add(_ sample: [Double], at time: Int) -> Bool {
    let isNew = means.advance(to: time) { metric, new, old in
      sorted[metric].replace(old, by: new)
    }
    if isNew { renewLevels() }
    if squares.advance(to: time, replaced: { _, _, _ in }) { renewSpreads() }
    for j in 0..<metricCount where !sample[j].isNaN {
      means.add(sample[j], metric: j)
      let away = sample[j] - levels[j]
      squares.add(away * away, metric: j)
    }
    return isNew
  }

  private mutating func renewLevels() {
    let needed = Self.smallestFilledShare * Double(means.slotCount)
    for j in 0..<metricCount {
      levels[j] = Double(sorted[j].values.count) >= needed ? sorted[j].median : 0
    }
  }

  private mutating func renewSpreads() {
    let needed = Self.smallestFilledShare * Double(squares.slotCount)
    let delay = Self.spreadDelay / Self.spreadSlot
    for j in 0..<metricCount {
      let values = squares.values(ofMetric: j, withoutLast: delay)
      let mean = values.reduce(0, +) / Double(max(1, values.count))
      spreads[j] = Double(values.count) >= needed ? mean.squareRoot() : 0
    }
  }
}

/// The means of equal stretches of time, the last ones of each metric.
private struct SlotRing: Sendable, Hashable {
  private let slotLength: Int
  private let metricCount: Int
  let slotCount: Int
  /// `[slots × d]`, NaN where nothing was seen.
  private var slots: [Double]
  private var next = 0
  /// The slot that is being filled, counted from the epoch; nil before the first sample.
  private var current: Int?
  private var sums: [Double]
  private var counts: [Double]

  init(slotLength: Int, span: Int, metricCount: Int) {
    self.slotLength = slotLength
    self.metricCount = metricCount
    slotCount = max(4, span / slotLength)
    slots = [Double](repeating: .nan, count: slotCount * metricCount)
    sums = [Double](repeating: 0, count: metricCount)
    counts = sums
  }

  /// Closes the slots that ended before a time.
  ///
  /// - Parameters:
  ///   - time: In seconds since the epoch.
  ///   - replaced: Called for each metric of each closed slot with its mean and the one that it replaces,
  ///     NaN where there is none.
  /// - Returns: Whether there was a slot to close.
  mutating func advance(
    to time: Int, replaced: (_ metric: Int, _ new: Double, _ old: Double) -> Void
  ) -> Bool {
    let slot = Int((Double(time) / Double(slotLength)).rounded(.down))
    guard let last = current else {
      current = slot
      return false
    }
    if slot == last { return false }
    for _ in 0..<min(slot - last, slotCount + 1) { close(replaced) }
    current = slot
    return true
  }

  private mutating func close(_ replaced: (Int, Double, Double) -> Void) {
    for j in 0..<metricCount {
      let mean = counts[j] > 0 ? sums[j] / counts[j] : .nan
      replaced(j, mean, slots[next * metricCount + j])
      slots[next * metricCount + j] = mean
      sums[j] = 0
      counts[j] = 0
    }
    next = (next + 1) % slotCount
  }

  mutating func add(_ value: Double, metric: Int) {
    sums[metric] += value
    counts[metric] += 1
  }

  /// The means that are there, the last few slots left out.
  func values(ofMetric metric: Int, withoutLast delay: Int = 0) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(slotCount)
    for age in 1...slotCount where age > delay {
      let slot = (next + slotCount - age) % slotCount
      let value = slots[slot * metricCount + metric]
      if !value.isNaN { values.append(value) }
    }
    return values
  }
}

/// A few values in order of size.
private struct SortedValues: Sendable, Hashable {
  private(set) var values: [Double] = []

  /// Takes a value out and another one in; NaN stands for none.
  mutating func replace(_ old: Double, by new: Double) {
    if !old.isNaN { values.remove(at: position(of: old)) }
    if !new.isNaN { values.insert(new, at: position(of: new)) }
  }

  /// The mean of the middle two, or the middle one; 0 where there is none.
  var median: Double {
    if values.isEmpty { return 0 }
    return 0.5 * (values[(values.count - 1) / 2] + values[values.count / 2])
  }

  /// The number of smaller values.
  private func position(of value: Double) -> Int {
    var low = 0
    var high = values.count
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// What levels and spreads the hosts of a history had.
struct DriftRange: Sendable, Hashable {
  /// The lower and upper end of the levels for each metric, `[d]`, standardised.
  let low: [Double]
  let high: [Double]
  /// The largest usual spread of each metric, `[d]`.
  let spread: [Double]
  /// Whether a host's own level and spread count at all.
  var pipeline = RolePipeline()

  /// The share of the history's levels that lie below the range, and as many above it.
  private static let outerShare = 0.25
  /// The share of the history's spreads that are larger.
  private static let largerShare = 0.1
  private static let largestCount = 8192

  init(low: [Double], high: [Double], spread: [Double]) {
    self.low = low
    self.high = high
    self.spread = spread
  }

  /// Learns the range.
  ///
  /// - Parameters:
  ///   - levels: The levels of a history one after another, `[n × d]`.
  ///   - spreads: The spreads at the same times.
  ///   - d: The number of metrics.
  init(levels: [Double], spreads: [Double], metricCount d: Int) {
    let count = levels.count / d
    // A few thousand tell quartiles well enough.
    let stride = max(1, count / Self.largestCount)
    func quantiles(_ values: [Double], _ shares: [Double], of j: Int) -> [Double] {
      let rows = Swift.stride(from: 0, to: count, by: stride)
      let column = rows.map { values[$0 * d + j] }.sorted()
      return shares.map { column.isEmpty ? 0 : column[Int($0 * Double(column.count - 1))] }
    }
    let ends = (0..<d).map {
      quantiles(levels, [Self.outerShare, 1 - Self.outerShare], of: $0)
    }
    self.init(
      low: ends.map { $0[0] }, high: ends.map { $0[1] },
      spread: (0..<d).map { quantiles(spreads, [1 - Self.largerShare], of: $0)[0] })
  }

  /// How a host has drifted out of the range; nil where it has not.
  func change(of drift: HostDrift) -> DriftChange? {
    let isFollowed = pipeline.takes(.shift)
    let isWideningSeen = pipeline.takes(.widening)
    let shift = drift.levels.indices.map {
      isFollowed ? drift.levels[$0] - min(max(drift.levels[$0], low[$0]), high[$0]) : 0
    }
    let growth = drift.spreads.indices.map {
      isWideningSeen && spread[$0] > 0 ? max(1, drift.spreads[$0] / spread[$0]) : 1
    }
    let change = DriftChange(shift: shift, growth: growth)
    return change.isShifted || change.isWidened ? change : nil
  }
}

/// How a host's metrics differ from the role's for good.
struct DriftChange: Sendable, Hashable {
  /// How far the level of each metric lies outside of the role's range, `[d]`, standardised.
  let shift: [Double]
  /// How many times wider each metric scatters, `[d]`, at least 1.
  let growth: [Double]
  let isShifted: Bool
  let isWidened: Bool

  init(shift: [Double], growth: [Double]) {
    self.shift = shift
    self.growth = growth
    isShifted = shift.contains { $0 != 0 }
    isWidened = growth.contains { $0 > 1 }
  }
}
