import Saba
import SabaEvaluation
import Testing

@Suite struct OmniLayoutTests {
  static let files: DatasetFiles = [
    "train/machine-1-1.txt": "0.1,0.2,0.3\n0.4,0.5,0.6\r\n",
    "test/machine-1-1.txt": "1,2,3\n4,,6\n7, 8 ,9\n10,11,12\n13,14,15\n16,17,1e1",
    "test_label/machine-1-1.txt": "0\n1\n1\n0\n1\n1\n",
    "interpretation_label/machine-1-1.txt": "4-6:2\n1-3:1,3\n1-2:3\n1-2:2\n3-3:1\n",
    "train/machine-1-2.txt": "1\n2\n", "test/machine-1-2.txt": "1\n",
    "test_label/machine-1-2.txt": "0\n",
  ]

  /// The set by itself, and in the repository that it is published in.
  static let settings: [DatasetFiles] = [
    files,
    files.reduce(into: ["README.md": "", "omni_anomaly/utils.py": ""]) {
      $0["ServerMachineDataset/" + $1.key] = $1.value
    },
  ]

  @Test(arguments: settings)
  func readsMachines(files: DatasetFiles) async throws {
    try await withFolder(files) { path in
      let dataset = try Dataset(path: path)
      #expect(dataset.layout == "omni" && dataset.name == folderName(path))
      #expect(dataset.entityNames == ["machine-1-1", "machine-1-2"])
      let entity = try dataset.entity(named: "machine-1-1")
      let train = try #require(entity.train.frames.first)
      let test = try #require(entity.test.frames.first)
      #expect(train.host == "machine-1-1" && train.metrics == ["m1", "m2", "m3"])
      #expect(train.start == 0 && train.interval == 60 && train.rowCount == 2)
      #expect(train.values.column(2) == [0.3, 0.6])
      // Test goes on where train ends.
      #expect(test.start == 120 && test.rowCount == 6)
      #expect(test.values.column(0) == [1, 4, 7, 10, 13, 16])
      #expect(test.values[1, 1].isNaN && test.values[5, 2] == 10)
      #expect(entity.labels == [false, true, true, false, true, true])
      #expect(entity.events == [1...2, 4...5])
      // The end is one past the last row, but for one inside an event, or outside all.
      #expect(entity.interpretations.map(\.rows) == [1...2, 1...2, 1...2, 3...3, 4...5])
      #expect(Set(entity.interpretations.map(\.metrics)) == [[0, 2], [2], [1], [0]])
      #expect(entity.vusBuffer == 100 && !entity.hasClock && !entity.testIncludesTrain)
      let small = try dataset.entity(named: "machine-1-2")
      #expect(small.labels == [false] && small.events.isEmpty && small.interpretations.isEmpty)
      #expect(small.test.metrics == ["m1"])
    }
  }

  private static func damage(
    _ file: String, _ text: String?, _ problem: String, place: String = "",
    kind: InputError.Kind = .badData
  ) -> Damage {
    Damage(
      files: files, change: ["\(file)/machine-1-1.txt": text], kind: kind,
      place: "/\(file)/machine-1-1.txt" + place, problem: problem)
  }

  @Test(arguments: [
    damage("test_label", nil, "there is no such file, nor", kind: .noInput),
    damage("train", nil, "there is no such file, nor", kind: .noInput),
    damage("test", nil, "there is no such file, nor", kind: .noInput),
    damage("test_label", "0\n1\n1\n", "3 labels where the test file has 6 rows", place: ":4"),
    damage(
      "test_label", "0\n1\n1\n0\n0\n0\n1\n", "7 labels where the test file has 6", place: ":7"),
    damage("test_label", "0\n2\n1\n0\n0\n0\n", "\"2\" is not a label", place: ":2"),
    damage("test_label", "0\n\n1\n0\n0\n0\n", "\"\" is not a label", place: ":2"),
    damage("test", "1,2,3\n4,5\n", "2 fields where the first line has 3", place: ":2"),
    damage("test", "1,2,3\n4,x,5\n", "\"x\" is not a number", place: ":2:2"),
    damage("test", "1,2\n", "2 metrics where ", place: ":1"),
    damage("train", "", "the file has no rows"),
    damage("interpretation_label", "1-3:1\n1-3:4\n", "\"4\" is not one of the 3", place: ":2"),
    damage("interpretation_label", "1-3:0\n", "\"0\" is not one of the 3 metrics", place: ":1"),
    damage("interpretation_label", "1-3:\n", "\"\" is not one of the 3 metrics", place: ":1"),
    damage("interpretation_label", "1-7:1\n", "1-7 are not rows of the 6", place: ":1"),
    damage("interpretation_label", "3-1:1\n", "3-1 are not rows of the 6", place: ":1"),
    damage("interpretation_label", "1-3\n", "\"1-3\" is not an interpretation", place: ":1"),
    damage("interpretation_label", "-1-3:1\n", "\"-1-3:1\" is not an", place: ":1"),
  ])
  func errorsNameFileAndLine(damage: Damage) async throws { try await damage.expectError() }

  @Test func theFoldersMustBeThere() async throws {
    try await Damage(
      files: ["test/a.txt": "1\n"], change: [:], layout: "omni", kind: .noInput, place: "",
      problem: "there are no folders train, test and test_label"
    ).expectError()
    try await Damage(
      files: ["train/a": "", "test/a": "", "test_label/a": ""], change: [:], kind: .noInput,
      place: "", problem: "there is no machine in its folders"
    ).expectError()
  }
}
