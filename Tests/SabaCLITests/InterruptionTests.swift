internal import Foundation
internal import SabaTestSupport
internal import Testing

@Suite("Ctrl-C", .timeLimit(.minutes(2)))
struct InterruptionTests {
  /// A set whose first entity is judged at once, and whose others take for ever.
  ///
  /// Their training part is a pipe that nobody writes to; there are more of them than processors.
  func write(_ folder: String) throws {
    try Fixture.write(
      """
      {"name": "long", "layout": "entities", "intervalSeconds": 300, "vusBuffer": 4}
      """, to: "\(folder)/dataset.json")
    let names = (0..<ProcessInfo.processInfo.activeProcessorCount + 2).map { "web-\($0)" }
    for name in ["a"] + names {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
      for (file, text) in [("test", "cpu\n1\n"), ("labels", "start,end\n")] {
        try Fixture.write(text, to: "\(folder)/\(name)/\(file).csv")
      }
    }
    try Fixture.write("cpu\n1\n2\n", to: "\(folder)/a/train.csv")
    for name in names { try #require(mkfifo("\(folder)/\(name)/train.csv", 0o600) == 0) }
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
        "evaluate", folder, "--detector", "random", "--scores", "\(folder)/scores", "--json",
        "\(folder)/result.json",
      ]
      process.standardError = try FileHandle(forWritingTo: URL(filePath: errors))
      try process.run()
      defer { process.terminate() }
      func said(_ text: String) -> Bool {
        (try? String(contentsOfFile: errors, encoding: .utf8))?.contains(text) ?? false
      }
      /// Waits no longer than a minute: a test that never ends tells nothing.
      func wait(until holds: () -> Bool) {
        let deadline = ContinuousClock.now + .seconds(60)
        while process.isRunning, !holds(), ContinuousClock.now < deadline {
          Thread.sleep(forTimeInterval: 0.005)
        }
      }
      wait { FileManager.default.fileExists(atPath: "\(folder)/scores/a.csv") }
      process.interrupt()
      wait { said("stopping") }
      #expect(process.isRunning)
      process.interrupt()
      wait { false }
      try #require(!process.isRunning)
      #expect(process.terminationStatus == 130)
      // What is said once the detectors under way are through.
      #expect(!said("interrupted"))
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/result.json"))
    }
  }
}
