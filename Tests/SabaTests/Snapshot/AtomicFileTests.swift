internal import Foundation
internal import Saba
internal import SabaTestSupport
internal import Testing

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

@Suite("Atomic files")
struct AtomicFileTests {
  func text(_ path: String) throws -> String {
    try String(contentsOf: URL(filePath: path), encoding: .utf8)
  }

  func mode(_ path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode : nil
  }

  @Test("A file is replaced, and keeps its permission bits")
  func replacement() throws {
    try TemporaryFolder.with { folder in
      let path = "\(folder)/a"
      try AtomicFile.write("old", to: path)
      for bits in [0o640, 0o606, 0o400] as [mode_t] {
        chmod(path, bits)
        try AtomicFile.write("new \(bits)", to: path)
        #expect(try text(path) == "new \(bits)")
        #expect(mode(path) == S_IFREG | bits)
      }
      #expect(try TemporaryFolder.names(in: folder) == ["a"])
    }
  }

  @Test("A symbolic link stays, and what it leads to is replaced or made")
  func links() throws {
    try TemporaryFolder.with { folder in
      mkdir("\(folder)/sub", 0o777)
      symlink("sub/second", "\(folder)/first")
      symlink("../file", "\(folder)/sub/second")
      for content in ["made", "replaced"] {
        try AtomicFile.write(content, to: "\(folder)/first")
        #expect(try text("\(folder)/file") == content)
        #expect(mode("\(folder)/file").map { $0 & S_IFMT } == S_IFREG)
        #expect(mode("\(folder)/first").map { $0 & S_IFMT } == S_IFLNK)
        #expect(mode("\(folder)/sub/second").map { $0 & S_IFMT } == S_IFLNK)
        chmod("\(folder)/file", 0o600)
      }
      #expect(mode("\(folder)/file") == S_IFREG | 0o600)
      #expect(try TemporaryFolder.names(in: folder) == ["file", "first", "sub"])
      symlink("circle", "\(folder)/circle")
      #expect(throws: InputError.self) { try AtomicFile.write("x", to: "\(folder)/circle") }
    }
  }

  @Test("A pipe takes the bytes and stays a pipe")
  func pipe() throws {
    try TemporaryFolder.with { folder in
      let path = "\(folder)/pipe"
      #expect(mkfifo(path, 0o600) == 0)
      // Open on both sides, so that neither waits for the other.
      let reader = open(path, O_RDWR)
      defer { close(reader) }
      try AtomicFile.write("through", to: path)
      var buffer = [UInt8](repeating: 0, count: 16)
      let count = read(reader, &buffer, buffer.count)
      #expect(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) == "through")
      #expect(mode(path).map { $0 & S_IFMT } == S_IFIFO)
      #expect(try TemporaryFolder.names(in: folder) == ["pipe"])
    }
  }

  @Test("A device stays a device, a folder a folder")
  func others() throws {
    try AtomicFile.write("nothing", to: "/dev/null")
    #expect(mode("/dev/null").map { $0 & S_IFMT } == S_IFCHR)
    try TemporaryFolder.with { folder in
      do throws(InputError) {
        try AtomicFile.write("x", to: folder)
        Issue.record("a folder took bytes")
      } catch {
        #expect(error.kind == .inputOutput)
        #expect(error.problem.contains("directory"))
      }
    }
  }

  @Test("A temporary file or link left over is not written to")
  func leftOver() throws {
    try TemporaryFolder.with { folder in
      let temporary = "\(folder)/.a.\(getpid()).tmp"
      try AtomicFile.write("safe", to: "\(folder)/other")
      symlink("other", temporary)
      try AtomicFile.write("first", to: "\(folder)/a")
      link("\(folder)/other", temporary)
      try AtomicFile.write("second", to: "\(folder)/a")
      #expect(try text("\(folder)/a") == "second")
      #expect(try text("\(folder)/other") == "safe")
      #expect(try TemporaryFolder.names(in: folder) == ["a", "other"])
    }
  }
}
