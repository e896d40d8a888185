/// Parses metrics as they come, in chunks of bytes of any size: wide CSV, long CSV, JSON Lines or answers of
/// Prometheus.
///
/// The format of each file is found by looking at it:
///
/// - A first line that begins with `{`: **JSON Lines**, one object a line, either
///   `{"time":…,"host":…,"metric":"cpu","value":1}` or
///   `{"time":…,"host":…,"metrics":{"cpu":1,"memory":null}}`. Other members are skipped.
/// - A document whose first members are `"status"` and `"data"`: what **Prometheus** answers to
///   `query_range` (a matrix) or `query` (a vector). A value `NaN` is missing, and so is an infinite
///   one, which is counted. The host is the label `instance` without its port, otherwise `host` or the
///   like. A metric is called `name{label="value",…}` with all other labels, of which
///   ``MetricPoints`` keeps those that tell two series of one host apart; a series without a name has that
///   of the file. Wanted metrics match series with more labels than theirs.
/// - A CSV header with columns `metric` and `value`: **long CSV**, one value a row. No other columns
///   but time and host.
/// - Any other CSV header: **wide CSV**; every column but time and host is a metric.
///
/// The time is called `time`, `timestamp`, `ts` or `date`; the host `host`, `hostname`, `hostId` or
/// `instance`, in any case. Where there is no host, it is the file's default host. Times are epoch
/// seconds, or ISO 8601 with a zone, up to the year 5138. An empty field, `nan` and `null` are missing
/// values.
///
/// A line that is ragged, has text, an infinite value or one of 1e150 and more where a number belongs,
/// or has a bad time, is skipped as a whole and counted in the ``report``, or is an error if the
/// parser is strict. A file whose beginning cannot be understood is an error in any case.
///
/// Several files may be parsed one after another; hosts and metrics keep their numbers. Names that are
/// canonically equivalent in Unicode, as é in one character and in two, are one name.
public struct MetricParser: Sendable {
  /// What has been met with so far.
  public internal(set) var report = ReadReport()

  private let isStrict: Bool
  var selection: Selection
  var hostTable = NameTable()
  var metricTable = NameTable()
  /// Names that are not wanted, so that they need not be looked into again.
  private var refusedTable = NameTable()
  private static let mostRefusedNames = 10_000

  /// Which metrics are wanted.
  enum Selection: Equatable {
    case all
    /// Those that are in the table from the start.
    case fixed
    /// Those that are in the table from the start, and all that canonical ones are made of; the first
    /// metric is named in errors.
    case parts([CanonicalSelection], of: String)
  }

  /// What a file has turned out to be.
  enum Format: Int {
    case undecided
    case wideCSV
    case longCSV
    case jsonLines
    case prometheus
  }

  /// What a CSV column holds.
  enum Column: Equatable {
    case time
    case host
    case metricName
    case value
    /// A wide column: the index in the row's values.
    case wide(Int)
    /// A wide column of a metric that is not wanted.
    case ignored
  }

  /// Whether neither a bad line nor a bad beginning is an error: for bytes that were parsed before,
  /// when it was told.
  package var isForgiving = false
  /// Whether files are lines in any case: a stream that may be cut off cannot be one document.
  package var expectsLines = false
  /// About when the first row is expected, in seconds since the epoch: by which a line that was cut in
  /// its time is understood.
  package var expectedTime = 0.0

  // The file that is being parsed.
  var path = ""
  var splitter = LineSplitter(path: "")
  private var document: PrometheusDocument?
  /// The beginning of a file, until it tells whether it is lines or a document.
  var beginning: [UInt8] = []
  var isBeginning = false
  private var defaultHost: [UInt8] = []
  var format = Format.undecided
  var columns: [Column] = []
  /// The number of columns that are ``Column/ignored``.
  var ignoredColumnCount = 0
  var fileRows = 0
  private var fileBadLines = 0
  private var firstBadLineOfFile: InputError?
  var sawWantedMetric = false
  /// Whether the next line is the first after a break.
  var isAfterBreak = false
  /// What had come of a line at each break within it.
  var interrupted: [[UInt8]] = []

  /// The number of values in a line of metrics that are not wanted; counted once the line is good.
  var ignoredInLine = 0

