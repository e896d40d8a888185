internal import Foundation
internal import SabaTestSupport
internal import Testing

@Suite("verify-budget")
struct VerifyBudgetTests {
  /// A small role, judged within a second.
  static let small = ["verify-budget", "--hosts", "2", "--train-days", "5", "--test-days", "7"]

  func document(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("prints a line a role and says by its status whether promises are kept")
  func table() throws {
    try TemporaryFolder.with { folder in
      let result = try SabaProcess.run(
        Self.small + [
          "--kind", "bursty", "--kind", "seasonal", "--seeds", "1-2", "--json", "b.json",
        ],
        in: folder)
      let written = try String(
        contentsOf: URL(filePath: "\(folder)/b.json"), encoding: .utf8)
      let results = try #require(try document(written)["results"] as? [[String: Any]])
      // In the order of the help, whatever that of the options.
      #expect(
        results.map { $0["kind"] as? String } == ["seasonal", "seasonal", "bursty", "bursty"])
      #expect(results.map { $0["seed"] as? Int } == [1, 2, 1, 2])
      let outcomes = try results.map { try #require($0["outcomes"] as? [String: String]) }
      let isKept = outcomes.allSatisfy { $0.values.allSatisfy { $0 == "kept" } }
      #expect(result.status == (isKept ? 0 : 1), "\(result.errors)")
      #expect(result.errors == "")
      for (outcome, kind) in zip(outcomes, ["seasonal     1", "seasonal     2"]) {
        let line = try #require(result.lines.first { $0.hasPrefix(kind) })
        #expect(line.hasSuffix("kept") == outcome.values.allSatisfy { $0 == "kept" })
      }
      #expect(
        result.lines.last
          == (isKept ? "every promise is kept" : result.lines.last { $0.hasPrefix("promises are") })
      )
    }
  }

  @Test("gives the same JSON on standard output, whatever the number of jobs")
  func json() throws {
    let options = ["--kind", "heavy-tailed", "--seeds", "7-8", "--json", "-", "--jobs"]
    let one = try SabaProcess.run(Self.small + options + ["1"])
    let two = try SabaProcess.run(Self.small + options + ["2"])
    #expect(one.output == two.output && one.status == two.status)
    let document = try document(one.output)
    let check = try #require(document["check"] as? [String: Int])
    #expect(
      check == ["hosts": 2, "trainingDays": 5, "testDays": 7, "intervalSeconds": 300])
    let budgets = try #require(document["budgets"] as? [String: [String: Any]])
    #expect(budgets["sensitive"]?["promised"] as? Double == 2)
    #expect(budgets["sensitive"]?["atMost"] as? Int == 6)
    #expect(budgets["sensitive"]?["atLeast"] as? Int == 0)
    #expect(budgets["normal"]?["atLeast"] is NSNull)
  }

  @Test("exits with 1 where a promise is broken")
  func broken() throws {
    // From Monday to Friday: weekends, of which nothing is known, look wrong.
    let result = try SabaProcess.run(
      [
        "verify-budget", "--hosts", "1", "--train-days", "5", "--test-days", "56", "--kind",
        "seasonal", "--seeds", "1",
      ])
    #expect(result.status == 1)
    #expect(result.output.contains("broken: too many at "), "\(result.output)")
    #expect(result.lines.last == "promises are broken on 1 of 1 role")
  }

  @Test(
    "refuses what it cannot do, as wrong usage",
    arguments: [
      (["--kind", "calm"], "there is no kind of role 'calm'; choose from heavy-tailed"),
      (["--seeds", "5-2"], "invalid for '--seeds"), (["--seeds", "1-2-3"], "invalid for '--seeds"),
      (["--seeds", "-1"], "--seeds"), (["--seeds", "one"], "invalid for '--seeds"),
      (["--seeds", "0-18446744073709551615"], "at most 1000 seeds"),
      (["--hosts", "0"], "--hosts must be 1 to 99"),
      (["--train-days", "367"], "--train-days must be 1 to 366"),
      (["--test-days", "0"], "--test-days must be 1 to 366"),
      (["--jobs", "0"], "--jobs must be at least 1"),
    ])
  func usage(arguments: [String], message: String) throws {
    let result = try SabaProcess.run(["verify-budget"] + arguments)
    #expect(result.status == 64)
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(result.output == "")
  }

  @Test("says of which role there is too little to learn from, and where it cannot write")
  func badData() throws {
    let short = try SabaProcess.run(
      ["verify-budget", "--kind", "bursty", "--hosts", "1", "--train-days", "1", "--seeds", "5"])
    #expect(short.status == 65)
    #expect(short.errors.hasPrefix("saba: bursty, seed 5: "), "\(short.errors)")
    #expect(short.errors.contains("give a longer history or more hosts"))
    let nowhere = try SabaProcess.run(["verify-budget", "--json", "/absent/folder/b.json"])
    #expect(nowhere.status == 74)
  }
}
