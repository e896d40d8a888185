/// The standard form of a role's metrics: centred, scaled, and compressed far out.
///
/// z = g((x − centre) / scale), where g leaves |z| ≤ 10 as it is and grows only logarithmically
/// beyond: one metric a thousand scales away says hardly more than one a hundred scales away, and
/// squares of it cannot overflow.
struct MetricScaling: Sendable, Hashable {
  /// The mean of each metric over the history.
  let centres: [Double]
  /// The standard deviation of each metric, floored.
  let scales: [Double]

  /// Where compression begins.
  static let bound = 10.0

  /// The least scale, as a share of the metric's range in the history. A metric that hardly moved
  /// must not turn its first real movement into the anomaly of the century.
  static let floorOfRange = 0.01

  init(centres: [Double], scales: [Double]) {
    self.centres = centres
    self.scales = scales
  }

  /// Learns centre and scale from rows without missing values.
  init(fitting samples: Matrix) {
    let d = samples.columnCount
    let n = Double(samples.rowCount)
    var centres: [Double] = []
    var scales: [Double] = []
    for j in 0..<d {
      let column = samples.column(j)
      var sum = 0.0
      for value in column { sum += value / n }
      var squares = 0.0
      for value in column { squares += (value - sum) * (value - sum) / n }
      let range = (column.max() ?? 0) - (column.min() ?? 0)
      // A constant metric has no range: a hundredth of its level stands in, and where the level is
      // 0 too, a hundredth of the metric's unit.
      let floor =
        Self.floorOfRange * (range > 0 ? range : (sum != 0 ? abs(sum) : 1))
      centres.append(sum)
      scales.append(max(squares.squareRoot(), floor))
    }
    self.init(centres: centres, scales: scales)
  }

  /// Standardises a value; NaN stays NaN.
  func standardized(_ value: Double, metric: Int) -> Double {
    let z = (value - centres[metric]) / scales[metric]
    let size = abs(z)
    guard size > Self.bound else { return z }
    let compressed = Self.bound * (1 + logarithm(size / Self.bound))
    return z < 0 ? -compressed : compressed
  }

  /// The value in the metric's unit that a standardised one stands for.
  func value(_ z: Double, metric: Int) -> Double {
    let size = abs(z)
    let plain = size > Self.bound ? Self.bound * exponential(size / Self.bound - 1) : size
    return centres[metric] + (z < 0 ? -plain : plain) * scales[metric]
  }

  /// Standardises every row.
  func standardized(_ samples: Matrix) -> Matrix {
    var elements = samples.elements
    let d = samples.columnCount
    for i in elements.indices { elements[i] = standardized(elements[i], metric: i % d) }
    return Matrix(rowCount: samples.rowCount, columnCount: d, elements: elements)
  }
}
