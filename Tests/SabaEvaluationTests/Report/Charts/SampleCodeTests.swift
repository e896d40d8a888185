import SabaTestSupport
import Testing

@testable import Saba
@testable import SabaEvaluation

@Suite struct SampleCodeTests {
  static let axis = TimeAxis(from: 1200, to: 1200 + 60 * 100)
  static let scale = ChartScale(linearOver: [0, 10])

  static func samples(_ values: [Double]) -> [ChartSample] {
    values.enumerated().map { .init(time: 1230 + 60 * Double($0.offset), value: $0.element) }
  }

  @Test func everySampleComesBackToTwelveBits() {
    var generator = RandomGenerator(seed: 4)
    let values = (0..<100).map { $0 == 41 ? .nan : 10 * generator.uniform() }
    let code = SampleCode(
      Self.samples(values), on: Self.axis, scale: Self.scale, interval: 60, stepCount: 100)
    #expect(code.step == 60)
    #expect(code.low == nil)
    let codes = DrawnSeries.codes(code.high)
    #expect(codes.count == 100)
    for (value, place) in zip(values, codes) {
      if value.isNaN {
        #expect(place == SampleCode.missing)
      } else {
        #expect(abs(10 * Double(place) / Double(SampleCode.top) - value) <= 10.0 / 8188)
      }
    }
  }

  @Test func longStepsKeepTheLeastAndTheGreatest() throws {
    var values = [Double](repeating: 5, count: 100)
    values[33] = 10
    values[34] = 0
    for place in 40..<48 { values[place] = .nan }
    let code = SampleCode(
      Self.samples(values), on: Self.axis, scale: Self.scale, interval: 60, stepCount: 30)
    #expect(code.step == 240)
    let high = DrawnSeries.codes(code.high)
    let low = DrawnSeries.codes(try #require(code.low))
    #expect(high.count == 25 && low.count == 25)
    #expect(high[8] == SampleCode.top && low[8] == 0)
    #expect(high[9] == 2047 && low[9] == 2047)
    #expect(high[10...11].allSatisfy { $0 == SampleCode.missing })
    #expect(low[10...11].allSatisfy { $0 == SampleCode.missing })
  }

  @Test func bandsHaveTwoEnds() throws {
    let band = [
      ChartSample(time: 1230, low: 2, high: 8), .init(time: 1290, low: .nan, high: 1),
    ]
    let code = SampleCode(
      band, on: TimeAxis(from: 1200, to: 1320), scale: Self.scale, interval: 60, stepCount: 2)
    #expect(DrawnSeries.codes(code.high) == [3275, SampleCode.missing])
    #expect(DrawnSeries.codes(try #require(code.low)) == [819, SampleCode.missing])
  }

  @Test func whatLiesOffTheAxisIsLeftOut() {
    let code = SampleCode(
      [ChartSample(time: 0, value: 1), .init(time: 9e9, value: 1)], on: Self.axis,
      scale: Self.scale, interval: 60, stepCount: 1000)
    #expect(DrawnSeries.codes(code.high).allSatisfy { $0 == SampleCode.missing })
  }

  @Test func compactPathsGoThroughTheSamePoints() {
    var generator = RandomGenerator(seed: 5)
    let parts = (1...5).map { count in
      (0..<count).map { _ in
        PlotFrame.Point(x: 1800 * generator.uniform(), y: 300 * generator.uniform())
      }
    }
    let points = DrawnSeries.points(CompactPath(along: parts).data)
    let expected = parts.joined().map { (x: Int($0.x.rounded()), y: Int($0.y.rounded())) }
    #expect(points.map(\.x) == expected.map(\.x))
    #expect(points.map(\.y) == expected.map(\.y))
    #expect(CompactPath(along: [[.init(x: 1, y: 2), .init(x: 1.1, y: 2.2)]]).data == "M1 2h0")
    #expect(CompactPath(around: [parts[2]]).data.hasSuffix("Z"))
    #expect(CompactPath(along: []).data.isEmpty)
  }
}
