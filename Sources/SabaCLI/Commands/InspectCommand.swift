internal import ArgumentParser
internal import Saba

/// `saba inspect`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Says what a model has learnt, in words and numbers.",
    discussion: """
      Shows what the model was trained on, the states it found, each metric's usual values, what \
      became of metrics that are not used, the thresholds of the three sensitivities, and of \
      others that --budget names, each with the interval that the history leaves open, and whether \
      probabilities and promises held on parts of the history that they were not learnt from.
      """)

  @Argument(help: "The model, as `saba train` wrote it.")
  var model: String

  @OptionGroup var budgets: BudgetOptions

  @Option(help: "Write the same as JSON to a file; - for standard output in place of the text.")
  var json: String?

  func run() throws {
    let description = ModelDescription(
      try ModelFile.read(model), sensitivities: budgets.sensitivities)
    if let json { try JSONOutput.write(description.document, to: json) }
    if json != "-" {
      for line in description.lines { StandardOutput.print(Text.printable(line)) }
    }
  }
}
