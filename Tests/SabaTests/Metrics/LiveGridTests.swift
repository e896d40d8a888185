internal import SabaNumerics
internal import Testing

@testable internal import Saba

@Suite struct LiveGridTests {
  private func row(_ time: Double, _ values: [Double], host: Int = 0) -> MetricRow {
    MetricRow(host: host, time: time, metrics: Array(values.indices), values: values)
  }

  private func plain(_ intervals: [LiveGrid.ClosedInterval]) -> [[Double]] {
    intervals.map { [Double($0.host), Double($0.start)] + $0.values.map { $0.isNaN ? -1 : $0 } }
  }

  @Test func closesAnIntervalWhenALaterOneOfItsHostBegins() {
    var grid = LiveGrid(metricCount: 2, interval: 60)
    #expect(grid.push(row(60, [1, .nan])).isEmpty)
    #expect(grid.push(row(60, [9, 9], host: 1)).isEmpty)
    #expect(grid.push(row(119, [3, .nan])).isEmpty)
    #expect(plain(grid.push(row(125, [5, 6]))) == [[0, 60, 2, -1]])
    #expect(plain(grid.push(row(180, [7, 8], host: 1))) == [[1, 60, 9, 9], [1, 120, -1, -1]])
    #expect(plain(grid.finish()) == [[0, 120, 5, 6], [1, 180, 7, 8]])
    #expect(grid.finish().isEmpty)
  }

  @Test func dropsAndCountsLateRows() {
    var grid = LiveGrid(metricCount: 1, interval: 60)
    _ = grid.push(row(0, [1]))
    _ = grid.push(row(60, [2]))
    #expect(grid.push(row(59, [100])).isEmpty)
    #expect(grid.push(row(5, [100], host: 1)).isEmpty)
    #expect(grid.lateRows == 1)
    #expect(plain(grid.finish()) == [[1, 0, 100], [0, 60, 2]])
  }

  @Test func tellsDuplicatesFromLateRows() {
    var grid = LiveGrid(metricCount: 2, interval: 60)
    _ = grid.push(row(60, [1, .nan]))
    _ = grid.push(row(60, [.nan, 2]))
    #expect(grid.duplicateValues == 0)
    _ = grid.push(row(60, [3, 4]))
    _ = grid.push(row(60, [5, 6], host: 1))
    #expect(grid.duplicateValues == 2 && grid.lateRows == 0)
    _ = grid.push(row(130, [7, 8]))
    _ = grid.push(row(60, [9, 9]))
    #expect(grid.duplicateValues == 2 && grid.lateRows == 1)
    #expect(plain(grid.finish()) == [[1, 60, 5, 6], [0, 120, 7, 8]])
  }

  @Test func fillsGapsOfADayAtMost() {
    var grid = LiveGrid(metricCount: 1, interval: 3600)
    _ = grid.push(row(0, [1]))
    let day = grid.push(row(25 * 3600, [2]))
    #expect(day.map(\.start) == (0..<25).map { $0 * 3600 })
    #expect(day.dropFirst().allSatisfy { $0.values[0].isNaN })
    let year = grid.push(row(365 * 86_400, [3]))
    #expect(year.map(\.start) == (25..<50).map { $0 * 3600 })
    #expect(plain(grid.finish()) == [[0, 365 * 86_400, 3]])
  }

  @Test func countsGapsFromTheLastValue() {
    var grid = LiveGrid(metricCount: 1, interval: 3600)
    var starts: [Int] = []
    // Rows without a value are no sign of life.
    for hour in 0..<60 {
      let value = hour == 3 || hour == 59 ? 1 : Double.nan
      starts += grid.push(row(Double(hour) * 3600, [value])).map { $0.start / 3600 }
    }
    starts += grid.finish().map { $0.start / 3600 }
    #expect(starts == Array(0...27) + [59])
  }

  @Test func laterValuesOverwriteThoseOfTheSameTime() {
    var grid = LiveGrid(metricCount: 2, interval: 60)
    _ = grid.push(row(1, [1, 5]))
    _ = grid.push(row(1, [3, .nan]))
    _ = grid.push(MetricRow(host: 0, time: 2, metrics: [1], values: [7]))
    #expect(plain(grid.finish()) == [[0, 0, 3, 6]])
  }

