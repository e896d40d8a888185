internal import SabaModels

/// Whether calibrations keep their word on data that they have not seen.
///
/// Of the contiguous parts of a history each is judged in turn by a calibration on the scores of the
/// others. The scores themselves are cross-fitted, so that nothing has seen what it judges but for the
/// scale of surprise, which orders scores and leaves their ranks alone.
struct HeldOutCheck: Sendable {
  /// The p-values of which the share is counted.
  static let pValues = [0.1, 0.01, 0.001, 0.0001]

  /// What was counted in one day of all hosts.
  private struct Day: Sendable {
    var rowCount = 0
    /// The rows with so low a p-value, one count a level.
    var rowCounts = [Int](repeating: 0, count: HeldOutCheck.pValues.count)
    /// The runs of such rows, which begin where the host's row before was no such row.
    var runCounts = [Int](repeating: 0, count: HeldOutCheck.pValues.count)
    /// The alerts that opened, one count a sensitivity.
    var alertCounts = [Int](repeating: 0, count: Sensitivity.named.count)

    /// Counts a row that lies at the first levels, as the row before did at some of them.
    mutating func add(levels: Int, after last: Int) {
      rowCount += 1
      for level in 0..<levels {
        rowCounts[level] += 1
        if level >= last { runCounts[level] += 1 }
      }
    }

    static func + (left: Self, right: Self) -> Self {
      Day(
        rowCount: left.rowCount + right.rowCount,
        rowCounts: zip(left.rowCounts, right.rowCounts).map(+),
        runCounts: zip(left.runCounts, right.runCounts).map(+),
        alertCounts: zip(left.alertCounts, right.alertCounts).map(+))
    }
  }

  private let days: [Day]
  private let interval: Int

  /// Judges every part.
  ///
  /// - Parameters:
  ///   - scores: For each host its raw scores on its grid; nil where there was none.
  ///   - rows: The history that they are of.
  ///   - attempts: The number of consecutive samples that raise an alert.
  ///   - threadCount: How many parts are judged at a time.
  /// - Complexity: O(n log n) for n rows.
  init?(scores: [[Double?]], of rows: TrainingRows, attempts: Int, threadCount: Int) {
    interval = rows.interval
    let found = Parallel.map(TrainingRows.partCount, threadCount: threadCount) { part in
      Self.days(of: part, scores: scores, rows: rows, attempts: attempts)
    }
    var days: [Int: Day] = [:]
    for part in found {
      guard let part else { return nil }
      days.merge(part) { $0 + $1 }
    }
    self.days = days.sorted { $0.key < $1.key }.map(\.value)
  }

  /// What happens in a part by a calibration on the others, by the day since the epoch; nil where these
  /// are too short.
  private static func days(
    of part: Int, scores: [[Double?]], rows: TrainingRows, attempts: Int
  ) -> [Int: Day]? {
    let held = scores.indices.map { rows.rows(ofHost: $0, inPart: part) }
    var others = scores
    for (host, range) in held.enumerated() {
      for row in range { others[host][row] = nil }
    }
    guard
      let calibration = try? ScoreCalibration(
        scores: others, interval: rows.interval, attempts: attempts)
    else { return nil }
    // What comes so soon after an alert is the same trouble, as in the calibration.
    let shortestPause = calibration.stretch / rows.interval
    var days: [Int: Day] = [:]
    for (host, range) in held.enumerated() {
      func day(ofRow row: Int) -> Int {
        let time = rows.frames[host].start + row * rows.interval
        return Int((Double(time) / 86_400).rounded(.down))
      }
      let judged = range.map { scores[host][$0].map { $0 / calibration.unit } ?? .nan }
      var last = 0
      for (row, score) in zip(range, judged) where !score.isNaN {
        let pValue = calibration.pValue(of: score)
        let levels = pValues.prefix { pValue <= $0 }.count
        days[day(ofRow: row), default: Day()].add(levels: levels, after: last)
        last = levels
      }
      for (index, sensitivity) in Sensitivity.named.enumerated() {
        let alerts = AlertCounter.alerts(
          in: judged,
          above: calibration.threshold(
            falseAlertsPerHostDay: sensitivity.falseAlertsPerHostDay),
          attempts: attempts)
        var lastEnd = -shortestPause
        for alert in alerts {
          if alert.lowerBound - lastEnd >= shortestPause {
            let row = range.lowerBound + alert.lowerBound
            days[day(ofRow: row), default: Day()].alertCounts[index] += 1
          }
          lastEnd = alert.upperBound
        }
      }
    }
    return days
  }

  /// How often each p-value was seen.
  var reliability: [FitReport.Reliability] {
    let rowCount = Double(days.reduce(0) { $0 + $1.rowCount })
    var result: [FitReport.Reliability] = []
    var runLength = 1.0
    for (level, pValue) in Self.pValues.enumerated() {
      // Where a p-value was never seen, runs are taken to be as long as for the one above.
      let runCount = days.reduce(0) { $0 + $1.runCounts[level] }
      if runCount > 0 {
        runLength = Double(days.reduce(0) { $0 + $1.rowCounts[level] }) / Double(runCount)
      }
      let count = ClusteredCount(
        days: days.map { ($0.rowCounts[level], Double($0.rowCount)) }, leastDispersion: runLength)
      result.append(
        .init(
          pValue: pValue, share: Double(count.count) / rowCount,
          interval: count.interval(confidence: FitReport.confidence).map {
            $0.lowerBound / rowCount...min(1, $0.upperBound / rowCount)
          }))
    }
    return result
  }

  /// What became of the sensitivities with names.
  var promises: [FitReport.KeptPromise] {
    let hostDays = days.map { Double($0.rowCount * interval) / 86_400 }
    let total = hostDays.reduce(0, +)
    return Sensitivity.named.enumerated().map { index, sensitivity in
      let count = ClusteredCount(
        days: zip(days, hostDays).map { ($0.alertCounts[index], $1) })
      return .init(
        sensitivity: sensitivity, promised: sensitivity.falseAlertsPerHostDay * total,
        alertCount: count.count, interval: count.interval(confidence: FitReport.confidence))
    }
  }
}
