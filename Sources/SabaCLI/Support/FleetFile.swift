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
    return FleetFile(configuration: configuration, models: models, notes: notes)
  }
}
