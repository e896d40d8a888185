internal import SabaNumerics

/// Learns where a host's metrics have moved to for good, and how much more they scatter.
///
/// Of each metric the median of the last day's half-hour means is its present *level*: what lasts less
/// than half a day does not move it. Its *spread* is the root mean square deviation from that level
/// over three days, the last six hours left out.
struct HostDrift: Sendable, Hashable {
  private let metricCount: Int
  private var means: SlotRing
  /// The slots of the same means in order of size.
  private var order: SlotOrder
  private var squares: SlotRing
  /// The present level of each metric, `[d]`, standardised; NaN before there is enough.
  private(set) var levels: [Double]
  /// The spread of each metric about its level, `[d]`; NaN before there is enough.
  private(set) var spreads: [Double]

  private static let levelSlot = 1800
  private static let levelSpan = 86_400
  private static let spreadSlot = 7200
  private static let spreadSpan = 3 * 86_400
  private static let spreadDelay = 6 * 3600
  /// How far back what it has learnt reaches, in seconds.
  static let memory = levelSpan + spreadSpan + spreadDelay
  /// The share of slots without which there is no level or spread.
  private static let smallestFilledShare = 0.25

  init(interval: Int, metricCount: Int) {
    self.metricCount = metricCount
    means = SlotRing(
      slotLength: max(Self.levelSlot, interval), span: Self.levelSpan, metricCount: metricCount)
    squares = SlotRing(
      slotLength: max(Self.spreadSlot, interval), span: Self.spreadSpan + Self.spreadDelay,
      metricCount: metricCount)
    order = SlotOrder(slotCount: means.slotCount, metricCount: metricCount)
    levels = [Double](repeating: .nan, count: metricCount)
    spreads = levels
  }

  /// Takes a sample.
  ///
  /// - Parameters:
  ///   - sample: `[d]`, standardised; NaN where missing.
  ///   - time: In seconds since the epoch, not before any earlier one.
  /// - Returns: Whether levels and spreads were renewed; the sample counts from the next time on.
  mutating func add(_ sample: [Double], at time: Int) -> Bool {
    var isNew = false
    while let slot = means.closeSlot(before: time) {
      order.move(slot, of: means)
      isNew = true
    }
    if isNew { renewLevels() }
    var isSpreadNew = false
    while squares.closeSlot(before: time) != nil { isSpreadNew = true }
    if isSpreadNew { renewSpreads() }
    means.add(sample)
    squares.addSquares(of: sample, from: levels)
    return isNew
  }

  /// Moves all levels, as if samples had been standardised about a level so much higher.
  ///
  /// - Parameter moved: By how much, `[d]`.
  mutating func translate(by moved: [Double]) {
    means.translate(by: moved)
    for j in levels.indices { levels[j] -= moved[j] }
  }

  /// The memory of all arrays.
  var byteCount: Int {
    means.byteCount + order.byteCount + squares.byteCount + levels.byteCount + spreads.byteCount
  }

  /// When the half-hours of the last day fall apart best into two levels, in seconds since the epoch:
  /// where the squared deviations from the mean before and the mean after are least; nil where there
  /// are too few.
  func steepestTime(ofMetric metric: Int) -> Int? { means.steepestTime(ofMetric: metric) }

  private mutating func renewLevels() {
    let needed = Self.smallestFilledShare * Double(means.slotCount)
    for j in 0..<metricCount {
      let isKnown = Double(means.filledCounts[j]) >= needed
      levels[j] = isKnown ? order.median(ofMetric: j, of: means) : .nan
    }
  }

