internal import ArgumentParser
internal import Saba

/// `saba preview`.
struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Shows which alerts each sensitivity would have raised, when, and why.",
    discussion: """
      Runs a model over past metrics and lists the alerts of each of the three sensitivities, with \
      the rate per host and week, before anyone is woken by them. On the very history that the \
      model was trained on the rates are a little too good; on later metrics they are honest.

      \(InputHelp.formats)
      """)

  @Option(help: "The model, as `saba train` wrote it.")
  var model: String

  @OptionGroup var history: HistoryOptions

  @Option(help: "Write the same as JSON to a file; - for standard output in place of the text.")
  var json: String?

  func run() throws {
    let model = try ModelFile.read(model)
    let history = try MetricInput.read(
      paths: history.paths, strict: history.strict, interval: model.interval,
      metrics: model.metrics)
    let previews = AlertPreview.all(of: model, over: history)
    if let json { try JSONOutput.write(previews.map(\.document), to: json) }
    if json != "-" {
      for line in AlertPreview.lines(previews) { StandardOutput.print(Text.printable(line)) }
    }
  }
}
