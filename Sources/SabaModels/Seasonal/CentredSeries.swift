internal import SabaNumerics

/// A series about its median, so that a level far from 0 costs no digits; 0 where missing.
struct CentredSeries {
  /// The observations as they came.
  let original: [Double]
  /// What is subtracted.
  let centre: Double
  /// The observations less the centre, 0 where missing.
  let values: [Double]
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
    values = original.map { $0.isNaN ? 0 : $0 - centre }
    isObserved = original.contains(where: \.isNaN) ? original.map { !$0.isNaN } : nil
  }

  /// Parts of the centred series as parts of the original.
  func decomposition(
    trend: [Double], seasons: [Decomposition.Season], weights: [Double]
  ) -> Decomposition {
    Decomposition(
      observed: original, trend: trend.map { $0 + centre }, seasons: seasons, weights: weights)
  }
}
