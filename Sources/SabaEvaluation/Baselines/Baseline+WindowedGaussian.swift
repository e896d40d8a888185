internal import Saba

extension Baseline {
  /// `windowed-gaussian`: the mean over the metrics of |x − mean| / standard deviation, both of a
  /// window of past rows.
  ///
  /// The window is that of the Numenta benchmark's detector of this name: it grows to 6 400 rows, from
  /// then on it moves by 100 rows at a time. That detector's score is the normal distribution's
  /// probability of a smaller deviation, which puts rows in the same order. A metric takes part from
  /// its hundredth value on. Causal.
  ///
  /// Source: Lavin, Ahmad (2015), doi:10.1109/ICMLA.2015.141.
  public static let windowedGaussian = Baseline(name: "windowed-gaussian") { data in
    let floors = data.scaling.floors
    return { track in
      let d = track.values.columnCount
      var deviations = track.values
      var window = Moments(metricCount: d)
      var steps: [Moments] = []
      var step = Moments(metricCount: d)
      for row in 0..<track.values.rowCount {
        if row > 0, row % stepLength == 0 {
          steps.append(step)
          step = Moments(metricCount: d)
          if row > windowLength {
            window = Moments(metricCount: d)
            for past in steps.suffix(windowLength / stepLength) { window += past }
          }
        }
        for j in 0..<d {
          let deviation = abs(track.values[row, j] - window.means[j])
          deviations[row, j] =
            window.counts[j] >= smallestCount
            ? deviation / max(window.standardDeviation(j), floors[j]) : .nan
        }
        step.add(row, of: track.values)
        if row < windowLength { window.add(row, of: track.values) }
      }
      return BaselineScores(meanOf: deviations)
    }
  }

  private static let windowLength = 6_400
  private static let stepLength = 100
  private static let smallestCount = 100.0
}

/// Count, mean and sum of squared deviations of each metric over some rows.
private struct Moments {
  private(set) var counts: [Double]
  private(set) var means: [Double]
  private var squares: [Double]

  init(metricCount d: Int) {
    counts = [Double](repeating: 0, count: d)
    means = counts
    squares = counts
  }

  func standardDeviation(_ metric: Int) -> Double {
    (squares[metric] / counts[metric]).squareRoot()
  }

  /// Adds a row; NaN is left out.
  mutating func add(_ row: Int, of values: Matrix) {
    for j in counts.indices where !values[row, j].isNaN {
      counts[j] += 1
      let deviation = values[row, j] - means[j]
      means[j] += deviation / counts[j]
      squares[j] += deviation * (values[row, j] - means[j])
    }
  }

  /// Pools the moments of other rows (Chan, Golub, LeVeque 1983, doi:10.1080/00031305.1983.10483115).
  static func += (left: inout Moments, right: Moments) {
    for j in left.counts.indices where right.counts[j] > 0 {
      let count = left.counts[j] + right.counts[j]
      let difference = right.means[j] - left.means[j]
      left.squares[j] +=
        right.squares[j] + difference * difference * left.counts[j] * right.counts[j] / count
      left.means[j] += difference * right.counts[j] / count
      left.counts[j] = count
    }
  }
}
