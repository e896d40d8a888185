internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("A host's own level and spread")
struct HostDriftTests {
  static let hour = 3600
  static let day = 86_400

  /// The definition, from every sample that there was.
  struct NaiveDrift {
    let interval: Int
    /// The slot of the level that each value lies in, its sum and count.
    var means: [Int: (sum: Double, count: Int)] = [:]
    var squares: [Int: (sum: Double, count: Int)] = [:]
    var level = Double.nan
    private var lastSlot: Int?

    init(interval: Int) { self.interval = interval }

    private var levelSlot: Int { max(1800, interval) }
    private var spreadSlot: Int { max(7200, interval) }

    private static func slot(_ time: Int, _ length: Int) -> Int {
      time >= 0 ? time / length : (time - length + 1) / length
    }

    private static func seen(
      _ slots: [Int: (sum: Double, count: Int)], _ range: Range<Int>
    ) -> [Double] {
      range.compactMap { slots[$0].map { $0.sum / Double($0.count) } }
    }

    /// The median of the half-hour means of the day before a time's half hour.
    func level(at time: Int) -> Double {
      let count = day / levelSlot
      let present = Self.slot(time, levelSlot)
      let sorted = Self.seen(means, (present - count)..<present).sorted()
      if 4 * sorted.count < count { return .nan }
      return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    /// The root mean square deviation from levels that there were over three days that end six hours before a time's two hours.
    func spread(at time: Int) -> Double {
      let present = Self.slot(time, spreadSlot) - 6 * hour / spreadSlot
      let seen = Self.seen(squares, (present - 3 * day / spreadSlot)..<present)
      return (seen.reduce(0, +) / Double(seen.count)).squareRoot()
    }

    mutating func add(_ value: Double, at time: Int) {
      let slot = Self.slot(time, levelSlot)
      if slot != lastSlot { level = level(at: time) }
      lastSlot = slot
      if value.isNaN { return }
      means[slot, default: (0, 0)].sum += value
      means[slot, default: (0, 0)].count += 1
      if level.isNaN { return }
      let wide = Self.slot(time, spreadSlot)
      squares[wide, default: (0, 0)].sum += (value - level) * (value - level)
      squares[wide, default: (0, 0)].count += 1
    }
  }

  /// Sums of some thousands of values in the same order.
  static let tolerance = 1e-10

  /// Whether two figures are equal to rounding, or both missing.
  func isSame(_ a: Double, _ b: Double) -> Bool {
    a.isNaN && b.isNaN || isClose(a, b, Self.tolerance)
  }

  @Test(
    "Levels and spreads are what their definition says, with values and stretches missing",
    arguments: [(20, 4), (300, 10), (3600, 30), (7000, 30)])
  func definition(interval: Int, days: Int) {
    var generator = RandomGenerator(seed: 21)
    var drift = HostDrift(interval: interval, metricCount: 2)
    var naive = [NaiveDrift(interval: interval), NaiveDrift(interval: interval)]
    // Before the epoch too, and not at the beginning of a slot.
    let start = -Self.day - 12_345
    var time = start
    var spreadChecks = 0
    while time < start + days * Self.day {
      let move = 3 * sine(Double(time) / 40_000)
      let sample = [
        generator.normal() + move, generator.uniform() < 0.2 ? .nan : 2 * generator.normal(),
      ]
      _ = drift.add(sample, at: time)
      for j in 0..<2 {
        naive[j].add(sample[j], at: time)
        #expect(isSame(drift.levels[j], naive[j].level), "\(time)")
      }
      if time % (5 * interval) < interval {
        // Where there is no spread a gap has left too little.
        for j in 0..<2 where !drift.spreads[j].isNaN {
          spreadChecks += 1
          #expect(isClose(drift.spreads[j], naive[j].spread(at: time), Self.tolerance), "\(time)")
        }
      }
      let isGap = generator.uniform() < Double(interval) / Double(2 * Self.day)
      time += interval * (isGap ? 1 + Int(generator.uniform() * 100_000) / interval : 1)
    }
    #expect(spreadChecks > 50)
  }

