import SabaNumerics
import SabaTestSupport
import Testing

@Suite("Order statistics")
struct OrderStatisticsTests {
  @Test("the median is that of the sorted values", arguments: 0..<60)
  func medianOfSorted(seed: Int) throws {
    var generator = RandomGenerator(seed: UInt64(seed))
    let count = 1 + Int(generator.uniform() * 200)
    // Few levels, so that there are ties.
    let levels = seed % 2 == 0 ? 5.0 : 1e9
    let values = (0..<count).map { _ in (generator.uniform() * levels).rounded() }
    let sorted = values.sorted()
    let expected = 0.5 * sorted[(count - 1) / 2] + 0.5 * sorted[count / 2]
    #expect(median(values) == expected)
    var reordered = values
    #expect(medianByReordering(&reordered) == expected)
    #expect(reordered.sorted() == sorted)
  }

  @Test("orders that are hard for selection", arguments: [1, 2, 3, 4, 5, 1000, 1001])
  func hardOrders(count: Int) {
    let ascending = (0..<count).map(Double.init)
    let expected = 0.5 * Double(count - 1)
    #expect(median(ascending) == expected)
    #expect(median(ascending.reversed()) == expected)
    #expect(median(ascending.map { _ in 7.0 }) == 7)
    let organ = (0..<count).map { Double(min($0, count - 1 - $0)) }
    #expect(
      median(organ) == 0.5 * organ.sorted()[(count - 1) / 2] + 0.5 * organ.sorted()[count / 2])
  }

  @Test("nothing has no median, and huge values do not overflow")
  func edges() {
    #expect(median([]) == nil)
    #expect(median([1.7e308, 1.7e308]) == 1.7e308)
  }
}

@Suite("Normal quantile")
struct NormalQuantileTests {
  /// Against SciPy 1.17.1 and mpmath, relative.
  static let tolerance = 4e-15
  static let absoluteTolerance = 1e-16

  @Test(
    "known values",
    arguments: [
      (0.975, 1.959963984540054), (0.995, 2.5758293035489004), (0.75, 0.6744897501960817),
      (0.5 + 1e-6, 2.5066282747057052e-6), (1e-10, -6.361340902404056),
      (1e-300, -37.0470962993612),
    ])
  func known(probability: Double, quantile: Double) {
    let slack = Self.tolerance * abs(quantile) + Self.absoluteTolerance
    #expect(abs(normalQuantile(probability) - quantile) <= slack)
  }

  @Test("the ends and the middle")
  func ends() {
    #expect(normalQuantile(0) == -.infinity)
    #expect(normalQuantile(1) == .infinity)
    #expect(normalQuantile(0.5) == 0)
  }
}
