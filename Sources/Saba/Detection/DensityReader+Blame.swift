internal import SabaNumerics

extension DensityReader {
  /// Half the width of the expected band, in standard deviations: 99.7 % where it is Gaussian.
  static let bandHalfWidth = 3.0

  /// Every metric with what was expected of it, in the model's order; the shares are the blame itself.
  ///
  /// A metric's blame is its own share of both energies, the other metrics integrated out: the squared
  /// distance of its value from the level, and of its movement from what those before it let expect,
  /// each in units of its variance. Missing metrics have none.
  ///
  /// - Parameters:
  ///   - block: Holds the row's features.
  ///   - row: Which row.
  ///   - values: The row in the metrics' units.
  ///   - offsets: The host's, `[d]`.
  ///   - time: In seconds since the epoch.
  ///   - view: How the row was judged.
  /// - Returns: One contribution a metric.
  /// - Complexity: O(d·f) for f dynamics features.
  func blame(
    of block: borrowing FeatureBlock, row: Int, values: Span<Double>, offsets: [Double],
    at time: Int, view: View
  ) -> [Verdict.Contribution] {
    let d = density.dimension
    let scaling = density.scaling
    let level = density.level
    let sample = block.levels(of: [row]).elements
    let movement = block.dynamics(of: [row]).elements
    let change = block.changes[row]
    let seen = (0..<d).map { change?.seen(sample[$0], metric: $0, view: view) ?? sample[$0] }
    let component = nearestComponent(to: seen)
    let pastCount = density.past.dimension
    return (0..<d).map { j in
      let variance = level.variance(ofMetric: j, component: component)
      var blame = 0.0
      if !sample[j].isNaN {
        let away = seen[j] - level.means[component, j]
        blame = away * away / variance
        var expected = density.transition.intercepts[j]
        for i in 0..<pastCount where !movement[i].isNaN {
          expected += density.transition.weights[j, i] * movement[i]
        }
        let moved = movement[pastCount + j] - expected
        blame += moved * moved / density.transition.variances[j]
      }
      let spread = max(variance - density.regularization.level, Self.smallestVariance)
      let growth = view == .widened ? change?.growth[j] ?? 1 : 1
      let half = Self.bandHalfWidth * spread.squareRoot() * growth
      let mean =
        level.means[component, j] * growth + (view == .role ? 0 : change?.shift[j] ?? 0)
      return .init(
        metric: density.metrics[j], value: values[j].isFinite ? values[j] : .nan,
        expected: scaling.value(mean, metric: j, at: time, offset: offsets[j]),
        low: scaling.value(mean - half, metric: j, at: time, offset: offsets[j]),
        high: scaling.value(mean + half, metric: j, at: time, offset: offsets[j]), share: blame)
    }
  }

  /// No band is narrower than this variance, standardised, makes it.
  private static let smallestVariance = 1e-2

  /// The state that a host seems to be in: the component nearest to its metrics, all having one
  /// covariance.
  private func nearestComponent(to sample: [Double]) -> Int {
    let level = density.level
    var nearest = 0
    var least = Double.infinity
    for component in 0..<level.componentCount {
      var distance = 0.0
      for j in 0..<density.dimension where !sample[j].isNaN {
        let away = sample[j] - level.means[component, j]
        distance += away * away
      }
      if distance < least {
        least = distance
        nearest = component
      }
    }
    return nearest
  }
}
