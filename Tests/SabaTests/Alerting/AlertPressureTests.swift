internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("A threshold that keeps its promise")
struct AlertPressureTests {
  static let day = 86_400.0
  /// What the promises of some minutes change in a threshold.
  static let leak = 1e-3

  static func counter(perDay: Double = 1, step: Double = 0.7) -> AlertCounter {
    AlertCounter(threshold: 2, attempts: 1, falseAlertsPerDay: perDay, step: step)
  }

  @Test("Each alert too many raises the threshold by a step, past a few that any host is allowed")
  func rising() {
    // A standard deviation of what 120 days promise; alerts 20 s apart, over which nothing leaks.
    let allowance = (0.05 * 120).squareRoot()
    var counter = Self.counter(perDay: 0.05)
    for alert in 1...20 {
      counter.add(1e9, at: 20 * alert)
      counter.add(0, at: 20 * alert + 10)
      let tooMany = max(0, Double(alert) - allowance)
      #expect(isClose(counter.presentThreshold, 2 + 0.7 * tooMany, Self.leak))
    }
  }

  @Test("Time lowers it again at the pace of the promise, and no further than it was learnt")
  func falling() {
    let allowance = (2.0 * 120).squareRoot()
    var counter = Self.counter(perDay: 2)
    for alert in 0..<30 {
      counter.add(1e9, at: 2 * alert)
      counter.add(0, at: 2 * alert + 1)
    }
    // 2 a day are taken back since the first ended.
    for hours in stride(from: 1, through: 24 * 20, by: 1) {
      counter.add(0, at: 59 + hours * 3600)
      let left = max(0, 30 - allowance - 2 * Double(58 + hours * 3600) / Self.day)
      #expect(isClose(counter.presentThreshold, 2 + 0.7 * left, Tolerance.moments))
    }
    // Nothing is saved up: after long calm the same few are allowed as at first.
    for alert in 1...20 {
      counter.add(1e9, at: 2_000_000 + 2 * alert)
      counter.add(0, at: 2_000_001 + 2 * alert)
      #expect((counter.presentThreshold > 2) == (Double(alert) > allowance))
    }
  }

  @Test("One long alert counts once, and when it ends")
  func longAlert() {
    var counter = Self.counter(perDay: 1e-9)
    for alert in 0..<6 {
      for sample in 0..<100 {
        counter.add(1e9, at: 1000 * alert + sample)
        #expect(counter.isAlerting)
      }
      counter.add(.nan, at: 1000 * alert + 100)
      #expect(counter.isAlerting)
      counter.add(0, at: 1000 * alert + 101)
    }
    #expect(isClose(counter.presentThreshold, 2 + 6 * 0.7, Self.leak))
  }

  @Test("Streaks that never become an alert raise nothing")
  func noAlerts() {
    var counter = AlertCounter(threshold: 2, attempts: 3, falseAlertsPerDay: 0.1, step: 0.7)
    for row in 0..<3000 { counter.add(row % 3 == 0 ? 0 : 100, at: 60 * row) }
    #expect(counter.presentThreshold == 2)
  }

  @Test("Without a step the threshold is fixed, whatever happens")
  func fixed() {
    var counter = AlertCounter(threshold: 2, attempts: 1)
    for row in 0..<1000 {
      counter.add(row % 2 == 0 ? 3 : 0, at: row)
      #expect(counter.presentThreshold == 2)
      #expect(counter.isAlerting == (row % 2 == 0))
    }
  }

  /// How many standard deviations a count that keeps to its promise may lie off it.
  static let deviations = 4.0

  @Test("A host that always raises too many ends at the promised rate", arguments: [3.0, 20, 200])
  func pressure(timesPromised: Double) {
    var generator = RandomGenerator(seed: 41)
    var counter = Self.counter(perDay: 1)
    // Hourly scores with an exponential tail, above the threshold this many times a day.
    let share = min(0.9, timesPromised / 24)
    let interval = Int(3600 * share * 24 / timesPromised)
    var counts = [0, 0]
    let days = 800
    var wasAlerting = false
    for row in 0..<(days * 86_400 / interval) {
      let score = 2 + logarithm(share) - logarithm(1 - generator.uniform())
      counter.add(score, at: row * interval)
      if counter.isAlerting, !wasAlerting { counts[2 * row * interval / (days * 86_400)] += 1 }
      wasAlerting = counter.isAlerting
      #expect(counter.presentThreshold >= 2)
    }
    let half = Double(days) / 2
    #expect(Double(counts[0]) < half + Self.deviations * half.squareRoot())
    #expect(abs(Double(counts[1]) - half) < Self.deviations * half.squareRoot())
  }

  @Test("A host that keeps its promise keeps its threshold nearly always")
  func promise() {
    var generator = RandomGenerator(seed: 42)
    var counter = Self.counter(perDay: 1)
    var raised = 0
    let rows = 24 * 1000
    for row in 0..<rows {
      let score = 2 + logarithm(0.5 / 24) - logarithm(1 - generator.uniform())
      counter.add(score, at: row * 3600)
      if counter.presentThreshold > 2 { raised += 1 }
    }
    // Half of the promise, as the calibration leaves it.
    #expect(Double(raised) < 0.05 * Double(rows))
  }
}
