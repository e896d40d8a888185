import Foundation
import Saba
import SabaEvaluation
import Testing

@Suite struct NABLayoutTests {
  /// Twenty rows every five minutes, but for a gap, two rows at one time, and an odd second.
  static let series: String = {
    var text = "timestamp,value\n"
    for row in 0..<20 {
      let minute = row < 10 ? 5 * row : row == 10 ? 45 : 5 * row + 5
      let second = row == 15 ? "40" : "00"
      let time = "2014-04-01 0\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60):\(second)"
      text += "\(time),\(row == 4 ? "" : "\(row).5")\n"
    }
    return text
  }()
  static let windows = """
    {"realA/cpu.csv": [["2014-04-01 00:00:00.000000", "2014-04-01 00:10:00.000000"],
                       ["2014-04-01 00:45:00.000000", "2014-04-01 01:00:00.000000"]],
     "realB/net.csv": []}
    """
  /// As the benchmark's repository has them, with what else lies there.
  static let repository: DatasetFiles = [
    "data/README.md": "a corpus", "data/realA/cpu.csv": series, "data/realB/net.csv": series,
    "labels/combined_windows.json": windows, "labels/combined_labels.json": "{}",
    "results/null/realA/null_cpu.csv": "x\n",
  ]
  /// As in a copy with the labels at the root.
  static let copy: DatasetFiles = [
    "dataset.json": #"{"name": "numenta", "layout": "nab"}"#, "realA/cpu.csv": series,
    "realB/net.csv": series, "combined_windows.json": windows, "windows.csv": "file\n",
  ]

  @Test(arguments: [repository, copy])
  func readsWindowsAndTimes(files: DatasetFiles) async throws {
    try await withFolder(files) { path in
      let dataset = try Dataset(path: path)
      #expect(dataset.layout == "nab")
      #expect(dataset.name == (files.keys.contains("dataset.json") ? "numenta" : folderName(path)))
      #expect(dataset.entityNames == ["realA/cpu", "realB/net"])
      let entity = try dataset.entity(named: "realA/cpu")
      #expect(entity.name == "realA/cpu")
      // The second window begins and ends where a time stands twice, or after the gap.
      #expect(entity.events == [0...2, 9...11])
      #expect(entity.labels.indices.filter { entity.labels[$0] } == [0, 1, 2, 9, 10, 11])
      #expect(entity.interpretations.isEmpty)
      #expect(entity.hasClock && entity.testIncludesTrain)
      #expect(entity.vusBuffer == 125)
      let test = try #require(entity.test.frames.first)
      #expect(entity.test.frames.count == 1)
      #expect(test.host == "realA/cpu" && test.metrics == ["value"] && test.interval == 300)
      #expect(Timestamp.text(test.start) == "2014-04-01T00:00:00Z")
      // Row 10 has the time of row 9 and goes to the next free row, where the gap is.
      #expect(entity.hosts.map(\.fileRows) == [0..<20])
      #expect(entity.hosts.map(\.frameRows) == [Array(0...10) + Array(12...20)])
      let values = test.values.column(0)
      #expect(values.count == 21 && values[4].isNaN && values[11].isNaN)
      #expect(values[10] == 10.5 && values[12] == 11.5 && values[20] == 19.5)
      // The first 15 % of 20 rows, which are judged too.
      let train = try #require(entity.train.frames.first)
      #expect(train.values.column(0) == [0.5, 1.5, 2.5])
      #expect(train.start == test.start)
      #expect(entity.events(of: entity.hosts[0]) == [0...2, 9...12])
      #expect(try dataset.entity(named: "realB/net").events.isEmpty)
    }
  }

  @Test func trainsOnAtMost750Rows() async throws {
    func rows(_ count: Int) -> String {
      (0..<count).reduce(into: "timestamp,value\n") { $0 += "\(60 * $1),1\n" }
    }
    var files = Self.copy
    files["realA/cpu.csv"] = rows(5_100)
    files["realB/net.csv"] = rows(6)
    files["combined_windows.json"] = #"{"realA/cpu.csv": [], "realB/net.csv": []}"#
    try await withFolder(files) { path in
      let dataset = try Dataset(path: path)
      let long = try dataset.entity(named: "realA/cpu")
      #expect(long.train.frames.map(\.rowCount) == [750])
      #expect(long.test.frames.map(\.rowCount) == [5_100] && long.test.interval == 60)
      // Too few rows to train on any.
      let short = try dataset.entity(named: "realB/net")
      #expect(short.train.frames.isEmpty && short.labels.count == 6)
    }
  }

  @Test func aSeriesOfOneRowWithAnEvent() async throws {
    var files = Self.copy
    files["realA/cpu.csv"] = "timestamp,value\n2014-04-01 00:00:00,1\n"
    files["combined_windows.json"] =
      #"{"realA/cpu.csv": [["2014-04-01 00:00:00", "2014-04-01 00:00:00"]], "realB/net.csv": []}"#
    try await withFolder(files) { path in
      let entity = try Dataset(path: path).entity(named: "realA/cpu")
      #expect(entity.labels == [true])
      #expect(entity.events == [0...0])
      #expect(entity.test.frames.map(\.rowCount) == [1])
      #expect(entity.test.interval == 60)
      #expect(entity.fileOrder(of: [[7]]) == [7])
    }
  }

