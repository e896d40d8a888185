import Saba
import SabaEvaluation
import Testing

@Suite struct DatasetTests {
  @Test func entitiesAreTheFoldersWithHistorySorted() async throws {
    try await withFolder(DatasetFixture.oneHost) { path in
      for spelling in [path, path + "/"] {
        let dataset = try Dataset(path: spelling)
        #expect(dataset.entityNames == ["web-1", "web-2"])
        #expect(dataset.path == path)
        #expect(dataset.name == "small")
        #expect(dataset.layout == "entities")
      }
    }
  }

  @Test func oneHostRunsOnFromTrainToTest() async throws {
    try await withFolder(DatasetFixture.oneHost) { path in
      let entity = try Dataset(path: path).entity(named: "web-2")
      let train = try #require(entity.train.frames.first)
      let test = try #require(entity.test.frames.first)
      #expect(entity.train.frames.count == 1)
      #expect(train.host == "web-2")
      #expect(train.metrics == ["cpu", "memory"])
      #expect(train.start == 0)
      #expect(train.values.column(1) == [1, 3, 5, 7, 9, 11])
      #expect(test.start == 6 * 300)
      #expect(test.interval == 300)
      #expect(test.rowCount == 5)
      #expect(test.values[1, 0].isNaN && test.values[2, 1].isNaN)
      #expect(test.values[4, 1] == 10)
      #expect(entity.hosts.map(\.fileRows) == [0..<5])
      #expect(entity.vusBuffer == 4)
      #expect(!entity.hasClock)
      #expect(entity.labels == [true, false, false, true, true])
      #expect(entity.events == [0...0, 3...4])
      // Both ends are one past the last labelled row.
      #expect(entity.interpretations.map(\.rows) == [0...0, 3...4])
      #expect(entity.interpretations.map(\.metrics) == [[1], [0, 1]])
    }
  }

  @Test func withoutContinuationBothPartsBeginAtMidnight() async throws {
    var files = DatasetFixture.oneHost
    files["dataset.json"] = DatasetFixture.manifest(testContinuesTrain: false)
    try await withFolder(files) { path in
      let entity = try Dataset(path: path).entity(named: "web-1")
      #expect(entity.test.frames.map(\.start) == [0])
      #expect(entity.events.isEmpty)
      #expect(entity.interpretations.isEmpty)
    }
  }

  @Test func severalHostsKeepTheirTimesAndRows() async throws {
    try await withFolder(DatasetFixture.twoHosts) { path in
      let entity = try Dataset(path: path, layout: "entities").entity(named: "web")
      #expect(entity.test.metrics == ["cpu"])
      #expect(entity.test.frames.map(\.host) == ["a", "b"])
      #expect(entity.test.frames.map(\.start) == [3_900, 3_600])
      #expect(entity.test.frames.map(\.rowCount) == [3, 6])
      let b = entity.test.frames[1].values.column(0)
      #expect(b[0...1] == [1, 2] && b[2].isNaN && b[3].isNaN && b[4...5] == [3, 4])
      #expect(entity.test.frames[0].values[1, 0].isNaN)
      #expect(entity.hosts.map(\.name) == ["a", "b"])
      #expect(entity.hosts.map(\.fileRows) == [4..<7, 0..<4])
      #expect(entity.hosts.map(\.frameRows) == [[0, 1, 2], [0, 1, 4, 5]])
      #expect(entity.events == [1...2, 5...6])
      #expect(entity.events(of: entity.hosts[0]) == [1...2])
      // The event of b runs over the gap.
      #expect(entity.events(of: entity.hosts[1]) == [1...4])
      let scores = entity.fileOrder(of: [[10, 11, 12], [20, 21, 22, 23, 24, 25]])
      #expect(scores == [20, 21, 24, 25, 10, 11, 12])
    }
  }

  @Test func timesMayBeISO() async throws {
    var files = DatasetFixture.twoHosts
    files["web/test.csv"] =
      "timestamp,host,cpu\n1970-01-01T01:05:00Z,a,5\n1970-01-01T10:10:00+09:00,a,\n4500,a,7\n"
    files["web/labels.csv"] = "start,end\n"
    try await withFolder(files) { path in
      let frame = try #require(try Dataset(path: path).entity(named: "web").test.frames.first)
      #expect(frame.start == 3_900)
      #expect(frame.rowCount == 3)
    }
  }

  /// The largest bounds of a manifest, on which nothing overflows or takes for ever.
  @Test func theBoundsOfAManifestAreUsable() async throws {
    var files = DatasetFixture.oneHost
    files["dataset.json"] = DatasetFixture.manifest(interval: 31 * 86_400, vusBuffer: "10000")
    try await withFolder(files) { path in _ = try Dataset(path: path) }
    // A long buffer takes long without optimization.
    files["dataset.json"] = DatasetFixture.manifest(interval: 31 * 86_400)
    try await withFolder(files) { path in
      let result = try await Evaluation(
        dataset: Dataset(path: path), detectors: [RandomDetector()]
      ).run()
      #expect(result.detectors.first?.mean.vusPR != nil)
    }
  }

