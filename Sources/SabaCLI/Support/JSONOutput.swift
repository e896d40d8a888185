internal import Saba

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Tables as JSON documents.
enum JSONOutput {
  /// Writes a document to a file, whole or not at all, or to standard output for `-`.
  static func write(_ document: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(document), as: UTF8.self)
    if path == "-" {
      StandardOutput.print(text)
    } else {
      try AtomicFile.write(text + "\n", to: path)
    }
  }
}
