import Saba
import SabaEvaluation
import Testing

@Suite struct TSBADLayoutTests {
  static let single = "001_NAB_id_1_Facility_tr_3_1st_4.csv"
  static let several = "057_SMD_id_1_Facility_tr_2_1st_1.csv"
  static let files: DatasetFiles = [
    single: "Data,Label\n1,0\n2,0\n,0\n4,0\n5,1\n6,1\n7,0\n8,1\n",
    several: "0,1,Label\n1,2,0\n3,4,1\n5,6,1.0\n7,8,0\n",
    "TSB-AD-U.csv": "file_name\n\(single)\n",
  ]

  @Test func readsTheSplitOffTheName() async throws {
    try await withFolder(Self.files) { path in
      let dataset = try Dataset(path: path)
      #expect(dataset.layout == "tsbad" && dataset.name == folderName(path))
      #expect(
        dataset.entityNames == [
          "001_NAB_id_1_Facility_tr_3_1st_4", "057_SMD_id_1_Facility_tr_2_1st_1",
        ])
      let entity = try dataset.entity(named: dataset.entityNames[0])
      let train = try #require(entity.train.frames.first)
      let test = try #require(entity.test.frames.first)
      #expect(train.host == entity.name && train.metrics == ["Data"])
      #expect(train.rowCount == 3 && train.values[2, 0].isNaN)
      #expect(train.start == 0 && test.start == 0 && test.interval == 60)
      #expect(test.rowCount == 8 && test.values[7, 0] == 8)
      #expect(entity.events == [4...5, 7...7])
      #expect(entity.vusBuffer == 125 && !entity.hasClock && entity.testIncludesTrain)
      let other = try dataset.entity(named: dataset.entityNames[1])
      #expect(other.test.metrics == ["0", "1"])
      #expect(other.test.frames.map { $0.values.column(1) } == [[2, 4, 6, 8]])
      #expect(other.train.frames.map(\.rowCount) == [2])
      #expect(other.events == [1...2])
    }
  }

  @Test func aSingleFileIsASet() async throws {
    try await withFolder(Self.files) { path in
      for layout in ["auto", "tsbad"] {
        let dataset = try Dataset(path: "\(path)/\(Self.several)", layout: layout)
        #expect(dataset.name == "057_SMD_id_1_Facility_tr_2_1st_1")
        #expect(dataset.entityNames == [dataset.name] && dataset.layout == "tsbad")
        #expect(try dataset.entity(named: dataset.name).labels == [false, true, true, false])
      }
      let unnamed = try #require(throws: InputError.self) {
        try Dataset(path: "\(path)/TSB-AD-U.csv")
      }
      #expect(unnamed.problem == "a single file is not named …_tr_<n>_1st_<m>.csv")
      let other = try #require(throws: InputError.self) {
        try Dataset(path: "\(path)/\(Self.several)", layout: "omni")
      }
      #expect(other.problem == "there is no such folder")
    }
  }

  /// Of several metrics the first decides.
  @Test func theBufferIsThePeriod() async throws {
    var text = "a,b,Label\n"
    for row in 0..<400 { text += "\(row % 12),\(row % 25),\(row == 9 ? 1 : 0)\n" }
    try await withFolder(["x_tr_0_1st_9.csv": text]) { path in
      let entity = try Dataset(path: path).entity(named: "x_tr_0_1st_9")
      #expect(entity.vusBuffer == 12)
      #expect(entity.train.frames.isEmpty)
    }
  }

  private static func damage(_ name: String, _ text: String, _ problem: String, line: Int? = nil)
    -> Damage
  {
    Damage(
      files: [:], change: [name: text], layout: "tsbad",
      place: "/\(name)" + (line.map { ":\($0)" } ?? ""), problem: problem)
  }

  @Test(arguments: [
    damage(
      "x_tr_4_1st_1.csv", "a,Label\n1,0\n2,1\n3,0\n",
      "its name says more rows to train on than the 3"),
    damage(
      "x_tr_1_1st_2.csv", "a,Label\n1,0\n2,1\n3,0\n",
      "its name says that row 2 is the first with label 1, and that is row 1"),
    damage(
      "x_tr_1_1st_2.csv", "a,Label\n1,0\n2,0\n3,0\n",
      "its name says that row 2 is the first with label 1, and there is none"),
    damage("x_tr_1_1st_1.csv", "a,Label\n1,0\n2,0.5\n", "the label is 0.5", line: 3),
    damage("x_tr_1_1st_1.csv", "a,Label\n1,0\n2,\n", "the label is missing", line: 3),
    damage("x_tr_1_1st_1.csv", "a,label\n1,0\n2,1\n", "the header does not end in", line: 1),
    damage("x_tr_1_1st_1.csv", "Label\n0\n1\n", "the header does not end in", line: 1),
    damage("x_tr_0_1st_0.csv", "a,Label\n", "the file has no rows"),
    Damage(
      files: files, change: [single: nil, several: nil], layout: "tsbad", kind: .noInput,
      place: "", problem: "there is no file …_tr_<n>_1st_<m>.csv in it"),
    Damage(
      files: files, change: [single: nil, several: nil], kind: .noInput, place: "",
      problem: "its layout cannot be told"),
  ])
  func errorsNameTheFile(damage: Damage) async throws { try await damage.expectError() }
}