  @Test(arguments: [
    Damage(
      change: ["dataset.json": nil], layout: "entities", kind: .noInput, place: "",
      problem: "there is no dataset.json"),
    Damage(
      change: ["dataset.json": nil], kind: .noInput, place: "",
      problem: "its layout cannot be told"),
    Damage(
      change: [
        "dataset.json": "{\"name\": \"x\", \"layout\": \"entities\", \"intervalSeconds\": 1}"
      ],
      place: "/dataset.json", problem: "vusBuffer is missing"),
    Damage(
      change: ["dataset.json": "{\"name\": \"x\", \"layout\": \"entities\", \"vusBuffer\": 1}"],
      place: "/dataset.json", problem: "intervalSeconds is missing"),
    Damage(
      change: ["dataset.json": "{\"name\": 3}"], place: "/dataset.json",
      problem: "name is of the wrong type"),
    Damage(change: ["dataset.json": "{"], place: "/dataset.json", problem: "this is not JSON"),
    Damage(
      change: ["dataset.json": DatasetFixture.manifest(interval: 0)], place: "/dataset.json",
      problem: "intervalSeconds is 0"),
    Damage(
      change: ["dataset.json": DatasetFixture.manifest(interval: .max)], place: "/dataset.json",
      problem: "intervalSeconds is 9223372036854775807"),
    Damage(
      change: ["dataset.json": DatasetFixture.manifest(interval: 31 * 86_400 + 1)],
      place: "/dataset.json", problem: "intervalSeconds is 2678401"),
    Damage(
      change: ["dataset.json": DatasetFixture.manifest(vusBuffer: "2000000000")],
      place: "/dataset.json", problem: "vusBuffer is 2000000000"),
    Damage(
      change: ["dataset.json": DatasetFixture.manifest(vusBuffer: "-1")],
      place: "/dataset.json", problem: "vusBuffer is -1"),
    Damage(
      change: ["dataset.json": DatasetFixture.manifest(vusBuffer: "1e30")],
      place: "/dataset.json",
      problem: "this is not JSON, or a number in it is not whole or too large"),
    Damage(
      change: ["dataset.json": DatasetFixture.manifest(layout: "heap")], place: "/dataset.json",
      problem: "the layout \"heap\" is unknown"),
    Damage(
      files: ["dataset.json": DatasetFixture.manifest()], change: [:], kind: .noInput, place: "",
      problem: "there is no entity in it"),
    Damage(
      change: ["web-2/labels.csv": nil], kind: .noInput, place: "/web-2/labels.csv",
      problem: "there is no such file, nor labels.csv.gz"),
    Damage(
      change: ["web-2/train.csv": nil], kind: .noInput, place: "/web-2/train.csv",
      problem: "there is no such file, nor train.csv.gz"),
    Damage(
      change: ["web-2/labels.csv": "start,end\n0,1\n3,5\n"], place: "/web-2/labels.csv:3:2",
      problem: "row 5 is not among the 5 rows of the test file"),
    Damage(
      change: ["web-2/labels.csv": "start,end\n-1,1\n"], place: "/web-2/labels.csv:2:1",
      problem: "row -1 is not among"),
    Damage(
      change: ["web-2/labels.csv": "start,end\n3,2\n"], place: "/web-2/labels.csv:2",
      problem: "the end, row 2, is before the start, row 3"),
    Damage(
      change: ["web-2/labels.csv": "start,end\n3,x\n"], place: "/web-2/labels.csv:2:2",
      problem: "\"x\" is not a row"),
    Damage(
      change: ["web-2/labels.csv": "from,to\n3,3\n"], place: "/web-2/labels.csv:1",
      problem: "the header is \"from,to\""),
    Damage(
      change: ["web-2/interpretation.csv": "start,end,metrics\n3,4,cpu disk\n"],
      place: "/web-2/interpretation.csv:2:3", problem: "there is no metric \"disk\""),
    Damage(
      change: ["web-2/test.csv": "cpu,disk\n1,2\n"], place: "/web-2/test.csv:1",
      problem: "the metric \"disk\" where"),
    Damage(
      change: ["web-2/test.csv": "cpu\n1\n"], place: "/web-2/test.csv:1",
      problem: "1 metrics where"),
    Damage(
      change: ["web-2/train.csv": "cpu,memory\n"], place: "/web-2/train.csv",
      problem: "the file has no rows"),
    Damage(
      files: DatasetFixture.twoHosts, change: ["web/labels.csv": "start,end\n3,4\n"],
      place: "/web/labels.csv:2", problem: "rows 3 to 4 belong to several hosts"),
    Damage(
      files: DatasetFixture.twoHosts,
      change: ["web/test.csv": "timestamp,host,cpu\n0,a,1\n0,b,1\n300,a,1\n"],
      place: "/web/test.csv:4:2", problem: "the rows of this host do not follow one another"),
    Damage(
      files: DatasetFixture.twoHosts,
      change: ["web/test.csv": "timestamp,host,cpu\n300,a,1\n0,a,1\n"],
      place: "/web/test.csv:3:1", problem: "the time is not after the one before on this host"),
    Damage(
      files: DatasetFixture.twoHosts,
      change: ["web/test.csv": "timestamp,host,cpu\n300,a,1\n700,a,1\n"],
      place: "/web/test.csv:3:1", problem: "the time is off the grid"),
    Damage(
      files: DatasetFixture.twoHosts,
      change: ["web/test.csv": "timestamp,host,cpu\n301,a,1\n601,a,1\n"],
      place: "/web/test.csv:1", problem: "its times are off the grid"),
    Damage(
      files: DatasetFixture.twoHosts,
      change: ["web/test.csv": "timestamp,host,cpu\nnoon,a,1\n"],
      place: "/web/test.csv:2:1", problem: "\"noon\" is not a time"),
    Damage(
      files: DatasetFixture.twoHosts,
      change: ["web/test.csv": "timestamp,host,cpu\n0,a,high\n"],
      place: "/web/test.csv:2:3", problem: "\"high\" is not a number"),
    Damage(
      files: DatasetFixture.twoHosts,
      change: ["web/test.csv": "timestamp,host,cpu\n0,a,1\n\n300,a,0x10\n"],
      place: "/web/test.csv:4:3", problem: "\"0x10\" is not a number"),
    Damage(
      files: DatasetFixture.twoHosts,
      change: ["web/test.csv": "timestamp,host,cpu\n0,a,1e999\n"],
      place: "/web/test.csv:2:3", problem: "\"1e999\" is too large"),
    Damage(
      files: DatasetFixture.twoHosts,
      change: ["web/test.csv": "timestamp,host,cpu\n-9223372036854775808,a,1\n"],
      place: "/web/test.csv:2:1", problem: "the time -9.223372036854776e+18 is out of range"),
    Damage(
      files: DatasetFixture.twoHosts,
      change: ["web/test.csv": "timestamp,host,cpu\n0,a,1\n900000000000000300,a,1\n"],
      place: "/web/test.csv:3:1", problem: "the time 9.000000000000003e+17 is out of range"),
    Damage(
      files: DatasetFixture.twoHosts,
      change: ["web/test.csv": "timestamp,host,cpu\n0,a,1\n\n90000000000,a,1\n"],
      place: "/web/test.csv:4:1",
      problem: "the time is 300000000 rows of 300 s after the one before"),
    Damage(
      files: DatasetFixture.twoHosts,
      change: ["web/test.csv": "timestamp,host,cpu\n0.5,a,1\n"],
      place: "/web/test.csv:2:1", problem: "the time is off the grid"),
    Damage(
      files: DatasetFixture.twoHosts,
      change: [
        "web/test.csv": "timestamp,host,metric,value\n0,a,cpu,1\n0,a,memory,1\n"
      ],
      place: "/web/test.csv:3:3", problem: "the row gives another metric than the first one"),
  ])
  func errorsNameTheFile(damage: Damage) async throws {
    try await damage.expectError()
  }

