internal import SabaNumerics

/// The generalised extreme studentised deviate test on sorted values.
///
/// The most extreme value is taken away again and again; whichever it is, the rest is a stretch of the sorted
/// values, so that its median is at hand, its median absolute deviation a search between two sorted
/// lists, and its moments differences of running sums.
struct ExtremeDeviates {
  /// Which values count as extreme.
  enum Side {
    case both, above, below
  }

  /// The value taken away in a step, as a rank among all, its deviate and the critical value.
  struct Step {
    var rank: Int
    var deviate: Double
    var criticalValue: Double
  }

  /// The values in units, a power of two, that keep their squares within range.
  private let sorted: [Double]
  /// In the same units.
  private let resolution: Double
  private let isRobust: Bool
  private let side: Side
  private let significance: Double
  /// Running sums of values less the median of all, and of their squares, 0 in the middle.
  private let sums: [Double]
  private let squares: [Double]
  private let centre: Double

  /// Prepares a test.
  ///
  /// - Parameters:
  ///   - sorted: Ascending.
  ///   - resolution: The largest scale that rounding may leave, which counts as 0.
  ///   - isRobust: Whether median and median absolute deviation stand for mean and standard deviation.
  ///   - side: Which values count as extreme.
  ///   - significance: The chance to find any outlier among normal values.
  init(
    sorted: [Double], resolution: Double = 0, isRobust: Bool, side: Side, significance: Double
  ) {
    let unit = binaryUnit(of: sorted)
    let sorted = sorted.map { $0 / unit }
    self.sorted = sorted
    self.resolution = resolution / unit
    self.isRobust = isRobust
    self.side = side
    self.significance = significance
    let centre = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    self.centre = centre
    // Outwards from the middle, so that extremes do not blur the sums of what lies between them.
    var sums = [Double](repeating: 0, count: sorted.count + 1)
    var squares = sums
    let middle = sorted.count / 2
    for index in middle..<sorted.count {
      let value = sorted[index] - centre
      sums[index + 1] = sums[index] + value
      squares[index + 1] = squares[index] + value * value
    }
    for index in (0..<middle).reversed() {
      let value = sorted[index] - centre
      sums[index] = sums[index + 1] - value
      squares[index] = squares[index + 1] - value * value
    }
    self.sums = sums
    self.squares = squares
  }

  /// Takes away the most extreme values, one after the other.
  ///
  /// - Parameter count: At most so many.
  /// - Returns: All steps up to the last whose deviate exceeds its critical value.
  /// - Complexity: O(count·log n).
  func outliers(atMost count: Int) -> [Step] {
    var steps: [Step] = []
    var significant = 0
    var (low, high) = (0, sorted.count - 1)
    while steps.count < count, high - low >= 2 {
      let (location, scale) = isRobust ? robustMoments(low, high) : moments(low, high)
      if !(scale > resolution) { break }
      let above = sorted[high] - location
      let below = location - sorted[low]
      let isAbove = side == .above || side == .both && above >= below
      let left = high - low + 1
      steps.append(
        Step(
          rank: isAbove ? high : low, deviate: (isAbove ? above : below) / scale,
          criticalValue: criticalValue(left)))
      if isAbove { high -= 1 } else { low += 1 }
      if let step = steps.last, step.deviate > step.criticalValue { significant = steps.count }
    }
    return Array(steps[..<significant])
  }

  /// Rosner's λ for the most extreme of so many values.
  private func criticalValue(_ left: Int) -> Double {
    let tail = significance / Double(side == .both ? 2 * left : left)
    let t = studentQuantile(
      tail: min(max(tail, .leastNormalMagnitude), 0.5), degreesOfFreedom: Double(left - 2))
    let count = Double(left)
    return (count - 1) / (count * (1 + (count - 2) / t / t)).squareRoot()
  }

  private func moments(_ low: Int, _ high: Int) -> (Double, Double) {
    let count = Double(high - low + 1)
    let mean = (sums[high + 1] - sums[low]) / count
    let variance = (squares[high + 1] - squares[low] - count * mean * mean) / (count - 1)
    return (centre + mean, max(0, variance).squareRoot())
  }

  /// The median, and the median absolute deviation over 0.6745; where that is 0 the mean one times √(π/2).
  private func robustMoments(_ low: Int, _ high: Int) -> (Double, Double) {
    let count = high - low + 1
    let (lower, upper) = (low + (count - 1) / 2, low + count / 2)
    let median = 0.5 * sorted[lower] + 0.5 * sorted[upper]
    let spread =
      0.5 * deviation((count - 1) / 2, low, high, around: median, from: upper)
      + 0.5 * deviation(count / 2, low, high, around: median, from: upper)
    if spread > resolution { return (median, spread / 0.6744897501960817) }
    let split = upper
    let above = sums[high + 1] - sums[split] - Double(high + 1 - split) * (median - centre)
    let below = Double(split - low) * (median - centre) - (sums[split] - sums[low])
    return (median, max(0, above + below) / Double(count) * 1.2533141373155001)
  }

  /// The distance of this rank, from 0, of values from the median: `split` and what follows lie above.
  private func deviation(
    _ rank: Int, _ low: Int, _ high: Int, around median: Double, from split: Int
  ) -> Double {
    // So many of the nearest rank + 1 values lie above: the least number whose next one is farther
    // than what is taken below instead.
    let needed = rank + 1
    var (least, most) = (max(0, needed - (split - low)), min(needed, high + 1 - split))
    while least < most {
      let above = (least + most) / 2
      let below = needed - above
      if sorted[split + above] - median < median - sorted[split - below] {
        least = above + 1
      } else {
        most = above
      }
    }
    let below = needed - least
    return max(
      least > 0 ? sorted[split + least - 1] - median : 0,
      below > 0 ? median - sorted[split - below] : 0)
  }
}
