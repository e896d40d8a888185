internal import Foundation

/// A folder for one test, removed afterwards.
public enum TemporaryFolder {
  /// Makes a folder, calls the body with its path, and removes it.
  public static func with<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory.appending(
      path: "saba-test-\(UUID().uuidString)"
    ).path(percentEncoded: false)
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  /// The names in a folder, sorted.
  public static func names(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}
