internal import Saba

/// What becomes of the bytes of a stream: rows, closed intervals, verdicts, lines of output and events of
/// alerts.
///
/// A value without a look at anything outside: from the same state the same bytes give the same, however
/// they are cut into pieces. So a state that was kept, and the bytes that came since, are as good as the
/// stream itself.
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
  private var role: StreamRole

  /// A change in a host's alert, with all that its command needs.
  struct Event {
    /// Counted from 1.
    var number: Int
    /// The event as a line of JSON.
    var line: String
    /// What remarks call it.
    var name: String
  }

  /// One verdict and what follows from it.
  struct Step {
    var verdict: Verdict
    /// The line of output, without its end; nil for none.
    var line: String?
    var event: Event?
  }

  /// A stream that has seen nothing.
  init(role: StreamRole, input path: String, strict: Bool, hidesOk: Bool) {
    self.role = role
    self.hidesOk = hidesOk
    parser = MetricParser(for: role.model, strict: strict)
    parser.expectedTime = Double(role.model.summary.lastTime)
    parser.expectsLines = true
    parser.begin(path: path)
  }

  /// Input is looked at in pieces of this size, so that no more intervals wait than close in one.
  private static let pieceSize = 16 * 1024
  private static let headSize = 4096

  /// Takes the next bytes of the input.
  ///
  /// - Parameters:
  ///   - bytes: Any number of bytes.
  ///   - isReplay: Whether they have been taken before, and what is wrong with them was told.
  ///   - body: Takes each verdict with what follows from it.
  /// - Throws: What the body throws, and the parser's error, before which all that closed is judged. After
  ///   what the body throws the stream is not to be used.
  mutating func take(
    _ bytes: UnsafeRawBufferPointer, isReplay: Bool = false,
    _ body: (Step) throws(StreamEnd) -> Void
  ) throws(StreamEnd) {
    takenBytes += bytes.count
    head += bytes.prefix(Self.headSize - head.count)
    parser.isForgiving = isReplay
    role.isQuiet = isReplay
    for start in stride(from: 0, to: bytes.count, by: Self.pieceSize) {
      let piece = UnsafeRawBufferPointer(
        rebasing: bytes[start..<min(start + Self.pieceSize, bytes.count)])
      let result = Result { () throws(InputError) in try parser.feed(piece) { role.push($0) } }
      for verdict in role.judge(parser) { try body(step(from: verdict)) }
      if case .failure(let error) = result { throw .failed(error) }
    }
  }

  /// What follows from a verdict.
  private mutating func step(from verdict: Verdict) -> Step {
    var step = Step(verdict: verdict)
    if !(hidesOk && verdict.status == .ok) {
      let line = verdict.jsonLine
      producedBytes += line.utf8.count + 1
      step.line = line
    }
    if let event = role.record(verdict) {
      eventCount += 1
      let numbered = Event(
        number: eventCount, line: event.jsonLine(by: role.model),
        name: "\(event.kind) of \(verdict.host)")
      recentEvents.append(numbered)
      step.event = numbered
    }
    return step
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

  /// How the role has changed since training; nil if it has not.
  var roleChange: RoleChange? { role.roleChange }

  /// What there is to say about the input.
  var report: [String] { ["\(parser.report)"] + role.losses }
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
    }
    writer.write(hidesOk)
    // Before the parser, whose metrics are the model's.
    writer.write(role.model.checksum)
    parser.write(to: &writer)
    role.write(to: &writer)
    return writer.bytes
  }

  /// Takes over a state, which another stream of the same model and policy was in.
  mutating func restore(_ state: ArraySlice<UInt8>) throws(StateError) {
    var reader = StateReader(state)
    producedBytes = try reader.integer(in: 0..<Int.max)
    takenBytes = try reader.integer(in: 0..<Int.max)
    head = Array(try reader.byteString())
    guard head.count <= Self.headSize else { throw .damaged }
    eventCount = try reader.integer(in: 0..<Int.max)
    recentEvents = []
    for _ in 0..<(try reader.count()) {
      recentEvents.append(
        Event(
          number: try reader.integer(), line: try reader.text(), name: try reader.text()))
    }
    hidesOk = try reader.bool()
    guard try reader.pattern() == role.model.checksum else { throw .otherModel }
    try parser.restore(from: &reader)
    try role.restore(from: &reader, parser: parser)
    guard reader.isAtEnd else { throw .damaged }
  }
}
