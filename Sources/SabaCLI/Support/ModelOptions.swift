internal import ArgumentParser
internal import Saba

/// The options that name a model: a file, or the current one of a store.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The model, as `saba train --output` wrote it.", valueName: "path"))
  var model: String?

  @OptionGroup var store: StoreOptions

  func validate() throws {
    if model != nil && store.isGiven {
      throw ValidationError("--model and --store both name a model; give one of them")
    }
  }

  /// Whether a model is named.
  var isGiven: Bool { model != nil || store.isGiven }

  /// Refuses to go on without a model.
  func require() throws {
    if !isGiven { throw ValidationError("name a model with --model, or with --store and --role") }
  }

  /// The model, and what it is called.
  func read() throws -> (model: RoleModel, name: String) {
    if let model { return (try ModelFile.read(model), ModelFile.name(of: model)) }
    let store = try store.open()
    let (version, model) = try store.currentModel()
    return (model, "\(store.role), version \(version.number)")
  }
}
