internal import CSabaKernels

// The sums that M-steps need, over blocks of samples with responsibilities r. Differences from fixed
// points near the components are taken before anything is multiplied, so that data far from 0 lose
// no digits. Sums run over a block first, which keeps rounding small for many samples.

/// Moments for components with a covariance each: O(k·d²) a sample.
public struct FullMoments: Sendable, Hashable {
  /// The points c about which moments are taken, `[k × d]`.
  public let reference: Matrix
  /// N = Σ r, `[k]`.
  public private(set) var weights: [Double]
  /// F = Σ r·(x − c), `[k × d]`.
  public private(set) var first: Matrix
  /// S = Σ r·(x − c)(x − c)ᵀ: k lower triangles, row after row, d·(d + 1)/2 numbers each.
  public private(set) var second: [Double]

  /// Makes the moments of no samples.
  public init(reference: Matrix) {
    let d = reference.columnCount
    self.reference = reference
    weights = [Double](repeating: 0, count: reference.rowCount)
    first = Matrix(rowCount: reference.rowCount, columnCount: d)
    second = [Double](repeating: 0, count: reference.rowCount * d * (d + 1) / 2)
  }

  /// Adds the samples of a block, with their responsibilities.
  public mutating func add(_ block: borrowing MixtureBlock) {
    block.checkShape(of: reference)
    saba_moments_full(
      block.samples, block.count, block.dimension, block.componentCount, block.responsibilities,
      block.stride, reference.storage, &weights, &first.storage, &second)
  }

  /// A component's second moments S as a symmetric matrix, `[d × d]`.
  public func second(of component: Int) -> Matrix {
    let d = reference.columnCount
    return Matrix(packedLower: second, from: component * (d * (d + 1) / 2), order: d)
  }
}

/// Moments for components with one covariance in common: O(d² + k·d) a sample.
public struct TiedMoments: Sendable, Hashable {
  /// The points c about which each component's moments are taken, `[k × d]`.
  public let reference: Matrix
  /// The point m about which the moments of all samples are taken, `[d]`.
  public let centre: [Double]
  /// N = Σ r, `[k]`.
  public private(set) var weights: [Double]
  /// F = Σ r·(x − c), `[k × d]`.
  public private(set) var first: Matrix
  /// Σ r·(x − m) over all components, `[d]`.
  public private(set) var sharedFirst: [Double]
  /// S = Σ r·(x − m)(x − m)ᵀ over all components: a lower triangle, row after row.
  public private(set) var second: [Double]

  /// Makes the moments of no samples.
  ///
  /// - Parameters:
  ///   - reference: A point near each component, `[k × d]`.
  ///   - centre: A point in the middle of all, `[d]`.
  public init(reference: Matrix, centre: [Double]) {
    let d = reference.columnCount
    precondition(centre.count == d, "a centre of d metrics")
    self.reference = reference
    self.centre = centre
    weights = [Double](repeating: 0, count: reference.rowCount)
    first = Matrix(rowCount: reference.rowCount, columnCount: d)
    sharedFirst = [Double](repeating: 0, count: d)
    second = [Double](repeating: 0, count: d * (d + 1) / 2)
  }

  /// Adds the samples of a block, with their responsibilities.
  public mutating func add(_ block: borrowing MixtureBlock) {
    block.checkShape(of: reference)
    saba_moments_tied(
      block.samples, block.count, block.dimension, block.componentCount, block.responsibilities,
      block.stride, reference.storage, centre, &weights, &first.storage, &sharedFirst, &second)
  }

  /// The second moments S as a symmetric matrix, `[d × d]`.
  public var sharedSecond: Matrix {
    Matrix(packedLower: second, from: 0, order: reference.columnCount)
  }
}

/// Moments for components with independent metrics: O(k·d) a sample.
public struct DiagonalMoments: Sendable, Hashable {
  /// The points c about which moments are taken, `[k × d]`.
  public let reference: Matrix
  /// N = Σ r, `[k]`.
  public private(set) var weights: [Double]
  /// F = Σ r·(x − c), `[k × d]`.
  public private(set) var first: Matrix
  /// Σ r·(x − c)² of each metric, `[k × d]`.
  public private(set) var second: Matrix

  /// Makes the moments of no samples.
  public init(reference: Matrix) {
    self.reference = reference
    weights = [Double](repeating: 0, count: reference.rowCount)
    first = Matrix(rowCount: reference.rowCount, columnCount: reference.columnCount)
    second = first
  }

  /// Adds the samples of a block, with their responsibilities.
  public mutating func add(_ block: borrowing MixtureBlock) {
    block.checkShape(of: reference)
    saba_moments_diagonal(
      block.samples, block.count, block.dimension, block.componentCount, block.responsibilities,
      block.stride, reference.storage, &weights, &first.storage, &second.storage)
  }

  /// Σ r·|x − c|² of each component, `[k]`: all that components with one variance need.
  public var squaredDistances: [Double] {
    (0..<second.rowCount).map { c in
      var sum = 0.0
      for j in 0..<second.columnCount { sum += second[c, j] }
      return sum
    }
  }
}

extension MixtureBlock {
  fileprivate func checkShape(of reference: Matrix) {
    precondition(
      reference.rowCount == componentCount && reference.columnCount == dimension,
      "moments of \(componentCount) components and \(dimension) metrics")
  }
}

extension Matrix {
  /// A symmetric matrix from its lower triangle, row after row, that begins at an index.
  fileprivate init(packedLower elements: [Double], from start: Int, order: Int) {
    self.init(rowCount: order, columnCount: order)
    var next = start
    for i in 0..<order {
      for j in 0...i {
        self[i, j] = elements[next]
        self[j, i] = elements[next]
        next += 1
      }
    }
  }
}
