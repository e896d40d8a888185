internal import FoundationEssentials

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The models of one role, numbered and dated, of which one is current.
///
/// A folder for each role, in a folder for all:
///
///     <store>/<role>/index.json       which versions there are, which is current, and why
///     <store>/<role>/<version>.saba   the models
///     <store>/<role>/feedback.jsonl   see ``FeedbackFile``
///     <store>/<role>/lock
///
/// Each change is made by replacing the index at once, after the models that it names are on disk: at
/// whatever moment a process ends, the store is as it was before the change or after it, and at worst a
/// file is left over that nobody names. Processes that change a store wait for each other; those that read
/// one need not. The index has a format of its own, of which later releases read every earlier one, as they
/// do of models.
public struct ModelStore: Sendable, Hashable {
  /// The folder of the role.
  public let folder: String
  /// The role's name.
  public let role: String

  private static let indexVersion = 1
  private static let longestName = 100

  /// Names a role's store; nothing is read or written.
  ///
  /// - Parameters:
  ///   - path: The folder of all roles.
  ///   - role: The role's name: letters of ASCII, digits, `.`, `_` and `-`, at most 100 of them, and
  ///     no `.` at the beginning, so that it can name a folder anywhere.
  /// - Throws: ``InputError`` of kind `badData` where the name is another.
  public init(path: String, role: String) throws(InputError) {
    guard Self.isValid(role: role) else {
      throw InputError(
        .badData, at: .init(path: path), "\"\(role)\" cannot name a role",
        cure: "use letters of ASCII, digits, '.', '_' and '-', at most \(Self.longestName), and "
          + "no '.' at the beginning")
    }
    folder = path.hasSuffix("/") ? path + role : "\(path)/\(role)"
    self.role = role
  }

  /// Whether a name can be that of a role.
  public static func isValid(role: String) -> Bool {
    let allowed = role.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return allowed && !role.isEmpty && role.first != "." && role.utf8.count <= longestName
  }

  /// The file of what was expected, which is there once something is.
  public var feedback: FeedbackFile { FeedbackFile(path: "\(folder)/feedback.jsonl") }

  /// The versions, the oldest first, and which is current; nil where none was ever added.
  ///
  /// - Throws: ``InputError`` where the index cannot be read.
  public func contents() throws(InputError) -> Contents? {
    var status = stat()
    if stat(indexPath, &status) != 0, errno == ENOENT { return nil }
    let bytes = try ByteSource.contents(of: indexPath)
    func failure(_ problem: String, _ cure: String) -> InputError {
      InputError(.badData, at: .init(path: indexPath), problem, cure: cure)
    }
    let decoder = JSONDecoder()
    if let form = try? decoder.decode(IndexForm.self, from: Data(bytes)),
      form.format > Self.indexVersion
    {
      throw failure(
        "the index has format \(form.format), of a later version of Saba", "upgrade Saba")
    }
    guard let index = try? decoder.decode(Index.self, from: Data(bytes)),
      let contents = Contents(index)
    else {
      throw failure(
        "the index is damaged",
        "restore it from a copy, or move the folder away and train anew; the models beside it can "
          + "still be given as files")
    }
    return contents
  }

  /// The version that judges now.
  ///
  /// - Throws: ``InputError`` of kind `noInput` where there is none.
  public func current() throws(InputError) -> Version {
    try existingContents().current
  }

  /// The version that judges now, with its model.
  ///
  /// - Returns: Both.
  /// - Throws: ``InputError`` where there is none or its file cannot be read.
  public func currentModel() throws(InputError) -> (version: Version, model: RoleModel) {
    let version = try current()
    do throws(InputError) {
      return (version, try model(version.number))
    } catch {
      // Another one may have become current meanwhile, and this one been removed.
      if try current().number == version.number { throw error }
      return try currentModel()
    }
  }

  /// The model of a version.
  ///
  /// - Parameter number: The version's number.
  /// - Returns: The model.
  /// - Throws: ``InputError`` where there is no such version or its file cannot be read.
  public func model(_ number: Int) throws(InputError) -> RoleModel {
    let version = try existingContents().version(number, in: folder)
    let path = path(of: version.number)
    return try RoleModel(decoding: try ByteSource.contents(of: path), path: path)
  }

  /// The file of a version's model.
  public func path(of version: Int) -> String { "\(folder)/\(version).saba" }