  /// Rows of three hosts mostly in order, some older, some twice, some with values missing.
  private func disorderlyRows(seed: UInt64) -> [MetricRow] {
    var generator = RandomGenerator(seed: seed)
    var times = [0.0, 0, 0]
    return (0..<200).map { _ in
      let host = Int.random(in: 0..<3, using: &generator)
      times[host] += Double(Int.random(in: 0...40, using: &generator))
      let older = generator.uniform() < 0.2 ? 10 + 50 * generator.uniform() : 0
      let metrics = [0, 1, 2].filter { _ in Bool.random(using: &generator) }
      return MetricRow(
        host: host, time: times[host] - older.rounded(), metrics: metrics,
        values: metrics.map { _ in generator.uniform() < 0.1 ? .nan : generator.normal() })
    }
  }

  @Test("Rows that come again from anywhere before change nothing", arguments: 1...20)
  func rowsThatComeAgain(seed: UInt64) throws {
    let rows = disorderlyRows(seed: seed)
    func grid() -> LiveGrid { LiveGrid(metricCount: 3, interval: 60, insistsOnOrder: true) }
    var whole = grid()
    let expected = plain(rows.flatMap { whole.push($0) })
    #expect(whole.olderValues > 0)
    var generator = RandomGenerator(seed: seed)
    for cut in stride(from: 0, through: rows.count, by: 9) {
      var first = grid()
      var closed = rows[..<cut].flatMap { first.push($0) }
      var writer = StateWriter()
      first.write(to: &writer)
      var second = grid()
      var reader = StateReader(writer.bytes[...])
      try second.restore(from: &reader)
      #expect(reader.isAtEnd)
      let start = Int.random(in: 0...cut, using: &generator)
      closed += rows[start...].flatMap { second.push($0) }
      #expect(plain(closed) == expected, "from \(start) after \(cut)")
    }
  }

  @Test("In a grid that insists on order an older value does not count, the same time overwrites")
  func olderValues() {
    var grid = LiveGrid(metricCount: 2, interval: 60, insistsOnOrder: true)
    _ = grid.push(row(10, [1, 5]))
    _ = grid.push(row(20, [3, .nan]))
    _ = grid.push(row(10, [100, 7]))
    _ = grid.push(row(5, [100, 100]))
    #expect(grid.olderValues == 3)
    #expect(plain(grid.finish()) == [[0, 0, 2, 7]])
  }

  @Test(arguments: 1...20)
  func equalsTheBatchPathForDataInOrder(seed: UInt64) throws {
    var generator = RandomGenerator(seed: seed)
    let interval = [1, 60, 300][Int.random(in: 0...2, using: &generator)]
    let names = (0..<Int.random(in: 1...6, using: &generator)).map { "m\($0)" }
    var text = ""
    var times = [Double](repeating: -5000, count: 3)
    for _ in 0..<400 {
      let host = Int.random(in: 0..<3, using: &generator)
      // Mostly in the same interval or the next, sometimes the same time, sometimes far on.
      switch Int.random(in: 0...9, using: &generator) {
      case 0: break
      case 1: times[host] += Double(interval * Int.random(in: 2...20, using: &generator))
      default: times[host] += generator.uniform() * Double(interval)
      }
      let metrics = names.filter { _ in Bool.random(using: &generator) }.map { name in
        "\"\(name)\":" + (generator.uniform() < 0.1 ? "null" : "\(generator.normal() * 100)")
      }
      text +=
        #"{"time":\#(times[host]),"host":"h\#(host)","metrics":{\#(metrics.joined(separator: ","))}}"#
      text += "\n"
    }
    try withFile(Array(text.utf8)) { path in
      let history = try MetricPoints.read(paths: [path], metrics: names).history(interval: interval)
      var parser = MetricParser(metrics: names)
      var grid = LiveGrid(metricCount: names.count, interval: interval)
      var closed: [LiveGrid.ClosedInterval] = []
      try parser.read(path: path) { closed += grid.push($0) }
      closed += grid.finish()
      #expect(grid.lateRows == 0)
      for frame in history.frames {
        let live = closed.filter { parser.hosts[$0.host] == frame.host }
        #expect(live.map(\.start) == (0..<frame.rowCount).map(frame.time(ofRow:)))
        #expect(
          live.flatMap(\.values).map(\.bitPattern) == frame.values.elements.map(\.bitPattern))
      }
      #expect(history.frames.count == 3)
    }
  }
}
