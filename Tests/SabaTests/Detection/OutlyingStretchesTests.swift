internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("What stands apart from the rest of a history")
struct OutlyingStretchesTests {
  /// Independent Pareto peaks, the highest first.
  private static func pareto(count: Int, index: Double, seed: UInt64) -> [Double] {
    var generator = RandomGenerator(seed: seed)
    return (0..<count).map { _ in power(1 - generator.uniform(), -1 / index) }.sorted(by: >)
  }

  @Test(
    "Heavy tails seldom show a gap, whatever their index and however many are tried",
    arguments: [0.5, 1, 3], [4, 40])
  func heavyTails(index: Double, largest: Int) {
    let trials = 400
    let found = (0..<UInt64(trials)).count {
      OutlyingStretches.outlierCount(
        of: Self.pareto(count: 200, index: index, seed: $0), largest: largest) > 0
    }
    // A search at 1 in 100: four are expected.
    #expect(found <= 11)
  }

  @Test("What is hardly higher than the rest does not stand apart, however close the rest lies")
  func smallGaps() {
    let rest = (0..<40).map { 12 - 0.001 * Double($0) }
    #expect(OutlyingStretches.outlierCount(of: [17.9, 17.8] + rest, largest: 4) == 0)
    #expect(OutlyingStretches.outlierCount(of: [18.2, 18.1] + rest, largest: 4) == 2)
  }

  @Test("As many as lie above a gap stand apart, but no more than allowed", arguments: 1...4)
  func outliers(count: Int) {
    let rest = (0..<40).map { 12 - 0.1 * Double($0) }
    let peaks = (0..<count).map { 400 - 90 * Double($0) } + rest
    #expect(OutlyingStretches.outlierCount(of: peaks, largest: 4) == count)
    #expect(OutlyingStretches.outlierCount(of: peaks, largest: count) == count)
    #expect(OutlyingStretches.outlierCount(of: rest, largest: 4) == 0)
    #expect(OutlyingStretches.outlierCount(of: [], largest: 4) == 0)
    #expect(OutlyingStretches.outlierCount(of: [5, 4], largest: 4) == 0)
  }

  @Test("Runs less than an hour apart are one, and both energies count")
  func stretches() {
    var generator = RandomGenerator(seed: 4)
    var energies: [[(level: Double, dynamics: Double)?]] = (0..<2).map { _ in
      (0..<4000).map { _ in (1 + generator.uniform(), 1 + generator.uniform()) }
    }
    for row in [700, 701, 711, 712] { energies[1][row] = (300, 1) }
    for row in 3000..<3005 { energies[0][row] = (1, 200) }
    energies[0][10] = nil
    let found = OutlyingStretches(in: energies, interval: 300, largestCount: 4).stretches
    #expect(found.map(\.host) == [0, 1])
    // Runs begin and end with rows in the highest twentieth, so with chance neighbours too.
    #expect(found.first?.rows.clamped(to: 3000..<3005) == 3000..<3005)
    #expect(found.last?.rows.clamped(to: 700..<713) == 700..<713)
    #expect(OutlyingStretches(in: energies, interval: 300, largestCount: 0).stretches.isEmpty)
  }

  @Test("An incident is trimmed, reported, and leaves the model nearly as if it had not been")
  func incident() throws {
    let clean = SyntheticRole.history()
    var frames = clean.frames
    var values = frames[0].values
    for row in 1000..<1030 {
      for j in 0..<values.columnCount { values[row, j] *= 1 + Double(j + 1) }
    }
    frames[0] = MetricFrame(
      host: frames[0].host, metrics: clean.metrics, start: frames[0].start,
      interval: clean.interval, values: values)
    let history = RoleHistory(metrics: clean.metrics, interval: clean.interval, frames: frames)
    let model = try RoleModel.train(history: history)
    let trimmed = try #require(model.report?.leftOut.first)
    #expect(trimmed.reason == .trimmed && trimmed.host == frames[0].host)
    #expect(trimmed.from <= frames[0].time(ofRow: 1003))
    #expect(trimmed.to >= frames[0].time(ofRow: 1030))
    #expect(trimmed.rowCount < 100)
    let untouched = try RoleModel.train(history: clean)
    let kept = try RoleModel.train(
      history: history, pipeline: RolePipeline(without: .trimming))
    for (j, scale) in untouched.scales.enumerated() {
      #expect(model.scales[j] < 1.1 * scale)
      #expect(kept.scales[j] > 1.1 * scale)
    }
    #expect(untouched.report?.leftOut.isEmpty ?? false)
  }
}
