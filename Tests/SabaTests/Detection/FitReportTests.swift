internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("What training finds out about its fit")
struct FitReportTests {
  /// Scores of a history's rows, exponential and each independent of all others.
  static func scores(of history: RoleHistory, seed: UInt64) -> [[Double?]] {
    var generator = RandomGenerator(seed: seed)
    return history.frames.map { frame in
      (0..<frame.rowCount).map { _ in -logarithm(1 - generator.uniform()) }
    }
  }

  /// A history of hosts that begin and end at different times, so that parts cut frames anywhere.
  static let history: RoleHistory = {
    let whole = SyntheticRole.history(hosts: 3, days: 11)
    return RoleHistory(
      metrics: whole.metrics, interval: whole.interval,
      frames: whole.frames.enumerated().map { host, frame in
        MetricFrame(
          host: frame.host, metrics: frame.metrics, start: frame.time(ofRow: 100 * host),
          interval: frame.interval,
          values: frame.values.rows(100 * host..<frame.rowCount - 37 * host))
      })
  }()

  @Test("Rows of a part are those whose times lie in it")
  func parts() throws {
    let rows = try TrainingRows(Self.history, options: .init())
    for (host, frame) in Self.history.frames.enumerated() {
      for part in 0..<TrainingRows.partCount {
        let naive = (0..<frame.rowCount).filter { rows.part(of: frame.time(ofRow: $0)) == part }
        #expect(Array(rows.rows(ofHost: host, inPart: part)) == naive)
      }
    }
  }

  @Test("Shares and alerts are those that a loop over parts, hosts and rows counts")
  func oracle() throws {
    let rows = try TrainingRows(Self.history, options: .init())
    var scores = Self.scores(of: Self.history, seed: 9)
    // Trouble: a long one, two a few minutes apart, one of a single row, missing rows.
    for row in 500..<520 { scores[0][row] = 30 }
    for row in [1200, 1201, 1202, 1203, 1209, 1210, 1211, 1212] { scores[1][row] = 40 }
    scores[2][900] = 50
    for row in 2000..<2050 { scores[2][row] = nil }
    let check = try #require(
      HeldOutCheck(scores: scores, of: rows, attempts: 3, threadCount: 2))

