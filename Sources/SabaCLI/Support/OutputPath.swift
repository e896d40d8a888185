internal import Saba

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Files that a command will write when its work is done.
enum OutputPath {
  /// Makes sure that their folders are there, before long work begins whose fruit could not be kept.
  ///
  /// - Parameter paths: nil and `-` need no folder.
  /// - Throws: ``InputError`` of kind `inputOutput` for the first one without a folder.
  static func check(_ paths: [String?]) throws(InputError) {
    for case let path? in paths where path != "-" {
      let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
      var status = stat()
      guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw InputError(
          .inputOutput, at: .init(path: path), "there is no folder \(folder)",
          cure: "make it first, or choose another")
      }
    }
  }
}
