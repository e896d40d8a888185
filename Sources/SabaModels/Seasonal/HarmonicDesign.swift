internal import SabaNumerics

/// The columns of a harmonic regression.
struct HarmonicDesign: Sendable, Hashable {
  /// A season by those of its harmonics that are columns.
  struct Season: Sendable, Hashable {
    let period: Double
    let harmonics: [Int]
  }

  /// The time at which the slope's column is 0.
  let centre: Int
  let hasSlope: Bool
  /// Where the slope changes, ascending.
  let changePoints: [Int]
  let seasons: [Season]
  let regressorNames: [String]

  static let day = 86_400.0

  /// The harmonics of seasons up to their orders that a grid can tell apart: none beyond half a cycle
  /// a step, and none that an earlier season has.
  static func seasons(
    _ orders: [(period: Double, order: Int)], interval: Int
  ) -> [Season] {
    let rounding = 1e-9
    var frequencies: [Double] = []
    return orders.map { period, order in
      let harmonics = (0..<order).map { $0 + 1 }.filter { harmonic in
        let frequency = Double(harmonic) / period
        return 2 * frequency * Double(interval) <= 1 + rounding
          && !frequencies.contains { abs($0 - frequency) <= rounding * frequency }
      }
      frequencies += harmonics.map { Double($0) / period }
      return Season(period: period, harmonics: harmonics)
    }
  }

  /// What the columns are called, in their order.
  var names: [String] {
    ["level"] + (hasSlope ? ["slope a day"] : [])
      + changePoints.map { "change of slope at \($0)" }
      + seasons.flatMap { season in
        season.harmonics.flatMap { harmonic in
          ["sine", "cosine"].map { "\($0) \(harmonic) of \(season.period) s" }
        }
      } + regressorNames
  }

  var columnCount: Int {
    firstHarmonic + seasons.reduce(0) { $0 + 2 * $1.harmonics.count } + regressorNames.count
  }

  /// The first column of a change of slope.
  var firstChange: Int { hasSlope ? 2 : 1 }

  /// The first column of a season.
  var firstHarmonic: Int { firstChange + changePoints.count }

  /// The columns at some points of a grid.
  ///
  /// - Parameters:
  ///   - points: Indices of the grid.
  ///   - grid: Any grid.
  ///   - covariates: Along the grid.
  /// - Returns: `[points × columns]`.
  func rows(at points: [Int], of grid: TimeGrid, _ covariates: HarmonicCovariates) -> Matrix {
    let width = columnCount
    var result = Matrix(rowCount: points.count, columnCount: width)
    result.withMutableElements { elements in
      for (row, point) in points.enumerated() {
        let time = grid.time(at: point)
        var next = row * width
        func put(_ value: Double, _ elements: inout MutableSpan<Double>) {
          elements[next] = value
          next += 1
        }
        put(1, &elements)
        if hasSlope { put(Double(time - centre) / Self.day, &elements) }
        for change in changePoints {
          put(Double(max(0, time - change)) / Self.day, &elements)
        }
        let local = Double(time + (covariates.utcOffsets?[point] ?? 0))
        for season in seasons {
          let phase = local.truncatingRemainder(dividingBy: season.period) / season.period
          for harmonic in season.harmonics {
            let (sine, cosine) = Self.circle(Double(harmonic) * phase)
            put(sine, &elements)
            put(cosine, &elements)
          }
        }
        for regressor in covariates.regressors { put(regressor.values[point], &elements) }
      }
    }
    return result
  }

  /// The sine and cosine of a number of turns, exact at quarters, so that a column which vanishes on
  /// a grid is 0 and not rounding.
  static func circle(_ turns: Double) -> (sine: Double, cosine: Double) {
    let quarters = (4 * turns).rounded()
    let rest = 2 * Double.pi * (turns - 0.25 * quarters)
    let s = sine(rest)
    let c = cosine(rest)
    return switch Int(quarters) & 3 {
    case 0: (s, c)
    case 1: (c, -s)
    case 2: (-s, -c)
    default: (-c, s)
    }
  }
}
