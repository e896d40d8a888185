internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("How far a host has drifted out of the role's range")
struct DriftRangeTests {
  @Test("The range holds the middle half of levels, the usual spread all but a tenth of spreads")
  func learning() {
    var generator = RandomGenerator(seed: 4)
    // 41 of each, so that quartiles and deciles are values of their own.
    let levels = Matrix.normal(41, 3, using: &generator)
    let spreads = Matrix.normal(41, 3, using: &generator).map { abs($0) }
    let range = DriftRange(levels: levels.elements, spreads: spreads.elements, metricCount: 3)
    for j in 0..<3 {
      let sorted = levels.column(j)
      #expect(sorted.count { $0 < range.low[j] } == 10)
      #expect(sorted.count { $0 > range.high[j] } == 10)
      #expect(spreads.column(j).count { $0 > range.spread[j] } == 4)
    }
  }

  @Test("A history without levels has the range of nothing but 0")
  func empty() {
    let range = DriftRange(levels: [], spreads: [], metricCount: 2)
    #expect(range.low == [0, 0] && range.high == [0, 0] && range.spread == [0, 0])
  }

  /// A host that has shown two values in turns for four days.
  func drift(_ pairs: [(low: Double, high: Double)]) -> HostDrift {
    var drift = HostDrift(interval: 300, metricCount: pairs.count)
    for row in 0..<(96 * 12) {
      _ = drift.add(pairs.map { row % 2 == 0 ? $0.low : $0.high }, at: row * 300)
    }
    return drift
  }

  @Test("Within the range nothing has changed")
  func inside() {
    let range = DriftRange(low: [-1, 0], high: [1, 0.5], spread: [2, 3])
    #expect(range.change(of: drift([(-0.5, 0.5), (-2, 2.4)])) == nil)
    #expect(range.change(of: HostDrift(interval: 300, metricCount: 2)) == nil)
  }

  @Test("A shift is the distance from the nearest end, a growth the ratio to the usual spread")
  func outside() throws {
    let range = DriftRange(low: [-1, -1, 0], high: [1, 1, 0], spread: [0.25, 4, 0])
    let change = try #require(range.change(of: drift([(2, 3), (-4, -2), (-1, 1)])))
    #expect(relativeDifference(change.shift, [1.5, -2, 0]) < Tolerance.closedForm)
    // Spreads after the level was learnt are 0.5, 1 and 1; without a usual one nothing can grow.
    #expect(relativeDifference(change.growth, [2, 1, 1]) < 1e-9)
    #expect(change.isShifted && change.isWidened)
  }

  @Test("Shift and growth are told apart")
  func kinds() throws {
    let shifted = try #require(
      DriftRange(low: [0], high: [1], spread: [9]).change(of: drift([(2, 3)])))
    #expect(shifted.isShifted && !shifted.isWidened)
    let widened = try #require(
      DriftRange(low: [0], high: [3], spread: [0.1]).change(of: drift([(2, 3)])))
    #expect(!widened.isShifted && widened.isWidened)
  }
}
