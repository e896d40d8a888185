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

  @Test func tellsValuesThatComeAgainFromOthersOfTheSameTime() {
    var grid = LiveGrid(metricCount: 2, interval: 60)
    _ = grid.push(row(60, [1, 2]))
    _ = grid.push(row(60, [1, 3]))
    #expect(grid.duplicateValues == 2 && grid.conflictingValues == 1)
    // As it was at first, but not as it was last.
    _ = grid.push(row(60, [.nan, 2]))
    #expect(grid.duplicateValues == 3 && grid.conflictingValues == 2)
    #expect(plain(grid.finish()) == [[0, 60, 1, 2]])
  }

  /// What a clock closes of some hosts.
  private func close(_ grid: inout LiveGrid, _ time: Int, _ hosts: Set<Int>) -> [[Double]] {
    plain(grid.close(through: time) { hosts.contains($0) })
  }

  @Test func closesIntervalsOfSilentHostsAsAClockHasIt() {
    var grid = LiveGrid(metricCount: 1, interval: 60)
    _ = grid.push(row(60, [1]))
    _ = grid.push(row(70, [2], host: 1))
    _ = grid.push(row(90, [3]))
    // Not over yet, or not silent.
    #expect(close(&grid, 119, [0, 1]).isEmpty)
    #expect(close(&grid, 500, []).isEmpty)
    #expect(close(&grid, 180, [0]) == [[0, 60, 2]])
    // The next one is empty, one at a time.
    #expect(close(&grid, 240, [0]) == [[0, 120, -1]])
    #expect(close(&grid, 240, [0]) == [[0, 180, -1]])
    #expect(close(&grid, 240, [0]).isEmpty)
    #expect(plain(grid.push(row(185, [9]))) == [] && grid.lateRows == 1)
    // Neither the gap nor what is after it is given twice.
    #expect(plain(grid.push(row(365, [4]))) == [[0, 240, -1], [0, 300, -1]])
    #expect(close(&grid, 420, [0]) == [[0, 360, 4]])
    // An interval of which nothing has come is none at the end.
    #expect(plain(grid.finish()) == [[1, 60, 2]])
    #expect(close(&grid, 9999, [0, 1]).isEmpty)
  }

  @Test func closesGapsOfADayAtMost() {
    var grid = LiveGrid(metricCount: 1, interval: 3600)
    _ = grid.push(row(0, [1]))
    var starts: [Int] = []
    while case let closed = grid.close(through: 90 * 86_400, where: { _ in true }), !closed.isEmpty
    {
      starts += closed.map { $0.start / 3600 }
    }
    #expect(starts == Array(0...24))
    // A host that comes back is late for nothing but that.
    #expect(grid.push(row(30 * 3600, [2])).isEmpty && grid.lateRows == 0)
    #expect(plain(grid.finish()) == [[0, 30 * 3600, 2]])
  }

  @Test("What a clock closes is what later rows would have closed", arguments: 1...20)
  func closingByAClockChangesNothing(seed: UInt64) throws {
    var generator = RandomGenerator(seed: seed)
    func grid() -> LiveGrid { LiveGrid(metricCount: 2, interval: 60, insistsOnOrder: true) }
    var (without, with) = (grid(), grid())
    var (expected, closed) = ([LiveGrid.ClosedInterval](), [LiveGrid.ClosedInterval]())
    var times = [0.0, 30, 3000]
    for _ in 0..<300 {
      let host = Int.random(in: 0..<3, using: &generator)
      let isLong = generator.uniform() < 0.03
      times[host] += isLong ? 200_000 * generator.uniform() : 100 * generator.uniform()
      let values = [generator.normal(), generator.uniform() < 0.3 ? .nan : 1]
      // The clock shows what the next row of the host will say, and others are silent.
      if generator.uniform() < 0.5 {
        let now = Int(times[host])
        while case let due = with.close(through: now, where: { $0 == host }), !due.isEmpty {
          closed += due
        }
        if generator.uniform() < 0.2 {
          var writer = StateWriter()
          with.write(to: &writer)
          with.writeClock(to: &writer)
          with = grid()
          var reader = StateReader(writer.bytes[...])
          try with.restore(from: &reader)
          try with.restoreClock(from: &reader)
          #expect(reader.isAtEnd)
        }
      }
      expected += without.push(row(times[host], values, host: host))
      closed += with.push(row(times[host], values, host: host))
    }
    expected += without.finish()
    closed += with.finish()
    func sorted(_ intervals: [LiveGrid.ClosedInterval]) -> [[Double]] {
      plain(intervals.sorted { ($0.host, $0.start) < ($1.host, $1.start) })
    }
    #expect(sorted(closed) == sorted(expected))
    #expect(with.lateRows == 0)
    // A year is not filled, days are.
    #expect(expected.count { $0.values.allSatisfy(\.isNaN) } > 1000)
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
