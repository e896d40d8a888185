internal import Foundation
internal import SabaTestSupport
internal import Testing

@Suite("Metrics of hosts of different size")
struct CanonicalTests {
  /// Calls the body with a folder that holds `role.saba`, learnt from five days of the fixture role.
  private func withModel(
    _ more: [String] = [], _ body: (String, SabaProcess.Result) throws -> Void
  ) throws {
    try TemporaryFolder.with { folder in
      let trained = try SabaProcess.run(
        ["train", "--history", Fixture.train, "--output", "role.saba"] + more, in: folder)
      try #require(trained.status == 0, "\(trained.errors)")
      try body(folder, trained)
    }
  }

  private func document(_ folder: String) throws -> [String: Any] {
    let result = try SabaProcess.run(["inspect", "role.saba", "--json", "-"], in: folder)
    return try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  @Test("Training and inspect say what became of each metric, judge reads by the same rules")
  func story() throws {
    try withModel { folder, trained in
      #expect(trained.errors.contains("metric of the input"))
      let text = try SabaProcess.run(["inspect", "role.saba"], in: folder).output
      for line in [
        ["cpu.user.percentage", "cpu.user.percentage", "by cores"],
        ["loadavg5", "loadavg5.percore", "by cores"],
        ["interface.*.rxBytes.delta", "interface.rxBytes.delta", "sum of 1, log scale"],
        ["filesystem.*.used", "filesystem.used", "sum of 1"],
        ["custom.nginx.requests", "custom.nginx.requests", "log scale"],
      ] {
        #expect(
          text.split(separator: "\n").contains { row in
            let fields = row.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
            return fields.count == 3 && fields[0] == line[0] && fields[1] == line[1]
              && fields[2].trimmingCharacters(in: .whitespaces) == line[2]
          }, "\(line)")
      }
      #expect(text.contains("1 metric of the input left unchanged"))
      let document = try document(folder)
      let mapping = try #require(document["mapping"] as? [String: Any])
      let inputs = try #require(mapping["inputs"] as? [[String: Any]])
      #expect(inputs.count == 14)
      let load = try #require(inputs.first { $0["input"] as? String == "loadavg5" })
      #expect(load["metric"] as? String == "loadavg5.percore")
      #expect(load["steps"] as? [String] == ["perCore"])

      // Live and from files the same, with the metrics in whatever order.
      let arguments = ["judge", "--model", "role.saba", "--input", Fixture.test]
      let whole = try SabaProcess.run(arguments, in: folder)
      let live = try SabaProcess.run(arguments + ["--follow"], in: folder)
      #expect(whole.lines.count == 2592)
      #expect(whole.lines.sorted() == live.lines.sorted())
      let first = try #require(whole.lines.first)
      let verdict = try #require(
        try JSONSerialization.jsonObject(with: Data(first.utf8)) as? [String: Any])
      let shown = try #require(verdict["contributions"] as? [[String: Any]])
      let user = try #require(shown.first { $0["metric"] as? String == "cpu.user.percentage" })
      // 143 % of one of four cores.
      #expect(user["value"] as? Double == 35.75)
    }
  }

  @Test("With --raw-metrics all stay as they are")
  func raw() throws {
    try withModel(["--raw-metrics"]) { folder, trained in
      #expect(!trained.errors.contains("metric of the input"))
      let document = try document(folder)
      #expect(document["mapping"] is NSNull)
      let metrics = try #require(document["metrics"] as? [[String: Any]])
      #expect(metrics.contains { $0["metric"] as? String == "interface.eth0.rxBytes.delta" })
    }
  }
}
