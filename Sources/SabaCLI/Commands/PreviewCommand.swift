internal import ArgumentParser
internal import Saba
internal import SabaEvaluation

/// `saba preview`.
struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Shows which alerts each sensitivity would have raised, when, and why.",
    discussion: """
      Runs a model over past metrics and lists the alerts of each of the three sensitivities, with \
      the rate per host and week, before anyone is woken by them. On the very history that the \
      model was trained on the rates are a little too good; on later metrics they are honest. \
      A promise that lies between the three is previewed beside them with --budget.

      \(InputHelp.formats)

      Example:
        saba preview --model web.saba --history metrics.csv --budget 1/10d
      """)

  @Option(help: "The model, as `saba train` wrote it.")
  var model: String

  @OptionGroup var history: HistoryOptions

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
  }

  func run() throws {
    let name = model
    let model = try ModelFile.read(name)
    let history = try MetricInput.read(
      paths: history.paths, strict: history.strict, for: model)
    let previews = AlertPreview.all(budgets.sensitivities, of: model, over: history)
    if let json { try JSONOutput.write(previews.map(\.document), to: json) }
    if let html {
      let page = Self.report(
        "Preview of \(ModelFile.name(of: name))", previews, of: model, over: history
      ).html()
      if html == "-" {
        // Its last line feed comes from printing.
        StandardOutput.print(String(page.dropLast()))
      } else {
        try AtomicFile.write(page, to: html)
      }
    }
    if json != "-" && html != "-" {
      for line in AlertPreview.lines(previews) { StandardOutput.print(Text.printable(line)) }
    }
  }

  private static func report(
    _ title: String, _ previews: [AlertPreview], of model: RoleModel, over history: RoleHistory
  ) -> RoleReport {
    let policy = AlertPolicy(attempts: model.attempts)
    var monitor = RoleMonitor(model: model, policy: policy)
    var recorder = RoleReportRecorder()
    monitor.judge(history) { recorder.record($0) }
    return RoleReport(
      title: title, model: model, policy: policy, verdicts: recorder.verdicts,
      alerts: recorder.alerts, preview: previews.map(\.outcome))
  }
}
