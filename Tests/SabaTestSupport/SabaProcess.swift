public import Foundation

/// The built command `saba`, run as a user runs it.
public enum SabaProcess {
  /// What a run gave.
  public struct Result: Sendable {
    /// The exit status.
    public var status: Int32
    /// Standard output.
    public var output: String
    /// Standard error.
    public var errors: String
    /// The lines of standard output.
    public var lines: [Substring] { output.split(separator: "\n") }
  }

  /// Runs the command and waits for it.
  ///
  /// - Parameters:
  ///   - arguments: What follows `saba`.
  ///   - input: Given on standard input.
  ///   - output: A file that takes standard output, such as a device; nil to give it back.
  ///   - folder: Where it runs; nil for the current folder.
  /// - Returns: Status and output.
  /// - Throws: An error where the command is not there or cannot be started.
  public static func run(
    _ arguments: [String], input: Data = Data(), output: String? = nil, in folder: String? = nil
  ) throws -> Result {
    let process = Process()
    process.executableURL = products.appending(path: "saba")
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(filePath: folder) }
    // Files, not pipes: neither side can block on a full one.
    return try TemporaryFolder.with { scratch in
      let paths = ["in", "out", "err"].map { "\(scratch)/\($0)" }
      try input.write(to: URL(filePath: paths[0]))
      for path in paths[1...] { try Data().write(to: URL(filePath: path)) }
      process.standardInput = try FileHandle(forReadingFrom: URL(filePath: paths[0]))
      process.standardOutput = try FileHandle(
        forWritingTo: URL(filePath: output ?? paths[1]))
      process.standardError = try FileHandle(forWritingTo: URL(filePath: paths[2]))
      try process.run()
      process.waitUntilExit()
      func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
      }
      return Result(
        status: process.terminationStatus, output: try text(paths[1]), errors: try text(paths[2]))
    }
  }

  /// The folder of what the package manager built: that of the test bundle.
  public static var products: URL {
    let bundles = Bundle.allBundles.map(\.bundleURL).filter { $0.pathExtension == "xctest" }
    if let bundle = bundles.first { return bundle.deletingLastPathComponent() }
    return URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
  }
}
