/// What the covariances of a mixture's components may look like.
public enum CovarianceStructure: Sendable, Hashable, Codable {
  /// Each component has a covariance of its own: d·(d+1)/2 numbers each.
  case full
  /// All components share one covariance: components are states of one and the same noise.
  case tied
  /// Each component has variances of its own, its metrics are independent: d numbers each.
  case diagonal
  /// Each component has one variance for all metrics.
  case spherical
  /// Each component varies in a few directions, and by equal noise in all others: a mixture of
  /// probabilistic principal component analysers (Tipping, Bishop 1999,
  /// doi:10.1162/089976699300016728).
  case lowRank(LatentRank)

  /// How many directions a component of low rank has.
  public enum LatentRank: Sendable, Hashable, Codable {
    /// As many as given; at most d − 1 are used.
    case fixed(Int)
    /// As few as explain a share of the component's variance, in 0..<1.
    case explaining(Double)
  }
}
