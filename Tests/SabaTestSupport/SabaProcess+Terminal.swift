#if os(Linux)
  internal import Foundation

  extension SabaProcess {
    /// Runs the command with a terminal as its standard error.
    ///
    /// - Parameters:
    ///   - arguments: What follows `saba`.
    ///   - folder: Where it runs.
    /// - Returns: The status, and what the terminal was sent; at most a few kilobytes.
    /// - Throws: An error where there is no terminal, or the command cannot be started.
    public static func runOnTerminal(
      _ arguments: [String], in folder: String
    ) throws -> (status: Int32, errors: String) {
      let controller = open("/dev/ptmx", O_RDWR | O_NOCTTY)
      guard controller >= 0 else { throw POSIXError(.ENODEV) }
      defer { close(controller) }
      // TIOCSPTLCK and TIOCGPTN: what unlockpt and ptsname, which Swift does not see, do.
      var lock: Int32 = 0
      var number: Int32 = 0
      guard ioctl(controller, 0x4004_5431, &lock) == 0, ioctl(controller, 0x8004_5430, &number) == 0
      else { throw POSIXError(.ENODEV) }
      // Open here as well, so that nothing is lost when the command ends.
      let terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
      guard terminal >= 0 else { throw POSIXError(.ENODEV) }
      defer { close(terminal) }
      let process = Process()
      process.executableURL = products.appending(path: "saba")
      process.arguments = arguments
      process.currentDirectoryURL = URL(filePath: folder)
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle(fileDescriptor: terminal)
      try process.run()
      process.waitUntilExit()
      _ = fcntl(controller, F_SETFL, O_NONBLOCK)
      var text = ""
      var bytes = [UInt8](repeating: 0, count: 4096)
      while case let count = read(controller, &bytes, bytes.count), count > 0 {
        text += String(decoding: bytes.prefix(count), as: UTF8.self)
      }
      return (process.terminationStatus, text)
    }
  }
#endif
