extension MetricParser {
  /// Makes the wide or the single row of a line, and says whether it is the wide one.
  mutating func parseJSON(_ line: Bytes) throws(LineProblem) -> Bool {
    var cursor = JSONCursor(line)
    var time: Double?
    var host: JSONCursor.Text?
    var metric: JSONCursor.Text?
    var value: Double?
    var hasMetrics = false
    try cursor.enterObject()
    while let key = try cursor.nextKey() {
      switch try key.withContent({ (name) throws(LineProblem) in Role(name: name) }) {
      case .time: time = try Self.time(&cursor)
      case .host: host = try cursor.skipNull() ? nil : cursor.text()
      case .metric: metric = try cursor.text()
      case .value: value = try cursor.number()
      case .metrics:
        try parseMetrics(&cursor)
        hasMetrics = true
      case nil: try cursor.skipValue()
      }
    }
    try cursor.expectEnd()
    guard let time else {
      throw LineProblem("the object has no time", cure: "add \"time\" or \"timestamp\"")
    }
    guard hasMetrics != (metric != nil) else {
      throw LineProblem(
        "the object has \(hasMetrics ? "both \"metric\" and \"metrics\"" : "no metric")",
        cure: "give \"metric\" and \"value\", or \"metrics\"")
    }
    let hostNumber: Int
    if let host {
      hostNumber = try host.withContent { (name) throws(LineProblem) in try self.hostNumber(name) }
    } else {
      hostNumber = try self.hostNumber(nil)
    }
    guard let metric else {
      wideRow.host = hostNumber
      wideRow.time = time
      return true
    }
    guard let value else {
      throw LineProblem("the metric has no value", cure: "add \"value\", null if it is unknown")
    }
    let number = try metric.withContent { (name) throws(LineProblem) in try metricNumber(name) }
    setSingleRow(host: hostNumber, time: time, metric: number, value: value)
    return false
  }

  private static func time(_ cursor: inout JSONCursor) throws(LineProblem) -> Double {
    if cursor.peek() == UInt8(ascii: "\"") {
      return try cursor.text().withContent { (text) throws(LineProblem) in
        try TimeScanner.seconds(in: text)
      }
    }
    let seconds = try cursor.number()
    guard !seconds.isNaN else {
      throw LineProblem("the time is missing", cure: "leave the line out, or add its time")
    }
    return try TimeScanner.checked(seconds)
  }

  /// Fills the wide row, of all metrics met so far or, where a line gives few of many, of these.
  private mutating func parseMetrics(_ cursor: inout JSONCursor) throws(LineProblem) {
    jsonObject.removeAll()
    try cursor.enterObject()
    while let key = try cursor.nextKey() {
      let number = try key.withContent { (name) throws(LineProblem) in try metricNumber(name) }
      let value = try cursor.number()
      if let number { jsonObject.set(number, value) }
    }
    jsonObject.fill(&wideRow, metricCount: metricTable.count)
  }
}