  /// Adds a model as a new version, which is current from then on.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - reason: Why it was trained.
  ///   - note: What a person has to say about it.
  ///   - time: Now, in seconds since the epoch.
  /// - Returns: The version.
  /// - Throws: ``InputError``; the store is then as it was.
  public func add(
    _ model: RoleModel, reason: Reason = .byHand, note: String? = nil, at time: Int
  ) throws(InputError) -> Version {
    try makeFolder()
    return try changing { (contents) throws(InputError) in
      let version = Version(
        number: (contents?.lastNumber ?? 0) + 1, trainedAt: time, reason: reason, note: note,
        model: model)
      try model.write(to: path(of: version.number))
      let next = Contents(
        versions: (contents?.versions ?? []) + [version], current: version, since: time,
        revertedFrom: nil, lastNumber: version.number)
      return (next, version)
    }
  }

  /// Makes another version the current one.
  ///
  /// - Parameters:
  ///   - number: nil for the latest before the current one.
  ///   - time: Now, in seconds since the epoch.
  /// - Returns: The version that is current now.
  /// - Throws: ``InputError`` where there is no such version; the store is then as it was.
  public func revert(to number: Int? = nil, at time: Int) throws(InputError) -> Version {
    _ = try existingContents()
    return try changing { (contents) throws(InputError) in
      guard let contents else { throw emptiness }
      let earlier = contents.versions.last { $0.number < contents.current.number }?.number
      guard let number = number ?? earlier else {
        throw InputError(
          .noInput, at: .init(path: folder),
          "there is no version before \(contents.current.number)",
          cure: "see saba models list, and name one with --to")
      }
      let version = try contents.version(number, in: folder)
      // What cannot be read must not become current.
      let path = path(of: version.number)
      _ = try RoleModel(decoding: try ByteSource.contents(of: path), path: path)
      let next = Contents(
        versions: contents.versions, current: version, since: time,
        revertedFrom: version == contents.current
          ? contents.revertedFrom : contents.current.number, lastNumber: contents.lastNumber)
      return (next, version)
    }
  }

  /// Removes old versions, but never the current one.
  ///
  /// - Parameter count: How many of the latest are kept, at least 1.
  /// - Returns: Those that are gone, the oldest first.
  /// - Throws: ``InputError``; what the index names is there in any case.
  public func prune(keeping count: Int) throws(InputError) -> [Version] {
    precondition(count >= 1, "at least one version is kept")
    _ = try existingContents()
    return try changing { (contents) throws(InputError) in
      guard let contents else { throw emptiness }
      let latest = contents.versions.suffix(count)
      let kept = contents.versions.filter { latest.contains($0) || $0 == contents.current }
      let removed = contents.versions.filter { !kept.contains($0) }
      let next = Contents(
        versions: kept, current: contents.current, since: contents.since,
        revertedFrom: contents.revertedFrom, lastNumber: contents.lastNumber)
      // The index first: it must not name what is gone.
      try write(next)
      for number in 1...contents.lastNumber where !kept.contains(where: { $0.number == number }) {
        // Of what an earlier prune could not remove, too.
        unlink(path(of: number))
      }
      return (nil, removed)
    }
  }

  private var indexPath: String { "\(folder)/index.json" }

  private var emptiness: InputError {
    InputError(
      .noInput, at: .init(path: folder), "there is no model of the role \"\(role)\"",
      cure: "train one with saba train --store, or check the names")
  }

  private func existingContents() throws(InputError) -> Contents {
    guard let contents = try contents() else { throw emptiness }
    return contents
  }

  /// Makes the folder and the one that it is in, where they are not there.
  package func makeFolder() throws(InputError) {
    let parent = folder.dropLast(role.count + 1)
    for path in [String(parent), folder] where !path.isEmpty && mkdir(path, 0o777) != 0 {
      guard errno == EEXIST else { throw FileLock.failure(path, "make the folder") }
    }
  }

  /// Changes the contents while nobody else does; nil for what is written already.
  private func changing<Result>(
    _ body: (Contents?) throws(InputError) -> (Contents?, Result)
  ) throws(InputError) -> Result {
    try FileLock.with("\(folder)/lock") { (_) throws(InputError) in
      let (next, result) = try body(try contents())
      if let next { try write(next) }
      return result
    }
  }

  private func write(_ contents: Contents) throws(InputError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    guard let json = try? encoder.encode(Index(contents, format: Self.indexVersion)) else {
      preconditionFailure("an index holds whole numbers and text only")
    }
    try AtomicFile.write([UInt8](json) + [UInt8(ascii: "\n")], to: indexPath)
  }
}

extension ModelStore.Contents {
  /// The version of a number.
  func version(_ number: Int, in folder: String) throws(InputError) -> ModelStore.Version {
    guard let version = versions.first(where: { $0.number == number }) else {
      throw InputError(
        .noInput, at: .init(path: folder), "there is no version \(number)",
        cure: "choose one of \(versions.map { "\($0.number)" }.joined(separator: ", "))")
    }
    return version
  }
}
