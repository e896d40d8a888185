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

  @Test func separatesClusters() {
    var generator = RandomGenerator(seed: 1)
    let truth = (0..<90).map { $0 % 3 }
    let samples = Matrix(
      rows: truth.map { [20 * Double($0) + generator.normal(), generator.normal()] })
    let labels = KMeans.assign(samples, to: 3, using: &generator)
    for (i, label) in labels.enumerated() { #expect(label == labels[truth[i]]) }
    #expect(Set(labels).count == 3)
  }
}
