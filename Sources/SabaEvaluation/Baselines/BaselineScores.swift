internal import Saba

/// The scores of a track's rows, and each metric's part in them.
struct BaselineScores {
  /// A score a row; NaN where there is none.
  var scores: [Double]
  /// Each metric's part, `[n × d]`, 0 or more, NaN where it has none; nil for a method without parts.
  var blame: Matrix?

  /// Takes scores that do not add up from parts.
  init(scores: [Double], blame: Matrix? = nil) {
    self.scores = scores
    self.blame = blame
  }

  /// Scores each row by the mean of its parts; NaN is left out.
  init(meanOf parts: Matrix) {
    self.init(parts) { sum, count in
      sum / Double(count)
    } adding: {
      $0 + $1
    }
  }

  /// Scores each row by the largest of its parts; NaN is left out.
  init(maximumOf parts: Matrix) {
    self.init(parts) { largest, _ in
      largest
    } adding: {
      max($0, $1)
    }
  }

  private init(
    _ parts: Matrix, result: (_ total: Double, _ count: Int) -> Double,
    adding: (Double, Double) -> Double
  ) {
    let d = parts.columnCount
    let all = parts.elements.span
    scores = (0..<parts.rowCount).map { row in
      var total = 0.0
      var count = 0
      for index in row * d..<(row + 1) * d where !all[index].isNaN {
        total = adding(total, all[index])
        count += 1
      }
      return count == 0 ? .nan : result(total, count)
    }
    blame = parts
  }
}
