internal import Foundation
internal import SabaTestSupport
internal import Testing

@Suite("judge --on-alert")
struct OnAlertTests {
  /// Rows of a host that comes into critical and, an hour after all is well, recovers.
  static func incident(host: String = "host-0") -> String {
    Fixture.rows(40, moved: 3, by: 25, in: 4..<9).replacing(",host-0,", with: ",\(host),")
  }

  func judge(_ command: String, _ rows: String, in folder: String, _ more: [String] = []) throws
    -> SabaProcess.Result
  {
    try SabaProcess.run(
      ["judge", "--model", "role.saba", "--input", "-", "--on-alert", command] + more,
      input: Data(rows.utf8), in: folder)
  }

  @Test("Every change of an alert is told once, in order, as the same JSON that is documented")
  func events() throws {
    try Fixture.withModel { folder in
      for more in [[], ["--follow"]] {
        let told = "\(folder)/told\(more.count).jsonl"
        let result = try judge("cat >> \(told)", Self.incident(), in: folder, more)
        #expect(result.status == 2)
        let events = try String(contentsOfFile: told, encoding: .utf8)
          .split(separator: "\n").map {
            try #require(
              try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
          }
        let kinds = events.compactMap { $0["event"] as? String }
        #expect(kinds.first == "opened" && kinds.last == "closed")
        #expect(kinds.count { $0 == "opened" } == 1 && kinds.count { $0 == "closed" } == 1)
        let closed = try #require(events.last)
        #expect(
          Set(closed.keys) == [
            "event", "host", "status", "openedAt", "closedAt", "durationSeconds", "peakScore",
            "leastPValue", "culprits", "reason",
          ])
        #expect(closed["status"] as? String == "critical")
        #expect(events[0]["closedAt"] is NSNull)
        let (from, to) = (closed["openedAt"] as? Int ?? 0, closed["closedAt"] as? Int ?? 0)
        #expect(closed["durationSeconds"] as? Int == to - from)
        let culprits = closed["culprits"] as? [[String: Any]]
        #expect(culprits?.first?["metric"] as? String == "latency")
        #expect((closed["reason"] as? String)?.hasPrefix("latency is ") == true)
      }
    }
  }

  @Test("Names in the data are never read as commands")
  func injection() throws {
    try Fixture.withModel { folder in
      let host = "$(touch pwned);`touch pwned`'|touch pwned"
      let result = try judge("cat > told", Self.incident(host: host), in: folder)
      #expect(result.status == 2)
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/pwned"))
      #expect(try String(contentsOfFile: "\(folder)/told", encoding: .utf8).contains("touch pwned"))
    }
  }

  @Test(
    "A command that fails is told of, and neither it nor one that reads nothing changes a verdict")
  func failing() throws {
    try Fixture.withModel { folder in
      let plain = try SabaProcess.run(
        ["judge", "--model", "role.saba", "--input", "-"], input: Data(Self.incident().utf8),
        in: folder)
      for (command, remark) in [
        ("echo said; exit 3", "--on-alert, opened of host-0: ended with status 3"),
        ("kill -9 $$", "--on-alert, closed of host-0: ended by signal 9"),
        ("true", ""),
      ] {
        let result = try judge(command, Self.incident(), in: folder)
        #expect(result.output == plain.output)
        #expect(result.status == plain.status)
        #expect(remark.isEmpty != result.errors.contains("--on-alert"))
        #expect(remark.isEmpty || result.errors.contains(remark))
      }
      #expect(try judge(" ", Self.incident(), in: folder).status == 64)
    }
  }
}
