import SabaModels
import SabaTestSupport
import Testing

/// How often the bounds of scores hold what they promise, on simulated tails.
@Suite struct TailCoverageTests {
  // Tails a case; with 20,000, and counts of 10 to 500, this measures what the documentation
  // states.
  private static let tailCount = 400
  /// Three standard errors of a coverage of 90 % by so many tails.
  private static let chance = 3 * (0.09 / Double(tailCount)).squareRoot()
  private static let rate = 0.1
  /// How far the probability lies below one in n.
  private static let extrapolations = [1.0, 10, 50]

  struct Coverage {
    var upper90 = 0.0
    var upper95 = 0.0
    var both90 = 0.0
  }

  /// Coverages by extrapolation, over tails with a number of exceedances.
  private static func measure(
    shape: Double, count: Int, estimator: TailModel.Estimator
  ) throws -> [Coverage] {
    var generator = RandomGenerator(seed: UInt64(count))
    var coverages = [Coverage](repeating: Coverage(), count: extrapolations.count)
    let n = Double(count) / rate
    for _ in 0..<tailCount {
      // What lies above an order statistic: a beta variable, as a share of exponential variables.
      let above = exponentialSum(count + 1, &generator)
      let trueRate = above / (above + exponentialSum(Int(n) - count, &generator))
      let excesses = (0..<count).map { _ -> Double in
        excess(-logarithm(1 - generator.uniform()), shape)
      }
      let fit = try TailModel(fitting: [0] + excesses, above: 1e-9, by: estimator)
      let tail = TailModel(
        threshold: 0, exceedanceRate: rate, scale: fit.scale, shape: fit.shape,
        exceedanceCount: count)
      for (i, extrapolation) in extrapolations.enumerated() {
        let probability = 1 / (n * extrapolation)
        let truth = excess(logarithm(trueRate / probability), shape)
        func isBelow(_ confidence: Double) -> Bool {
          truth <= tail.score(forTailProbability: probability, confidence: confidence)
        }
        let share = 1 / Double(tailCount)
        if isBelow(0.9) { coverages[i].upper90 += share }
        if isBelow(0.95) { coverages[i].upper95 += share }
        if tail.scoreInterval(forTailProbability: probability, confidence: 0.9).contains(truth) {
          coverages[i].both90 += share
        }
      }
    }
    return coverages
  }

  private static func excess(_ exponential: Double, _ shape: Double) -> Double {
    shape == 0 ? exponential : exponentialMinusOne(shape * exponential) / shape
  }

  private static func exponentialSum(_ count: Int, _ generator: inout RandomGenerator) -> Double {
    (0..<count).reduce(0) { sum, _ in sum - logarithm(1 - generator.uniform()) }
  }

  @Test(arguments: [0, 0.1, 0.3], TailModel.Estimator.allCases)
  func boundsHoldWhatTheyPromise(shape: Double, estimator: TailModel.Estimator) throws {
    for count in [50, 200] {
      let coverages = try Self.measure(shape: shape, count: count, estimator: estimator)
      for (extrapolation, coverage) in zip(Self.extrapolations, coverages) {
        let place = Comment(rawValue: "ξ \(shape), m \(count), 1/\(extrapolation)n: \(coverage)")
        // Below the nominal by as much as the documentation admits, and by chance.
        #expect(coverage.upper90 >= 0.9 - 0.03 - Self.chance, place)
        #expect(coverage.upper95 >= 0.95 - 0.03 - Self.chance, place)
        #expect(coverage.both90 >= 0.9 - 0.015 - Self.chance, place)
        #expect(coverage.both90 <= 0.98 + Self.chance, place)
      }
    }
  }
}
