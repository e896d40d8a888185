internal import SabaNumerics

/// Reads a ``RoleDensity`` row by row, missing metrics marginalised out.
///
/// Keeps the marginals of each pattern of missing features that it has met, up to a bound.
struct DensityReader: Sendable {
  let density: RoleDensity
  private let completeLevel: Part
  private let completeDynamics: (joint: Part, past: Part)
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
  enum View: Sendable {
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
    let dynamics = density.dynamics
    completeLevel = Part(
      density.level, observed: Array(0..<density.level.dimension), freedom: density.levelFreedom)
    completeDynamics = (
      Part(
        dynamics, observed: Array(0..<dynamics.dimension), freedom: density.dynamicsFreedom),
      Part(density.past, observed: Array(0..<density.past.dimension), freedom: 0)
    )
  }

  /// The energies of a block's rows; nil for rows of which too much is missing.
  ///
  /// - Complexity: O(k·f²) a row for k components and f features.
  mutating func energies(of block: borrowing FeatureBlock) -> [Energies?] {
    let d = density.dimension
    var result = [Energies?](repeating: nil, count: block.rowCount)
    let complete = (0..<block.rowCount).filter { block.isComplete[$0] }
    if !complete.isEmpty {
      let samples = block.levels(of: complete)
      let levels = levelEnergies(samples, completeLevel)
      let movements = block.dynamics(of: complete)
      let dynamics = dynamicsEnergies(
        movements, completeDynamics.joint, completeDynamics.past)
      for (index, row) in complete.enumerated() {
        result[row] = Energies(
          level: levels[index], dynamics: dynamics[index], view: .role)
      }
      for view in [View.shifted, .widened] {
        let drifted = complete.indices.filter { block.changes[complete[$0]]?.has(view) ?? false }
        if drifted.isEmpty { continue }
        var seen = samples.rows(at: drifted)
        for (row, index) in drifted.enumerated() {
          guard let change = block.changes[complete[index]] else { continue }
          for column in 0..<seen.columnCount {
            seen[row, column] = change.seen(seen[row, column], metric: column % d, view: view)
          }
        }
        for (index, energy) in zip(drifted, levelEnergies(seen, completeLevel)) {
          result[complete[index]]?.take(energy, view: view)
        }
      }
    }
    for row in 0..<block.rowCount where !block.isComplete[row] {
      result[row] = incompleteEnergies(of: block, row: row)
    }
    return result
  }

  private func levelEnergies(_ samples: Matrix, _ part: Part) -> [Double] {
    part.mixture.logDensity(of: samples).map { -2 * ($0 - part.peak) / part.freedom }
  }

  private func dynamicsEnergies(_ samples: Matrix, _ joint: Part, _ past: Part?) -> [Double] {
    let together = joint.mixture.logDensity(of: samples)
    var before = [Double](repeating: 0, count: samples.rowCount)
    if let past {
      before = past.mixture.logDensity(of: samples.leadingColumns(past.observed.count))
    }
    let peak = joint.peak - (past?.peak ?? 0)
    return zip(together, before).map { max(0, -2 * ($0 - $1 - peak) / joint.freedom) }
  }

  // MARK: - Rows with missing values

  private mutating func incompleteEnergies(
    of block: borrowing FeatureBlock, row: Int
  ) -> Energies? {
    let d = density.dimension
    let level = block.levels(of: [row])
    let movement = block.dynamics(of: [row])
    let missing = (0..<d).count { level[0, $0].isNaN }
    if Double(missing) > Self.largestMissingShare * Double(d) { return nil }
    let seen = level.elements.indices.filter { !level.elements[$0].isNaN }
    let moves = movement.elements.indices.filter { !movement.elements[$0].isNaN }
    guard
      let part = levelPart(seen), let (joint, past) = dynamicsPart(moves)
    else { return nil }
    let sample = Self.chosen(level, seen)
    var result = Energies(
      level: comparable(levelEnergies(sample, part)[0], part, completeLevel),
      dynamics: comparable(
        dynamicsEnergies(Self.chosen(movement, moves), joint, past)[0], joint,
        completeDynamics.joint),
      view: .role)
    for view in [View.shifted, .widened] {
      guard let change = block.changes[row], change.has(view) else { continue }
      var own = sample
      for (column, feature) in seen.enumerated() {
        own[0, column] = change.seen(sample[0, column], metric: feature % d, view: view)
      }
      result.take(
        comparable(levelEnergies(own, part)[0], part, completeLevel), view: view)
    }
    return result
  }

  private static func chosen(_ row: Matrix, _ columns: [Int]) -> Matrix {
    Matrix(
      rowCount: 1, columnCount: columns.count, elements: columns.map { row.elements[$0] })
  }

  /// An energy of some features moved to the value of the same probability under all of them.
  ///
  /// Both are taken as χ² of their degrees of freedom f: (χ²_f/f)^⅓ is nearly normal with mean
  /// 1 − 2/(9f) and variance 2/(9f) (Wilson, Hilferty 1931, doi:10.1073/pnas.17.12.684).
  private func comparable(_ energy: Double, _ part: Part, _ complete: Part) -> Double {
    let own = 2 / (9 * max(part.freedom, 1e-3))
    let whole = 2 / (9 * complete.freedom)
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
}

extension Matrix {
  /// The first columns.
  fileprivate func leadingColumns(_ count: Int) -> Matrix {
    var chosen: [Double] = []
    chosen.reserveCapacity(rowCount * count)
    for row in 0..<rowCount {
      chosen += elements[row * columnCount..<row * columnCount + count]
    }
    return Matrix(rowCount: rowCount, columnCount: count, elements: chosen)
  }
}
