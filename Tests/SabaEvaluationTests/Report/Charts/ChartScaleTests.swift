import Testing

@testable import SabaEvaluation

@Suite struct ChartScaleTests {
  static let closedForm = 1e-12

  @Test func linearScaleHasRoundTicksAroundTheValues() {
    let scale = ChartScale(linearOver: [3.2, .nan, 17, .infinity, 9])
    #expect(scale.ticks.map(\.value) == [0, 5, 10, 15, 20])
    #expect(scale.ticks.map(\.label) == ["0", "5", "10", "15", "20"])
    #expect(scale.position(of: 0) == 0)
    #expect(scale.position(of: 10) == 0.5)
    #expect(scale.position(of: 1000) == 1)
  }

  @Test func ticksOfOneScaleHaveOnePrefixAndEnoughDigits() {
    #expect(
      ChartScale(linearOver: [5.001e9, 5.004e9]).ticks.map(\.label)
        == ["5.001G", "5.002G", "5.003G", "5.004G"])
    #expect(
      ChartScale(linearOver: [-200, 1400]).ticks.map(\.label) == [
        "-0.5k", "0", "0.5k", "1.0k", "1.5k",
      ])
    #expect(
      ChartScale(linearOver: [0.001, 0.0039]).ticks.map(\.label)
        == ["0.001", "0.002", "0.003", "0.004"])
    #expect(
      ChartScale(linearOver: [2.7e-7, 3.2e-7]).ticks.map(\.label)
        == ["2.7e-7", "2.8e-7", "2.9e-7", "3.0e-7", "3.1e-7", "3.2e-7"])
    #expect(
      ChartScale(linearOver: [-1e-8, 1e-8]).ticks.map(\.label)
        == ["-1.0e-8", "-0.5e-8", "0", "0.5e-8", "1.0e-8"])
  }

  @Test(arguments: [
    [], [.nan], [7], [0, 0], [-1e300, 1e300], [-Double.greatestFiniteMagnitude, .infinity],
    [1e16, 1e16 + 2], [.leastNonzeroMagnitude, .leastNormalMagnitude], [-3e-9, 2e-9],
  ])
  func linearScaleTakesAnyValues(values: [Double]) {
    let scale = ChartScale(linearOver: values)
    #expect(scale.low < scale.high)
    #expect((2...12).contains(scale.ticks.count))
    for value in values where value.isFinite {
      #expect((0...1).contains(scale.position(of: value)))
    }
  }

  @Test func logarithmicScaleGivesEqualFactorsEqualHeights() {
    let scale = ChartScale(logarithmicOver: [0.5, 2000], floor: 0.1)
    let steps = [1.0, 10, 100, 1000].map { scale.position(of: $0) }
    #expect(abs((steps[1] - steps[0]) - (steps[3] - steps[2])) < Self.closedForm)
    #expect(scale.ticks.map(\.label) == ["1", "10", "100", "1k"])
    #expect(scale.position(of: -4) == 0)
  }

  @Test(arguments: [[], [0.2, 0.3], [1, 9], [0, .nan, 1e12], [1e-3, 1e300]])
  func logarithmicScaleLabelsAnyRange(values: [Double]) {
    let scale = ChartScale(logarithmicOver: values, floor: 0.1)
    #expect((2...8).contains(scale.ticks.count))
    #expect(scale.ticks.allSatisfy { (scale.low...scale.high).contains($0.value) })
    #expect(Set(scale.ticks.map(\.label)).count == scale.ticks.count)
  }
}
