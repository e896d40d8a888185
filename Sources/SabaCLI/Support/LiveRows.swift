internal import Saba
internal import SabaEvaluation

/// Rows of a stream on their way to closed intervals, and what to say of those that are lost.
struct LiveRows {
  private var jumpGuard = TimeJumpGuard()
  /// The grid of each role.
  private var grids: [RoleGrid]
  /// The roles of each host, by name; nil where there is one role, which every host has.
  private var routes: [String: [Int]]?
  /// The same by number, for the hosts met so far; nil for those that are of none.
  private var rolesOfHosts: [[Int]?] = []
  private static let onlyRole = [0]
  private var lateRows = 0
  private var olderValues = 0
  private var strangerRows = 0
  private var strangers = Set<Int>()
  /// Rows that are still to be put on the grid, and whether the input ends behind them.
  private var taken: [MetricRow] = []
  private var isAtEnd = false
  private var closed: [(role: Int, interval: LiveGrid.ClosedInterval)] = []
  private var remarks: [Remark] = []
  private var badLinesTold = 0
  /// Whether nothing is said of what is lost: it was before.
  var isQuiet = false

  /// What happened to a row; hosts are numbers here.
  private struct Remark {
    var row: MetricRow
    var problem: String
    var count: Int
    /// What is counted.
    var noun: String
  }

  /// Begins without a row.
  ///
  /// - Parameters:
  ///   - roles: Their models say which metrics count, and the interval.
  ///   - insistsOnOrder: Whether values older than the newest of their host and metric are dropped.
  init(roles: JudgedRoles, insistsOnOrder: Bool = false) {
    grids = roles.models.map { RoleGrid(for: $0, insistsOnOrder: insistsOnOrder) }
    routes = roles.routes
  }

  /// Goes on with other roles, between two pieces of the input; open intervals stay open.
  ///
  /// - Parameters:
  ///   - roles: The roles from now on.
  ///   - numbers: The number that each of them has had; nil for those that are new.
  mutating func use(_ roles: JudgedRoles, numbers: [Int?]) {
    grids = zip(roles.models, numbers).map { model, number in
      number.map { grids[$0] } ?? RoleGrid(for: model, insistsOnOrder: true)
    }
    routes = roles.routes
    rolesOfHosts = []
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

  /// Puts the rows taken on the grids; only now are the names of hosts and metrics at hand.
  private mutating func putOnGrids(hosts: [String], metrics: [String]) {
    if let routes, rolesOfHosts.count < hosts.count {
      rolesOfHosts += hosts[rolesOfHosts.count...].map { routes[$0] }
    }
    for row in taken {
      guard let roles = routes == nil ? Self.onlyRole : rolesOfHosts[row.host] else {
        strangerRows += 1
        if strangers.insert(row.host).inserted {
          let problem = "of a host that no watched role of the fleet has"
          remark(row, problem, strangers.count, noun: "such host")
        }
        continue
      }
      put(row, on: roles, names: metrics)
    }
    taken.removeAll(keepingCapacity: true)
    guard isAtEnd else { return }
    var last: [(role: Int, interval: LiveGrid.ClosedInterval)] = []
    for role in grids.indices { last += grids[role].finish().map { (role, $0) } }
    // Sorting keeps the order of those that end together.
    closed += last.sorted { end(of: $0) < end(of: $1) }
  }

  private func end(of closed: (role: Int, interval: LiveGrid.ClosedInterval)) -> Int {
    closed.interval.start + grids[closed.role].interval
  }

  /// Puts a row on the grids of some roles, and counts what is lost of it, once for all of them.
  private mutating func put(_ row: MetricRow, on roles: [Int], names: [String]) {
    var isLate = false
    var older = 0
    for role in roles {
      let late = grids[role].lateRows
      let olderBefore = grids[role].olderValues
      for interval in grids[role].push(row, names: names) { closed.append((role, interval)) }
      isLate = isLate || grids[role].lateRows > late
      older = max(older, grids[role].olderValues - olderBefore)
    }
    if older > 0 {
      olderValues += older
      remark(row, "older than one already taken", olderValues)
    }
    if isLate {
      lateRows += 1
      remark(row, "too late: its interval has closed", lateRows)
    }
  }

  /// The intervals that closed since the last call; says what was lost since then, the 1st, 10th,
  /// 100th … time.
  mutating func takeObservations(_ parser: MetricParser) -> [RoleObservation] {
    let hosts = parser.hosts
    putOnGrids(hosts: hosts, metrics: parser.metrics)
    for remark in remarks where !isQuiet {
      let time = Timestamp.text(Int(remark.row.time.rounded(.down)))
      StandardError.print(
        "\(hosts[remark.row.host]): dropped a row of \(time), \(remark.problem) "
          + "(\(Words.count(remark.count, remark.noun)) so far)")
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
    let observations = closed.map { role, interval in
      RoleObservation(
        role: role,
        observation: Observation(
          host: hosts[interval.host], time: interval.start, values: interval.values))
    }
    closed = []
    return observations
  }

  /// How many rows were lost, and why; empty if none.
  var losses: [String] {
    let counts = [
      (lateRows, "that came too late"),
      (jumpGuard.droppedRows, "more than a day ahead of all others"),
      (
        strangerRows,
        "of \(Words.count(strangers.count, "host")) that no watched role of the fleet has"
      ),
    ]
    return counts.filter { $0.0 > 0 }.map { "dropped \(Words.count($0.0, "row")) \($0.1)" }
      + (olderValues > 0
        ? ["dropped \(Words.count(olderValues, "value")) older than one already taken"] : [])
  }

  private mutating func remarkOnDrop(since dropped: Int) {
    guard jumpGuard.droppedRows > dropped, let row = jumpGuard.lastDroppedRow else { return }
    let problem = "more than a day ahead of all others: correct the host's clock"
    // One measurement may be several rows.
    for count in dropped + 1...jumpGuard.droppedRows { remark(row, problem, count) }
  }

  private mutating func remark(
    _ row: MetricRow, _ problem: String, _ count: Int, noun: String = "such row"
  ) {
    if Self.powerOfTen(count) == count {
      remarks.append(Remark(row: row, problem: problem, count: count, noun: noun))
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
  /// Writes the rows that wait; those taken have been put on the grids.
  func write(to writer: inout StateWriter) {
    jumpGuard.write(to: &writer)
    for grid in grids { grid.write(to: &writer) }
  }

  /// Puts back what was written for the same roles, of so many hosts and metrics.
  mutating func restore(
    from reader: inout StateReader, hostCount: Int, names: [String]
  ) throws(StateError) {
    try jumpGuard.restore(from: &reader, hostCount: hostCount, metricCount: names.count)
    for role in grids.indices { try grids[role].restore(from: &reader, names: names) }
  }
}
