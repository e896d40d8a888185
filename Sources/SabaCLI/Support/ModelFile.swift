internal import Saba

/// Models on disk.
enum ModelFile {
  static func read(_ path: String) throws(InputError) -> RoleModel {
    try RoleModel(decoding: try ByteSource.contents(of: path), path: path)
  }

  /// The file's name without its folder.
  static func name(of path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }
}
