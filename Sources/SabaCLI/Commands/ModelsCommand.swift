internal import ArgumentParser
internal import Saba
internal import SabaEvaluation

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// `saba models`.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Lists a role's models by version, and goes back to an earlier one.",
    discussion: """
      `saba train --store FOLDER --role NAME` adds a version to the role's models and makes it the \
      current one, by which `saba judge --store FOLDER --role NAME` judges. Versions keep their \
      numbers. Every change is made at once: whatever happens, the store is as it was before or after \
      it, and commands that run at the same time wait for each other.

      Examples:
        saba models list --store models
        saba models list --store models --role web
        saba models show --store models --role web --version 3
        saba models revert --store models --role web
        saba models prune --store models --role web --keep 10
      """,
    subcommands: [List.self, Show.self, Revert.self, Prune.self])

  /// `saba models list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the versions of a role's models, or the roles of a store.",
      discussion: """
        A star marks the current version. The reason is `by hand`; `schedule`, where `saba train \
        --if-older` found the one before too old; or `change at` the time from which --training-from \
        had the role learnt. Without --role each role of the store has a line, that of its current \
        version.
        """)

    @Option(help: ArgumentHelp("The folder of all roles' models.", valueName: "folder"))
    var store: String

    @Option(help: ArgumentHelp("The role. (default: all roles)", valueName: "name"))
    var role: String?

    @Option(help: "Write the same as JSON to a file; - for standard output in place of the table.")
    var json: String?

    func run() throws {
      let documents: [VersionDocument]
      if let role {
        let store = try ModelStore(path: store, role: role)
        _ = try store.current()
        let contents = try store.contents()
        documents =
          contents.map { contents in
            contents.versions.map { VersionDocument($0, of: role, in: contents) }
          } ?? []
      } else {
        documents = try roles().compactMap { role in
          try ModelStore(path: store, role: role).contents().map {
            VersionDocument($0.current, of: role, in: $0)
          }
        }
      }
      if let json { try JSONOutput.write(documents, to: json) }
      if json != "-" {
        for line in VersionDocument.lines(documents) { StandardOutput.print(Text.printable(line)) }
      }
    }

    private func roles() throws -> [String] {
      guard let names = try? FileManager.default.contentsOfDirectory(atPath: store) else {
        throw InputError(
          .noInput, at: .init(path: store), "there is no such folder", cure: "check the path")
      }
      return names.filter { ModelStore.isValid(role: $0) }.sorted()
    }
  }

  /// `saba models show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Says how a version came to be, and what it has learnt.",
      discussion: "What it has learnt is told as `saba inspect` tells it of a file.")

    @OptionGroup var store: StoreOptions

    @Option(help: "The version. (default: the current one)")
    var version: Int?

    @Option(help: "Write the same as JSON to a file; - for standard output in place of the text.")
    var json: String?

    func validate() throws { _ = try store.open() }

    func run() throws {
      let store = try store.open()
      let number = try version ?? store.current().number
      let model = try store.model(number)
      guard let contents = try store.contents(),
        let version = contents.versions.first(where: { $0.number == number })
      else { return }
      let document = VersionDocument(version, of: store.role, in: contents)
      let description = ModelDescription(model)
      if let json {
        try JSONOutput.write(
          Document(version: document, model: description.document), to: json)
      }
      if json != "-" {
        let lines = VersionDocument.lines([document]) + [""] + description.lines
        for line in lines { StandardOutput.print(Text.printable(line)) }
      }
    }

    private struct Document: Encodable {
      var version: VersionDocument
      var model: ModelDescription.Document
    }
  }

  /// `saba models revert`.
  struct Revert: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes an earlier version the current one.",
      discussion: """
        No version is lost, so that --to can undo it. `saba train --if-older` counts from then on: a \
        schedule does not train over it before that time has passed.
        """)

    @OptionGroup var store: StoreOptions

    @Option(help: "The version. (default: the latest before the current one)")
    var to: Int?

    func validate() throws { _ = try store.open() }

    func run() throws {
      let store = try store.open()
      let version = try store.revert(to: to, at: WallClock.now)
      StandardError.print("version \(version.number) of \(store.role) is current now")
    }
  }

  /// `saba models prune`.
  struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Removes old versions.",
      discussion: "The current version stays, however old it is.")

    @OptionGroup var store: StoreOptions

    @Option(help: "How many of the latest versions are kept, at least 1.")
    var keep: Int

    func validate() throws {
      _ = try store.open()
      if keep < 1 { throw ValidationError("--keep must be at least 1") }
    }

    func run() throws {
      let removed = try store.open().prune(keeping: keep)
      let numbers = removed.map { "\($0.number)" }.joined(separator: ", ")
      StandardError.print(
        removed.isEmpty
          ? "nothing to remove"
          : "removed \(Words.count(removed.count, "version")): \(numbers)")
    }
  }
}
