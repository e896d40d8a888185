import Foundation
import Saba
import SabaEvaluation
import SabaTestSupport
import Testing

@Suite struct PoissonIntervalTests {
  struct Reference: Decodable {
    struct Case: Decodable {
      var count: Int
      var confidence: Double
      var low: Double
      var high: Double
    }
    var tolerance: Double
    var intervals: [Case]
  }

  @Test func agreesWithSciPy() throws {
    let reference: Reference = try references("poisson", in: .module)
    #expect(reference.intervals.count == 44)
    for expected in reference.intervals {
      let interval = PoissonInterval(
        count: expected.count, exposure: 1, confidence: expected.confidence
      ).expectedCount
      #expect(isClose(interval.low, expected.low, reference.tolerance, scale: 0), "\(expected)")
      #expect(isClose(interval.high, expected.high, reference.tolerance, scale: 0), "\(expected)")
    }
  }

  @Test func noCount() {
    let interval = PoissonInterval(count: 0, exposure: 10)
    #expect(interval.rate == 0)
    #expect(interval.expectedCount.low == 0)
    // The rule of three, two-sided: −ln 0.025.
    #expect(isClose(interval.expectedCount.high, -logarithm(0.025), Tolerance.closedForm))
    #expect(interval.rateInterval?.high == interval.expectedCount.high / 10)
  }

  @Test func noExposure() {
    for count in [0, 3] {
      let interval = PoissonInterval(count: count, exposure: 0)
      #expect(interval.rate == nil && interval.rateInterval == nil)
    }
  }

  @Test func ratesArePerExposure() throws {
    let interval = PoissonInterval(count: 12, exposure: 48)
    #expect(interval.rate == 0.25)
    let rates = try #require(interval.rateInterval)
    #expect(rates.low == interval.expectedCount.low / 48)
    #expect(rates.contains(0.25))
    let text = try JSONEncoder().encode(interval)
    #expect(try JSONDecoder().decode(PoissonInterval.self, from: text) == interval)
  }

  /// Over all counts: the interval holds the expectation at least as often as promised.
  @Test(arguments: [0.3, 1, 2.5, 7, 20]) func coverage(expectation: Double) {
    for confidence in [0.8, 0.95] {
      var covered = 0.0
      var probability = exponential(-expectation)
      for count in 0..<200 {
        let interval = PoissonInterval(count: count, exposure: 1, confidence: confidence)
        if interval.expectedCount.contains(expectation) { covered += probability }
        probability *= expectation / Double(count + 1)
      }
      #expect(covered >= confidence)
      #expect(covered < confidence + 0.6 * (1 - confidence) + 0.09)
    }
  }
}
