internal import SabaNumerics

/// What scores mean: their distribution on normal data, and the thresholds that keep a budget.
package struct ScoreCalibration: Sendable, Hashable {
  /// Raw scores are divided by this, so that normal data has a score about 1.
  package let unit: Double
  /// The scores of single samples.
  let distribution: ScoreDistribution
  /// The upper tail of the peaks: how often in a stretch of ``stretch`` seconds a score is reached and
  /// kept up over the attempts, what follows on it not counted again.
  let peaks: TailModel
  /// The highest peaks themselves, the first ones of a history that has very many, descending.
  let highestPeaks: [Double]
  /// The length of the stretches, in seconds.
  let stretch: Int
  /// The number of stretches that the calibration saw.
  let stretchCount: Int
  /// The peaks that were kept up over other numbers of attempts.
  let otherAttempts: [Int: KeptPeaks]

  /// The numbers of attempts for which every model is calibrated.
  static let attempts = 1...10
  /// The share of stretches that lie below the tail of peaks.
  static let peakShare = 0.9
  /// The share of the highest peaks of which only their number counts: incidents of the history are
  /// among them, and how far those reach says nothing of normal data.
  static let censoredShare = 0.25
  /// By how much the tail of peaks is taken to be heavier than exponential.
  private static let shapeMargin = 0.03
  /// How many of the highest peaks are kept.
  static let largestPeakCount = 256
  /// How many standard deviations a count of the highest peaks stays below what was promised.
  private static let deviations = 2.0
  /// No threshold lies lower: twice the usual score is no alert, however calm the history was.
  static let smallestThreshold = 2.0
  /// The fewest stretches from which a budget can be calibrated.
  static let smallestStretchCount = 100
  private static let smallestUnit = 1e-6

  init(
    unit: Double, distribution: ScoreDistribution, peaks: TailModel, highestPeaks: [Double],
    stretch: Int, stretchCount: Int, otherAttempts: [Int: KeptPeaks] = [:]
  ) {
    self.highestPeaks = highestPeaks
    self.otherAttempts = otherAttempts
    self.unit = unit
    self.distribution = distribution
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
  ///   - others: Other such numbers, for which it is calibrated as well.
  ///   - pipeline: Whether the highest peaks are censored.
  /// - Throws: ``FitError/tooFewSamples(count:needed:)``, counted in stretches.
  /// - Complexity: O(n log n) for n scores, for each number of attempts.
  package init(
    scores: [[Double?]], interval: Int, attempts: Int, others: ClosedRange<Int>? = nil,
    pipeline: RolePipeline = .init()
  ) throws(FitError) {
    // A whole number of intervals, about an hour.
    let perStretch = max(1, 3600 / interval)
    let all = scores.flatMap { $0.compactMap { $0 } }
    let median = median(all) ?? 0
    // Where most rows are equal, their energy of 0 is no unit; 1 is what Gaussian data would have.
    let unit = median > Self.smallestUnit ? median : 1
    let numbers = [attempts] + (others.map(Array.init) ?? []).filter { $0 != attempts }
    let peaks = scores.map { host in
      Self.peaks(host, perStretch: perStretch, attempts: numbers)
        .map { $0.map { $0.map { $0 / unit } } }
    }
    let stretchCounts = numbers.indices.map { index in
      peaks.reduce(0) { $0 + $1[index].count { $0 != nil } }
    }
    guard stretchCounts[0] >= Self.smallestStretchCount else {
      throw .tooFewSamples(count: stretchCounts[0], needed: Self.smallestStretchCount)
    }
    let censoredShare = pipeline.takes(.censoring) ? Self.censoredShare : 0
    let tails = Parallel.map(numbers.count, threadCount: Parallel.processorCount) { index in
      stretchCounts[index] < Self.smallestStretchCount
        ? nil
        : Self.tail(
          of: peaks.map { $0[index] }, stretchCount: stretchCounts[index],
          censoring: censoredShare)
    }
    guard let own = tails[0] else { preconditionFailure("checked above") }
    var otherAttempts: [Int: KeptPeaks] = [:]
    for (index, number) in numbers.enumerated().dropFirst() {
      otherAttempts[number] = tails[index].map {
        KeptPeaks(tail: $0.tail, stretchCount: stretchCounts[index], thinning: $0.highest)
      }
    }
    self.init(
      unit: unit, distribution: try ScoreDistribution(fitting: all.map { $0 / unit }),
      peaks: own.tail, highestPeaks: own.highest, stretch: perStretch * interval,
      stretchCount: stretchCounts[0], otherAttempts: otherAttempts)
  }

  /// The calibration for another number of attempts; nil where the history was not asked for it.
  func with(attempts: Int) -> ScoreCalibration? {
    otherAttempts[attempts].map {
      ScoreCalibration(
        unit: unit, distribution: distribution, peaks: $0.tail, highestPeaks: $0.highest,
        stretch: stretch, stretchCount: $0.stretchCount)
    }
  }

  /// The largest score of each stretch that was kept up over consecutive samples, for each number of
  /// them; nil where none was.
  private static func peaks(
    _ scores: [Double?], perStretch: Int, attempts: [Int]
  ) -> [[Double?]] {
    var result = [[Double?]](repeating: [], count: attempts.count)
    var peaks = [Double](repeating: -.infinity, count: attempts.count)
    // The least of the last n scores, at n; below all scores before there were so many.
    var kept = [Double](repeating: -.infinity, count: (attempts.max() ?? 0) + 1)
    kept[0] = .infinity
    for (row, score) in scores.enumerated() {
      // A missing score neither ends nor prolongs a run, as in the monitor.
      if let score {
        for n in stride(from: kept.count - 1, to: 0, by: -1) { kept[n] = min(kept[n - 1], score) }
        for (index, n) in attempts.enumerated() { peaks[index] = max(peaks[index], kept[n]) }
      }
      if (row + 1) % perStretch == 0 {
        for index in peaks.indices {
          result[index].append(peaks[index] > -.infinity ? peaks[index] : nil)
          peaks[index] = -.infinity
        }
      }
    }
    return result
  }

  /// The tail of the peaks, those that follow on each other counted as one.
  ///
  /// An exponential tail, by maximum likelihood with the highest ones censored: scores are sums of
  /// surprises, whose tails are exponential wherever those of the energies were fitted well.
  private static func tail(
    of hosts: [[Double?]], stretchCount: Int, censoring share: Double
  ) -> (tail: TailModel, highest: [Double]) {
    let sorted = hosts.flatMap { $0.compactMap { $0 } }.sorted()
    let threshold = sorted[Int(peakShare * Double(sorted.count - 1))]
    var clusters: [Double] = []
    for host in hosts {
      var isOpen = false
      for peak in host {
        guard let peak else { continue }
        if peak > threshold {
          if isOpen { clusters[clusters.count - 1] = max(clusters[clusters.count - 1], peak) }
          if !isOpen { clusters.append(peak) }
        }
        isOpen = peak > threshold
      }
    }
    clusters.sort()
    let count = clusters.count
    let seen = max(min(count, 5), Int(((1 - share) * Double(count)).rounded(.up)))
    var sum = 0.0
    for rank in 0..<count { sum += clusters[min(rank, seen - 1)] - threshold }
    let tail = TailModel(
      threshold: threshold,
      exceedanceRate: max(Double(count), 1) / Double(stretchCount),
      scale: max(sum / Double(max(seen, 1)), max(abs(threshold), 1) * 1e-9), shape: 0,
      exceedanceCount: max(count, 1))
    return (tail, clusters.suffix(largestPeakCount).reversed())
  }

  /// The score from which on peaks count by their number alone.
  var censoredFrom: Double {
    peaks.score(forTailProbability: Self.censoredShare * peaks.exceedanceRate)
  }

  /// The probability of a score at least as high on normal data, above 0.
  package func pValue(of score: Double) -> Double { distribution.tailProbability(of: score) }

  /// The score that, kept up over the attempts, is reached as often as a budget allows.
  ///
  /// Where the history is long enough to have shown so rare a peak several times, no higher than it
  /// showed: the predicted tail reaches too far where scores have an end.
  ///
  /// - Parameter budget: False alerts per host and day, above 0.
  /// - Returns: A score in units of normal data.
  package func threshold(falseAlertsPerHostDay budget: Double) -> Double {
    let extrapolated = predictedPeaks.score(forTailProbability: stretchProbability(of: budget))
    let expected = stretchProbability(of: budget) * Double(stretchCount)
    return max(min(extrapolated, seenThreshold(expecting: expected)), Self.smallestThreshold)
  }

  /// The tail of the next peak, what is not known of the peaks' tail averaged over.
  ///
  /// A threshold by the estimated scale alone breaks the promise on average: a scale estimated too low by
  /// chance costs more alerts than one too high spares. With m peaks that tell the scale, the predictive
  /// tail is (1 + y/(m·σ))^(−m), of shape 1/m. Nor is the tail known to be exponential, which matters the
  /// more the further it is extrapolated: ``shapeMargin`` is added.
  private var predictedPeaks: TailModel {
    let seen = max(1, (1 - Self.censoredShare) * Double(peaks.exceedanceCount))
    return TailModel(
      threshold: peaks.threshold, exceedanceRate: peaks.exceedanceRate, scale: peaks.scale,
      shape: min(1 / seen + Self.shapeMargin, 0.5), exceedanceCount: peaks.exceedanceCount)
  }

  /// The peak of the history that surely is not exceeded more than a number of times in as long again:
  /// the r-th highest, where r and some standard deviations √r of such a count stay within the number.
  private func seenThreshold(expecting count: Double) -> Double {
    let root =
      0.5 * ((Self.deviations * Self.deviations + 4 * count).squareRoot() - Self.deviations)
    let rank = min(Int(root * root), highestPeaks.count)
    return rank > 0 ? highestPeaks[rank - 1] : .infinity
  }

  /// The share of stretches in which a budget allows an alert to begin.
  func stretchProbability(of budget: Double) -> Double { budget * Double(stretch) / 86400 }
}
