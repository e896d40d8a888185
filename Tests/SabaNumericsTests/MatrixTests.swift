import SabaNumerics
import SabaTestSupport
import Testing

@Suite struct MatrixTests {
  let matrix = Matrix(rows: [[1, 2, 3], [4, 5, 6]])

  @Test func rowsRunOneAfterTheOther() {
    #expect(matrix.rowCount == 2)
    #expect(matrix.columnCount == 3)
    #expect(matrix.elements == [1, 2, 3, 4, 5, 6])
    #expect(matrix[1, 0] == 4)
    #expect(matrix.row(1) == [4, 5, 6])
    #expect(matrix.column(2) == [3, 6])
    #expect(matrix.rows(1..<2) == Matrix(rows: [[4, 5, 6]]))
    #expect(matrix.rows(1..<1).rowCount == 0)
    #expect(matrix.transposed == Matrix(rows: [[1, 4], [2, 5], [3, 6]]))
    #expect(matrix.diagonal == [1, 5])
  }

  @Test func submatrixFollowsTheOrderOfItsIndices() {
    let square = Matrix(rows: [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    #expect(square.submatrix(over: [2, 0]) == Matrix(rows: [[9, 7], [3, 1]]))
  }

  @Test func copiesAreIndependent() {
    var copy = matrix
    copy[0, 0] = 10
    copy.withMutableElements { $0[5] = 60 }
    #expect(copy == Matrix(rows: [[10, 2, 3], [4, 5, 60]]))
    #expect(matrix == Matrix(rows: [[1, 2, 3], [4, 5, 6]]))
  }

  @Test(arguments: 1...33)
  func productsAgreeWithDefinition(d: Int) {
    var generator = RandomGenerator(seed: UInt64(d))
    for (m, n) in [(d, d), (1, d), (34 - d, 7), (5, 34 - d)] {
      let a = Matrix.normal(m, d, using: &generator)
      let b = Matrix.normal(d, n, using: &generator)
      #expect(relativeDifference(a * b, Naive.product(a, b), scale: 1) <= Tolerance.closedForm)
      let gram = a.gram()
      #expect(
        relativeDifference(gram, Naive.product(a.transposed, a), scale: 1) <= Tolerance.closedForm)
      #expect(gram == gram.transposed)
    }
  }

  @Test func emptyExtentsGiveZeros() {
    let product = Matrix(rowCount: 2, columnCount: 0) * Matrix(rowCount: 0, columnCount: 3)
    #expect(product == Matrix(rowCount: 2, columnCount: 3))
    #expect(Matrix(rowCount: 0, columnCount: 3).gram() == Matrix(rowCount: 3, columnCount: 3))
    #expect((Matrix(rowCount: 0, columnCount: 2) * matrix).rowCount == 0)
  }
}
