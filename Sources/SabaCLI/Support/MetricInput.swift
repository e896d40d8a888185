internal import Saba
internal import SabaEvaluation

/// Reads metrics as the commands do, and says on standard error what it met with.
enum MetricInput {
  /// Reads files whole, all of their metrics.
  ///
  /// - Parameters:
  ///   - paths: The files; `-` is standard input.
  ///   - strict: Whether the first bad line is an error.
  ///   - interval: That of the grid that they are for, in seconds; nil for the data's own.
  /// - Returns: The points.
  /// - Throws: As ``MetricPoints`` does.
  static func read(
    paths: [String], strict: Bool, interval: Int?
  ) throws(InputError) -> MetricPoints {
    let points = try MetricPoints.read(paths: paths, strict: strict)
    report(points, interval: interval, cure: "use")
    return points
  }

  /// Reads what a model judges, and puts it on the model's grid.
  ///
  /// - Parameters:
  ///   - paths: The files; `-` is standard input.
  ///   - strict: Whether the first bad line is an error.
  ///   - model: Says which metrics count, how they come about, and the interval.
  /// - Returns: The history on its grid.
  /// - Throws: As ``MetricPoints`` does.
  static func read(
    paths: [String], strict: Bool, for model: RoleModel
  ) throws(InputError) -> RoleHistory {
    let points = try MetricPoints.read(paths: paths, for: model, strict: strict)
    report(points, interval: model.interval, cure: "train with")
    return try history(of: points, for: model, of: nil)
  }

  /// Reads what the models of a fleet judge, and puts it on each model's grid.
  ///
  /// - Parameters:
  ///   - paths: The files; `-` is standard input.
  ///   - strict: Whether the first bad line is an error.
  ///   - fleet: Says which hosts are judged by which model; others are told of.
  /// - Returns: The history of each role, in their order, of its hosts alone.
  /// - Throws: As ``MetricPoints`` does.
  static func read(
    paths: [String], strict: Bool, for fleet: FleetFile
  ) throws(InputError) -> [RoleHistory] {
    let roles = fleet.judgedRoles
    let points = try MetricPoints.read(paths: paths, for: roles.map(\.model), strict: strict)
    report(points, interval: roles.map(\.model.interval).max(), cure: "train with")
    let watched = Set(
      fleet.configuration.watchedRoles.flatMap(fleet.configuration.hosts).map(\.name))
    let strangers = points.hosts.filter { !watched.contains($0) }
    if !strangers.isEmpty {
      let names = strangers.sorted().prefix(3).joined(separator: ", ")
      StandardError.print(
        Text.printable(
          "ignored \(Words.count(strangers.count, "host")) that no watched role of the fleet has: "
            + names + (strangers.count > 3 ? ", …" : "")))
    }
    var histories: [RoleHistory] = []
    for role in roles {
      let hosts = Set(fleet.configuration.hosts(of: role.name).map(\.name))
      let points = points.only(hosts: hosts)
      histories.append(try history(of: points, for: role.model, of: role.name))
    }
    return histories
  }

  private static func history(
    of points: MetricPoints, for model: RoleModel, of role: RoleName?
  ) throws(InputError) -> RoleHistory {
    let history = try points.history(for: model)
    reportAbsentMetrics(history, model, of: role)
    return history
  }

  private static func report(_ points: MetricPoints, interval: Int?, cure: String) {
    StandardError.print("\(points.report)")
    if let interval, let spacing = points.spacing, spacing * 10 > interval * 11 {
      let share = spacing > 2 * interval ? "most" : "many"
      StandardError.print(
        "the data has a row every \(spacing) s; with an interval of \(interval) s \(share) "
          + "intervals are empty: \(cure) --interval \(DurationText.text(spacing))")
    }
  }

  /// Names the metrics of a model that the input never gives.
  private static func reportAbsentMetrics(
    _ history: RoleHistory, _ model: RoleModel, of role: RoleName?
  ) {
    // The input may have metrics of other models.
    let wanted = Set(model.metrics)
    let absent = history.metrics.indices.filter { column in
      wanted.contains(history.metrics[column])
        && history.frames.allSatisfy { frame in
          (0..<frame.rowCount).allSatisfy { frame.values[$0, column].isNaN }
        }
    }
    guard !absent.isEmpty else { return }
    let names = absent.map { history.metrics[$0] }.joined(separator: ", ")
    StandardError.print(
      "\(role.map { "\($0): " } ?? "")\(absent.count) of the model's \(wanted.count) metrics "
        + "are not in the input: "
        + names)
  }

  private static func notStream(_ path: String) -> InputError {
    InputError(
      .badData, at: .init(path: path),
      "an answer of Prometheus gives one series after another and is no stream",
      cure: "leave out --follow")
  }

  /// Reads files or a stream as it comes, and hands on each host's intervals as they close.
  ///
  /// Rows that are dropped, because they come too late or ``TimeJumpGuard`` takes them for wrong, and
  /// bad lines are told of on standard error as they come: the first, the 10th, the 100th and so on.
  ///
  /// - Parameters:
  ///   - paths: Read one after the other.
  ///   - strict: Whether the first bad line is an error.
  ///   - roles: Their models say which metrics count, and the interval.
  ///   - clock: Where it is to be gone by a clock, gives its present reading, in seconds since the epoch.
  ///   - body: Called with the intervals that closed since the last call, in order of time for
  ///     each host, before an error with those that closed before it; and after each reading of the clock
  ///     with that.
  /// - Throws: As ``MetricParser`` does, and at the first call after which output has failed.
  static func follow(
    paths: [String], strict: Bool, roles: JudgedRoles, clock: (() -> Int)? = nil,
    _ body: ([RoleObservation], Int?) -> Void
  ) throws(InputError) {
    try ByteSource.check(paths)
    var parser = MetricParser(for: roles.models, strict: strict)
    var rows = LiveRows(roles: roles)
    var pace = ClockPace()
    func handOn() throws(InputError) {
      body(rows.takeObservations(parser), nil)
      if let failure = StandardOutput.failure { throw failure }
    }
    /// Reads the clock now and then until there is input.
    func wait(for source: borrowing ByteSource, _ clock: () -> Int) throws(InputError) {
      var isReady = false
      while !isReady {
        isReady = source.waitForInput(milliseconds: pace.wait(at: clock()))
        guard let now = pace.reading(clock(), hasInput: isReady) else { continue }
        rows.advance(to: now)
        while case let due = rows.takeDue(parser), !due.isEmpty { body(due, nil) }
        body([], now)
        if let failure = StandardOutput.failure { throw failure }
      }
    }
    for path in paths {
      var source = try ByteSource(path: path)
      parser.begin(path: path)
      if let clock { try wait(for: source, clock) }
      while try source.nextChunk({ (bytes) throws(InputError) in
        let result = Result { () throws(InputError) in try parser.feed(bytes) { rows.push($0) } }
        if parser.isPrometheus { throw Self.notStream(path) }
        try handOn()
        try result.get()
      }) {
        if let clock { try wait(for: source, clock) }
      }
      let result = Result { () throws(InputError) in try parser.finish { rows.push($0) } }
      try handOn()
      try result.get()
    }
    rows.finish()
    try handOn()
    StandardError.print("\(parser.report)")
    for line in rows.losses(parser.hosts) { StandardError.print(line) }
  }
}
