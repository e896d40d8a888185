internal import SabaNumerics

/// Reads a ``RoleDensity`` row by row, missing metrics marginalised out.
///
/// Keeps the marginals of each pattern of missing features that it has met, up to a bound.
struct DensityReader: Sendable {
  let density: RoleDensity
  private let completeLevel: Part
  /// What those before did not let expect of each sample of the last block, `[rows × d]`; only those
  /// of complete rows mean anything.
  private(set) var residuals: [Double] = []
  private var levelParts: [[Int]: Part] = [:]
  private var dynamicsParts: [[Int]: (joint: Part, past: Part?)] = [:]

  /// How far a row is from normal.
  struct Energies: Sendable {
    /// That of the level, by the role's level and spread or the host's own, whichever is least.
    var level: Double
    /// That of the present sample given those before it.
    var dynamics: Double
    /// By which of them.
    var view: View
  }

  /// How a row is looked at.
  enum View: Int, Sendable {
    /// By the role's level and spread.
    case role
    /// From the host's own level.
    case shifted
    /// From the host's own level, by its own spread.
    case widened
  }

  /// A mixture over the observed features.
  private struct Part: Sendable {
    var observed: [Int]
    var mixture: GaussianMixture
    var peak: Double
    var freedom: Double

    init(_ mixture: GaussianMixture, observed: [Int], freedom: Double) {
      self.observed = observed
      self.mixture = mixture
      self.freedom = freedom
      peak = mixture.peakLogDensity
    }
  }

  /// More patterns than these are recomputed as they come.
  private static let largestPartCount = 64
  /// Rows in which a larger share of the metrics is missing are not judged.
  static let largestMissingShare = 0.5

  init(_ density: RoleDensity) {
    self.density = density
    completeLevel = Part(
      density.level, observed: Array(0..<density.level.dimension), freedom: density.levelFreedom)
  }

  /// The energies of a block's rows; nil for rows of which too much is missing.
  ///
  /// - Complexity: O(k·f + f²) a row for k components and f features.
  mutating func energies(of block: borrowing FeatureBlock) -> [Energies?] {
    let rowCount = block.rowCount
    // Rows with missing values go through as well: it is cheaper not to look, and they give nothing
    // that is used.
    let levels = levelEnergies(
      block.level.span.extracting(0..<rowCount * block.levelCount), completeLevel)
    let dynamics = dynamicsEnergies(
      block.dynamics.span.extracting(0..<rowCount * block.dynamicsCount))
    var result: [Energies?] = []
    result.reserveCapacity(rowCount)
    for row in 0..<rowCount {
      result.append(
        block.isComplete[row]
          ? Energies(level: levels[row], dynamics: dynamics[row], view: .role)
          : incompleteEnergies(of: block, row: row))
    }
    for view in [View.shifted, .widened] {
      let drifted = (0..<rowCount).filter {
        block.isComplete[$0] && block.changes[$0]?.has(view) ?? false
      }
      if drifted.isEmpty { continue }
      let width = block.levelCount
      var seen = [Double](repeating: 0, count: drifted.count * width)
      var features = seen.mutableSpan
      for (index, row) in drifted.enumerated() {
        block.changes[row]?.see(
          block.level.span.extracting(row * width..<(row + 1) * width), view: view, in: &features,
          at: index * width)
      }
      for (row, energy) in zip(drifted, levelEnergies(seen.span, completeLevel)) {
        result[row]?.take(energy, view: view)
      }
    }
    return result
  }

  private func levelEnergies(_ samples: Span<Double>, _ part: Part) -> [Double] {
    part.mixture.logDensity(ofRows: samples).map { -2 * ($0 - part.peak) / part.freedom }
  }

  /// The energies of complete rows, from the residuals, which are kept.
  private mutating func dynamicsEnergies(_ samples: Span<Double>) -> [Double] {
    let kernel = density.transition.residuals
    let rowCount = samples.count / density.dynamics.dimension
    if residuals.count < rowCount * density.dimension {
      residuals = [Double](repeating: 0, count: rowCount * density.dimension)
    }
    var energies = [Double](repeating: 0, count: rowCount)
    var left = residuals.mutableSpan
    var distances = energies.mutableSpan
    kernel.evaluate(samples, residuals: &left, distances: &distances)
    for row in 0..<rowCount { distances[row] /= density.dynamicsFreedom }
    return energies
  }

  // MARK: - Rows with missing values

