internal import Foundation
internal import SabaTestSupport
internal import Testing

@Suite("train, judge, inspect, preview")
struct JudgeTests {
  func verdicts(_ result: SabaProcess.Result) throws -> [[String: Any]] {
    try result.lines.map { line in
      try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  @Test("Verdicts are JSON Lines of the documented form, the exit status the worst seen")
  func contract() throws {
    try Fixture.withModel { folder in
      try Fixture.write(
        Fixture.rows(12, moved: 3, by: 25, in: 4..<9), to: "\(folder)/today.csv")
      let result = try SabaProcess.run(
        ["judge", "--model", "role.saba", "--input", "today.csv"], in: folder)
      #expect(result.status == 2)
      let verdicts = try verdicts(result)
      #expect(verdicts.count == 12)
      let keys = ["time", "host", "status", "score", "pValue", "grade", "contributions", "reason"]
      for verdict in verdicts { #expect(Set(verdict.keys) == Set(keys)) }
      #expect(verdicts.map { $0["time"] as? Int } == (0..<12).map { 1_800_000_000 + 300 * $0 })
      #expect(verdicts[0]["status"] as? String == "ok")
      #expect(verdicts[0]["reason"] is NSNull)
      #expect(verdicts[7]["status"] as? String == "critical")
      #expect(
        (verdicts[7]["reason"] as? String)?.contains("what this role shows (0.33; usually") == true)
      let blame = try #require(verdicts[7]["contributions"] as? [[String: Any]])
      #expect(blame.count == 4)
      #expect(blame[0]["metric"] as? String == "latency")
      #expect(
        Set(blame[0].keys) == ["metric", "value", "expected", "low", "high", "share"])
    }
  }

  @Test("Each status has its exit status")
  func statuses() throws {
    try Fixture.withModel { folder in
      func status(_ rows: String, _ more: [String] = []) throws -> Int32 {
        try Fixture.write(rows, to: "\(folder)/rows.csv")
        return try SabaProcess.run(
          ["judge", "--model", "role.saba", "--input", "rows.csv"] + more, in: folder
        ).status
      }
      let calm = Fixture.rows(8, moved: 0, by: 0, in: 0..<0)
      let wild = Fixture.rows(8, moved: 0, by: 40, in: 2..<8)
      let statuses = [
        try status(calm), try status(wild, ["--critical", "none"]), try status(wild),
        try status(calm + "1800009999,host-0,,,,\n"),
      ]
      #expect(statuses == [0, 1, 2, 3])
    }
  }

  @Test("Standard input, gzip, long CSV and JSON Lines give the same verdicts, --follow too")
  func formats() throws {
    try Fixture.withModel { folder in
      let wide = Fixture.rows(10, moved: 1, by: 30, in: 3..<9)
      let judge = ["judge", "--model", "role.saba", "--input", "-"]
      let expected = try SabaProcess.run(judge, input: Data(wide.utf8), in: folder)
      #expect(expected.status == 2)
      var long = "time,host,metric,value\n"
      var lines = ""
      for row in wide.split(separator: "\n").dropFirst() {
        let cells = row.split(separator: ",")
        let pairs = zip(SyntheticRole.metrics, cells.dropFirst(2))
        for (metric, value) in pairs { long += "\(cells[0]),\(cells[1]),\(metric),\(value)\n" }
        let metrics = pairs.map { "\"\($0)\":\($1)" }.joined(separator: ",")
        lines += "{\"time\":\(cells[0]),\"host\":\"\(cells[1])\",\"metrics\":{\(metrics)}}\n"
      }
      for input in [long, lines] {
        let result = try SabaProcess.run(judge, input: Data(input.utf8), in: folder)
        #expect(result.output == expected.output)
      }
      let followed = try SabaProcess.run(
        judge + ["--follow"], input: Data(wide.utf8), in: folder)
      #expect(followed.output == expected.output)
      #expect(followed.status == 2)
      let hidden = try SabaProcess.run(
        judge + ["--hide-ok"], input: Data(wide.utf8), in: folder)
      #expect(hidden.lines.allSatisfy { !$0.contains("\"ok\"") })
      #expect(!hidden.lines.isEmpty)
    }
  }

  @Test("inspect and preview print tables, and the same as JSON")
  func tables() throws {
    try Fixture.withModel { folder in
      let inspected = try SabaProcess.run(["inspect", "role.saba"], in: folder)
      #expect(inspected.status == 0)
      for metric in SyntheticRole.metrics { #expect(inspected.output.contains(metric)) }
      #expect(inspected.output.contains("sensitive"))
      let inspectedJSON = try SabaProcess.run(
        ["inspect", "role.saba", "--json", "-"], in: folder)
      let model =
        try JSONSerialization.jsonObject(with: Data(inspectedJSON.output.utf8)) as? [String: Any]
      #expect(model?["intervalSeconds"] as? Int == 300)
      for threshold in try #require(model?["thresholds"] as? [[String: Any]]) {
        let numbers = ["low", "score", "high"].compactMap { threshold[$0] as? Double }
        #expect(numbers.count == 3 && numbers == numbers.sorted())
      }
      let report = try #require(model?["report"] as? [String: Any])
      let reliability = try #require(report["reliability"] as? [[String: Any]])
      #expect(reliability.map { $0["pValue"] as? Double } == [0.1, 0.01, 0.001, 0.0001])
      let promises = try #require(report["promises"] as? [[String: Any]])
      #expect(
        promises.map { $0["sensitivity"] as? String } == ["insensitive", "normal", "sensitive"])
      #expect(inspected.output.contains("p-value at most"))
      #expect(inspected.output.contains("false alerts promised"))

      try Fixture.write(
        Fixture.rows(30, moved: 2, by: 30, in: 10..<20), to: "\(folder)/rows.csv")
      let preview = ["preview", "--model", "role.saba", "--history", "rows.csv"]
      let previewed = try SabaProcess.run(preview, in: folder)
      #expect(previewed.output.contains("what this role shows (1.15k; usually"))
      _ = try SabaProcess.run(preview + ["--json", "preview.json"], in: folder)
      let document = try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(filePath: "\(folder)/preview.json")))
      let levels = try #require(document as? [[String: Any]])
      #expect(
        levels.map { $0["sensitivity"] as? String } == ["insensitive", "normal", "sensitive"])
    }
  }

  @Test("--exclude and --training-from leave out what they name")
  func training() throws {
    try TemporaryFolder.with { folder in
      try Fixture.write(Fixture.history(days: 8), to: "\(folder)/history.csv")
      let train = ["train", "--history", "history.csv", "--output", "role.saba"]
      let whole = try SabaProcess.run(train, in: folder)
      #expect(whole.errors.contains("4608 rows"))
      let part = try SabaProcess.run(
        train + [
          "--training-from", "2026-01-06T00:00:00Z", "--exclude",
          "2026-01-08T09:00:00+09:00/2026-01-09T00:00:00Z",
        ], in: folder)
      #expect(part.errors.contains("3456 rows"))
      #expect(part.errors.contains("left out what is before 2026-01-06T00:00:00Z: 576 rows"))
      #expect(
        part.errors.contains(
          "left out 2026-01-08T00:00:00Z to 2026-01-09T00:00:00Z: 576 rows"))
      #expect(part.errors.contains("checked on each tenth of the history"))
      let astray = try SabaProcess.run(
        train + ["--exclude", "2025-01-08T00:00:00Z/2025-01-09T00:00:00Z"], in: folder)
      #expect(astray.errors.contains("no row lies there, so check the times"))
    }
  }
}
