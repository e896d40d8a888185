internal import SabaNumerics

/// The sufficient statistics of a history's features, part by part: what every density of it, of the
/// whole or of all but one part, is made from.
struct FeatureStatistics: Sendable {
  /// Of the level features under the components of one mixture.
  private(set) var level: [MixtureStatistics]
  /// Of the dynamics features.
  private(set) var dynamics: [MixtureStatistics]
  /// The levels of hosts one after another, `[n × d]`, standardised, and their spreads.
  private(set) var levels: [Double] = []
  private(set) var spreads: [Double] = []
  private let metricCount: Int

  init(partCount: Int, levelReference: Matrix, spans: FeatureSpans, metricCount: Int) {
    let dynamicsCount = spans.dynamicsCount(metricCount: metricCount)
    self.metricCount = metricCount
    level = [MixtureStatistics](
      repeating: MixtureStatistics(reference: levelReference, structure: .tied), count: partCount)
    dynamics = [MixtureStatistics](
      repeating: MixtureStatistics(
        reference: Matrix(rowCount: 1, columnCount: dynamicsCount), structure: .tied),
      count: partCount)
  }

  /// Adds the complete rows of a block.
  ///
  /// - Parameters:
  ///   - block: Rows of one part.
  ///   - part: Which.
  ///   - mixture: Gives the responsibilities of the level's components.
  mutating func add(
    _ block: borrowing FeatureBlock, part: Int, under mixture: GaussianMixture
  ) {
    let rows = (0..<block.rowCount).filter { block.isComplete[$0] }
    if rows.isEmpty { return }
    let one = Matrix(rowCount: rows.count, columnCount: 1, repeating: 1)
    let samples = block.levels(of: rows)
    level[part] +=
      mixture.componentCount == 1
      ? MixtureStatistics(
        of: samples, responsibilities: one, reference: mixture.means, structure: .tied)
      : MixtureStatistics(of: samples, under: mixture, structure: .tied)
    dynamics[part] += MixtureStatistics(
      of: block.dynamics(of: rows), responsibilities: one,
      reference: Matrix(rowCount: 1, columnCount: block.dynamicsCount), structure: .tied)
  }

  /// Adds a host's levels and spreads, one time after another, `[n × d]`.
  mutating func add(levels: [Double], spreads: [Double]) {
    self.levels += levels
    self.spreads += spreads
  }

  static func += (sum: inout FeatureStatistics, other: FeatureStatistics) {
    for part in sum.level.indices {
      sum.level[part] += other.level[part]
      sum.dynamics[part] += other.dynamics[part]
    }
    sum.levels += other.levels
    sum.spreads += other.spreads
  }

  /// What levels and spreads the hosts had.
  var driftRange: DriftRange {
    DriftRange(levels: levels, spreads: spreads, metricCount: metricCount)
  }

  /// The sums over all parts, or over all but one.
  func sums(without held: Int? = nil) -> (level: MixtureStatistics, dynamics: MixtureStatistics) {
    let parts = level.indices.filter { $0 != held }
    var sum = (level: level[parts[0]], dynamics: dynamics[parts[0]])
    for part in parts.dropFirst() {
      sum.level += level[part]
      sum.dynamics += dynamics[part]
    }
    return sum
  }
}

extension MixtureStatistics {
  /// The variance of each of the first metrics over all components, `[d]`.
  func variances(ofFirst d: Int) -> [Double] {
    guard case .pooled(let second) = second else { preconditionFailure("tied statistics") }
    let total = weights.reduce(0, +)
    return (0..<d).map { j in
      // Moments about 0 from those about each component's reference.
      var first = 0.0
      var square = second[j, j]
      for k in 0..<componentCount {
        let c = reference[k, j]
        first += self.first[k, j] + weights[k] * c
        square += 2 * c * self.first[k, j] + weights[k] * c * c
      }
      let mean = first / total
      return max(0, square / total - mean * mean)
    }
  }
}
