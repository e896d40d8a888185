import SabaEvaluation
import SabaTestSupport
import Testing

/// Quotients of sums of at most five terms.
private let closedFormTolerance = 1e-12

@Suite struct CulpritScoreTests {
  static func score(_ blame: [Double], _ truth: [Int]) -> CulpritScore {
    var score = CulpritScore()
    score.add(blame: blame, truth: truth)
    return score
  }

  @Test func agreesWithReferenceImplementation() throws {
    struct File: Decodable {
      struct Case: Decodable {
        var blame: [Double]
        var truth: [Int]
        var hitRate100: Double
        var hitRate150: Double
        var first: Double
        var ndcg3: Double
        var ndcg5: Double
      }
      var tolerance: Double
      var cases: [Case]
    }
    let file: File = try references("culprits", in: .module)
    #expect(file.cases.count == 30)
    var pool = CulpritScore()
    for (index, reference) in file.cases.enumerated() {
      let score = Self.score(reference.blame, reference.truth)
      for (value, expected) in [
        (score.hitRate100, reference.hitRate100), (score.hitRate150, reference.hitRate150),
        (score.firstCulprit, reference.first), (score.ndcg3, reference.ndcg3),
        (score.ndcg5, reference.ndcg5),
      ] {
        #expect(abs(try #require(value) - expected) <= file.tolerance, "case \(index)")
      }
      pool += score
    }
    #expect(pool.eventCount == 30)
    let mean = file.cases.map(\.ndcg5).reduce(0, +) / 30
    #expect(abs(try #require(pool.ndcg5) - mean) <= closedFormTolerance)
  }

  @Test func ranksByBlame() {
    // Ranks: 3, 1, 4, 0, 2.
    let score = Self.score([2, 8, 1, 9, 7], [1, 2, 3, 4])
    #expect(score.hitRate100 == 0.75)
    #expect(score.hitRate150 == 1)
    #expect(score.firstCulprit == 1)
    #expect(score.ndcg3 == 1)
    let none = Self.score([2, 8, 1, 9, 7], [0])
    #expect(none.hitRate100 == 0 && none.hitRate150 == 0 && none.firstCulprit == 0)
    #expect(none.ndcg3 == 0)
    // Fourth of one: 1 / log₂ 5.
    #expect(abs((none.ndcg5 ?? 0) - 0.43067655807339306) <= closedFormTolerance)
  }

  @Test func equalBlameDoesNotFavourTheTruth() {
    for truth in [[0], [3], [0, 1], [2, 3]] {
      let score = Self.score([5, 5, 5, 5], truth)
      #expect(score.hitRate100 == 0)
      #expect(score.firstCulprit == 0)
    }
    // Where there are more culprits than others some must be named.
    #expect(Self.score([5, 5, 5, 5], [0, 1, 2]).hitRate100 == 2.0 / 3)
    // One above the tie is found, the one within it is not.
    #expect(Self.score([5, 9, 5, 5], [0, 1]).hitRate100 == 0.5)
  }

  @Test func blameThatIsNotANumberRanksLast() {
    #expect(Self.score([.nan, 1, .nan, .nan], [1]).firstCulprit == 1)
    #expect(Self.score([.nan, -.infinity], [1]).firstCulprit == 1)
    #expect(Self.score([.nan, -.infinity], [0]).firstCulprit == 0)
    #expect(Self.score([.nan, .nan], [0]).firstCulprit == 0)
    #expect(Self.score([.infinity, .nan, 3], [0]).firstCulprit == 1)
  }

  @Test func ratesRoundDown() {
    // ⌊1.5 · 1⌋ = 1 and ⌊1.5 · 3⌋ = 4.
    #expect(Self.score([9, 8, 7, 6, 5, 4], [1]).hitRate150 == 0)
    #expect(Self.score([9, 8, 7, 6, 5, 4], [1, 3, 4]).hitRate150 == 2.0 / 3)
  }

  @Test func aColumnNamedTwiceIsOneCulprit() {
    #expect(Self.score([1, 9, 3], [1, 1, 2]) == Self.score([1, 9, 3], [2, 1]))
    #expect(Self.score([1], [0]).ndcg5 == 1)
  }

  @Test func poolingWeighsEventsAlike() throws {
    let hit = Self.score([9, 1, 1, 1], [0])
    let miss = Self.score([1, 9, 9, 9], [0])
    let pooled = hit + miss + hit + CulpritScore()
    #expect(pooled.eventCount == 3)
    #expect(abs(try #require(pooled.firstCulprit) - 2.0 / 3) <= closedFormTolerance)
    #expect(abs(try #require(pooled.hitRate100) - 2.0 / 3) <= closedFormTolerance)
  }

  @Test func withoutCulpritsThereIsNothingToScore() {
    let nothing = Self.score([1, 2, 3], [])
    #expect(nothing == CulpritScore())
    #expect(nothing.hitRate100 == nil && nothing.hitRate150 == nil && nothing.firstCulprit == nil)
    #expect(nothing.ndcg3 == nil && nothing.ndcg5 == nil)
    #expect(Self.score([], []).eventCount == 0)
  }

  @Test func culpritsThatAreNotMetricsAreRefused() async {
    await #expect(processExitsWith: .failure) {
      var score = CulpritScore()
      score.add(blame: [1, 2], truth: [2])
    }
  }
}
