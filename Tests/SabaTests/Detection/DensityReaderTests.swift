internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("Energies of complete rows")
struct DensityReaderTests {
  /// Wide enough that no host ever leaves it.
  static func anyRange(_ d: Int) -> DriftRange {
    DriftRange(
      low: [Double](repeating: -1e9, count: d), high: [Double](repeating: 1e9, count: d),
      spread: [Double](repeating: 1e9, count: d))
  }

  /// Squared distances by other factorizations.
  static let tolerance = 1e-9

  @Test("Level and dynamics are what their formulas say", arguments: [1, 3], [1, 2, 5])
  func formulas(componentCount: Int, d: Int) throws {
    var generator = RandomGenerator(seed: UInt64(10 * d + componentCount))
    let density = try RoleDensity.random(
      metricCount: d, componentCount: componentCount, interval: 300, range: Self.anyRange(d),
      using: &generator)
    let block = FeatureSeries.block(
      of: FeatureSeries.normal(40, d, using: &generator), interval: 300, range: density.driftRange)
    let naive = NaiveEnergies(density: density)
    var reader = DensityReader(density)
    let energies = reader.energies(of: block)
    // The first rows lack the samples before them.
    for row in block.spans.firstCompleteRow..<40 {
      let energy = try #require(energies[row])
      #expect(block.isComplete[row] && energy.view == .role)
      let level = naive.level(block.levels(of: [row]).elements)
      let dynamics = try naive.dynamics(block.dynamics(of: [row]).elements)
      #expect(isClose(energy.level, level, Self.tolerance), "row \(row)")
      #expect(isClose(energy.dynamics, dynamics, Self.tolerance), "row \(row)")
    }
  }

  @Test("Degrees of freedom are those of what the regularization did not add")
  func freedom() throws {
    var generator = RandomGenerator(seed: 2)
    let density = try RoleDensity.random(
      metricCount: 3, interval: 300, range: Self.anyRange(3), using: &generator)
    let level = NaiveEnergies.freedom(
      density.level.covariances[0], regularization: density.regularization.level)
    #expect(isClose(density.levelFreedom, level, Self.tolerance))
    #expect(level < 12 && density.dynamicsFreedom > 0 && density.dynamicsFreedom < 3)
  }

  @Test("A host that drifted is judged by the view of least energy")
  func views() throws {
    var generator = RandomGenerator(seed: 8)
    let d = 2
    let range = DriftRange(low: [-0.1, -0.1], high: [0.1, 0.1], spread: [1.1, 1.1])
    let density = try RoleDensity.random(
      metricCount: d, interval: 300, range: range, using: &generator)
    // A quiet day; then the first metric moves away, and later the second scatters more too; at times
    // they are back where the role is.
    let samples = (0..<(8 * 288)).map { row in
      let isBack = row % 100 >= 90
      return [
        generator.normal() + (row > 288 && !isBack ? 5 : 0),
        generator.normal() * (row > 4 * 288 && !isBack ? 3 : 1),
      ]
    }
    let block = FeatureSeries.block(of: samples, interval: 300, range: range)
    let naive = NaiveEnergies(density: density)
    var reader = DensityReader(density)
    let energies = reader.energies(of: block)
    var seen: [DensityReader.View: Int] = [:]
    for row in stride(from: block.spans.firstCompleteRow, to: samples.count, by: 7) {
      let energy = try #require(energies[row])
      let level = block.levels(of: [row]).elements
      var views: [(view: DensityReader.View, energy: Double)] = [(.role, naive.level(level))]
      if let change = block.changes[row] {
        let shifted = level.enumerated().map { $1 - change.shift[$0 % d] }
        if change.isShifted { views.append((.shifted, naive.level(shifted))) }
        if change.isWidened {
          let widened = shifted.enumerated().map { $1 / change.growth[$0 % d] }
          views.append((.widened, naive.level(widened)))
        }
      }
      let least = try #require(views.min { $0.energy < $1.energy })
      #expect(energy.view == least.view, "row \(row)")
      #expect(isClose(energy.level, least.energy, Self.tolerance), "row \(row)")
      // Drift is no matter of movement.
      let dynamics = try naive.dynamics(block.dynamics(of: [row]).elements)
      #expect(isClose(energy.dynamics, dynamics, Self.tolerance), "row \(row)")
      seen[energy.view, default: 0] += 1
    }
    #expect(seen.count == 3 && seen.values.allSatisfy { $0 > 20 })
  }
}
