internal import ArgumentParser
internal import Saba

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
