import Saba

/// A NAB score straight from its definition: one threshold, one row after the other.
enum NaiveNAB {
  static func score(
    _ files: [(scores: [Double], windows: [ClosedRange<Int>])], falseAlarm: Double, miss: Double
  ) -> Double? {
    let thresholds = Set(files.flatMap(\.scores)).filter { $0 > -.infinity }.union([.infinity])
    var best = -Double.infinity
    var windowCount = 0
    for threshold in thresholds {
      var sum = 0.0
      windowCount = 0
      for file in files {
        let n = file.scores.count
        let learning = min(n * 15 / 100, 750)
        for window in file.windows where window.upperBound >= learning {
          windowCount += 1
          let width = Double(window.count)
          let worth = window.filter { $0 >= learning && file.scores[$0] >= threshold }.map {
            squash(-Double(window.upperBound - $0 + 1) / width) / squash(-1)
          }
          sum += worth.max() ?? -miss
        }
        for row in 0..<n where row >= learning && file.scores[row] >= threshold {
          if file.windows.contains(where: { $0.contains(row) }) { continue }
          let before = file.windows.last { $0.upperBound < row }
          sum +=
            falseAlarm
            * (before.map {
              $0.count == 1 ? -1 : squash(Double(row - $0.upperBound) / Double($0.count - 1))
            } ?? -1)
        }
      }
      best = max(best, sum)
    }
    let count = Double(windowCount)
    return windowCount == 0 ? nil : 100 * (best + miss * count) / (count + miss * count)
  }

  private static func squash(_ y: Double) -> Double {
    y > 3 ? -1 : (1 - power(2.718281828459045, 5 * y)) / (1 + power(2.718281828459045, 5 * y))
  }
}
