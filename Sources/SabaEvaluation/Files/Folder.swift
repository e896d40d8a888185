package import Saba

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A folder in the file system.
package struct Folder: Sendable {
  /// The path, without a slash at its end.
  package let path: String

  /// Makes a folder of a path, whether or not it is there.
  package init(path: String) {
    var path = path
    while path.utf8.count > 1 && path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  /// The path of something in the folder.
  package func path(of name: String) -> String { "\(path)/\(name)" }

  /// The names of what is in it, sorted; nil when there is no such folder.
  package func entries() throws(InputError) -> [String]? {
    guard let stream = unsafe opendir(path) else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure(.noInput, "cannot list", cure: "name a folder that may be read")
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Whether there is something at a path that can be read as a file.
  static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
  }

  /// Creates the folder, and those above it, where they are not there yet.
  package func create() throws(InputError) {
    var prefix = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      prefix += part
      if !part.isEmpty && mkdir(prefix, 0o777) != 0 && errno != EEXIST {
        throw failure(
          .inputOutput, "cannot create", cure: "check that the folder above it is writable")
      }
      prefix += "/"
    }
  }

  /// Writes a file whole or not at all, and makes the folders above it where they are not there yet.
  static func write(_ text: String, to path: String) throws(InputError) {
    if let slash = path.lastIndex(of: "/") { try Folder(path: String(path[..<slash])).create() }
    try AtomicFile.write(text, to: path)
  }

  /// Removes a file in the folder, if it is there.
  package func remove(_ name: String) throws(InputError) {
    guard unlink(path(of: name)) == 0 || errno == ENOENT else {
      throw failure(
        .inputOutput, "cannot remove \(name)", cure: "check that the folder is writable")
    }
  }

  /// The beginning of a file in the folder, or nil when it cannot be read.
  func beginning(of name: String, byteCount: Int) -> String? {
    let file = open(path(of: name), O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: byteCount)
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe read(file, buffer.baseAddress, buffer.count)
    }
    return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  private func failure(
    _ kind: InputError.Kind, _ attempt: String, cure: String
  ) -> InputError {
    let reason = unsafe String(cString: strerror(errno))
    return InputError(kind, at: .init(path: path), "\(attempt): \(reason)", cure: cure)
  }
}
