internal import ArgumentParser
internal import Saba
internal import SabaEvaluation

/// `saba preview`.
struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Shows which alerts each sensitivity would have raised, when, and why.",
    discussion: """
      The first thing to run on a role's past metrics: lists the alerts that each of the three \
      sensitivities would have raised, with the rate per host and week beside the promised number \
      of false ones, and says which sensitivity to begin with and why, before anyone is woken.

      The history is cut into \(ModelSequence.usualBlockCount) contiguous parts, and each is judged by a \
      model of the others: what a model judges is as new to it as tomorrow will be, so that the \
      rates do not flatter and an incident in the history is not taken for normal. Give the options \
      that `saba train` will be given. What is named with --exclude teaches nothing, but is judged.

      With --model, or --store and --role, it is that model that judges, which is honest on metrics that are later than its \
      training; how many are not is said. A promise that lies between the three is previewed beside \
      them with --budget.

      \(InputHelp.formats)

      Examples:
        saba preview --history web-*.csv.gz --html preview.html
        saba preview --history metrics.csv --zone Asia/Tokyo --budget 1/10d
        saba preview --model web.saba --history last-week.csv
      """)

  @OptionGroup var history: HistoryOptions

  @OptionGroup var model: ModelOptions

  @OptionGroup var training: TrainingOptions

  @OptionGroup var budgets: BudgetOptions

  @Option(help: "Write the same as JSON to a file; - for standard output in place of the text.")
  var json: String?

  @Option(
    help: """
      Write a page for people: each sensitivity's alerts, what they looked like, and which to take; - \
      for standard output in place of the text.
      """)
  var html: String?

  func validate() throws {
    if json == "-" && html == "-" {
      throw ValidationError("only one of --json and --html can go to standard output")
    }
    if model.isGiven, let option = training.firstGiven {
      throw ValidationError(
        "\(option) is for training, and the model is trained: leave out one of them")
    }
  }

  func run() throws {
    let progress = ProgressLine("previewing")
    defer { progress.end() }
    let (result, name) = try model.isGiven ? judged(progress) : crossFitted(progress)
    progress.end()
    let preview = AlertPreview(preview: result)
    if let json { try JSONOutput.write(preview.documents, to: json) }
    if let html {
      let page = result.report(title: "Preview of \(name)").html()
      if html == "-" {
        // Its last line feed comes from printing.
        StandardOutput.print(String(page.dropLast()))
      } else {
        try AtomicFile.write(page, to: html)
      }
    }
    if json != "-" && html != "-" {
      for line in preview.lines { StandardOutput.print(Text.printable(line)) }
    }
  }

  /// The part of the work that is training, as progress has it.
  private static let trainingShare = 0.7

  private func crossFitted(
    _ progress: ProgressLine
  ) throws -> (preview: HistoryPreview, name: String) {
    try OutputPath.check([json, html])
    let (history, options) = try training.read(history)
    let models = try ModelSequence(crossFitting: history, options: options) {
      progress.show(Self.trainingShare * $0)
    }
    let preview = HistoryPreview(
      of: history.restricted(from: options.trainingFrom), by: models,
      sensitivities: budgets.sensitivities
    ) { progress.show(Self.trainingShare + (1 - Self.trainingShare) * $0) }
    return (preview, ModelFile.name(of: self.history.paths[0]))
  }

  private func judged(
    _ progress: ProgressLine
  ) throws -> (preview: HistoryPreview, name: String) {
    let (model, name) = try model.read()
    let history = try MetricInput.read(
      paths: history.paths, strict: history.strict, for: model)
    let preview = HistoryPreview(
      of: history, by: ModelSequence(model), sensitivities: budgets.sensitivities
    ) { progress.show($0) }
    return (preview, name)
  }
}
