/// Why a factorization failed.
public enum NumericError: Error, Sendable, Hashable, CustomStringConvertible {
  /// An element is NaN or infinite. LAPACK would pass it through in silence.
  case nonFinite(row: Int, column: Int)
  /// The leading minor of this order, counted from 1, is not positive.
  case notPositiveDefinite(minor: Int)
  /// The iteration of an eigenvalue solver did not converge.
  case notConverged

  /// The problem and its cure in one line.
  public var description: String {
    switch self {
    case .nonFinite(let row, let column):
      "element (\(row), \(column)) is not finite; remove or mark missing values first"
    case .notPositiveDefinite(let minor):
      "the matrix is not positive definite at minor \(minor); add to its diagonal"
    case .notConverged:
      "the eigenvalue iteration did not converge; scale the matrix"
    }
  }
}
