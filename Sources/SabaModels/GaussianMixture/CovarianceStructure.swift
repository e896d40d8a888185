/// What the covariances of a mixture's components have in common.
public enum CovarianceStructure: String, Sendable, Hashable, CaseIterable, Codable {
  /// Each component has a covariance of its own.
  case full
  /// All components share one covariance: components are states of one and the same noise.
  case tied
}
