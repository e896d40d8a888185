internal import SabaNumerics

/// A history made ready for training: which metrics, which rows.
struct TrainingRows {
  let metrics: [String]
  /// The logarithmic scale of each metric that has one, `[d]`.
  let logarithms: [MetricLogarithm?]
  /// The rows without missing values, by host, then time.
  let complete: [CompleteRow]
  /// The second of the local day at which each complete row begins, `[n]`.
  let secondsOfDay: [Int]
  /// The part of the history in which each complete row lies, `[n]`.
  let parts: [Int]
  /// What a user should know of the rows.
  let warnings: [String]
  /// The times at which the parts after the first begin.
  private let bounds: [Int]
  /// For each host its frame's values of the chosen metrics.
  var frames: [(start: Int, values: Matrix)]
  let interval: Int
  /// By whose clock days begin.
  let zone: LocalZone
  var summary: TrainingSummary

  /// A row of a host's frame without missing values.
  struct CompleteRow: Sendable {
    var host: Int32
    var row: Int32
  }

  /// The fewest complete rows that a role is learnt from.
  static let smallestRowCount = 100
  /// The number of contiguous parts into which cross-fits cut the history.
  static let partCount = 10

  /// Makes a history ready.
  ///
  /// - Parameters:
  ///   - history: The history.
  ///   - options: Say which metrics are used and have a logarithmic scale.
  ///   - logarithms: Scales that are known already, by metric.
  /// - Throws: ``TrainingError`` where there is too little to learn from.
  init(
    _ history: RoleHistory, options: RoleModelOptions,
    logarithms: [String: MetricLogarithm] = [:]
  ) throws(TrainingError) {
    var seenRowCount = 0
    var seen = [Int](repeating: 0, count: history.metrics.count)
    var firstTime = Int.max
    var lastTime = Int.min
    for frame in history.frames {
      for row in 0..<frame.rowCount {
        var any = false
        for j in history.metrics.indices where !frame.values[row, j].isNaN {
          seen[j] += 1
          any = true
        }
        if any {
          seenRowCount += 1
          firstTime = min(firstTime, frame.time(ofRow: row))
          lastTime = max(lastTime, frame.time(ofRow: row))
        }
      }
    }

    var dropped: [TrainingSummary.DroppedMetric] = []
    func drop(_ metric: Int) {
      let share = seenRowCount > 0 ? 100 * (seenRowCount - seen[metric]) / seenRowCount : 100
      dropped.append(
        .init(metric: history.metrics[metric], reason: "missing in \(share) % of the rows"))
    }
    var chosen: [Int] = []
    for j in history.metrics.indices {
      let missing = Double(seenRowCount - seen[j])
      if seen[j] > 0, missing <= options.largestMissingShare * Double(seenRowCount) {
        chosen.append(j)
      } else {
        drop(j)
      }
    }
    guard !chosen.isEmpty else {
      throw .noUsableMetric(metricCount: history.metrics.count)
    }
    // Metrics that are missing in turns can leave no row complete: the worst goes first.
    var complete = Self.completeRows(history, chosen)
    while chosen.count > 1, 2 * complete.count < seenRowCount {
      guard let worst = chosen.min(by: { seen[$0] < seen[$1] }), seen[worst] < seenRowCount else {
        break
      }
      drop(worst)
      chosen.removeAll { $0 == worst }
      complete = Self.completeRows(history, chosen)
    }
    guard complete.count >= Self.smallestRowCount else {
      throw .tooFewSamples(count: complete.count, needed: Self.smallestRowCount)
    }
    self.metrics = chosen.map { history.metrics[$0] }
    self.complete = complete
    let logarithmic = options.mapping?.logarithmicMetrics ?? []
    self.logarithms = chosen.map { metric -> MetricLogarithm? in
      let name = history.metrics[metric]
      return logarithms[name]
        ?? Self.logarithm(of: metric, in: history, rows: complete, options: options)
    }
    let zone = options.zone
    let times = complete.map { history.frames[Int($0.host)].time(ofRow: Int($0.row)) }
    secondsOfDay = times.map { zone.localTime(at: $0).secondOfDay }
    let sorted = times.sorted()
    let bounds = (1..<Self.partCount).map { sorted[$0 * sorted.count / Self.partCount] }
    self.bounds = bounds
    parts = times.map { time in bounds.count { $0 <= time } }
    let taught = Set(complete.map { Int($0.host) })
    let silent = history.frames.indices.filter { !taught.contains($0) }
    warnings =
      silent.isEmpty
      ? []
      : [
        "no row of \(silent.map { history.frames[$0].host }.joined(separator: ", ")) has every "
          + "metric that the model uses: nothing was learnt from there"
      ]
    self.interval = history.interval
    self.zone = zone
    let isWhole = chosen.count == history.metrics.count
    self.frames = history.frames.map { frame in
      if isWhole { return (frame.start, frame.values) }
      var values = Matrix(rowCount: frame.rowCount, columnCount: chosen.count)
      for row in 0..<frame.rowCount {
        for (column, j) in chosen.enumerated() { values[row, column] = frame.values[row, j] }
      }
      return (frame.start, values)
    }
    self.summary = TrainingSummary(
      hosts: history.frames.map(\.host), rowCount: seenRowCount,
      completeRowCount: complete.count, firstTime: firstTime, lastTime: lastTime,
      droppedMetrics: dropped, heldOutLogLikelihoods: [], warnings: [])
    guard
      metrics.indices.contains(where: { metric in
        let column = column(metric)
        return column.contains { $0 != column[0] }
      })
    else { throw .constantRole(metricCount: chosen.count) }
  }

