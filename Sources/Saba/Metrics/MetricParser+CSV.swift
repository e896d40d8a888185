extension MetricParser {
  mutating func beginCSV(header line: Bytes) throws(LineProblem) {
    var cursor = FieldCursor(line)
    let names = try CSVTableReader.header(&cursor)
    let roles = names.map { Array($0.utf8).withUnsafeBufferPointer { Role(name: $0) } }
    for role in [Role.time, .host] {
      let found = roles.indices.filter { roles[$0] == role }
      if found.count > 1 {
        throw LineProblem(
          column: found[1] + 1,
          "\"\(names[found[1]])\" is a second \(role) column beside \"\(names[found[0]])\"",
          cure: "remove or rename one of them")
      }
    }
    guard roles.contains(.time) else {
      throw LineProblem(
        "no column is the time",
        cure:
          "name it time, timestamp, ts or date, and separate columns with commas; is the header there?"
      )
    }
    if roles.contains(.metric), roles.contains(.value) {
      try beginLong(names, roles)
    } else {
      try beginWide(names, roles)
    }
  }

  private mutating func beginLong(_ names: [String], _ roles: [Role?]) throws(LineProblem) {
    columns = []
    for (index, role) in roles.enumerated() {
      switch role {
      case .time: columns.append(.time)
      case .host: columns.append(.host)
      case .metric: columns.append(.metricName)
      case .value: columns.append(.value)
      case .metrics, nil:
        throw LineProblem(
          column: index + 1,
          "a long CSV has a time, a host, a metric and a value, and no column \"\(names[index])\"",
          cure: "remove it, or make it a part of the metric's name")
      }
    }
    format = .longCSV
  }

  private mutating func beginWide(_ names: [String], _ roles: [Role?]) throws(LineProblem) {
    columns = []
    var numbers: [Int] = []
    ignoredInLine = 0
    for (name, role) in zip(names, roles) {
      switch role {
      case .time: columns.append(.time)
      case .host: columns.append(.host)
      case .metric, .value, .metrics, nil:
        let number = try Array(name.utf8).withUnsafeBufferPointer { (name) throws(LineProblem) in
          try metricNumber(name)
        }
        guard let number else {
          columns.append(.ignored)
          continue
        }
        columns.append(.wide(numbers.count))
        numbers.append(number)
      }
    }
    ignoredColumnCount = ignoredInLine
    guard !numbers.isEmpty else {
      if ignoredColumnCount == 0 {
        throw LineProblem("no column is a metric", cure: "add one column a metric")
      }
      throw LineProblem(
        "no column is one of the wanted metrics (\(firstWantedMetric ?? "")…)",
        cure: "name the metrics as in the training history")
    }
    wideRow.metrics = numbers
    wideRow.values = [Double](repeating: .nan, count: numbers.count)
    format = .wideCSV
  }

  /// Makes the wide or the single row of a line, and says whether it is the wide one.
  mutating func parseCSV(_ line: Bytes) throws(LineProblem) -> Bool {
    var cursor = FieldCursor(line)
    var time = 0.0
    var host: FieldCursor.Field?
    var hostColumn = 0
    var metric: FieldCursor.Field?
    var metricColumn = 0
    var value = Double.nan
    for column in columns {
      guard cursor.hasNext else { break }
      switch column {
      case .wide(let index): wideRow.values[index] = try cursor.nextNumber()
      case .time: time = try cursor.nextTime()
      case .host:
        host = try cursor.next()
        hostColumn = cursor.column
      case .metricName:
        metric = try cursor.next()
        metricColumn = cursor.column
      case .value: value = try cursor.nextNumber()
      case .ignored: _ = try cursor.next()
      }
    }
    if cursor.hasNext || cursor.column < columns.count {
      while cursor.hasNext { _ = try cursor.next() }
      throw CSVTableReader.raggedness(fieldCount: cursor.column, columnCount: columns.count)
    }
    let hostNumber: Int
    do throws(LineProblem) {
      if let host {
        hostNumber = try host.withContent { (name) throws(LineProblem) in
          try self.hostNumber(name)
        }
      } else {
        hostNumber = try self.hostNumber(nil)
      }
    } catch { throw error.inColumn(hostColumn) }
    guard let metric else {
      ignoredInLine = ignoredColumnCount
      wideRow.host = hostNumber
      wideRow.time = time
      return true
    }
    do throws(LineProblem) {
      let number = try metric.withContent { (name) throws(LineProblem) in try metricNumber(name) }
      setSingleRow(host: hostNumber, time: time, metric: number, value: value)
    } catch { throw error.inColumn(metricColumn) }
    return false
  }
}
