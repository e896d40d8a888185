internal import Foundation
internal import SabaTestSupport
internal import Testing

@Suite("demo, simulate, evaluate")
struct EvaluateTests {
  func json(_ path: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(filePath: path))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test("The demo finds the fixture's incidents and names their metrics, and leaves a report")
  func demo() throws {
    try TemporaryFolder.with { folder in
      let result = try SabaProcess.run(["demo", "--role", Fixture.role], in: folder)
      #expect(result.status == 0)
      let conclusion = "found 6 of 6 incidents and named the right metric in 6 of them"
      #expect(result.output.contains(conclusion), "\(result.output)")
      #expect(
        try TemporaryFolder.names(in: "\(folder)/saba-demo")
          == ["report.html", "verdicts.jsonl", "web.saba"])
      let judged = try SabaProcess.run(
        ["judge", "--model", "saba-demo/web.saba", "--input", Fixture.test, "--hide-ok"],
        in: folder)
      #expect(judged.status == 3)
      #expect(judged.output.contains("\"critical\""))
    }
  }

  @Test("simulate makes the committed fixture again, and refuses a folder of something else")
  func simulate() throws {
    try TemporaryFolder.with { folder in
      let simulate = ["simulate", "--scenario", "web-role", "--seed", "1", "--output"]
      #expect(try SabaProcess.run(simulate + ["role"], in: folder).status == 0)
      for name in [
        "dataset.json", "web/train.csv", "web/test.csv", "web/labels.csv", "web/interpretation.csv",
        "web/incidents.csv",
      ] {
        let made = try Data(contentsOf: URL(filePath: "\(folder)/role/\(name)"))
        #expect(made == (try Data(contentsOf: URL(filePath: "\(Fixture.role)/\(name)"))), "\(name)")
      }
      try Fixture.write("mine", to: "\(folder)/notes.txt")
      let refused = try SabaProcess.run(simulate + ["."], in: folder)
      #expect(refused.status == 65)
      #expect(try TemporaryFolder.names(in: folder) == ["notes.txt", "role"])
    }
  }

  @Test("simulate takes the size of the role, and its manifest says how to make it again")
  func simulatedSize() throws {
    try TemporaryFolder.with { folder in
      let size = ["--hosts", "2", "--days", "1", "--test-days", "2"]
      let made = try SabaProcess.run(["simulate", "--output", "role"] + size, in: folder)
      #expect(made.status == 0, "\(made.errors)")
      let manifest = try json("\(folder)/role/dataset.json")
      let command = try #require(manifest["command"] as? String)
      #expect(
        command == "saba simulate --scenario web-role --seed 1 \(size.joined(separator: " ")) "
          + "--output FOLDER")
      let test = try String(
        contentsOf: URL(filePath: "\(folder)/role/web/test.csv"), encoding: .utf8)
      #expect(test.split(separator: "\n").count == 1 + 2 * 2 * 288)
      let again = command.split(separator: " ").dropFirst().dropLast().map(String.init) + ["again"]
      #expect(try SabaProcess.run(again, in: folder).status == 0)
      #expect(
        FileManager.default.contentsEqual(atPath: "\(folder)/role", andPath: "\(folder)/again"))
    }
  }

  @Test(
    "simulate refuses a size out of bounds as wrong usage",
    arguments: [
      ["--hosts", "0"], ["--hosts", "100"], ["--days", "0"], ["--days", "9223372036854775807"],
      ["--test-days=-1"], ["--test-days", "367"],
    ])
  func sizesOutOfBounds(_ size: [String]) throws {
    try TemporaryFolder.with { folder in
      let result = try SabaProcess.run(["simulate", "--output", "role"] + size, in: folder)
      #expect(result.status == 64)
      #expect(result.errors.contains("must be 1 to"), "\(result.errors)")
      #expect(try TemporaryFolder.names(in: folder) == [])
    }
  }

  @Test("evaluate prints a table and writes results and scores of the documented form")
  func evaluate() throws {
    try TemporaryFolder.with { folder in
      let result = try SabaProcess.run(
        ["evaluate", Fixture.role, "--json", "result.json", "--scores", "scores", "--entities"],
        in: folder)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("base rate"))
      let document = try json("\(folder)/result.json")
      #expect(document["dataset"] as? String == "web-role")
      #expect(document["layout"] as? String == "entities")
      let detectors = try #require(document["detectors"] as? [[String: Any]])
      #expect(detectors.map { $0["name"] as? String } == ["role", "random"])
      let mean = try #require(detectors[0]["mean"] as? [String: Any])
      #expect(
        Set(mean.keys).isSuperset(of: [
          "vusPR", "aucPR", "vusROC", "baseRate", "eventRecall", "falseAlertsPerHostDay",
          "alertHoursOutsideEventsPerHostDay", "fitSeconds", "scoreSeconds",
        ]))
      let recall = try #require(mean["eventRecall"] as? [String: Double])
      #expect(Set(recall.keys) == ["insensitive", "normal", "sensitive"])
      let quality = try #require(mean["vusPR"] as? Double)
      let randomMean = try #require(detectors[1]["mean"] as? [String: Any])
      let chance = try #require(randomMean["vusPR"] as? Double)
      #expect(quality > 0.8)
      #expect(chance < 0.2)
      let entities = try #require(detectors[0]["entities"] as? [[String: Any]])
      #expect(entities.map { $0["name"] as? String } == ["web"])
      let scores = try String(
        contentsOf: URL(filePath: "\(folder)/scores/web.csv"), encoding: .utf8)
      let rows = try String(contentsOf: URL(filePath: Fixture.test), encoding: .utf8)
      #expect(scores.hasPrefix("score\n"))
      #expect(scores.split(separator: "\n").count == rows.split(separator: "\n").count)
    }
  }

  @Test("A data set that is not there or is not one")
  func badDatasets() throws {
    try TemporaryFolder.with { folder in
      let absent = try SabaProcess.run(["evaluate", "absent", "--json", "r.json"], in: folder)
      #expect(absent.status == 66)
      let empty = try SabaProcess.run(["evaluate", ".", "--json", "r.json"], in: folder)
      #expect(empty.status == 66)
      #expect(empty.errors.contains("dataset.json"))
      let layout = try SabaProcess.run(["evaluate", Fixture.role, "--layout", "cube"])
      #expect(layout.status == 64)
      #expect(layout.errors.contains("there is no layout 'cube'"))
      #expect(try TemporaryFolder.names(in: folder) == [])
    }
  }

  /// A set of two entities; what is wrong, if anything, is wrong in the second.
  func write(
    _ folder: String, layout: String = "entities", interval: Int = 300, buffer: Int = 4,
    badTest: String = "timestamp,host,cpu\n0,a,1\n300,a,2\n"
  ) throws {
    try Fixture.write(
      """
      {"name": "small", "layout": "\(layout)", "intervalSeconds": \(interval),
       "vusBuffer": \(buffer), "testContinuesTrain": true}
      """, to: "\(folder)/dataset.json")
    let good = "cpu\n1\n2\n"
    for (name, train, test) in [
      ("a", good, good), ("b", "timestamp,host,cpu\n0,a,1\n", badTest),
    ] {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
      try Fixture.write(train, to: "\(folder)/\(name)/train.csv")
      try Fixture.write(test, to: "\(folder)/\(name)/test.csv")
      try Fixture.write("start,end\n0,0\n", to: "\(folder)/\(name)/labels.csv")
    }
  }

  static let random = ["evaluate", ".", "--detector", "random", "--jobs", "1"]

  @Test("A table ends with its last line")
  func tableEnd() throws {
    try TemporaryFolder.with { folder in
      try write(folder)
      let result = try SabaProcess.run(Self.random, in: folder)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.hasSuffix("\n") && !result.output.hasSuffix("\n\n"))
    }
  }

  @Test("Absurd numbers in a data set are bad data, neither traps nor endless work")
  func absurdNumbers() throws {
    func error(_ damage: (String) throws -> Void) throws -> String {
      try TemporaryFolder.with { folder in
        try damage(folder)
        let result = try SabaProcess.run(Self.random, in: folder)
        #expect(result.status == 65, "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1)
        return result.errors
      }
    }
    #expect(try error { try write($0, layout: "cube") }.contains("the layout \"cube\" is unknown"))
    // Nor do they reach the terminal as anything but text.
    #expect(
      try error { try write($0, layout: "\\u001b[31m") }
        .contains("the layout \"\u{FFFD}[31m\" is unknown"))
    #expect(try error { try write($0, interval: .max) }.contains("intervalSeconds is 92233"))
    #expect(try error { try write($0, buffer: 2_000_000_000) }.contains("vusBuffer is 2000000000"))
    let header = "timestamp,host,cpu\n"
    #expect(
      try error { try write($0, badTest: header + "-9223372036854775808,a,1\n") }
        .contains("./b/test.csv:2:1: the time"))
    #expect(
      try error { try write($0, badTest: header + "0,a,1\n900000000000000300,a,1\n") }
        .contains("./b/test.csv:3:1: the time"))
    #expect(
      try error { try write($0, badTest: header + "0,a,1\n90000000000,a,1\n") }
        .contains("./b/test.csv:3:1: the time is 300000000 rows"))
  }

  /// A set of three entities of one metric, and a folder of somebody's scores for each.
  func writeScored(_ folder: String) throws {
    try Fixture.write(
      """
      {"name": "small", "layout": "entities", "intervalSeconds": 3600, "vusBuffer": 2,
       "testContinuesTrain": true}
      """, to: "\(folder)/dataset.json")
    for (index, name) in ["web-1", "web-2", "db-1"].enumerated() {
      for path in [name, "theirs"] {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/\(path)", withIntermediateDirectories: true)
      }
      let rows = (0..<240).map { "\(($0 * 37 + index) % 101)\n" }
      try Fixture.write("cpu\n" + rows.joined(), to: "\(folder)/\(name)/train.csv")
      try Fixture.write("cpu\n" + rows.joined(), to: "\(folder)/\(name)/test.csv")
      try Fixture.write("start,end\n20,29\n", to: "\(folder)/\(name)/labels.csv")
      let scores = (0..<240).map { (20...29).contains($0) ? "9\n" : "\($0 % 5)\n" }
      try Fixture.write("score\n" + scores.joined(), to: "\(folder)/theirs/\(name).csv")
    }
  }

  @Test("Anybody's scores stand beside the named detectors, on the named entities")
  func foreignScores() throws {
    try TemporaryFolder.with { folder in
      try writeScored(folder)
      let result = try SabaProcess.run(
        [
          "evaluate", ".", "--only", "web-", "--detector", "random", "--detector", "mean-z2",
          "--scores-from", "theirs", "--scores-from", "again=theirs/", "--json", "-",
        ], in: folder)
      #expect(result.status == 0, "\(result.errors)")
      let document = try #require(
        try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
      let detectors = try #require(document["detectors"] as? [[String: Any]])
      #expect(
        detectors.map { $0["name"] as? String } == ["random", "mean-z2", "theirs", "again"])
      let entities = try #require(detectors[2]["entities"] as? [[String: Any]])
      #expect(entities.map { $0["name"] as? String } == ["web-1", "web-2"])
      #expect(entities[0]["aucPR"] as? Double == 1)
      let recall = try #require(entities[0]["eventRecall"] as? [String: Any])
      #expect(recall["normal"] is NSNull)
    }
  }

  @Test("An entity can be had without those whose names begin with its name")
  func oneEntity() throws {
    try TemporaryFolder.with { folder in
      try writeScored(folder)
      try FileManager.default.copyItem(atPath: "\(folder)/web-1", toPath: "\(folder)/web-10")
      func entities(_ names: String...) throws -> [String] {
        let result = try SabaProcess.run(
          ["evaluate", ".", "--detector", "random", "--scores", "out"]
            + names.flatMap { ["--only", $0] }, in: folder)
        #expect(result.status == 0, "\(result.errors)")
        defer { try? FileManager.default.removeItem(atPath: "\(folder)/out") }
        return try TemporaryFolder.names(in: "\(folder)/out")
      }
      #expect(try entities("web-1") == ["web-1.csv"])
      #expect(try entities("web-1", "db") == ["db-1.csv", "web-1.csv"])
      #expect(try entities("web") == ["web-1.csv", "web-10.csv", "web-2.csv"])
    }
  }

  @Test("A folder with = in its path needs no name")
  func folderWithEqualsSign() throws {
    try TemporaryFolder.with { folder in
      try writeScored(folder)
      try FileManager.default.moveItem(atPath: "\(folder)/theirs", toPath: "\(folder)/seed=1")
      let result = try SabaProcess.run(
        ["evaluate", ".", "--detector", "random", "--scores-from", "./seed=1"], in: folder)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("seed=1"))
    }
  }

  @Test("--ablations adds the detector without each of its steps, and a table of them")
  func ablations() throws {
    try TemporaryFolder.with { folder in
      try writeScored(folder)
      let result = try SabaProcess.run(["evaluate", ".", "--ablations"], in: folder)
      #expect(result.status == 0, "\(result.errors)")
      let table = result.lines.drop { !$0.hasPrefix("Ablations") }
      for name in ["role", "role-without-level", "role-without-rising-thresholds"] {
        #expect(table.contains { $0.hasPrefix(name + " ") })
      }
      let one = try SabaProcess.run(
        ["evaluate", ".", "--detector", "role-without-shift"], in: folder)
      #expect(one.status == 0, "\(one.errors)")
    }
  }

  @Test("Options that do not go together, and names that nobody knows, are wrong usage")
  func wrongUsage() throws {
    try TemporaryFolder.with { folder in
      try writeScored(folder)
      for (arguments, problem) in [
        ([], "name the folder of a data set"),
        ([".", "--detector", "oracle"], "there is no detector 'oracle'"),
        ([".", "--only", "mail"], "no entity's name begins with 'mail'"),
        ([".", "--scores-from", "theirs", "--scores-from", "x/theirs"], "have the name 'theirs'"),
        ([".", "--jobs", "0"], "--jobs must be at least 1"),
        ([".", "--fail-below", "0.1"], "go with --compare"),
        ([".", "--compare", "a.json", "b.json"], "takes two files, and no data set"),
        (["--compare", "a.json"], "takes two files"),
        (["--compare", "a.json", "b.json", "--fail-below=-1"], "must be 0 or more"),
        (["--compare", "a.json", "b.json", "--figure", "luck"], "there is no figure 'luck'"),
        (["--compare", "a.json", "b.json", "--html", "r.html"], "the other options are for a run"),
        (["--compare", "a.json", "b.json", "--ablations"], "the other options are for a run"),
        ([".", "--scores", "out", "--contributions", "./out/"], "must name two folders"),
        ([".", "--scores-from", "theirs", "--scores", "theirs/"], "whose files would be lost"),
        ([".", "--scores-from", "a=theirs", "--contributions", "theirs"], "would be lost"),
        ([".", "--scores-from", "."], "'.' names no detector"),
      ] {
        let result = try SabaProcess.run(["evaluate"] + arguments, in: folder)
        #expect(result.status == 64, "\(arguments): \(result.errors)")
        #expect(result.errors.contains(problem), "\(result.errors)")
      }
      let missing = try SabaProcess.run(
        ["evaluate", ".", "--scores-from", "web-1", "--jobs", "1"], in: folder)
      #expect(missing.status == 66)
      #expect(missing.errors.contains("web-1/db-1.csv: there is no such file"), "\(missing.errors)")
    }
  }

  @Test("Scores and blame of every row go to files that can be read again")
  func filesOfRows() throws {
    try TemporaryFolder.with { folder in
      let written = try SabaProcess.run(
        [
          "evaluate", Fixture.role, "--detector", "mean-z2", "--scores", "out",
          "--contributions", "out/contributions", "--json", "first.json",
        ], in: folder)
      #expect(written.status == 0, "\(written.errors)")
      let read = try SabaProcess.run(
        [
          "evaluate", Fixture.role, "--detector", "random", "--scores-from", "out",
          "--json", "second.json",
        ], in: folder)
      #expect(read.status == 0, "\(read.errors)")
      func mean(_ file: String, _ index: Int) throws -> [String: Any] {
        let detectors = try #require(try json("\(folder)/\(file)")["detectors"] as? [[String: Any]])
        return try #require(detectors[index]["mean"] as? [String: Any])
      }
      let (first, second) = (try mean("first.json", 0), try mean("second.json", 1))
      for figure in ["vusPR", "aucROC", "hitRate100", "ndcg5"] {
        let value = try #require(first[figure] as? Double)
        #expect(second[figure] as? Double == value, "\(figure)")
      }
    }
  }

  @Test("The page of an evaluation stands by itself")
  func page() throws {
    try TemporaryFolder.with { folder in
      try writeScored(folder)
      let result = try SabaProcess.run(
        [
          "evaluate", ".", "--detector", "mean-z2", "--scores-from", "theirs", "--html", "r.html",
        ], in: folder)
      #expect(result.status == 0, "\(result.errors)")
      let page = try String(contentsOf: URL(filePath: "\(folder)/r.html"), encoding: .utf8)
      for text in ["mean-z2", "theirs", "web-1", "db-1", "<svg"] {
        #expect(page.contains(text), "\(text)")
      }
      #expect(!page.contains("src=") && !page.contains("@import"))
      let nowhere = try SabaProcess.run(
        ["evaluate", ".", "--detector", "random", "--html", "absent/r.html"], in: folder)
      #expect(nowhere.status == 74)
      let output = try SabaProcess.run(["evaluate", ".", "--html", "-"], in: folder)
      #expect(output.status == 64)
    }
  }

  @Test("Comparing two results ends with 1 where one is significantly worse")
  func comparing() throws {
    try TemporaryFolder.with { folder in
      try writeScored(folder)
      for (name, json) in [("theirs", "good.json"), ("out", "bad.json")] {
        if name == "out" {
          let random = try SabaProcess.run(
            ["evaluate", ".", "--detector", "random", "--scores", "out"], in: folder)
          #expect(random.status == 0, "\(random.errors)")
        }
        let result = try SabaProcess.run(
          [
            "evaluate", ".", "--detector", "random", "--scores-from", "mine=\(name)", "--json",
            json,
          ],
          in: folder)
        #expect(result.status == 0, "\(result.errors)")
      }
      func compare(_ arguments: String...) throws -> SabaProcess.Result {
        try SabaProcess.run(["evaluate", "--compare"] + arguments, in: folder)
      }
      let same = try compare("good.json", "good.json", "--fail-below", "0")
      #expect(same.status == 0, "\(same.errors)")
      let worse = try compare("good.json", "bad.json", "--fail-below", "0.02")
      #expect(worse.status == 1)
      #expect(worse.errors.contains("mine: vusPR is worse by"), "\(worse.errors)")
      #expect(worse.output.hasPrefix("detector  figure"), "\(worse.output)")
      #expect(try compare("good.json", "bad.json").status == 0)
      #expect(try compare("bad.json", "good.json", "--fail-below", "0").status == 0)
      let json = try compare("good.json", "bad.json", "--json", "-")
      let document = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
      #expect((document as? [String: Any])?["dataset"] as? String == "small")

      // What is not there has not got better.
      let alone = try SabaProcess.run(
        ["evaluate", ".", "--detector", "random", "--json", "alone.json"], in: folder)
      #expect(alone.status == 0, "\(alone.errors)")
      let fewer = try compare("good.json", "alone.json", "--fail-below", "0.02")
      #expect(fewer.status == 65)
      #expect(
        fewer.errors.contains(
          "alone.json: vusPR is missing in 3 of 6 places where the older result has it, first for "
            + "db-1 of mine"), "\(fewer.errors)")
      #expect(try compare("good.json", "alone.json").status == 0)
      #expect(try compare("alone.json", "good.json", "--fail-below", "0.02").status == 0)
      let unknown = try compare(
        "good.json", "good.json", "--fail-below", "0", "--figure", "pointAdjustedF1")
      #expect(unknown.status == 65)
      #expect(unknown.errors.contains("no entity has the figure pointAdjustedF1"))

      let absent = try compare("good.json", "absent.json")
      #expect(absent.status == 66)
      try Fixture.write("{}", to: "\(folder)/empty.json")
      let empty = try compare("good.json", "empty.json")
      #expect(empty.status == 65)
      #expect(empty.errors.contains("empty.json: this is not a result"), "\(empty.errors)")
    }
  }

  #if os(Linux)
    @Test("An error clears the progress line on a terminal")
    func errorAfterProgress() throws {
      try TemporaryFolder.with { folder in
        try write(folder, badTest: "timestamp,host,cpu\nnoon,a,1\n")
        let (status, text) = try SabaProcess.runOnTerminal(Self.random, in: folder)
        #expect(status == 65)
        #expect(text.contains("evaluating 0 % (a)"), "\(text)")
        #expect(text.contains("\r\u{1B}[Ksaba: ./b/test.csv:2:1"), "\(text)")
      }
    }
  #endif

  /// Public data sets lie beside the repository, where they are at all.
  static let shared = Fixture.root + "../shared/data"

  @Test(
    "The default detector finds its way on a public server",
    .enabled(if: FileManager.default.fileExists(atPath: shared), "there is no ../shared/data"))
  func publicData() throws {
    try TemporaryFolder.with { folder in
      // One entity of the set, which keeps the test short.
      for name in ["dataset.json", "omi-8"] {
        try FileManager.default.createSymbolicLink(
          atPath: "\(folder)/\(name)", withDestinationPath: Self.shared + "/asd/\(name)")
      }
      let result = try SabaProcess.run(["evaluate", ".", "--json", "asd.json"], in: folder)
      #expect(result.status == 0, "\(result.errors)")
      let detectors = try #require(try json("\(folder)/asd.json")["detectors"] as? [[String: Any]])
      let mean = try #require(detectors[0]["mean"] as? [String: Any])
      let quality = try #require(mean["vusPR"] as? Double)
      #expect(quality >= 0.7)
    }
  }
}
