internal import SabaNumerics

/// Chooses the number of components of the level's mixture by the likelihood of parts of the history that
/// the fit did not see.
struct LevelSelection {
  /// The mixture with the chosen number of components; its M-step is still to be made from all rows.
  let mixture: GaussianMixture
  /// The mean log density of held-out samples for each number tried.
  let heldOutLogLikelihoods: [Double]

  /// The most samples that the fits run over.
  static let largestSampleCount = 4000
  /// A state of the role holds at least this share of the time; what holds less is rather an incident
  /// of the history.
  private static let smallestWeight = 0.1
  private static let iterations = 30
  private static let heldOutIterations = 5

  /// Chooses among the numbers that the options name.
  ///
  /// - Parameters:
  ///   - sample: Level features, and the part of the history that each row lies in.
  ///   - options: The numbers and the seed.
  /// - Throws: ``FitError`` where not even the first number can be fitted.
  init(
    _ sample: (samples: Matrix, parts: [Int]), options: RoleModelOptions
  ) throws(FitError) {
    let (samples, parts) = sample
    var fitOptions = GaussianMixtureOptions()
    fitOptions.covarianceRegularization = RoleDensity.Regularization.usual.level
    // A component with a wide covariance of its own would take the history's incidents for a state
    // of the role, and then everything like them for normal.
    fitOptions.structure = .tied
    var best: GaussianMixture?
    var likelihoods: [Double] = []
    for (index, count) in options.componentCounts.enumerated() {
      do throws(FitError) {
        fitOptions.componentCount = count
        fitOptions.maximumIterations = Self.iterations
        var generator = RandomGenerator(seed: options.seed)
        let whole = try GaussianMixture.fit(samples, options: fitOptions, using: &generator).model
        if whole.weights.contains(where: { $0 < Self.smallestWeight }) { break }
        fitOptions.maximumIterations = Self.heldOutIterations
        var sum = 0.0
        for held in 0..<TrainingRows.partCount {
          let inside = parts.indices.filter { parts[$0] == held }
          if inside.isEmpty { continue }
          let outside = parts.indices.filter { parts[$0] != held }
          let fold = try GaussianMixture.fit(
            samples.rows(at: outside), from: whole, options: fitOptions
          ).model
          sum += fold.averageLogLikelihood(of: samples.rows(at: inside)) * Double(inside.count)
        }
        likelihoods.append(sum / Double(parts.count))
        if index == 0 || likelihoods[index] > (likelihoods.dropLast().max() ?? 0) { best = whole }
      } catch {
        // More components than the data carries: the smaller counts stand.
        if index == 0 { throw error }
        break
      }
      // The likelihood has one peak in the number of components; past it the search ends.
      if index > 0, likelihoods[index] < likelihoods[index - 1] { break }
    }
    guard let best else { throw .tooFewSamples(count: 0, needed: 1) }
    mixture = best
    heldOutLogLikelihoods = likelihoods
  }
}
