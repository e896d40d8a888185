internal import Saba

/// Draws what ``EntityPicture`` holds, while the matrices are still there.
struct EntityArtist {
  let entity: DatasetEntity
  let runs: [NamedRun]
  let axis: TimeAxis
  let clock: CalendarTime.Clock
  let interval: Int
  /// For each host and row of its frame the row of the test file; nil for those of gaps.
  let fileRows: [[Int?]]
  private(set) var events: [EntityPicture.PicturedEvent] = []
  private(set) var alerts: [EntityPicture.PicturedAlert] = []
  /// For each host how much detail there is room for.
  let details: [Detail]

  /// How much of a host is shown.
  struct Detail {
    /// The metrics with a chart of their own.
    var metricCount: Int
    /// The most steps of a line.
    var lineSteps: Int
    /// The most steps of a band.
    var bandSteps: Int
    /// Whether the other metrics are shown as strips.
    var hasStrips: Bool
  }

  private static let mostMetrics = 8
  /// How many times fewer steps a band may have than a line: it is smoother.
  private static let bandStep = 6
  /// How many culprits are named.
  static let culpritCount = 3

  init(entity: DatasetEntity, runs: [NamedRun], budget: Int) {
    self.entity = entity
    self.runs = runs
    let interval = entity.test.interval
    self.interval = interval
    clock = entity.hasClock ? .calendar : .dayCount
    let frames = entity.test.frames
    axis = TimeAxis(
      from: frames.map(\.start).min() ?? 0,
      to: frames.map { $0.time(ofRow: $0.rowCount) }.max() ?? 0, clock: clock)
    fileRows = zip(entity.hosts, frames).map { $0.fileRows(in: $1) }
    let rowCount = max(1, frames.reduce(0) { $0 + $1.rowCount })
    details = frames.map { frame in
      Self.detail(
        bytes: budget * frame.rowCount / rowCount, rowCount: frame.rowCount,
        metricCount: entity.test.metrics.count)
    }
    events = entity.events.enumerated().map { index, rows in pictured(rows, number: index + 1) }
    alerts = picturedAlerts
  }

  /// Shares out bytes: three tenths for what is drawn, the rest for the series behind it.
  private static func detail(bytes: Int, rowCount: Int, metricCount: Int) -> Detail {
    let bytesOfMetric = 60_000
    let shown = min(metricCount, mostMetrics, max(1, bytes / bytesOfMetric))
    // A row of a line takes two letters; a step of a band four, of a sixth as many steps.
    let rows = 7 * bytes / 10 / (2 * (shown + 1) + 4 * shown / bandStep)
    // A step of several rows has two ends.
    let lineSteps = rowCount <= rows ? rows : rows / 2
    return Detail(
      metricCount: shown, lineSteps: max(lineSteps, TimeChart.stripColumnCount),
      bandSteps: max(rows / bandStep, TimeChart.stripColumnCount),
      hasStrips: bytes >= 2500 * (metricCount - shown))
  }

  // MARK: Time

  /// When rows of a host's frame are, in seconds since the epoch.
  func times(_ rows: Range<Int>, host: Int) -> Range<Int> {
    let frame = entity.test.frames[host]
    return frame.time(ofRow: rows.lowerBound)..<frame.time(ofRow: rows.upperBound)
  }

  // MARK: Events

  private func pictured(_ rows: ClosedRange<Int>, number: Int) -> EntityPicture.PicturedEvent {
    let index = entity.hosts.firstIndex { $0.fileRows.contains(rows.lowerBound) } ?? 0
    let host = entity.hosts[index]
    let frameRows = host.frameRows(of: rows)
    let named = Set(
      entity.interpretations.filter { $0.rows.overlaps(rows) }.flatMap(\.metrics)
    ).sorted()
    return EntityPicture.PicturedEvent(
      number: number, host: host.name,
      range: times(frameRows.lowerBound..<frameRows.upperBound + 1, host: index), clock: clock,
      named: named.map { entity.test.metrics[$0] },
      blamed: culprits(over: frameRows.lowerBound..<frameRows.upperBound + 1, host: index),
      finders: runs.map { detector in
        detector.run.alerts.map { alerts in alerts.map { finds($0[index], frameRows) } }
      })
  }

  /// Whether some of a host's alerts find an event, as ``EventScore`` has it.
  private func finds(_ alerts: [Range<Int>], _ event: ClosedRange<Int>) -> Bool {
    EventScore(alerts: alerts, events: [event], rows: [], interval: interval).foundCount > 0
  }

