/// Going on after a break: a stream that was cut off and begins again, at any place.
extension MetricParser {
  /// Takes note that the stream was cut off.
  ///
  /// What comes next may be the rest of the line that was cut, a whole line, or the stream's beginning
  /// with its header. So the first line is read both by itself and as the rest of what had come. The
  /// reading that makes a good row is taken, of two good ones that whose time is nearer to the newest;
  /// if there is none, the one that makes a header. Later lines are read as ever; a CSV stream may go on
  /// without its header.
  package mutating func breakOff() {
    isAfterBreak = true
    // What goes on after a break is lines.
    let rest = isBeginning ? beginning : splitter.takePartial()
    isBeginning = false
    beginning = []
    // A line that is cut at every attempt is no line; only the last few parts can matter.
    if !rest.isEmpty { interrupted = interrupted.suffix(Self.mostBreaksInLine - 1) + [rest] }
    splitter = LineSplitter(path: path)
  }

  private static let mostBreaksInLine = 4

  /// Takes the first line after a break.
  mutating func takeFirst(
    _ line: Bytes, _ number: Int, _ body: (MetricRow) throws(InputError) -> Void
  ) throws(InputError) {
    var readings = Self.isBlank(line) ? [] : [Array(line)]
    var beginning: [UInt8] = []
    for part in interrupted.reversed() {
      beginning = part + beginning
      readings.append(beginning + Array(line))
    }
    // Blank lines decide nothing.
    if readings.isEmpty { return }
    let last = interrupted.last
    isAfterBreak = false
    interrupted = []
    let newest = report.times?.upperBound ?? expectedTime
    let rows = readings.compactMap { reading in
      row(of: reading).map {
        (reading: reading, format: $0.format, distance: abs($0.time - newest))
      }
    }
    let chosen: [UInt8]
    if let row = rows.min(by: { $0.distance < $1.distance }) {
      chosen = row.reading
      if row.format != format { format = .undecided }
    } else {
      // Only a header can have been cut before there was one; if it comes again it begins with what had
      // come of it. The end of one may be a header by itself, as `ts,cpu` is of `time,requests,cpu`.
      let isAgain = last.map { line.starts(with: $0) } ?? true
      let order =
        format != .undecided ? [readings[0]] : isAgain ? readings : Array(readings.reversed())
      let header = order.first(where: isHeader)
      chosen = header ?? readings[0]
      if header != nil { format = .undecided }
    }
    try chosen.withUnsafeBufferPointer { (line) throws(InputError) in
      try takeNext(line, number, body)
    }
  }

  /// The time of a line as a row of the present format or of JSON, and which of them; nil if it is no
  /// good row.
  private func row(of line: [UInt8]) -> (time: Double, format: Format)? {
    for format in [format, .jsonLines] where format != .undecided {
      var attempt = self
      let isWide = line.withUnsafeBufferPointer { line in
        try? format == .jsonLines ? attempt.parseJSON(line) : attempt.parseCSV(line)
      }
      if let isWide { return ((isWide ? attempt.wideRow : attempt.singleRow).time, format) }
    }
    return nil
  }

  /// Whether a line is the header of a CSV.
  private func isHeader(_ line: [UInt8]) -> Bool {
    var attempt = self
    attempt.format = .undecided
    return line.withUnsafeBufferPointer { line in
      (try? attempt.begin(with: line)) != nil && attempt.format != .jsonLines
    }
  }
}

// MARK: - State

extension MetricParser {
  /// Writes what is needed to go on with the file, in the middle of a line if need be.
  package func write(to writer: inout StateWriter) {
    writer.write(isBeginning)
    writer.write(beginning)
    writer.write(hostTable.names.count)
    for name in hostTable.names { writer.write(name) }
    writer.write(metricTable.names.count)
    for name in metricTable.names { writer.write(name) }
    writer.write(format.rawValue)
    writer.write(columns.map(\.code))
    writer.write(ignoredColumnCount)
    writer.write(wideRow.metrics)
    writer.write(fileRows)
    writer.write(sawWantedMetric)
    writer.write(report.times?.upperBound) { $1.write($0) }
    writer.write(splitter.partial)
    writer.write(splitter.lineNumber)
    writer.write(isAfterBreak)
    writer.write(interrupted.count)
    for part in interrupted { writer.write(part) }
  }

  /// Puts back what was written, into a parser of the same metrics that has begun the file; what was
  /// met with is counted anew.
  package mutating func restore(from reader: inout StateReader) throws(StateError) {
    isBeginning = try reader.bool()
    beginning = Array(try reader.byteString())
    for number in 0..<(try reader.count()) {
      let name = Array(try reader.byteString())
      let interned = name.withUnsafeBufferPointer { try? hostTable.intern($0, what: "host") }
      guard interned == number else { throw .damaged }
    }
    report.hosts = hostTable.count
    try restoreMetrics(from: &reader)
    guard let format = Format(rawValue: try reader.integer()) else { throw .damaged }
    self.format = format
    columns = []
    for code in try reader.integers() {
      guard let column = Column(code: code) else { throw .damaged }
      columns.append(column)
    }
    ignoredColumnCount = try reader.integer()
    wideRow.metrics = try reader.integers()
    wideRow.values = [Double](repeating: .nan, count: wideRow.metrics.count)
    fileRows = try reader.integer()
    sawWantedMetric = try reader.bool()
    let newest = try reader.optional { (reader) throws(StateError) in try reader.double() }
    report.times = newest.map { $0...$0 }
    splitter.resume(
      partial: Array(try reader.byteString()), lineNumber: try reader.integer(in: 0..<Int.max))
    isAfterBreak = try reader.bool()
    interrupted = []
    for _ in 0..<(try reader.count()) { interrupted.append(Array(try reader.byteString())) }
    guard
      wideRow.metrics.allSatisfy(metricTable.names.indices.contains),
      columns.allSatisfy({ column in
        if case .wide(let index) = column { wideRow.metrics.indices.contains(index) } else { true }
      })
    else { throw .damaged }
  }
}

extension MetricParser.Column {
  /// The column as a number.
  fileprivate var code: Int {
    switch self {
    case .wide(let index): index
    case .time: -1
    case .host: -2
    case .metricName: -3
    case .value: -4
    case .ignored: -5
    }
  }

  fileprivate init?(code: Int) {
    switch code {
    case 0...: self = .wide(code)
    case -1: self = .time
    case -2: self = .host
    case -3: self = .metricName
    case -4: self = .value
    case -5: self = .ignored
    default: return nil
    }
  }
}
