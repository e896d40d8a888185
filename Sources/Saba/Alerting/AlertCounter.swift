/// Counts consecutive unusual samples until they make an alert, and keeps a host's alerts to their
/// promise.
///
/// A host that raised more alerts than were promised, beyond a few that any host is allowed, is no
/// longer the host that the thresholds were learnt for: every further alert raises its threshold, and
/// time lowers it again at the pace of the promise. However a host changes, its alerts cannot go on
/// above the promised rate unless each is more surprising than those before. That is adaptive conformal
/// inference (Gibbs, Candès 2021, arXiv:2106.00170) with a dead zone, in which hosts keep the thresholds
/// that were learnt.
package struct AlertCounter: Sendable, Hashable {
  private let threshold: Double
  private let attempts: Int
  private let step: Double
  /// The alerts that the promise allows in a second.
  private let rate: Double
  private var streak = 0
  private var wasAlerting = false
  /// How many alerts there were beyond the promise, at least 0.
  private var excess = 0.0
  private var lastTime: Int?

  /// The time, in seconds, over which chance alone may bring a host's alerts over the promise.
  package static let horizon = 120.0 * 86_400

  /// How many alerts beyond the promise leave a threshold as it was: a standard deviation of those
  /// promised over the horizon, were they independent of each other.
  private var allowance: Double { (rate * Self.horizon).squareRoot() }

  /// Makes a counter that has seen nothing.
  ///
  /// - Parameters:
  ///   - threshold: Scores above it are unusual.
  ///   - attempts: How many of them in a row make an alert.
  ///   - falseAlertsPerDay: The promise.
  ///   - step: By how much an alert too many raises the threshold; 0 for a fixed one.
  package init(
    threshold: Double, attempts: Int, falseAlertsPerDay: Double = 0, step: Double = 0
  ) {
    self.threshold = threshold
    self.attempts = attempts
    self.step = step
    rate = falseAlertsPerDay / 86_400
  }

  /// Whether the last samples make an alert.
  package var isAlerting: Bool { streak >= attempts }

  /// The threshold that the next sample meets.
  package var presentThreshold: Double {
    threshold + step * max(0, excess - allowance)
  }

  /// Takes a score; a good one ends the streak, NaN neither ends nor prolongs it.
  ///
  /// - Parameters:
  ///   - score: The score of the next sample.
  ///   - time: In seconds, later than any before.
  package mutating func add(_ score: Double, at time: Int) {
    if let lastTime { excess = max(0, excess - rate * Double(time - lastTime)) }
    lastTime = time
    if score.isNaN { return }
    streak = score > presentThreshold ? streak + 1 : 0
    if wasAlerting, !isAlerting { excess += 1 }
    wasAlerting = isAlerting
  }

  /// Goes on where another counter of the same host has stopped: with its streak and its alerts.
  mutating func resume(_ other: Self) {
    streak = other.streak
    wasAlerting = other.wasAlerting
    excess = other.excess
    lastTime = other.lastTime
  }

  /// The alerts in a series of scores by a fixed threshold: each from the row that raises it up to, not
  /// including, the row that ends it.
  package static func alerts(
    in scores: some Sequence<Double>, above threshold: Double, attempts: Int
  ) -> [Range<Int>] {
    var counter = AlertCounter(threshold: threshold, attempts: attempts)
    var openings = AlertRows()
    for (row, score) in scores.enumerated() {
      counter.add(score, at: row)
      openings.add(isAlerting: counter.isAlerting)
    }
    return openings.ranges
  }
}

/// The rows over which a host was in alert.
package struct AlertRows: Sendable, Hashable {
  private var closed: [Range<Int>] = []
  private var opened: Int?
  private var row = 0

  /// Makes the rows of a host that has not been judged.
  package init() {}

  /// Takes the next row.
  package mutating func add(isAlerting: Bool) {
    if isAlerting {
      opened = opened ?? row
    } else if let start = opened {
      closed.append(start..<row)
      opened = nil
    }
    row += 1
  }

  /// Takes rows that were not judged, in which no alert is on, up to one that is.
  package mutating func skip(to next: Int) {
    while row < next { add(isAlerting: false) }
  }

  /// Each alert from the row that raised it up to, not including, the row that ended it.
  package var ranges: [Range<Int>] { closed + (opened.map { [$0..<row] } ?? []) }
}

extension AlertCounter: Restorable {
  func write(to writer: inout StateWriter) {
    writer.write(streak)
    writer.write(wasAlerting)
    writer.write(excess)
    writer.write(lastTime)
  }

  mutating func restore(from reader: inout StateReader) throws(StateError) {
    streak = try reader.integer(in: 0..<Int.max)
    wasAlerting = try reader.bool()
    excess = try reader.double()
    lastTime = try reader.optionalInteger()
  }

  /// Writes what the counter was made of, by which a state of other sensitivities is told.
  func writeTerms(to writer: inout StateWriter) {
    writer.write(threshold)
    writer.write(attempts)
    writer.write(step)
    writer.write(rate)
  }
}
