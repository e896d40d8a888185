extension FitReport {
  /// How many stretches are reported at most.
  static let largestUnusualCount = 10

  /// Finds the stretches of a history that stand out most: those with the peaks that the calibration
  /// censors.
  ///
  /// - Parameters:
  ///   - scores: For each host its raw scores on its grid; nil where there was none.
  ///   - rows: The history that they are of.
  ///   - calibration: Learnt from the scores.
  ///   - attempts: The number of consecutive samples that raise an alert.
  /// - Returns: At most ``largestUnusualCount``; runs less than a stretch of the calibration apart are
  ///   one.
  /// - Complexity: O(n) for n rows.
  static func unusual(
    in scores: [[Double?]], of rows: TrainingRows, by calibration: ScoreCalibration, attempts: Int
  ) -> [UnusualStretch] {
    var found: [UnusualStretch] = []
    for (host, raw) in scores.enumerated() {
      let start = rows.frames[host].start
      let judged = raw.map { $0.map { $0 / calibration.unit } ?? .nan }
      let alerts = AlertCounter.alerts(
        in: judged, above: calibration.censoredFrom, attempts: attempts)
      var last: UnusualStretch?
      for alert in alerts {
        let first = max(0, alert.lowerBound - attempts + 1)
        let stretch = UnusualStretch(
          host: rows.summary.hosts[host], from: start + first * rows.interval,
          to: start + alert.upperBound * rows.interval,
          score: judged[first..<alert.upperBound].reduce(0) { $1 > $0 ? $1 : $0 })
        if let open = last, stretch.from - open.to < calibration.stretch {
          last?.to = stretch.to
          last?.score = max(open.score, stretch.score)
        } else {
          if let last { found.append(last) }
          last = stretch
        }
      }
      if let last { found.append(last) }
    }
    found.sort { ($0.score, $1.from, $1.host) > ($1.score, $0.from, $0.host) }
    return Array(found.prefix(largestUnusualCount))
  }
}
