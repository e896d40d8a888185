internal import Saba

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A file that stands for an entity.
struct DatasetFile {
  /// The entity's name.
  let name: String
  let path: String
}

/// A folder of a data set, its own or one within it, and what lies in it.
struct DatasetFolder {
  static let manifestName = "dataset.json"

  private let folder: Folder
  /// Sorted.
  let names: [String]

  /// Lists a folder; nil if there is none.
  init?(path: String) throws(InputError) {
    folder = Folder(path: path)
    guard let names = try folder.entries() else { return nil }
    self.names = names
  }

  /// The folder's path, without a slash at its end.
  var path: String { folder.path }

  /// The folder's name, also where the path is `.` or the like.
  var name: String {
    guard let resolved = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(resolved) }
    return unsafe Self.lastName(of: String(cString: resolved))
  }

  /// The last name of a path.
  static func lastName(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// The path of something in the folder.
  func path(of name: String) -> String { folder.path(of: name) }

  /// A folder in the folder; nil if there is none of this name.
  func subfolder(_ name: String) throws(InputError) -> DatasetFolder? {
    names.contains(name) ? try DatasetFolder(path: path(of: name)) : nil
  }

  /// The path of a file, plain or compressed, whichever is there.
  func file(_ stem: String, _ suffix: String) -> String? {
    ["\(stem)\(suffix)", "\(stem)\(suffix).gz"].first(where: names.contains).map(path(of:))
  }

  /// The files whose names have an ending, plain or compressed, by what is before it.
  func files(_ suffix: String) -> [DatasetFile] {
    Set(names.map { Self.stem(of: $0, suffix) }).sorted().compactMap { stem in
      file(stem, suffix).map { DatasetFile(name: stem, path: $0) }
    }
  }

  /// A file's name without its ending, if it has this one, compressed or not.
  static func stem(of name: String, _ suffix: String) -> String {
    for ending in [suffix, suffix + ".gz"] where name.hasSuffix(ending) && name != ending {
      return String(name.dropLast(ending.count))
    }
    return name
  }
}
