import SabaNumerics
import SabaTestSupport
import Testing

@Suite struct CholeskyTests {
  @Test(arguments: 1...33)
  func reconstructsAndSolves(d: Int) throws {
    var generator = RandomGenerator(seed: UInt64(d))
    let a = Matrix.covariance(d, using: &generator)
    let factor = try Cholesky(a)
    let bound = Tolerance.factorization * Double(d) * Double.ulpOfOne * frobeniusNorm(a)
    func residual(_ x: Matrix, _ y: Matrix) -> Double {
      frobeniusNorm(
        Matrix(
          rowCount: x.rowCount, columnCount: x.columnCount,
          elements: zip(x.elements, y.elements).map { $0 - $1 }))
    }
    #expect(residual(Naive.product(factor.lower, factor.lower.transposed), a) <= bound)
    for i in 0..<d {
      #expect(factor.lower[i, i] > 0)
      for j in (i + 1)..<d { #expect(factor.lower[i, j] == 0) }
    }
    for m in [1, 2, d] {
      let b = Matrix.normal(d, m, using: &generator)
      let x = factor.solve(b)
      #expect(residual(Naive.product(a, x), b) <= bound * max(1, frobeniusNorm(x)))
      let whitened = factor.whiten(b)
      #expect(
        residual(Naive.product(factor.lower, whitened), b) <= bound * max(1, frobeniusNorm(b)))
    }
    let (inverse, logDeterminant) = Naive.inverse(a)
    #expect(relativeDifference(factor.inverse, inverse) <= Tolerance.density)
    #expect(isClose(factor.logDeterminant, logDeterminant, Tolerance.closedForm))
    #expect(
      relativeDifference(Naive.product(factor.inverseLower, factor.lower), .identity(d))
        <= Tolerance.density)
  }

  @Test func readsTheLowerTriangleAlone() throws {
    let whole = Matrix(rows: [[4, 2], [2, 3]])
    let lower = Matrix(rows: [[4, .nan], [2, 3]])
    #expect(try Cholesky(lower).lower == Cholesky(whole).lower)
  }

  @Test func acceptsOrderZero() throws {
    let factor = try Cholesky(Matrix(rowCount: 0, columnCount: 0))
    #expect(factor.logDeterminant == 0)
    #expect(factor.inverse.elements.isEmpty)
  }

  @Test(arguments: [2, 5, 33, 70], [Double.nan, .infinity, -.infinity])
  func namesThePlaceOfWhatIsNotFinite(d: Int, value: Double) {
    for (row, column) in [(0, 0), (d - 1, 0), (d - 1, d - 1)] {
      var a = Matrix.identity(d)
      a[row, column] = value
      #expect(throws: NumericError.nonFinite(row: row, column: column)) { try Cholesky(a) }
    }
  }

  @Test(arguments: [1, 2, 7, 33, 70, 150])
  func namesTheFirstMinorThatFails(d: Int) {
    for minor in Set([1, (d + 1) / 2, d]) {
      for value in [0, -1, -1e300] {
        var a = Matrix.identity(d)
        a[minor - 1, minor - 1] = value
        #expect(throws: NumericError.notPositiveDefinite(minor: minor)) { try Cholesky(a) }
      }
    }
  }

  @Test func singularMatricesFailOrStayFinite() {
    // Rounding decides whether the last pivot of a singular matrix is a little above or below 0.
    var generator = RandomGenerator(seed: 1)
    for _ in 0..<200 {
      let d = Int.random(in: 2...12, using: &generator)
      let samples = Matrix.normal(d - 1, d, using: &generator)
      if let factor = try? Cholesky(samples.gram()) {
        #expect(factor.lower.elements.allSatisfy { $0.isFinite })
        #expect(factor.logDeterminant.isFinite)
      }
    }
    #expect(throws: NumericError.notPositiveDefinite(minor: 2)) {
      try Cholesky(Matrix(rowCount: 3, columnCount: 3, repeating: 1))
    }
  }

  @Test(arguments: [2, 3, 40, 100])
  func overflowOnTheWayFails(d: Int) {
    var a = Matrix.identity(d)
    a[0, 0] = 1e-300
    for i in 1..<d { a[i, 0] = 1e250 * (i.isMultiple(of: 2) ? 1 : -1) }
    #expect(throws: NumericError.notPositiveDefinite(minor: 2)) { try Cholesky(a) }
  }

  @Test func errorsNameTheCure() {
    #expect(
      NumericError.notPositiveDefinite(minor: 3).description
        == "the matrix is not positive definite at minor 3; add to its diagonal")
    #expect(
      NumericError.nonFinite(row: 1, column: 2).description
        == "element (1, 2) is not finite; remove or mark missing values first")
  }
}
