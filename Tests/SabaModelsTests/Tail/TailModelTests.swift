import Foundation
import SabaModels
import SabaTestSupport
import Testing

@Suite struct TailModelTests {
  /// Against SciPy and exact fractions: References/tail.py.
  struct File: Decodable {
    struct Curve: Decodable {
      var shape: Double
      var scale: Double
      var threshold: Double
      var rate: Double
      var scores: [Double]
      var tailProbabilities: [Double]
      var probabilities: [Double]
      var quantiles: [Double]
    }
    struct Fit: Decodable {
      var name: String
      var values: [Double]
      var quantile: Double
      var unclampedShape: Double
      var threshold: Double
      var rate: Double
      var count: Int
      var shape: Double
      var scale: Double
    }
    var tolerance: Double
    var curves: [Curve]
    var fits: [Fit]
  }

  @Test func curvesAgreeWithReferences() throws {
    let file: File = try references("tail", in: .module)
    #expect(file.curves.count == 6)
    for curve in file.curves {
      let tail = TailModel(
        threshold: curve.threshold, exceedanceRate: curve.rate, scale: curve.scale,
        shape: curve.shape, exceedanceCount: 100)
      for (score, expected) in zip(curve.scores, curve.tailProbabilities) {
        let value = tail.tailProbability(of: score)
        #expect(isClose(value, expected, file.tolerance, scale: 0), "ξ = \(curve.shape), \(score)")
      }
      for (probability, expected) in zip(curve.probabilities, curve.quantiles) {
        let value = tail.score(forTailProbability: probability)
        #expect(isClose(value, expected, file.tolerance), "ξ = \(curve.shape), \(probability)")
      }
    }
  }

  @Test func fitsAgreeWithReferences() throws {
    let file: File = try references("tail", in: .module)
    #expect(file.fits.count == 4)
    for reference in file.fits {
      let tail = try TailModel(fitting: reference.values, above: reference.quantile)
      #expect(tail.threshold == reference.threshold, "\(reference.name)")
      #expect(tail.exceedanceCount == reference.count, "\(reference.name)")
      #expect(isClose(tail.exceedanceRate, reference.rate, Tolerance.closedForm))
      #expect(isClose(tail.shape, reference.shape, file.tolerance), "\(reference.name)")
      #expect(isClose(tail.scale, reference.scale, file.tolerance), "\(reference.name)")
      if reference.unclampedShape < 0 { #expect(tail.shape == 0) }
      #expect(
        try TailModel(fitting: reference.values.reversed(), above: reference.quantile) == tail)
    }
    #expect(file.fits.contains { $0.unclampedShape < 0 })
  }

  @Test(arguments: [0, 1e-10, 1e-8, 1e-3, 0.3, 0.8])
  func probabilityAndScoreAreInverse(shape: Double) {
    let tail = TailModel(
      threshold: 2, exceedanceRate: 0.1, scale: 3, shape: shape, exceedanceCount: 50)
    #expect(tail.tailProbability(of: 2) == 0.1)
    #expect(tail.tailProbability(of: -.infinity) == 0.1)
    #expect(tail.tailProbability(of: .infinity) == 0)
    #expect(tail.score(forTailProbability: 0.1) == 2)
    #expect(tail.score(forTailProbability: 1) == 2)
    var last = 2.0
    for exponent in 2...30 {
      let probability = power(10, -Double(exponent))
      let score = tail.score(forTailProbability: probability)
      #expect(score > last)
      last = score
      #expect(isClose(tail.tailProbability(of: score), probability, Tolerance.density, scale: 0))
    }
  }

  @Test func shapesNearZeroPassIntoTheExponential() {
    func tail(_ shape: Double) -> TailModel {
      TailModel(threshold: 0, exceedanceRate: 1, scale: 1, shape: shape, exceedanceCount: 50)
    }
    // Either side of the shape at which the formula changes; log P differs by ξ·x²/2.
    for score in [0.1, 1, 10] {
      let values = [0.9e-9, 1.1e-9].map { tail($0).tailProbability(of: score) }
      #expect(isClose(values[0], values[1], 1e-7, scale: 0))
    }
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func recoversAnExponentialTail(seed: UInt64) throws {
    var generator = RandomGenerator(seed: seed)
    let values = (0..<20_000).map { _ in -2 * logarithm(1 - generator.uniform()) }
    let tail = try TailModel(fitting: values, above: 0.9)
    // Statistical: a standard error of the shape is about 0.03.
    #expect(tail.shape <= 0.12)
    #expect(isClose(tail.scale, 2, 0.12, scale: 0))
    #expect(isClose(tail.threshold, 2 * logarithm(10), 0.05, scale: 0))
  }

  @Test func heavyTailsAreHeldAtTheLargestShape() throws {
    let values = (1...400).map { power(Double($0) / 401, -3) }
    let tail = try TailModel(fitting: values, above: 0.5)
    let excesses = values.filter { $0 > tail.threshold }.map { $0 - tail.threshold }
    let mean = excesses.reduce(0, +) / Double(excesses.count)
    #expect(tail.shape == TailModel.largestShape)
    // The scale keeps the mean excess σ/(1 − ξ).
    #expect(isClose(tail.scale / (1 - tail.shape), mean, Tolerance.closedForm, scale: 0))
  }

  @Test func equalValuesLeaveTheShortestTail() throws {
    let tail = try TailModel(fitting: [Double](repeating: 5, count: 100), above: 0.9)
    #expect(tail.threshold == 5)
    #expect(tail.shape == 0)
    #expect(tail.scale > 0)
    #expect(tail.tailProbability(of: 5) == tail.exceedanceRate)
    #expect(tail.tailProbability(of: 5.001) == 0)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func placesOfValuesThatAreNotFinite(value: Double) {
    var values = (0..<200).map(Double.init)
    values[17] = value
    #expect(throws: FitError.nonFiniteSample(row: 17, column: 0)) {
      try TailModel(fitting: values, above: 0.5)
    }
  }

  @Test func theLeastValueCanBeTheThreshold() throws {
    let tail = try TailModel(fitting: (0..<100).map(Double.init), above: 1e-9)
    #expect(tail.threshold == 0)
    #expect(tail.exceedanceCount == 99)
  }

  @Test func noScoreHasNoProbability() {
    let tail = TailModel(
      threshold: 0, exceedanceRate: 0.1, scale: 1, shape: 0.1, exceedanceCount: 50)
    #expect(tail.tailProbability(of: .nan).isNaN)
  }

  @Test func tooFewValues() throws {
    for count in [0, 1, 9, 10, 99] {
      let error = #expect(throws: FitError.self) {
        try TailModel(fitting: (0..<count).map(Double.init), above: 0.9)
      }
      guard case .tooFewSamples(count, let needed) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      // Who follows the advice gets a tail.
      let tail = try TailModel(fitting: (0..<needed).map(Double.init), above: 0.9)
      #expect(tail.exceedanceCount >= TailModel.smallestExceedanceCount)
    }
    let ten = try TailModel(fitting: (0..<100).map(Double.init), above: 0.9)
    #expect(ten.exceedanceCount == 10)
    #expect(ten.threshold == 89)
  }
}
