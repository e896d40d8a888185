/// The simple detectors that stand beside Saba's own in every comparison.
///
/// What a detector is worth shows against what a few lines reach on the same data, with the same
/// scaling, and with thresholds and alerts by one rule.
///
/// How they scale metrics was chosen once for all of them, among four usual ways, as the one that comes
/// closest to published figures of the same methods on labelled sets: on those sets the figures of the
/// baselines are, to that extent, not held out. Their thresholds come from the scores of the very rows
/// that they were fitted to, so that flexible ones raise more false alerts than promised.
public enum Baselines {
  /// All of them, the random one first.
  public static let all: [any EvaluatedDetector] = [
    RandomDetector(), Baseline.maxRobustZ, Baseline.meanSquaredZ, Baseline.mahalanobis,
    Baseline.mixture, Baseline.principalComponents, Baseline.autoregression,
    Baseline.seasonalNaive, Baseline.windowedGaussian,
  ]
}
