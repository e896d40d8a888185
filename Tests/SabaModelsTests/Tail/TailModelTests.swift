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
    struct LikelihoodFit: Decodable {
      var name: String
      var values: [Double]
      var quantile: Double
      var threshold: Double
      var rate: Double
      var count: Int
      var shape: Double
      var scale: Double
      var logLikelihood: Double
    }
    var tolerance: Double
    var curves: [Curve]
    var fits: [Fit]
    var likelihoodFits: [LikelihoodFit]
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

  @Test func likelihoodFitsAgreeWithReferences() throws {
    let file: File = try references("tail", in: .module)
    #expect(file.likelihoodFits.count == 10)
    for reference in file.likelihoodFits {
      let tail = try TailModel(
        fitting: reference.values, above: reference.quantile, by: .maximumLikelihood)
      #expect(tail.threshold == reference.threshold, "\(reference.name)")
      #expect(tail.exceedanceCount == reference.count, "\(reference.name)")
      #expect(isClose(tail.exceedanceRate, reference.rate, Tolerance.closedForm))
      #expect(isClose(tail.shape, reference.shape, file.tolerance), "\(reference.name)")
      #expect(isClose(tail.scale, reference.scale, file.tolerance, scale: 0), "\(reference.name)")
      let height = Self.logLikelihood(tail, of: reference.values)
      #expect(isClose(height, reference.logLikelihood, file.tolerance), "\(reference.name)")
      #expect(
        try TailModel(
          fitting: reference.values.reversed(), above: reference.quantile, by: .maximumLikelihood)
          == tail)
    }
  }

  /// Of the values above the threshold, from the density's definition.
  static func logLikelihood(_ tail: TailModel, of values: [Double]) -> Double {
    values.filter { $0 > tail.threshold }.reduce(0) { sum, value in
      let excess = (value - tail.threshold) / tail.scale
      let log =
        tail.shape == 0
        ? excess : (1 + 1 / tail.shape) * logarithmOnePlus(tail.shape * excess)
      return sum - logarithm(tail.scale) - log
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func noNeighbourIsLikelier(seed: UInt64) throws {
    var generator = RandomGenerator(seed: seed)
    let truth = [0, 0.1, 0.5, 1.2][Int(seed % 4)]
    let values = (0..<60).map { _ -> Double in
      let value = -logarithm(1 - generator.uniform())
      return truth == 0 ? value : exponentialMinusOne(truth * value) / truth
    }
    let tail = try TailModel(fitting: values, above: 0.5, by: .maximumLikelihood)
    let height = Self.logLikelihood(tail, of: values)
    var compared = 0
    for shape in stride(from: 0, through: TailModel.largestShape, by: 0.05) + [tail.shape] {
      for factor in [0.1, 0.5, 0.9, 0.999, 1, 1.001, 1.1, 2, 10] {
        let other = TailModel(
          threshold: tail.threshold, exceedanceRate: tail.exceedanceRate,
          scale: tail.scale * factor, shape: shape, exceedanceCount: tail.exceedanceCount)
        #expect(Self.logLikelihood(other, of: values) <= height + Tolerance.density)
        compared += 1
      }
    }
    #expect(compared == 18 * 9)
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

  @Test(arguments: 0..<5 as Range<UInt64>, TailModel.Estimator.allCases)
  func recoversAnExponentialTail(seed: UInt64, estimator: TailModel.Estimator) throws {
    var generator = RandomGenerator(seed: seed)
    let values = (0..<20_000).map { _ in -2 * logarithm(1 - generator.uniform()) }
    let tail = try TailModel(fitting: values, above: 0.9, by: estimator)
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

  @Test func likelihoodHoldsHeavyTailsAtTheLargestShape() throws {
    let values = (1...400).map { power(Double($0) / 401, -3) }
    let tail = try TailModel(fitting: values, above: 0.5, by: .maximumLikelihood)
    #expect(tail.shape == TailModel.largestShape)
    // The scale is the likeliest for the shape: the mean of ξz/(1 + ξz) is ξ/(1 + ξ).
    let shares = values.filter { $0 > tail.threshold }.map {
      let product = tail.shape * ($0 - tail.threshold) / tail.scale
      return product / (1 + product)
    }
    let mean = shares.reduce(0, +) / Double(shares.count)
    #expect(isClose(mean, tail.shape / (1 + tail.shape), Tolerance.closedForm))
  }

  @Test(arguments: TailModel.Estimator.allCases, [1e-6, 1e3, 0x1p500, 1e300])
  func fitsFollowTheUnit(estimator: TailModel.Estimator, unit: Double) throws {
    var generator = RandomGenerator(seed: 11)
    let values = (0..<300).map { _ in exponential(generator.normal()) }
    let tail = try TailModel(fitting: values, above: 0.5, by: estimator)
    let other = try TailModel(fitting: values.map { unit * $0 }, above: 0.5, by: estimator)
    #expect(tail.shape > 0.1)
    #expect(isClose(other.shape, tail.shape, Tolerance.iterated))
    #expect(isClose(other.scale / unit, tail.scale, Tolerance.iterated))
  }

  @Test(arguments: TailModel.Estimator.allCases)
  func extremesOfDoublesFit(estimator: TailModel.Estimator) throws {
    let largest = Double.greatestFiniteMagnitude
    let cases: [[Double]] = [
      (0..<100).map { $0 < 50 ? -largest : largest },
      (0..<100).map { $0 < 90 ? Double($0) : largest },
      (0..<100).map { $0 < 99 ? 1 + Double($0) * 0x1p-52 : 1e300 },
      (0..<100).map { Double($0) * .leastNonzeroMagnitude },
      (0..<100).map { $0 < 99 ? Double($0) * .leastNonzeroMagnitude : largest },
    ]
    for values in cases {
      for quantile in [0.3, 0.5, 0.85] {
        let tail = try TailModel(fitting: values, above: quantile, by: estimator)
        #expect(tail.scale > 0 && tail.scale.isFinite)
        #expect((0...TailModel.largestShape).contains(tail.shape))
      }
    }
  }

  @Test func valuesAtTheThresholdAreNotAboveItForLikelihood() throws {
    let ties = [Double](repeating: 1, count: 60)
    let above = (0..<40).map { 1 - 3 * logarithm(1 - (Double($0) + 0.5) / 40) }
    let tail = try TailModel(fitting: ties + above, above: 0.3, by: .maximumLikelihood)
    #expect(tail.threshold == 1)
    #expect(tail.exceedanceCount == 40)
    #expect(tail.exceedanceRate == 0.4)
    #expect(tail == (try TailModel(fitting: ties + above, above: 0.6, by: .maximumLikelihood)))
    // Too few distinct values for a density: as by moments.
    let few = ties + (1...9).map { 1 + Double($0) }
    let byMoments = try TailModel(fitting: few, above: 0.3, by: .probabilityWeightedMoments)
    #expect(try TailModel(fitting: few, above: 0.3, by: .maximumLikelihood) == byMoments)
    #expect(byMoments.exceedanceCount == 48)
  }

  @Test(arguments: TailModel.Estimator.allCases)
  func equalExcessesHaveAnExponentialTail(estimator: TailModel.Estimator) throws {
    let values = (0..<100).map { $0 < 80 ? 1.0 : 5.0 }
    let tail = try TailModel(fitting: values, above: 0.8, by: estimator)
    #expect(tail.threshold == 1)
    #expect(tail.shape == 0)
    #expect(tail.scale == 4)
    #expect(tail.exceedanceCount == 20)
  }

  @Test(arguments: TailModel.Estimator.allCases)
  func equalValuesLeaveTheShortestTail(estimator: TailModel.Estimator) throws {
    let tail = try TailModel(
      fitting: [Double](repeating: 5, count: 100), above: 0.9, by: estimator)
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
