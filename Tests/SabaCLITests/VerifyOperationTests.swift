internal import Foundation
internal import SabaTestSupport
internal import Testing

@Suite("verify-operation, and evaluate with lost values")
struct VerifyOperationTests {
  static let small = [
    "verify-operation", "--hosts", "2", "--train-days", "7", "--test-days", "2",
  ]

  func document(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("prints a line a case, writes the runs, and says by its status whether bars are reached")
  func table() throws {
    try TemporaryFolder.with { folder in
      let result = try SabaProcess.run(
        Self.small + [
          "--case", "maintenance", "--case", "slowHost", "--repetitions", "2", "--json", "o.json",
        ], in: folder)
      let written = try document(
        try String(contentsOf: URL(filePath: "\(folder)/o.json"), encoding: .utf8))
      let summaries = try #require(written["summaries"] as? [[String: Any]])
      // In the order of the help, whatever that of the options.
      #expect(summaries.map { $0["name"] as? String } == ["slowHost", "maintenance"])
      #expect(summaries.map { $0["repetitions"] as? Int } == [2, 2])
      #expect((written["results"] as? [Any])?.count == 4)
      let isKept = summaries.allSatisfy { $0["isKept"] as? Bool == true }
      #expect(result.status == (isKept ? 0 : 1), "\(result.errors)")
      #expect(result.errors == "")
      #expect(result.lines.contains { $0.hasPrefix("slowHost") })
      #expect(
        result.lines.last == "every bar is reached"
          || result.lines.last?.hasPrefix("missed: ") == true)
    }
  }

  @Test("gives the same JSON on standard output, whatever the number of jobs")
  func json() throws {
    let options = ["--case", "clockBack", "--seeds", "3-4", "--json", "-", "--jobs"]
    let one = try SabaProcess.run(Self.small + options + ["1"])
    let two = try SabaProcess.run(Self.small + options + ["2"])
    #expect(one.output == two.output && one.status == two.status)
    let results = try #require(try document(one.output)["results"] as? [[String: Any]])
    #expect(results.map { $0["seed"] as? Int } == [3, 4])
  }

  @Test(
    "refuses what it cannot do, as wrong usage",
    arguments: [
      (["--case", "fire"], "there is no case 'fire'; choose from memoryLeak"),
      (["--repetitions", "0"], "--repetitions must be 1 to 1000"),
      (["--repetitions", "2", "--seeds", "3"], "give one of them"),
      (["--hosts", "1"], "--hosts must be 2 to 99"),
      (["--test-days", "1"], "--test-days must be 2 to 366"),
      (["--jobs", "0"], "--jobs must be at least 1"),
    ])
  func usage(arguments: [String], message: String) throws {
    let result = try SabaProcess.run(["verify-operation"] + arguments)
    #expect(result.status == 64)
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test("says of which seed there is too little to learn from, and where it cannot write")
  func badData() throws {
    let short = try SabaProcess.run(
      ["verify-operation", "--train-days", "1", "--seeds", "5", "--case", "slowHost"])
    #expect(short.status == 65)
    #expect(short.errors.hasPrefix("saba: seed 5: "), "\(short.errors)")
    let nowhere = try SabaProcess.run(["verify-operation", "--json", "/absent/folder/o.json"])
    #expect(nowhere.status == 74)
  }

  @Test("evaluate loses the same values for the same seed, and refuses what is no share")
  func drop() throws {
    func evaluate(_ options: [String]) throws -> SabaProcess.Result {
      try SabaProcess.run(
        ["evaluate", Fixture.role, "--detector", "role", "--json", "-"] + options)
    }
    func vus(_ options: [String]) throws -> Double {
      let detectors = try document(try evaluate(options).output)["detectors"] as? [[String: Any]]
      let entities = detectors?.first?["entities"] as? [[String: Any]]
      return try #require(entities?.first?["vusPR"] as? Double)
    }
    let lost = try vus(["--drop", "0.2"])
    #expect(try vus(["--drop", "0.2", "--drop-seed", "1"]) == lost)
    #expect(try vus(["--drop", "0.2", "--drop-seed", "2"]) != lost)
    #expect(lost > 0.5)
    for (options, message) in [
      (["--drop", "1.5"], "--drop must be 0 to 1"),
      (["--drop-seed", "2"], "--drop-seed goes with --drop"),
    ] {
      let refused = try evaluate(options)
      #expect(refused.status == 64 && refused.errors.contains(message), "\(refused.errors)")
    }
  }
}
