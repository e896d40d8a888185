import SabaTestSupport
import Testing

@testable import SabaModels

@Suite struct KMeansTests {
  @Test func everyCentreHasASampleWhereRowsDiffer() {
    for seed in 0..<1000 as Range<UInt64> {
      var generator = RandomGenerator(seed: seed)
      // Few samples on a coarse grid: ties and centres that lose their samples come up.
      let n = Int.random(in: 4...12, using: &generator)
      let d = Int.random(in: 1...3, using: &generator)
      let samples = Matrix.normal(n, d, using: &generator).map { (2 * $0).rounded() }
      let distinct = Set((0..<n).map(samples.row)).count
      let k = Int.random(in: 1...distinct, using: &generator)
      let labels = KMeans.assign(samples, to: k, using: &generator)
      #expect(Set(labels) == Set(0..<k), "seed \(seed)")
      #expect(labels.count == n)
    }
  }

  @Test func centresThatLoseTheirSamplesGetOthers() {
    // Of samples with far outliers, seeds among which Lloyd's iteration alone empties a centre.
    for seed in [578, 7365, 33259, 33639, 36016] as [UInt64] {
      var generator = RandomGenerator(seed: seed)
      let samples = Matrix.normal(40, 2, using: &generator).map { $0 * $0 * $0 }
      let labels = KMeans.assign(samples, to: 20, using: &generator)
      #expect(Set(labels) == Set(0..<20), "seed \(seed)")
    }
  }

  /// Three clusters that both metrics tell apart, and which each sample is of.
  private func clusters() -> (samples: Matrix, truth: [Int], generator: RandomGenerator) {
    var generator = RandomGenerator(seed: 1)
    let truth = (0..<90).map { $0 % 3 }
    let samples = Matrix(
      rows: truth.map {
        [20 * Double($0) + generator.normal(), 20 * Double(2 * $0 % 3) + generator.normal()]
      })
    return (samples, truth, generator)
  }

  @Test func separatesClusters() {
    var (samples, truth, generator) = clusters()
    let labels = KMeans.assign(samples, to: 3, using: &generator)
    for (i, label) in labels.enumerated() { #expect(label == labels[truth[i]]) }
    #expect(Set(labels).count == 3)
  }

  @Test func unitsOfTheMetricsDoNotMatter() {
    let (samples, _, generator) = clusters()
    // Powers of two, so that nothing is rounded otherwise.
    let others = Matrix(
      rows: (0..<samples.rowCount).map { [0x1p40 * samples[$0, 0], 0x1p-40 * samples[$0, 1]] })
    var (one, two) = (generator, generator)
    #expect(
      KMeans.assign(samples, to: 5, using: &one) == KMeans.assign(others, to: 5, using: &two))
    #expect(
      KMeans.assignAtRandom(samples, to: 5, using: &one)
        == KMeans.assignAtRandom(others, to: 5, using: &two))
  }

  @Test func randomCentresAreDistinctRows() {
    for seed in 0..<200 as Range<UInt64> {
      var generator = RandomGenerator(seed: seed)
      let samples = Matrix.normal(6, 2, using: &generator)
      let k = 1 + Int(seed % 6)
      let labels = KMeans.assignAtRandom(samples, to: k, using: &generator)
      #expect(Set(labels) == Set(0..<k), "seed \(seed)")
    }
  }
}
