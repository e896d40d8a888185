internal import Foundation
internal import SabaNumerics
internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("Promises for every number of attempts")
struct AttemptsCalibrationTests {
  /// How far alerts may be off the promise: as in the tests of three attempts, 80 are promised and the
  /// calibration's own error, from 28 host-days each, is the larger part.
  static let ratios = 0.3...1.7

  @Test("With 1, 3 and 10 attempts false alerts stay about the promise, seeds pooled")
  func budget() throws {
    let numbers = [1, 3, 10]
    let (hosts, days) = (4, 28)
    let seeds: ClosedRange<UInt64> = 1...5
    var alerts = [Int](repeating: 0, count: numbers.count)
    for seed in seeds {
      let model = try RoleModel.train(history: SyntheticRole.history(days: 14, seed: seed))
      let later = SyntheticRole.history(
        hosts: hosts, days: days, start: model.summary.lastTime + model.interval, seed: seed + 100)
      var monitor = RoleMonitor(model: model)
      for frame in later.frames {
        let verdicts = monitor.judge(model.observations(of: frame), explaining: false)
        for (index, attempts) in numbers.enumerated() {
          var counter = model.alertCounter(for: .sensitive, attempts: attempts)
          var wasAlerting = false
          for verdict in verdicts {
            counter.add(verdict.score, at: verdict.time)
            if counter.isAlerting, !wasAlerting { alerts[index] += 1 }
            wasAlerting = counter.isAlerting
          }
        }
      }
    }
    let promised =
      Double(seeds.count * hosts * days) * Sensitivity.sensitive.falseAlertsPerHostDay
    for (attempts, count) in zip(numbers, alerts) {
      let ratio = Double(count) / promised
      #expect(Self.ratios.contains(ratio), "\(attempts) attempts: \(count) of \(promised)")
    }
  }

  /// By how much of the highest peak an interpolated one may be off: about the gap between the fourth
  /// and the sixth of exponential ones.
  static let peakTolerance = 0.06

  @Test("A calibration for several numbers has for each what one for it alone has")
  func others() throws {
    let scores = ScoreCalibrationTests.exponentialScores(hosts: 10, rows: 6000, seed: 11)
    let both = try ScoreCalibration(scores: scores, interval: 300, attempts: 3, others: 1...10)
    #expect(both.with(attempts: 3) == nil)
    #expect(both.with(attempts: 11) == nil)
    for attempts in [1, 2, 5, 10] {
      let alone = try ScoreCalibration(scores: scores, interval: 300, attempts: attempts)
      let found = try #require(both.with(attempts: attempts))
      #expect(found.peaks == alone.peaks)
      #expect(found.unit == alone.unit)
      #expect(found.stretchCount == alone.stretchCount)
      #expect(found.highestPeaks.count == alone.highestPeaks.count)
      #expect(
        relativeDifference(found.highestPeaks, alone.highestPeaks) < Self.peakTolerance)
      #expect(zip(found.highestPeaks, found.highestPeaks.dropFirst()).allSatisfy { $0 >= $1 })
    }
  }

  @Test("Many attempts have a lower threshold that keeps a promise than few")
  func order() throws {
    let model = try RoleModel.train(history: SyntheticRole.history())
    #expect(model.calibratedAttempts == Array(1...10))
    let thresholds = (1...10).map { model.threshold(for: .sensitive, attempts: $0) }
    #expect(thresholds[0] > thresholds[4] && thresholds[4] > thresholds[9])
    #expect(thresholds[2] == model.threshold(for: .sensitive))
    #expect(model.doubt(aboutAttempts: 10) == nil)
    #expect(
      model.doubt(aboutAttempts: 12)?.contains("fewer false alerts than promised") == true)
  }

  @Test("Where a number of attempts has too few stretches it alone is left out")
  func tooShort() throws {
    let scores = ScoreCalibrationTests.exponentialScores(hosts: 30, rows: 6, seed: 12)
    let calibration = try ScoreCalibration(
      scores: scores, interval: 3600, attempts: 3, others: 1...10)
    #expect(calibration.otherAttempts.keys.sorted() == [1, 2])
  }

  /// What all other numbers of attempts may add to a model file, in bytes.
  static let largestSize = 3000

  @Test("Other numbers of attempts take little room, and read back equal")
  func size() throws {
    let scores = ScoreCalibrationTests.exponentialScores(hosts: 40, rows: 6000, seed: 13)
    let calibration = try ScoreCalibration(
      scores: scores, interval: 300, attempts: 3, others: 1...10)
    #expect(calibration.otherAttempts.count == 9)
    let packed = calibration.otherAttempts.mapValues { PackedDoubles($0.packed) }
    #expect(try JSONEncoder().encode(packed).count < Self.largestSize)
    for (attempts, numbers) in packed {
      #expect(KeptPeaks(packed: numbers.values) == calibration.otherAttempts[attempts])
      #expect(KeptPeaks(packed: Array(numbers.values.dropLast())) == nil)
      var negative = numbers.values
      negative[2] = -1
      #expect(KeptPeaks(packed: negative) == nil)
    }
  }

  @Test("A model of before keeps its own number alone, and says what to do about others")
  func oldModel() throws {
    let url = try #require(
      Bundle.module.url(
        forResource: "role_model_3", withExtension: "saba", subdirectory: "References"))
    let model = try RoleModel(decoding: [UInt8](Data(contentsOf: url)), path: "role.saba")
    #expect(model.calibratedAttempts == [3])
    #expect(model.doubt(aboutAttempts: 3) == nil)
    let doubt = try #require(model.doubt(aboutAttempts: 1))
    #expect(doubt.contains("more false alerts than promised"))
    #expect(doubt.contains("train it again with this version of Saba"))
    #expect(
      model.threshold(for: .normal, attempts: 5) == model.threshold(for: .normal))
  }
}
