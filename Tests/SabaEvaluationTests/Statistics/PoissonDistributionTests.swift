import Saba
import SabaTestSupport
import Testing

@testable import SabaEvaluation

@Suite struct PoissonDistributionTests {
  struct Reference: Decodable {
    struct Case: Decodable {
      var expectation: Double
      var probability: Double
      var count: Int
    }
    var quantiles: [Case]
  }

  @Test func quantilesAgreeWithSciPy() throws {
    let reference: Reference = try references("poisson", in: .module)
    #expect(reference.quantiles.count == 63)
    for expected in reference.quantiles {
      let distribution = PoissonDistribution(expecting: expected.expectation)
      #expect(distribution.quantile(expected.probability) == expected.count, "\(expected)")
    }
  }

  @Test(arguments: [0.2, 3, 46.7]) func theQuantileIsTheLeastCountThatSuffices(
    expectation: Double
  ) {
    let distribution = PoissonDistribution(expecting: expectation)
    // Probabilities summed up from 0.
    var terms = [exponential(-expectation)]
    for count in 1..<150 { terms.append(terms[count - 1] * expectation / Double(count)) }
    for probability in stride(from: 0.01, to: 1, by: 0.01) {
      var sum = 0.0
      let least = terms.firstIndex { term in
        sum += term
        return sum >= probability
      }
      #expect(distribution.quantile(probability) == least)
    }
  }
}
