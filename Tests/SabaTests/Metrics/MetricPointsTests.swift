internal import SabaNumerics
internal import Testing

@testable internal import Saba

@Suite struct MetricPointsTests {
  /// Reads texts, each a file of its own, as one collection.
  private func read(
    _ texts: String..., metrics: [String]? = nil, strict: Bool = false
  ) throws -> MetricPoints {
    func read(_ rest: ArraySlice<String>, _ paths: [String]) throws -> MetricPoints {
      guard let text = rest.first else {
        return try MetricPoints.read(paths: paths, metrics: metrics, strict: strict)
      }
      return try withFile(Array(text.utf8), name: "host\(paths.count).csv") { path in
        try read(rest.dropFirst(), paths + [path])
      }
    }
    return try read(texts[...], [])
  }

  /// The elements of a host's frame, with -1 for NaN.
  private func cells(_ history: RoleHistory, _ host: String) -> [Double] {
    let frame = history.frames.first { $0.host == host }
    return frame?.values.elements.map { $0.isNaN ? -1 : $0 } ?? []
  }

  @Test func takesMeansOverIntervalsOfTheEpoch() throws {
    // 60 s intervals from 60: [60, 120) has 1 and 2, [120, 180) only 6, [180, 240) none, [240, …) 8.
    let points = try read("time,host,a,b\n70,x,1,\n119.9,x,2,4\n120,x,6,\n241,x,8,5\n90,y,3,3\n")
    let history = try points.history(interval: 60)
    #expect(history.metrics == ["a", "b"] && history.interval == 60)
    #expect(history.frames.map(\.host) == ["x", "y"])
    #expect(history.frames.map(\.start) == [60, 60])
    #expect(cells(history, "x") == [1.5, 4, 6, -1, -1, -1, 8, 5])
    #expect(cells(history, "y") == [3, 3])
  }

  @Test func anchorsIntervalsBefore1970Too() throws {
    let history = try read("time,host,a\n-1,x,1\n-60,x,2\n-60.5,x,3\n0,x,4\n").history(interval: 60)
    #expect(history.frames[0].start == -120)
    #expect(cells(history, "x") == [3, 1.5, 4])
  }

  @Test func laterRowsOverwriteThoseOfTheSameTime() throws {
    let points = try read("time,host,a,b\n60,x,1,2\n60,x,3,\n60,y,7,7\n60,x,,9\n61,x,5,\n")
    #expect(points.report.duplicatePoints == 2)
    #expect(points.report.outOfOrderRows == 0)
    #expect(try cells(points.history(interval: 60), "x") == [4, 9])
    #expect(try cells(points.history(interval: 60), "y") == [7, 7])
  }

  @Test func laterRowsOverwriteAcrossFilesAndFormats() throws {
    let points = try read(
      "time,host,a,b\n60,x,1,2\n120,x,1,2\n", "time,host,metric,value\n60,x,a,10\n60,x,c,30\n",
      #"{"time":120,"host":"x","metrics":{"b":20,"a":null}}"#)
    #expect(points.report.duplicatePoints == 2)
    let history = try points.history(interval: 60)
    #expect(history.metrics == ["a", "b", "c"])
    #expect(cells(history, "x") == [10, 2, 30, 1, 20, -1])
  }

  @Test func rowsMayComeInAnyOrder() throws {
    var generator = RandomGenerator(seed: 3)
    var lines: [String] = []
    for i in 0..<500 { lines.append("\(i * 7),h\(i % 3),\(generator.normal()),\(i)") }
    let header = "time,host,a,b\n"
    let ordered = try read(header + lines.joined(separator: "\n"))
    lines.shuffle(using: &generator)
    let shuffled = try read(
      header + lines[..<100].joined(separator: "\n"), header + lines[100...].joined(separator: "\n")
    )
    #expect(ordered.report.outOfOrderRows == 0)
    #expect(shuffled.report.outOfOrderRows > 400)
    #expect(shuffled.report.rows == 500)
    for interval in [1, 60, 300] {
      let a = try ordered.history(interval: interval)
      let b = try shuffled.history(interval: interval)
      #expect(a.frames.map(\.host) == b.frames.map(\.host))
      for (x, y) in zip(a.frames, b.frames) {
        #expect(x.start == y.start)
        #expect(x.values.elements.map(\.bitPattern) == y.values.elements.map(\.bitPattern))
      }
    }
  }

  @Test func countsRowsOutOfOrder() throws {
    let points = try read("time,host,a\n60,x,1\n30,y,1\n0,x,1\n120,x,1\n90,x,1\n30,y,1\n")
    #expect(points.report.outOfOrderRows == 2)
    #expect(points.report.duplicatePoints == 1)
    #expect(points.report.description.hasSuffix("; 2 rows out of order; 1 value overwritten"))
  }

  @Test func joinsHostsWithDifferentMetrics() throws {
    let points = try read("time,cpu,mem\n0,1,2\n", "time,disk,cpu\n0,3,4\n")
    let history = try points.history(interval: 60)
    #expect(history.metrics == ["cpu", "mem", "disk"])
    #expect(cells(history, "host0") == [1, 2, -1])
    #expect(cells(history, "host1") == [4, -1, 3])
  }

  @Test func choosesTheIntervalByTheData() throws {
    func interval(_ spacings: [Int]) throws -> Int {
      var text = "time,host,a\n"
      for (host, spacing) in spacings.enumerated() {
        for i in 0..<9 {
          text += "\(1000 + i * spacing),h\(host),1\n\(1000 + i * spacing),h\(host),2\n"
        }
      }
      return try read(text).history().interval
    }
    #expect(try interval([10]) == 300)
    #expect(try interval([600]) == 600)
    #expect(try interval([60, 900, 900]) == 900)
    #expect(try read("time,a\n5,1\n").history().interval == 300)
    #expect(try read("time,a\n0,1\n600.4,1\n1201,1\n9000,1\n9600.2,1\n").history().interval == 600)
    // One value a row: the metrics' times interleave.
    #expect(
      try read(
        "time,metric,value\n0,a,1\n400,b,1\n800,a,1\n1200,b,1\n1600,a,1\n"
      ).history().interval == 400)
  }

