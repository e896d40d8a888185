import Saba
import SabaEvaluation
import Testing

@Suite struct RoleDetectorTests {
  /// A series of hours in the layout `series`: the whole of it is judged, the first 15 % are history.
  static func files(rowCount: Int, value: (Int) -> Double) -> DatasetFiles {
    let rows = (0..<rowCount).map { "\(1_700_000_000 + 3_600 * $0),\(value($0))\n" }
    return [
      "dataset.json": "{\"name\": \"s\", \"layout\": \"series\"}",
      "a/load.csv": "timestamp,value\n" + rows.joined(),
      "labels.csv": "file,start_row,end_row\na/load.csv,400,410\n",
    ]
  }

  static func value(_ row: Int) -> Double { Double(row % 24) + Double((row * row) % 17) / 8 }

  static func run(_ files: DatasetFiles) async throws -> DetectorRun {
    try await withFolder(files) { path in
      let entity = try Dataset(path: path).entity(named: "a/load")
      return try RoleDetector().run(on: entity, explaining: true)
    }
  }

  @Test func whereTheWholeSeriesIsJudgedNothingAheadIsKnown() async throws {
    let run = try await Self.run(Self.files(rowCount: 800, value: Self.value))
    // What comes after row 640 must not change anything before it.
    let other = try await Self.run(
      Self.files(rowCount: 800) { $0 < 640 ? Self.value($0) : 50 - 3 * Self.value($0) })
    for row in 0..<640 {
      let (a, b) = (run.scores[row], other.scores[row])
      #expect(a == b || a.isNaN && b.isNaN, "row \(row)")
    }
    #expect(run.scores[641...] != other.scores[641...])
    // The history of 120 hours itself is not judged, what follows is.
    #expect(run.scores[..<120].allSatisfy { $0.isNaN })
    #expect(run.scores[120...].allSatisfy { $0.isFinite })
    #expect(run.explanation?.blame.row(119).allSatisfy { $0.isNaN } == true)
    #expect(run.explanation?.blame.row(120).allSatisfy { $0.isFinite } == true)
  }

  @Test func itIsSilentUntilThereIsEnough() async throws {
    // 15 % are 60 hours, too few to calibrate; twice as many are enough.
    let run = try await Self.run(Self.files(rowCount: 420, value: Self.value))
    let first = try #require(run.scores.firstIndex { $0.isFinite })
    #expect(first == 2 * (420 * 15 / 100))
    await #expect(throws: CannotJudge.self) {
      _ = try await Self.run(
        Self.files(rowCount: 50, value: Self.value).merging(
          ["labels.csv": "file,start_row,end_row\n"]
        ) { $1 })
    }
  }

  @Test func anAlarmIsTheOpeningOfAnAlert() async throws {
    let run = try await Self.run(
      Self.files(rowCount: 800) { Self.value($0) + ((400...410).contains($0) ? 400 : 0) })
    let alarms = try #require(run.alarms)
    let alerts = try #require(run.alerts?.sensitive.first)
    #expect(!alerts.isEmpty)
    #expect(alarms.indices.filter { alarms[$0] > 0 } == alerts.map(\.lowerBound))
    #expect(alerts.contains { (400...410).contains($0.lowerBound) })
  }
}