  // MARK: Alerts

  private var picturedAlerts: [EntityPicture.PicturedAlert] {
    guard let found = runs[0].run.alerts else { return [] }
    var alerts: [EntityPicture.PicturedAlert] = []
    for (index, host) in entity.hosts.enumerated() {
      let hostEvents = zip(entity.events, events).filter { host.fileRows.contains($0.0.lowerBound) }
      for rows in found.sensitive[index] {
        // The samples that led to it are to blame too.
        let start = max(0, rows.lowerBound - ScoreAlarm.attempts + 1)
        alerts.append(
          .init(
            number: 0, host: host.name, range: times(rows, host: index),
            sensitivity: found.map { $0[index].contains { $0.overlaps(rows) } }.leastSensitive
              ?? .sensitive,
            blamed: culprits(over: start..<rows.upperBound, host: index),
            events: hostEvents.filter { finds([rows], host.frameRows(of: $0.0)) }.map(\.1.number)))
      }
    }
    alerts.sort { ($0.range.lowerBound, $0.host) < ($1.range.lowerBound, $1.host) }
    for index in alerts.indices { alerts[index].number = index + 1 }
    return alerts
  }

  // MARK: Blame

  /// The metrics blamed most over some rows of a host's frame.
  private func culprits(over rows: Range<Int>, host: Int) -> [EntityPicture.Culprit] {
    guard let sums = blame(over: rows, host: host) else { return [] }
    let total = sums.reduce(0, +)
    guard total > 0 else { return [] }
    return sums.indices.sorted { (sums[$0], $1) > (sums[$1], $0) }.prefix(Self.culpritCount)
      .filter { sums[$0] > 0 }
      .map { .init(metric: entity.test.metrics[$0], share: sums[$0] / total) }
  }

  private func blame(over rows: Range<Int>, host: Int) -> [Double]? {
    guard let blame = runs[0].run.explanation?.blame else { return nil }
    var sums = [Double](repeating: 0, count: blame.columnCount)
    for row in rows.clamped(to: fileRows[host].indices) {
      guard let fileRow = fileRows[host][row] else { continue }
      for column in sums.indices where blame[fileRow, column].isFinite {
        sums[column] += blame[fileRow, column]
      }
    }
    return sums
  }

  /// The metrics of a host from the worst on: by their blame over its events and alerts, or over
  /// everything where it has none; by how far they stray then, where the detector blames none.
  func ranking(ofHost host: Int) -> [Int] {
    let worth = weights(ofHost: host)
    return worth.indices.sorted { (worth[$0], $1) > (worth[$1], $0) }
  }

  private func weights(ofHost host: Int) -> [Double] {
    let frame = entity.test.frames[host]
    let shown =
      events.filter { $0.host == frame.host }.map(\.range)
      + alerts.filter { $0.host == frame.host }.map(\.range)
    var stretches = shown.map { times in
      (times.lowerBound - frame.start) / interval..<(times.upperBound - frame.start) / interval
    }
    if stretches.isEmpty { stretches = [0..<frame.rowCount] }
    if runs[0].run.explanation != nil {
      var sums = [Double](repeating: 0, count: entity.test.metrics.count)
      for rows in stretches {
        for (column, value) in (blame(over: rows, host: host) ?? []).enumerated() {
          sums[column] += value
        }
      }
      return sums
    }
    return entity.test.metrics.indices.map { strangeness(of: $0, in: frame, over: stretches) }
  }

  /// The mean distance from the mean over some rows, in standard deviations of all rows.
  private func strangeness(of column: Int, in frame: MetricFrame, over rows: [Range<Int>]) -> Double
  {
    var count = 0.0
    var sum = 0.0
    var squares = 0.0
    for row in 0..<frame.rowCount where frame.values[row, column].isFinite {
      let value = frame.values[row, column]
      count += 1
      // Welford's update.
      let step = value - sum
      sum += step / count
      squares += step * (value - sum)
    }
    let scale = (squares / max(1, count)).squareRoot()
    guard scale > 0 else { return 0 }
    let distances = rows.joined().lazy.map { abs(frame.values[$0, column] - sum) / scale }
      .filter(\.isFinite)
    return distances.isEmpty ? 0 : distances.reduce(0, +) / Double(distances.count)
  }
}
