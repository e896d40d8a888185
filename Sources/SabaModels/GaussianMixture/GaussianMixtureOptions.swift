/// How to fit a mixture.
public struct GaussianMixtureOptions: Sendable, Hashable {
  /// Where a fit begins.
  public enum Start: Sendable, Hashable {
    /// A k-means++ partition of the samples.
    case kMeans
    /// Samples drawn at random as means, each sample with the nearest.
    case random
  }

  /// The number of components.
  public var componentCount = 1
  /// What the components' covariances look like.
  public var structure = CovarianceStructure.full
  /// What is added to every variance, in squared units of the data.
  public var covarianceRegularization = 1e-6
  /// How far full, tied and low-rank covariances are drawn to a simpler one; nil for not at all.
  public var shrinkage: CovariancePrior.Shrinkage?
  /// What they are drawn to.
  public var shrinkageTarget = CovariancePrior.Target.scaledIdentity
  /// The change of the average log likelihood below which iteration stops; 0 for never.
  public var tolerance = 1e-3
  /// The largest number of EM iterations of a start.
  public var maximumIterations = 100
  /// Where each start begins.
  public var start = Start.kMeans
  /// How many starts are tried; the one with the highest likelihood is kept.
  public var restartCount = 1
  /// The share of the samples, 0..<1, that a fit leaves out as contaminated: in each iteration those
  /// of least density.
  public var trimmedShare = 0.0
  /// How many threads share an iteration; nil for one a processor.
  ///
  /// Results do not depend on it.
  public var threadCount: Int?

  /// Makes the default options.
  public init() {}

  var prior: CovariancePrior {
    CovariancePrior(
      regularization: covarianceRegularization, shrinkage: shrinkage, target: shrinkageTarget)
  }

  func validate() throws(FitError) {
    guard componentCount >= 1 else {
      throw .invalidParameter(name: "componentCount", reason: "must be at least 1")
    }
    guard covarianceRegularization >= 0, covarianceRegularization.isFinite else {
      throw .invalidParameter(
        name: "covarianceRegularization", reason: "must be at least 0 and finite")
    }
    switch structure {
    case .lowRank(.fixed(let rank)) where rank < 0:
      throw .invalidParameter(name: "structure", reason: "must have a rank of at least 0")
    case .lowRank(.explaining(let share)) where !(0..<1).contains(share):
      throw .invalidParameter(name: "structure", reason: "must explain a share in 0..<1")
    default: break
    }
    if case .fixed(let share) = shrinkage, !(0...1).contains(share) {
      throw .invalidParameter(name: "shrinkage", reason: "must lie in 0…1")
    }
    guard maximumIterations >= 1 else {
      throw .invalidParameter(name: "maximumIterations", reason: "must be at least 1")
    }
    guard tolerance >= 0 else {
      throw .invalidParameter(name: "tolerance", reason: "must be at least 0")
    }
    guard restartCount >= 1 else {
      throw .invalidParameter(name: "restartCount", reason: "must be at least 1")
    }
    guard (0..<1).contains(trimmedShare) else {
      throw .invalidParameter(name: "trimmedShare", reason: "must lie in 0..<1")
    }
    if let threadCount, threadCount < 1 {
      throw .invalidParameter(name: "threadCount", reason: "must be at least 1")
    }
  }
}

/// What happened during a fit.
public struct FitReport: Sendable, Hashable {
  /// Whether the gain fell below the tolerance before the iterations ran out.
  public var converged = false
  /// The iterations of the start that was kept.
  public var iterations = 0
  /// The average log likelihood before each iteration of the start that was kept; with trimming
  /// that of the samples kept.
  public var lowerBounds: [Double] = []
  /// The seed of the generator; nil for a fit from a given start.
  public var seed: UInt64?
  /// The components of the start that lost all their samples and were dropped, by their index among
  /// those left at the time, in the order in which they did.
  public var collapsedComponents: [Int] = []
  /// The number of samples that the last iteration left out.
  public var trimmedCount = 0
}
