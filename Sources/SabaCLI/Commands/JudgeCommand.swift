internal import ArgumentParser
internal import Saba
internal import SabaEvaluation

/// `saba judge`.
struct JudgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge",
    abstract: "Judges new metrics by a role's model; one verdict a line, as JSON.",
    discussion: """
      Prints a line of JSON for each host and interval, in order of time:

        time           beginning of the interval, epoch seconds
        host           the host's name
        status         ok, warning, critical or unknown
        score          about 1 on normal data, higher is worse
        pValue         probability of such a score while all is normal
        grade          10 for each power of ten of the p-value, 0 to 100
        contributions  every metric, the most to blame first: metric,
                       value, expected, low, high, share
        reason         why the status is not ok, in plain words, or null

      A host is in warning or critical after three unusual intervals in a row; it is unknown while \
      more than half of its metrics are missing, as in a gap, of which a day at most is judged.

      \(InputHelp.formats)

      Exit status: the worst status seen, 0 ok, 1 warning, 2 critical, 3 unknown; 64 wrong usage, \
      65 bad data, 66 no input, 74 input or output failed.

      Examples:
        saba judge --model web.saba --input today.csv
        saba judge --model web.saba --input today.csv --html today.html --hide-ok
        saba judge --model web.saba --input today.csv --budget 1/10d
        saba judge --store models --role web --input today.csv
        saba judge --fleet fleet.json --input today.csv --hide-ok
        tail -F m.jsonl | saba judge --fleet fleet.json --input - --follow --clock
        tail -F m.jsonl | saba judge --model web.saba --input - --follow \\
          --on-alert 'mail -s "Saba: alert" ops@example.com'
      """)

  @OptionGroup var model: ModelOptions

  @Option(
    help: ArgumentHelp(
      """
      Judge the hosts of a whole fleet in place of one role's: a file as `saba fleet check` takes it \
      names each role's model, hosts, monitors, downtimes and alert groups. Verdicts have a member \
      role; hosts in maintenance are not judged, other hosts are ignored and counted.
      """, valueName: "file"))
  var fleet: String?

  @Option(
    name: .customLong("input"), parsing: .upToNextOption,
    help: ArgumentHelp("Files of metrics to judge; - for standard input.", valueName: "path"))
  var paths: [String]

  @Flag(
    help: """
      Judge each interval as soon as a later row of the same host closes it, in place of reading \
      everything first. Rows that come later than that, or with a time more than a day ahead of \
      all others, are dropped and counted, and so are those of the future with --clock; values that \
      come twice are counted, and the later one is taken.
      """)
  var follow = false

  @Option(
    help: ArgumentHelp(
      """
      With --follow, keep the state in a folder, so that a run which ended at any moment, by kill -9 \
      or by the end of its input, is gone on with by the next one as if there had been no break. The \
      input may then go on, or come again from any point: a value older than one already taken of \
      its host and metric is dropped. Open intervals wait for the next run. A fleet's file may have \
      changed meanwhile.
      """, valueName: "folder"))
  var state: String?

  @Flag(
    help: """
      With --follow, go by this machine's clock as well, for points that come as they are measured. \
      Rows more than an interval in the future are dropped and counted. A host from which nothing has \
      come for 10 minutes, or an interval if that is longer, is judged as if its next row had come: its \
      last interval, then each that passes as unknown, for a day. With --fleet, hosts vanish and \
      incidents are told of though no point of anybody comes, and points over 20 minutes old are not \
      judged. \
      Not for history that is played back.
      """)
  var clock = false

  @Option(help: .hidden)
  var journalLimit = StreamSession.journalLimit

  @OptionGroup var sensitivity: PolicyOptions

  @Option(
    help: ArgumentHelp(
      """
      Run a command, through the shell, for each alert that opens, rises from warning to critical, \
      or closes. On its standard input is a line of JSON: event (opened, escalated, closed), host, \
      status, openedAt, closedAt, durationSeconds, peakScore, leastPValue, culprits, reason; or of event \
      roleChanged, with since, hostCount, metrics, reason. With --fleet also what becomes of incidents, \
      and nothing that is silent. What it \
      prints goes to standard error; it is killed after \(AlertCommand.timeLimit) seconds.
      """, valueName: "command"))
  var onAlert: String?

  @Flag(help: "Leave out verdicts that are ok.")
  var hideOk = false

  @Option(
    help: """
      Also write a page for people to a file: the alerts, what each looked like, and the score of \
      every host. Not with --follow, which has no end.
      """)
  var html: String?

  @Flag(help: "End at the first line that cannot be read.")
  var strict = false

  func validate() throws {
    try validateFleet()
    if html == "-" {
      throw ValidationError("--html must name a file; standard output is for the verdicts")
    }
    if onAlert?.allSatisfy(\.isWhitespace) ?? false {
      throw ValidationError("--on-alert must give a command, such as 'cat >> alerts.jsonl'")
    }
    if let state {
      if !follow { throw ValidationError("--state keeps the state of a stream; add --follow") }
      if state.isEmpty { throw ValidationError("--state must name a folder") }
      if paths.count > 1 {
        throw ValidationError("--state goes with one input; give several through a pipe")
      }
    }
    if clock && !follow {
      throw ValidationError("--clock is for points as they come; add --follow")
    }
    if html != nil && follow {
      throw ValidationError("--html shows a time that has ended; leave out --follow")
    }
  }

  private func validateFleet() throws {
    guard let fleet else {
      if !model.isGiven {
        throw ValidationError(
          "name a model with --model, or with --store and --role, or a fleet with --fleet")
      }
      return
    }
    if model.isGiven {
      throw ValidationError(
        "the fleet's file names the models; leave out --model, --store and --role")
    }
    if sensitivity.isGiven {
      throw ValidationError(
        "the fleet's monitors set when to alert; leave out --warning, --critical and --budget")
    }
    if html != nil {
      throw ValidationError("--html shows one role; leave it out, or judge the role with --model")
    }
    if fleet == "-" && paths.contains("-") {
      throw ValidationError("--fleet and --input both are standard input; give one a file")
    }
  }

  func run() throws {
    var tally = Tally()
    if let fleet {
      let fleet = try FleetFile.read(fleet)
      try fleet.requireModel()
      for note in fleet.notes { StandardError.print("note: \(note)") }
      try judge(
        JudgedRoles(fleet),
        stream: { RoleStream(fleet, input: paths[0], strict: strict, hidesOk: hideOk) },
        histories: { try MetricInput.read(paths: paths, strict: strict, for: fleet) },
        seen: { tally.add($0) })
    } else {
      let (model, name) = try model.read()
      let policy = sensitivity.policy(attempts: model.attempts)
      if let doubt = sensitivity.budget.flatMap(model.doubt) {
        StandardError.print("note: \(doubt)")
      }
      let monitor = RoleMonitor(model: model, policy: policy)
      var recorder = html == nil ? nil : RoleReportRecorder()
      try judge(
        JudgedRoles(monitor),
        stream: { RoleStream(monitor, input: paths[0], strict: strict, hidesOk: hideOk) },
        histories: { [try MetricInput.read(paths: paths, strict: strict, for: model)] },
        seen: { verdict in
          tally.add(verdict)
          recorder?.record(verdict)
        })
      if let html, let recorder {
        let report = RoleReport(
          title: "Judged by \(name)", model: model, policy: policy,
          verdicts: recorder.verdicts, alerts: recorder.alerts)
        try AtomicFile.write(report.html(), to: html)
      }
    }
    StandardError.print(tally.line)
    throw ExitCode(tally.worst)
  }

  /// Judges the input, whole or as it comes.
  ///
  /// - Parameters:
  ///   - roles: What is judged.
  ///   - stream: The stream of them, where a state is kept.
  ///   - histories: Reads the input whole.
  ///   - seen: Called with each verdict.
  /// - Throws: ``InputError`` of reading, writing, and of bad input.
  private func judge(
    _ roles: JudgedRoles, stream: () -> RoleStream, histories: () throws -> [RoleHistory],
    seen: @escaping (Verdict) -> Void
  ) throws {
    let command = onAlert.map { AlertCommand($0) }
    defer { command?.finish() }
    let clock: (() -> Int)? = self.clock ? { WallClock.now } : nil
    if let state {
      let session = try StreamSession(
        path: state, stream: stream(), command: command, journalLimit: journalLimit, clock: clock,
        seen: seen)
      return try session.run(input: paths[0], hidesOk: hideOk)
    }
    var roles = roles
    var notice = RoleChangeNotice()
    func show(_ outcomes: [JudgementOutcome]) {
      for outcome in outcomes {
        switch outcome {
        case .verdict(let verdict, let role):
          seen(verdict)
          if !(hideOk && verdict.status == .ok) { StandardOutput.print(verdict.jsonLine(of: role)) }
        case .news(let news):
          if let command {
            command.run(news.line, for: news.name)
          } else if let remark = news.remark {
            StandardError.print(remark)
          }
        }
      }
    }
    func tellOfChanges() {
      for (role, change) in roles.changes { notice.tell(of: change, in: role, to: command) }
    }
    if follow {
      try MetricInput.follow(
        paths: paths, strict: strict, roles: roles, clock: clock
      ) { observations, now in
        var outcomes = roles.judge(observations)
        if let now { outcomes += roles.advance(to: now) }
        show(outcomes)
        if !outcomes.isEmpty { StandardOutput.flush() }
        tellOfChanges()
      }
    } else {
      var batch: [RoleObservation] = []
      for observation in RoleHistories(try histories(), for: roles.models) {
        batch.append(observation)
        if batch.count == Self.batchSize {
          show(roles.judge(batch))
          batch.removeAll(keepingCapacity: true)
        }
      }
      show(roles.judge(batch))
      tellOfChanges()
    }
    show(roles.finish())
  }

  /// How many observations are judged at once.
  private static let batchSize = 1024

  /// How many verdicts of each status there were.
  private struct Tally {
    var counts: [Verdict.Status: Int] = [:]

    mutating func add(_ verdict: Verdict) { counts[verdict.status, default: 0] += 1 }

    /// The exit status: that of the worst verdict.
    var worst: Int32 {
      let order: [Verdict.Status] = [.ok, .warning, .critical, .unknown]
      return Int32(order.lastIndex { counts[$0, default: 0] > 0 } ?? 0)
    }

    var line: String {
      let total = counts.values.reduce(0, +)
      let parts = Verdict.Status.allCases.compactMap { status in
        counts[status].map { "\($0) \(status.rawValue)" }
      }
      return "judged \(Words.count(total, "interval")): \(parts.joined(separator: ", "))"
    }
  }
}
