internal import ArgumentParser
internal import Saba

/// The options of commands that read a history.
struct HistoryOptions: ParsableArguments {
  @Option(
    name: .customLong("history"), parsing: .upToNextOption,
    help: ArgumentHelp("Files of past metrics; - for standard input.", valueName: "path"))
  var paths: [String]

  @Flag(help: "End at the first line that cannot be read.")
  var strict = false
}
