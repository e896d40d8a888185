internal import SabaNumerics

/// A series about its median and of size 1, so that neither a level far from 0 nor a scale costs
/// digits; 0 where missing.
struct CentredSeries {
  /// The observations as they came.
  let original: [Double]
  /// What is subtracted.
  let centre: Double
  /// The power of two by which the rest is divided.
  let unit: Double
  /// The observations less the centre, in units, 0 where missing.
  let values: [Double]
  /// How far rounding may have moved an observation or sums with it, in units: 8 steps of the largest.
  let rounding: Double
  /// Whether each value was observed; nil where all were.
  let isObserved: [Bool]?

  /// Centres a series.
  init(_ original: [Double]) throws(FitError) {
    if let index = original.firstIndex(where: \.isInfinite) { throw .infiniteValue(index: index) }
    guard let centre = median(original.lazy.filter { !$0.isNaN }) else {
      throw .tooFewSamples(count: 0, needed: 1)
    }
    self.original = original
    self.centre = centre
    let distances = original.map { $0.isNaN ? 0 : $0 - centre }
    let unit = binaryUnit(of: distances)
    self.unit = unit
    let largest = original.reduce(0) { max($0, $1.isNaN ? 0 : abs($1)) }
    rounding = 8 * Double.ulpOfOne * (largest / unit)
    values = distances.map { $0 / unit }
    isObserved = original.contains(where: \.isNaN) ? original.map { !$0.isNaN } : nil
  }

  /// Parts of the centred series as parts of the original.
  func decomposition(
    trend: [Double], seasons: [Decomposition.Season], weights: [Double]
  ) -> Decomposition {
    Decomposition(
      observed: original, trend: trend.map { $0 * unit + centre },
      seasons: seasons.map { .init(period: $0.period, values: $0.values.map { $0 * unit }) },
      weights: weights)
  }
}
