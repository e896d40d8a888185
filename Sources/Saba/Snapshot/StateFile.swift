// A file of a state is one line of text and the bytes of a StateWriter:
//
//     saba-state <format version> <bytes of state> <CRC-64/XZ of these, 16 hex digits>
//
// States are not kept for ever: one of another version is refused, and the stream begun anew.

/// A state as a file.
package enum StateFile {
  /// The version of the format, the only one that is read.
  package static let formatVersion = 1

  private static let magic = "saba-state"

  /// The bytes of the file.
  package static func encoded(_ state: [UInt8]) -> [UInt8] {
    firstLine(count: state.count, checksum: Checksum.crc64(state[...])) + state
  }

  private static func firstLine(count: Int, checksum: UInt64) -> [UInt8] {
    let digits = String(checksum, radix: 16)
    let padded = String(repeating: "0", count: 16 - digits.count) + digits
    return Array("\(magic) \(formatVersion) \(count) \(padded)\n".utf8)
  }

  /// The state in the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: Named in errors.
  /// - Returns: What ``encoded(_:)`` was given.
  /// - Throws: ``InputError`` of kind `badData`: another kind of file, another version, a file cut short
  ///   or damaged.
  package static func decoded(
    _ bytes: [UInt8], path: String
  ) throws(InputError) -> ArraySlice<UInt8> {
    guard let end = bytes.prefix(128).firstIndex(of: UInt8(ascii: "\n")) else {
      throw error(.damaged, path: path)
    }
    let fields = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ")
    guard fields.count == 4, fields[0] == magic, let version = Int(fields[1]) else {
      throw error(.damaged, path: path)
    }
    guard version == formatVersion else {
      throw InputError(
        .badData, at: .init(path: path),
        "the state has format \(version); this version of Saba reads \(formatVersion)",
        cure: "begin anew without it")
    }
    let state = bytes[(end + 1)...]
    guard
      bytes[...end] == firstLine(count: state.count, checksum: Checksum.crc64(state))[...]
    else { throw error(.damaged, path: path) }
    return state
  }

  /// What to tell of a state that cannot be restored.
  package static func error(_ error: StateError, path: String) -> InputError {
    let (problem, cure) =
      switch error {
      case .damaged:
        ("the state is damaged", "begin anew without it")
      case .otherModel:
        (
          "the state belongs to another model",
          "give the model with which it was begun, or begin anew without it"
        )
      case .otherPolicy:
        (
          "the state was begun with other sensitivities",
          "give those with which it was begun, or begin anew without it"
        )
      }
    return InputError(.badData, at: .init(path: path), problem, cure: cure)
  }
}
