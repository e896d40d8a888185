import Foundation
import SabaTestSupport
import Testing

@testable import SabaEvaluation

@Suite struct SeriesPeriodTests {
  /// As `References/period_rule.py` prints them.
  struct Cases: Decodable {
    struct Pulses: Decodable {
      let count: Int
      let lag: Int
      let later: Int
      let period: Int

      /// A pulse every so many rows, over a ripple of whole numbers.
      var values: [Double] {
        (0..<count).map { row in
          let pulse = row % (row < 20_000 ? lag : later) == 0 ? 200 : 0
          return Double(pulse + row * row * row * 31 % 1_009 % 23)
        }
      }
    }
    struct Series: Decodable {
      let name: String
      let values: [Double?]
      let period: Int
    }
    let pulses: [Pulses]
    let series: [Series]
  }

  @Test func agreesWithTheRuleByStatsmodels() throws {
    let cases: Cases = try references("period_rule", in: .module)
    for pulses in cases.pulses {
      #expect(SeriesPeriod.rows(of: pulses.values) == pulses.period, "\(pulses)")
    }
    for series in cases.series {
      let period = SeriesPeriod.rows(of: series.values.map { $0 ?? .nan })
      #expect(period == series.period, "\(series.name)")
    }
    #expect(cases.pulses.count == 16 && cases.series.count == 13)
  }

  @Test func withoutAnyValueThereIsNone() {
    #expect(SeriesPeriod.rows(of: [Double](repeating: .nan, count: 500)) == SeriesPeriod.none)
    #expect(SeriesPeriod.rows(of: [Double](repeating: 3, count: 500)) == 125)
  }

  @Test func scaleAndOffsetDoNotMatter() {
    let values = (0..<1_000).map { (row: Int) -> Double in
      let phase = row % 37
      return Double(phase * phase + row * row % 11)
    }
    let period = SeriesPeriod.rows(of: values)
    #expect(period == 37)
    #expect(SeriesPeriod.rows(of: values.map { 1e6 - 1e-3 * $0 }) == period)
  }
}
