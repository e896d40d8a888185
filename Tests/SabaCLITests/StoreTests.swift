internal import Foundation
internal import SabaTestSupport
internal import Testing

@Suite("models, feedback, --store")
struct StoreTests {
  static let role = ["--store", "models", "--role", "web"]
  static let train = ["train", "--history", "history.csv"] + role
  static let start = 1_767_571_200

  /// Calls the body with a folder that holds a history and a role with one version.
  func withStore(_ body: (String) throws -> Void) throws {
    try TemporaryFolder.with { folder in
      try Fixture.write(Fixture.history(), to: "\(folder)/history.csv")
      let trained = try SabaProcess.run(Self.train, in: folder)
      try #require(trained.status == 0, "\(trained.errors)")
      #expect(trained.errors.contains("version 1 of web is current now; next: saba judge --store"))
      try body(folder)
    }
  }

  func objects(_ text: String) throws -> [[String: Any]] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
  }

  @Test("Versions are listed, shown, gone back to and removed, and the current one judges")
  func versions() throws {
    try withStore { folder in
      func run(_ arguments: [String], status: Int32 = 0) throws -> SabaProcess.Result {
        let result = try SabaProcess.run(arguments, in: folder)
        #expect(result.status == status, "\(arguments) \(result.errors)")
        return result
      }
      let young = try run(Self.train + ["--if-older", "3d"])
      #expect(young.errors.contains("not trained: version 1 of web has been current for"))
      let second = try run(
        Self.train + ["--training-from", "2026-01-06T00:00:00Z", "--note", "new shop"])
      #expect(second.errors.contains("version 2 of web"))
      let list = ["models", "list", "--store", "models"]
      let table = try run(list + ["--role", "web"])
      #expect(table.output.contains("change at 2026-01-06 00:00 UTC: new shop"))
      #expect(table.output.contains("2*") && !table.output.contains("1*"))
      #expect(try run(list).lines.count == 2)
      let versions = try objects(try run(list + ["--role", "web", "--json", "-"]).output)
      #expect(versions.map { $0["version"] as? Int } == [1, 2])
      #expect(versions.map { $0["isCurrent"] as? Bool } == [false, true])

      try Fixture.write(Fixture.rows(8, moved: 0, by: 40, in: 2..<8), to: "\(folder)/rows.csv")
      let judge = ["judge", "--input", "rows.csv"]
      func judged(by version: Int) throws -> Bool {
        let stored = try run(judge + Self.role, status: 2)
        let file = try run(judge + ["--model", "models/web/\(version).saba"], status: 2)
        return stored.output == file.output
      }
      #expect(try judged(by: 2))
      #expect(try run(["models", "revert"] + Self.role).errors.contains("version 1 of web is"))
      #expect(try judged(by: 1))
      #expect(try run(list + ["--role", "web"]).output.contains("(reverted from 2 at"))
      let shown = try run(["models", "show"] + Self.role + ["--version", "2"])
      #expect(shown.output.contains("new shop") && shown.output.contains("latency"))
      let none = try run(["models", "revert"] + Self.role, status: 66)
      #expect(none.errors.contains("there is no version before 1"))
      let pruned = try run(["models", "prune", "--keep", "1"] + Self.role)
      #expect(pruned.errors.contains("nothing to remove"))
      let page = try run(
        ["preview", "--history", "rows.csv", "--html", "page.html"] + Self.role)
      #expect(page.output.contains("sensitivity"))
      let html = try String(contentsOfFile: "\(folder)/page.html", encoding: .utf8)
      #expect(html.contains("Preview of web, version 1"))
    }
  }

  @Test("What was expected does not teach, be it said by hand or by an alert's line")
  func feedback() throws {
    try withStore { folder in
      func run(_ arguments: [String], _ input: String = "", status: Int32 = 0) throws
        -> SabaProcess.Result
      {
        let result = try SabaProcess.run(arguments, input: Data(input.utf8), in: folder)
        #expect(result.status == status, "\(arguments) \(result.errors)")
        return result
      }
      let add = ["feedback", "add"] + Self.role
      _ = try run(
        add + [
          "--host", "host-1", "--from", "2026-01-06T00:00Z", "--to", "2026-01-06T10:00Z", "--note",
          "load test",
        ])
      // Alerts of the history's first day, as judge --on-alert tells of them.
      let rows = Fixture.rows(40, moved: 3, by: 25, in: 14..<22).split(separator: "\n").map {
        line in
        var cells = line.split(separator: ",").map(String.init)
        if let time = Int(cells[0]) { cells[0] = "\(time - 1_800_000_000 + Self.start)" }
        return cells.joined(separator: ",")
      }
      try Fixture.write(rows.joined(separator: "\n") + "\n", to: "\(folder)/rows.csv")
      _ = try run(
        ["judge", "--input", "rows.csv", "--on-alert", "cat >> alerts.jsonl", "--hide-ok"]
          + Self.role, status: 2)
      let alerts = try String(contentsOfFile: "\(folder)/alerts.jsonl", encoding: .utf8)
      let added = try run(add, alerts)
      #expect(added.errors.contains("of alerts that had not closed yet"))
      let list = ["feedback", "list"] + Self.role
      let entries = try objects(try run(list + ["--json", "-"]).output)
      #expect(entries.map { $0["host"] as? String } == ["host-1", "host-0"])
      #expect(entries[0]["note"] as? String == "load test" && entries[1]["note"] is NSNull)
      // A quarter of an hour before the alert opened, at the third unusual row at the earliest.
      let from = try #require(entries[1]["from"] as? Int)
      #expect((Self.start + 300 * 13...Self.start + 300 * 15).contains(from))
      #expect(try run(list).output.contains("2026-01-06T00:00:00Z"))

      let trained = try run(Self.train)
      #expect(
        trained.errors.contains(
          "left out 2026-01-06T00:00:00Z to 2026-01-06T10:00:00Z of host-1: 120 rows"))
      #expect(trained.errors.contains(" of host-0: "))
      _ = try run(["feedback", "remove", "2"] + Self.role)
      #expect(try objects(try run(list + ["--json", "-"]).output).count == 1)
      #expect(
        try run(["feedback", "remove", "2"] + Self.role, status: 66).errors
          .contains("there is no entry 2"))

      _ = try run(
        ["feedback", "add", "--file", "own.jsonl", "--from", "1767600000", "--to", "1767610000"])
      let own = try run(
        ["train", "--history", "history.csv", "--output", "own.saba", "--feedback", "own.jsonl"])
      #expect(own.errors.contains("left out 2026-01-05T08:00:00Z to"))
      #expect(!own.errors.contains("of host-1"))
    }
  }

  @Test("What the current version alerts on does not teach the next, unless nobody is to guard")
  func guarded() throws {
    try withStore { folder in
      // Five days more, with two hours in which a host's first metric is far off.
      let incident = Self.start + 300 * 2000..<Self.start + 300 * 2024
      let lines = Fixture.history(days: 10).split(separator: "\n").map { line in
        var cells = line.split(separator: ",").map(String.init)
        if let time = Int(cells[0]), incident.contains(time), cells[1] == "host-0" {
          cells[2] = "\((Double(cells[2]) ?? 0) + 50)"
        }
        return cells.joined(separator: ",")
      }
      try Fixture.write(lines.joined(separator: "\n") + "\n", to: "\(folder)/history.csv")
      func trained(_ arguments: [String], status: Int32 = 0) throws -> String {
        let result = try SabaProcess.run(arguments, in: folder)
        #expect(result.status == status, "\(arguments) \(result.errors)")
        return result.errors
      }
      let leftOut = "left out by the guard: 1 alert, 3 h of 480 host-hours"
      #expect(try trained(Self.train).contains(leftOut))
      let shown = try SabaProcess.run(["models", "show"] + Self.role, in: folder)
      #expect(shown.output.contains(leftOut))
      #expect(!(try trained(Self.train + ["--no-guard"]).contains("guard")))
      let file = ["train", "--history", "history.csv", "--output", "own.saba"]
      #expect(!(try trained(file).contains("guard")))
      #expect(try trained(file + ["--guard", "models/web/1.saba"]).contains(leftOut))
      // What taught the first version ends before.
      _ = try trained(["models", "revert", "--to", "1"] + Self.role)
      #expect(
        try trained(Self.train + ["--training-from", "\(Self.start + 5 * 86_400)"])
          .contains("no guard: most of what taught version 1 is before 2026-01-10"))
      // A current version that cannot be read, and a guard of other metrics.
      _ = try trained(["models", "revert", "--to", "1"] + Self.role)
      try Fixture.write("{}", to: "\(folder)/models/web/1.saba")
      #expect(try trained(Self.train, status: 65).contains("--no-guard"))
      try Fixture.write(
        "timestamp,host,other\n"
          + (0..<2000).map { "\(Self.start + 300 * $0),a,\($0 * 7919 % 101)\n" }.joined(),
        to: "\(folder)/other.csv")
      let other = ["train", "--history", "other.csv", "--output", "other.saba"]
      #expect(
        try trained(other + ["--guard", "own.saba"], status: 65)
          .contains("own.saba: the guard can judge nothing"))
      #expect(!(try TemporaryFolder.names(in: folder).contains("other.saba")))
    }
  }

  @Test(
    "Wrong use is told in a line with the option and the cure",
    arguments: [
      (["train", "--history", "h.csv"], 64, "--output, or --store"),
      (["train", "--history", "h.csv", "--output", "m", "--if-older", "3d"], 64, "--if-older"),
      (["train", "--history", "h.csv", "--store", "m"], 64, "--store and --role go together"),
      (["train", "--history", "h.csv", "--output", "m", "--no-guard"], 64, "--no-guard is about"),
      (
        ["train", "--history", "h", "--store", "m", "--role", "r", "--no-guard", "--guard", "g"],
        64, "give one of them"
      ),
      (
        ["train", "--history", "h.csv", "--output", "m", "--guard", "absent"], 66, "no such file"
      ),
      (["judge", "--input", "x"], 64, "name a model with --model"),
      (
        ["judge", "--input", "x", "--model", "m", "--store", "s", "--role", "r"], 64, "--model and"
      ),
      (["judge", "--input", "x", "--store", "s", "--role", "../r"], 64, "--role must be made"),
      (
        ["judge", "--input", "x", "--store", "s", "--role", "r"], 66,
        "there is no model of the role"
      ),
      (["models", "list", "--store", "absent"], 66, "there is no such folder"),
      (["models", "show"], 64, "--store and --role"),
      (["models", "prune", "--store", "s", "--role", "r", "--keep", "0"], 64, "at least 1"),
      (["feedback", "list"], 64, "--file"),
      (["feedback", "add", "--file", "f", "--from", "5"], 64, "both --from and --to"),
      (
        ["feedback", "add", "--file", "f", "--from", "5", "--to", "5"], 64, "--from must be before"
      ),
      (["feedback", "add", "--file", "f"], 65, "there is no alert"),
      (
        ["train", "--history", "h.csv", "--output", "m", "--feedback", "absent"], 66, "no such file"
      ),
    ])
  func misuse(arguments: [String], status: Int32, says: String) throws {
    try TemporaryFolder.with { folder in
      let result = try SabaProcess.run(arguments, in: folder)
      #expect(result.status == status && result.output.isEmpty)
      #expect(result.errors.contains(says), "\(result.errors)")
      #expect(try TemporaryFolder.names(in: folder).isEmpty)
    }
  }

  @Test(
    "Lines that are no alerts are told with their number",
    arguments: [
      ("{\"event\":\"closed\"}\n", ":1: the line is no alert"),
      ("\nx\n", ":2: the line is no alert"),
      (
        "{\"event\":\"opened\",\"host\":\"a\",\"openedAt\":5,\"closedAt\":null}\n",
        "no alert has closed"
      ),
    ])
  func badLines(input: String, says: String) throws {
    try TemporaryFolder.with { folder in
      let result = try SabaProcess.run(
        ["feedback", "add", "--file", "f"], input: Data(input.utf8), in: folder)
      #expect(result.status == 65 && result.errors.contains(says), "\(result.errors)")
      #expect(try TemporaryFolder.names(in: folder).isEmpty)
    }
  }

  @Test("Commands explain themselves", arguments: ["models", "feedback"])
  func help(_ command: String) throws {
    let result = try SabaProcess.run([command, "--help"])
    #expect(result.status == 0 && result.output.contains("SUBCOMMANDS"))
  }
}
