internal import Saba

extension Baseline {
  /// `mahalanobis`: the squared Mahalanobis distance from the mean, over the number of metrics.
  ///
  /// One Gaussian whose covariance is shrunk to a multiple of the identity as
  /// ``CovariancePrior/Shrinkage/ledoitWolf`` tells. A metric's part is its squared deviation over its
  /// variance.
  public static let mahalanobis = Baseline(name: "mahalanobis") { data throws(CannotJudge) in
    var options = GaussianMixtureOptions()
    options.shrinkage = .ledoitWolf
    let gaussian = try fittedMixture(data, options)
    let mean = gaussian.mean
    let variance = gaussian.variance
    return { track in
      var parts = track.values
      for row in 0..<parts.rowCount {
        for j in mean.indices {
          let deviation = parts[row, j] - mean[j]
          parts[row, j] = deviation * deviation / variance[j]
        }
      }
      return BaselineScores(scores: gaussian.energies(of: track), blame: parts)
    }
  }
}
