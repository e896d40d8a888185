internal import Saba

/// A train or test file as frames, one a host, and where each row of the file went.
struct HistoryFile {
  let history: RoleHistory
  /// In the order of the frames.
  let hosts: [DatasetHost]
  let rowCount: Int
  /// Whether the file gives times.
  let hasClock: Bool

  /// Reads a file of either shape.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - host: The host's name if the file does not name hosts.
  ///   - start: The time of row 0 if the file has no times.
  ///   - interval: The length of a row, in seconds.
  /// - Throws: ``InputError`` of kind `badData`, or what opening and reading give.
  init(path: String, host: String, start: Int, interval: Int) throws(InputError) {
    let metrics: [String]
    let parts: [(frame: MetricFrame, host: DatasetHost)]
    hasClock = try HostRows.areIn(path: path)
    if hasClock {
      let rows = try HostRows(path: path, interval: interval)
      metrics = rows.metrics
      parts = rows.parts()
    } else {
      let table = try NumericTable.read(path: path)
      let rows = 0..<table.values.rowCount
      metrics = table.header
      let frame = MetricFrame(
        host: host, metrics: metrics, start: start, interval: interval, values: table.values)
      parts = [(frame, DatasetHost(name: host, fileRows: rows, frameRows: Array(rows)))]
    }
    history = RoleHistory(metrics: metrics, interval: interval, frames: parts.map(\.frame))
    hosts = parts.map(\.host)
    rowCount = hosts.reduce(0) { $0 + $1.fileRows.count }
    guard rowCount > 0 else {
      throw InputError(
        .badData, at: .init(path: path), "the file has no rows", cure: "add the metrics' values")
    }
  }
}

/// The rows of a file that begins with the columns `timestamp` and `host`, each host's together.
private struct HostRows {
  private static let leadingColumns = ["timestamp", "host"]

  private(set) var metrics: [String] = []
  private var hosts: [String] = []
  private let interval: Int
  /// The rows of each host, in the order of the file.
  private var runs: [Run] = []
  /// The metrics' numbers in the first row, which every row must give.
  private var columns: [Int] = []
  private var cellCount = 0
  private var valueCount = 0

  /// The rows of one host.
  private struct Run {
    /// The time of the first one.
    let start: Int
    /// For each row the row of the grid that ``start`` begins.
    var frameRows: [Int] = []
    /// The values, row after row.
    var values: [Double] = []
  }

  /// Whether a file has this shape.
  static func areIn(path: String) throws(InputError) -> Bool {
    let beginning = Array((leadingColumns.joined(separator: ",") + ",").utf8)
    var source = try ByteSource(path: path)
    var bytes: [UInt8] = []
    while bytes.count < beginning.count,
      try source.nextChunk({ bytes.append(contentsOf: $0.prefix(beginning.count)) })
    {}
    return bytes.starts(with: beginning)
  }

  init(path: String, interval: Int) throws(InputError) {
    self.interval = interval
    var parser = MetricParser(strict: true)
    do throws(InputError) {
      try parser.read(path: path) { (row) throws(InputError) in try append(row, path) }
    } catch {
      var error = error
      // Of a row that is refused here, only the parser knows the line.
      if error.place.column != nil { error.place.line = parser.report.lines }
      throw error
    }
    metrics = parser.metrics
    hosts = parser.hosts
  }

  private mutating func append(_ row: MetricRow, _ path: String) throws(InputError) {
    func refusal(column: Int, _ problem: String, cure: String) -> InputError {
      InputError(.badData, at: .init(path: path, column: column), problem, cure: cure)
    }
    if runs.isEmpty { columns = row.metrics }
    guard row.metrics == columns else {
      throw refusal(
        column: 3, "the row gives another metric than the first one",
        cure: "give each metric a column of its own")
    }
    let time = Int(row.time)
    guard Double(time) == row.time, (time - (runs.first?.start ?? time)) % interval == 0 else {
      throw refusal(
        column: 1, "the time is off the grid of \(interval) s that row 1 begins",
        cure: "give every row the time at which its interval begins")
    }
    // The parser numbers hosts as they appear.
    if row.host == runs.count { runs.append(Run(start: time)) }
    let current = runs.count - 1
    guard row.host == current else {
      throw refusal(
        column: 2, "the rows of this host do not follow one another",
        cure: "sort the file by host, then time")
    }
    let frameRow = (time - runs[current].start) / interval
    let last = runs[current].frameRows.last ?? -1
    guard frameRow > last else {
      throw refusal(
        column: 1, "the time is not after the one before on this host",
        cure: "sort the file by host, then time, one row an interval")
    }
    cellCount += (frameRow - last) * columns.count
    valueCount += columns.count
    guard GridLimit.admits(cellCount: cellCount, valueCount: valueCount) else {
      throw refusal(
        column: 1, "the time is \(frameRow - last) rows of \(interval) s after the one before",
        cure: "correct the wrong time, or leave out what lies before the gap")
    }
    runs[current].frameRows.append(frameRow)
    runs[current].values += row.values
  }

  /// A frame a host, sorted by name.
  func parts() -> [(frame: MetricFrame, host: DatasetHost)] {
    var parts: [(frame: MetricFrame, host: DatasetHost)] = []
    var fileRow = 0
    for (name, run) in zip(hosts, runs) {
      var values = Matrix(
        rowCount: (run.frameRows.last ?? -1) + 1, columnCount: columns.count, repeating: .nan)
      for (row, frameRow) in run.frameRows.enumerated() {
        for column in columns.indices {
          values[frameRow, column] = run.values[row * columns.count + column]
        }
      }
      let frame = MetricFrame(
        host: name, metrics: metrics, start: run.start, interval: interval, values: values)
      let fileRows = fileRow..<fileRow + run.frameRows.count
      parts.append(
        (frame, DatasetHost(name: name, fileRows: fileRows, frameRows: run.frameRows)))
      fileRow = fileRows.upperBound
    }
    return parts.sorted { $0.host.name < $1.host.name }
  }
}
