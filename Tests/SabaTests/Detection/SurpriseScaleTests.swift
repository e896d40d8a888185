internal import SabaTestSupport
internal import Testing

@testable internal import Saba

@Suite("One score of two energies")
struct SurpriseScaleTests {
  static func scale() throws -> SurpriseScale {
    var generator = RandomGenerator(seed: 13)
    let level = (0..<2000).map { _ in -logarithm(1 - generator.uniform()) }
    let dynamics = (0..<2000).map { _ in power(1 - generator.uniform(), -0.2) }
    return SurpriseScale(
      level: try ScoreDistribution(fitting: level),
      dynamics: try ScoreDistribution(fitting: dynamics))
  }

  @Test("The score is the larger surprise and half of the smaller")
  func combination() throws {
    let scale = try Self.scale()
    for energy in [0.0, 0.3, 1, 2.5, 8, 100] {
      for movement in [0.0, 1, 1.2, 3, 20, 1e6] {
        let a = scale.level.surprise(of: energy)
        let b = scale.dynamics.surprise(of: movement)
        let score = scale.score(level: energy, dynamics: movement)
        let expected = a > b ? a + b / 2 : b + a / 2
        #expect(isClose(score, expected, Tolerance.closedForm))
        #expect(score >= 0 && score.isFinite)
      }
    }
  }

  @Test("The score rises with either energy, without a bound")
  func monotone() throws {
    let scale = try Self.scale()
    var last = -1.0
    for energy in stride(from: 0.0, through: 50, by: 0.1) {
      let score = scale.score(level: energy, dynamics: 1.1)
      #expect(score >= last)
      last = score
    }
    last = -1
    for movement in stride(from: 0.0, through: 50, by: 0.1) {
      let score = scale.score(level: 0.7, dynamics: movement)
      #expect(score >= last)
      last = score
    }
    #expect(scale.score(level: 1e300, dynamics: 1) > scale.score(level: 1e200, dynamics: 1))
    #expect(scale.score(level: 1, dynamics: 1e300) > scale.score(level: 1, dynamics: 1e200))
  }

  @Test("A step of the threshold leaves a quarter of the probability")
  func step() {
    #expect(abs(exponential(-SurpriseScale.alertStep) - 0.25) < 0.01)
  }
}
