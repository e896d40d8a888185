import Saba
import SabaEvaluation
import Testing

@Suite struct SeriesLayoutTests {
  static let hourly: String = {
    (0..<20).reduce(into: "timestamp,value\n") { $0 += "\(3_600 * $1),\($1)\n" }
  }()
  static let files: DatasetFiles = [
    "dataset.json": #"{"name": "cloud", "layout": "series", "licence": "MIT"}"#,
    "crashes/app-1.csv": hourly, "crashes/app-2.csv": hourly, "latency/out-1.csv": hourly,
    "latency/read.me": "about",
    "labels.csv": """
    file,start_row,end_row,start,end
    crashes/app-2.csv,18,19,a,b
    latency/out-1.csv,0,19,a,b
    crashes/app-2.csv,0,0,a,b

    """,
  ]

  @Test func readsLabelsOfAllFiles() async throws {
    try await withFolder(Self.files) { path in
      let dataset = try Dataset(path: path)
      #expect(dataset.name == "cloud" && dataset.layout == "series")
      #expect(dataset.entityNames == ["crashes/app-1", "crashes/app-2", "latency/out-1"])
      let edges = try dataset.entity(named: "crashes/app-2")
      #expect(edges.events == [0...0, 18...19])
      #expect(edges.labels.count == 20 && edges.labels.count { $0 } == 3)
      #expect(edges.test.interval == 3_600 && edges.hasClock)
      #expect(edges.train.frames.map { $0.values.column(0) } == [[0, 1, 2]])
      #expect(edges.test.frames.map(\.rowCount) == [20])
      #expect(try dataset.entity(named: "crashes/app-1").events.isEmpty)
      let all = try dataset.entity(named: "latency/out-1")
      #expect(all.events == [0...19] && !all.labels.contains(false))
    }
  }

  /// Rows of every shape go through an evaluation: none labelled, all, the first and the last.
  @Test func labelsAtTheEdgesCanBeScored() async throws {
    try await withFolder(Self.files) { path in
      let result = try await Evaluation(
        dataset: Dataset(path: path), detectors: [RandomDetector()],
        observers: [ScoreFiles(directory: path + "/scores")]
      ).run()
      #expect(result.dataset == "cloud" && result.layout == "series")
      let lines = try TextTable.read(path: path + "/scores/crashes/app-2.csv")
      #expect(lines.rows.count == 20)
    }
  }

  @Test func timesMayBeIrregular() async throws {
    var files = Self.files
    // The median spacing is 60 s; a time comes twice, one steps back, and one is after a gap.
    files["crashes/app-2.csv"] = """
      timestamp,value
      1970-01-01T00:10:00+00:00,0
      1970-01-01 00:11:10,1
      670,2
      660,NaN
      780,4
      840,5
      900,null
      1500,7
      1560,8

      """
    files["labels.csv"] = "file,start_row,end_row\ncrashes/app-2.csv,6,7\n"
    try await withFolder(files) { path in
      let entity = try Dataset(path: path).entity(named: "crashes/app-2")
      let frame = try #require(entity.test.frames.first)
      #expect(frame.interval == 60 && frame.start == 600)
      #expect(entity.hosts.map(\.frameRows) == [[0, 1, 2, 3, 4, 5, 6, 15, 16]])
      #expect(frame.rowCount == 17)
      #expect(frame.values[3, 0].isNaN && frame.values[6, 0].isNaN && frame.values[15, 0] == 7)
      #expect(entity.events(of: entity.hosts[0]) == [6...15])
      let scores = (0..<17).map { Double($0) }
      #expect(entity.fileOrder(of: [scores]) == [0, 1, 2, 3, 4, 5, 6, 15, 16])
    }
  }

  private static func damage(labels: String, _ problem: String, place: String) -> Damage {
    Damage(
      files: files, change: ["labels.csv": "file,start_row,end_row\n" + labels],
      place: "/labels.csv" + place, problem: problem)
  }

  private static func damage(series: String, _ problem: String, place: String) -> Damage {
    Damage(
      files: files, change: ["crashes/app-1.csv": series], place: "/crashes/app-1.csv" + place,
      problem: problem)
  }

  @Test(arguments: [
    Damage(
      files: files, change: ["labels.csv": nil], kind: .noInput, place: "/labels.csv",
      problem: "there is no such file, nor labels.csv.gz"),
    Damage(
      files: files, change: ["labels.csv": "file,start,end\n"], place: "/labels.csv:1",
      problem: "the header is \"file,start,end\""),
    damage(
      labels: "crashes/app-9.csv,1,2\n", "there is no file \"crashes/app-9.csv\"", place: ":2:1"),
    damage(
      labels: "crashes/app-1.csv,1,2\nlatency/out-1.csv,19,20\n",
      "row 20 is not among the 20 rows", place: ":3:3"),
    damage(labels: "latency/out-1.csv,-1,2\n", "row -1 is not among the 20 rows", place: ":2:2"),
    damage(labels: "latency/out-1.csv,3,2\n", "the end, row 2, is before", place: ":2"),
    damage(labels: "latency/out-1.csv,x,2\n", "\"x\" is not a row", place: ":2:2"),
    damage(series: "time,value\n", "the header is \"time,value\"", place: ":1"),
    damage(series: "timestamp,value\n", "the file has no rows", place: ""),
    damage(series: "timestamp,value\n0,1\nnoon,2\n", "\"noon\" is not a time", place: ":3:1"),
    damage(
      series: "timestamp,value\n2014-13-01 00:00:00,2\n", "\"2014-13-01 00:00:00\" is not a time",
      place: ":2:1"),
    damage(series: "timestamp,value\n0,1\n60,high\n", "\"high\" is not a number", place: ":3:2"),
    damage(series: "timestamp,value\n0,0x10\n", "\"0x10\" is not a number", place: ":2:2"),
    damage(series: "timestamp,value\n0,inf\n", "\"inf\" is not a number", place: ":2:2"),
    damage(series: "timestamp,value\n0,1e999\n", "\"1e999\" is not a number", place: ":2:2"),
    damage(series: "timestamp,value\n0,1,2\n", "3 fields where the header has 2", place: ":2:3"),
    damage(
      series: "timestamp,value\n0,1\n1,2\n2,3\n90000000000,4\n",
      "the time is 89999999998 rows of 1 s after the one before", place: ":5:1"),
  ])
  func errorsNameTheFile(damage: Damage) async throws { try await damage.expectError() }
}
