internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("Thresholds that keep a budget")
struct ScoreCalibrationTests {
  static func exponentialScores(
    hosts: Int, rows: Int, seed: UInt64
  ) -> [[Double]] {
    var generator = RandomGenerator(seed: seed)
    return (0..<hosts).map { _ in
      (0..<rows).map { _ in -logarithm(1 - generator.uniform()) }
    }
  }

  /// How many standard deviations a Poisson count may lie off its mean.
  static let deviations = 4.0
  /// What the calibration itself may be off by: the standard error of a rate and a scale from about 900
  /// peaks, and that peaks counted as one are a little higher than single ones.
  static let calibrationTolerance = 0.15

  @Test(
    "On independent exponential scores, alerts come as often as the budget allows",
    arguments: [(3600, 1, 0.5), (3600, 1, 0.14), (300, 3, 0.5)])
  func budget(interval: Int, attempts: Int, perDay: Double) throws {
    let rows = 1000 * 3600 / interval
    let hosts = interval == 3600 ? 40 : 10
    let calibration = try ScoreCalibration(
      scores: Self.exponentialScores(hosts: hosts, rows: rows, seed: 1), interval: interval,
      attempts: attempts)
    let threshold = calibration.threshold(falseAlertsPerHostDay: perDay)
    #expect(threshold > ScoreCalibration.smallestThreshold)
    let later = Self.exponentialScores(hosts: 2 * hosts, rows: rows, seed: 2)
    var count = 0
    for host in later {
      let scores = host.map { $0 / calibration.unit }
      count += AlertCounter.alerts(in: scores, above: threshold, attempts: attempts).count
    }
    let promised = perDay * Double(2 * hosts * 1000) / 24
    let tolerance =
      Self.deviations * promised.squareRoot() + Self.calibrationTolerance * promised
    #expect(abs(Double(count) - promised) < tolerance, "\(count) of \(promised)")
  }

