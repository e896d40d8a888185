internal import ArgumentParser
internal import Saba
internal import SabaEvaluation

/// `saba feedback`.
struct FeedbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "feedback",
    abstract: "Says \"this was expected\", so that it does not teach.",
    discussion: """
      Keeps a list of stretches of time, of one host or of all, that `saba train` leaves out of \
      learning: of a role in a store (--store, --role), where training finds it by itself, or in a \
      file (--file), for `saba train --feedback`. The list is only ever appended to: no entry is \
      lost, and none is half written.

      Examples:
        saba feedback add --store models --role web --host web01 \\
          --from 2026-01-10T02:00Z --to 2026-01-10T05:00Z --note "load test"
        tail -n 1 alerts.jsonl | saba feedback add --store models --role web
        saba feedback list --store models --role web
        saba feedback remove --store models --role web 3
      """,
    subcommands: [Add.self, List.self, Remove.self])

  /// The options that name a list.
  struct Source: ParsableArguments {
    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("The file that holds the list.", valueName: "path"))
    var file: String?

    func validate() throws {
      if (file == nil) != store.isGiven {
        throw ValidationError("name the list with --store and --role, or with --file")
      }
    }

    func list() throws -> FeedbackFile {
      if let file { return FeedbackFile(path: file) }
      return try store.open().feedback
    }
  }

  /// `saba feedback add`.
  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Adds a stretch of time that was expected.",
      discussion: """
        Either --from and --to say when it was, or alerts on standard input do: the lines of JSON \
        that `saba judge --on-alert` gives to its command, of which those of alerts that have \
        closed count. An alert's stretch begins before it opened, with the samples that led to it.
        """)

    @OptionGroup var source: Source

    @Option(help: ArgumentHelp("The host. (default: all hosts)", valueName: "name"))
    var host: String?

    @Option(help: "When it began: epoch seconds, or ISO 8601 with a zone.")
    var from: TimeArgument?

    @Option(help: "When it ended.")
    var to: TimeArgument?

    @Option(help: "What it was, for whoever reads the list.")
    var note: String?

    func validate() throws {
      guard let from, let to else {
        if from != nil || to != nil || host != nil {
          throw ValidationError("give both --from and --to, or alerts on standard input alone")
        }
        return
      }
      if from.seconds >= to.seconds { throw ValidationError("--from must be before --to") }
    }

    func run() throws {
      let exclusions: [Exclusion]
      if let from, let to {
        exclusions = [Exclusion(from.seconds..<to.seconds, host: host)]
      } else {
        exclusions = try AlertLines.read(lead: try lead())
      }
      let list = try source.list()
      if source.store.isGiven {
        let store = try source.store.open()
        try store.makeFolder()
        if try store.contents() == nil {
          StandardError.print("note: there is no model of the role \"\(store.role)\" yet")
        }
      }
      for exclusion in exclusions {
        let entry = try list.add(exclusion, note: note, at: WallClock.now)
        StandardError.print(
          Text.printable("added \(FeedbackDocument(entry).sentence); train again to heed it"))
      }
    }

    /// How long before an alert what led to it began, in seconds.
    private func lead() throws -> Int {
      guard source.store.isGiven, try source.store.open().contents() != nil else {
        return AlertLines.usualLead
      }
      return try source.store.open().currentModel().model.alertLead
    }
  }

  /// `saba feedback list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists what was expected.")

    @OptionGroup var source: Source

    @Option(help: "Write the same as JSON to a file; - for standard output in place of the table.")
    var json: String?

    func run() throws {
      let documents = try source.list().entries().map(FeedbackDocument.init)
      if let json { try JSONOutput.write(documents, to: json) }
      if json != "-" {
        for line in FeedbackDocument.lines(documents) { StandardOutput.print(Text.printable(line)) }
      }
    }
  }

  /// `saba feedback remove`.
  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Takes an entry back.",
      discussion: "Its number is that of `saba feedback list`; no other entry changes its number.")

    @OptionGroup var source: Source

    @Argument(help: "The number of the entry.")
    var number: Int

    func run() throws {
      let entry = try source.list().remove(number)
      StandardError.print(Text.printable("removed \(FeedbackDocument(entry).sentence)"))
    }
  }
}
