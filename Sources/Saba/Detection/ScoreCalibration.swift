/// What scores mean: their distribution on normal data, and the thresholds that keep a budget.
package struct ScoreCalibration: Sendable, Hashable {
  /// Raw scores are divided by this, so that normal data has a score about 1.
  package let unit: Double
  /// Scores at the probabilities i/(count − 1) below the tail.
  let body: [Double]
  /// The upper tail of the scores of single samples.
  let tail: TailModel
  /// The upper tail of the peaks: of each stretch of ``stretch`` seconds the largest score that
  /// was kept up over the attempts.
  let peaks: TailModel
  /// The length of the stretches, in seconds.
  let stretch: Int
  /// The number of stretches that the calibration saw.
  let stretchCount: Int

  /// The share of scores that the tail leaves to the body; less where the tail would be too short.
  static let bodyShare = 0.95
  /// The share of peaks that lie below their tail.
  static let peakShare = 0.9
  /// No threshold lies lower: twice the usual score is no alert, however calm the history was.
  static let smallestThreshold = 2.0
  /// The fewest stretches from which a budget can be calibrated.
  static let smallestStretchCount = 100
  private static let smallestUnit = 1e-6
  private static let knotCount = 96

  init(
    unit: Double, body: [Double], tail: TailModel, peaks: TailModel, stretch: Int, stretchCount: Int
  ) {
    self.unit = unit
    self.body = body
    self.tail = tail
    self.peaks = peaks
    self.stretch = stretch
    self.stretchCount = stretchCount
  }

  /// Learns from scores that the model did not see in training.
  ///
  /// - Parameters:
  ///   - scores: For each host its raw scores on its grid; nil where there was none.
  ///   - interval: The grid's interval, in seconds.
  ///   - attempts: The number of consecutive samples that raise an alert.
  /// - Throws: ``FitError/tooFewSamples(count:needed:)``, counted in stretches.
  package init(scores: [[Double?]], interval: Int, attempts: Int) throws(FitError) {
    // A whole number of intervals, about an hour.
    let perStretch = max(1, 3600 / interval)
    let stretch = perStretch * interval
    var all = scores.flatMap { $0.compactMap { $0 } }.sorted()
    let median = all.isEmpty ? 0 : all[all.count / 2]
    // Where most rows are equal, their energy of 0 is no unit; 1 is what Gaussian data would have.
    let unit = median > Self.smallestUnit ? median : 1
    for i in all.indices { all[i] /= unit }
    var peaks: [Double] = []
    for host in scores {
      peaks += Self.peaks(host, perStretch: perStretch, attempts: attempts).map { $0 / unit }
    }
    guard peaks.count >= Self.smallestStretchCount else {
      throw .tooFewSamples(count: peaks.count, needed: Self.smallestStretchCount)
    }
    let tailCount = TailModel.smallestExceedanceCount
    let bodyShare = min(Self.bodyShare, 1 - Double(tailCount + 1) / Double(all.count))
    let bodyTop = bodyShare * Double(all.count - 1)
    self.init(
      unit: unit,
      body: (0..<Self.knotCount).map { knot in
        all[Int((bodyTop * Double(knot) / Double(Self.knotCount - 1)).rounded())]
      },
      tail: try TailModel(fitting: all, above: bodyShare),
      peaks: try TailModel(fitting: peaks, above: Self.peakShare),
      stretch: stretch, stretchCount: peaks.count)
  }

  /// The largest score of each stretch that was kept up over consecutive samples.
  private static func peaks(_ scores: [Double?], perStretch: Int, attempts: Int) -> [Double] {
    var result: [Double] = []
    var recent: [Double] = []
    var peak: Double?
    for (row, score) in scores.enumerated() {
      // A missing score neither ends nor prolongs a run, as in the monitor.
      if let score {
        recent.append(score)
        if recent.count > attempts { recent.removeFirst() }
        if recent.count == attempts, let kept = recent.min() { peak = max(peak ?? kept, kept) }
      }
      if (row + 1) % perStretch == 0 {
        if let peak { result.append(peak) }
        peak = nil
      }
    }
    return result
  }

  /// The probability of a score at least as high on normal data, above 0.
  package func pValue(of score: Double) -> Double {
    if score > tail.threshold {
      return max(tail.tailProbability(of: score), .leastNormalMagnitude)
    }
    // Between two knots the probability is interpolated.
    var low = 0
    var high = body.count - 1
    while low < high {
      let middle = (low + high) / 2
      if body[middle] < score { low = middle + 1 } else { high = middle }
    }
    var position = Double(low)
    if low > 0, body[low] > body[low - 1], score < body[low] {
      position -= (body[low] - score) / (body[low] - body[low - 1])
    }
    let below = (1 - tail.exceedanceRate) * max(0, position) / Double(body.count - 1)
    return max(1 - below, tail.exceedanceRate)
  }

  /// The score that, kept up over the attempts, is reached as often as a budget allows.
  ///
  /// - Parameter budget: False alerts per host and day, above 0.
  /// - Returns: A score in units of normal data.
  package func threshold(falseAlertsPerHostDay budget: Double) -> Double {
    max(peaks.score(forTailProbability: budget * Double(stretch) / 86400), Self.smallestThreshold)
  }
}
