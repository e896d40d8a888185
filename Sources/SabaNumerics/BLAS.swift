internal import COpenBLAS

/// OpenBLAS, held to one thread.
///
/// Our matrices are small, and the work is shared out above this level; OpenBLAS's own pool only
/// costs synchronization, and makes results depend on the number of processors. Results still
/// differ in the last bits between processor models.
enum BLAS {
  private static let oneThread: Void = openblas_set_num_threads(1)

  /// Whether an operand is used as it is or transposed.
  enum Form {
    case plain
    case transposed

    fileprivate var code: CBLAS_TRANSPOSE {
      switch self {
      case .plain: CblasNoTrans
      case .transposed: CblasTrans
      }
    }
  }

  /// C ← α·op(A)·op(B) + β·C, with C `[m × n]`, the common extent p, and row strides.
  static func multiply(
    _ a: UnsafePointer<Double>, _ formA: Form, stride lda: Int,
    _ b: UnsafePointer<Double>, _ formB: Form, stride ldb: Int,
    into c: UnsafeMutablePointer<Double>, stride ldc: Int,
    m: Int, n: Int, p: Int, alpha: Double = 1, beta: Double = 0
  ) {
    if m == 0 || n == 0 { return }
    _ = oneThread
    cblas_dgemm(
      CblasRowMajor, formA.code, formB.code, blasint(m), blasint(n), blasint(p),
      alpha, a, blasint(max(1, lda)), b, blasint(max(1, ldb)), beta, c, blasint(max(1, ldc)))
  }

  /// The lower triangle of C ← AᵀA + β·C, with A `[n × d]`, C `[d × d]`, both dense row-major.
  static func addGram(
    _ a: UnsafePointer<Double>, rowCount n: Int, columnCount d: Int,
    to c: UnsafeMutablePointer<Double>, beta: Double = 1
  ) {
    if d == 0 { return }
    _ = oneThread
    cblas_dsyrk(
      CblasRowMajor, CblasLower, CblasTrans, blasint(d), blasint(n), 1, a, blasint(d), beta, c,
      blasint(d))
  }

  /// X ← L⁻¹·X or L⁻ᵀ·X, with L lower triangular `[d × d]` and X `[d × m]`.
  static func solveTriangular(
    lower l: UnsafePointer<Double>, _ form: Form, order d: Int,
    rightHandSides x: UnsafeMutablePointer<Double>, count m: Int
  ) {
    if d == 0 || m == 0 { return }
    _ = oneThread
    cblas_dtrsm(
      CblasRowMajor, CblasLeft, CblasLower, form.code, CblasNonUnit, blasint(d), blasint(m), 1, l,
      blasint(d), x, blasint(m))
  }

  /// Factors a symmetric matrix in place: its lower triangle, row-major, becomes L of A = L·Lᵀ.
  ///
  /// Returns 0, or the order of the first minor that is not positive. The input must be finite.
  static func factorCholesky(_ a: UnsafeMutablePointer<Double>, order: Int) -> Int {
    _ = oneThread
    // Row-major lower is column-major upper.
    var triangle = CChar(UInt8(ascii: "U"))
    var n = Int32(order)
    var stride = Int32(max(1, order))
    var info: Int32 = 0
    dpotrf_(&triangle, &n, a, &stride, &info, 1)
    return Int(info)
  }

  /// Eigenvalues, ascending, of a symmetric matrix; its rows become the eigenvectors.
  ///
  /// Returns 0 on success. The input must be finite.
  static func decomposeSymmetric(
    _ a: UnsafeMutablePointer<Double>, order: Int, values: UnsafeMutablePointer<Double>
  ) -> Int {
    _ = oneThread
    var job = CChar(UInt8(ascii: "V"))
    var triangle = CChar(UInt8(ascii: "U"))
    var n = Int32(order)
    var stride = Int32(max(1, order))
    var info: Int32 = 0
    var size: Double = 0
    var integerSize: Int32 = 0
    var query: Int32 = -1
    dsyevd_(
      &job, &triangle, &n, a, &stride, values, &size, &query, &integerSize, &query, &info, 1, 1)
    guard info == 0 else { return Int(info) }
    var workCount = Int32(size)
    var work = [Double](repeating: 0, count: Int(workCount))
    var integerWork = [Int32](repeating: 0, count: Int(integerSize))
    dsyevd_(
      &job, &triangle, &n, a, &stride, values, &work, &workCount, &integerWork, &integerSize,
      &info, 1, 1)
    return Int(info)
  }

  /// The triangle R of A = Q·R in place, A column-major `[m × n]` with m ≥ n; the rest is spent.
  ///
  /// The input must be finite.
  static func factorOrthogonal(
    _ a: UnsafeMutablePointer<Double>, rowCount: Int, columnCount: Int, stride: Int,
    reflectors: inout [Double], work: inout [Double]
  ) {
    if columnCount == 0 { return }
    _ = oneThread
    var m = Int32(rowCount)
    var n = Int32(columnCount)
    var lda = Int32(max(1, stride))
    var blockSize = Int32(min(16, columnCount))
    var info: Int32 = 0
    var blockStride = blockSize
    let size = Int(blockSize) * columnCount
    if reflectors.count < size { reflectors = [Double](repeating: 0, count: size) }
    if work.count < size { work = [Double](repeating: 0, count: size) }
    dgeqrt_(&m, &n, &blockSize, a, &lda, &reflectors, &blockStride, &work, &info)
    precondition(info == 0, "dgeqrt refused argument \(-info)")
  }

  /// A·P = Q·R in place with the largest remaining column first, and B ← Qᵀ·B for one column B.
  ///
  /// A is column-major `[m × n]`, m ≥ n, finite. Returns the original index of each column of A·P.
  static func factorPivoted(
    _ a: UnsafeMutablePointer<Double>, rowCount: Int, columnCount: Int,
    rightHandSide b: UnsafeMutablePointer<Double>
  ) -> [Int] {
    if columnCount == 0 { return [] }
    _ = oneThread
    var m = Int32(rowCount)
    var n = Int32(columnCount)
    var one: Int32 = 1
    var info: Int32 = 0
    var pivots = [Int32](repeating: 0, count: columnCount)
    var reflectors = [Double](repeating: 0, count: columnCount)
    var size = Int32(64 * (columnCount + 1))
    var work = [Double](repeating: 0, count: Int(size))
    var lda = m
    dgeqp3_(&m, &n, a, &lda, &pivots, &reflectors, &work, &size, &info)
    precondition(info == 0, "dgeqp3 refused argument \(-info)")
    var side = CChar(UInt8(ascii: "L"))
    var form = CChar(UInt8(ascii: "T"))
    var ldb = m
    dormqr_(
      &side, &form, &m, &one, &n, a, &lda, &reflectors, b, &ldb, &work, &size, &info, 1, 1)
    precondition(info == 0, "dormqr refused argument \(-info)")
    return pivots.map { Int($0) - 1 }
  }
}
