internal import Saba
internal import SabaEvaluation

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// One run of a stream whose state is kept: from where the last run had come to, however it ended, up to
/// the end of the input, a signal or an error.
///
/// Reading waits while writing does: nothing is read before the verdicts on what was read are delivered.
final class StreamSession {
  private let folder: StateFolder
  private let marks: DeliveryMarks
  private let output: DeliveredOutput
  private let stop: StopSignal
  private let command: AlertCommand?
  private let journalLimit: Int
  private let path: String
  /// What the clock shows, in seconds since the epoch; nil where points alone tell the time.
  private let clock: (() -> Int)?
  private var pace = ClockPace()
  private var stream: RoleStream
  private var notice = RoleChangeNotice()
  private var lastSnapshot = ContinuousClock.now
  private let seen: (Verdict) -> Void

  /// How large a journal may become before the next snapshot: a few seconds' work to replay.
  static let journalLimit = 8 << 20
  /// How old, in milliseconds.
  private static let oldestJournal: Int32 = 300_000

  /// Takes over the state.
  ///
  /// - Parameters:
  ///   - path: The state's folder.
  ///   - stream: One that has seen nothing.
  ///   - command: Runs for each event of an alert.
  ///   - journalLimit: How large a journal may become, in bytes.
  ///   - clock: Where it is to be gone by a clock, gives its present reading, in seconds since the epoch.
  ///   - seen: Called with each verdict whose line is delivered in this run.
  /// - Throws: ``InputError`` where the folder cannot be used, or its state is damaged or of another
  ///   model or policy.
  init(
    path: String, stream: RoleStream, command: AlertCommand?, journalLimit: Int,
    clock: (() -> Int)?, seen: @escaping (Verdict) -> Void
  ) throws(InputError) {
    self.path = path
    self.command = command
    self.journalLimit = journalLimit
    self.clock = clock
    self.seen = seen
    self.stream = stream
    stop = try StopSignal()
    folder = try StateFolder(path: path)
    marks = try DeliveryMarks(path: folder.folder.path(of: "marks"))
    if let state = try folder.newestSnapshot() {
      do throws(StateError) { try self.stream.restore(state) } catch {
        throw StateFile.error(error, path: path)
      }
    } else {
      marks.reset()
    }
    output = DeliveredOutput(marks: marks, produced: self.stream.producedBytes, stop: stop)
  }

  /// Goes on with the stream.
  ///
  /// - Parameters:
  ///   - input: The path of the input; `-` is standard input.
  ///   - hidesOk: Whether verdicts that are ok give no line from now on.
  /// - Throws: ``InputError`` of reading, writing, and of bad input. The state is kept in any case.
  func run(input: String, hidesOk: Bool) throws(InputError) {
    do throws(StreamEnd) {
      try replay()
      let source = try Self.failing { () throws(InputError) in try StreamInput(path: input) }
      if !source.goOn(at: stream.takenBytes, after: stream.head) { stream.breakOff() }
      stream.hidesOk = hidesOk
      let (steps, remarks) = stream.useFleet()
      for line in remarks { StandardError.print(line) }
      for step in steps { try show(step) }
      try follow(source)
    } catch {
      switch error {
      case .stopped: return
      case .failed(let error): throw error
      }
    }
    for line in stream.report { StandardError.print(line) }
  }

  /// Brings the stream to where the last run had come to, and delivers what that had not.
  private func replay() throws(StreamEnd) {
    for event in stream.recentEvents { run(event) }
    if let journals = try Self.failing({ () throws(InputError) in try folder.journals() }) {
      let readings = try Self.failing { () throws(InputError) in try journals.clock.readings() }
      try replay(journals.input, readings)
    }
    try output.deliver()
    output.settle()
    marks.finishedEvents = min(marks.finishedEvents, stream.eventCount)
  }

  /// Takes the input of a journal again, and the clock's readings where they came.
  private func replay(
    _ journal: StreamJournal, _ readings: [ClockJournal.Reading]
  ) throws(StreamEnd) {
    var readings = readings[...]
    var position = 0
    try journal.replay(
      { (bytes) throws(StreamEnd) in
        var rest = bytes
        while let next = readings.first, next.position < position + rest.count {
          let count = next.position - position
          try take(UnsafeRawBufferPointer(rebasing: rest.prefix(count)), isReplay: true)
          rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
          position += count
          try advance(to: next.time, isReplay: true)
          readings.removeFirst()
        }
        try take(rest, isReplay: true)
        position += rest.count
      }, onError: StreamEnd.failed)
    for reading in readings { try advance(to: reading.time, isReplay: true) }
  }

