internal import SabaNumerics

extension KnownTransients {
  /// On how many occasions a movement came at least.
  private static let smallestOccurrenceCount = 3
  /// How far apart occasions are, in seconds: what many hosts do at once is one.
  private static let leastDistance = 600
  /// How long a movement may take, in seconds; two samples it may take always.
  private static let largestLength = 600
  /// The share of its excess that is left of a movement that is over.
  private static let remainder = 1.0 / 3
  /// The most movements that are compared, the largest ones, and the most that are known.
  private static let largestCandidateCount = 1500
  private static let largestCount = 16
  /// The quantile of a metric's movements by which its scale is taken, the same of the absolute value of
  /// a standard normal variable, and the smallest scale.
  private static let scaleQuantile = 0.9
  private static let normalQuantile = 1.6449
  private static let smallestScale = 0.05
  /// So many rows tell the scales.
  private static let fewRows = 8192

  /// A movement of a host that came back.
  struct Movement: Sendable {
    /// When it began, in seconds since the epoch.
    var time: Int
    /// How many samples it took.
    var length: Int
    /// The mean over its samples, `[d]`, standardised.
    var mean: [Double]
    /// By how much that goes beyond what is usual, `[d]`, and the length of it.
    var excess: [Double]
    var size: Double

    init(at time: Int, length: Int, mean: [Double], scales: [Double]) {
      self.time = time
      self.length = length
      self.mean = mean
      excess = zip(mean, scales).map { KnownTransients.excess($0, scale: $1) }
      size = KnownTransients.size(excess)
    }
  }

  /// Finds the movements of a history.
  ///
  /// - Parameters:
  ///   - rows: All that happened, also what does not teach.
  ///   - scaling: Of the same metrics.
  ///   - threadCount: How many threads share the work.
  /// - Complexity: O(n·d + m²·d) for n rows and m large movements.
  init(in rows: TrainingRows, scaling: MetricScaling, threadCount: Int) {
    let scales = Self.scales(of: rows, scaling: scaling)
    let movements = Parallel.map(rows.frames.count, threadCount: threadCount) { host in
      let (start, values) = rows.frames[host]
      return Self.movements(
        in: Self.standardized(rows, host: host, range: 0..<values.rowCount, scaling: scaling),
        scales: scales, start: start, interval: rows.interval)
    }
    self.init(
      scales: scales, movements: movements.flatMap(\.self), threadCount: threadCount)
  }

  /// Some of a host's samples, standardised, `[n × d]`.
  private static func standardized(
    _ rows: TrainingRows, host: Int, range: Range<Int>, scaling: MetricScaling
  ) -> Matrix {
    let (start, values) = rows.frames[host]
    let d = values.columnCount
    let name = rows.summary.hosts[host]
    let offsets = scaling.hostOffsets.offsets(of: name)
    let jobs = scaling.jobs.jobs(of: name)
    let elements = values.elements
    var standard = [Double](repeating: .nan, count: d)
    var result: [Double] = []
    result.reserveCapacity(range.count * d)
    for row in range {
      scaling.standardize(
        elements.span.extracting(row * d..<(row + 1) * d), at: start + row * rows.interval,
        offsets: offsets, jobs: jobs, into: &standard)
      result += standard
    }
    return Matrix(rowCount: range.count, columnCount: d, elements: result)
  }

  /// By how much each metric moves, `[d]`, however far it goes now and then.
  private static func scales(of rows: TrainingRows, scaling: MetricScaling) -> [Double] {
    let total = rows.frames.reduce(0) { $0 + $1.values.rowCount }
    var movements = [[Double]](repeating: [], count: rows.metrics.count)
    for host in rows.frames.indices {
      for row in stride(
        from: levelLength, to: rows.frames[host].values.rowCount, by: max(1, total / fewRows))
      {
        let samples = standardized(
          rows, host: host, range: row - levelLength..<row + 1, scaling: scaling)
        for j in movements.indices {
          let movement =
            samples[levelLength, j] - level(ofMetric: j, before: levelLength, in: samples)
          if movement.isFinite { movements[j].append(abs(movement)) }
        }
      }
    }
    return movements.map { movements in
      guard !movements.isEmpty else { return 1 }
      let sorted = movements.sorted()
      let usual = sorted[Int(scaleQuantile * Double(sorted.count - 1))]
      return max(smallestScale, usual / normalQuantile)
    }
  }