  @Test func anEntityThatIsNotThere() async throws {
    try await withFolder(DatasetFixture.oneHost) { path in
      let error = try #require(throws: InputError.self) {
        try Dataset(path: path).entity(named: "notes")
      }
      #expect(error.problem == "there is no entity \"notes\"")
    }
  }

  @Test func anEntityIsNotADataSet() async throws {
    try await withFolder(DatasetFixture.oneHost) { path in
      let error = try #require(throws: InputError.self) { try Dataset(path: path + "/web-1") }
      #expect(error.kind == .noInput)
      #expect(error.cure == "give the folder above it, with its dataset.json")
    }
  }

  @Test func aFolderThatIsNotThere() throws {
    let error = try #require(throws: InputError.self) { try Dataset(path: "/no/such/folder") }
    #expect(error.kind == .noInput)
    #expect(error.place.path == "/no/such/folder")
  }

  @Test func anUnknownLayoutNamesTheKnownOnes() async throws {
    try await withFolder(DatasetFixture.oneHost) { path in
      let error = try #require(throws: InputError.self) { try Dataset(path: path, layout: "heap") }
      #expect(error.cure == "choose one of: entities, nab, series, omni, tsbad")
    }
  }

  @Test func trainAndTestBothHaveTimesOrNeither() async throws {
    var files = DatasetFixture.oneHost
    files["web-1/test.csv"] = "timestamp,host,cpu,memory\n0,web-1,1,2\n"
    try await withFolder(files) { path in
      let dataset = try Dataset(path: path)
      let error = try #require(throws: InputError.self) { _ = try dataset.entity(named: "web-1") }
      #expect(error.place.path == path + "/web-1/test.csv")
      #expect(error.problem.hasPrefix("it has times and hosts, unlike "))
    }
  }
}
