internal import ArgumentParser
internal import Saba
internal import SabaEvaluation
internal import Synchronization

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// `saba evaluate`.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measures detectors on a labelled data set, or compares two such measurements.",
    usage: """
      saba evaluate <path> [--detector <name>]... [--baselines] [--html <file>] [--json <file>] ...
      saba evaluate --compare <old.json> <new.json> [--fail-below <loss>]
      """,
    discussion: """
      Trains on each entity's unlabelled training part, judges its test part, and compares with \
      the labels. Reports, as means over the entities, VUS-PR (the first figure to look at), \
      AUC-PR, VUS-ROC and others; for each sensitivity the share of events found and how late, the \
      false alerts per host-day beside the promised ones, and the hours in alert outside events; \
      whether the right metrics were blamed, where the set names them. The base rate and random scores \
      stand beside them. Brackets hold 95 % intervals over entities.

      \(LayoutHelp.text)

      Anybody else's detector takes part by its scores: --scores-from names a folder with \
      <entity>.csv, a column `score` and a line for each row of the test file, as --scores writes \
      them. Optional: columns pValue and alarm; train/<entity>.csv with the scores of the training \
      part's rows, from which thresholds are found; contributions/<entity>.csv as --contributions \
      writes them.

      Examples:
        saba evaluate Fixtures/web-role --baselines --html report.html
        saba evaluate sets/smd --ablations --json ablations.json
        saba evaluate sets/nab --only realAWSCloudwatch --only realKnownCause --json result.json
        saba evaluate sets/smd --scores-from my-detector --detector role
        saba evaluate --compare old.json new.json --fail-below 0.02

      Exit status: 0; 1 where --fail-below does; 64 wrong usage, 65 bad data, \
      66 no input, 74 input or output failed, 130 interrupted.
      """)

  @Argument(help: "The data set's folder, or a single file of the layout tsbad.")
  var path: String?

  @Option(
    help: ArgumentHelp(
      "The data set's layout: auto, \(Dataset.layouts.joined(separator: ", ")).",
      valueName: "layout"))
  var layout = "auto"

  @Option(
    help: ArgumentHelp(
      "Entities to run: the one of this name, or else those whose name begins with it. May be "
        + "repeated. (default: all)", valueName: "name"))
  var only: [String] = []

  @Option(
    help: ArgumentHelp(
      "A detector to run: \(DetectorChoice.names). May be repeated. (default: role, random)",
      valueName: "name"))
  var detector: [String] = []

  @Flag(help: "Run every baseline beside the detectors.")
  var baselines = false

  @Flag(
    help: ArgumentHelp(
      "Run the detector `role` without each of its steps in turn too, and print what it loses: "
        + "\(DetectorChoice.ablationNames). Each can be named with --detector as well."))
  var ablations = false

  @Option(
    help: ArgumentHelp(
      "Judge the scores in this folder too, as a detector of the folder's name, or of the name in "
        + "NAME=FOLDER. May be repeated.", valueName: "folder"))
  var scoresFrom: [String] = []

  @Option(help: "Write the results as JSON to a file; - for standard output in place of the table.")
  var json: String?

  @Option(
    help: """
      Write a page with charts to a file: how detectors compare, whether promises are kept, and \
      every entity with its metrics, events and alerts. It needs no network and no other file.
      """)
  var html: String?

  @Option(
    help: """
      Write each detector's score of every row to <entity>.csv: the first one's in this folder, \
      the others' in folders of their names within it.
      """)
  var scores: String?

  @Option(help: "Likewise write the blame of every metric in every row.")
  var contributions: String?

  @Option(help: "How many entities run at once. (default: one a processor)")
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Lose this share of the values of each test part at random, 0 to 1, before detectors see "
        + "them; the training parts stay whole.", valueName: "share"))
  var drop: Double?

  @Option(help: "The seed of --drop. (default: 1)")
  var dropSeed: UInt64?

  @Flag(help: "Add a line for each entity.")
  var entities = false

  @Flag(
    help: """
      Add point-adjusted F1, by which random scores look excellent: for comparison with papers \
      only.
      """)
  var comparisonOnly = false

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Compare two results that --json wrote, in place of a run.", valueName: "old.json new.json"))
  var compare: [String] = []

  @Option(
    help: ArgumentHelp(
      "With --compare: exit with status 1 if the figure of a detector is worse by more than this on "
        + "average, and the 95 % interval of the difference leaves out 0; with one entity, without an "
        + "interval.", valueName: "loss"))
  var failBelow: Double?

  @Option(
    help: ArgumentHelp(
      "With --compare: the figure that must not fall, by its key in the JSON. (default: vusPR)",
      valueName: "key"))
  var figure: String?

  func validate() throws {
    guard compare.isEmpty else {
      guard compare.count == 2, path == nil else {
        throw ValidationError("--compare takes two files, and no data set")
      }
      let isPlain =
        layout == "auto" && only.isEmpty && detector.isEmpty && !baselines && !ablations
        && scoresFrom.isEmpty
        && html == nil && scores == nil && contributions == nil && jobs == nil && !entities
        && !comparisonOnly && drop == nil && dropSeed == nil
      guard isPlain else {
        throw ValidationError(
          "with --compare go --fail-below, --figure and --json; the other options are for a run")
      }
      if let failBelow, !(failBelow >= 0) {
        throw ValidationError("--fail-below must be 0 or more")
      }
      if let figure, Figures.named(figure) == nil {
        let names = Figures.named.map(\.name).joined(separator: ", ")
        throw ValidationError("there is no figure '\(figure)'; choose from \(names)")
      }
      return
    }
    guard path != nil else {
      throw ValidationError("name the folder of a data set, or two results with --compare")
    }
    guard failBelow == nil, figure == nil else {
      throw ValidationError("--fail-below and --figure go with --compare")
    }
    guard layout == "auto" || Dataset.layouts.contains(layout) else {
      let names = Dataset.layouts.joined(separator: ", ")
      throw ValidationError("there is no layout '\(layout)'; choose auto or one of: \(names)")
    }
    if html == "-" {
      throw ValidationError("--html must name a file; standard output is for figures")
    }
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
    if let drop, !(0...1).contains(drop) { throw ValidationError("--drop must be 0 to 1") }
    if dropSeed != nil && drop == nil { throw ValidationError("--drop-seed goes with --drop") }
    try checkFolders()
    _ = try choice
  }

  /// Refuses folders whose files would take the place of others written, or read, by the same run.
  private func checkFolders() throws {
    func place(_ folder: String) -> String { URL(filePath: folder).standardizedFileURL.path }
    if let scores, let contributions, place(scores) == place(contributions) {
      throw ValidationError("--scores and --contributions must name two folders")
    }
    let read = scoresFrom.map { place(DetectorChoice.scored($0).directory) }
    for folder in [scores, contributions].compactMap(\.self) where read.contains(place(folder)) {
      throw ValidationError(
        "'\(folder)' is a folder of --scores-from, whose files would be lost; name another one")
    }
  }

  private var choice: DetectorChoice {
    get throws {
      try DetectorChoice(
        names: detector, baselines: baselines, ablations: ablations, scoresFrom: scoresFrom)
    }
  }

  func run() async throws {
    guard let path else { return try runComparison() }
    try OutputPath.check([json, html])
    let dataset = try Dataset(path: path, layout: layout)
    var observers: [any EvaluationObserver] = []
    if let scores { observers.append(ScoreFiles(directory: scores)) }
    if let contributions { observers.append(ContributionFiles(directory: contributions)) }
    let entityNames = try chosenEntities(of: dataset)
    let pictures = EntityPictures(entityCount: entityNames.count)
    if html != nil { observers.append(pictures) }
    let evaluation = Evaluation(
      dataset: dataset, entityNames: entityNames,
      detectors: try choice.detectors, jobs: jobs, observers: observers,
      includesPointAdjusted: comparisonOnly,
      loss: drop.map { RandomLoss(share: $0, seed: dropSeed ?? 1) })
    let result = try await Self.result(of: evaluation)
    if let json { try JSONOutput.write(result, to: json) }
    if let html { try AtomicFile.write(pictures.report(of: result).html(), to: html) }
    if json != "-" {
      let lines =
        result.lines(perEntity: entities) + (ablations ? [""] + result.ablationLines() : [])
      for line in lines { StandardOutput.print(Text.printable(line)) }
    }
  }

  private func chosenEntities(of dataset: Dataset) throws -> [String] {
    if only.isEmpty { return dataset.entityNames }
    var chosen: Set<String> = []
    for name in only {
      // A name may begin another one.
      let found =
        dataset.entityNames.contains(name)
        ? [name] : dataset.entityNames.filter { $0.hasPrefix(name) }
      guard !found.isEmpty else {
        throw ValidationError(
          "no entity's name begins with '\(name)'; the first one is '\(dataset.entityNames[0])'")
      }
      chosen.formUnion(found)
    }
    return dataset.entityNames.filter(chosen.contains)
  }

  private static func result(of evaluation: Evaluation) async throws -> EvaluationResult {
    do {
      return try await Interruption.guarding {
        let line = Mutex(ProgressLine("evaluating"))
        line.withLock { $0.show(0, evaluation.entityNames[0]) }
        defer { line.withLock { $0.end() } }
        return try await evaluation.run { progress in
          let share = Double(progress.doneCount) / Double(progress.totalCount)
          line.withLock { $0.show(share, "\(progress.entity), \(progress.detector)") }
        }
      } onFirst: {
        StandardError.print("\nstopping: waiting for the detectors under way; Ctrl-C ends at once")
      }
    } catch is CancellationError {
      StandardError.print(
        "interrupted: there is no result; files of scores and contributions are whole")
      throw ExitCode(Interruption.status)
    }
  }
}
