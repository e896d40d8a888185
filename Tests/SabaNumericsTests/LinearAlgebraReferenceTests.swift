import Foundation
import SabaNumerics
import SabaTestSupport
import Testing

/// Against arithmetic of 50 digits: References/linear_algebra.py.
@Suite struct LinearAlgebraReferenceTests {
  struct File: Decodable {
    struct Case: Decodable {
      var name: String
      var rows: [[Double]]
      var eigenvalues: [Double]
      var norm: Double
      var condition: Double
      var inverse: [[Double]]?
      var logDeterminant: Double?
    }
    var tolerance: Double
    var cases: [Case]
  }

  @Test func agreesWithReferences() throws {
    let file: File = try references("linear_algebra", in: .module)
    #expect(file.cases.count == 7)
    for reference in file.cases {
      let a = Matrix(rows: reference.rows)
      let rounding = file.tolerance * Double(a.rowCount) * Double.ulpOfOne
      let values = try SymmetricEigen(a).values
      #expect(
        relativeDifference(values, reference.eigenvalues, scale: reference.norm) <= rounding,
        "\(reference.name)")
      guard let inverse = reference.inverse, let logDeterminant = reference.logDeterminant else {
        #expect(throws: NumericError.self, "\(reference.name)") { try Cholesky(a) }
        continue
      }
      let factor = try Cholesky(a)
      let bound = rounding * reference.condition
      #expect(
        relativeDifference(factor.inverse, Matrix(rows: inverse)) <= bound, "\(reference.name)")
      #expect(abs(factor.logDeterminant - logDeterminant) <= bound, "\(reference.name)")
    }
  }
}
