internal import SabaNumerics

/// The scale of a metric of activity, such as a rate: y = log(1 + x/u), linear for x well below u,
/// logarithmic above.
///
/// A host that does twice as much as another, and an hour that does ten times as much as another,
/// differ by the same amount wherever they are. Values below 0 mirror those above.
struct MetricLogarithm: Sendable, Hashable {
  /// u, in the metric's unit, above 0.
  let unit: Double

  init(unit: Double) {
    precondition(unit > 0 && unit.isFinite, "a unit above 0")
    self.unit = unit
  }

  /// Takes the median of a metric as the unit; where that is not above 0, the mean of what is, or 1.
  init(for values: [Double]) {
    let positive = values.filter { $0 > 0 }
    let mean = positive.reduce(0) { $0 + $1 / Double(positive.count) }
    let candidates = [median(values[...]) ?? 0, mean]
    self.init(unit: candidates.first { $0 > 0 && $0.isFinite } ?? 1)
  }

  /// A value of the metric on the scale.
  func scaled(_ value: Double) -> Double {
    let size = logarithm(1 + abs(value) / unit)
    return value < 0 ? -size : size
  }

  /// The value that stands at a place of the scale, in the metric's unit.
  func value(_ scaled: Double) -> Double {
    let size = unit * (exponential(abs(scaled)) - 1)
    return scaled < 0 ? -size : size
  }
}
