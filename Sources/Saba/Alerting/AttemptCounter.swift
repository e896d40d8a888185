/// Counts consecutive unusual samples until they make an alert.
package struct AttemptCounter: Sendable, Hashable {
  private let threshold: Double
  private let attempts: Int
  private var streak = 0

  /// Makes a counter that has seen nothing.
  ///
  /// - Parameters:
  ///   - threshold: Scores above it are unusual.
  ///   - attempts: How many of them in a row make an alert.
  package init(threshold: Double, attempts: Int) {
    self.threshold = threshold
    self.attempts = attempts
  }

  /// Whether the last samples make an alert.
  package var isAlerting: Bool { streak >= attempts }

  /// Takes a score; a good one ends the streak, NaN neither ends nor prolongs it.
  package mutating func add(_ score: Double) {
    if score.isNaN { return }
    streak = score > threshold ? streak + 1 : 0
  }

  /// The alerts in a series of scores: each from the row that raises it up to, not including, the
  /// row that ends it.
  package static func alerts(
    in scores: some Sequence<Double>, above threshold: Double, attempts: Int
  ) -> [Range<Int>] {
    var counter = AttemptCounter(threshold: threshold, attempts: attempts)
    var alerts: [Range<Int>] = []
    var opened: Int?
    var row = 0
    for score in scores {
      counter.add(score)
      if counter.isAlerting {
        opened = opened ?? row
      } else if let start = opened {
        alerts.append(start..<row)
        opened = nil
      }
      row += 1
    }
    if let opened { alerts.append(opened..<row) }
    return alerts
  }
}