    var judged = 0
    var shares = [Double](repeating: 0, count: 4)
    var alerts = [0, 0, 0]
    for part in 0..<10 {
      var others = scores
      for (host, frame) in Self.history.frames.enumerated() {
        for row in 0..<frame.rowCount where rows.part(of: frame.time(ofRow: row)) == part {
          others[host][row] = nil
        }
      }
      let calibration = try ScoreCalibration(scores: others, interval: 300, attempts: 3)
      for (host, frame) in Self.history.frames.enumerated() {
        var streaks = [0, 0, 0]
        var lastInAlert = [-100, -100, -100]
        for row in 0..<frame.rowCount where rows.part(of: frame.time(ofRow: row)) == part {
          guard let raw = scores[host][row] else { continue }
          let score = raw / calibration.unit
          judged += 1
          for (level, p) in [0.1, 0.01, 0.001, 0.0001].enumerated()
          where calibration.pValue(of: score) <= p {
            shares[level] += 1
          }
          for (index, sensitivity) in Sensitivity.named.enumerated() {
            let threshold = calibration.threshold(
              falseAlertsPerHostDay: sensitivity.falseAlertsPerHostDay)
            streaks[index] = score > threshold ? streaks[index] + 1 : 0
            guard streaks[index] >= 3 else { continue }
            // Rows in alert with less than an hour between them are of one alert.
            if row - lastInAlert[index] - 1 >= 12 { alerts[index] += 1 }
            lastInAlert[index] = row
          }
        }
      }
    }
    #expect(alerts[0] >= 2)
    #expect(check.promises.map(\.alertCount) == alerts)
    #expect(check.promises.map(\.sensitivity) == Sensitivity.named)
    let hostDays = Double(judged) / 288
    for promise in check.promises {
      let expected = promise.sensitivity.falseAlertsPerHostDay * hostDays
      #expect(isClose(promise.promised, expected, Tolerance.closedForm))
      #expect(promise.interval?.contains(Double(promise.alertCount)) == true)
    }
    #expect(check.reliability.map(\.pValue) == [0.1, 0.01, 0.001, 0.0001])
    for (line, count) in zip(check.reliability, shares) {
      #expect(isClose(line.share, count / Double(judged), Tolerance.closedForm))
      #expect(line.interval?.contains(line.share) == true)
    }
  }

  @Test("On independent scores every promise of a p-value lies in its interval or next to it")
  func reliability() throws {
    let rows = try TrainingRows(Self.history, options: .init())
    var inside = 0
    for seed in 1...10 {
      let check = try #require(
        HeldOutCheck(
          scores: Self.scores(of: Self.history, seed: UInt64(seed)), of: rows, attempts: 3,
          threadCount: 2))
      inside += check.reliability.count { $0.interval?.contains($0.pValue) == true }
    }
    // Of 40 intervals of 90 %; those of one seed are not independent of each other.
    #expect(inside >= 31, "\(inside)")
  }

  @Test("A history of which nine parts are too short to calibrate has no check")
  func tooShort() throws {
    let days = SyntheticRole.history(hosts: 1, days: 5)
    let history = days.restricted(until: (days.frames.first?.start ?? 0) + 106 * 3600)
    let report = try #require(try RoleModel.train(history: history).report)
    #expect(report.reliability.isEmpty && report.promises.isEmpty)
  }

  @Test("What stands out most in the history is named: host, from, to, how far")
  func unusual() throws {
    var scores = Self.scores(of: Self.history, seed: 5)
    for row in 500..<520 { scores[0][row] = 30 }
    // Two runs with half an hour between them are one stretch; two rows are none.
    for row in Array(1200..<1204) + Array(1210..<1215) { scores[1][row] = 40 }
    for row in 900..<902 { scores[2][row] = 50 }
    let rows = try TrainingRows(Self.history, options: .init())
    let calibration = try ScoreCalibration(scores: scores, interval: 300, attempts: 3)
    let found = FitReport.unusual(in: scores, of: rows, by: calibration, attempts: 3)
    #expect(found.count <= FitReport.largestUnusualCount)
    let frames = Self.history.frames
    for (stretch, (host, range, score)) in zip(
      found, [(1, 1200..<1215, 40.0), (0, 500..<520, 30)])
    {
      #expect(stretch.host == frames[host].host)
      #expect(stretch.from == frames[host].time(ofRow: range.lowerBound))
      #expect(stretch.to == frames[host].time(ofRow: range.upperBound))
      #expect(isClose(stretch.score, score / calibration.unit, Tolerance.closedForm))
    }
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score })
  }

  @Test("What is left out is counted, each row once, rows without a value not at all")
  func leftOut() throws {
    let history = SyntheticRole.history()
    let start = history.frames[0].start
    let day = 86_400
    var options = RoleModelOptions()
    options.trainingFrom = start + day
    options.excluded = [
      start + 3 * day..<start + 3 * day + 7200, start + day / 2..<start + day + 3600,
      start + 3 * day + 3600..<start + 3 * day + 9000, 0..<day,
    ].map { Exclusion($0) }
    var frames = history.frames
    var values = frames[1].values
    for j in history.metrics.indices { values[3 * 288, j] = .nan }
    frames[1] = MetricFrame(
      host: frames[1].host, metrics: history.metrics, start: start, interval: 300, values: values)
    let model = try RoleModel.train(
      history: RoleHistory(metrics: history.metrics, interval: 300, frames: frames),
      options: options)
    let found = try #require(model.report).leftOut
    #expect(found.map(\.reason) == [.beforeTraining, .excluded, .excluded, .excluded, .excluded])
    #expect(found.map(\.rowCount) == [2 * 288, 0, 2 * 12, 2 * 24 - 1, 2 * 6])
    #expect(found[0].from == start && found[0].to == start + day)
    #expect(model.summary.rowCount == 2 * 7 * 288 - 1 - (2 * 288 + 2 * 12 + 2 * 24 - 1 + 2 * 6))
    #expect(model.summary.firstTime == start + day + 3600)
  }

  @Test("Thresholds lie in their intervals, wider the rarer the alert")
  func thresholds() throws {
    let model = try RoleModel.train(history: SyntheticRole.history())
    var lastWidth = 0.0
    for sensitivity in Sensitivity.named.reversed() {
      let interval = model.thresholdInterval(for: sensitivity)
      #expect(interval.contains(model.threshold(for: sensitivity)))
      #expect(interval.upperBound - interval.lowerBound > lastWidth)
      lastWidth = interval.upperBound - interval.lowerBound
      let sure = model.thresholdInterval(for: sensitivity, confidence: 0.99)
      #expect(sure.lowerBound < interval.lowerBound && sure.upperBound > interval.upperBound)
    }
  }

  @Test("An interval without an upper end is written without one")
  func openInterval() {
    #expect(NumberText.text(14.5...27.92) == "14.5 to 27.9")
    #expect(NumberText.text(14.5...(.infinity)) == "14.5 or more")
  }

  @Test("A promise rarer than the history is long is doubted, and one that is too frequent")
  func doubts() throws {
    let model = try RoleModel.train(history: SyntheticRole.history())
    // 14 host-days.
    func doubt(_ promise: String) throws -> String? {
      model.doubt(about: try #require(Sensitivity(rawValue: promise)))
    }
    #expect(try doubt("1/7d") == nil)
    #expect(try doubt("1/13d") == nil)
    let rare = try #require(try doubt("1/15d"))
    #expect(rare.hasPrefix("the history holds 14 host-days, fewer than the 15 of one false alert"))
    #expect(rare.contains("90 % interval"))
    let frequent = try #require(try doubt("10/1d"))
    #expect(frequent.contains("more false alerts than thresholds are learnt for"))
    #expect(model.threshold(for: .sensitive) >= model.threshold(falseAlertsPerHostDay: 10))
    #expect(model.summary.warnings.count == 2)
  }
}