  /// The logarithmic scale of a metric; nil for none.
  private static func logarithm(
    of metric: Int, in history: RoleHistory, rows: [CompleteRow], options: RoleModelOptions
  ) -> MetricLogarithm? {
    guard let mapping = options.mapping else { return nil }
    let name = history.metrics[metric]
    var hosts = [[Double]](repeating: [], count: history.frames.count)
    for row in rows {
      hosts[Int(row.host)].append(history.frames[Int(row.host)].values[Int(row.row), metric])
    }
    let usual =
      mapping.logarithmicMetrics.contains(name) ? MetricLogarithm(for: hosts.flatMap(\.self)) : nil
    guard CanonicalMetric.dependsOnSize(name) else { return usual }
    return MetricLogarithm(
      ofHostsOfDifferentSize: hosts, insteadOf: usual, leastCount: 86_400 / history.interval)
      ?? usual
  }

  /// The metrics with a logarithmic scale.
  var logarithmicMetrics: Set<String> {
    Set(metrics.indices.lazy.filter { logarithms[$0] != nil }.map { metrics[$0] })
  }

  /// The number of days of the complete rows, from the first to the last.
  var dayCount: Int { (summary.lastTime - summary.firstTime + interval) / 86_400 }

  /// A metric's values in the complete rows, on its scale, `[n]`.
  func column(_ metric: Int) -> [Double] {
    let column = complete.map { frames[Int($0.host)].values[Int($0.row), metric] }
    guard let logarithm = logarithms[metric] else { return column }
    return column.map { logarithm.scaled($0) }
  }

  /// The complete rows of each host of the history.
  var hostRanges: [Range<Int>] {
    var first = 0
    return frames.indices.map { host in
      var next = first
      while next < complete.count, complete[next].host == host { next += 1 }
      defer { first = next }
      return first..<next
    }
  }

  /// The largest range that each metric has on one host, on its scale.
  ///
  /// - Complexity: O(n·d).
  var ranges: [String: Double] {
    let hosts = hostRanges
    return Dictionary(
      uniqueKeysWithValues: metrics.indices.map { metric in
        let column = column(metric)
        let ranges = hosts.map { rows in
          (column[rows].max() ?? 0) - (column[rows].min() ?? 0)
        }
        return (metrics[metric], ranges.max() ?? 0)
      })
  }

