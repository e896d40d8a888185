internal import Saba

extension Baseline {
  /// `mean-z2`: the mean of the metrics' squared distances from their medians.
  public static let meanSquaredZ = Baseline(name: "mean-z2") { _ in
    { BaselineScores(meanOf: $0.values.elementwise { $0 * $0 }) }
  }
}
