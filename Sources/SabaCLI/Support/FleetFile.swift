internal import Saba

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A fleet's file, and the models that it names.
struct FleetFile {
  let configuration: FleetConfiguration
  /// The model of each role that has one.
  let models: [RoleName: RoleModel]
  /// What may be an oversight, a line each.
  let notes: [String]
  /// The file's path; those of the models are relative to its folder.
  let path: String

  /// The time by the machine's clock, in seconds since the epoch.
  static var now: Int { time(nil) }

  /// Reads the file and its models, whose paths are relative to its folder.
  ///
  /// - Parameter path: The file; `-` for standard input, with paths relative to the current folder.
  /// - Returns: What the file says, and its models.
  /// - Throws: ``InputError``; one of a model has the place at which the fleet names it.
  static func read(_ path: String) throws(InputError) -> FleetFile {
    let configuration = try FleetConfiguration(
      decoding: try ByteSource.contents(of: path), path: path, now: now)
    return try with(configuration, path: path)
  }

  /// Reads the models that a configuration names.
  private static func with(
    _ configuration: FleetConfiguration, path: String
  ) throws(InputError) -> FleetFile {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    var models: [RoleName: RoleModel] = [:]
    var notes = configuration.notes
    for named in configuration.models {
      guard let name = named.path else { continue }
      let model: RoleModel
      do throws(InputError) {
        model = try ModelFile.read(name.hasPrefix("/") ? name : folder + name)
      } catch {
        throw InputError(
          error.kind, at: .init(path: path, line: named.line),
          "the model of \"\(named.role)\": \(error.place): \(error.problem)", cure: error.cure)
      }
      models[named.role] = model
      guard let monitor = configuration.monitor(watching: named.role) else { continue }
      if let doubt = model.doubt(aboutAttempts: monitor.maxCheckAttempts) {
        notes.append("\(path): \(named.role): \(doubt)")
      }
      if let from = monitor.trainingPeriodFrom, model.summary.firstTime < from {
        notes.append(
          "\(path): \(named.role): the model has learnt from \(Timestamp.text(model.summary.firstTime)) "
            + "on, and trainingPeriodFrom is \(Timestamp.text(from)): train it again with "
            + "`saba train --training-from \(from)`")
      }
    }
    return FleetFile(
      configuration: configuration, models: models, notes: notes, path: path)
  }

  /// The fleet by another configuration, such as an earlier one of the same file, with its models.
  func with(_ configuration: FleetConfiguration) throws(InputError) -> FleetFile {
    try Self.with(configuration, path: path)
  }

  /// A role that is judged.
  struct JudgedRole {
    var name: RoleName
    var model: RoleModel
    var policy: AlertPolicy
  }

  /// The roles that are watched and have a model, in the order of the monitors.
  var judgedRoles: [JudgedRole] {
    configuration.monitors.flatMap { monitor in
      monitor.scopes.compactMap { role in
        models[role].map { JudgedRole(name: role, model: $0, policy: monitor.policy) }
      }
    }
  }

  /// Refuses to judge where there is nothing to judge by.
  func requireModel() throws(InputError) {
    guard judgedRoles.isEmpty else { return }
    throw InputError(
      .badData, at: .init(path: path), "no role that a monitor watches has a model",
      cure: "train one with `saba train` and name its file in models")
  }
}
