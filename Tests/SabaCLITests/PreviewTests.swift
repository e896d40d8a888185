internal import Foundation
internal import SabaTestSupport
internal import Testing

@Suite("preview")
struct PreviewTests {
  /// Six days of two hosts, in which the latency of the first goes wild for an hour.
  func withHistory(_ body: (String) throws -> Void) throws {
    try TemporaryFolder.with { folder in
      var lines = Fixture.history(days: 6).split(separator: "\n").map(String.init)
      for row in 800..<812 {
        var cells = lines[1 + 2 * row].split(separator: ",").map(String.init)
        cells[cells.count - 1] = "0.9"
        lines[1 + 2 * row] = cells.joined(separator: ",")
      }
      try Fixture.write(lines.joined(separator: "\n") + "\n", to: "\(folder)/history.csv")
      try body(folder)
    }
  }

  func levels(_ text: String) throws -> [[String: Any]] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
  }

  @Test("A history alone is judged part by part, with advice, JSON and a page")
  func crossFitted() throws {
    try withHistory { folder in
      let result = try SabaProcess.run(["preview", "--history", "history.csv"], in: folder)
      #expect(result.status == 0)
      #expect(result.output.contains("Begin with \""))
      #expect(result.output.contains("note: The history was cut into 5 parts"))
      #expect(result.output.contains("latency is 11 times what this role shows"))
      let more = try SabaProcess.run(
        ["preview", "--history", "history.csv", "--json", "-", "--html", "page.html"], in: folder)
      let levels = try levels(more.output)
      #expect(levels.allSatisfy { $0["isCrossFitted"] as? Bool == true })
      #expect(levels.count { $0["isSuggested"] as? Bool == true } == 1)
      for level in levels {
        let alerts = try #require(level["alerts"] as? [[String: Any]])
        #expect(alerts.contains { $0["culprit"] as? String == "latency" })
      }
      let page = try String(contentsOfFile: "\(folder)/page.html", encoding: .utf8)
      #expect(page.contains("Preview of history.csv") && page.contains("cut into 5 parts"))
      #expect(try TemporaryFolder.names(in: folder) == ["history.csv", "page.html"])
    }
  }

  @Test("A model that has seen the history is said to flatter")
  func seen() throws {
    try withHistory { folder in
      _ = try SabaProcess.run(
        ["train", "--history", "history.csv", "--output", "role.saba"], in: folder)
      let preview = ["preview", "--model", "role.saba", "--history"]
      let result = try SabaProcess.run(preview + ["history.csv"], in: folder)
      #expect(result.output.contains("note: 100 % of these samples had taught the model"))
      try Fixture.write(Fixture.rows(30, moved: 2, by: 30, in: 10..<20), to: "\(folder)/later.csv")
      let later = try SabaProcess.run(preview + ["later.csv"], in: folder)
      #expect(later.status == 0 && !later.output.contains("had taught"))
      let json = try SabaProcess.run(preview + ["later.csv", "--json", "-"], in: folder)
      #expect(try levels(json.output).allSatisfy { $0["seenShare"] as? Double == 0 })
    }
  }

  @Test("Wrong use and too little history are told in a line")
  func misuse() throws {
    try withHistory { folder in
      let mixed = try SabaProcess.run(
        ["preview", "--model", "role.saba", "--history", "history.csv", "--zone", "Asia/Tokyo"],
        in: folder)
      #expect(mixed.status == 64)
      #expect(mixed.errors.contains("--zone is for training"))
      try Fixture.write(Fixture.history(days: 2), to: "\(folder)/short.csv")
      let short = try SabaProcess.run(["preview", "--history", "short.csv"], in: folder)
      #expect(short.status == 65 && short.output.isEmpty)
      #expect(short.errors.contains("96 host-hours are not enough"))
      let placeless = try SabaProcess.run(
        ["preview", "--history", "history.csv", "--html", "no/such/page.html"], in: folder)
      #expect(placeless.status == 74 && placeless.errors.contains("there is no folder no/such/"))
    }
  }
}
