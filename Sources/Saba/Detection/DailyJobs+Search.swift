internal import SabaNumerics

extension DailyJobs {
  /// A slot is five minutes, or an interval where that is longer.
  private static let slotSeconds = 300
  /// What lasts longer than about half of this is a rhythm, not a job; in seconds.
  private static let surroundings = 7200
  /// What a metric does for longer than this in a day is a rhythm, which its profile tells, and no job;
  /// in seconds.
  private static let longestJob = 900
  /// The fewest days from which a job is told.
  static let fewestDays = 7
  /// The share of the days on which a job has to show.
  private static let leastShare = 0.8
  /// How high it stands out on the day in the middle, in deviations of the metric.
  private static let leastLevel = 3.0
  /// How high it stands out where it counts as showing, likewise.
  private static let leastShowing = 1.5
  /// The mean absolute deviation of Gaussian values times this is their standard deviation.
  private static let gaussianFactor = 1.2533

  /// Finds what hosts do at the same time every day.
  ///
  /// A metric's value in a slot less the median of two hours around it is what stands out. A slot of the
  /// day belongs to a job where that is at least ``leastLevel`` robust standard deviations of the
  /// metric in the median over the days, and half as many on four of five days, to the same side; and
  /// where a metric has more such slots than ``longestJob`` holds, none does.
  ///
  /// - Parameters:
  ///   - rows: A history; too short a one has no jobs.
  ///   - threadCount: How many threads share the work.
  /// - Complexity: O(n·d).
  init(in rows: TrainingRows, threadCount: Int) {
    let slotLength = max(Self.slotSeconds, rows.interval)
    guard rows.dayCount >= Self.fewestDays, 86_400 % slotLength == 0,
      slotLength * 6 <= Self.surroundings
    else {
      self = .none
      return
    }
    let hosts = Parallel.map(rows.frames.count, threadCount: threadCount) { host in
      Self.parts(
        start: rows.frames[host].start, values: rows.frames[host].values,
        logarithms: rows.logarithms, interval: rows.interval, slotLength: slotLength,
        zone: rows.zone)
    }
    var known: [String: [Int: [Part]]] = [:]
    for (name, parts) in zip(rows.summary.hosts, hosts) where !parts.isEmpty {
      known[name] = parts
    }
    self =
      known.isEmpty
      ? .none : DailyJobs(slotLength: slotLength, zone: rows.zone, known: known)
  }

  /// The jobs of one host, by slot of the day.
  private static func parts(
    start: Int, values: Matrix, logarithms: [MetricLogarithm?], interval: Int, slotLength: Int,
    zone: LocalZone
  ) -> [Int: [Part]] {
    if values.rowCount == 0 { return [:] }
    func slot(ofRow row: Int) -> Int {
      Int((Double(start + row * interval) / Double(slotLength)).rounded(.down))
    }
    let first = slot(ofRow: 0)
    let last = slot(ofRow: values.rowCount - 1)
    let days = RowSlots(
      secondsOfDay: (first...last).map { zone.localTime(at: $0 * slotLength).secondOfDay },
      slotLength: slotLength)
    var result: [Int: [Part]] = [:]
    for metric in 0..<values.columnCount {
      var means = [Double](repeating: 0, count: last - first + 1)
      var counts = means
      for row in 0..<values.rowCount where values[row, metric].isFinite {
        let slot = slot(ofRow: row) - first
        let value = values[row, metric]
        means[slot] += logarithms[metric]?.scaled(value) ?? value
        counts[slot] += 1
      }
      var low = Double.infinity
      var high = -Double.infinity
      for slot in means.indices {
        means[slot] = counts[slot] > 0 ? means[slot] / counts[slot] : .nan
        if means[slot].isNaN { continue }
        low = min(low, means[slot])
        high = max(high, means[slot])
      }
      guard high > low else { continue }
      let outstanding = Self.outstanding(means, reach: surroundings / slotLength / 2)
      var sizes = outstanding.compactMap { $0.isNaN ? nil : abs($0) }
      let usual = medianByReordering(&sizes) ?? 0
      let deviation = max(1.4826 * usual, MetricScaling.floorOfRange * (high - low))
      var jobs: [(slot: Int, part: Part)] = []
      for slot in 0..<86_400 / slotLength {
        let showing = days.rows[days.starts[slot]..<days.starts[slot + 1]].lazy
          .map { outstanding[$0] }.filter { !$0.isNaN }
        if let part = part(of: metric, showing: Array(showing), deviation: deviation) {
          jobs.append((slot, part))
        }
      }
      if jobs.count * slotLength > longestJob { continue }
      for (slot, part) in jobs { result[slot, default: []].append(part) }
    }
    return result
  }

  /// What a job adds in a slot, if there is one.
  private static func part(of metric: Int, showing: [Double], deviation: Double) -> Part? {
    let count = Double(showing.count)
    // Most slots are quiet: a mean is cheaper than a median.
    guard showing.count >= fewestDays,
      abs(showing.reduce(0, +)) >= leastShare * leastShowing * deviation * count,
      let level = median(showing), abs(level) >= leastLevel * deviation
    else { return nil }
    let side = level < 0 ? -1.0 : 1
    let days = showing.count { $0 * side >= leastShowing * deviation }
    guard Double(days) >= leastShare * count else { return nil }
    let away = showing.reduce(0) { $0 + abs($1 - level) / count }
    // Few days leave level and spread in doubt: the standard deviation of Student's t for another day.
    let doubt = ((1 + 1 / count) * (count - 1) / (count - 3)).squareRoot()
    return Part(
      metric: metric, level: level, spread: max(deviation, doubt * gaussianFactor * away))
  }

  /// By how much each value stands out of the median of those around it; NaN where it is missing, or
  /// too many of them are.
  private static func outstanding(_ values: [Double], reach: Int) -> [Double] {
    var result = [Double](repeating: .nan, count: values.count)
    var window: [Double] = []
    func place(_ value: Double) -> Int {
      var (low, high) = (0, window.count)
      while low < high {
        let middle = (low + high) / 2
        if window[middle] < value { low = middle + 1 } else { high = middle }
      }
      return low
    }
    for next in 0..<values.count + reach {
      if next < values.count, !values[next].isNaN {
        window.insert(values[next], at: place(values[next]))
      }
      let gone = next - 2 * reach - 1
      if gone >= 0, !values[gone].isNaN { window.remove(at: place(values[gone])) }
      let present = next - reach
      guard present >= 0, !values[present].isNaN, window.count > reach else { continue }
      let middle = window.count / 2
      let usual =
        window.count % 2 == 1 ? window[middle] : 0.5 * window[middle - 1] + 0.5 * window[middle]
      result[present] = values[present] - usual
    }
    return result
  }
}

extension TrainingRows {
  /// The rows as they would be without jobs.
  func without(_ jobs: DailyJobs) -> TrainingRows {
    if jobs.known.isEmpty { return self }
    var rows = self
    for (host, name) in summary.hosts.enumerated() {
      guard let own = jobs.jobs(of: name) else { continue }
      let start = frames[host].start
      for row in 0..<frames[host].values.rowCount {
        let time = start + row * interval
        if own.isUnsettled(at: time) { continue }
        for part in own.parts(at: time) {
          let value = rows.frames[host].values[row, part.metric]
          rows.frames[host].values[row, part.metric] =
            logarithms[part.metric].map { $0.value($0.scaled(value) - part.level) }
            ?? value - part.level
        }
      }
    }
    return rows
  }
}
