import Foundation
import SabaNumerics
import SabaTestSupport
import Testing

@Suite struct LeastSquaresTests {
  /// Against arithmetic of 50 digits: References/least_squares.py.
  struct File: Decodable {
    struct Case: Decodable {
      var name: String
      var design: [[Double]]
      var responses: [Double]
      var weights: [Double]?
      var condition: Double
      var coefficients: [Double]
      var variances: [Double]
      var residualSumOfSquares: Double
    }
    var tolerance: Double
    var cases: [Case]
  }

  @Test func agreesWithReferences() throws {
    let file: File = try references("least_squares", in: .module)
    #expect(file.cases.count == 5)
    for reference in file.cases {
      let solution = try LeastSquares(
        design: Matrix(rows: reference.design), responses: reference.responses,
        weights: reference.weights)
      let bound = file.tolerance * reference.condition * Double.ulpOfOne
      #expect(solution.rank == reference.coefficients.count, "\(reference.name)")
      // A coefficient's error is in proportion to the longest term of the sum, not to itself.
      let design = Matrix(rows: reference.design)
      let terms = reference.coefficients.indices.map { j in
        abs(reference.coefficients[j]) * design.column(j).map(abs).reduce(0, max)
      }
      let largest = terms.reduce(0, max)
      for j in terms.indices {
        let length = design.column(j).map(abs).reduce(0, max)
        let error = abs(solution.coefficients[j] - reference.coefficients[j]) * length
        #expect(error <= bound * largest, "\(reference.name), \(j)")
        #expect(
          isClose(
            solution.covarianceFactor[j, j], reference.variances[j], 2 * bound, scale: 0),
          "\(reference.name), \(j)")
      }
      let size = zip(reference.responses, reference.weights ?? reference.responses.map { _ in 1 })
        .reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
      #expect(
        abs(solution.residualSumOfSquares - reference.residualSumOfSquares)
          <= file.tolerance * Double(reference.responses.count) * Double.ulpOfOne * size,
        "\(reference.name)")
    }
  }

  @Test(arguments: [1, 2, 3, 17, 41], [150, 1023, 1024, 1025, 2500])
  func agreesWithTheNormalEquations(p: Int, n: Int) throws {
    var generator = RandomGenerator(seed: UInt64(p * n))
    let design = Matrix.normal(n, p, using: &generator)
    let responses = (0..<n).map { _ in generator.normal() }
    let weights = (0..<n).map { _ in Double(Int.random(in: 0...3, using: &generator)) }
    let solution = try LeastSquares(design: design, responses: responses, weights: weights)
    var moments = Matrix(rowCount: p, columnCount: p)
    var products = Matrix(rowCount: p, columnCount: 1)
    for row in 0..<n {
      for i in 0..<p {
        products[i, 0] += weights[row] * design[row, i] * responses[row]
        for j in 0..<p { moments[i, j] += weights[row] * design[row, i] * design[row, j] }
      }
    }
    let inverse = Naive.inverse(moments).inverse
    let coefficients = Naive.product(inverse, products).elements
    #expect(relativeDifference(solution.coefficients, coefficients) <= Tolerance.density)
    #expect(relativeDifference(solution.covarianceFactor, inverse) <= Tolerance.density)
    #expect(solution.rowCount == weights.count { $0 > 0 })
    let residual = (0..<n).reduce(0.0) { sum, row in
      let fitted = (0..<p).reduce(0.0) { $0 + design[row, $1] * coefficients[$1] }
      return sum + weights[row] * (responses[row] - fitted) * (responses[row] - fitted)
    }
    #expect(isClose(solution.residualSumOfSquares, residual, Tolerance.density))
  }

  @Test func rowsCanComeInParts() throws {
    var generator = RandomGenerator(seed: 5)
    let design = Matrix.normal(300, 6, using: &generator)
    let responses = (0..<300).map { _ in generator.normal() }
    let whole = try LeastSquares(design: design, responses: responses)
    var reduction = LeastSquaresReduction(columnCount: 6)
    for range in [0..<1, 1..<4, 4..<4, 4..<200, 200..<300] {
      try reduction.add(design: design.rows(range), responses: Array(responses[range]))
    }
    let parts = reduction.solve()
    #expect(relativeDifference(whole.coefficients, parts.coefficients) <= Tolerance.closedForm)
    // A choice of columns is the problem of these columns, in any order.
    let chosen = reduction.solve(columns: [4, 0])
    let alone = try LeastSquares(
      design: Matrix(rows: (0..<300).map { [design[$0, 4], design[$0, 0]] }), responses: responses)
    #expect(relativeDifference(chosen.coefficients, alone.coefficients) <= Tolerance.closedForm)
    #expect(
      relativeDifference(chosen.covarianceFactor, alone.covarianceFactor) <= Tolerance.closedForm)
    #expect(
      isClose(chosen.residualSumOfSquares, alone.residualSumOfSquares, Tolerance.closedForm))
  }

  @Test(arguments: [1e-150, 1e-6, 1, 1e6, 1e150])
  func aliasedColumnsAreLeftOut(scale: Double) throws {
    var generator = RandomGenerator(seed: 8)
    let n = 60
    let rows = (0..<n).map { _ -> [Double] in
      let a = generator.normal()
      let b = generator.normal()
      return [1, a * scale, b, 0, a * scale, 2 * b - 3]
    }
    let responses = rows.map { 2 + $0[1] / scale - $0[2] + 0.1 * generator.normal() }
    let solution = try LeastSquares(design: Matrix(rows: rows), responses: responses)
    #expect(solution.rank == 3)
    #expect(solution.aliasedColumns.count == 3)
    #expect(solution.aliasedColumns.contains(3))
    let full = try LeastSquares(
      design: Matrix(rows: rows.map { Array($0[0..<3]) }), responses: responses)
    #expect(full.aliasedColumns.isEmpty)
    #expect(
      isClose(solution.residualSumOfSquares, full.residualSumOfSquares, Tolerance.closedForm))
    for column in solution.aliasedColumns {
      #expect(solution.coefficients[column] == 0)
      #expect(solution.covarianceFactor.row(column).allSatisfy { $0 == 0 })
      #expect(solution.covarianceFactor.column(column).allSatisfy { $0 == 0 })
    }
  }

  @Test func emptyProblems() throws {
    let none = LeastSquaresReduction(columnCount: 2).solve()
    #expect(none.coefficients == [0, 0])
    #expect(none.aliasedColumns == [0, 1])
    #expect(none.residualSumOfSquares == 0)
    let noColumns = try LeastSquares(
      design: Matrix(rowCount: 2, columnCount: 0), responses: [3, 4])
    #expect(noColumns.coefficients.isEmpty)
    #expect(isClose(noColumns.residualSumOfSquares, 25, Tolerance.closedForm))
    let fewRows = try LeastSquares(design: Matrix(rows: [[1, 2, 3]]), responses: [6])
    #expect(fewRows.rank == 1)
    #expect(isClose(fewRows.coefficients[2], 2, Tolerance.closedForm))
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func namesThePlaceOfWhatIsNotFinite(value: Double) {
    var design = Matrix(rowCount: 3, columnCount: 2, repeating: 1)
    #expect(throws: NumericError.nonFinite(row: 1, column: 2)) {
      try LeastSquares(design: design, responses: [1, value, 1])
    }
    #expect(throws: NumericError.nonFinite(row: 2, column: 3)) {
      try LeastSquares(design: design, responses: [1, 1, 1], weights: [1, 1, value])
    }
    design[2, 1] = value
    #expect(throws: NumericError.nonFinite(row: 2, column: 1)) {
      try LeastSquares(design: design, responses: [1, 1, 1])
    }
  }
}
