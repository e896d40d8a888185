internal import SabaNumerics

/// Turns a host's rows into features, one after another: what it showed of late, and where its level is.
struct HostFeatures: Sendable, Hashable {
  private var trail: HostTrail
  /// Where its metrics have moved to for good.
  private(set) var drift: HostDrift
  /// How far that is out of the role's range; nil where it is not.
  private var change: DriftChange?
  private var lastTime: Int?
  private var standard: [Double]
  /// By how much the host differs from the role, `[d]`.
  private(set) var offsets: [Double]
  /// Sees whether it is of another size; nil for a host of the history.
  private var arrival: HostArrival?
  /// Learns that; nil for a host of the history.
  private var adaptation: HostAdaptation?
  /// Takes the movements that the role is known for out of samples; nil where there are none.
  private var transient: HostTransient?
  /// What the host does at the same time every day; nil for nothing.
  let jobs: HostJobs?

  /// Makes the features of a host that has not shown anything.
  ///
  /// - Parameters:
  ///   - host: Its name.
  ///   - spans: How far features look back.
  ///   - interval: The length of an interval, in seconds.
  ///   - scaling: The role's.
  ///   - sizeDependent: The metrics that depend on the size of a host, by number.
  ///   - transients: The role's.
  init(
    of host: String, spans: FeatureSpans, interval: Int, scaling: MetricScaling,
    sizeDependent: [Int] = [], transients: KnownTransients = .none
  ) {
    let metricCount = scaling.centres.count
    offsets = scaling.hostOffsets.offsets(of: host)
    adaptation = scaling.hostOffsets.adaptation(of: host, interval: interval)
    jobs = adaptation == nil ? scaling.jobs.jobs(of: host) : scaling.jobs.jobsOfNewHost
    trail = HostTrail(spans: spans, metricCount: metricCount)
    drift = HostDrift(interval: interval, metricCount: metricCount)
    standard = [Double](repeating: .nan, count: metricCount)
    if !transients.transients.isEmpty { transient = HostTransient(metricCount: metricCount) }
    if let adaptation {
      arrival = HostArrival(sizeDependent: sizeDependent)
      change = DriftChange(
        shift: [Double](repeating: 0, count: metricCount), growth: adaptation.growth)
    }
  }

  /// The memory of all arrays.
  var byteCount: Int {
    trail.byteCount + drift.byteCount + (change?.byteCount ?? 0) + standard.byteCount
      + offsets.byteCount + (adaptation?.byteCount ?? 0) + (arrival?.byteCount ?? 0)
      + (transient?.byteCount ?? 0)
  }

  /// Takes a row and adds its features to a block.
  ///
  /// - Parameters:
  ///   - values: `[d]`, in the metrics' units; NaN where missing.
  ///   - time: In seconds since the epoch, later than any before.
  ///   - scaling: The role's.
  ///   - range: Where levels and spreads usually lie; nil where it is not known yet.
  ///   - interval: The length of an interval, in seconds.
  ///   - transients: The role's.
  ///   - block: Receives the features, and the drift that the row finds.
  /// - Returns: Whether levels and spreads were renewed.
  /// - Complexity: O(d).
  @discardableResult
  mutating func add(
    _ values: Span<Double>, at time: Int, scaling: MetricScaling, range: DriftRange?,
    interval: Int, transients: KnownTransients = .none, to block: inout FeatureBlock
  ) -> Bool {
    if let last = lastTime, time - last > interval {
      trail.skip((time - last) / interval - 1)
      transient?.skip()
    }
    lastTime = time
    scaling.standardize(values, at: time, offsets: offsets, jobs: jobs, into: &standard)
    let isRenewed = drift.add(standard, at: time)
    if isRenewed, let moved = adaptation?.renew() {
      for j in moved.indices { standard[j] -= moved[j] }
      offsets = adaptation?.offsets ?? offsets
      trail.translate(by: moved)
      drift.translate(by: moved)
      transient?.translate(by: moved)
    }
    let setAside = arrival?.add(standard, offsets: offsets, at: time) ?? []
    adaptation?.add(standard, setAside: setAside)
    if isRenewed, let range {
      change = range.change(of: drift, unknownGrowth: adaptation?.growth)
    }
    for j in setAside { standard[j] = .nan }
    transient?.take(&standard, at: time, known: transients)
    block.append(
      standard, change: change, offsets: offsets, setAside: setAside, trail: &trail)
    return isRenewed
  }
}

