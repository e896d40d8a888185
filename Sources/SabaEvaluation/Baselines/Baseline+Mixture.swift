internal import Saba

extension Baseline {
  /// `mixture`: the negative log density under a plain Gaussian mixture of four components with full
  /// covariances.
  public static let mixture = Baseline(name: "mixture") { data throws(CannotJudge) in
    var options = GaussianMixtureOptions()
    options.componentCount = 4
    let mixture = try fittedMixture(data, options)
    return { BaselineScores(scores: mixture.energies(of: $0)) }
  }

  /// Fits a mixture to the training rows.
  static func fittedMixture(
    _ data: BaselineData, _ options: GaussianMixtureOptions
  ) throws(CannotJudge) -> GaussianMixture {
    var options = options
    // Entities already run side by side.
    options.threadCount = 1
    var generator = RandomGenerator(seed: 1)
    do throws(FitError) {
      return try GaussianMixture.fit(data.samples, options: options, using: &generator).model
    } catch {
      throw CannotJudge("\(error)")
    }
  }
}

extension GaussianMixture {
  /// −2·(log density − its peak) / d of each row, which on normal data is about 1.
  func energies(of track: BaselineTrack) -> [Double] {
    let peak = peakLogDensity
    let d = Double(dimension)
    return zip(logDensity(of: track.complete), track.hasValue).map { logDensity, hasValue in
      hasValue ? -2 * (logDensity - peak) / d : .nan
    }
  }
}
