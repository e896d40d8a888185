internal import Foundation
internal import Saba
internal import SabaTestSupport
internal import Testing

@Suite("The README's example")
struct ReadmeExampleTests {
  /// The example as it stands in the README, but for its import and its file.
  func example(file: String) throws -> Verdict {
    // README begins
    let points = try MetricPoints.read(paths: [file])
    let model = try RoleModel.train(history: points.history())

    var monitor = RoleMonitor(model: model)
    let verdict = monitor.judge(
      host: "web01", time: 1_768_791_900,
      metrics: ["cpu.user.percentage": 380, "loadavg5": 9.1, "memory.used": 6.1e9])
    print(verdict.status, verdict.pValue, verdict.contributions.first?.sentence ?? "")
    // README ends
    return verdict
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
      .joined(separator: "\n").replacing("[file]", with: "[\"history.csv\"]")
    let readme = try String(
      contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    #expect(readme.contains("import Saba\n\n" + code))

    let fixture = root.appending(path: "Fixtures/web-role/web/train.csv")
    let verdict = try example(file: fixture.path(percentEncoded: false))
    // Most metrics are not given, so that there is no verdict but a reason.
    #expect(verdict.status == .unknown)
    #expect(verdict.reason == "11 of 14 metrics are missing")
  }
}
