import SabaEvaluation

/// One kind of accuracy score, from scores and labels to figures, ready to be timed.
struct EvaluationContest: Contest {
  /// Takes the scores, unsorted; gives the figures.
  private let figures: () throws -> [Double]

  init(_ task: Task) throws {
    let scores = try RawDoubles.read(task.text("scores"))
    let labels = try RawDoubles.read(task.text("labels")).map { $0 != 0 }
    let buffer = try task.integer("buffer")
    let events = Self.runs(labels).map { ClosedRange($0) }
    func figure(_ value: Double?) throws -> Double {
      guard let value else { throw WorkerError(description: "there is nothing to score") }
      return value
    }
    switch task.work {
    case "volumes":
      figures = {
        let volume = LabelledScores(scores: scores, labels: labels).volumeUnderSurface(
          buffer: buffer)
        return try [figure(volume?.roc), figure(volume?.precisionRecall)]
      }
    case "averagePrecision":
      figures = {
        try [figure(LabelledScores(scores: scores, labels: labels).averagePrecision)]
      }
    case "pate":
      figures = {
        let scored = LabelledScores(scores: scores, labels: labels)
        return try [figure(scored.pate(earlyBuffer: buffer, delayBuffer: buffer))]
      }
    case "affiliation":
      guard let threshold = try Double(task.text("threshold")) else {
        throw WorkerError(description: "threshold= is not a number")
      }
      figures = {
        let score = AffiliationScore(
          predictions: Self.runs(scores.map { $0 > threshold }),
          events: Self.runs(labels).map { ClosedRange($0) }, rowCount: scores.count)
        return try [figure(score.precision), figure(score.recall)]
      }
    case "nab":
      figures = {
        let score = NABScore(files: [NABFile(scores: scores, windows: events)])
        return try [
          figure(score?.standard), figure(score?.lowFalsePositives),
          figure(score?.lowFalseNegatives),
        ]
      }
    default: throw WorkerError(description: "there is no work \(task.work)")
    }
  }

  func run(_ count: Int) throws -> [Double] {
    var result: [Double] = []
    for _ in 0..<count { result = try figures() }
    return result
  }

  func summary(of outcome: [Double]) -> [Double] { outcome }

  /// The runs of true rows.
  private static func runs(_ rows: [Bool]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start: Int?
    for (row, isTrue) in rows.enumerated() where isTrue != (start != nil) {
      if let first = start { runs.append(first..<row) }
      start = isTrue ? row : nil
    }
    if let first = start { runs.append(first..<rows.count) }
    return runs
  }
}
