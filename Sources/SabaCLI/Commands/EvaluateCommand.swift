internal import ArgumentParser
internal import Saba
internal import SabaEvaluation

/// `saba evaluate`.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measures detectors on a labelled data set.",
    discussion: """
      Trains on each entity's unlabelled training part, judges its test part, and compares with \
      the labels. Reports, as means over the entities, VUS-PR (the first figure to look at), \
      AUC-PR and VUS-ROC; and for each sensitivity the share of events found, the false alerts per \
      host-day and the hours in alert outside events per host-day. The base rate and random \
      scores stand beside them.

      A data set is a folder in the layout `entities`: dataset.json (name, layout, \
      intervalSeconds of at most 31 days, vusBuffer of at most 10000 rows, testContinuesTrain) and a \
      folder for each entity with train.csv, test.csv and labels.csv (start,end: first and last \
      row of an event), plain or gzip. The first columns of train and test are timestamp,host, \
      with times in epoch seconds or ISO 8601 with a zone, on a regular grid, sorted by host, then \
      time; or all columns are metrics of one host, a row an interval.

      Example:
        saba evaluate Fixtures/web-role --json result.json --scores scores
      """)

  @Argument(help: "The data set's folder.")
  var path: String

  @Option(help: "The data set's layout: auto or entities.")
  var layout = "auto"

  @Option(
    help: ArgumentHelp(
      "A detector to run: \(EvaluateCommand.detectorNames). May be repeated. (default: all)",
      valueName: "name"))
  var detector: [String] = []

  @Option(help: "Write the results as JSON to a file; - for standard output in place of the table.")
  var json: String?

  @Option(help: "Write the first detector's score of every row to <entity>.csv in this folder.")
  var scores: String?

  @Option(help: "How many entities run at once. (default: one a processor)")
  var jobs: Int?

  @Flag(help: "Add a line for each entity.")
  var entities = false

  private static let detectors: [any EvaluatedDetector] = [RoleDetector(), RandomDetector()]
  private static let detectorNames = detectors.map(\.name).joined(separator: ", ")

  func validate() throws {
    guard layout == "auto" || Dataset.layouts.contains(layout) else {
      let names = Dataset.layouts.joined(separator: ", ")
      throw ValidationError("there is no layout '\(layout)'; choose auto or one of: \(names)")
    }
    for name in detector where Self.detectors.allSatisfy({ $0.name != name }) {
      throw ValidationError("there is no detector '\(name)'; choose from \(Self.detectorNames)")
    }
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
  }

  func run() async throws {
    let dataset = try Dataset(path: path, layout: layout)
    let chosen =
      detector.isEmpty ? Self.detectors : Self.detectors.filter { detector.contains($0.name) }
    let evaluation = Evaluation(
      dataset: dataset, detectors: chosen, jobs: jobs,
      scoreFiles: scores.map { ScoreFiles(directory: $0) })
    let result = try await Self.result(of: evaluation)
    if let json { try JSONOutput.write(result, to: json) }
    if json != "-" { StandardOutput.print(result.table(perEntity: entities)) }
  }

  private static func result(of evaluation: Evaluation) async throws -> EvaluationResult {
    let progress = ProgressLine("evaluating")
    defer { progress.end() }
    return try await evaluation.run { done, total, name in
      progress.show(Double(done) / Double(total), name)
    }
  }
}