  private mutating func renewSpreads() {
    let needed = Self.smallestFilledShare * Double(squares.slotCount)
    let delay = Self.spreadDelay / Self.spreadSlot
    for j in 0..<metricCount {
      let values = squares.values(ofMetric: j, withoutLast: delay)
      let mean = values.reduce(0, +) / Double(max(1, values.count))
      spreads[j] = Double(values.count) >= needed ? mean.squareRoot() : .nan
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
  /// How many slots hold a value of each metric, `[d]`.
  private(set) var filledCounts: [Int]
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
    filledCounts = [Int](repeating: 0, count: metricCount)
    sums = [Double](repeating: 0, count: metricCount)
    counts = sums
  }

  /// Closes the next slot that ended before a time; called until there is none, and each time before
  /// samples of that time are added.
  ///
  /// - Parameter time: In seconds since the epoch, not before any earlier one.
  /// - Returns: The slot; nil where the present one is still being filled.
  mutating func closeSlot(before time: Int) -> Int? {
    let present = Int((Double(time) / Double(slotLength)).rounded(.down))
    guard let last = current else {
      current = present
      return nil
    }
    if present == last { return nil }
    // After a long gap no slot is closed twice, but for the one that was being filled.
    current = max(last + 1, present - slotCount)
    let slot = next
    for j in 0..<metricCount {
      let index = slot * metricCount + j
      filledCounts[j] += (counts[j] > 0 ? 1 : 0) - (slots[index].isNaN ? 0 : 1)
      slots[index] = counts[j] > 0 ? sums[j] / counts[j] : .nan
      sums[j] = 0
      counts[j] = 0
    }
    next = (next + 1) % slotCount
    return slot
  }

  /// Adds a sample's values to the slot that is being filled.
  mutating func add(_ sample: [Double]) {
    let sample = sample.span
    Self.add(&sums, &counts) { sample[$0] }
  }

  /// Adds the squares of a sample's deviations from levels, where there are both, to the slot that is
  /// being filled.
  mutating func addSquares(of sample: [Double], from levels: [Double]) {
    let (sample, levels) = (sample.span, levels.span)
    Self.add(&sums, &counts) { j in
      let away = sample[j] - levels[j]
      return away * away
    }
  }

  /// Adds each metric's value, where there is one.
  @inline(__always)
  private static func add(
    _ sums: inout [Double], _ counts: inout [Double], _ value: (_ metric: Int) -> Double
  ) {
    var sums = sums.mutableSpan
    var counts = counts.mutableSpan
    for j in sums.indices {
      let value = value(j)
      if value.isNaN { continue }
      sums[j] += value
      counts[j] += 1
    }
  }

  /// Moves all means.
  mutating func translate(by moved: [Double]) {
    for index in slots.indices { slots[index] -= moved[index % metricCount] }
    for j in sums.indices { sums[j] -= counts[j] * moved[j] }
  }

  /// The memory of all arrays.
  var byteCount: Int {
    slots.byteCount + sums.byteCount + counts.byteCount + filledCounts.byteCount
  }

  /// The mean of a slot, NaN where there is none.
  subscript(slot: Int, metric: Int) -> Double { slots[slot * metricCount + metric] }

  /// Where two levels tell a metric's means best; see ``HostDrift/steepestTime(ofMetric:)``.
  func steepestTime(ofMetric metric: Int) -> Int? {
    guard let current else { return nil }
    var means: [(slot: Int, value: Double)] = []
    for age in stride(from: slotCount, through: 1, by: -1) {
      let value = self[(next + slotCount - age) % slotCount, metric]
      if !value.isNaN { means.append((current - age, value)) }
    }
    let total = means.reduce(0) { $0 + $1.value }
    var sum = 0.0
    var best: (gain: Double, slot: Int)?
    for index in means.indices.dropLast() {
      sum += means[index].value
      let (n, m) = (Double(index + 1), Double(means.count - index - 1))
      let apart = sum / n - (total - sum) / m
      let gain = n * m * apart * apart
      if gain > best?.gain ?? -1 { best = (gain, means[index + 1].slot) }
    }
    return best.map { $0.slot * slotLength }
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

/// The slots of a ring in order of size of their values, those without a value last: a byte a slot.
private struct SlotOrder: Sendable, Hashable {
  private let slotCount: Int
  /// `[d × slots]`.
  private var order: [UInt8]

  init(slotCount: Int, metricCount: Int) {
    precondition(slotCount <= 256, "slots are numbered by bytes")
    self.slotCount = slotCount
    order = (0..<metricCount * slotCount).map { UInt8($0 % slotCount) }
  }

  /// Moves a slot, the only one that changed, to where its values belong.
  mutating func move(_ slot: Int, of ring: SlotRing) {
    for metric in 0..<order.count / slotCount {
      let first = metric * slotCount
      let end = first + slotCount
      let value = Self.key(UInt8(slot), metric, ring)
      var place = first
      while order[place] != UInt8(slot) { place += 1 }
      while place > first, Self.key(order[place - 1], metric, ring) > value {
        order[place] = order[place - 1]
        place -= 1
      }
      while place + 1 < end, Self.key(order[place + 1], metric, ring) < value {
        order[place] = order[place + 1]
        place += 1
      }
      order[place] = UInt8(slot)
    }
  }

  private static func key(_ slot: UInt8, _ metric: Int, _ ring: SlotRing) -> Double {
    let value = ring[Int(slot), metric]
    return value.isNaN ? .infinity : value
  }

  /// The memory of the array.
  var byteCount: Int { order.byteCount }

  /// The mean of the middle two values, or the middle one; 0 where there is none.
  func median(ofMetric metric: Int, of ring: SlotRing) -> Double {
    let count = ring.filledCounts[metric]
    if count == 0 { return 0 }
    let first = metric * slotCount
    return 0.5
      * (ring[Int(order[first + (count - 1) / 2]), metric]
        + ring[Int(order[first + count / 2]), metric])
  }
}

/// What levels and spreads the hosts of a history had.
struct DriftRange: Sendable, Hashable {
  /// The lower and upper end of the levels for each metric, `[d]`, standardised.
  let low: [Double]
  let high: [Double]
  /// The largest usual spread of each metric, `[d]`.
  let spread: [Double]
  /// The lowest and the highest level that any host ever had, `[d]`; nil in models of before they
  /// were kept.
  let outer: Outer?
  /// Whether a host's own level and spread count at all.
  var pipeline = RolePipeline()

  /// The share of the history's levels that lie below the range, and as many above it.
  private static let outerShare = 0.25
  /// The share of the history's spreads that are larger.
  private static let largerShare = 0.1
  private static let largestCount = 8192

  /// All that levels ever were.
  struct Outer: Sendable, Hashable {
    let low: [Double]
    let high: [Double]
  }

  init(low: [Double], high: [Double], spread: [Double], outer: Outer? = nil) {
    self.low = low
    self.high = high
    self.spread = spread
    self.outer = outer
  }

  /// Learns the range.
  ///
  /// - Parameters:
  ///   - levels: The levels of a history one after another, `[n × d]`; NaN where there was none yet.
  ///   - spreads: The spreads at the same times.
  ///   - d: The number of metrics.
  init(levels: [Double], spreads: [Double], metricCount d: Int) {
    let count = levels.count / d
    // A few thousand tell quartiles well enough.
    let stride = max(1, count / Self.largestCount)
    func quantiles(_ values: [Double], _ shares: [Double], of j: Int) -> [Double] {
      let rows = Swift.stride(from: 0, to: count, by: stride)
      let column = rows.map { values[$0 * d + j] }.filter { !$0.isNaN }.sorted()
      return shares.map { column.isEmpty ? 0 : column[Int($0 * Double(column.count - 1))] }
    }
    let ends = (0..<d).map {
      quantiles(levels, [Self.outerShare, 1 - Self.outerShare], of: $0)
    }
    self.init(
      low: ends.map { $0[0] }, high: ends.map { $0[1] },
      spread: (0..<d).map { quantiles(spreads, [1 - Self.largerShare], of: $0)[0] },
      outer: Self.outer(of: levels, metricCount: d))
  }

  private static func outer(of levels: [Double], metricCount d: Int) -> Outer? {
    var low = [Double](repeating: .infinity, count: d)
    var high = [Double](repeating: -.infinity, count: d)
    for (index, level) in levels.enumerated() where !level.isNaN {
      low[index % d] = min(low[index % d], level)
      high[index % d] = max(high[index % d], level)
    }
    // A history of less than half a day has no levels.
    return low.allSatisfy(\.isFinite) ? Outer(low: low, high: high) : nil
  }

  /// How a host has drifted out of the range; nil where it has not.
  ///
  /// - Parameters:
  ///   - drift: The host's levels and spreads.
  ///   - unknownGrowth: How much wider each metric scatters about the role's level as long as the host
  ///     has none of its own, `[d]`; nil for no wider.
  /// - Returns: The change.
  func change(of drift: HostDrift, unknownGrowth: [Double]? = nil) -> DriftChange? {
    let isFollowed = pipeline.takes(.shift)
    let isWideningSeen = pipeline.takes(.widening)
    let shift = drift.levels.indices.map { j in
      let level = drift.levels[j]
      return level.isNaN || !isFollowed ? 0 : level - min(max(level, low[j]), high[j])
    }
    let growth = drift.spreads.indices.map { j in
      if let unknownGrowth, drift.levels[j].isNaN { return unknownGrowth[j] }
      let spread = drift.spreads[j]
      let isKnown = !spread.isNaN && self.spread[j] > 0 && isWideningSeen
      return isKnown ? max(1, spread / self.spread[j]) : 1
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

  /// The memory of all arrays.
  var byteCount: Int { shift.byteCount + growth.byteCount }

  init(shift: [Double], growth: [Double]) {
    self.shift = shift
    self.growth = growth
    isShifted = shift.contains { $0 != 0 }
    isWidened = growth.contains { $0 > 1 }
  }
}

// MARK: - State

extension HostDrift: Restorable {
  func write(to writer: inout StateWriter) {
    means.write(to: &writer)
    order.write(to: &writer)
    squares.write(to: &writer)
    writer.write(levels)
    writer.write(spreads)
  }

  mutating func restore(from reader: inout StateReader) throws(StateError) {
    try means.restore(from: &reader)
    try order.restore(from: &reader)
    try squares.restore(from: &reader)
    try reader.replace(&levels)
    try reader.replace(&spreads)
  }
}

extension SlotRing: Restorable {
  func write(to writer: inout StateWriter) {
    writer.write(slots)
    writer.write(filledCounts)
    writer.write(next)
    writer.write(current)
    writer.write(sums)
    writer.write(counts)
  }

  mutating func restore(from reader: inout StateReader) throws(StateError) {
    try reader.replace(&slots)
    try reader.replace(&filledCounts, in: 0..<slotCount + 1)
    next = try reader.integer(in: 0..<slotCount)
    current = try reader.optionalInteger()
    try reader.replace(&sums)
    try reader.replace(&counts)
  }
}

extension SlotOrder: Restorable {
  func write(to writer: inout StateWriter) { writer.write(order) }

  mutating func restore(from reader: inout StateReader) throws(StateError) {
    let read = Array(try reader.byteString())
    guard read.count == order.count else { throw .damaged }
    // Each metric's are the numbers of all slots, every one once.
    for first in stride(from: 0, to: read.count, by: slotCount) {
      var isThere = [Bool](repeating: false, count: slotCount)
      for slot in read[first..<first + slotCount] {
        guard Int(slot) < slotCount, !isThere[Int(slot)] else { throw .damaged }
        isThere[Int(slot)] = true
      }
    }
    order = read
  }
}

extension DriftChange {
  func write(to writer: inout StateWriter) {
    writer.write(shift)
    writer.write(growth)
  }

  init(from reader: inout StateReader, metricCount: Int) throws(StateError) {
    let shift = try reader.doubles()
    let growth = try reader.doubles()
    guard shift.count == metricCount, growth.count == metricCount else { throw .damaged }
    self.init(shift: shift, growth: growth)
  }
}