  /// Takes the input as it comes.
  private func follow(_ source: borrowing StreamInput) throws(StreamEnd) {
    if clock == nil { stream.stopClock() }
    var journals = try keep()
    var isFirst = true
    while true {
      let ready = stop.wait(
        for: source.descriptor, Int32(POLLIN), milliseconds: timeToWait(journals))
      if ready.stop { break }
      if let clock, let now = pace.reading(clock(), hasInput: ready.file) {
        let reading = ClockJournal.Reading(position: journals.input.size, time: now)
        try Self.failing { () throws(InputError) in try journals.clock.append(reading) }
        try advance(to: now)
        try output.deliver()
      }
      if ready.file {
        let bytes: UnsafeRawBufferPointer
        do throws(InputError) { bytes = try journals.input.take(from: source) } catch {
          throw .failed(error)
        }
        if bytes.isEmpty {
          try Self.failing { () throws(InputError) in try stream.checkContent() }
          break
        }
        if isFirst { try Self.failing { () throws(InputError) in try source.refuseGzip(bytes) } }
        isFirst = false
        try take(bytes)
        try output.deliver()
        for (role, change) in stream.changes { notice.tell(of: change, in: role, to: command) }
      }
      if journals.input.size > journalLimit || timeToSnapshot(journals) == 0 {
        journals = try keep()
      }
    }
    command?.finish()
    _ = try keep()
  }

  private func take(
    _ bytes: UnsafeRawBufferPointer, isReplay: Bool = false
  ) throws(StreamEnd) {
    do throws(StreamEnd) {
      try stream.take(bytes, isReplay: isReplay) { (step) throws(StreamEnd) in
        try show(step, isReplay: isReplay)
      }
    } catch {
      // What was judged before an error is delivered, unless that is the error.
      try output.deliver()
      throw error
    }
  }

  private func advance(to now: Int, isReplay: Bool = false) throws(StreamEnd) {
    try stream.advance(to: now, isReplay: isReplay) { (step) throws(StreamEnd) in
      try show(step, isReplay: isReplay)
    }
  }

  private func show(_ step: RoleStream.Step, isReplay: Bool = false) throws(StreamEnd) {
    switch step {
    case .event(let event): run(event)
    case .verdict(let verdict, let line):
      if let line { try output.append(line) }
      if output.produced > output.delivered || !isReplay { seen(verdict) }
    }
  }

  /// Runs an event's command, or tells of it where there is none, unless it has been.
  private func run(_ event: RoleStream.Event) {
    if event.number <= marks.finishedEvents { return }
    guard let command else {
      if let remark = event.remark {
        StandardError.print(remark)
        marks.finishedEvents = event.number
      }
      return
    }
    command.run(event.line, for: event.name) { [marks] in marks.finishedEvents = event.number }
  }

  /// How long to wait for input at most, in milliseconds; -1 for ever.
  private func timeToWait(_ journals: (input: StreamJournal, clock: ClockJournal)) -> Int32 {
    let longest = timeToSnapshot(journals)
    guard let clock else { return longest }
    let wait = Int32(clamping: pace.wait(at: clock()))
    return longest < 0 ? wait : min(longest, wait)
  }

  /// How long until the journals are too old, in milliseconds; -1 for ever.
  private func timeToSnapshot(_ journals: (input: StreamJournal, clock: ClockJournal)) -> Int32 {
    if journals.input.size == 0, journals.clock.isEmpty { return -1 }
    let age = (ContinuousClock.now - lastSnapshot) / .milliseconds(1)
    return Int32(max(0, Double(Self.oldestJournal) - age))
  }

  /// Makes a snapshot, when all output has been delivered, and begins new journals.
  private func keep() throws(StreamEnd) -> (input: StreamJournal, clock: ClockJournal) {
    if command == nil { marks.finishedEvents = stream.eventCount }
    stream.forgetEvents(upTo: marks.finishedEvents)
    lastSnapshot = .now
    do throws(InputError) { return try folder.begin(with: stream.state) } catch {
      throw .failed(error)
    }
  }

  private static func failing<Result: ~Copyable>(
    _ body: () throws(InputError) -> Result
  ) throws(StreamEnd) -> Result {
    do throws(InputError) { return try body() } catch { throw .failed(error) }
  }
}
