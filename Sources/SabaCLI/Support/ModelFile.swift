internal import ArgumentParser
internal import Saba

/// Models on disk.
enum ModelFile {
  static func read(_ path: String) throws(InputError) -> RoleModel {
    try RoleModel(decoding: try ByteSource.contents(of: path), path: path)
  }

  /// The file's name without its folder.
  static func name(of path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }
}

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

/// The options that name the models of a role.
struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder in which the models of all roles are kept, by version.", valueName: "folder"))
  var store: String?

  @Option(
    help: ArgumentHelp(
      "The role whose models are meant, in --store: letters, digits, '.', '_' and '-'.",
      valueName: "name"))
  var role: String?

  func validate() throws {
    if (store == nil) != (role == nil) {
      throw ValidationError("--store and --role go together: the folder, and the role in it")
    }
    if let role, !ModelStore.isValid(role: role) {
      throw ValidationError(
        "--role must be made of letters of ASCII, digits, '.', '_' and '-', and not begin with '.'")
    }
  }

  /// Whether they are given.
  var isGiven: Bool { store != nil }

  /// The store; wrong usage where none is named.
  func open() throws -> ModelStore {
    guard let store, let role else {
      throw ValidationError("name the models with --store and --role")
    }
    return try ModelStore(path: store, role: role)
  }
}
