import Saba
import Testing

@testable import SabaEvaluation

@Suite struct DescendingSortTests {
  // By comparisons below, digit by digit above a thousand.
  @Test(arguments: [0, 1, 2, 1_000, 1_001, 5_000])
  func sortsAsComparisonsDo(count: Int) {
    var generator = RandomGenerator(seed: UInt64(count))
    let special: [Double] = [
      .infinity, -.infinity, 0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
      .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
    ]
    let series: [[Double]] = [
      (0..<count).map { _ in generator.normal() },
      (0..<count).map { _ in generator.normal() * power(10, 300 * generator.normal()) },
      (0..<count).map { _ in (3 * generator.normal()).rounded() },
      (0..<count).map { _ in special[Int(generator.next() % 7)] },
      (0..<count).map { _ in 7 },
    ]
    for values in series {
      #expect(values.sortedDescending() == values.sorted(by: >))
    }
  }

  @Test func zerosOfBothSignsStayTogether() {
    let values = (0..<3_000).map { [0, -0.0, 1, -1][$0 % 4] }
    #expect(values.sortedDescending() == values.sorted(by: >))
  }
}
