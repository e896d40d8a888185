internal import Foundation
internal import SabaTestSupport
internal import Testing

@Suite("--budget")
struct BudgetOptionTests {
  /// Calls the body with a folder that holds `role.saba` and `rows.csv`, in which one metric moves.
  func withModel(_ body: (String) throws -> Void) throws {
    try Fixture.withModel { folder in
      try Fixture.write(
        Fixture.rows(30, moved: 2, by: 30, in: 10..<20), to: "\(folder)/rows.csv")
      try body(folder)
    }
  }

  @Test("judge warns by a budget, and is critical only by a promise that is rarer")
  func judge() throws {
    try withModel { folder in
      func status(_ more: [String]) throws -> Int32 {
        try SabaProcess.run(
          ["judge", "--model", "role.saba", "--input", "rows.csv"] + more, in: folder
        ).status
      }
      let statuses = [
        try status([]),
        try status(["--budget", "1/10d"]),
        try status(["--budget", "1/10d", "--critical", "none"]),
        try status(["--budget", "1/45d"]),
        try status(["--budget", "1/45d", "--critical", "insensitive"]),
        try status(["--warning", "none"]),
      ]
      #expect(statuses == [2, 2, 1, 1, 2, 2])
    }
  }

  @Test("A page draws the budget's own threshold")
  func page() throws {
    try withModel { folder in
      _ = try SabaProcess.run(
        [
          "judge", "--model", "role.saba", "--input", "rows.csv", "--budget", "1/10d", "--html",
          "page.html",
        ], in: folder)
      let page = try String(contentsOfFile: "\(folder)/page.html", encoding: .utf8)
      #expect(page.contains("Threshold &quot;1/10d&quot;"))
      #expect(page.contains("one per host in 10 days"))
    }
  }

  @Test("A budget that the history is too short for is doubted, and kept to all the same")
  func doubt() throws {
    try withModel { folder in
      let result = try SabaProcess.run(
        ["judge", "--model", "role.saba", "--input", "rows.csv", "--budget", "1/365d"], in: folder)
      #expect(result.status == 1)
      #expect(
        result.errors.contains(
          "note: the history holds 10 host-days, fewer than the 365 of one false alert at 1/365d"))
    }
  }

  @Test("inspect and preview show budgets among the three sensitivities")
  func tables() throws {
    try withModel { folder in
      let budgets = ["--budget", "1/10d", "--budget", "2/365d"]
      let expected = ["2/365d", "insensitive", "normal", "1/10d", "sensitive"]
      let inspected = try SabaProcess.run(
        ["inspect", "role.saba", "--json", "-"] + budgets, in: folder)
      let model =
        try JSONSerialization.jsonObject(with: Data(inspected.output.utf8)) as? [String: Any]
      let thresholds = try #require(model?["thresholds"] as? [[String: Any]])
      #expect(thresholds.map { $0["sensitivity"] as? String } == expected)
      let scores = thresholds.compactMap { $0["score"] as? Double }
      #expect(scores == scores.sorted(by: >))
      let previewed = try SabaProcess.run(
        ["preview", "--model", "role.saba", "--history", "rows.csv", "--json", "-"] + budgets,
        in: folder)
      let levels = try JSONSerialization.jsonObject(with: Data(previewed.output.utf8))
      #expect((levels as? [[String: Any]])?.map { $0["sensitivity"] as? String } == expected)
    }
  }

  @Test(
    "What is wrong with a budget is said in one line with the option and the cure",
    arguments: [
      (["--budget", "monthly"], "--budget", "such as 1/10d"),
      (["--budget", "0/10d"], "--budget", "such as 1/10d"),
      (["--budget", "1/10d", "--warning", "normal"], "--budget and --warning", "give one of them"),
      (["--warning", "none", "--critical", "none"], "--warning", "must not be none"),
    ])
  func misuse(arguments: [String], place: String, cure: String) throws {
    let result = try SabaProcess.run(
      ["judge", "--model", "role.saba", "--input", "rows.csv"] + arguments)
    #expect(result.status == 64)
    let line = try #require(
      result.errors.split(separator: "\n").first { $0.hasPrefix("Error:") }.map(String.init))
    #expect(line.contains(place) && line.contains(cure), "\(line)")
  }
}