  /// What the object of metrics of a JSON line gives; reused.
  var jsonObject = JSONMetrics()
  /// The row of a line that gives many metrics, and of one that gives one; reused.
  var wideRow = MetricRow(host: 0, time: 0, metrics: [], values: [])
  var singleRow = MetricRow(host: 0, time: 0, metrics: [], values: [])
  /// For each metric the list of it alone, so that a row needs no new one.
  private var singleMetrics: [[Int]] = []

  /// The names that series of Prometheus get in the end.
  var prometheusNames = PrometheusNames()
  var prometheusMatches: PrometheusMatches?
  /// The host and the metric, if it is a wanted one, that samples of Prometheus are of.
  var openSeries: (host: Int, metric: Int?)?

  /// Makes a parser.
  ///
  /// - Parameters:
  ///   - metrics: The wanted metrics, such as a model's, numbered in this order, unique; values of
  ///     any other are ignored and counted. nil to take every metric, numbered as it appears.
  ///   - strict: Whether the first bad line is an error.
  public init(metrics: [String]? = nil, strict: Bool = false) {
    isStrict = strict
    selection = metrics == nil ? .all : .fixed
    for name in metrics ?? [] {
      // Only an empty name is refused, and then missed below.
      _ = Array(name.utf8).withUnsafeBufferPointer {
        try? metricTable.intern($0, what: "metric")
      }
    }
    precondition(
      metricTable.count == metrics?.count ?? 0, "wanted metrics have unique names, none empty")
    report.metrics = metricTable.count
    prometheusMatches = metrics.map(PrometheusMatches.init)
  }

  /// Makes a parser of what a model judges.
  ///
  /// - Parameters:
  ///   - model: Its metrics are the wanted ones, numbered in their order; or where it was learnt from
  ///     canonical metrics, all that these are made of, numbered as they appear.
  ///   - strict: Whether the first bad line is an error.
  public init(for model: RoleModel, strict: Bool = false) {
    self.init(for: [model], strict: strict)
  }

  /// Makes a parser of what some models judge: whatever one of them wants is wanted.
  ///
  /// - Parameters:
  ///   - models: At least one. The metrics of those that were learnt from metrics as they are have the
  ///     first numbers, in their order.
  ///   - strict: Whether the first bad line is an error.
  public init(for models: [RoleModel], strict: Bool = false) {
    self.init(metrics: Self.plainMetrics(of: models), strict: strict)
    selection = Self.selection(for: models)
  }

  /// The metrics of the models that were learnt from metrics as they are, none twice.
  private static func plainMetrics(of models: [RoleModel]) -> [String] {
    var seen: Set<String> = []
    return models.filter { $0.mapping == nil }.flatMap(\.metrics).filter {
      seen.insert($0).inserted
    }
  }

  private static func selection(for models: [RoleModel]) -> Selection {
    let canonical = models.filter { $0.mapping != nil }
    guard !canonical.isEmpty, let first = models.first?.metrics.first else { return .fixed }
    return .parts(canonical.map { CanonicalSelection(for: $0.metrics) }, of: first)
  }

  /// Wants what other models judge from the next line on, between two pieces of a file.
  ///
  /// - Parameter models: The models.
  /// - Returns: Whether all that is wanted will be taken: of a wide CSV only the columns are that were
  ///   wanted when its header came.
  package mutating func want(_ models: [RoleModel]) -> Bool {
    let known = metrics.count
    for name in Self.plainMetrics(of: models) {
      _ = Array(name.utf8).withUnsafeBufferPointer {
        try? metricTable.intern($0, what: "metric")
      }
    }
    let wanted = Self.selection(for: models)
    let isMore = metrics.count > known || wanted != selection
    selection = wanted
    refusedTable.truncate(to: 0)
    report.metrics = metricTable.count
    return !(isMore && format == .wideCSV && ignoredColumnCount > 0)
  }

  /// The names of the hosts met so far, by number.
  public var hosts: [String] { hostTable.names }

  /// The names of the metrics, by number.
  public var metrics: [String] { metricTable.names }

  /// Whether the file is an answer of Prometheus, whose rows are in order of series and not of time.
  package var isPrometheus: Bool { format == .prometheus }

