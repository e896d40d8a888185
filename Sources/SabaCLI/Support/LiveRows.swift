internal import Saba
internal import SabaEvaluation

/// Rows of a stream on their way to closed intervals, and what to say of those that are lost.
struct LiveRows {
  private var jumpGuard: TimeJumpGuard
  /// Never read where points alone tell the time.
  private var clock = ArrivalClock()
  /// The grid of each role.
  private var grids: [RoleGrid]
  /// The roles of each host, by name; nil where there is one role, which every host has.
  private var routes: [String: [Int]]?
  /// The same by number, for the hosts met so far; nil for those that are of none.
  private var rolesOfHosts: [[Int]?] = []
  private static let onlyRole = [0]
  private var lateRows = LossCount(noun: "row")
  private var jumpedRows = LossCount(noun: "row")
  private var futureRows = LossCount(noun: "row")
  private var olderValues = LossCount(noun: "value")
  private var repeatedValues = LossCount(noun: "value")
  private var conflictingValues = LossCount(noun: "value")
  private var strangerRows = 0
  private var strangers = Set<Int>()
  /// Rows that are still to be put on the grid, and whether the input ends behind them.
  private var taken: [MetricRow] = []
  private var isAtEnd = false
  private var closed: [(role: Int, interval: LiveGrid.ClosedInterval)] = []
  private var remarks: [Remark] = []
  private var badLinesTold = 0
  private var isSilenceTold = false
  /// Whether nothing is said of what is lost: it was before.
  var isQuiet = false

  /// What happened to a row; hosts are numbers here.
  private struct Remark {
    var row: MetricRow
    /// What came of it, before what it is and when.
    var verb: String
    var problem: String
    /// How many there were so far.
    var count: String
  }

  /// Begins without a row.
  ///
  /// - Parameters:
  ///   - roles: Their models say which metrics count, and the interval.
  ///   - insistsOnOrder: Whether values older than the newest of their host and metric are dropped.
  init(roles: JudgedRoles, insistsOnOrder: Bool = false) {
    grids = roles.models.map { RoleGrid(for: $0, insistsOnOrder: insistsOnOrder) }
    routes = roles.routes
    jumpGuard = TimeJumpGuard(interval: roles.longestInterval)
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
    jumpGuard.use(interval: roles.longestInterval)
  }

  /// Takes a row.
  mutating func push(_ row: MetricRow) {
    let dropped = jumpGuard.droppedRows
    let future = jumpGuard.futureRows
    clock.hear()
    let passed = jumpGuard.pass(row, now: clock.now.map(Double.init))
    for row in passed { clock.see(row.host) }
    taken += passed
    remarkOnDrop(since: dropped)
    if jumpGuard.futureRows > future, futureRows.add(of: row.host), let now = clock.now {
      let problem =
        "in the future, as the clock shows \(Timestamp.text(now)): correct the clock of the host, "
        + "or this one"
      remark(row, problem, futureRows)
    }
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
          if LossCount.powerOfTen(strangers.count) == strangers.count {
            remarks.append(
              Remark(
                row: row, verb: "dropped", problem: problem,
                count: Words.count(strangers.count, "such host")))
          }
        }
        continue
      }
      put(row, on: roles, names: metrics)
    }
    taken.removeAll(keepingCapacity: true)
    guard isAtEnd else { return }
    var last: [(role: Int, interval: LiveGrid.ClosedInterval)] = []
    for role in grids.indices { last += grids[role].finish().map { (role, $0) } }
    close(last)
  }

  /// Closes some intervals of all roles, in order of their ends.
  private mutating func close(_ intervals: [(role: Int, interval: LiveGrid.ClosedInterval)]) {
    // Sorting keeps the order of those that end together.
    closed += intervals.sorted { end(of: $0) < end(of: $1) }
  }

  private func end(of closed: (role: Int, interval: LiveGrid.ClosedInterval)) -> Int {
    closed.interval.start + grids[closed.role].interval
  }

  /// Puts a row on the grids of some roles, and counts what is lost of it, once for all of them.
  private mutating func put(_ row: MetricRow, on roles: [Int], names: [String]) {
    var isLate = false
    var (older, duplicates, conflicts) = (0, 0, 0)
    for role in roles {
      let before = grids[role].counts
      for interval in grids[role].push(row, names: names) { closed.append((role, interval)) }
      let after = grids[role].counts
      isLate = isLate || after.late > before.late
      older = max(older, after.older - before.older)
      duplicates = max(duplicates, after.duplicates - before.duplicates)
      conflicts = max(conflicts, after.conflicts - before.conflicts)
    }
    if older > 0, olderValues.add(older, of: row.host) {
      remark(row, "older than one already taken", olderValues)
    }
    if isLate, lateRows.add(of: row.host) {
      remark(row, "too late: its interval has closed", lateRows)
    }
    let repeats = duplicates - conflicts
    if repeats > 0, repeatedValues.add(repeats, of: row.host) {
      remark(row, "as it had come before", repeatedValues, verb: "got again")
    }
    if conflicts > 0, conflictingValues.add(conflicts, of: row.host) {
      let problem = "with another value, which counts: see whether two agents send as one host"
      remark(row, problem, conflictingValues, verb: "got again")
    }
  }

  /// The intervals that closed since the last call; says what was lost since then, the 1st, 10th,
  /// 100th … time.
  mutating func takeObservations(_ parser: MetricParser) -> [RoleObservation] {
    let hosts = parser.hosts
    putOnGrids(hosts: hosts, metrics: parser.metrics)
    for remark in remarks where !isQuiet {
      let (row, metrics) = (remark.row, parser.metrics)
      let what = row.metrics.count == 1 ? metrics[row.metrics[0]] : "a row"
      let time = Timestamp.text(Int(row.time.rounded(.down)))
      StandardError.print(
        Text.printable(
          "\(hosts[row.host]): \(remark.verb) \(what) of \(time), \(remark.problem) "
            + "(\(remark.count) so far)"))
    }
    remarks = []
    let badLines = parser.report.badLines
    if !isQuiet, LossCount.powerOfTen(badLines) > LossCount.powerOfTen(badLinesTold),
      let first = parser.report.firstBadLine
    {
      let count = Words.count(badLines, "bad line")
      StandardError.print("\(count) skipped so far, the first is \(first)")
    }
    badLinesTold = badLines
    return takeClosed(hosts)
  }

  private mutating func takeClosed(_ hosts: [String]) -> [RoleObservation] {
    let observations = closed.map { role, interval in
      RoleObservation(
        role: role,
        observation: Observation(
          host: hosts[interval.host], time: interval.start, values: interval.values))
    }
    closed = []
    return observations
  }

  /// How many rows were lost or doubled, why, and of which hosts.
  ///
  /// - Parameter hosts: The hosts' names, by number.
  /// - Returns: A line for each kind; empty if there were none.
  func losses(_ hosts: [String]) -> [String] {
    var lines: [String] = []
    func tell(_ loss: LossCount, _ words: (String) -> String) {
      if loss.count > 0 { lines.append("\(words(loss.words)): \(loss.hostWords(hosts))") }
    }
    tell(lateRows) { "dropped \($0) that came too late" }
    tell(jumpedRows) { "dropped \($0) more than a day ahead of all others" }
    tell(futureRows) { "dropped \($0) in the future by the clock" }
    if strangerRows > 0 {
      lines.append(
        "dropped \(Words.count(strangerRows, "row")) of \(Words.count(strangers.count, "host")) "
          + "that no watched role of the fleet has")
    }
    tell(olderValues) { "dropped \($0) older than one already taken" }
    tell(repeatedValues) { "got \($0) twice, as they were" }
    tell(conflictingValues) { "got \($0) twice, with another value, which counts" }
    return lines
  }

  private mutating func remarkOnDrop(since dropped: Int) {
    guard jumpGuard.droppedRows > dropped, let row = jumpGuard.lastDroppedRow else { return }
    // One measurement may be several rows.
    if jumpedRows.add(jumpGuard.droppedRows - dropped, of: row.host) {
      let problem = "more than a day ahead of all others: correct the host's clock"
      remark(row, problem, jumpedRows)
    }
  }

  private mutating func remark(
    _ row: MetricRow, _ problem: String, _ loss: LossCount, verb: String = "dropped"
  ) {
    let count = Words.count(loss.count, "such \(loss.noun)")
    remarks.append(Remark(row: row, verb: verb, problem: problem, count: count))
  }
}

