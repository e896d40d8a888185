internal import Saba

/// One file of a corpus for ``NABScore``: a score a row, and the windows around its anomalies.
public struct NABFile: Sendable, Hashable {
  /// The scores, row by row, higher is worse; minus infinity where one was not a number.
  public let scores: [Double]
  /// The windows in order, first and last row; those that overlapped are one.
  public let windows: [ClosedRange<Int>]

  /// Takes scores and windows.
  ///
  /// - Parameters:
  ///   - scores: Higher is worse; any unit, the same in all files of a corpus. A score that is not
  ///     a number never alarms.
  ///   - windows: Within the file, in any order. Windows that overlap become one, adjacent ones
  ///     stay two.
  /// - Complexity: O(n), and O(w log w) in the windows.
  public init(scores: [Double], windows: [ClosedRange<Int>]) {
    precondition(
      windows.allSatisfy { $0.lowerBound >= 0 && $0.upperBound < scores.count },
      "windows lie within the file")
    self.scores = scores.map { $0.isNaN ? -.infinity : $0 }
    var merged: [ClosedRange<Int>] = []
    for window in windows.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, last.upperBound >= window.lowerBound {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, window.upperBound)
      } else {
        merged.append(window)
      }
    }
    self.windows = merged
  }
}

/// The score of the Numenta Anomaly Benchmark over a corpus, for its three profiles.
///
/// It is 0 for a detector that never alarms and 100 for one that alarms on the first row of every
/// window and nowhere else. As the threshold is the best, one that never alarms among others, no
/// score is negative.
///
/// A row alarms where its score reaches the threshold, one for the whole corpus, the best for each
/// profile. The first min(⌊0.15 n⌋, 750) rows of a file are for learning and do not count. With
/// f(y) = 2/(1 + e⁵ʸ) − 1, an alarm in a window earns f(y)/f(−1), where y runs from −1 on the
/// window's first row to −1/width on its last; only the best alarm of a window counts, and a window
/// without one costs the weight of a miss. An alarm elsewhere costs its profile's weight times f(y),
/// where y is the distance to the end of the window before it, by that window's width less one; the
/// whole weight if y > 3 or there is no such window.
///
/// Windows that end within the learning rows count nowhere. In the benchmark there are none.
///
/// Accuracy: agrees with the definition to 1e-10 (References/nab.py). Source: Lavin, Ahmad (2015),
/// doi:10.1109/ICMLA.2015.141, and its program (github.com/numenta/NAB).
public struct NABScore: Sendable, Hashable, Codable {
  /// The score where a false alarm weighs 0.11 and a miss 1.
  public let standard: Double
  /// The score where a false alarm weighs 0.22 and a miss 1.
  public let lowFalsePositives: Double
  /// The score where a false alarm weighs 0.11 and a miss 2.
  public let lowFalseNegatives: Double

  /// Scores a detector over a corpus; `nil` without a window.
  ///
  /// - Parameter files: All files, in any order.
  /// - Complexity: O(n log n) in the rows of all files.
  public init?(files: [NABFile]) {
    let alarms = Alarms(files)
    guard alarms.windowCount > 0 else { return nil }
    standard = alarms.bestScore(falseAlarm: 0.11, miss: 1)
    lowFalsePositives = alarms.bestScore(falseAlarm: 0.22, miss: 1)
    lowFalseNegatives = alarms.bestScore(falseAlarm: 0.11, miss: 2)
  }
}

/// What the alarms at or above every distinct score of a corpus are worth, highest score first.
private struct Alarms {
  private(set) var windowCount = 0
  /// Windows with an alarm, by level.
  private var found: [Double] = []
  /// The sum of the best values of the found windows, by level.
  private var earned: [Double] = []
  /// The sum of f over the false alarms, negative, by level.
  private var falseAlarms: [Double] = []

  private struct Row {
    let score: Double
    /// f(y)/f(−1) in a window, f(y) elsewhere.
    let value: Double
    /// The window's number in the corpus; -1 elsewhere.
    let window: Int
  }

  init(_ files: [NABFile]) {
    var rows: [Row] = []
    rows.reserveCapacity(files.reduce(0) { $0 + $1.scores.count })
    for file in files { addRows(of: file, to: &rows) }
    // Rows whose scores were not numbers never alarm.
    rows = rows.filter { $0.score > -.infinity }.sorted { $0.score > $1.score }

    var best = [Double](repeating: 0, count: windowCount)
    var (foundCount, earnedSum, falseSum) = (0, 0.0, 0.0)
    for (i, row) in rows.enumerated() {
      if row.window < 0 {
        falseSum += row.value
      } else if row.value > best[row.window] {
        if best[row.window] == 0 { foundCount += 1 }
        earnedSum += row.value - best[row.window]
        best[row.window] = row.value
      }
      if i + 1 == rows.count || rows[i + 1].score < row.score {
        found.append(Double(foundCount))
        earned.append(earnedSum)
        falseAlarms.append(falseSum)
      }
    }
  }

  private mutating func addRows(of file: NABFile, to rows: inout [Row]) {
    let n = file.scores.count
    let learning = min(Int((0.15 * Double(n)).rounded(.down)), 750)
    let first = squash(-1)
    var windows = file.windows[...]
    var before: ClosedRange<Int>?
    var row = 0
    while row < n {
      let window = windows.first
      if let window, window.lowerBound == row {
        windows.removeFirst()
        before = window
        row = window.upperBound + 1
        guard row > learning else { continue }
        for i in max(window.lowerBound, learning)...window.upperBound {
          let y = -Double(window.upperBound - i + 1) / Double(window.count)
          rows.append(Row(score: file.scores[i], value: squash(y) / first, window: windowCount))
        }
        windowCount += 1
      } else {
        let end = window?.lowerBound ?? n
        for i in max(row, min(learning, end))..<end {
          // A window of one row has no width less one: all is far behind it.
          let value = before.map { squash(Double(i - $0.upperBound) / Double($0.count - 1)) } ?? -1
          rows.append(Row(score: file.scores[i], value: value, window: -1))
        }
        row = end
      }
    }
  }

  /// The best score of any threshold, or of no alarm, on the scale from 0 to 100.
  func bestScore(falseAlarm: Double, miss: Double) -> Double {
    let count = Double(windowCount)
    var best = 0.0
    for level in found.indices {
      // Beyond what never alarming is worth, which is a miss of every window.
      let gain = earned[level] + miss * found[level] + falseAlarm * falseAlarms[level]
      best = max(best, gain)
    }
    return 100 * best / (count + miss * count)
  }
}

/// NAB's scaled sigmoid f: 1 far ahead of a window's end, 0 at it, -1 far behind.
private func squash(_ y: Double) -> Double {
  y > 3 ? -1 : 2 / (1 + exponential(5 * y)) - 1
}
