/// The sufficient statistics of a Gaussian mixture: what every way to fit one adds up.
///
/// For each component, with responsibilities r and a reference point c of the component's own:
///
///     N = Σ r,   F = Σ r·(x − c),   S = Σ r·(x − c)(x − c)ᵀ
///
/// of which S is kept as far as the covariances' structure needs it. The reference points are the
/// means of the model that gave the responsibilities, so that sums stay small for data far from 0.
/// Statistics of parts of the data add up to those of the whole, in any order, to rounding.
public struct MixtureStatistics: Sendable, Hashable {
  /// The second moments S, as far as a structure of covariances needs them.
  public enum SecondMoments: Sendable, Hashable {
    /// Each component's, k of `[d × d]`, symmetric: for full covariances and those of low rank.
    case full([Matrix])
    /// Their sum over the components, each about its own reference, `[d × d]`: for tied ones.
    case pooled(Matrix)
    /// Each component's diagonal, `[k × d]`: for diagonal and spherical ones.
    case diagonal(Matrix)
  }

  /// The points about which moments are taken, `[k × d]`.
  public private(set) var reference: Matrix
  /// The sum of responsibilities of each component, `[k]`.
  public private(set) var weights: [Double]
  /// The first moments about the reference, `[k × d]`.
  public private(set) var first: Matrix
  /// The second moments about the reference.
  public private(set) var second: SecondMoments
  /// The sum of the samples' log densities under the models that gave the responsibilities.
  public internal(set) var logLikelihood: Double
  /// The sum of the samples' weights; their number where no weights are given.
  public internal(set) var count: Double

  /// Makes the statistics of no samples.
  ///
  /// - Parameters:
  ///   - reference: `[k × d]`, the points about which moments are taken.
  ///   - structure: The covariances that the statistics shall yield.
  public init(reference: Matrix, structure: CovarianceStructure = .full) {
    let d = reference.columnCount
    self.reference = reference
    weights = [Double](repeating: 0, count: reference.rowCount)
    first = Matrix(rowCount: reference.rowCount, columnCount: d)
    switch structure {
    case .full, .lowRank:
      second = .full(
        [Matrix](repeating: Matrix(rowCount: d, columnCount: d), count: reference.rowCount))
    case .tied: second = .pooled(Matrix(rowCount: d, columnCount: d))
    case .diagonal, .spherical: second = .diagonal(first)
    }
    logLikelihood = 0
    count = 0
  }

  init(
    reference: Matrix, weights: [Double], first: Matrix, second: SecondMoments,
    logLikelihood: Double, count: Double
  ) {
    self.reference = reference
    self.weights = weights
    self.first = first
    self.second = second
    self.logLikelihood = logLikelihood
    self.count = count
  }

  /// The number of components k.
  public var componentCount: Int { reference.rowCount }

  /// The number of metrics d.
  public var dimension: Int { reference.columnCount }

  /// Adds the statistics of other samples.
  ///
  /// - Parameters:
  ///   - left: Receives the sum; its reference stays.
  ///   - right: Of the same shape; its moments are moved to the left's reference.
  /// - Complexity: O(k·d²).
  public static func += (left: inout MixtureStatistics, right: MixtureStatistics) {
    precondition(
      left.componentCount == right.componentCount && left.dimension == right.dimension,
      "statistics of one shape")
    let moved = right.moved(to: left.reference)
    for k in left.weights.indices { left.weights[k] += moved.weights[k] }
    left.first.add(moved.first)
    switch (left.second, moved.second) {
    case (.full(var sums), .full(let others)):
      left.second = .full([])
      for k in sums.indices { sums[k].add(others[k]) }
      left.second = .full(sums)
    case (.pooled(var sum), .pooled(let other)):
      sum.add(other)
      left.second = .pooled(sum)
    case (.diagonal(var sum), .diagonal(let other)):
      sum.add(other)
      left.second = .diagonal(sum)
    default: preconditionFailure("statistics of one structure")
    }
    left.logLikelihood += moved.logLikelihood
    left.count += moved.count
  }

  /// Multiplies all sums by a factor: below 1 it forgets, it can also weight a part of the data.
  ///
  /// - Parameter factor: Finite, not negative.
  public mutating func scale(by factor: Double) {
    precondition(factor >= 0 && factor.isFinite, "a factor of at least 0")
    for k in weights.indices { weights[k] *= factor }
    first.multiply(by: factor)
    switch second {
    case .full(var sums):
      second = .full([])
      for k in sums.indices { sums[k].multiply(by: factor) }
      second = .full(sums)
    case .pooled(var sum):
      sum.multiply(by: factor)
      second = .pooled(sum)
    case .diagonal(var sum):
      sum.multiply(by: factor)
      second = .diagonal(sum)
    }
    logLikelihood *= factor
    count *= factor
  }

  /// The same statistics about other reference points.
  ///
  /// With δ the way from new to old, F' = F + N·δ and S' = S + F·δᵀ + δ·Fᵀ + N·δδᵀ.
  ///
  /// - Parameter newReference: `[k × d]`.
  /// - Returns: Statistics of the same samples.
  /// - Complexity: O(k·d²).
  public func moved(to newReference: Matrix) -> MixtureStatistics {
    if newReference == reference { return self }
    precondition(
      newReference.rowCount == componentCount && newReference.columnCount == dimension,
      "one point a component")
    var result = self
    result.reference = newReference
    for k in 0..<componentCount {
      let delta = (0..<dimension).map { reference[k, $0] - newReference[k, $0] }
      if delta.allSatisfy({ $0 == 0 }) { continue }
      let f = first.row(k)
      func change(_ i: Int, _ j: Int) -> Double {
        f[i] * delta[j] + delta[i] * f[j] + weights[k] * delta[i] * delta[j]
      }
      for i in 0..<dimension { result.first[k, i] += weights[k] * delta[i] }
      switch result.second {
      case .full(var sums):
        result.second = .full([])
        for i in 0..<dimension {
          for j in 0..<dimension { sums[k][i, j] += change(i, j) }
        }
        sums[k].mirrorLowerTriangle()
        result.second = .full(sums)
      case .pooled(var sum):
        result.second = .full([])
        for i in 0..<dimension {
          for j in 0..<dimension { sum[i, j] += change(i, j) }
        }
        sum.mirrorLowerTriangle()
        result.second = .pooled(sum)
      case .diagonal(var sum):
        for i in 0..<dimension { sum[k, i] += change(i, i) }
        result.second = .diagonal(sum)
      }
    }
    return result
  }

  /// The least sum of responsibilities with which a component still has a mean, in samples.
  static var smallestWeight: Double { 1e-10 }

  /// The components that have lost all their samples.
  var collapsedComponents: [Int] { weights.indices.filter { !(weights[$0] > Self.smallestWeight) } }
}

extension Matrix {
  /// Adds a matrix of the same shape, element by element.
  mutating func add(_ other: Matrix) {
    withMutableElements { (sum: inout MutableSpan<Double>) in
      let addends = other.elements.span
      for i in sum.indices { sum[i] += addends[i] }
    }
  }

  /// Multiplies every element.
  fileprivate mutating func multiply(by factor: Double) {
    withMutableElements { (elements: inout MutableSpan<Double>) in
      for i in elements.indices { elements[i] *= factor }
    }
  }
}
