internal import FoundationEssentials

// A model file is one line of text and a JSON document:
//
//     saba-role-model <format version> <bytes of JSON> <CRC-64/XZ of the JSON, 16 hex digits>
//
// The line tells a model from other files, an old from a later format, and a whole file from one
// cut short or damaged, before anything is decoded.
extension RoleModel {
  /// The version of the file format that this release writes, and the only one so far that it reads.
  public static let formatVersion = 3
  /// Earlier formats were of models that this release does not judge by.
  private static let firstFormatVersion = 3

  private static let magic = "saba-role-model"

  /// The model as the bytes of a file; the same model gives the same bytes.
  public func encoded() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Only numbers that are not finite could fail to be encoded, and a model has none.
    guard let json = try? encoder.encode(RoleModelSnapshot(self)) else {
      preconditionFailure("a model holds finite numbers only")
    }
    let payload = [UInt8](json)
    return Array(
      Self.firstLine(
        version: Self.formatVersion, count: payload.count,
        checksum: Checksum.crc64(payload[...])
      ).utf8) + payload
  }

  private static func firstLine(version: Int, count: Int, checksum: UInt64) -> String {
    let digits = String(checksum, radix: 16)
    let padded = String(repeating: "0", count: 16 - digits.count) + digits
    return "\(magic) \(version) \(count) \(padded)\n"
  }

  /// The checksum of the model's file, by which a state tells its model from others.
  package var checksum: UInt64 { Checksum.crc64(encoded()[...]) }

  /// Reads a model from the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: Named in errors.
  /// - Throws: ``InputError`` of kind `badData`: another kind of file, a later format, a file cut
  ///   short, damaged, or with parts that do not fit together.
  public init(decoding bytes: [UInt8], path: String) throws(InputError) {
    func failure(_ problem: String, _ cure: String) -> InputError {
      InputError(.badData, at: .init(path: path), problem, cure: cure)
    }
    let retrain = "restore it from a copy or train it again with `saba train`"
    guard bytes.starts(with: Array(Self.magic.utf8)) else {
      let cut = !bytes.isEmpty && Array(Self.magic.utf8).starts(with: bytes)
      throw bytes.isEmpty || cut
        ? failure("the model file is cut short", retrain)
        : failure("not a model of a role", "give the file that `saba train --output` wrote")
    }
    guard let end = bytes.prefix(128).firstIndex(of: UInt8(ascii: "\n")) else {
      throw failure("the model file is cut short", retrain)
    }
    let fields = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ")
    guard
      fields.count >= 2, let version = Int(fields[1]), version >= 1, fields[0] == Self.magic
    else {
      throw failure("the model file is damaged in its first line", retrain)
    }
    guard version <= Self.formatVersion else {
      throw failure(
        "the model has format \(version), of a later version of Saba; this one reads up to "
          + "\(Self.formatVersion)", "upgrade Saba or train the model again")
    }
    guard version >= Self.firstFormatVersion else {
      throw failure(
        "the model has format \(version), of before the first release",
        "train the model again with `saba train`")
    }
    guard
      fields.count == 4, let count = Int(fields[2]), count >= 0,
      let checksum = UInt64(fields[3], radix: 16),
      bytes.starts(
        with: Self.firstLine(version: version, count: count, checksum: checksum).utf8)
    else {
      throw failure("the model file is damaged in its first line", retrain)
    }
    let payload = bytes[(end + 1)...]
    guard payload.count >= count else {
      throw failure("the model file is cut short", retrain)
    }
    guard payload.count == count, Checksum.crc64(payload) == checksum else {
      throw failure("the model file is damaged: its checksum does not match", retrain)
    }
    let snapshot = try? JSONDecoder().decode(RoleModelSnapshot.self, from: Data(payload))
    if let name = snapshot?.zone, (try? LocalZone(identifier: name)) == nil {
      throw failure("the model's time zone \(name) is not known on this machine", retrain)
    }
    guard
      let model = snapshot?.model
    else {
      throw failure("the model's parts do not fit together", retrain)
    }
    self = model
  }

  /// Writes the model to a file, whole or not at all.
  public func write(to path: String) throws(InputError) {
    try AtomicFile.write(encoded(), to: path)
  }
}
