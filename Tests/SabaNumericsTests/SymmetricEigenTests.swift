import SabaNumerics
import SabaTestSupport
import Testing

@Suite struct SymmetricEigenTests {
  @Test(arguments: 1...33)
  func reconstructs(d: Int) throws {
    var generator = RandomGenerator(seed: UInt64(d))
    let g = Matrix.normal(d, d, using: &generator)
    var a = g
    for i in 0..<d {
      for j in 0..<d { a[i, j] = g[i, j] + g[j, i] }
    }
    let eigen = try SymmetricEigen(a)
    #expect(eigen.values == eigen.values.sorted())
    let bound = Tolerance.factorization * Double(d) * Double.ulpOfOne
    let products = Naive.product(eigen.vectors, eigen.vectors.transposed)
    #expect(relativeDifference(products, .identity(d)) <= bound)
    var scaled = eigen.vectors
    for i in 0..<d {
      for j in 0..<d { scaled[i, j] *= eigen.values[i] }
    }
    let rebuilt = Naive.product(eigen.vectors.transposed, scaled)
    #expect(relativeDifference(rebuilt, a, scale: frobeniusNorm(a)) <= bound)
  }

  @Test func vectorsAreRows() throws {
    let eigen = try SymmetricEigen(Matrix(rows: [[2, 0, 0], [0, 1, 0], [0, 0, 3]]))
    #expect(eigen.values == [1, 2, 3])
    #expect(eigen.vectors.map { abs($0) } == Matrix(rows: [[0, 1, 0], [1, 0, 0], [0, 0, 1]]))
  }

  @Test func readsTheLowerTriangleAlone() throws {
    let lower = try SymmetricEigen(Matrix(rows: [[4, .nan], [2, 3]]))
    #expect(try lower == SymmetricEigen(Matrix(rows: [[4, 2], [2, 3]])))
  }

  @Test func acceptsOrderZero() throws {
    #expect(try SymmetricEigen(Matrix(rowCount: 0, columnCount: 0)).values.isEmpty)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func namesThePlaceOfWhatIsNotFinite(value: Double) {
    var a = Matrix.identity(4)
    a[3, 1] = value
    #expect(throws: NumericError.nonFinite(row: 3, column: 1)) { try SymmetricEigen(a) }
  }
}
