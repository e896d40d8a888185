import Foundation
import SabaNumerics
import SabaTestSupport
import Testing

@Suite struct RandomGeneratorTests {
  /// Draws a test; a mean of them has a standard error of 1/√count of a draw's deviation.
  static let count = 100_000
  /// Standard errors that a sound generator does not exceed; seeds are fixed.
  static let standardErrors = 4.0

  /// Against the published definitions in plain Python: References/random_generator.py.
  @Test func firstOutputsAreThePublishedOnes() throws {
    struct File: Decodable {
      struct Case: Decodable {
        var seed: String
        var outputs: [String]
      }
      var cases: [Case]
    }
    let file: File = try references("random_generator", in: .module)
    #expect(file.cases.count == 5)
    for reference in file.cases {
      let seed = try #require(UInt64(reference.seed, radix: 16))
      var generator = RandomGenerator(seed: seed)
      let outputs = reference.outputs.map { _ in String(generator.next(), radix: 16) }
      #expect(outputs == reference.outputs)
      var uniforms = RandomGenerator(seed: seed)
      for output in reference.outputs {
        let bits = try #require(UInt64(output, radix: 16))
        #expect(uniforms.uniform() == Double(bits / 2048) / 9_007_199_254_740_992)
      }
    }
  }

  @Test(arguments: [0, 1, 99] as [UInt64])
  func uniformFillsItsRangeEvenly(seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    var bins = [Int](repeating: 0, count: 10)
    for _ in 0..<Self.count {
      let value = generator.uniform()
      guard value >= 0, value < 1 else {
        Issue.record("\(value) is out of range")
        return
      }
      bins[Int(value * 10)] += 1
    }
    let expected = Double(Self.count) / 10
    let deviation = (expected * 0.9).squareRoot()
    for bin in bins { #expect(abs(Double(bin) - expected) <= Self.standardErrors * deviation) }
  }

  @Test(arguments: [0, 1, 99] as [UInt64])
  func normalHasTheMomentsOfTheNormalLaw(seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    let values = (0..<Self.count).map { _ in generator.normal() }
    // E[xᵖ] is 0, 1, 0, 3; the variance of xᵖ is E[x²ᵖ] − E[xᵖ]², with E[x⁶] = 15, E[x⁸] = 105.
    for (order, mean, variance) in [(1, 0.0, 1.0), (2, 1, 2), (3, 0, 15), (4, 3, 96)] {
      let moment =
        values.reduce(0) { $0 + power($1, Double(order)) } / Double(Self.count)
      let error = (variance / Double(Self.count)).squareRoot()
      #expect(abs(moment - mean) <= Self.standardErrors * error, "moment \(order)")
    }
    // Numbers come in pairs, which are independent all the same.
    var product = 0.0
    for i in 0..<(Self.count / 2) { product += values[2 * i] * values[2 * i + 1] }
    let pairs = Double(Self.count / 2)
    #expect(abs(product / pairs) <= Self.standardErrors / pairs.squareRoot())
  }

  @Test func indexFollowsItsWeights() {
    var generator = RandomGenerator(seed: 3)
    let weights = [0, 1, 0, 2, 5, 0]
    var counts = [Double](repeating: 0, count: weights.count)
    for _ in 0..<Self.count { counts[generator.index(weights: weights.map(Double.init))] += 1 }
    for (index, weight) in weights.enumerated() {
      let share = Double(weight) / 8
      let deviation = (Double(Self.count) * share * (1 - share)).squareRoot()
      let expected = Double(Self.count) * share
      #expect(abs(counts[index] - expected) <= Self.standardErrors * deviation)
    }
  }

  @Test func equalSeedsGiveEqualSequences() {
    var a = RandomGenerator(seed: 8)
    var b = RandomGenerator(seed: 8)
    var c = RandomGenerator(seed: 9)
    let first = (0..<9).map { _ in a.normal() }
    #expect(first == (0..<9).map { _ in b.normal() })
    #expect(first != (0..<9).map { _ in c.normal() })
    #expect(Int.random(in: 0..<1000, using: &a) == Int.random(in: 0..<1000, using: &b))
  }
}