extension RoleGrid {
  /// What became of rows so far.
  fileprivate var counts: (late: Int, older: Int, duplicates: Int, conflicts: Int) {
    (lateRows, olderValues, duplicateValues, conflictingValues)
  }
}

// MARK: - The clock

extension LiveRows {
  /// Takes a reading of the clock, by which rows that come next may be of the future.
  ///
  /// - Parameter now: What the clock shows, in seconds since the epoch.
  mutating func advance(to now: Int) {
    clock.advance(to: now)
    tellOfSilence()
  }

  /// Closes intervals of which nothing comes any more, by the clock.
  ///
  /// - Parameter parser: Knows the hosts.
  /// - Returns: one interval at most for each host and role, in order of time; to be called again until
  ///   there are none.
  mutating func takeDue(_ parser: MetricParser) -> [RoleObservation] {
    guard let now = clock.now else { return [] }
    var due: [(role: Int, interval: LiveGrid.ClosedInterval)] = []
    for role in grids.indices {
      let wait = ArrivalClock.wait(interval: grids[role].interval)
      due += grids[role].close(through: now - wait) { clock.isSilent($0, for: wait) }.map {
        (role, $0)
      }
    }
    close(due)
    return takeClosed(parser.hosts)
  }

  /// Goes without the clock from now on.
  mutating func stopClock() { clock = ArrivalClock() }

  /// Says, once for each time, that nothing comes of anybody.
  private mutating func tellOfSilence() {
    let longest = grids.map(\.interval).max() ?? 0
    let limit = 2 * ArrivalClock.wait(interval: longest)
    guard clock.silence >= limit else {
      isSilenceTold = false
      return
    }
    if isSilenceTold || isQuiet { return }
    isSilenceTold = true
    StandardError.print(
      "nothing has come of any host for \(Words.duration(clock.silence)); see whether the input still "
        + "runs")
  }

  /// Writes what the clock showed, and what follows from it; nothing without one.
  func writeClock(to writer: inout StateWriter) {
    guard clock.now != nil else { return }
    clock.write(to: &writer)
    for grid in grids { grid.writeClock(to: &writer) }
  }

  /// Puts that back, after all else.
  mutating func restoreClock(from reader: inout StateReader) throws(StateError) {
    try clock.restore(from: &reader)
    for role in grids.indices { try grids[role].restoreClock(from: &reader) }
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
