#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The names in a folder.
struct FolderListing {
  /// The folder's path, without a slash at its end.
  let path: String
  /// What lies in it.
  let names: Set<String>

  /// Lists a folder; `nil` if there is none.
  init?(path: String) {
    var trimmed = path[...]
    while trimmed.count > 1 && trimmed.last == "/" { trimmed.removeLast() }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: String(trimmed)) else {
      return nil
    }
    self.path = String(trimmed)
    self.names = Set(names)
  }

  /// The path of something in the folder.
  func path(of name: String) -> String { "\(path)/\(name)" }

  /// The path of a CSV file, plain or compressed, whichever is there.
  func csv(_ stem: String) -> String? {
    ["\(stem).csv", "\(stem).csv.gz"].first { names.contains($0) }.map { path(of: $0) }
  }

  /// Whether it looks like the folder of one entity.
  var isEntity: Bool { csv("train") != nil || csv("test") != nil }
}
