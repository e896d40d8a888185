import Foundation
import Saba
import SabaEvaluation
import SabaTestSupport
import Testing

@Suite struct FalseAlertReliabilityTests {
  @Test func promisesInsideAndOutside() throws {
    // 30 days at one a month promise one alert.
    func reliability(_ count: Int) -> FalseAlertReliability {
      FalseAlertReliability(
        promisedPerHostDay: 1.0 / 30, falseAlertCount: count, hostDays: 30)
    }
    // Garwood's intervals of 0…6 begin at 0, .025, .24, .62, 1.09.
    #expect(
      (0...6).map { reliability($0).isPromiseInside } == [
        true, true, true, true, false, false, false,
      ])
    let two = reliability(2)
    #expect(two.realizedPerHostDay == 2.0 / 30)
    let interval = try #require(two.interval)
    #expect(isClose(interval.low, 0.24220927854 / 30, 1e-9, scale: 0))
    // So long without any alert is too good to be true.
    let calm = FalseAlertReliability(
      promisedPerHostDay: 1.0 / 30, falseAlertCount: 0, hostDays: 120)
    #expect(calm.isPromiseInside == false)
  }

  @Test func pooledScores() throws {
    // One host, ten days of hours, an event at its very end.
    func score(_ alerts: [Range<Int>]) -> EventScore {
      EventScore(alerts: alerts, events: [238...239], rows: Array(0..<240), interval: 3_600)
    }
    let one = PerSensitivity(
      insensitive: score([]), normal: score([5..<6]), sensitive: score([5..<6, 50..<52, 238..<239]))
    let pooled = PerSensitivity(
      insensitive: one.insensitive + one.insensitive, normal: one.normal + one.normal,
      sensitive: one.sensitive + one.sensitive)
    let reliability = FalseAlertReliability.comparing(pooled)
    #expect(reliability.values.map(\.falseAlertCount) == [0, 2, 4])
    let promises: [Double] = [1.0 / 90, 1.0 / 30, 1.0 / 7]
    #expect(reliability.values.map(\.promisedPerHostDay) == promises)
    for sensitivity in reliability.values {
      #expect(isClose(sensitivity.hostDays, 2 * 237.0 / 24, Tolerance.closedForm))
    }
    #expect(reliability.sensitive.isPromiseInside == true)
  }

  @Test func noDays() throws {
    let nothing = FalseAlertReliability.comparing(
      PerSensitivity(insensitive: EventScore(), normal: EventScore(), sensitive: EventScore()))
    #expect(nothing.normal.realizedPerHostDay == nil)
    #expect(nothing.normal.interval == nil && nothing.normal.isPromiseInside == nil)
    let text = try JSONEncoder().encode(nothing)
    let decoded = try JSONDecoder().decode(
      PerSensitivity<FalseAlertReliability>.self, from: text)
    #expect(decoded == nothing)
    #expect(String(decoding: text, as: UTF8.self).contains("\"isPromiseInside\":null"))
  }

  /// A Poisson stream of alerts that keeps its promise is found to in 95 % of repetitions or more.
  @Test func aKeptPromiseIsSeldomDoubted() {
    var generator = RandomGenerator(seed: 41)
    let repetitions = 400
    var inside = 0
    for _ in 0..<repetitions {
      // Waiting times over 210 host-days at one a week.
      var count = 0
      var time = -7 * logarithm(1 - generator.uniform())
      while time < 210 {
        count += 1
        time -= 7 * logarithm(1 - generator.uniform())
      }
      let reliability = FalseAlertReliability(
        promisedPerHostDay: 1.0 / 7, falseAlertCount: count, hostDays: 210)
      if reliability.isPromiseInside == true { inside += 1 }
    }
    let share = Double(inside) / Double(repetitions)
    #expect(share > 0.95 - 5 * (0.95 * 0.05 / Double(repetitions)).squareRoot())
    #expect(share < 1)
  }
}
