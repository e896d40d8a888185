internal import Saba

/// What becomes of the bytes of a stream: rows, closed intervals, verdicts on the hosts of one role or of a
/// fleet's, lines of output and events of alerts.
///
/// A value without a look at anything outside: from the same state the same bytes give the same, however
/// they are cut into pieces, with the same readings of a clock between them, if there is one. So a state
/// that was kept, and the bytes and readings that came since, are as good as the stream itself.
struct RoleStream {
  /// How much of the output there has been, in bytes.
  private(set) var producedBytes = 0
  /// How much of the input there has been, in bytes, since it was begun.
  private(set) var takenBytes = 0
  /// The first bytes of the input, by which a file is known again.
  private(set) var head: [UInt8] = []
  /// How many events of alerts there were.
  private(set) var eventCount = 0
  /// The last of them, until their commands have ended.
  private(set) var recentEvents: [Event] = []
  /// Whether verdicts that are ok give no line.
  var hidesOk: Bool

  private var parser: MetricParser
  private var roles: JudgedRoles
  private var rows: LiveRows
  /// The fleet whose roles they are.
  private let fleet: FleetFile?
  private let path: String
  private let isStrict: Bool

  /// A change in an alert, with all that its command needs.
  struct Event {
    /// Counted from 1.
    var number: Int
    /// The event as a line of JSON.
    var line: String
    /// What remarks call it.
    var name: String
    /// In words, where there is no command that tells of it; nil for nothing.
    var remark: String?
  }

  /// What follows from the input, one after the other.
  enum Step {
    /// A verdict, with the line of output, without its end; nil for none.
    case verdict(Verdict, line: String?)
    case event(Event)
  }

  /// A stream of a role by itself that has seen nothing.
  init(_ monitor: RoleMonitor, input path: String, strict: Bool, hidesOk: Bool) {
    self.init(
      JudgedRoles(monitor), of: nil, input: path, strict: strict, hidesOk: hidesOk)
  }

  /// A stream of a fleet that has seen nothing.
  init(_ fleet: FleetFile, input path: String, strict: Bool, hidesOk: Bool) {
    self.init(JudgedRoles(fleet), of: fleet, input: path, strict: strict, hidesOk: hidesOk)
  }

  private init(
    _ roles: JudgedRoles, of fleet: FleetFile?, input path: String, strict: Bool, hidesOk: Bool
  ) {
    self.roles = roles
    self.fleet = fleet
    self.hidesOk = hidesOk
    self.path = path
    isStrict = strict
    rows = LiveRows(roles: roles, insistsOnOrder: true)
    parser = Self.parser(for: roles.models, input: path, strict: strict)
  }

  private static func parser(
    for models: [RoleModel], input path: String, strict: Bool
  ) -> MetricParser {
    var parser = MetricParser(for: models, strict: strict)
    parser.expectedTime = Double(models.map(\.summary.lastTime).max() ?? 0)
    parser.expectsLines = true
    parser.begin(path: path)
    return parser
  }

  /// Input is looked at in pieces of this size, so that no more intervals wait than close in one.
  private static let pieceSize = 16 * 1024
  private static let headSize = 4096

  /// Takes the next bytes of the input.
  ///
  /// - Parameters:
  ///   - bytes: Any number of bytes.
  ///   - isReplay: Whether they have been taken before, and what is wrong with them was told.
  ///   - body: Takes each verdict and each event, in order.
  /// - Throws: What the body throws, and the parser's error, before which all that closed is judged. After
  ///   what the body throws the stream is not to be used.
  mutating func take(
    _ bytes: UnsafeRawBufferPointer, isReplay: Bool = false,
    _ body: (Step) throws(StreamEnd) -> Void
  ) throws(StreamEnd) {
    takenBytes += bytes.count
    head += bytes.prefix(Self.headSize - head.count)
    parser.isForgiving = isReplay
    rows.isQuiet = isReplay
    for start in stride(from: 0, to: bytes.count, by: Self.pieceSize) {
      let piece = UnsafeRawBufferPointer(
        rebasing: bytes[start..<min(start + Self.pieceSize, bytes.count)])
      let result = Result { () throws(InputError) in try parser.feed(piece) { rows.push($0) } }
      for outcome in roles.judge(rows.takeObservations(parser)) { try body(step(from: outcome)) }
      if case .failure(let error) = result { throw .failed(error) }
    }
  }

  /// Takes a reading of the clock, between two bytes of the input.
  ///
  /// - Parameters:
  ///   - now: What the clock shows, in seconds since the epoch.
  ///   - isReplay: Whether it has been taken before.
  ///   - body: Takes each verdict and each event, in order.
  /// - Throws: What the body throws, after which the stream is not to be used.
  mutating func advance(
    to now: Int, isReplay: Bool = false, _ body: (Step) throws(StreamEnd) -> Void
  ) throws(StreamEnd) {
    rows.isQuiet = isReplay
    rows.advance(to: now)
    while case let due = rows.takeDue(parser), !due.isEmpty {
      for outcome in roles.judge(due) { try body(step(from: outcome)) }
    }
    for outcome in roles.advance(to: now) { try body(step(from: outcome)) }
  }

