internal import SabaNumerics

/// Sees whether a host makes a movement that its role is known for, and takes it out of its samples.
struct HostTransient: Sendable, Hashable {
  /// The last samples without movements, `[levelLength × d]`, in a ring; NaN where missing.
  private var recent: [Double]
  /// Where the next sample goes.
  private var next = 0
  /// Where the host was before the movement that it makes, `[d]`; NaN where that is not known.
  private var level: [Double]
  /// How many samples of a movement came last, one after another; 0 where it makes none.
  private var count = 0
  /// When the last movement began, in seconds since the epoch.
  private var begin: Int?

  /// How long after one began another is no usual thing, in seconds.
  static let restingTime = 3600

  /// Makes that of a host which has not shown anything.
  init(metricCount: Int) {
    recent = [Double](repeating: .nan, count: KnownTransients.levelLength * metricCount)
    level = [Double](repeating: .nan, count: metricCount)
  }

  /// Takes note that samples are missing.
  mutating func skip() {
    for index in recent.indices { recent[index] = .nan }
    count = 0
  }

  /// Takes a sample, and out of it the movement that the host makes.
  ///
  /// - Parameters:
  ///   - sample: `[d]`, standardised; NaN where missing.
  ///   - time: In seconds since the epoch, later than any before.
  ///   - known: The role's movements.
  /// - Complexity: O(d), and once more for each known movement where the host moves much.
  mutating func take(_ sample: inout [Double], at time: Int, known: KnownTransients) {
    if count == 0 { levelAnew() }
    if let found = movement(of: sample, among: known), isExcused(found, at: time) {
      if count == 0 { begin = time }
      count += 1
      for (j, movement) in found.movement.enumerated() {
        let away = sample[j] - level[j]
        if movement > 0, away > 0 { sample[j] -= min(away, movement) }
        if movement < 0, away < 0 { sample[j] -= max(away, movement) }
      }
    } else {
      count = 0
    }
    let d = level.count
    for j in 0..<d { recent[next * d + j] = sample[j] }
    next = (next + 1) % KnownTransients.levelLength
  }

  /// Takes the mean of the last samples for where the host is.
  private mutating func levelAnew() {
    let d = level.count
    for j in 0..<d {
      var sum = 0.0
      for row in 0..<KnownTransients.levelLength { sum += recent[row * d + j] }
      level[j] = sum / Double(KnownTransients.levelLength)
    }
  }

  /// The known movement that a sample is part of; nil for none.
  private func movement(
    of sample: [Double], among known: KnownTransients
  ) -> KnownTransients.Transient? {
    let (values, level, scales) = (sample.span, level.span, known.scales.span)
    var isMoving = false
    for j in values.indices {
      if abs(values[j] - level[j]) > KnownTransients.usualDeviation * scales[j] { isMoving = true }
    }
    if !isMoving { return nil }
    let excess = values.indices.map {
      KnownTransients.excess(values[$0] - level[$0], scale: scales[$0])
    }
    return known.transient(like: excess).map { known.transients[$0] }
  }

  /// Whether a movement may go on, or begin.
  private func isExcused(_ movement: KnownTransients.Transient, at time: Int) -> Bool {
    if count > 0 { return count < movement.length }
    return begin.map { time >= $0 + Self.restingTime } ?? true
  }

  /// Moves all samples, as if they had been standardised about a level so much higher.
  ///
  /// - Parameter moved: By how much, `[d]`.
  mutating func translate(by moved: [Double]) {
    let d = level.count
    for index in recent.indices { recent[index] -= moved[index % d] }
    for j in 0..<d { level[j] -= moved[j] }
  }

  /// The memory of all arrays.
  var byteCount: Int { recent.byteCount + level.byteCount }
}

extension HostTransient: Restorable {
  func write(to writer: inout StateWriter) {
    writer.write(recent)
    writer.write(next)
    writer.write(level)
    writer.write(count)
    writer.write(begin)
  }

  mutating func restore(from reader: inout StateReader) throws(StateError) {
    try reader.replace(&recent)
    next = try reader.integer(in: 0..<KnownTransients.levelLength)
    try reader.replace(&level)
    count = try reader.integer(in: 0..<Int.max)
    begin = try reader.optionalInteger()
  }
}
