internal import Testing

@testable internal import Saba

@Suite("Rates of counters")
struct CounterRateTests {
  private func rates(_ points: [(time: Double, value: Double)]) -> [Double] {
    var rate = CounterRate()
    return points.map {
      let value = rate.add($0.value, at: $0.time, longestStep: 3600)
      return value.isNaN ? -1 : value
    }
  }

  @Test("A rate is the growth per second since the last value")
  func growth() {
    #expect(rates([(0, 100), (60, 160), (120, 160), (180, 280)]) == [-1, 1, 0, 2])
  }

  @Test("A reset gives a gap, not a spike or a dip")
  func reset() {
    #expect(rates([(0, 1e6), (60, 1e6 + 60), (120, 30), (180, 90)]) == [-1, 1, -1, 1])
  }

  @Test("A missing value changes nothing, a long silence ends the count")
  func silence() {
    #expect(rates([(0, 0), (60, .nan), (120, 240)]) == [-1, -1, 2])
    #expect(rates([(0, 0), (3600, 3600), (7201, 1e9), (7261, 1e9 + 60)]) == [-1, 1, -1, 1])
  }

  @Test("A second value of one time takes the place of the first, an earlier one is left out")
  func order() {
    #expect(rates([(0, 0), (60, 30), (60, 60), (120, 120)]) == [-1, 0.5, 1, 1])
    #expect(rates([(0, 0), (60, 60), (30, 45), (120, 120)]) == [-1, 1, -1, 1])
  }
}
