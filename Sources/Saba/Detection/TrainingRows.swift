/// A history made ready for training: which metrics, which rows.
struct TrainingRows {
  let metrics: [String]
  /// The rows without missing values, `[n × d]`.
  let complete: Matrix
  /// When each complete row begins, `[n]`, in seconds since the epoch.
  let times: [Int]
  /// The number of each complete row's host, `[n]`.
  let hosts: [Int]
  /// What a user should know of the rows.
  let warnings: [String]
  /// The times at which the parts after the first begin.
  private let bounds: [Int]
  /// For each host its frame's values of the chosen metrics.
  let frames: [(start: Int, values: Matrix)]
  let interval: Int
  /// By whose clock days begin.
  let zone: LocalZone
  var summary: TrainingSummary

  /// The fewest complete rows that a role is learnt from.
  static let smallestRowCount = 100
  /// The number of contiguous parts into which cross-fits cut the history.
  static let partCount = 5

  init(_ history: RoleHistory, options: RoleModelOptions) throws(TrainingError) {
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
    while chosen.count > 1, 2 * complete.times.count < seenRowCount {
      guard let worst = chosen.min(by: { seen[$0] < seen[$1] }), seen[worst] < seenRowCount else {
        break
      }
      drop(worst)
      chosen.removeAll { $0 == worst }
      complete = Self.completeRows(history, chosen)
    }
    guard complete.times.count >= Self.smallestRowCount else {
      throw .tooFewSamples(count: complete.times.count, needed: Self.smallestRowCount)
    }
    self.metrics = chosen.map { history.metrics[$0] }
    self.complete = complete.rows
    self.times = complete.times
    self.hosts = complete.hosts
    let sorted = complete.times.sorted()
    bounds = (1..<Self.partCount).map { sorted[$0 * sorted.count / Self.partCount] }
    let taught = Set(complete.hosts)
    let silent = history.frames.indices.filter { !taught.contains($0) }
    warnings =
      silent.isEmpty
      ? []
      : [
        "no row of \(silent.map { history.frames[$0].host }.joined(separator: ", ")) has every "
          + "metric that the model uses: nothing was learnt from there"
      ]
    guard
      chosen.indices.contains(where: { metric in
        let column = complete.rows.column(metric)
        return column.contains { $0 != column[0] }
      })
    else { throw .constantRole(metricCount: chosen.count) }
    self.interval = history.interval
    self.zone = options.zone
    self.frames = history.frames.map { frame in
      var values = Matrix(rowCount: frame.rowCount, columnCount: chosen.count)
      for row in 0..<frame.rowCount {
        for (column, j) in chosen.enumerated() { values[row, column] = frame.values[row, j] }
      }
      return (frame.start, values)
    }
    self.summary = TrainingSummary(
      hosts: history.frames.map(\.host), rowCount: seenRowCount,
      completeRowCount: complete.times.count, firstTime: firstTime, lastTime: lastTime,
      droppedMetrics: dropped, heldOutLogLikelihoods: [], warnings: [])
  }

  /// The part of the history, 0..<``partCount``, in which a time lies; the parts hold about as many
  /// complete rows each.
  func part(of time: Int) -> Int {
    bounds.count { $0 <= time }
  }

  private static func completeRows(
    _ history: RoleHistory, _ chosen: [Int]
  ) -> (rows: Matrix, times: [Int], hosts: [Int]) {
    var elements: [Double] = []
    var times: [Int] = []
    var hosts: [Int] = []
    for (host, frame) in history.frames.enumerated() {
      for row in 0..<frame.rowCount
      where chosen.allSatisfy({ !frame.values[row, $0].isNaN }) {
        for j in chosen { elements.append(frame.values[row, j]) }
        times.append(frame.time(ofRow: row))
        hosts.append(host)
      }
    }
    return (
      Matrix(rowCount: times.count, columnCount: chosen.count, elements: elements), times,
      hosts
    )
  }
}