  /// Begins a file, whose bytes ``feed(_:_:)`` then takes, up to ``finish(_:)``.
  ///
  /// - Parameters:
  ///   - path: The path, as errors name it.
  ///   - defaultHost: The host of rows that name none; nil for the file's name without folder and
  ///     extensions, or `stdin` for standard input.
  public mutating func begin(path: String, defaultHost: String? = nil) {
    self.path = path
    self.defaultHost = Array((defaultHost ?? Self.stem(of: path)).utf8)
    splitter = LineSplitter(path: path)
    document = nil
    beginning = []
    isBeginning = !expectsLines
    format = .undecided
    fileRows = 0
    fileBadLines = 0
    firstBadLineOfFile = nil
    sawWantedMetric = false
    isAfterBreak = false
    interrupted = []
    wideRow = MetricRow(host: 0, time: 0, metrics: [], values: [])
    report.files += 1
  }

  /// Takes the next bytes of the file and hands on the rows that end in them.
  ///
  /// - Parameters:
  ///   - bytes: Any number of bytes, decompressed; lines may go on from one call to the next.
  ///   - body: Takes a row. To keep it is to copy it.
  /// - Throws: ``InputError`` of kind `badData` if the file cannot be understood, or at a bad line if
  ///   the parser is strict; or what the closure throws.
  public mutating func feed(
    _ bytes: UnsafeRawBufferPointer, _ body: (MetricRow) throws(InputError) -> Void
  ) throws(InputError) {
    guard isBeginning else { return try feedOn(bytes, body) }
    if beginning.isEmpty, let isDocument = PrometheusDocument.begins(bytes) {
      begin(asDocument: isDocument)
      return try feedOn(bytes, body)
    }
    beginning.append(contentsOf: bytes)
    let isDocument =
      PrometheusDocument.begins(beginning)
      ?? (beginning.count < PrometheusDocument.decisiveCount ? nil : false)
    guard let isDocument else { return }
    begin(asDocument: isDocument)
    try feedBeginning(body)
  }

  private mutating func begin(asDocument isDocument: Bool) {
    isBeginning = false
    guard isDocument else { return }
    document = PrometheusDocument(path: path)
    format = .prometheus
  }

  private mutating func feedBeginning(
    _ body: (MetricRow) throws(InputError) -> Void
  ) throws(InputError) {
    var bytes: [UInt8] = []
    swap(&bytes, &beginning)
    try bytes.withUnsafeBufferPointer { (bytes) throws(InputError) in
      try feedOn(UnsafeRawBufferPointer(bytes), body)
    }
  }

  /// Takes bytes of a file that is known to be lines or a document.
  private mutating func feedOn(
    _ bytes: UnsafeRawBufferPointer, _ body: (MetricRow) throws(InputError) -> Void
  ) throws(InputError) {
    if format == .prometheus {
      return try withDocument { (parser, document) throws(InputError) in
        try document.feed(bytes) { (event, line) throws(InputError) in
          try parser.take(event, line, body)
        }
      }
    }
    try withSplitter { (parser, splitter) throws(InputError) in
      try splitter.feed(bytes) { (line, number) throws(InputError) in
        try parser.take(line, number, body)
      }
    }
  }

  /// Ends the file: takes a last line that no line feed ends.
  ///
  /// - Parameter body: Takes a row.
  /// - Throws: ``InputError`` as ``feed(_:_:)`` does, and of kind `badData` if the file had no good
  ///   row, or none of the wanted metrics.
  public mutating func finish(
    _ body: (MetricRow) throws(InputError) -> Void
  ) throws(InputError) {
    if isBeginning {
      begin(asDocument: false)
      try feedBeginning(body)
    }
    if format == .prometheus {
      try withDocument { (parser, document) throws(InputError) in
        try document.finish { (event, line) throws(InputError) in
          try parser.take(event, line, body)
        }
      }
    }
    try withSplitter { (parser, splitter) throws(InputError) in
      try splitter.finish { (line, number) throws(InputError) in
        try parser.take(line, number, body)
      }
    }
    try checkContent()
  }

