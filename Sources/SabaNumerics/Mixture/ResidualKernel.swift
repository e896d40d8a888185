internal import CSabaKernels

/// What the first numbers of a sample leave unexplained of the last ones, where all are Gaussian.
///
/// With x = (past, present) of means m, the residual is e = (present − m) − W·(past − m), and its squared
/// distance from 0, e'·S⁻¹·e with S the covariance of e, is that of the whole less that of the past,
/// at the price of the present alone: O(p·d + d²) a sample instead of O((p + d)²).
///
/// A sample's results are the same alone and among others, to the last bit.
public struct ResidualKernel: Sendable, Hashable {
  /// The number p of numbers that come first.
  public let predictorCount: Int
  /// The number d of those that are left.
  public let dimension: Int
  private let means: [Double]
  private let weights: [Double]
  private let factor: [Double]

  /// Prepares for weights and a covariance.
  ///
  /// - Parameters:
  ///   - means: Of all numbers, `[p + d]`.
  ///   - weights: W, `[d × p]`.
  ///   - covariance: The Cholesky factor of S, `[d × d]`.
  /// - Complexity: O(p·d + d³).
  public init(means: [Double], weights: Matrix, covariance: Cholesky) {
    precondition(
      weights.rowCount == covariance.order
        && means.count == weights.rowCount + weights.columnCount, "weights of d × p")
    predictorCount = weights.columnCount
    dimension = weights.rowCount
    self.means = means
    self.weights = PanelPacking.pack(weights)
    factor = PanelPacking.packLower(covariance.inverseLower)
  }

  /// How many samples are in work at a time: they stay in the processor's first caches.
  private static let groupCount = 8
  private static let lanes = 8

  /// The residuals of some samples and their squared distances from 0.
  ///
  /// - Parameters:
  ///   - samples: `[n × (p + d)]`, row after row, finite.
  ///   - residuals: Receives e, `[n × d]`.
  ///   - distances: Receives e'·S⁻¹·e, `[n]`.
  /// - Complexity: O(n·(p·d + d²)).
  public func evaluate(
    _ samples: Span<Double>, residuals: inout MutableSpan<Double>,
    distances: inout MutableSpan<Double>
  ) {
    let width = predictorCount + dimension
    let (n, rest) = samples.count.quotientAndRemainder(dividingBy: width)
    precondition(
      rest == 0 && distances.count >= n && residuals.count >= n * dimension, "whole rows")
    let capacity = min(Self.groupCount, (n + Self.lanes - 1) / Self.lanes) * Self.lanes
    withUnsafeTemporaryAllocation(
      byteCount: capacity * (width + dimension + 1) * MemoryLayout<Double>.stride, alignment: 64
    ) { memory in
      let block = memory.bindMemory(to: Double.self)
      guard let lanes = block.baseAddress else { return }
      let left = lanes + capacity * width
      let squares = left + capacity * dimension
      var start = 0
      while start < n {
        let count = min(capacity, n - start)
        samples.extracting(start * width..<(start + count) * width).withUnsafeBufferPointer {
          saba_load_block($0.baseAddress, count, width, lanes)
        }
        saba_residuals(
          lanes, count, predictorCount, dimension, means, weights, factor, left, squares)
        for row in 0..<count {
          let group = left + (row - row % Self.lanes) * dimension + row % Self.lanes
          let to = (start + row) * dimension
          for j in 0..<dimension { residuals[unchecked: to + j] = group[j * Self.lanes] }
          distances[start + row] = squares[row]
        }
        start += count
      }
    }
  }
}