  /// The mean of the samples before one.
  private static func level(ofMetric metric: Int, before row: Int, in samples: Matrix) -> Double {
    (row - levelLength..<row).reduce(0) { $0 + samples[$1, metric] } / Double(levelLength)
  }

  /// Whether any metric moves: most samples are not looked at any closer.
  private static func moves(_ samples: Matrix, row: Int, scales: [Double]) -> Bool {
    for j in scales.indices {
      let movement = samples[row, j] - level(ofMetric: j, before: row, in: samples)
      if abs(movement) > usualDeviation * scales[j] { return true }
    }
    return false
  }

  /// A host's large movements that came back in time.
  ///
  /// - Parameters:
  ///   - samples: `[n × d]`, standardised; NaN where missing.
  ///   - scales: By how much each metric usually moves, `[d]`.
  ///   - start: The time of the first sample.
  ///   - interval: The length of an interval, in seconds.
  /// - Returns: In order of time.
  static func movements(
    in samples: Matrix, scales: [Double], start: Int, interval: Int
  ) -> [Movement] {
    let largestLength = max(2, largestLength / interval)
    var found: [Movement] = []
    var row = levelLength
    while row < samples.rowCount {
      if !moves(samples, row: row, scales: scales) {
        row += 1
        continue
      }
      let level = scales.indices.map { Self.level(ofMetric: $0, before: row, in: samples) }
      func excess(_ row: Int) -> [Double] {
        scales.indices.map { Self.excess(samples[row, $0] - level[$0], scale: scales[$0]) }
      }
      let first = excess(row)
      if size(first) < smallestExcess {
        row += 1
        continue
      }
      // What is measured from a movement is none: neither while it lasts nor where it is back.
      var next = row + levelLength
      defer { row = next }
      // Seen in the direction in which it left.
      let bound = remainder * product(first, first)
      let later = row + 1..<min(row + 1 + largestLength, samples.rowCount)
      guard let back = later.first(where: { product(excess($0), first) < bound }) else { continue }
      let length = back - row
      var mean = [Double](repeating: 0, count: scales.count)
      for row in row..<back {
        for j in mean.indices {
          let away = samples[row, j] - level[j]
          if away.isFinite { mean[j] += away / Double(length) }
        }
      }
      let movement = Movement(
        at: start + row * interval, length: length, mean: mean, scales: scales)
      if movement.size < smallestExcess { continue }
      found.append(movement)
      next = back + levelLength
    }
    return found
  }

  /// Takes those movements for known that came again and again: first those of most occasions.
  ///
  /// - Parameters:
  ///   - scales: By how much each metric usually moves, `[d]`.
  ///   - movements: Of all hosts.
  ///   - threadCount: How many threads share the work.
  init(scales: [Double], movements: [Movement], threadCount: Int) {
    let movements = Array(
      movements.sorted { ($0.size, $0.time) > ($1.size, $1.time) }
        .prefix(Self.largestCandidateCount))
    let groups = ResemblingGroups(
      times: movements.map(\.time),
      neighbours: Parallel.map(movements.count, threadCount: threadCount) { one in
        movements.indices.filter { other in
          Self.product(movements[one].excess, movements[other].excess)
            >= Self.resemblance * movements[one].size * movements[other].size
        }
      }, occasionLength: Self.leastDistance)
    let found = groups.groups(
      ofAtLeast: Self.smallestOccurrenceCount, atMost: Self.largestCount)
    self.init(
      scales: scales,
      transients: found.map { group in
        let members = group.members.map { movements[$0] }
        let leader = movements[group.leader]
        // What they have in common: of the metrics that the leader moves, the mean.
        let movement = leader.mean.indices.map { j in
          leader.excess[j] == 0
            ? 0 : members.reduce(0) { $0 + $1.mean[j] / Double(members.count) }
        }
        return Transient(
          movement: movement, length: members.map(\.length).max() ?? leader.length,
          occurrenceCount: group.occasionCount)
      })
  }
}
