import SabaModels
import SabaTestSupport
import Testing

@Suite struct TailConfidenceTests {
  /// The formula with 50 digits: References/tail.py.
  struct File: Decodable {
    struct Bound: Decodable {
      var shape: Double
      var scale: Double
      var rate: Double
      var count: Int
      var probability: Double
      var confidence: Double
      var score: Double
    }
    var tolerance: Double
    var bounds: [Bound]
  }

  private static let shapes = [0, 1e-12, 0.1, 0.3, 0.8]
  private static let counts = [10, 50, 500]

  private func tail(
    threshold: Double = 2, rate: Double = 0.1, scale: Double = 3, shape: Double, count: Int
  ) -> TailModel {
    TailModel(
      threshold: threshold, exceedanceRate: rate, scale: scale, shape: shape,
      exceedanceCount: count)
  }

  @Test func boundsAgreeWithReferences() throws {
    let file: File = try references("tail", in: .module)
    #expect(file.bounds.count == 20)
    for bound in file.bounds {
      let tail = tail(
        threshold: 0, rate: bound.rate, scale: bound.scale, shape: bound.shape, count: bound.count)
      let score = tail.score(forTailProbability: bound.probability, confidence: bound.confidence)
      #expect(isClose(score, bound.score, file.tolerance, scale: 0), "\(bound)")
    }
  }

  @Test(arguments: shapes, counts)
  func boundsRiseWithConfidenceAndRarity(shape: Double, count: Int) {
    let tail = tail(shape: shape, count: count)
    let confidences = [0.001, 0.05, 0.3, 0.5, 0.7, 0.9, 0.95, 0.999]
    let probabilities = (-4...120).map { 0.1 * exponential(-0.2 * Double($0)) }
    for confidence in confidences {
      let scores = probabilities.map {
        tail.score(forTailProbability: $0, confidence: confidence)
      }
      #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 <= $1 }, "\(confidence)")
    }
    for probability in probabilities {
      let scores = confidences.map {
        tail.score(forTailProbability: probability, confidence: $0)
      }
      #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 <= $1 }, "\(probability)")
      #expect(scores[0] >= tail.threshold)
    }
  }

  @Test(arguments: shapes)
  func boundsCloseOnTheEstimate(shape: Double) {
    for probability in [0.05, 1e-3, 1e-6] {
      let estimate = tail(shape: shape, count: 100).score(forTailProbability: probability)
      let widths = [50, 500, 5_000, 1_000_000_000].map { count -> Double in
        let interval = tail(shape: shape, count: count)
          .scoreInterval(forTailProbability: probability, confidence: 0.9)
        #expect(interval.contains(estimate))
        return interval.upperBound - interval.lowerBound
      }
      #expect(zip(widths, widths.dropFirst()).allSatisfy { $0 > $1 })
      // A standard error is about (ln of the extrapolation)²/√m of the excess at most.
      #expect(widths[3] < 0.01 * (estimate - 2))
    }
  }

  @Test func boundsFollowUnitAndOrigin() {
    let tail = tail(threshold: 0, scale: 1, shape: 0.2, count: 80)
    let moved = self.tail(threshold: -7, scale: 1e-3, shape: 0.2, count: 80)
    for confidence in [0.1, 0.5, 0.95] {
      let score = tail.score(forTailProbability: 1e-4, confidence: confidence)
      let other = moved.score(forTailProbability: 1e-4, confidence: confidence)
      #expect(isClose(other, -7 + 1e-3 * score, Tolerance.closedForm))
    }
  }

  @Test func intervalsAreTwoBounds() {
    let tail = tail(shape: 0.1, count: 60)
    let interval = tail.scoreInterval(forTailProbability: 1e-4, confidence: 0.8)
    #expect(
      isClose(
        interval.lowerBound, tail.score(forTailProbability: 1e-4, confidence: 0.1),
        Tolerance.closedForm))
    #expect(
      isClose(
        interval.upperBound, tail.score(forTailProbability: 1e-4, confidence: 0.9),
        Tolerance.closedForm))
  }

  @Test func scoresAtTheThresholdAreUncertainByTheRateAlone() {
    let tail = tail(shape: 0.2, count: 100)
    // The rate may be as high as 0.1·e^(1.2816·√(0.9/100)) = 0.1129.
    let bound = tail.score(forTailProbability: 0.1, confidence: 0.9)
    #expect(bound > 2 && bound < 2.6)
    let below = tail.score(forTailProbability: 0.1, confidence: 0.1)
    #expect(below == 2)
    #expect(tail.score(forTailProbability: 0.12, confidence: 0.9) == 2)
    #expect(tail.scoreInterval(forTailProbability: 1, confidence: 0.99) == 2...2)
    // Passing the threshold, the bound does not jump.
    let near = tail.score(forTailProbability: 0.1 * (1 - 1e-6), confidence: 0.9)
    #expect(isClose(near, bound, 1e-3))
    let all = self.tail(rate: 1, shape: 0.2, count: 100)
    #expect(all.score(forTailProbability: 1, confidence: 0.99) == 2)
  }

  @Test func extremesHaveBounds() {
    for shape in [0, 0.8, 0.99] {
      let tail = tail(shape: shape, count: 1)
      for probability in [Double.leastNonzeroMagnitude, 1e-300, 0.09] {
        for confidence in [1e-300, 1e-9, 1.0.nextDown] {
          let score = tail.score(forTailProbability: probability, confidence: confidence)
          #expect(score >= 2, "\(shape) \(probability) \(confidence)")
        }
      }
    }
  }

  @Test func valuesReachAsFarAsOneInAll() {
    let tail = tail(shape: 0.1, count: 49)
    #expect(tail.supports(tailProbability: 1.0 / 490))
    #expect(tail.supports(tailProbability: 0.5))
    #expect(!tail.supports(tailProbability: 1.0 / 491))
    #expect(!tail.supports(tailProbability: 0))
    #expect(self.tail(rate: 1, shape: 0, count: 10).supports(tailProbability: 0.1))
  }
}
