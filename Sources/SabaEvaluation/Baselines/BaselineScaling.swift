internal import Saba

/// The standard form of metrics that the baselines share: (x − median) / scale.
///
/// The scale is the distance from the 5 % to the 95 % quantile, in units in which it is the standard
/// deviation of Gaussian data: a few incidents in training do not move it, and a metric that
/// is mostly at rest still has one. It is floored, so that a metric that hardly moved in training does
/// not turn its first real movement into the anomaly of the century.
struct BaselineScaling: Sendable {
  /// The median of each metric in training; NaN for one that was never seen.
  let centres: [Double]
  /// What a deviation of 1 stands for, in the metric's unit; above 0.
  let scales: [Double]
  /// The least scale of each metric, in units of its scale; at most 1.
  let floors: [Double]

  /// The least scale, as a share of the metric's range in training.
  static let floorOfRange = 0.01
  /// The least scale, as a share of the metric's level: below it lies the noise of arithmetic.
  static let floorOfLevel = 1e-6
  /// The scale of a constant metric, as a share of its level, or in its own unit if that is 0.
  static let scaleOfConstant = 0.01
  /// No standardised value lies further out, so that squares and products of them stay finite.
  static let bound = 1e6
  /// The quantiles that the scale spans, 1 − this the upper one.
  private static let lowerQuantile = 0.05
  /// Their distance for Gaussian data, in standard deviations.
  private static let gaussianDistance = 3.289707253902945

  /// Learns from the values of each metric.
  ///
  /// - Parameter columns: The training values of each metric in any order; NaN is left out.
  /// - Complexity: O(n·log n) a metric.
  init(fitting columns: some Sequence<[Double]>) {
    var centres: [Double] = []
    var scales: [Double] = []
    var floors: [Double] = []
    for column in columns {
      let sorted = column.filter { !$0.isNaN }.sorted()
      guard !sorted.isEmpty else {
        centres.append(.nan)
        scales.append(1)
        floors.append(1)
        continue
      }
      // Divided before the difference is taken, which so cannot overflow.
      func distance(from low: Double, to high: Double, over unit: Double) -> Double {
        sorted.quantile(high) / unit - sorted.quantile(low) / unit
      }
      let centre = sorted.quantile(0.5)
      let range = distance(from: 0, to: 1, over: 1 / Self.floorOfRange)
      let floor =
        range > 0
        ? max(range, Self.floorOfLevel * abs(centre))
        : Self.scaleOfConstant * (centre == 0 ? 1 : abs(centre))
      let spread = distance(
        from: Self.lowerQuantile, to: 1 - Self.lowerQuantile, over: Self.gaussianDistance)
      let scale = max(spread, floor)
      centres.append(centre)
      scales.append(scale)
      floors.append(floor / scale)
    }
    self.centres = centres
    self.scales = scales
    self.floors = floors
  }

  /// Standardises rows in place; NaN stays NaN.
  func standardize(_ rows: inout Matrix) {
    let d = rows.columnCount
    let n = rows.rowCount
    rows.withMutableElements { (values: inout MutableSpan<Double>) in
      for row in 0..<n {
        for j in 0..<d {
          let z = (values[row * d + j] - centres[j]) / scales[j]
          values[row * d + j] = z.isNaN ? .nan : min(max(z, -Self.bound), Self.bound)
        }
      }
    }
  }
}

extension [Double] {
  /// The value at a share of the way through these ascending ones, the nearest.
  fileprivate func quantile(_ share: Double) -> Double {
    self[Int((share * Double(count - 1)).rounded())]
  }
}
