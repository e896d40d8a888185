internal import Saba

/// A train or test file as frames, one a host, and where each row of the file went.
struct HistoryFile {
  let history: RoleHistory
  /// In the order of the frames.
  let hosts: [DatasetHost]
  let rowCount: Int

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
    if try HostRows.areIn(path: path) {
      let rows = try HostRows(path: path, interval: interval)
      metrics = rows.metrics
      parts = try rows.parts()
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

/// The rows of a file that begins with the columns `timestamp` and `host`.
private struct HostRows {
  private static let leadingColumns = ["timestamp", "host"]

  let path: String
  let interval: Int
  let metrics: [String]
  private let rows: [[String]]

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
    self.path = path
    self.interval = interval
    let table = try TextTable.read(path: path)
    metrics = Array(table.header.dropFirst(Self.leadingColumns.count))
    rows = table.rows
  }

  /// A frame a host, sorted by name.
  func parts() throws(InputError) -> [(frame: MetricFrame, host: DatasetHost)] {
    var parts: [(frame: MetricFrame, host: DatasetHost)] = []
    var names: Set<String> = []
    var start = 0
    while start < rows.count {
      let name = rows[start][1]
      guard names.insert(name).inserted else {
        throw error(
          row: start, column: 2, "the rows of host \(name) do not follow one another",
          cure: "sort the file by host, then time")
      }
      let end = rows[start...].firstIndex { $0[1] != name } ?? rows.count
      parts.append(try part(host: name, rows: start..<end))
      start = end
    }
    return parts.sorted { $0.host.name < $1.host.name }
  }

  private func part(
    host: String, rows range: Range<Int>
  ) throws(InputError) -> (frame: MetricFrame, host: DatasetHost) {
    let origin = try time(row: 0)
    let start = try time(row: range.lowerBound)
    var frameRows: [Int] = []
    frameRows.reserveCapacity(range.count)
    for row in range {
      let time = try time(row: row)
      guard (time - origin) % interval == 0 else {
        throw error(
          row: row, column: 1, "the time is off the grid of \(interval) s that row 1 begins",
          cure: "give every row the time at which its interval begins")
      }
      let frameRow = (time - start) / interval
      if let last = frameRows.last, frameRow <= last {
        throw error(
          row: row, column: 1, "the time is not after the one before on host \(host)",
          cure: "sort the file by host, then time, one row an interval")
      }
      frameRows.append(frameRow)
    }
    var values = Matrix(
      rowCount: (frameRows.last ?? -1) + 1, columnCount: metrics.count, repeating: .nan)
    for (row, frameRow) in zip(range, frameRows) {
      for column in metrics.indices {
        values[frameRow, column] = try value(row: row, column: column)
      }
    }
    let frame = MetricFrame(
      host: host, metrics: metrics, start: start, interval: interval, values: values)
    return (frame, DatasetHost(name: host, fileRows: range, frameRows: frameRows))
  }

  private func time(row: Int) throws(InputError) -> Int {
    guard let time = Timestamp.seconds(rows[row][0]), time == time.rounded() else {
      throw error(
        row: row, column: 1, "\"\(rows[row][0])\" is no time in whole seconds",
        cure: "write epoch seconds, or ISO 8601 with a zone such as 2026-01-31T10:20:30Z")
    }
    return Int(time)
  }

  private func value(row: Int, column: Int) throws(InputError) -> Double {
    let field = column + Self.leadingColumns.count
    let text = rows[row][field]
    if ["", "nan", "null"].contains(text.lowercased()) { return .nan }
    guard let value = Double(text), value.isFinite else {
      throw error(
        row: row, column: field + 1, "\"\(text)\" is not a number",
        cure: "write a decimal number, or leave the field empty if it is unknown")
    }
    return value
  }

  private func error(
    row: Int, column: Int, _ problem: String, cure: String
  ) -> InputError {
    // Line 1 is the header.
    InputError(
      .badData, at: .init(path: path, line: row + 2, column: column), problem, cure: cure)
  }
}
