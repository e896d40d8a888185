internal import Foundation
internal import Saba
internal import SabaTestSupport
internal import Testing

@Suite("The README's example")
struct ReadmeExampleTests {
  /// The example as it stands in the README, but for its import and the names of its files.
  func example(history: String, today: String, print: (Any...) -> Void) throws {
    // README begins
    let points = try MetricPoints.read(paths: [history])
    let model = try RoleModel.train(history: points.history())

    var monitor = RoleMonitor(model: model)
    let latest = try MetricPoints.read(paths: [today], metrics: model.metrics)
    monitor.judge(try latest.history(interval: model.interval)) { verdict in
      guard verdict.status != .ok else { return }
      print(verdict.host, verdict.time, verdict.status, verdict.reason ?? "")
    }
    // README ends
  }

  @Test("It compiles, runs, and stands in the README word for word")
  func readme() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    let lines = source.components(separatedBy: "\n")
    let begin = try #require(lines.firstIndex { $0.hasSuffix("// README begins") })
    let end = try #require(lines.firstIndex { $0.hasSuffix("// README ends") })
    let code = lines[(begin + 1)..<end].map { String($0.dropFirst(4)) }
      .joined(separator: "\n").replacing("[history]", with: "[\"history.csv\"]")
      .replacing("[today]", with: "[\"today.csv\"]")
    let readme = try String(
      contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    #expect(readme.contains("import Saba\n\n" + code))

    let fixture = root.appending(path: "Fixtures/web-role/web").path(percentEncoded: false)
    var printed: [String] = []
    try example(history: "\(fixture)/train.csv", today: "\(fixture)/test.csv") { words in
      printed.append(words.map { "\($0)" }.joined(separator: " "))
    }
    #expect(printed.contains { $0.hasPrefix("web02") && $0.contains("memory.used is") })
  }
}