  private mutating func incompleteEnergies(
    of block: borrowing FeatureBlock, row: Int
  ) -> Energies? {
    let d = density.dimension
    let level = block.levels(of: [row]).elements
    let movement = block.dynamics(of: [row]).elements
    let setAsideCount = block.setAside[row].count
    let missing = level[..<d].count { $0.isNaN } - setAsideCount
    if Double(missing) > Self.largestMissingShare * Double(d - setAsideCount) { return nil }
    let seen = level.indices.filter { !level[$0].isNaN }
    let moves = movement.indices.filter { !movement[$0].isNaN }
    guard
      let part = levelPart(seen), let (joint, past) = dynamicsPart(moves)
    else { return nil }
    let sample = seen.map { level[$0] }
    var result = Energies(
      level: comparable(
        levelEnergies(sample.span, part)[0], part, freedom: density.levelFreedom),
      dynamics: comparable(
        dynamicsEnergy(moves.map { movement[$0] }, joint, past), joint,
        freedom: density.dynamicsFreedom),
      view: .role)
    for view in [View.shifted, .widened] {
      guard let change = block.changes[row], change.has(view) else { continue }
      let own = zip(sample, seen).map { value, feature in
        change.seen(value, metric: feature % d, view: view)
      }
      result.take(
        comparable(levelEnergies(own.span, part)[0], part, freedom: density.levelFreedom),
        view: view)
    }
    return result
  }

  /// The energy of one row's observed features.
  private func dynamicsEnergy(_ sample: [Double], _ joint: Part, _ past: Part?) -> Double {
    var energy = joint.mixture.logDensity(of: sample) - joint.peak
    if let past {
      energy -= past.mixture.logDensity(of: Array(sample.prefix(past.observed.count))) - past.peak
    }
    return max(0, -2 * energy / joint.freedom)
  }

  /// An energy of some features moved to the value of the same probability under all of them.
  ///
  /// Both are taken as χ² of their degrees of freedom f: (χ²_f/f)^⅓ is nearly normal with mean
  /// 1 − 2/(9f) and variance 2/(9f) (Wilson, Hilferty 1931, doi:10.1073/pnas.17.12.684).
  private func comparable(_ energy: Double, _ part: Part, freedom: Double) -> Double {
    let own = 2 / (9 * max(part.freedom, 1e-3))
    let whole = 2 / (9 * freedom)
    let deviation = (power(max(0, energy), 1 / 3) - (1 - own)) / own.squareRoot()
    let moved = max(0, 1 - whole + deviation * whole.squareRoot())
    return moved * moved * moved
  }

  private mutating func levelPart(_ observed: [Int]) -> Part? {
    if let known = levelParts[observed] { return known }
    // A principal minor of a positive definite matrix is positive definite; by rounding it might
    // fail to be, and then there is no judgement.
    guard
      let mixture = try? density.level.marginal(over: observed),
      let freedom = try? mixture.degreesOfFreedom(above: density.regularization.level)
    else { return nil }
    let part = Part(mixture, observed: observed, freedom: freedom)
    if levelParts.count < Self.largestPartCount { levelParts[observed] = part }
    return part
  }

  private mutating func dynamicsPart(_ observed: [Int]) -> (joint: Part, past: Part?)? {
    if let known = dynamicsParts[observed] { return known }
    let regularization = density.regularization.dynamics
    let before = observed.filter { $0 < density.past.dimension }
    guard
      let mixture = try? density.dynamics.marginal(over: observed),
      let freedom = try? mixture.degreesOfFreedom(above: regularization)
    else { return nil }
    var past: Part?
    if !before.isEmpty {
      guard
        let mixture = try? density.dynamics.marginal(over: before),
        let freedom = try? mixture.degreesOfFreedom(above: regularization)
      else { return nil }
      past = Part(mixture, observed: before, freedom: freedom)
    }
    let joint = Part(mixture, observed: observed, freedom: freedom - (past?.freedom ?? 0))
    if dynamicsParts.count < Self.largestPartCount { dynamicsParts[observed] = (joint, past) }
    return (joint, past)
  }
}

extension DensityReader.Energies {
  /// Takes the energy of the level as another view has it.
  fileprivate mutating func take(_ energy: Double, view: DensityReader.View) {
    guard energy < level else { return }
    level = energy
    self.view = view
  }
}

extension DriftChange {
  /// Whether a view differs from the one before it.
  fileprivate func has(_ view: DensityReader.View) -> Bool {
    switch view {
    case .role: true
    case .shifted: isShifted
    case .widened: isWidened
    }
  }

  /// A standardised value as a view has it.
  func seen(_ value: Double, metric: Int, view: DensityReader.View) -> Double {
    switch view {
    case .role: value
    case .shifted: value - shift[metric]
    case .widened: (value - shift[metric]) / growth[metric]
    }
  }

  /// Writes level features as a view has them.
  fileprivate func see(
    _ features: Span<Double>, view: DensityReader.View, in seen: inout MutableSpan<Double>,
    at start: Int
  ) {
    let (d, shift, growth) = (shift.count, shift.span, growth.span)
    for first in stride(from: 0, to: features.count, by: d) {
      for j in 0..<d { seen[start + first + j] = features[first + j] - shift[j] }
      if view == .widened {
        for j in 0..<d { seen[start + first + j] /= growth[j] }
      }
    }
  }
}