  @Test func filesMayBeGzip() async throws {
    // Two rows, compressed by gzip.
    let compressed =
      "H4sIAAAAAAACAyvJzE0tLknMLdApS8wpTeUyMjA00TUwBCIFAwMrMNIxRBc1BYkacQEAaovFUDwAAAA="
    let data = try #require(Data(base64Encoded: compressed))
    try await withFolder(Self.copy) { path in
      try FileManager.default.removeItem(atPath: path + "/realA/cpu.csv")
      try FileManager.default.removeItem(atPath: path + "/realB/net.csv")
      try data.write(to: URL(filePath: path + "/realA/cpu.csv.gz"))
      try data.write(to: URL(filePath: path + "/realB/net.csv"))
      try Data(#"{"realA/cpu.csv": [], "realB/net.csv": []}"#.utf8)
        .write(to: URL(filePath: path + "/combined_windows.json"))
      let dataset = try Dataset(path: path)
      #expect(dataset.entityNames == ["realA/cpu", "realB/net"])
      for name in dataset.entityNames {
        let frame = try #require(try dataset.entity(named: name).test.frames.first)
        #expect(frame.values.column(0) == [1, 2])
      }
    }
  }

  private static func damage(
    windows: String, _ problem: String, place: String = "/combined_windows.json"
  ) -> Damage {
    Damage(
      files: copy, change: ["combined_windows.json": windows], place: place, problem: problem)
  }

  @Test(arguments: [
    Damage(
      files: copy, change: ["combined_windows.json": nil], kind: .noInput,
      place: "/combined_windows.json", problem: "there is no such file, nor labels/combined"),
    Damage(
      files: repository, change: ["data/realA/cpu.csv": nil],
      place: "/labels/combined_windows.json", problem: "\"realA/cpu.csv\" is not in /"),
    Damage(
      files: repository, change: ["data/realA/new.csv": series],
      place: "/labels/combined_windows.json", problem: "there is no entry for \"realA/new.csv\""),
    damage(windows: "[]", "this is not an object of lists of windows"),
    damage(windows: #"{"realA/cpu.csv": ["x"], "realB/net.csv": []}"#, "this is not an object"),
    damage(
      windows: #"{"realA/cpu.csv": [["2014-04-01 00:00:00"]], "realB/net.csv": []}"#,
      "\"realA/cpu.csv\": the window 2014-04-01 00:00:00 is not two times"),
    damage(
      windows: #"{"realA/cpu.csv": [["2014-04-01 00:00:00", "noon"]], "realB/net.csv": []}"#,
      "\"realA/cpu.csv\": the window 2014-04-01 00:00:00 to noon is not two times"),
    damage(
      windows: #"{"realA/cpu.csv": [["2014-04-01 00:10:00", "2014-04-01 00:05:00"]]}"#,
      "\"realA/cpu.csv\": the window 2014-04-01 00:10:00 to 2014-04-01 00:05:00 ends before"),
    damage(
      windows: """
        {"realA/cpu.csv": [["2014-04-01 00:00:00", "2014-04-01 00:10:00"],
                           ["2014-04-01 00:10:00", "2014-04-01 00:15:00"]]}
        """,
      "\"realA/cpu.csv\": the window 2014-04-01 00:10:00 to 2014-04-01 00:15:00 ends before it "
        + "starts, or does not start after"),
    damage(
      windows: """
        {"realA/cpu.csv": [["2014-04-01 00:30:00", "2014-04-01 00:35:00"],
                           ["2014-04-01 00:10:00", "2014-04-01 00:15:00"]]}
        """, "\"realA/cpu.csv\": the window 2014-04-01 00:10:00"),
    damage(
      windows:
        #"{"realA/cpu.csv": [], "realB/net.csv": [["2014-04-01 00:00:01", "2014-04-01 00:05:00"]]}"#,
      "\"realB/net.csv\": the window 2014-04-01 00:00:01 to 2014-04-01 00:05:00 does not run"),
    damage(
      windows:
        #"{"realA/cpu.csv": [], "realB/net.csv": [["2014-04-01 00:00:00", "2014-04-09 00:00:00"]]}"#,
      "\"realB/net.csv\": the window 2014-04-01 00:00:00 to 2014-04-09 00:00:00 does not run"),
    Damage(
      files: ["labels/combined_windows.json": "{}"], change: [:], kind: .noInput, place: "/data",
      problem: "there is no such folder"),
    Damage(
      files: ["combined_windows.json": "{}"], change: [:], kind: .noInput, place: "",
      problem: "there is no series in its folders"),
  ])
  func errorsNameTheFile(damage: Damage) async throws { try await damage.expectError() }
}

/// The last name of a path.
func folderName(_ path: String) -> String { URL(filePath: path).lastPathComponent }
