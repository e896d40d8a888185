internal import Foundation
internal import SabaTestSupport
internal import Testing

/// `saba judge --fleet`: two roles, one of metrics as they are and one of canonical ones, and all that a
/// fleet's file says of them.
@Suite("judge --fleet", .timeLimit(.minutes(10)))
struct JudgeFleetTests {
  static let start = 1_800_000_000
  /// The metrics of the role `Shop: db`, in the order of those of ``SyntheticRole``.
  static let names = ["loadavg5", "custom.heap", "interface.eth0.rxBytes.delta", "custom.wait"]

  static let fleet = #"""
    {
      "models": {"Shop: web": "web.saba", "Shop: db": "db.saba", "Shop: batch": null},
      "hosts": [
        {"name": "web-0", "roles": ["Shop: web"]},
        {"name": "both", "roles": ["Shop: web", "Shop: db"]},
        {"name": "spare", "status": "standby", "roles": ["Shop: web"]},
        {"name": "repair", "status": "maintenance", "roles": ["Shop: web"]},
        {"name": "db-0", "roles": ["Shop: db"]},
        {"name": "batch-0", "roles": ["Shop: batch"]}
      ],
      "monitors": [
        {"id": "m1", "type": "anomalyDetection", "name": "web", "scopes": ["Shop: web"],
         "warningSensitivity": "sensitive", "criticalSensitivity": "normal"},
        {"id": "m2", "type": "anomalyDetection", "name": "others",
         "scopes": ["Shop: db", "Shop: batch"], "warningSensitivity": "sensitive",
         "criticalSensitivity": "normal"}
      ],
      "downtimes": [
        {"name": "backup", "start": 1800001800, "duration": 120, "roleScopes": ["Shop: db"]}
      ],
      "alertGroupSettings": [{"id": "g1", "name": "shop", "serviceScopes": ["Shop"]}]
    }
    """#

  /// Calls the body with a folder that holds the fleet and its models.
  static func with(_ body: (String) throws -> Void) throws {
    try TemporaryFolder.with { folder in
      let history = Fixture.history()
      for (role, metrics) in [("web", SyntheticRole.metrics), ("db", names)] {
        let text = history.replacing(
          SyntheticRole.metrics.joined(separator: ","), with: metrics.joined(separator: ","))
        try Fixture.write(text, to: "\(folder)/\(role).csv")
        let trained = try SabaProcess.run(
          ["train", "--history", "\(role).csv", "--output", "\(role).saba"], in: folder)
        try #require(trained.status == 0, "\(trained.errors)")
      }
      try Fixture.write(fleet, to: "\(folder)/fleet.json")
      try body(folder)
    }
  }

  /// Lines of JSON, of every host all metrics of its roles; all but one host are ill in some of them.
  static func lines(_ rows: Range<Int>, ill: Range<Int> = 8..<14) -> String {
    rows.flatMap { row in
      ["web-0", "stranger", "both", "spare", "repair", "db-0", "batch-0"].map { host in
        let metrics = (host == "db-0" ? [] : SyntheticRole.metrics) + (host == "both" ? names : [])
        let fields = (host == "db-0" ? names : metrics).enumerated().map { index, name in
          let j = index % 4
          // Nothing stands still.
          let deviation =
            1e-6 * Double(row % 2) + (j == 3 && host != "both" && ill.contains(row) ? 25 : 0)
          return "\"\(name)\":\(SyntheticRole.levels[j] + deviation * SyntheticRole.scales[j])"
        }
        return #"{"time":\#(start + 300 * row),"host":"\#(host)","metrics":{"#
          + fields.joined(separator: ",") + "}}\n"
      }
    }.joined()
  }

  func judge(
    _ input: String, _ options: [String] = [], in folder: String
  ) throws -> SabaProcess.Result {
    try SabaProcess.run(
      ["judge", "--fleet", "fleet.json", "--input", "-"] + options, input: Data(input.utf8),
      in: folder)
  }

  /// The lines of a text as objects.
  func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  @Test("Each host is judged by the models of its roles, as by each model alone")
  func verdicts() throws {
    try Self.with { folder in
      let input = Self.lines(0..<40)
      let result = try judge(input, ["--follow"], in: folder)
      #expect(result.status == 3, "\(result.errors)")
      let verdicts = try objects(result.output)
      func hosts(of role: String) -> Set<String> {
        Set(
          verdicts.filter { $0["role"] as? String == role }.compactMap { $0["host"] as? String })
      }
      #expect(hosts(of: "Shop: web") == ["web-0", "both", "spare"])
      #expect(hosts(of: "Shop: db") == ["db-0", "both"])
      let batch = verdicts.filter { $0["role"] as? String == "Shop: batch" }
      #expect(batch.count == 1)
      #expect(batch.first?["status"] as? String == "unknown")
      #expect((batch.first?["reason"] as? String)?.hasPrefix("there is no model of") == true)
      #expect(verdicts.count == 5 * 40 + 1)

      for model in ["web", "db"] {
        let role = ",\"role\":\"Shop: \(model)\""
        let own = result.lines.filter { $0.contains(role) }.map { $0.replacing(role, with: "") }
        let alone = try SabaProcess.run(
          ["judge", "--model", "\(model).saba", "--input", "-", "--follow"],
          input: Data(input.utf8), in: folder)
        let expected = alone.lines.filter { line in
          hosts(of: "Shop: \(model)").contains { line.contains("\"host\":\"\($0)\"") }
        }
        #expect(own == expected)
      }
      #expect(
        result.errors.contains(
          "dropped 40 rows of 1 host that no watched role of the fleet has"), "\(result.errors)")
      #expect(result.errors.contains("stranger: dropped a row of 2027-01-15T08:00:00Z, of a host"))

      let whole = try judge(input, in: folder)
      #expect(whole.lines.sorted() == result.lines.sorted())
      #expect(whole.errors.contains("ignored 1 host that no watched role"))
      #expect(whole.status == 3)
    }
  }

  @Test("Alerts and incidents are told of, but not of hosts in standby and not in downtimes")
  func alerts() throws {
    try Self.with { folder in
      for more in [[], ["--follow"], ["--follow", "--state", "state"]] {
        let told = "\(folder)/told\(more.count)"
        let input = Self.lines(0..<60)
        let result = try judge(
          input, ["--hide-ok", "--on-alert", "cat >> \(told)"] + more, in: folder)
        let events = try objects(String(contentsOfFile: told, encoding: .utf8))
        let alerts = events.filter { $0["host"] != nil }
        #expect(alerts.allSatisfy { $0["host"] as? String == "web-0" })
        #expect(alerts.allSatisfy { $0["role"] as? String == "Shop: web" })
        #expect(alerts.first?["event"] as? String == "opened")
        #expect(alerts.last?["event"] as? String == "closed")
        let incidents = events.filter { $0["hostCount"] != nil }
        let names = incidents.map { $0["name"] as? String }
        #expect(!names.isEmpty && names.allSatisfy { $0 == "shop" }, "\(names)")
        #expect(incidents.first?["event"] as? String == "opened")
        #expect(incidents.last?["event"] as? String == "closed")
        #expect(events.allSatisfy { $0["silent"] as? Bool == false })
        // What is silent is judged all the same.
        for host in ["web-0", "spare", "db-0"] {
          #expect(result.output.contains("\"host\":\"\(host)\""), "\(host)")
        }
        #expect(!result.errors.contains(" opened at "))
      }
      for more in [[], ["--follow"], ["--follow", "--state", "other"]] {
        let remarks = try judge(Self.lines(0..<60), more, in: folder).errors
        #expect(remarks.contains("web-0 (Shop: web): "), "\(more)")
        #expect(remarks.contains(" incident 1 opened at "))
        #expect(remarks.contains(" incident 1 closed at "))
        #expect(!remarks.contains("spare (Shop: web): "))
      }
    }
  }

  @Test("A stream in pieces, or killed at any moment, gives what it gives as one")
  func state() throws {
    try Self.with { folder in
      func follow(_ state: String, _ input: String) throws -> SabaProcess.Result {
        try judge(input, ["--follow", "--state", state], in: folder)
      }
      let input = Self.lines(0..<1200)
      let whole = try follow("whole", input)
      #expect(whole.lines.count == 5 * 1199 + 1)
      let pieces = [
        Self.lines(0..<10), Self.lines(5..<20), String(Self.lines(20..<50).prefix(3333)), "",
        Self.lines(0..<1200),
      ]
      #expect(try pieces.map { try follow("pieces", $0).output }.joined() == whole.output)

      try Fixture.write(input, to: "\(folder)/input.jsonl")
      try Fixture.write("", to: "\(folder)/killed.jsonl")
      for delay in (0..<14).map({ UInt32(4000 * $0) }) + [nil] {
        let process = Process()
        process.executableURL = SabaProcess.products.appending(path: "saba")
        process.currentDirectoryURL = URL(filePath: folder)
        process.arguments = [
          "judge", "--fleet", "fleet.json", "--input", "input.jsonl", "--follow", "--state",
          "killed", "--journal-limit", "100000",
        ]
        let output = try FileHandle(forWritingTo: URL(filePath: "\(folder)/killed.jsonl"))
        try output.seekToEnd()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        if let delay {
          usleep(20_000 + delay)
          kill(process.processIdentifier, SIGKILL)
        }
        process.waitUntilExit()
      }
      let killed = try String(contentsOfFile: "\(folder)/killed.jsonl", encoding: .utf8)
      #expect(killed == whole.output)
    }
  }

  @Test("An edited file is taken over: hosts that return, roles that begin, alerts that end")
  func edit() throws {
    try Self.with { folder in
      func follow(_ rows: Range<Int>) throws -> SabaProcess.Result {
        try judge(
          Self.lines(rows), ["--follow", "--state", "state", "--on-alert", "cat >> told"],
          in: folder)
      }
      let first = try follow(0..<12)
      #expect(!first.output.contains("\"host\":\"repair\""))
      let edited = Self.fleet
        .replacing("\"Shop: batch\": null", with: "\"Shop: batch\": \"web.saba\"")
        .replacing("\"status\": \"maintenance\", ", with: "")
        .replacing(
          "{\"name\": \"web-0\", \"roles\": [\"Shop: web\"]}",
          with: "{\"name\": \"web-0\", \"roles\": [\"Shop: db\"]}")
      try Fixture.write(edited, to: "\(folder)/fleet.json")
      let second = try follow(12..<30)
      #expect(second.errors.contains("Shop: batch: a new role"), "\(second.errors)")
      #expect(!second.errors.contains("Shop: web: "))
      for host in ["repair", "batch-0"] {
        #expect(second.lines.count { $0.contains("\"host\":\"\(host)\"") } >= 17, "\(host)")
      }
      #expect(!second.lines.contains { $0.contains("\"host\":\"web-0\",\"role\":\"Shop: web\"") })
      let closed = try objects(String(contentsOfFile: "\(folder)/told", encoding: .utf8)).filter {
        $0["host"] as? String == "web-0" && $0["event"] as? String == "closed"
      }
      #expect(closed.count == 1)
      #expect(closed.first?["closeReason"] as? String == "monitorRemoved")

      // Another model under another name begins the role anew; under the same name it is an error.
      let renamed = edited.replacing("web\": \"web.saba\"", with: "web\": \"w2.saba\"")
      try Fixture.write(Fixture.history(seed: 2), to: "\(folder)/web.csv")
      let trained = try SabaProcess.run(
        ["train", "--history", "web.csv", "--output", "w2.saba"], in: folder)
      try #require(trained.status == 0)
      try Fixture.write(renamed, to: "\(folder)/fleet.json")
      let third = try follow(30..<34)
      #expect(
        third.errors.contains("Shop: web: the model is another one; the role begins anew"),
        "\(third.errors)")
      #expect(third.lines.count { $0.contains("\"host\":\"both\",\"role\":\"Shop: web\"") } == 3)
      #expect(third.lines.count { $0.contains("\"host\":\"both\",\"role\":\"Shop: db\"") } == 4)
      try FileManager.default.removeItem(atPath: "\(folder)/w2.saba")
      try FileManager.default.copyItem(atPath: "\(folder)/web.saba", toPath: "\(folder)/w2.saba")
      let fourth = try follow(34..<36)
      #expect(fourth.status == 65)
      #expect(fourth.output.isEmpty)
      #expect(fourth.errors.contains("saba: state: the state belongs to another model; "))
    }
  }

  @Test("A monitor's edited sensitivities and attempts hold from the next start on")
  func policy() throws {
    try Self.with { folder in
      func follow(_ rows: Range<Int>) throws -> SabaProcess.Result {
        try judge(
          Self.lines(rows, ill: 2..<40),
          ["--follow", "--state", "state", "--on-alert", "cat >> told"], in: folder)
      }
      /// The statuses of a host, in order of time.
      func statuses(_ host: String, _ result: SabaProcess.Result) throws -> [String] {
        try objects(result.output).filter { $0["host"] as? String == host }.compactMap {
          $0["status"] as? String
        }
      }
      func events(_ host: String) throws -> [String] {
        let told = try objects(String(contentsOfFile: "\(folder)/told", encoding: .utf8))
        return told.filter { $0["host"] as? String == host }.compactMap {
          $0["event"] as? String
        }
      }
      let three = ["ok", "ok", "ok", "ok", "critical", "critical", "critical"]
      #expect(try statuses("web-0", follow(0..<8)) == three)
      #expect(try events("web-0") == ["opened"])
      // Nothing is critical any more, and five samples make an alert: unusual ones are counted anew.
      let edited = Self.fleet.replacing(
        "\"warningSensitivity\": \"sensitive\", \"criticalSensitivity\": \"normal\"},\n    {\"id\": \"m2\"",
        with:
          "\"warningSensitivity\": \"sensitive\", \"maxCheckAttempts\": 5},\n    {\"id\": \"m2\"")
      try #require(edited != Self.fleet)
      try Fixture.write(edited, to: "\(folder)/fleet.json")
      let second = try follow(8..<16)
      #expect(!second.errors.contains("begins anew"))
      #expect(
        try statuses("web-0", second) == ["ok", "ok", "ok", "ok"]
          + three[..<4].map { _ in "warning" })
      #expect(try events("web-0") == ["opened", "closed", "opened"])
      // The other monitor's policy is as it was, and so are its streaks.
      #expect(try statuses("db-0", second).allSatisfy { $0 == "critical" })
      // As is a file that was not edited again.
      #expect(try statuses("web-0", follow(16..<20)).allSatisfy { $0 == "warning" })
      #expect(try events("web-0") == ["opened", "closed", "opened"])
    }
  }

  @Test("What does not go with a fleet is refused with its cure")
  func usage() throws {
    try Self.with { folder in
      for (options, remark) in [
        (["--model", "web.saba"], "leave out --model"),
        (["--warning", "none"], "leave out --warning"),
        (["--budget", "1/10d"], "leave out --warning"),
        (["--html", "page.html"], "judge the role with --model"),
        (["--fleet", "-"], "both are standard input"),
      ] {
        let result = try judge("", options, in: folder)
        #expect(result.status == 64, "\(options)")
        #expect(result.errors.contains(remark), "\(result.errors)")
      }
      let none = Self.fleet.replacing("\"web.saba\"", with: "null")
        .replacing("\"db.saba\"", with: "null")
      try Fixture.write(none, to: "\(folder)/fleet.json")
      let result = try judge(Self.lines(0..<3), in: folder)
      #expect(result.status == 65)
      #expect(
        result.errors.contains(
          "saba: fleet.json: no role that a monitor watches has a model; train one"))
      try Fixture.write("{", to: "\(folder)/fleet.json")
      #expect(try judge("", in: folder).status == 65)
      #expect(
        try SabaProcess.run(["judge", "--fleet", "none.json", "--input", "-"], in: folder).status
          == 66)
    }
  }
}
