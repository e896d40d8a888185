internal import ArgumentParser
internal import Saba

/// `saba train`.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Learns what is normal for a role, from its past metrics.",
    discussion: """
      Reads the metrics of all hosts of a role, two weeks or more of them if there are, and writes \
      a model: one small file. What stands apart from all else in the history, as an incident does, \
      is left out and named. What happens often is normal to the model, so leave out with --exclude \
      the incidents that you know.

      \(InputHelp.formats)

      Example:
        saba train --history web-*.csv.gz --output web.saba \\
          --exclude 2026-01-10T02:00Z/2026-01-10T05:00Z
      """)

  @OptionGroup var history: HistoryOptions

  @Option(help: "The file to write the model to.")
  var output: String

  @OptionGroup var training: TrainingOptions

  func run() throws {
    let history = try history.read(interval: training.interval?.seconds)
    let progress = ProgressLine("training")
    defer { progress.end() }
    let model = try RoleModel.train(history: history, options: training.modelOptions) {
      progress.show($0)
    }
    progress.end()
    try model.write(to: output)
    for line in ModelDescription(model).trainingLines {
      StandardError.print(Text.printable(line))
    }
    StandardError.print("wrote \(output); next: saba judge --model \(output) --input …")
  }
}