  /// A host's levels over time, from one value a sample.
  static func levels(
    hours: Int, interval: Int = 300, _ value: (_ hour: Double) -> Double
  ) -> [(hour: Double, level: Double)] {
    var drift = HostDrift(interval: interval, metricCount: 1)
    return (0..<hours * hour / interval).map { row in
      let at = Double(row * interval) / Double(hour)
      _ = drift.add([value(at)], at: row * interval)
      return (at, drift.levels[0])
    }
  }

  @Test("There is no level before a quarter of a day was seen", arguments: [10, 300, 3600])
  func firstLevel(interval: Int) {
    for (hour, level) in Self.levels(hours: 30, interval: interval, { _ in 5 }) {
      #expect(hour < 6 ? level.isNaN : level == 5, "hour \(hour)")
    }
  }

  @Test("There is no spread on the first day, and soon after there is")
  func firstSpread() {
    var drift = HostDrift(interval: 300, metricCount: 1)
    for row in 0..<(36 * 12) {
      _ = drift.add([row % 2 == 0 ? 1 : -1], at: row * 300)
      if row < 24 * 12 { #expect(drift.spreads[0].isNaN) }
    }
    #expect(isClose(drift.spreads[0], 1, Self.tolerance))
  }

  @Test("A step is learnt half a day later and not before", arguments: [30, 300, 3600])
  func step(interval: Int) {
    for (hour, level) in Self.levels(hours: 80, interval: interval, { $0 < 48 ? 0 : 4 }) {
      if (6..<60).contains(hour) { #expect(level == 0, "hour \(hour)") }
      if hour >= 61 { #expect(level == 4, "hour \(hour)") }
    }
  }

  @Test("A level that goes back is learnt as late, and what is short never is")
  func back() {
    let series = Self.levels(hours: 160) {
      (48..<96).contains($0) || (130..<141).contains($0) ? 4 : 0
    }
    for (hour, level) in series {
      if (61..<108).contains(hour) { #expect(level == 4, "hour \(hour)") }
      if (6..<60).contains(hour) || hour >= 109 { #expect(level == 0, "hour \(hour)") }
    }
  }

  @Test("The spread of the last six hours does not count")
  func spreadDelay() {
    var drift = HostDrift(interval: 300, metricCount: 1)
    func add(_ hours: Range<Int>, _ size: Double) {
      for row in hours.lowerBound * 12..<hours.upperBound * 12 {
        _ = drift.add([row % 2 == 0 ? size : -size], at: row * 300)
      }
    }
    add(0..<96, 1)
    add(96..<103, 3)
    #expect(isClose(drift.spreads[0], 1, Self.tolerance))
    add(103..<105, 3)
    #expect(drift.spreads[0] > 1.1)
    // Four days on nothing else is left.
    add(105..<200, 3)
    #expect(isClose(drift.spreads[0], 3, Self.tolerance))
  }

  @Test("After a day without a sample there is no level, after four days no spread")
  func longGap() {
    var drift = HostDrift(interval: 300, metricCount: 1)
    for row in 0..<(72 * 12) { _ = drift.add([row % 3 == 0 ? 2 : 5], at: row * 300) }
    #expect(drift.levels[0] > 3 && drift.spreads[0] > 1)
    _ = drift.add([1], at: (72 + 25) * Self.hour)
    #expect(drift.levels[0].isNaN)
    _ = drift.add([1], at: (72 + 25 + 96) * Self.hour)
    #expect(drift.spreads[0].isNaN)
  }

  @Test("Levels are renewed once a slot, and a sample counts only from the next on")
  func renewal() {
    var drift = HostDrift(interval: 600, metricCount: 1)
    for row in 0..<300 {
      let before = drift.levels
      let isRenewed = drift.add([Double(row)], at: row * 600)
      #expect(isRenewed == (row > 0 && row % 3 == 0))
      if !isRenewed { #expect(isSame(drift.levels[0], before[0])) }
    }
    var other = HostDrift(interval: 600, metricCount: 1)
    for row in 0..<300 { _ = other.add([Double(row < 299 ? row : 1_000_000)], at: row * 600) }
    #expect(other.levels == drift.levels && other.spreads == drift.spreads)
  }
}
