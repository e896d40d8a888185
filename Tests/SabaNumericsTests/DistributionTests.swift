import Foundation
import SabaNumerics
import SabaTestSupport
import Testing

/// Against arithmetic of 50 digits: References/distributions.py.
@Suite("Distributions of test statistics")
struct DistributionTests {
  struct File: Decodable {
    struct Tail: Decodable {
      var value: Double
      var numerator: Double
      var denominator: Double
      var logTail: Double
    }
    struct Quantile: Decodable {
      var tail: Double
      var degreesOfFreedom: Double
      var value: Double
    }
    var tolerance: Double
    var fTails: [Tail]
    var studentQuantiles: [Quantile]
  }

  @Test("agree with references")
  func agreeWithReferences() throws {
    let file: File = try references("distributions", in: .module)
    for tail in file.fTails {
      let result = logFTail(
        tail.value, numerator: tail.numerator, denominator: tail.denominator)
      #expect(isClose(result, tail.logTail, file.tolerance), "F above \(tail.value)")
    }
    for quantile in file.studentQuantiles {
      let result = studentQuantile(
        tail: quantile.tail, degreesOfFreedom: quantile.degreesOfFreedom)
      #expect(
        isClose(result, quantile.value, file.tolerance),
        "t of \(quantile.degreesOfFreedom)")
    }
  }

  /// From mpmath with 60 digits.
  @Test(
    "large parameters cost few digits",
    arguments: [(0.99999, 5e5, -6.4596368899598436), (0.999, 5e4, -52.563147429841146)])
  func largeParameters(x: Double, a: Double, expected: Double) {
    #expect(abs(logRegularizedBeta(x, a, 0.5) - expected) <= 1e-16 * a)
  }

  @Test("ends and halves")
  func ends() {
    #expect(logFTail(0, numerator: 3, denominator: 4) == 0)
    #expect(logRegularizedBeta(0, 1, 2) == -.infinity)
    #expect(logRegularizedBeta(1, 1, 2) == 0)
    #expect(isClose(logRegularizedBeta(0.5, 7, 7), logarithm(0.5), Tolerance.closedForm))
    #expect(studentQuantile(tail: 0.5, degreesOfFreedom: 4) == 0)
  }
}