  /// Checks that the file so far has a good row, and one of the wanted metrics.
  ///
  /// - Throws: ``InputError`` of kind `badData`.
  package func checkContent() throws(InputError) {
    func error(_ problem: String, _ cure: String) -> InputError {
      InputError(.badData, at: .init(path: path), problem, cure: cure)
    }
    if format == .undecided { throw error("the file is empty", "give CSV or JSON Lines") }
    if fileRows == 0 {
      guard let first = firstBadLineOfFile else {
        if format == .prometheus {
          throw error("the answer has no sample", "check the query's selector, start and end")
        }
        throw error("the file has a header and no rows", "add rows")
      }
      throw InputError(
        .badData, at: first.place,
        "no line is good; the first of \(fileBadLines) bad ones: \(first.problem)",
        cure: first.cure)
    }
    if let wanted = firstWantedMetric, !sawWantedMetric {
      throw error(
        "none of the metrics is a wanted one (\(wanted)…); the first is "
          + (report.firstIgnoredMetric ?? "missing"),
        "name the metrics as in the training history")
    }
  }

  /// Parses a whole file, or standard input as it comes.
  ///
  /// - Parameters:
  ///   - path: The file's path; `-` is standard input. Gzip is found by its content.
  ///   - defaultHost: As for ``begin(path:defaultHost:)``.
  ///   - body: Takes a row.
  /// - Throws: ``InputError``, as opening, reading and parsing do.
  public mutating func read(
    path: String, defaultHost: String? = nil, _ body: (MetricRow) throws(InputError) -> Void
  ) throws(InputError) {
    var source = try ByteSource(path: path)
    begin(path: path, defaultHost: defaultHost)
    while try source.nextChunk({ (chunk) throws(InputError) in try feed(chunk, body) }) {}
    try finish(body)
  }

  /// Lends the splitter out, so that handling its lines may change the parser.
  @inline(__always)
  private mutating func withSplitter(
    _ body: (inout MetricParser, inout LineSplitter) throws(InputError) -> Void
  ) throws(InputError) {
    var splitter = LineSplitter(path: "")
    swap(&splitter, &self.splitter)
    defer { swap(&splitter, &self.splitter) }
    try body(&self, &splitter)
  }

  /// The same for the document.
  private mutating func withDocument(
    _ body: (inout MetricParser, inout PrometheusDocument) throws(InputError) -> Void
  ) throws(InputError) {
    guard var document else { return }
    self.document = nil
    defer { self.document = document }
    try body(&self, &document)
  }

  static func stem(of path: String) -> String {
    guard path != ByteSource.standardInput else { return "stdin" }
    var name = path.split(separator: "/").last ?? ""
    if name.hasSuffix(".gz") { name = name.dropLast(3) }
    if let point = name.lastIndex(of: "."), point > name.startIndex { name = name[..<point] }
    return String(name)
  }
}

extension MetricParser {
  @inline(__always)
  private mutating func take(
    _ line: Bytes, _ number: Int, _ body: (MetricRow) throws(InputError) -> Void
  ) throws(InputError) {
    report.lines += 1
    if isAfterBreak {
      try takeFirst(line, number, body)
    } else {
      try takeNext(line, number, body)
    }
  }

  @inline(__always)
  mutating func takeNext(
    _ line: Bytes, _ number: Int, _ body: (MetricRow) throws(InputError) -> Void
  ) throws(InputError) {
    if Self.isBlank(line) { return }
    if format == .undecided {
      do throws(LineProblem) { try begin(with: line) } catch {
        let error = error.error(path: path, line: number)
        if !isForgiving { throw error }
        return try skip(error)
      }
      if format != .jsonLines { return }
    }
    let hostCount = hostTable.count
    let metricCount = metricTable.count
    ignoredInLine = 0
    let isWide: Bool
    do throws(LineProblem) {
      isWide = format == .jsonLines ? try parseJSON(line) : try parseCSV(line)
    } catch {
      hostTable.truncate(to: hostCount)
      metricTable.truncate(to: metricCount)
      try skip(error.error(path: path, line: number))
      return
    }
    count(time: isWide ? wideRow.time : singleRow.time)
    try body(isWide ? wideRow : singleRow)
  }

  /// Counts a bad line or sample, or ends a strict reading.
  mutating func skip(_ error: InputError) throws(InputError) {
    if isStrict && !isForgiving { throw error }
    report.badLines += 1
    fileBadLines += 1
    if report.firstBadLine == nil { report.firstBadLine = error }
    if firstBadLineOfFile == nil { firstBadLineOfFile = error }
  }

