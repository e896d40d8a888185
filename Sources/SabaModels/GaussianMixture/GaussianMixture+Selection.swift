/// How the number of components is chosen.
public enum SelectionCriterion: Sendable, Hashable {
  /// Schwarz's criterion: the fit less a charge for every parameter.
  case bic
  /// The integrated completed likelihood: BIC with a charge for overlap.
  case icl
  /// The mean log density of held-out samples, in contiguous parts of the data.
  case heldOut(parts: Int)
}

extension GaussianMixture {
  /// Fits mixtures of several numbers of components and keeps the best.
  ///
  /// - Parameters:
  ///   - samples: `[n × d]`, finite.
  ///   - counts: The numbers of components tried, ascending. The search ends at the first that does
  ///     not improve on the one before.
  ///   - criterion: What is best.
  ///   - options: `componentCount` does not matter here.
  ///   - generator: Source of the starts.
  /// - Returns: The model, its report, and the criterion of every number tried, lower is better.
  /// - Throws: ``FitError`` of the first number; larger ones that fail end the search. Missing values
  ///   are a ``FitError/nonFiniteSample(row:column:)`` here.
  /// - Complexity: That of the fits.
  public static func fitSelectingComponentCount(
    _ samples: Matrix, from counts: [Int], by criterion: SelectionCriterion = .bic,
    options: GaussianMixtureOptions = .init(), using generator: inout RandomGenerator
  ) throws(FitError) -> (model: GaussianMixture, report: FitReport, criteria: [Double]) {
    guard let first = counts.first else {
      throw .invalidParameter(name: "counts", reason: "must name at least one number")
    }
    if let index = samples.elements.firstIndex(where: { !$0.isFinite }) {
      throw .nonFiniteSample(row: index / samples.columnCount, column: index % samples.columnCount)
    }
    var options = options
    options.componentCount = first
    var best = try fit(samples, options: options, using: &generator)
    var criteria = [
      try value(of: criterion, for: best.model, on: samples, options: options, using: &generator)
    ]
    for count in counts.dropFirst() {
      options.componentCount = count
      guard
        let next = try? fit(samples, options: options, using: &generator),
        let value = try? value(
          of: criterion, for: next.model, on: samples, options: options, using: &generator)
      else { break }
      criteria.append(value)
      guard value < criteria[criteria.count - 2] else { break }
      best = next
    }
    return (best.model, best.report, criteria)
  }

  private static func value(
    of criterion: SelectionCriterion, for model: GaussianMixture, on samples: Matrix,
    options: GaussianMixtureOptions, using generator: inout RandomGenerator
  ) throws(FitError) -> Double {
    switch criterion {
    case .bic: return model.bic(of: samples)
    case .icl: return model.icl(of: samples)
    case .heldOut(let parts):
      let n = samples.rowCount
      guard parts >= 2, n >= 2 * parts else {
        throw .invalidParameter(name: "parts", reason: "must be at least 2, of 2 samples or more")
      }
      var sum = 0.0
      for part in 0..<parts {
        let held = (n * part / parts)..<(n * (part + 1) / parts)
        let rest = samples.rows(at: (0..<n).filter { !held.contains($0) })
        let fitted = try fit(rest, options: options, using: &generator).model
        for value in fitted.logDensity(of: samples.rows(held)) { sum += value }
      }
      return -sum / Double(n)
    }
  }
}
