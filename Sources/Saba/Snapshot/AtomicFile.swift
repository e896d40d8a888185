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
  /// file `.<name>.<process>.tmp` is left over. The file's permissions are those of a new file.
  ///
  /// - Parameters:
  ///   - bytes: The whole content.
  ///   - path: Where it goes; an existing file is replaced.
  /// - Throws: ``InputError`` of kind `inputOutput`; the file at `path` is then as it was.
  public static func write(_ bytes: [UInt8], to path: String) throws(InputError) {
    let slash = path.lastIndex(of: "/")
    let directory = slash.map { String(path[...$0]) } ?? ""
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let temporary = "\(directory).\(name).\(getpid()).tmp"
    func failure(_ call: String) -> InputError {
      let reason = String(cString: strerror(errno))
      return InputError(
        .inputOutput, at: .init(path: path), "cannot write: \(reason) (\(call))",
        cure: "check that the folder exists, is writable and has space")
    }
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw failure("open") }
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe writeBytes(file, UnsafeRawBufferPointer(rebasing: buffer[written...]))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        let error = failure("write")
        close(file)
        unlink(temporary)
        throw error
      }
      written += count
    }
    guard fsync(file) == 0 else {
      let error = failure("fsync")
      close(file)
      unlink(temporary)
      throw error
    }
    guard close(file) == 0, rename(temporary, path) == 0 else {
      let error = failure("rename")
      unlink(temporary)
      throw error
    }
    // The rename itself is durable once the folder is on disk; not every file system can say.
    let folder = open(directory.isEmpty ? "." : directory, O_RDONLY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  /// Writes text as UTF-8.
  public static func write(_ text: String, to path: String) throws(InputError) {
    try write(Array(text.utf8), to: path)
  }
}

// `write` by its C name, which the methods above hide.
private func writeBytes(_ file: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
  unsafe write(file, buffer.baseAddress, buffer.count)
}
