/// The solution of a weighted linear least-squares problem, with columns that others determine
/// left out.
///
/// Minimises Σ wᵢ·(yᵢ − xᵢ·β)² by orthogonal reflections with column pivoting, so that the condition
/// number of the design enters once, not squared as in normal equations. Columns are first scaled
/// by powers of 2 to a length between 1 and 2, which leaves the digits as they are and makes the rank
/// independent of units.
public struct LeastSquares: Sendable, Hashable {
  /// One coefficient a column; 0 for those left out.
  public let coefficients: [Double]
  /// The columns left out, ascending: combinations of others, to the tolerance, and empty ones.
  public let aliasedColumns: [Int]
  /// The number of rows with a weight above 0.
  public let rowCount: Int
  /// Σ wᵢ·(yᵢ − xᵢ·β)².
  public let residualSumOfSquares: Double
  /// (Xᵀ·W·X)⁻¹ over the columns kept, 0 in the rows and columns of others; times the variance of
  /// the errors, it is the covariance of the coefficients.
  public let covarianceFactor: Matrix

  /// The number of columns that have a coefficient.
  public var rank: Int { coefficients.count - aliasedColumns.count }

  /// Solves a problem.
  ///
  /// - Parameters:
  ///   - design: The rows xᵢ, `[n × p]`, finite.
  ///   - responses: The n values yᵢ, finite.
  ///   - weights: The n weights wᵢ, finite and at least 0; nil for 1 each.
  ///   - tolerance: As in ``LeastSquaresReduction/solve(columns:tolerance:)``.
  /// - Throws: ``NumericError/nonFinite(row:column:)``, the response having the column p and the
  ///   weight the column p + 1.
  /// - Complexity: O(n·p²), O(p² + 1 024·p) memory.
  public init(
    design: Matrix, responses: [Double], weights: [Double]? = nil, tolerance: Double? = nil
  ) throws(NumericError) {
    var reduction = LeastSquaresReduction(columnCount: design.columnCount)
    try reduction.add(design: design, responses: responses, weights: weights)
    self = reduction.solve(tolerance: tolerance)
  }

  fileprivate init(
    coefficients: [Double], aliasedColumns: [Int], rowCount: Int, residualSumOfSquares: Double,
    covarianceFactor: Matrix
  ) {
    self.coefficients = coefficients
    self.aliasedColumns = aliasedColumns
    self.rowCount = rowCount
    self.residualSumOfSquares = residualSumOfSquares
    self.covarianceFactor = covarianceFactor
  }
}

/// All that rows of a least-squares problem say, as the triangle R of their QR factorization.
///
/// Rows are reduced in blocks, so that memory does not grow with them. From R alone every choice of
/// columns can be solved, at a cost that does not depend on the number of rows: what a search for
/// columns needs.
///
/// Source: Demmel, Grigori, Hoemmen, Langou (2012), doi:10.1137/080731992 (the sequential form).
public struct LeastSquaresReduction: Sendable, Hashable {
  /// The number p of columns of the design.
  public let columnCount: Int
  /// The number of rows so far with a weight above 0.
  public private(set) var rowCount = 0
  /// R of [X y], row-major `[p + 1 × p + 1]`, 0 below the diagonal.
  private var triangle: Matrix

  private static let blockLength = 1024

  /// Begins without rows.
  public init(columnCount: Int) {
    precondition(columnCount >= 0, "a design has no negative number of columns")
    self.columnCount = columnCount
    triangle = Matrix(rowCount: columnCount + 1, columnCount: columnCount + 1)
  }

  /// Adds rows.
  ///
  /// - Parameters:
  ///   - design: The rows xᵢ, `[n × p]`, finite.
  ///   - responses: The n values yᵢ, finite.
  ///   - weights: The n weights wᵢ, finite and at least 0; nil for 1 each.
  /// - Throws: ``NumericError/nonFinite(row:column:)``, the response having the column p and the
  ///   weight the column p + 1; the reduction is then as it was.
  /// - Complexity: O(n·p²), by dgeqrt.
  public mutating func add(
    design: Matrix, responses: [Double], weights: [Double]? = nil
  ) throws(NumericError) {
    let n = design.rowCount
    let p = columnCount
    precondition(design.columnCount == p, "a design of \(p) columns")
    precondition(
      responses.count == n && weights.map { $0.count == n } ?? true, "one response a row")
    try Self.check(design, responses, weights)
    let width = p + 1
    let stride = width + min(n, Self.blockLength)
    var block = [Double](repeating: 0, count: stride * width)
    var reflectors: [Double] = []
    var work: [Double] = []
    for i in 0..<width {
      for j in i..<width { block[j * stride + i] = triangle[i, j] }
    }
    let rows = design.elements
    var filled = width
    func reduce() {
      block.withUnsafeMutableBufferPointer { block in
        guard let base = block.baseAddress else { return }
        BLAS.factorOrthogonal(
          base, rowCount: filled, columnCount: width, stride: stride, reflectors: &reflectors,
          work: &work)
        // The reflections stand below the diagonal.
        for j in 0..<width {
          for i in (j + 1)..<width { block[j * stride + i] = 0 }
        }
      }
      filled = width
    }
    for row in 0..<n {
      let weight = weights?[row] ?? 1
      if weight == 0 { continue }
      rowCount += 1
      let factor = weight.squareRoot()
      for j in 0..<p { block[j * stride + filled] = factor * rows[row * p + j] }
      block[p * stride + filled] = factor * responses[row]
      filled += 1
      if filled == stride { reduce() }
    }
    if filled > width { reduce() }
    for i in 0..<width {
      for j in i..<width { triangle[i, j] = block[j * stride + i] }
    }
  }

