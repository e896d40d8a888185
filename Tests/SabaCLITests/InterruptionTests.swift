internal import Foundation
internal import SabaTestSupport
internal import Testing

@Suite("Ctrl-C", .timeLimit(.minutes(2)))
struct InterruptionTests {
  /// A set whose first entity is judged at once, and whose others keep all processors busy.
  func write(_ folder: String) throws {
    try Fixture.write(
      """
      {"name": "long", "layout": "entities", "intervalSeconds": 300, "vusBuffer": 4}
      """, to: "\(folder)/dataset.json")
    try FileManager.default.createDirectory(
      atPath: "\(folder)/a", withIntermediateDirectories: true)
    for (file, text) in [("train", "cpu\n1\n2\n"), ("test", "cpu\n1\n"), ("labels", "start,end\n")]
    {
      try Fixture.write(text, to: "\(folder)/a/\(file).csv")
    }
    for index in 0..<ProcessInfo.processInfo.activeProcessorCount + 2 {
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/web-\(index)", withDestinationPath: Fixture.role + "/web")
    }
  }

  @Test("is heard while every processor is busy; a second one does not wait for the work")
  func twice() throws {
    try TemporaryFolder.with { folder in
      try write(folder)
      let errors = "\(folder)/errors.txt"
      try Fixture.write("", to: errors)
      let process = Process()
      process.executableURL = SabaProcess.products.appending(path: "saba")
      process.arguments = [
        "evaluate", folder, "--detector", "role", "--scores", "\(folder)/scores", "--json",
        "\(folder)/result.json",
      ]
      process.standardError = try FileHandle(forWritingTo: URL(filePath: errors))
      try process.run()
      defer { process.terminate() }
      func said(_ text: String) -> Bool {
        (try? String(contentsOfFile: errors, encoding: .utf8))?.contains(text) ?? false
      }
      while process.isRunning, !FileManager.default.fileExists(atPath: "\(folder)/scores/a.csv") {
        Thread.sleep(forTimeInterval: 0.005)
      }
      process.interrupt()
      Thread.sleep(forTimeInterval: 0.1)
      process.interrupt()
      process.waitUntilExit()
      #expect(process.terminationStatus == 130)
      // What is said once the detectors under way are through.
      #expect(!said("interrupted"))
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/result.json"))
    }
  }
}
