internal import Saba

/// Where values are on the vertical axis of a chart, and which of them are labelled.
struct ChartScale: Sendable, Hashable {
  /// How values become heights.
  enum Kind: String, Sendable, Hashable {
    /// Equal differences are equally high.
    case linear
    /// Equal factors are equally high.
    case logarithmic
  }

  /// A labelled value.
  struct Tick: Sendable, Hashable {
    /// The value.
    var value: Double
    /// The value with its prefix, such as `1.5k`.
    var label: String
  }

  /// How values become heights.
  let kind: Kind
  /// The value at the bottom.
  let low: Double
  /// The value at the top, above ``low``.
  let high: Double
  /// The labelled values, ascending.
  let ticks: [Tick]

  /// Values beyond this are drawn as if they were this, so that no difference overflows.
  private static let largest = 1e300

  /// A scale for values that may be of any sign, rounded outwards to its ticks.
  ///
  /// - Parameter values: What is to be seen; those that are not finite do not count.
  init(linearOver values: some Sequence<Double>) {
    var (low, high) = Self.extremes(of: values) ?? (0, 1)
    if high - low <= 1e-9 * max(low.magnitude, high.magnitude) {
      let room = low == 0 ? 1 : 0.1 * low.magnitude
      (low, high) = (low - room, high + room)
    }
    let step = Self.roundStep(over: high - low)
    let first = (low / step).rounded(.down)
    let count = max(1, Int(((high / step).rounded(.up) - first).rounded()))
    kind = .linear
    self.low = first * step
    self.high = (first + Double(count)) * step
    let largest = max(self.low.magnitude, self.high.magnitude)
    ticks = (0...count).map { index in
      let value = (first + Double(index)) * step
      return Tick(value: value, label: Self.label(value, largest: largest, step: step))
    }
  }

  /// A scale for values above 0, of which the peaks dwarf the others.
  ///
  /// - Parameters:
  ///   - values: What is to be seen; those that are not finite do not count.
  ///   - floor: The least value that is shown as it is, above 0; lower ones lie at the bottom.
  init(logarithmicOver values: some Sequence<Double>, floor: Double) {
    let (least, most) = Self.extremes(of: values) ?? (floor, 10 * floor)
    kind = .logarithmic
    low = max(floor, 0.8 * least)
    high = max(10 * low, 1.25 * most)
    let decades = Int((logarithm(high / low) / logarithm(10)).rounded(.up))
    let factors: [Double] = decades <= 1 ? [1, 2, 5] : decades <= 2 ? [1, 3] : [1]
    let stride = max(1, (decades + 4) / 5)
    var ticks: [Tick] = []
    var decade = power(10, (logarithm(low) / logarithm(10)).rounded(.down))
    while decade <= high {
      for factor in factors where (low...high).contains(factor * decade) {
        ticks.append(Tick(value: factor * decade, label: Self.label(factor * decade)))
      }
      decade *= power(10, Double(stride))
    }
    self.ticks = ticks
  }

  /// Where a value is: 0 at the bottom, 1 at the top; what lies beyond is on the edge.
  func position(of value: Double) -> Double {
    let value = min(max(value, low), high)
    switch kind {
    case .linear: return (value - low) / (high - low)
    case .logarithmic: return logarithm(value / low) / logarithm(high / low)
    }
  }

  private static func extremes(of values: some Sequence<Double>) -> (low: Double, high: Double)? {
    var result: (low: Double, high: Double)?
    for value in values where value.isFinite {
      let value = min(max(value, -largest), largest)
      result = (min(result?.low ?? value, value), max(result?.high ?? value, value))
    }
    return result
  }

  /// The least of 1, 2 and 5 times a power of ten of which at most five make up the span.
  private static func roundStep(over span: Double) -> Double {
    let least = span / 5
    let decade = power(10, (logarithm(least) / logarithm(10)).rounded(.down))
    let factor = [1.0, 2, 5].first { $0 * decade >= least } ?? 10
    return factor * decade
  }

  /// A value by itself, with as many digits as people read.
  static func label(_ value: Double) -> String { NumberText.text(value) }

  /// A value among its neighbours: one prefix or power of ten for all, and the digits that tell
  /// them apart.
  private static func label(_ value: Double, largest: Double, step: Double) -> String {
    let prefixes: [(factor: Double, name: String)] = [
      (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""),
    ]
    guard value != 0 else { return "0" }
    let unit: (factor: Double, name: String)
    if largest < 1e-3 {
      let exponent = Int((logarithm(largest) / logarithm(10)).rounded(.down))
      unit = (power(10, Double(exponent)), "e\(exponent)")
    } else if largest < 1e18, step > 1e-6,
      let prefix = prefixes.first(where: { largest >= $0.factor }) ?? prefixes.last
    {
      unit = prefix
    } else {
      return "\(value)"
    }
    var digits = 0
    var resolution = step / unit.factor
    while resolution < 0.999, digits < 7 {
      resolution *= 10
      digits += 1
    }
    return FixedPoint.text(value / unit.factor, digits: digits) + unit.name
  }
}
