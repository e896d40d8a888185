internal import Saba

extension Baseline {
  /// `max-robust-z`: the largest distance of any metric from its median, in units of its scale.
  public static let maxRobustZ = Baseline(name: "max-robust-z") { _ in
    { BaselineScores(maximumOf: $0.values.elementwise(abs)) }
  }
}
