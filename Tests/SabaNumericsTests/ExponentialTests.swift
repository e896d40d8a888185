import Foundation
import SabaNumerics
import SabaTestSupport
import Testing

/// Against arithmetic of 50 digits: References/exponential.py.
@Suite struct ExponentialTests {
  @Test func isGoodToTwoUnitsInTheLastPlace() throws {
    struct File: Decodable {
      var tolerance: Double
      var points: [Double]
      var values: [Double]
    }
    let file: File = try references("exponential", in: .module)
    #expect(file.points.count == 500)
    var values = file.points
    exponentiate(&values)
    for (index, x) in file.points.enumerated() {
      let expected = file.values[index]
      #expect(abs(values[index] - expected) <= file.tolerance * expected.ulp, "e^\(x)")
      // Below its range the kernel gives 0 itself, not a subnormal number.
      if x < -708 { #expect(values[index] == 0, "e^\(x)") }
    }
  }

  @Test func specialValues() {
    var values = [0, -Double.infinity, .infinity, 709.5, 1e300, -1e300, .nan]
    exponentiate(&values)
    #expect(values.dropLast() == [1, 0, .infinity, .infinity, .infinity, 0])
    #expect(values[6].isNaN)
  }

  @Test(arguments: 0...33)
  func everyTailIsDone(count: Int) {
    var values = (0..<count).map { Double($0) * 0.37 - 6 }
    let expected = values.map { exponential($0) }
    exponentiate(&values)
    for (value, other) in zip(values, expected) { #expect(abs(value - other) <= 2 * other.ulp) }
    #expect(values.count == count)
  }
}
