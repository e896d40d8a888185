internal import Saba
internal import SabaEvaluation

/// Rows of a stream on their way to closed intervals, and what to say of those that are lost.
struct LiveRows {
  private var jumpGuard = TimeJumpGuard()
  private var grid: RoleGrid
  /// Rows that are still to be put on the grid, and whether the input ends behind them.
  private var taken: [MetricRow] = []
  private var isAtEnd = false
  private var closed: [LiveGrid.ClosedInterval] = []
  private var remarks: [Remark] = []
  private var badLinesTold = 0
  /// Whether nothing is said of what is lost: it was before.
  var isQuiet = false

  /// What happened to a row; hosts are numbers here.
  private struct Remark {
    var row: MetricRow
    var problem: String
    var count: Int
  }

  /// Begins without a row.
  ///
  /// - Parameters:
  ///   - model: Says which metrics count, and the interval.
  ///   - insistsOnOrder: Whether values older than the newest of their host and metric are dropped.
  init(model: RoleModel, insistsOnOrder: Bool = false) {
    grid = RoleGrid(for: model, insistsOnOrder: insistsOnOrder)
  }

  /// Takes a row.
  mutating func push(_ row: MetricRow) {
    let dropped = jumpGuard.droppedRows
    taken += jumpGuard.pass(row)
    remarkOnDrop(since: dropped)
  }

  /// Ends the input, and with it every open interval.
  mutating func finish() {
    let dropped = jumpGuard.droppedRows
    jumpGuard.finish()
    remarkOnDrop(since: dropped)
    isAtEnd = true
  }

  /// Puts the rows taken on the grid; only now are the names of their metrics at hand.
  private mutating func putOnGrid(_ names: [String]) {
    for row in taken {
      let late = grid.lateRows
      let older = grid.olderValues
      closed += grid.push(row, names: names)
      if grid.olderValues > older {
        remark(row, "older than one already taken", grid.olderValues)
      }
      if grid.lateRows > late { remark(row, "too late: its interval has closed", grid.lateRows) }
    }
    taken.removeAll(keepingCapacity: true)
    if isAtEnd { closed += grid.finish() }
  }

  /// The intervals that closed since the last call; says what was lost since then, the 1st, 10th,
  /// 100th … time.
  mutating func takeObservations(_ parser: MetricParser) -> [Observation] {
    let hosts = parser.hosts
    putOnGrid(parser.metrics)
    for remark in remarks where !isQuiet {
      let time = Timestamp.text(Int(remark.row.time.rounded(.down)))
      StandardError.print(
        "\(hosts[remark.row.host]): dropped a row of \(time), \(remark.problem) "
          + "(\(Words.count(remark.count, "such row")) so far)")
    }
    remarks = []
    let badLines = parser.report.badLines
    if !isQuiet, Self.powerOfTen(badLines) > Self.powerOfTen(badLinesTold),
      let first = parser.report.firstBadLine
    {
      let count = Words.count(badLines, "bad line")
      StandardError.print("\(count) skipped so far, the first is \(first)")
    }
    badLinesTold = badLines
    let observations = closed.map {
      Observation(host: hosts[$0.host], time: $0.start, values: $0.values)
    }
    closed = []
    return observations
  }

  /// How many rows were lost, and why; empty if none.
  var losses: [String] {
    let counts = [
      (grid.lateRows, "that came too late"),
      (jumpGuard.droppedRows, "more than a day ahead of all others"),
    ]
    return counts.filter { $0.0 > 0 }.map { "dropped \(Words.count($0.0, "row")) \($0.1)" }
      + (grid.olderValues > 0
        ? ["dropped \(Words.count(grid.olderValues, "value")) older than one already taken"] : [])
  }

  private mutating func remarkOnDrop(since dropped: Int) {
    guard jumpGuard.droppedRows > dropped, let row = jumpGuard.lastDroppedRow else { return }
    let problem = "more than a day ahead of all others: correct the host's clock"
    // One measurement may be several rows.
    for count in dropped + 1...jumpGuard.droppedRows { remark(row, problem, count) }
  }

  private mutating func remark(_ row: MetricRow, _ problem: String, _ count: Int) {
    if Self.powerOfTen(count) == count {
      remarks.append(Remark(row: row, problem: problem, count: count))
    }
  }

  /// The highest power of ten that is not above a count; 0 for 0.
  private static func powerOfTen(_ count: Int) -> Int {
    var power = count > 0 ? 1 : 0
    while power > 0, power <= count / 10 { power *= 10 }
    return power
  }
}

// MARK: - State

extension LiveRows {
  /// Writes the rows that wait; those taken have been put on the grid.
  func write(to writer: inout StateWriter) {
    jumpGuard.write(to: &writer)
    grid.write(to: &writer)
  }

  /// Puts back what was written, of so many hosts and metrics.
  mutating func restore(
    from reader: inout StateReader, hostCount: Int, names: [String]
  ) throws(StateError) {
    try jumpGuard.restore(from: &reader, hostCount: hostCount, metricCount: names.count)
    try grid.restore(from: &reader, names: names)
  }
}
