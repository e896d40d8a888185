/// The simple detectors that stand beside Saba's own in every comparison.
///
/// What a detector is worth shows against what a few lines reach on the same data, with the same
/// scaling, and with thresholds and alerts by one rule.
public enum Baselines {
  /// All of them, the random one first.
  public static let all: [any EvaluatedDetector] = [
    RandomDetector(), Baseline.maxRobustZ, Baseline.meanSquaredZ, Baseline.mahalanobis,
    Baseline.mixture, Baseline.principalComponents, Baseline.autoregression,
    Baseline.seasonalNaive, Baseline.windowedGaussian,
  ]
}