  /// Goes without a clock from now on.
  mutating func stopClock() {
    rows.stopClock()
    roles.stopClock()
  }

  /// What follows from an outcome.
  private mutating func step(from outcome: JudgementOutcome) -> Step {
    switch outcome {
    case .verdict(let verdict, let role):
      if hidesOk && verdict.status == .ok { return .verdict(verdict, line: nil) }
      let line = verdict.jsonLine(of: role)
      producedBytes += line.utf8.count + 1
      return .verdict(verdict, line: line)
    case .news(let news):
      eventCount += 1
      let event = Event(
        number: eventCount, line: news.line, name: news.name, remark: news.remark)
      recentEvents.append(event)
      return .event(event)
    }
  }

  /// Brings in what has changed in the fleet's file since the state was kept.
  ///
  /// - Returns: What follows from that, and remarks on what begins anew.
  mutating func useFleet() -> (steps: [Step], remarks: [String]) {
    guard let fleet else { return ([], []) }
    let before = roles.names
    let (outcomes, numbers) = roles.use(fleet)
    rows.use(roles, numbers: numbers)
    var remarks = zip(roles.names, numbers).compactMap { role, number in
      number != nil
        ? nil
        : before.contains(role)
          ? "\(role): the model is another one; the role begins anew" : "\(role): a new role"
    }
    if !parser.want(roles.models) {
      remarks.append(
        "of the input's columns those are missing that only new models want, until its header comes again"
      )
    }
    return (outcomes.map { step(from: $0) }, remarks)
  }

  /// Forgets the events whose commands have ended.
  mutating func forgetEvents(upTo number: Int) { recentEvents.removeAll { $0.number <= number } }

  /// Takes note that the input was cut off, and begins again somewhere.
  mutating func breakOff() {
    parser.breakOff()
    takenBytes = 0
    head = []
  }

  /// Checks, at the end of the input, that it was one.
  func checkContent() throws(InputError) {
    if parser.report.lines > 0 { try parser.checkContent() }
  }

  /// How each role has changed since training, of those that have.
  var changes: [(role: RoleName?, change: RoleChange)] { roles.changes }

  /// What there is to say about the input.
  var report: [String] { ["\(parser.report)"] + rows.losses(parser.hosts) }
}

// MARK: - State

extension RoleStream {
  /// Everything that is needed to go on.
  var state: [UInt8] {
    var writer = StateWriter()
    writer.write(producedBytes)
    writer.write(takenBytes)
    writer.write(head)
    writer.write(eventCount)
    writer.write(recentEvents.count)
    for event in recentEvents {
      writer.write(event.number)
      writer.write(event.line)
      writer.write(event.name)
      if fleet != nil { writer.write(event.remark) { $1.write($0) } }
    }
    writer.write(hidesOk)
    // Before the parser, whose metrics are the models'.
    writer.write(roles.identity)
    roles.writeOperation(to: &writer)
    parser.write(to: &writer)
    roles.writeMonitors(to: &writer)
    rows.write(to: &writer)
    roles.writeAlerts(to: &writer)
    rows.writeClock(to: &writer)
    return writer.bytes
  }

  /// Takes over a state, which another stream of the same model and policy was in, or of the same fleet,
  /// whose file may have changed since: see ``useFleet()``.
  mutating func restore(_ state: ArraySlice<UInt8>) throws(StateError) {
    var reader = StateReader(state)
    producedBytes = try reader.integer(in: 0..<Int.max)
    takenBytes = try reader.integer(in: 0..<Int.max)
    head = Array(try reader.byteString())
    guard head.count <= Self.headSize else { throw .damaged }
    eventCount = try reader.integer(in: 0..<Int.max)
    recentEvents = []
    for _ in 0..<(try reader.count()) {
      var event = Event(
        number: try reader.integer(), line: try reader.text(), name: try reader.text())
      if fleet != nil {
        event.remark = try reader.optional { (reader) throws(StateError) in try reader.text() }
      }
      recentEvents.append(event)
    }
    hidesOk = try reader.bool()
    guard try reader.pattern() == roles.identity else { throw .otherModel }
    if let fleet {
      try roles.restoreOperation(from: &reader, fleet: fleet)
      rows = LiveRows(roles: roles, insistsOnOrder: true)
      parser = Self.parser(for: roles.models, input: path, strict: isStrict)
    }
    try parser.restore(from: &reader)
    try roles.restoreMonitors(from: &reader)
    try rows.restore(from: &reader, hostCount: parser.hosts.count, names: parser.metrics)
    try roles.restoreAlerts(from: &reader)
    // There is more only where there was a clock.
    if !reader.isAtEnd { try rows.restoreClock(from: &reader) }
    guard reader.isAtEnd else { throw .damaged }
  }
}
