/// Makes one score of the energies of level and dynamics.
///
/// Each energy's surprise is −log of the probability of one at least as high on normal data, as
/// cross-fitted scores of the history had it. Were the two independent, their sum would be Fisher's way to
/// combine them; did both say the same, the larger one would be all there is. They are neither, and the
/// score goes half way: the larger, and half of the smaller. What it means is left to its calibration.
struct SurpriseScale: Sendable, Hashable {
  let level: ScoreDistribution
  let dynamics: ScoreDistribution
  var pipeline = RolePipeline()

  /// The score of trailing means of both energies.
  func score(level energy: Double, dynamics movement: Double) -> Double {
    let level = pipeline.takes(.level) ? level.surprise(of: energy) : 0
    let dynamics = pipeline.takes(.dynamics) ? dynamics.surprise(of: movement) : 0
    let share = pipeline.takes(.largerSurprise) ? Self.shareOfSmaller : 1
    return max(level, dynamics) + share * min(level, dynamics)
  }

  private static let shareOfSmaller = 0.5

  /// By how much more surprising each alert too many must be than the one before: a factor of four
  /// in probability.
  static let alertStep = 1.4
}