/// The features of some rows, in memory that is used again.
struct FeatureBlock: Sendable {
  let spans: FeatureSpans
  let metricCount: Int
  let capacity: Int
  private(set) var rowCount = 0
  /// Of each row the level features, `[capacity × levels]`.
  private(set) var level: [Double]
  /// Of each row the dynamics features, `[capacity × dynamics]`.
  private(set) var dynamics: [Double]
  /// Of each row how its host has drifted; nil where it has not.
  private(set) var changes: [DriftChange?] = []
  /// Of each row by how much its host differs from the role, `[d]`.
  private(set) var offsets: [[Double]] = []
  /// Of each row the metrics by which its host cannot be judged yet, by number; they are missing.
  private(set) var setAside: [[Int]] = []
  /// Of each row whether nothing is missing.
  private(set) var isComplete: [Bool] = []

  init(spans: FeatureSpans, metricCount: Int, capacity: Int) {
    self.spans = spans
    self.metricCount = metricCount
    self.capacity = capacity
    level = [Double](repeating: 0, count: capacity * spans.levelCount(metricCount: metricCount))
    dynamics = [Double](
      repeating: 0, count: capacity * spans.dynamicsCount(metricCount: metricCount))
  }

  var levelCount: Int { spans.levelCount(metricCount: metricCount) }
  var dynamicsCount: Int { spans.dynamicsCount(metricCount: metricCount) }
  var isFull: Bool { rowCount == capacity }

  /// Forgets the rows.
  mutating func removeAll() {
    rowCount = 0
    changes.removeAll(keepingCapacity: true)
    offsets.removeAll(keepingCapacity: true)
    setAside.removeAll(keepingCapacity: true)
    isComplete.removeAll(keepingCapacity: true)
  }

  /// Adds the features of a host's next sample.
  mutating func append(
    _ sample: [Double], change: DriftChange?, offsets: [Double], setAside: [Int] = [],
    trail: inout HostTrail
  ) {
    self.setAside.append(setAside)
    let levelStart = rowCount * levelCount
    let dynamicsStart = rowCount * dynamicsCount
    isComplete.append(
      trail.add(sample, level: &level, at: levelStart, dynamics: &dynamics, at: dynamicsStart))
    changes.append(change)
    self.offsets.append(offsets)
    rowCount += 1
  }

  /// The level features of the chosen rows, as matrix.
  func levels(of rows: [Int]) -> Matrix { Self.matrix(level, rows, levelCount) }

  /// The dynamics features of the chosen rows, as matrix.
  func dynamics(of rows: [Int]) -> Matrix { Self.matrix(dynamics, rows, dynamicsCount) }

  private static func matrix(_ elements: [Double], _ rows: [Int], _ width: Int) -> Matrix {
    var chosen: [Double] = []
    chosen.reserveCapacity(rows.count * width)
    for row in rows { chosen += elements[row * width..<(row + 1) * width] }
    return Matrix(rowCount: rows.count, columnCount: width, elements: chosen)
  }
}

extension HostFeatures: Restorable {
  func write(to writer: inout StateWriter) {
    trail.write(to: &writer)
    drift.write(to: &writer)
    writer.write(change) { $0.write(to: &$1) }
    writer.write(lastTime)
    adaptation?.write(to: &writer)
    arrival?.write(to: &writer)
    transient?.write(to: &writer)
  }

  mutating func restore(from reader: inout StateReader) throws(StateError) {
    try trail.restore(from: &reader)
    try drift.restore(from: &reader)
    let metricCount = offsets.count
    change = try reader.optional { (reader) throws(StateError) in
      try DriftChange(from: &reader, metricCount: metricCount)
    }
    lastTime = try reader.optionalInteger()
    // Whether a host was in the history is the model's.
    try adaptation?.restore(from: &reader)
    try arrival?.restore(from: &reader)
    try transient?.restore(from: &reader)
    offsets = adaptation?.offsets ?? offsets
  }
}