  /// What a fit to a part of the history takes over from the whole.
  struct Known {
    /// The largest range that each metric has on one host, on its scale.
    var ranges: [String: Double] = [:]
    /// The metrics' logarithmic scales.
    var logarithms: [String: MetricLogarithm] = [:]
  }

  /// What a fit to a part of these rows takes over.
  var known: Known {
    var scales: [String: MetricLogarithm] = [:]
    for (metric, logarithm) in zip(metrics, logarithms) { scales[metric] = logarithm }
    return Known(ranges: ranges, logarithms: scales)
  }

  /// A metric's values in the complete rows less the median of their host, `[n]`.
  ///
  /// - Complexity: O(n).
  func levelledColumn(_ metric: Int) -> [Double] {
    var column = column(metric)
    for rows in hostRanges {
      let level = median(column[rows]) ?? 0
      for row in rows { column[row] -= level }
    }
    return column
  }

  /// The complete rows by slot of the local day.
  func slots(ofLength slotLength: Int) -> RowSlots {
    RowSlots(secondsOfDay: secondsOfDay, slotLength: slotLength)
  }

  /// The part of the history, 0..<``partCount``, in which a time lies; the parts hold about as many
  /// complete rows each.
  func part(of time: Int) -> Int {
    bounds.count { $0 <= time }
  }

  /// The rows of a host's frame that lie in a part.
  func rows(ofHost host: Int, inPart part: Int) -> Range<Int> {
    let (start, values) = frames[host]
    func firstRow(from bound: Int) -> Int {
      min(max(0, (bound - start + interval - 1) / interval), values.rowCount)
    }
    let first = part > 0 ? firstRow(from: bounds[part - 1]) : 0
    return first..<(part < bounds.count ? firstRow(from: bounds[part]) : values.rowCount)
  }

  private static func completeRows(_ history: RoleHistory, _ chosen: [Int]) -> [CompleteRow] {
    var result: [CompleteRow] = []
    result.reserveCapacity(history.frames.reduce(0) { $0 + $1.rowCount })
    for (host, frame) in history.frames.enumerated() {
      for row in 0..<frame.rowCount
      where chosen.allSatisfy({ !frame.values[row, $0].isNaN }) {
        result.append(CompleteRow(host: Int32(host), row: Int32(row)))
      }
    }
    return result
  }
}

/// Rows by the slot of the day in which they begin.
struct RowSlots: Sendable {
  /// The length of a slot in seconds, a divisor of a day.
  let slotLength: Int
  /// The rows, slot after slot.
  let rows: [Int]
  /// Where each slot's rows begin among them; the end of the last is the last element.
  let starts: [Int]

  private init(slotLength: Int, rows: [Int], starts: [Int]) {
    self.slotLength = slotLength
    self.rows = rows
    self.starts = starts
  }

  /// The same of about so many rows at most, spread over each slot's.
  func thinned(to largestCount: Int) -> RowSlots {
    let step = (rows.count + largestCount - 1) / max(1, largestCount)
    if step <= 1 { return self }
    var kept: [Int] = []
    var keptStarts = [0]
    for (start, end) in zip(starts, starts.dropFirst()) {
      kept += stride(from: start, to: end, by: step).lazy.map { rows[$0] }
      keptStarts.append(kept.count)
    }
    return RowSlots(slotLength: slotLength, rows: kept, starts: keptStarts)
  }

  init(secondsOfDay: [Int], slotLength: Int) {
    self.slotLength = slotLength
    var starts = [Int](repeating: 0, count: 86_400 / slotLength + 1)
    for second in secondsOfDay { starts[second / slotLength + 1] += 1 }
    for slot in 1..<starts.count { starts[slot] += starts[slot - 1] }
    self.starts = starts
    var rows = [Int](repeating: 0, count: secondsOfDay.count)
    for (row, second) in secondsOfDay.enumerated() {
      rows[starts[second / slotLength]] = row
      starts[second / slotLength] += 1
    }
    self.rows = rows
  }
}
