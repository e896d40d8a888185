import Saba
import SabaEvaluation
import SabaTestSupport
import Testing

/// Sums of at most some thousand terms in another order, on a scale of 100.
private let closedFormTolerance = 1e-10
/// The golden values are printed to six digits.
private let printedTolerance = 0.5e-6

@Suite struct NABScoreTests {
  @Test func golden() throws {
    let scores = LabelledScoresTests.golden.scores.map { min(max($0, 0), 1) }
    let score = try #require(
      NABScore(files: [NABFile(scores: scores, windows: [50...59, 120...139])]))
    #expect(abs(score.standard - 89.626604) <= printedTolerance)
    #expect(abs(score.lowFalsePositives - 83.381775) <= printedTolerance)
    #expect(abs(score.lowFalseNegatives - 93.084403) <= printedTolerance)
  }

  @Test func agreesWithReferenceImplementation() throws {
    struct File: Decodable {
      struct Case: Decodable {
        struct Series: Decodable {
          var scores: [Double]
          var windows: [[Int]]
        }
        var files: [Series]
        var standard: Double?
        var lowFalsePositives: Double?
        var lowFalseNegatives: Double?
      }
      var tolerance: Double
      var cases: [Case]
    }
    let file: File = try references("nab", in: .module)
    #expect(file.cases.count == 16)
    #expect(file.cases.contains { $0.standard == nil })
    for (index, reference) in file.cases.enumerated() {
      let score = NABScore(
        files: reference.files.map { series in
          NABFile(scores: series.scores, windows: series.windows.map { $0[0]...$0[1] })
        })
      #expect((score == nil) == (reference.standard == nil), "case \(index)")
      guard let score else { continue }
      for (value, expected) in [
        (score.standard, reference.standard),
        (score.lowFalsePositives, reference.lowFalsePositives),
        (score.lowFalseNegatives, reference.lowFalseNegatives),
      ] {
        #expect(abs(value - (try #require(expected))) <= file.tolerance, "case \(index)")
      }
    }
  }

  @Test(arguments: 0..<20)
  func agreesWithDefinition(seed: Int) throws {
    let files = (0...seed % 3).map { index in
      let (labels, scores) = LabelledScoresTests.randomSeries(seed: 3 * seed + index)
      return (scores: scores, windows: NaiveScores.events(labels).map { $0.0...$0.1 })
    }
    let score = try #require(
      NABScore(files: files.map { NABFile(scores: $0.scores, windows: $0.windows) }))
    for (value, falseAlarm, miss) in [
      (score.standard, 0.11, 1.0), (score.lowFalsePositives, 0.22, 1),
      (score.lowFalseNegatives, 0.11, 2),
    ] {
      let naive = try #require(NaiveNAB.score(files, falseAlarm: falseAlarm, miss: miss))
      #expect(abs(value - naive) <= closedFormTolerance)
    }
  }

  @Test func theFirstRowsOfAFileAreForLearning() throws {
    // 15 of 100 rows: a window that ends with them counts nowhere, nor do alarms among them.
    let scores = (0..<100).map { $0 == 3 || $0 == 12 || $0 == 50 ? 1.0 : 0 }
    let score = try #require(
      NABScore(files: [NABFile(scores: scores, windows: [10...14, 50...59])]))
    #expect(score.standard == 100)
    #expect(NABScore(files: [NABFile(scores: scores, windows: [10...14])]) == nil)
    #expect(NABScore(files: [NABFile(scores: scores, windows: [10...15])])?.standard == 0)
    // 750 rows at most.
    var long = [Double](repeating: 0, count: 10_000)
    long[750] = 1
    #expect(NABScore(files: [NABFile(scores: long, windows: [750...760])])?.standard == 100)
    #expect(NABScore(files: [NABFile(scores: long, windows: [740...749])]) == nil)
  }

  @Test func oneThresholdServesAllFiles() throws {
    // What is an alarm in the one is noise in the other.
    let quiet = NABFile(scores: (0..<100).map { $0 == 50 ? 1 : 0 }, windows: [50...59])
    let noisy = NABFile(
      scores: (0..<100).map { $0 == 50 ? 100 : $0 % 2 == 0 ? 10 : 0 }, windows: [50...59])
    #expect(NABScore(files: [quiet])?.standard == 100)
    #expect(NABScore(files: [noisy])?.standard == 100)
    #expect(NABScore(files: [quiet, noisy])?.standard == 50)
    #expect(NABScore(files: [quiet, noisy]) == NABScore(files: [noisy, quiet]))
  }

  @Test func neverAlarmingScoresZero() throws {
    for score in [0, Double.nan, -.infinity, .infinity] {
      let file = NABFile(scores: [Double](repeating: score, count: 1_000), windows: [500...500])
      // Where all rows or none alarm, none is better.
      #expect(NABScore(files: [file])?.standard == 0)
    }
  }

  @Test func aScoreThatIsNotANumberNeverAlarms() throws {
    var scores = [Double](repeating: .nan, count: 100)
    scores[50] = -1e300
    let file = NABFile(scores: scores, windows: [50...59])
    #expect(NABScore(files: [file])?.standard == 100)
    scores[50] = .nan
    #expect(NABScore(files: [NABFile(scores: scores, windows: [50...59])])?.standard == 0)
  }

  @Test func windowsThatOverlapAreOneAndAdjacentOnesAreTwo() {
    let scores = (0..<100).map { Double($0 % 7) }
    let file = NABFile(scores: scores, windows: [60...70, 40...49, 45...52, 50...51, 53...55])
    #expect(file.windows == [40...52, 53...55, 60...70])
  }

  @Test func emptyFilesAddNothing() throws {
    let empty = NABFile(scores: [], windows: [])
    let row = NABFile(scores: [1], windows: [0...0])
    #expect(NABScore(files: []) == nil)
    #expect(NABScore(files: [empty]) == nil)
    #expect(NABScore(files: [row, empty])?.standard == 100)
  }

  @Test func windowsBeyondTheFileAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = NABFile(scores: [0, 0, 0], windows: [1...3])
    }
  }
}
