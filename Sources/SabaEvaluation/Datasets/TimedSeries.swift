internal import Saba

/// A CSV file `timestamp,value`: one series, at times that may be irregular.
struct TimedSeries {
  private static let columns = ["timestamp", "value"]
  /// The interval of a series that has no two times.
  private static let onlyRowInterval = 60

  /// Seconds since the epoch; without a zone in the file, those of UTC.
  let times: [Double]
  /// NaN where missing.
  let values: [Double]
  /// The median of the spacings above 0, in whole seconds; of two in the middle the shorter.
  let interval: Int
  /// For each row the row of a grid of this interval that the first one begins: the nearest that
  /// comes after the one before.
  let frameRows: [Int]

  /// Reads a file.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``InputError`` of kind `badData`, or what opening and reading give.
  init(path: String) throws(InputError) {
    let table = try TextTable.read(path: path)
    guard table.header == Self.columns else {
      throw InputError(
        .badData, at: .init(path: path, line: 1),
        "the header is \"\(table.header.joined(separator: ","))\"",
        cure: "write \"\(Self.columns.joined(separator: ","))\"")
    }
    guard !table.rows.isEmpty else {
      throw InputError(
        .badData, at: .init(path: path), "the file has no rows", cure: "add times and values")
    }
    var times: [Double] = []
    var values: [Double] = []
    for (row, fields) in table.rows.enumerated() {
      func refusal(column: Int, _ problem: String, cure: String) -> InputError {
        InputError(
          .badData, at: .init(path: path, line: row + 2, column: column), problem, cure: cure)
      }
      guard let time = Self.seconds(fields[0]) else {
        throw refusal(
          column: 1, "\"\(fields[0])\" is not a time",
          cure: "write epoch seconds, or ISO 8601 such as 2026-01-31 10:20:30")
      }
      guard let value = DecimalText.number(fields[1]) else {
        throw refusal(
          column: 2, "\"\(fields[1])\" is not a number",
          cure: "write a decimal number, or leave the field empty if it is unknown")
      }
      times.append(time)
      values.append(value)
    }
    self.times = times
    self.values = values
    interval = Self.medianSpacing(of: times)
    frameRows = try Self.frameRows(of: times, interval: interval, path: path)
  }

  /// A time in text, with a zone or of UTC.
  static func seconds(_ text: String) -> Double? {
    Timestamp.seconds(text) ?? Timestamp.seconds(text + "Z")
  }

  private static func medianSpacing(of times: [Double]) -> Int {
    let spacings = zip(times.dropFirst(), times).map(-).filter { $0 > 0 }.sorted()
    return spacings.isEmpty
      ? onlyRowInterval : max(1, Int(spacings[(spacings.count - 1) / 2].rounded()))
  }

  private static func frameRows(
    of times: [Double], interval: Int, path: String
  ) throws(InputError) -> [Int] {
    var frameRows: [Int] = []
    var last = -1
    for (row, time) in times.enumerated() {
      let nearest = Int(((time - times[0]) / Double(interval)).rounded())
      let frameRow = max(last + 1, nearest)
      guard GridLimit.admits(cellCount: frameRow + 1, valueCount: row + 1) else {
        throw InputError(
          .badData, at: .init(path: path, line: row + 2, column: 1),
          "the time is \(frameRow - last) rows of \(interval) s after the one before",
          cure: "correct the wrong time, or leave out what lies before the gap")
      }
      frameRows.append(frameRow)
      last = frameRow
    }
    return frameRows
  }
}

extension TimedSeries {
  /// The files of a set of such series, by name: `<folder>/<file without .csv>`.
  static func files(in folder: DatasetFolder) throws(InputError) -> [DatasetFile] {
    var files: [DatasetFile] = []
    for name in folder.names {
      guard let subfolder = try folder.subfolder(name) else { continue }
      files += subfolder.files(".csv").map {
        DatasetFile(name: "\(name)/\($0.name)", path: $0.path)
      }
    }
    guard !files.isEmpty else {
      throw InputError(
        .noInput, at: .init(path: folder.path), "there is no series in its folders",
        cure: "add folders with files timestamp,value")
    }
    return files.sorted { $0.name < $1.name }
  }

  /// 15 % of the rows, at most 750: the probation of the Numenta Anomaly Benchmark.
  private var trainRowCount: Int { min(values.count * 15 / 100, 750) }

  /// The entity that trains on the first rows and judges all.
  func entity(named name: String, events: [ClosedRange<Int>]) -> DatasetEntity {
    DatasetEntity(
      name: name, metrics: ["value"],
      values: Matrix(rowCount: values.count, columnCount: 1, elements: values),
      grid: .init(
        start: Int(times[0].rounded(.down)), interval: interval, rows: frameRows, hasClock: true),
      trainRowCount: trainRowCount, events: events)
  }
}