  @Test func tellsTheSpacingOfTheData() throws {
    #expect(try read("time,a\n0,1\n60,1\n120,1\n").spacing == 60)
    #expect(try read("time,host,a\n0,x,1\n60,x,1\n0,y,1\n20,y,1\n0,z,1\n0,z,2\n").spacing == 20)
    #expect(try read("time,a\n0,1\n").spacing == nil)
  }

  /// Rows that give few of many metrics, each other ones, in two orders, with values given twice.
  @Test func readsRowsThatGiveFewOfManyMetrics() throws {
    var generator = RandomGenerator(seed: 5)
    var text = #"{"time":0,"host":"x","metrics":{"m0":0}}"# + "\n"
    var expected = [[Int: Double]](repeating: [:], count: 400)
    expected[0] = [0: 0]
    for row in 1..<400 {
      // A new metric each, and some of those before: few, or after many rows all of the first 100.
      var metrics = [row, row / 2, Int.random(in: 0..<row, using: &generator), row]
      if row % 50 == 0 { metrics += 0..<min(row, 100) }
      metrics.shuffle(using: &generator)
      let members = metrics.map { metric in
        let value = Double(Int.random(in: 0..<1000, using: &generator))
        expected[row][metric] = value
        return "\"m\(metric)\":\(value)"
      }
      text +=
        #"{"time":\#(row * 60),"host":"x","metrics":{\#(members.joined(separator: ","))}}"# + "\n"
    }
    let history = try read(text).history(interval: 60)
    #expect(Set(history.metrics) == Set((0..<400).map { "m\($0)" }))
    for row in 0..<400 {
      for (column, name) in history.metrics.enumerated() {
        let metric = Int(name.dropFirst()) ?? -1
        let value = history.frames[0].values[row, column]
        #expect(value.isNaN ? expected[row][metric] == nil : value == expected[row][metric])
      }
    }
  }

  @Test func storesOnlyWhatRowsGive() throws {
    var text = ""
    for row in 0..<500 { text += #"{"time":\#(row),"metrics":{"cpu":1,"m\#(row)":2}}"# + "\n" }
    let points = try read(text)
    let cellCount = points.hostPoints[0].blocks.reduce(0) { $0 + $1.values.count }
    // Two values a row, but for the first rows, which are as wide as all metrics so far.
    #expect(cellCount < 500 * 2 + 64 * 64)
  }

  @Test func refusesAbsurdSpans() throws {
    let points = try read("time,host,a\n60,web1,1\n1769854830,web1,1\n1769854830,web2,1\n")
    let error = inputError { () throws(InputError) in try points.history(interval: 1) }
    #expect(error?.kind == .badData)
    #expect(
      error?.description
        == "web1: the host's times go from 1970-01-01T00:01:00Z to 2026-01-31T10:20:30Z, "
        + "1769854771 intervals of 1 s for so few values; "
        + "correct the wrong time, or choose a longer interval")
    #expect(try points.history(interval: 86_400).frames[0].rowCount == 20_485)
  }

  @Test func standardInputIsReadOnce() {
    let error = inputError { () throws(InputError) in try MetricPoints.read(paths: ["-", "-"]) }
    #expect(error?.description == "-: standard input is named twice; name it once")
  }

  @Test func badLinesAreSkippedOrFatal() throws {
    let text = "time,a\n0,1\n60,x\n120,3\n"
    let points = try read(text)
    #expect(points.report.badLines == 1)
    #expect(try cells(points.history(interval: 60), "host0") == [1, -1, 3])
    #expect(throws: InputError.self) { try read(text, strict: true) }
  }

  @Test func seriesAreThoseWithAValue() throws {
    let points = try read(
      "time,host,a,b,c\n0,x,1,,\n60,x,2,5,\n0,y,,nan,\n60,y,,7,\n", "time,host,c\n0,z,\n")
    #expect(points.series.map(\.description) == ["a of x", "b of x", "b of y"])
  }

  @Test func oneSeriesStandsByItself() throws {
    // Disk comes every ten minutes, load every minute, and from another host every second.
    var text = "time,host,metric,value\n"
    for minute in 0..<60 {
      text += "\(60 * minute),x,load,\(minute)\n"
      if minute % 10 == 0 { text += "\(60 * minute),x,disk,\(-minute)\n" }
    }
    for second in 0..<1000 { text += "\(second),y,load,0\n" }
    let points = try read(text)
    let disk = points.only(.init(host: "x", metric: "disk"))
    #expect(disk.spacing == 600)
    #expect(disk.report == points.report)
    let history = try disk.history(interval: 600)
    #expect(history.metrics == ["disk"] && history.frames.map(\.host) == ["x"])
    #expect(cells(history, "x") == [0, -10, -20, -30, -40, -50])
    let load = points.only(.init(host: "x", metric: "load"))
    #expect(load.spacing == 60)
    #expect(try cells(load.history(interval: 60), "x") == (0..<60).map(Double.init))
  }

  @Test func oneSeriesOfWideRowsKeepsItsGaps() throws {
    let points = try read("time,host,a,b\n0,x,1,2\n60,x,,3\n120,x,4,\n")
    let history = try points.only(.init(host: "x", metric: "a")).history(interval: 60)
    #expect(cells(history, "x") == [1, -1, 4])
  }
}
