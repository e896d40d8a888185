internal import SabaNumerics

/// Finds the stretches of a history that stand apart from all the rest of it: its incidents.
///
/// A promise over heavy tails or bursts has to take how far these reach from the history, so that not
/// what is far out is cut, but what leaves a gap. Peaks of energies at least an hour apart are put in
/// order; above any of them their logarithms are taken as exponential, as for a Pareto tail, and the k
/// highest stand apart where the gap below them is longer than the ``neighbourCount`` peaks under it let
/// expect. As spacings of exponential order statistics are independent, k times the gap over the mean
/// of the like under it has the distribution F(2, 2m). Lighter tails have shorter gaps.
///
/// A long history has many gaps to try: the level of the test is shared between them.
///
/// No more stretches are cut than `sensitive` promises false alerts: were all of them normal after all, and
/// came again, that would be the number of alerts too many.
///
/// Source: Weissman (1978), doi:10.1080/01621459.1978.10480104, for the spacings; Kimber (1982),
/// doi:10.2307/2347996, for tests of several upper outliers in exponential samples.
struct OutlyingStretches: Sendable, Hashable {
  /// A stretch of one host.
  struct Stretch: Sendable, Hashable {
    /// The number of the host's frame.
    var host: Int
    /// The rows of its frame.
    var rows: Range<Int>
  }

  /// In order of host and time; none overlap.
  let stretches: [Stretch]

  /// How often the search is repeated on what is left, whose density shows more clearly what is unlike
  /// it.
  static let largestRoundCount = 3
  /// Runs above this quantile of the energies have a peak.
  private static let quantile = 0.95
  /// How many peaks below a gap tell what gap to expect.
  private static let neighbourCount = 12
  /// The probability of taking any gap of a Pareto tail for one that is too long.
  private static let significance = 0.01
  /// The least gap: what is not half as high again as the next does not stand apart, be it significant.
  private static let leastGap = logarithm(1.5)
  /// The least mean spacing of the neighbours: peaks that are all but equal tell nothing of gaps.
  private static let leastSpacing = 0.05

  /// The most stretches that are cut.
  ///
  /// - Parameter days: The length of the history, in days of one host.
  /// - Returns: At least 1.
  static func largestCount(inDays days: Double) -> Int {
    max(1, Int(days * Sensitivity.sensitive.falseAlertsPerHostDay))
  }

  /// Finds what stands apart by either energy.
  ///
  /// - Parameters:
  ///   - energies: For each host on its grid, by densities that did not see the row; nil where there
  ///     are none.
  ///   - interval: The length of a row, in seconds.
  ///   - largestCount: The most stretches by each energy.
  /// - Complexity: O(n log n) for n rows.
  init(
    in energies: [[(level: Double, dynamics: Double)?]], interval: Int, largestCount: Int
  ) {
    let perHour = max(1, 3600 / interval)
    var found: [Stretch] = []
    if largestCount > 0 {
      for energy in [
        energies.map { $0.map { $0?.level } }, energies.map { $0.map { $0?.dynamics } },
      ] {
        let runs = Self.runs(in: energy, perHour: perHour)
        found += runs.prefix(Self.outlierCount(of: runs.map(\.peak), largest: largestCount))
          .map(\.stretch)
      }
    }
    found.sort { ($0.host, $0.rows.lowerBound) < ($1.host, $1.rows.lowerBound) }
    var merged: [Stretch] = []
    for stretch in found {
      if let last = merged.last, last.host == stretch.host,
        stretch.rows.lowerBound <= last.rows.upperBound
      {
        merged[merged.count - 1].rows =
          last.rows.lowerBound..<max(last.rows.upperBound, stretch.rows.upperBound)
      } else {
        merged.append(stretch)
      }
    }
    stretches = merged
  }

  private typealias Run = (stretch: Stretch, peak: Double)

  /// The runs of high energies, the highest first; what lies less than an hour apart is one.
  private static func runs(in energies: [[Double?]], perHour: Int) -> [Run] {
    let sorted = energies.flatMap { $0.compactMap { $0 } }.sorted()
    if sorted.isEmpty { return [] }
    let high = sorted[Int(quantile * Double(sorted.count - 1))]
    var runs: [Run] = []
    for (host, energies) in energies.enumerated() {
      var open: Run?
      for (row, energy) in energies.enumerated() {
        guard let energy, energy > high else { continue }
        if let run = open, row - run.stretch.rows.upperBound < perHour {
          open = (
            Stretch(host: host, rows: run.stretch.rows.lowerBound..<row + 1),
            max(run.peak, energy)
          )
        } else {
          if let open { runs.append(open) }
          open = (Stretch(host: host, rows: row..<row + 1), energy)
        }
      }
      if let open { runs.append(open) }
    }
    return runs.sorted { $0.peak > $1.peak }
  }

  /// How many of the highest peaks stand apart.
  ///
  /// - Parameters:
  ///   - peaks: Above 0, the highest first.
  ///   - largest: The most that may.
  /// - Returns: From 0 to as many as may.
  static func outlierCount(of peaks: [Double], largest: Int) -> Int {
    let logarithms = peaks.map { logarithm(max($0, .leastNormalMagnitude)) }
    let m = neighbourCount
    var count = 0
    var k = 1
    while k <= largest, k + m < peaks.count {
      var spacing = 0.0
      for j in k..<k + m { spacing += Double(j + 1) * (logarithms[j] - logarithms[j + 1]) }
      let gap = logarithms[k - 1] - logarithms[k]
      let ratio = Double(k) * gap / max(spacing / Double(m), leastSpacing)
      let pValue = power(1 + ratio / Double(m), -Double(m))
      if gap > leastGap, pValue * Double(largest) < significance { count = k }
      k += 1
    }
    return count
  }
}

extension RoleHistory {
  /// The history with stretches of hosts made gaps.
  func trimmed(_ stretches: [OutlyingStretches.Stretch]) -> RoleHistory {
    var frames = frames
    for stretch in stretches {
      let frame = frames[stretch.host]
      var values = frame.values
      for row in stretch.rows {
        for column in metrics.indices { values[row, column] = .nan }
      }
      frames[stretch.host] = MetricFrame(
        host: frame.host, metrics: metrics, start: frame.start, interval: interval,
        values: values)
    }
    return RoleHistory(metrics: metrics, interval: interval, frames: frames)
  }
}
