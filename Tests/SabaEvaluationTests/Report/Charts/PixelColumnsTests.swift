import Saba
import Testing

@testable import SabaEvaluation

@Suite struct PixelColumnsTests {
  static func samples(_ values: [Double], interval: Int = 60) -> [ChartSample] {
    values.enumerated().map { row, value in
      ChartSample(time: (Double(row) + 0.5) * Double(interval), value: value)
    }
  }

  static func columns(_ values: [Double], width: Int) -> PixelColumns {
    PixelColumns(
      samples(values), on: TimeAxis(from: 0, to: 60 * values.count), interval: 60, width: width)
  }

  @Test(arguments: [1, 7, 899, 900, 901, 43_200])
  func everySpikeSurvives(count: Int) {
    var generator = RandomGenerator(seed: UInt64(count))
    for _ in 0..<20 {
      var values = (0..<count).map { _ in generator.uniform() }
      let up = Int(generator.uniform() * Double(count))
      let down = (up + 1) % count
      values[down] = -50
      values[up] = 100
      let columns = Self.columns(values, width: 900)
      let drawn = columns.runs.joined().flatMap(\.extremes).map(\.low)
      #expect(drawn.contains(100))
      #expect(count == 1 || drawn.contains(-50))
      #expect(drawn.count <= 1800)
      #expect(columns.runs.count == 1)
    }
  }

  @Test func aShortSeriesIsDrawnAsItIs() {
    let values: [Double] = [3, 1, 4, 1, 5, 9, 2, 6]
    let drawn = Self.columns(values, width: 900).runs.joined().flatMap(\.extremes)
    #expect(drawn == Self.samples(values))
  }

  @Test func gapsBreakTheLine() {
    let runs = Self.columns([1, 2, .nan, 3, .infinity, .nan, 4], width: 900).runs
    #expect(runs.map { $0.map(\.lowest.low) } == [[1, 2], [3], [4]])
  }

  @Test func singleGapsWithinAColumnDoNotBreakTheLineOfALongSeries() {
    let values = (0..<9000).map { $0.isMultiple(of: 2) ? Double($0) : .nan }
    let columns = Self.columns(values, width: 900)
    #expect(columns.runs.count == 1)
    #expect(columns.runs[0].count == 900)
  }

  @Test func bandsKeepTheirWidestPlace() {
    let band = (0..<100).map {
      ChartSample(time: Double($0), low: $0 == 40 ? -9 : 0, high: $0 == 41 ? 9 : 1)
    }
    let columns = PixelColumns(band, on: TimeAxis(from: 0, to: 100), interval: 1, width: 5)
    #expect(columns.runs[0].map(\.lowest.low) == [0, 0, -9, 0, 0])
    #expect(columns.runs[0].map(\.highest.high) == [1, 1, 9, 1, 1])
  }

  @Test func whatIsOffTheAxisIsLeftOut() {
    let columns = PixelColumns(
      Self.samples([1, 2, 3, 4]), on: TimeAxis(from: 60, to: 180), interval: 60, width: 900)
    #expect(columns.runs.joined().map(\.lowest.low) == [2, 3])
  }
}