  /// Solves the problem for some of the columns.
  ///
  /// - Parameters:
  ///   - columns: The columns of the design that take part, distinct; nil for all. The solution's
  ///     columns are these, in this order.
  ///   - tolerance: A column is left out where the part of it that no better column explains is at
  ///     most this share of its length, above 0; nil for the rounding of the numbers,
  ///     max(n, p)·2.2e-16.
  /// - Returns: The solution.
  /// - Complexity: O(p³), by dgeqp3.
  public func solve(columns: [Int]? = nil, tolerance: Double? = nil) -> LeastSquares {
    let columns = columns ?? Array(0..<columnCount)
    let height = columnCount + 1
    let scales = columns.map { column -> Double in
      let length = Self.length((0...column).map { triangle[$0, column] })
      return length > 0 && length.isFinite
        ? Double(sign: .plus, exponent: -length.exponent, significand: 1) : 1
    }
    var a = [Double](repeating: 0, count: height * columns.count)
    for (j, column) in columns.enumerated() {
      for i in 0...column { a[j * height + i] = triangle[i, column] * scales[j] }
    }
    var rotated = (0..<height).map { triangle[$0, columnCount] }
    let pivots = a.withUnsafeMutableBufferPointer { a in
      rotated.withUnsafeMutableBufferPointer { b -> [Int] in
        guard let a = a.baseAddress, let b = b.baseAddress else { return [] }
        return BLAS.factorPivoted(
          a, rowCount: height, columnCount: columns.count, rightHandSide: b)
      }
    }
    let least = tolerance ?? Double(max(rowCount, columnCount)) * Double.ulpOfOne
    let rank =
      pivots.indices.first { abs(a[$0 * height + $0]) <= least } ?? pivots.count
    // Row-major lower is column-major upper.
    var lower = Matrix(rowCount: rank, columnCount: rank)
    for i in 0..<rank {
      for j in 0...i { lower[i, j] = a[i * height + j] }
    }
    var solution = Array(rotated[0..<rank])
    var inverse = Matrix.identity(rank)
    lower.storage.withUnsafeBufferPointer { l in
      guard let l = l.baseAddress else { return }
      solution.withUnsafeMutableBufferPointer { x in
        guard let x = x.baseAddress else { return }
        BLAS.solveTriangular(lower: l, .transposed, order: rank, rightHandSides: x, count: 1)
      }
      inverse.storage.withUnsafeMutableBufferPointer { x in
        guard let x = x.baseAddress else { return }
        BLAS.solveTriangular(lower: l, .plain, order: rank, rightHandSides: x, count: rank)
      }
    }
    let factor = inverse.gram()
    var coefficients = [Double](repeating: 0, count: columns.count)
    var covariance = Matrix(rowCount: columns.count, columnCount: columns.count)
    for i in 0..<rank {
      coefficients[pivots[i]] = solution[i] * scales[pivots[i]]
      for j in 0..<rank {
        covariance[pivots[i], pivots[j]] = factor[i, j] * scales[pivots[i]] * scales[pivots[j]]
      }
    }
    return LeastSquares(
      coefficients: coefficients, aliasedColumns: pivots[rank...].sorted(), rowCount: rowCount,
      residualSumOfSquares: rotated[rank...].reduce(0) { $0 + $1 * $1 },
      covarianceFactor: covariance)
  }

  private static func check(
    _ design: Matrix, _ responses: [Double], _ weights: [Double]?
  ) throws(NumericError) {
    let p = design.columnCount
    if let place = design.elements.firstIndex(where: { !$0.isFinite }) {
      throw .nonFinite(row: place / p, column: place % p)
    }
    if let row = responses.firstIndex(where: { !$0.isFinite }) {
      throw .nonFinite(row: row, column: p)
    }
    if let row = weights?.firstIndex(where: { !$0.isFinite }) {
      throw .nonFinite(row: row, column: p + 1)
    }
    precondition(weights?.allSatisfy { $0 >= 0 } ?? true, "no negative weight")
  }

  /// The root of the sum of squares, which does not overflow on the way.
  private static func length(_ values: [Double]) -> Double {
    let largest = values.lazy.map(abs).max() ?? 0
    if largest == 0 || !largest.isFinite { return largest }
    return largest * values.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
  }
}
