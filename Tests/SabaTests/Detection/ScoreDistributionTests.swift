internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("How scores are distributed")
struct ScoreDistributionTests {
  enum Kind: CaseIterable { case exponential, heavy, normal }

  static func scores(_ kind: Kind, count: Int = 20_000) -> [Double] {
    var generator = RandomGenerator(seed: 12)
    return (0..<count).map { _ in
      let u = 1 - generator.uniform()
      switch kind {
      case .exponential: return -logarithm(u)
      case .heavy: return (power(u, -0.3) - 1) / 0.3
      case .normal: return 5 + generator.normal()
      }
    }
  }

  /// Between two of 96 knots probabilities are interpolated: 0.01 lie between them.
  static let bodyTolerance = 0.005
  /// The tail is a fitted one: relative.
  static let tailTolerance = 0.2

  @Test("p-values are the shares of scores at least as high", arguments: Kind.allCases)
  func empirical(kind: Kind) throws {
    let scores = Self.scores(kind)
    let distribution = try ScoreDistribution(fitting: scores)
    let sorted = scores.sorted()
    for rank in stride(from: 0, to: sorted.count, by: 97) {
      let share = Double(sorted.count - rank) / Double(sorted.count)
      let p = distribution.tailProbability(of: sorted[rank])
      #expect(abs(p - share) < Self.bodyTolerance, "rank \(rank)")
      if share > 2e-3, share < 0.05 { #expect(isClose(p, share, Self.tailTolerance, scale: 0)) }
    }
    #expect(distribution.tailProbability(of: sorted[0] - 1) == 1)
  }

  @Test("p-values fall and surprises rise with the score", arguments: Kind.allCases)
  func monotone(kind: Kind) throws {
    let distribution = try ScoreDistribution(fitting: Self.scores(kind))
    var lastP = 1.0
    var lastSurprise = 0.0
    for score in stride(from: -2.0, through: 60, by: 0.01) {
      let p = distribution.tailProbability(of: score)
      let surprise = distribution.surprise(of: score)
      #expect(p > 0 && p <= lastP)
      #expect(surprise >= lastSurprise)
      #expect(isClose(surprise, -logarithm(p), Tolerance.closedForm))
      (lastP, lastSurprise) = (p, surprise)
    }
  }

  @Test("Surprise and score are inverses", arguments: Kind.allCases)
  func inverses(kind: Kind) throws {
    let distribution = try ScoreDistribution(fitting: Self.scores(kind))
    for surprise in stride(from: 0.0, through: 650, by: 0.37) {
      let score = distribution.score(ofSurprise: surprise)
      #expect(isClose(distribution.surprise(of: score), surprise, Tolerance.moments))
    }
    for score in stride(from: distribution.body[0], through: 40, by: 0.013) {
      let surprise = distribution.surprise(of: score)
      #expect(isClose(distribution.score(ofSurprise: surprise), score, Tolerance.moments))
    }
  }

  @Test("However high a score, its probability is above 0 and its surprise goes on rising")
  func hugeScores() throws {
    let distribution = try ScoreDistribution(fitting: Self.scores(.exponential))
    var last = 0.0
    for exponent in 1...300 {
      let score = power(10, Double(exponent))
      let surprise = distribution.surprise(of: score)
      #expect(surprise > last && surprise.isFinite)
      #expect(distribution.tailProbability(of: score) > 0)
      last = surprise
    }
  }

  @Test("Of scores that are mostly equal, the value that they share is no surprise")
  func ties() throws {
    let scores = [Double](repeating: 0, count: 700) + (1...300).map { Double($0) }
    let distribution = try ScoreDistribution(fitting: scores)
    #expect(distribution.tailProbability(of: 0) == 1)
    #expect(distribution.surprise(of: 0) == 0)
    #expect(distribution.score(ofSurprise: 0) == 0)
    #expect(abs(distribution.tailProbability(of: 150) - 0.15) < 0.01)
    // A half lies at or above 0: of several scores, the lowest.
    #expect(distribution.score(ofSurprise: -logarithm(0.5)) == 0)
  }

  @Test("Equal scores have one step, past which all is surprising")
  func constant() throws {
    let distribution = try ScoreDistribution(fitting: [Double](repeating: 3, count: 100))
    #expect(distribution.tailProbability(of: 2) == 1)
    #expect(distribution.tailProbability(of: 3) == 1)
    #expect(distribution.tailProbability(of: 4) < 1e-6)
    #expect(distribution.surprise(of: 4) > 10 && distribution.surprise(of: 4).isFinite)
  }

  @Test("Few scores are enough for a coarse distribution, fewer are refused")
  func fewScores() throws {
    for count in 21...60 {
      let distribution = try ScoreDistribution(fitting: (0..<count).map { Double($0) })
      let middle = Double(count / 4)
      #expect(abs(distribution.tailProbability(of: middle) - 0.75) < 0.1, "\(count)")
    }
    #expect(throws: FitError.tooFewSamples(count: 20, needed: 21)) {
      try ScoreDistribution(fitting: (0..<20).map { Double($0) })
    }
  }
}