  mutating func count(time: Double) {
    report.rows += 1
    fileRows += 1
    report.ignoredValues += ignoredInLine
    report.hosts = hostTable.count
    report.metrics = metricTable.count
    guard let times = report.times else {
      report.times = time...time
      return
    }
    if time < times.lowerBound { report.times = time...times.upperBound }
    if time > times.upperBound { report.times = times.lowerBound...time }
  }

  static func isBlank(_ line: Bytes) -> Bool {
    line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }

  /// Finds the format of a file by its first line that is not blank.
  mutating func begin(with line: Bytes) throws(LineProblem) {
    let first = line.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    switch first {
    case UInt8(ascii: "{"):
      format = .jsonLines
      wideRow = MetricRow(host: 0, time: 0, metrics: [], values: [])
    case UInt8(ascii: "["):
      throw LineProblem("the file is a JSON array", cure: "write one JSON object a line")
    default: try beginCSV(header: line)
    }
  }

  /// What a column or a JSON member is called.
  enum Role {
    case time
    case host
    case metric
    case value
    case metrics

    init?(name: Bytes) {
      func isOne(of words: StaticString...) -> Bool {
        words.contains { FieldCursor.isWord(name, $0) }
      }
      if isOne(of: "time", "timestamp", "ts", "date") {
        self = .time
      } else if isOne(of: "host", "hostname", "hostid", "instance") {
        self = .host
      } else if isOne(of: "metric") {
        self = .metric
      } else if isOne(of: "value") {
        self = .value
      } else if isOne(of: "metrics") {
        self = .metrics
      } else {
        return nil
      }
    }
  }

  /// The first of the wanted metrics, as errors name it; nil where all are wanted.
  var firstWantedMetric: String? {
    switch selection {
    case .all: nil
    case .fixed: metrics.first ?? ""
    case .parts(_, let metric): metric
    }
  }

  /// The number of a metric; nil if it is not a wanted one.
  mutating func metricNumber(_ name: Bytes) throws(LineProblem) -> Int? {
    if case .all = selection { return try metricTable.intern(name, what: "metric") }
    if let number = try wantedNumber(name) {
      sawWantedMetric = true
      return number
    }
    if report.firstIgnoredMetric == nil {
      report.firstIgnoredMetric = String(decoding: name, as: UTF8.self)
    }
    ignoredInLine += 1
    return nil
  }

  /// Puts back the metrics' numbers, those that have been wanted since last.
  mutating func restoreMetrics(from reader: inout StateReader) throws(StateError) {
    func intern(_ name: [UInt8]) -> Int? {
      name.withUnsafeBufferPointer { try? metricTable.intern($0, what: "metric") }
    }
    let wanted = metrics
    metricTable.truncate(to: 0)
    for number in 0..<(try reader.count()) {
      guard intern(Array(try reader.byteString())) == number else { throw .damaged }
    }
    for name in wanted { _ = intern(Array(name.utf8)) }
    report.metrics = metricTable.count
  }

  mutating func wantedNumber(_ name: Bytes) throws(LineProblem) -> Int? {
    if let number = metricTable.number(of: name) { return number }
    guard case .parts(let wanted, _) = selection, refusedTable.number(of: name) == nil else {
      return nil
    }
    let text = String(decoding: name, as: UTF8.self)
    if wanted.contains(where: { $0.takes(text) }) {
      return try metricTable.intern(name, what: "metric")
    }
    // An endless stream may have endlessly many names.
    if refusedTable.count == Self.mostRefusedNames { refusedTable.truncate(to: 0) }
    _ = try refusedTable.intern(name, what: "metric")
    return nil
  }

  mutating func hostNumber(_ name: Bytes?) throws(LineProblem) -> Int {
    if let name { return try hostTable.intern(name, what: "host") }
    return try defaultHost.withUnsafeBufferPointer { (name) throws(LineProblem) in
      try hostTable.intern(name, what: "host")
    }
  }

  /// Makes the row of a line that gives one value.
  mutating func setSingleRow(
    host: Int, time: Double, metric: Int?, value: Double
  ) {
    singleRow.host = host
    singleRow.time = time
    guard let metric else {
      singleRow.metrics = []
      singleRow.values = []
      return
    }
    while singleMetrics.count <= metric { singleMetrics.append([singleMetrics.count]) }
    singleRow.metrics = singleMetrics[metric]
    if singleRow.values.isEmpty { singleRow.values = [value] } else { singleRow.values[0] = value }
  }
}
