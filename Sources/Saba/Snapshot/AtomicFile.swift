#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Writes files whole or not at all.
public enum AtomicFile {
  /// Writes bytes to a path: into a temporary file beside it, flushed to disk, then renamed.
  ///
  /// A reader sees the old file or the new one, never a part; after a crash at worst a temporary
  /// file `.<name>.<process>.tmp` is left over. A file that exists keeps its permission bits; if the
  /// path is a symbolic link, the file that it leads to is replaced and the link stays. What cannot
  /// be replaced is written straight through: a device, a pipe, standard output by any name.
  ///
  /// - Parameters:
  ///   - bytes: The whole content.
  ///   - path: Where it goes; an existing file is replaced.
  /// - Throws: ``InputError`` of kind `inputOutput`; a regular file at `path` is then as it was.
  public static func write(_ bytes: [UInt8], to path: String) throws(InputError) {
    var status = stat()
    let exists = stat(path, &status) == 0
    do throws(SystemFailure) {
      if exists, let open = openStream(of: status) {
        try write(bytes, to: open)
      } else if exists, status.st_mode & S_IFMT != S_IFREG {
        try writeThrough(bytes, to: path)
      } else {
        let permissions = exists ? status.st_mode & 0o777 : nil
        try replace(target(of: path), by: bytes, permissions: permissions)
      }
    } catch {
      throw InputError(
        .inputOutput, at: .init(path: path), "cannot write: \(error.reason) (\(error.call))",
        cure: "check that the folder exists, is writable and has space")
    }
  }

  /// Writes text as UTF-8.
  public static func write(_ text: String, to path: String) throws(InputError) {
    try write(Array(text.utf8), to: path)
  }

  /// A system call that failed, and why.
  private struct SystemFailure: Error {
    var call: String
    var reason = String(cString: strerror(errno))
  }

  /// Standard output or standard error, if it is this very file: others write to it too.
  private static func openStream(of file: stat) -> Int32? {
    [STDOUT_FILENO, STDERR_FILENO].first { descriptor in
      var status = stat()
      return fstat(descriptor, &status) == 0 && status.st_dev == file.st_dev
        && status.st_ino == file.st_ino
    }
  }

  private static func writeThrough(_ bytes: [UInt8], to path: String) throws(SystemFailure) {
    let file = open(path, O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { throw SystemFailure(call: "open") }
    defer { close(file) }
    try write(bytes, to: file)
  }

  private static func replace(
    _ path: String, by bytes: [UInt8], permissions: mode_t?
  ) throws(SystemFailure) {
    let folder = folder(of: path)
    let temporary = "\(folder).\(path.dropFirst(folder.count)).\(getpid()).tmp"
    func openTemporary() -> Int32 {
      open(
        temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, permissions ?? 0o666)
    }
    var file = openTemporary()
    if file < 0, errno == EEXIST {
      // Left over from a crash of a process of the same number.
      unlink(temporary)
      file = openTemporary()
    }
    guard file >= 0 else { throw SystemFailure(call: "open") }
    do throws(SystemFailure) {
      do throws(SystemFailure) {
        try write(bytes, to: file)
        // Opening heeds the mask for new files, which is no matter for one that exists.
        if let permissions, fchmod(file, permissions) != 0 { throw SystemFailure(call: "fchmod") }
        guard fsync(file) == 0 else { throw SystemFailure(call: "fsync") }
      } catch {
        close(file)
        throw error
      }
      guard close(file) == 0 else { throw SystemFailure(call: "close") }
      guard rename(temporary, path) == 0 else { throw SystemFailure(call: "rename") }
    } catch {
      unlink(temporary)
      throw error
    }
    // The rename itself is durable once the folder is on disk; not every file system can say.
    let opened = open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    if opened >= 0 {
      fsync(opened)
      close(opened)
    }
  }

  private static func write(_ bytes: [UInt8], to file: Int32) throws(SystemFailure) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe writeBytes(file, UnsafeRawBufferPointer(rebasing: buffer[written...]))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw SystemFailure(call: "write") }
      written += count
    }
  }

  /// The path that symbolic links lead to, whether or not there is a file.
  private static func target(of path: String) throws(SystemFailure) -> String {
    // As many links as the system itself follows.
    let mostLinks = 40
    var path = path
    for _ in 0..<mostLinks {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = readlink(path, &buffer, buffer.count)
      guard count > 0 else { return path }
      let link = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
      path = link.hasPrefix("/") ? link : folder(of: path) + link
    }
    throw SystemFailure(call: "readlink", reason: String(cString: strerror(ELOOP)))
  }

  /// A path up to its last slash; empty if it has none.
  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }
}

// `write` by its C name, which the methods above hide.
private func writeBytes(_ file: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
  unsafe write(file, buffer.baseAddress, buffer.count)
}
