/// Which steps of the role detector are taken: all of them, but to measure what each is worth.
///
/// No part of a model's file: a model that was read takes every step.
package struct RolePipeline: Sendable, Hashable {
  /// A step that can be left out while all others are taken.
  package enum Step: String, Sendable, Hashable, CaseIterable {
    /// Surprise at the level; without it, at the dynamics alone.
    case level
    /// Surprise at the dynamics; without it, at the level alone.
    case dynamics
    /// Trailing means among the features of the level; without them, the sample alone.
    case trailingMeans = "trailing-means"
    /// Profiles of metrics that follow the time of day.
    case dailyProfiles = "daily-profiles"
    /// Judging what a host does at the same time every day by its own level.
    case dailyJobs = "daily-jobs"
    /// Following a host whose level has moved for good.
    case shift
    /// Allowing for a host that has come to scatter more.
    case widening
    /// Trailing means of energies; without them, those of the sample alone.
    case trailingEnergies = "trailing-energies"
    /// The larger surprise and half of the smaller; without it, their sum.
    case largerSurprise = "larger-surprise"
    /// Calibration on scores by models that did not see them; without it, by the model itself.
    case crossFitting = "cross-fitting"
    /// The usual regularization; without it, one that only keeps the arithmetic safe.
    case regularization
    /// Several states of the role; without them, one component.
    case states
    /// States of what hosts do at the same time of many days.
    case recurringStates = "recurring-states"
    /// Excusing short movements that the role is known for.
    case transients
    /// Leaving out of the fit what stands apart from all else in the history.
    case trimming
    /// Counting the highest peaks only; without it, they tell how far the tail reaches.
    case censoring
    /// Raising the threshold of a host that alerts too often.
    case risingThresholds = "rising-thresholds"
  }

  private let omitted: Step?

  /// Takes every step but one, or every step.
  package init(without step: Step? = nil) { omitted = step }

  /// Whether a step is taken.
  package func takes(_ step: Step) -> Bool { step != omitted }
}