  @Test(
    "Where scores have an end, the history's own peaks keep thresholds within reach",
    arguments: [0.14, 0.033])
  func lightTail(perDay: Double) throws {
    func scores(seed: UInt64) -> [[Double]] {
      var generator = RandomGenerator(seed: seed)
      return (0..<40).map { _ in (0..<1000).map { _ in 0.5 + 10 * power(generator.uniform(), 4) } }
    }
    let calibration = try ScoreCalibration(scores: scores(seed: 3), interval: 3600, attempts: 1)
    let threshold = calibration.threshold(falseAlertsPerHostDay: perDay)
    #expect(
      threshold < calibration.peaks.score(forTailProbability: perDay / 24),
      "the exponential tail reaches further")
    let count = scores(seed: 4).reduce(0) { sum, host in
      sum
        + AlertCounter.alerts(
          in: host.map { $0 / calibration.unit }, above: threshold, attempts: 1
        ).count
    }
    let promised = perDay * 40 * 1000 / 24
    #expect(Double(count) > 0.3 * promised)
    #expect(Double(count) < promised + Self.deviations * promised.squareRoot())
    let interval = calibration.thresholdInterval(falseAlertsPerHostDay: perDay, confidence: 0.9)
    #expect(interval.contains(threshold))
  }

  @Test("A smaller budget has a higher threshold, none has one below twice the usual score")
  func order() throws {
    let calibration = try ScoreCalibration(
      scores: Self.exponentialScores(hosts: 2, rows: 1000, seed: 3), interval: 3600, attempts: 1)
    let thresholds = [24, 1, 0.1, 0.01, 1e-6].map {
      calibration.threshold(falseAlertsPerHostDay: $0)
    }
    #expect(zip(thresholds, thresholds.dropFirst()).allSatisfy { $0 < $1 })
    let calm = try ScoreCalibration(
      scores: Self.exponentialScores(hosts: 2, rows: 1000, seed: 3).map { $0.map { 1 + $0 / 1e4 } },
      interval: 3600, attempts: 1)
    #expect(calm.threshold(falseAlertsPerHostDay: 0.01) == ScoreCalibration.smallestThreshold)
  }

  /// By what factor incidents in a twentieth of the hours may raise a threshold.
  static let contaminationFactor = 1.3

  @Test("Incidents of the history, however high, hardly raise the thresholds")
  func contamination() throws {
    var scores = Self.exponentialScores(hosts: 10, rows: 1000, seed: 4)
    let clean = try ScoreCalibration(scores: scores, interval: 3600, attempts: 1)
    // Of every host 5 % of the hours, in incidents of 5.
    for host in scores.indices {
      for start in stride(from: 50 + host, to: 1000, by: 100) {
        for row in start..<min(start + 5, 1000) { scores[host][row] = 1e6 }
      }
    }
    let contaminated = try ScoreCalibration(scores: scores, interval: 3600, attempts: 1)
    for budget in [1.0 / 7, 1.0 / 30, 1.0 / 90] {
      let ratio =
        contaminated.threshold(falseAlertsPerHostDay: budget) * contaminated.unit
        / (clean.threshold(falseAlertsPerHostDay: budget) * clean.unit)
      #expect(ratio > 1 / Self.contaminationFactor && ratio < Self.contaminationFactor)
    }
  }

  @Test("Peaks in consecutive stretches count once, as their highest")
  func clusters() throws {
    var generator = RandomGenerator(seed: 8)
    var scores: [[Double]] = []
    for _ in 0..<3 {
      var state = 0.0
      scores.append(
        (0..<800).map { _ in
          state = 0.8 * state + generator.normal()
          return exponential(state)
        })
    }
    let calibration = try ScoreCalibration(scores: scores, interval: 3600, attempts: 1)
    let peaks = calibration.peaks
    var excesses: [Double] = []
    var peakCount = 0
    for host in scores {
      let above = host.map { max(0, $0 / calibration.unit - peaks.threshold) }
      peakCount += above.count { $0 > 0 }
      excesses += above.split(separator: 0).compactMap { $0.max() }
    }
    #expect(peakCount == 240)
    #expect(excesses.count < 150)
    #expect(peaks.exceedanceCount == excesses.count)
    #expect(isClose(peaks.exceedanceRate, Double(excesses.count) / 2400, Tolerance.closedForm))
    // Maximum likelihood of an exponential tail of which the highest quarter is censored.
    excesses.sort()
    let seen = Int((0.75 * Double(excesses.count)).rounded(.up))
    let sum = excesses.reduce(0) { $0 + min($1, excesses[seen - 1]) }
    #expect(isClose(peaks.scale, sum / Double(seen), Tolerance.moments))
  }

  @Test("Two hosts' peaks at the same time count twice, one host's two in a row once")
  func hosts() throws {
    func count(_ peaks: [(host: Int, row: Int)]) throws -> Int {
      var scores: [[Double?]] = (0..<2).map { host in (0..<60).map { _ in 1 } }
      for (host, row) in peaks { scores[host][row] = 5 }
      return try ScoreCalibration(scores: scores, interval: 3600, attempts: 1).peaks.exceedanceCount
    }
    #expect(try count([(0, 10), (1, 10), (0, 30)]) == 3)
    #expect(try count([(0, 10), (0, 11), (0, 30)]) == 2)
    #expect(try count([(0, 59), (1, 0)]) == 2)
  }

  @Test("A peak is kept up over the attempts, a missing score neither ending nor prolonging it")
  func attempts() throws {
    func count(_ change: (inout [Double?]) -> Void) throws -> Int {
      var scores: [Double?] = (0..<(120 * 12)).map { _ in 1 }
      change(&scores)
      let calibration = try ScoreCalibration(scores: [scores], interval: 300, attempts: 3)
      return calibration.peaks.threshold > 1 || calibration.peaks.scale > 1e-3
        ? calibration.peaks.exceedanceCount : 0
    }
    #expect(try count { for row in 600..<602 { $0[row] = 9 } } == 0)
    #expect(try count { for row in 600..<603 { $0[row] = 9 } } == 1)
    #expect(try count { for row in [600, 601, 603] { $0[row] = 9 } } == 0)
    #expect(
      try count {
        for row in [600, 601, 603] { $0[row] = 9 }
        $0[602] = nil
      } == 1)
  }

  @Test("Normal data has a score about 1, and the unit is 1 where there is none")
  func unit() throws {
    let scores = Self.exponentialScores(hosts: 1, rows: 2000, seed: 5)
    let calibration = try ScoreCalibration(
      scores: scores.map { $0.map { 40 * $0 } }, interval: 3600, attempts: 1)
    let median = scores[0].sorted()[1000] * 40
    #expect(isClose(calibration.unit, median, 0.01))
    #expect(abs(calibration.pValue(of: 1) - 0.5) < 0.01)
    let idle = try ScoreCalibration(
      scores: [(0..<2000).map { $0 % 5 == 0 ? Double($0) : 0 }], interval: 3600, attempts: 1)
    #expect(idle.unit == 1)
  }

  @Test(
    "Stretches are whole intervals, about an hour",
    arguments: [(60, 3600), (300, 3600), (1860, 1860), (2400, 2400), (7200, 7200), (1000, 3000)])
  func stretch(interval: Int, length: Int) throws {
    let calibration = try ScoreCalibration(
      scores: Self.exponentialScores(hosts: 1, rows: 120 * length / interval, seed: 6),
      interval: interval, attempts: 1)
    #expect(calibration.stretch == length)
    #expect(calibration.stretchCount == 120)
  }

  @Test("Fewer than a hundred stretches are refused, missing ones not counted")
  func tooFew() throws {
    var scores: [Double?] = Self.exponentialScores(hosts: 1, rows: 104, seed: 7)[0]
    for row in 20..<25 { scores[row] = nil }
    #expect(throws: FitError.tooFewSamples(count: 99, needed: 100)) {
      try ScoreCalibration(scores: [scores], interval: 3600, attempts: 1)
    }
  }
}
